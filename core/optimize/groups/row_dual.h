#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/optimize/bound/transport.h"
#include "core/optimize/groups/cut_master.h"
#include "core/optimize/groups/row_problem.h"

namespace orl {

/// What solves of one table in groups leave to the next: vertices, which as cuts stay valid
/// whatever the rows require, and the last multipliers.
struct RowMemory {
    std::vector<std::int64_t> capacity;
    std::vector<std::int64_t> groupCapacity;
    std::vector<std::shared_ptr<const RowVertex>> vertices;  ///< oldest first
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double overall = -1.0;            ///< κ of the row over all queries; negative: never solved
    std::vector<double> groupWeight;  ///< λ_g at an objective weight of 1
    std::vector<double> price;        ///< μ_j
    std::vector<double> groupPrice;   ///< μ_gj

    /// Forgets vertices of other capacities.
    void open(const RowProblem& problem);
    void add(std::shared_ptr<const RowVertex> vertex);
};

/// The dual with one multiplier a row. Transport deals with the capacities exactly; what is left is
///     φ(κ) = min_x ( p(x) + Σ_k κ_k·(required_k − r_k(x)) ),
/// concave and piecewise linear in κ >= 0, and every vertex x that a transport ends at is a cut.
/// First the rows alone: a mixture of vertices that meets them all is sought, or a κ that proves
/// that there is none (Σ κ_k·(required_k − r_k(x)) > 0 for every x). Then φ is maximised by cutting
/// planes within a box around the best κ, which grows while the cuts predict well and shrinks
/// where they do not.
class RowDual {
  public:
    using Observer = std::function<void(const TransportPoint&, double overall, double dualValue)>;

    RowDual(Transport& transport, const RowProblem& problem, RowMemory& memory,
            std::stop_token stop, Observer observer = {});

    struct Outcome {
        std::int64_t unplaced = 0;  ///< queries that the capacities cannot hold
        bool reachable = true;      ///< some mixture of assignments meets all rows
        double bound = 0.0;         ///< on the objective
        RowMultipliers at;
        std::vector<double> price;       ///< μ_j
        std::vector<double> groupPrice;  ///< μ_gj
        std::vector<double> groupWeight;
        double overall = 0.0;
        /// The assignments whose mixture is an optimum of the relaxation, largest share first.
        std::vector<std::shared_ptr<const RowVertex>> mixture;
    };
    /// @param tolerance relative distance of the bound to the best possible one
    /// @throws Cancelled
    Outcome run(double tolerance, int maxEvaluations);

  private:
    struct Visit {
        std::shared_ptr<const RowVertex> vertex;  ///< null: some queries have no place
        double value = 0.0;                       ///< φ, or its part of the rows alone
        double noise = 0.0;                       ///< rounding in it
    };
    Visit visit(std::span<const double> kappa, double objectiveWeight);
    bool reach();
    std::vector<double> firstPoint();
    void ascend(double tolerance, int maxEvaluations);
    void addCut(CutMaster& master, const RowVertex& vertex, double objectiveWeight) const;
    void keepMixture(const CutMaster::Optimum& optimum);
    void finish();
    double unit(std::size_t row) const {
        return m_problem.objectiveScale / m_problem.rows[row].scale;
    }

    Transport& m_transport;
    const RowProblem& m_problem;
    RowMemory& m_memory;
    std::stop_token m_stop;
    Observer m_observer;
    std::vector<std::shared_ptr<const RowVertex>> m_vertices;  ///< the cuts, in the master's order
    TransportPoint m_point;
    /// Prices found at some κ: where a transport near it starts.
    struct Known {
        std::vector<double> kappa;
        std::vector<double> price;
        std::vector<double> groupPrice;
    };
    const Known* nearest(std::span<const double> kappa) const;
    std::vector<Known> m_known;
    std::vector<double> m_bestKappa;
    bool m_bounded = false;
    int m_evaluations = 0;
    Outcome m_outcome;
};

}  // namespace orl
