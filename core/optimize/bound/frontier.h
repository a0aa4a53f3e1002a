#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>

#include "core/optimize/bound/recovery.h"
#include "core/optimize/bound/transport.h"

namespace orl {

/// Two vertices of the cost–quality frontier under the capacities with the goal's constraint
/// between them, and the multiplier that proves it.
struct Bracket {
    Vertex met;                 ///< empty: the constraint cannot be met
    Vertex missed;              ///< empty: the constraint does not bind
    double multiplier = 0.0;    ///< κ of the best bound
    std::vector<double> price;  ///< its μ
    bool tied = false;          ///< both are optimal at the multiplier and its prices
    double bound = 0.0;         ///< best lower bound on the objective
    std::int64_t unplaced = 0;  ///< queries that the capacities cannot hold
};

/// Vertices found under one set of capacities. They depend on neither α nor the budget, so the next
/// solve starts between the two that enclose its own.
class VertexMemory {
  public:
    /// Forgets everything if the capacities are not the remembered ones.
    void open(const std::vector<std::int64_t>& capacity);
    void clear() { m_vertices.clear(); }
    void add(const Vertex& vertex);
    std::span<const Vertex> vertices() const { return m_vertices; }

  private:
    std::vector<std::int64_t> m_capacity;
    std::vector<Vertex> m_vertices;  ///< oldest first
};

/// The dual in one dimension. With the capacities dealt with exactly by Transport, what is left of
/// the dual function is a concave piecewise linear function of the one multiplier κ of the goal's
/// constraint: κ = λ under a floor and 1/λ under a budget. Larger κ buys more of the resource.
class FrontierSearch {
  public:
    using Observer = std::function<void(const TransportPoint&, double kappa, double dualValue)>;

    /// @param memory vertices of the same capacities to start from and to add to; may be null
    FrontierSearch(Transport& transport, const Goal& goal, std::vector<std::int64_t> capacity,
                   VertexMemory* memory, std::stop_token stop, Observer observer = {})
        : m_transport(transport),
          m_goal(goal),
          m_capacity(std::move(capacity)),
          m_memory(memory),
          m_stop(std::move(stop)),
          m_observer(std::move(observer)) {}

    /// @param start  where to begin: κ (negative: unknown), prices (may be empty), and how far
    ///               relatively the first step around κ goes
    /// @param tolerance stop when the bound is this close, relatively, to the best possible one
    struct Start {
        double kappa = -1.0;
        std::vector<double> price;
        double width = 1.0;
    };
    Bracket run(Start start, double tolerance, int maxEvaluations);

    /// The vertex at infinite κ: as much of the resource as the capacities allow. Nothing if they
    /// cannot hold all queries.
    /// @param price capacity prices to start from, those of this vertex under other capacities best
    std::optional<TransportPoint> extreme(std::vector<double> price = {});

  private:
    Multipliers multipliers(double kappa, std::vector<double> price) const;
    double kappaOf(const TransportPoint& point) const;
    std::vector<double> unitPrice(const TransportPoint& point) const;
    void file(const Vertex& vertex);
    bool visit(double kappa);
    void tryTies();
    double guess();
    double secant(double target) const;
    void predictPrices(double kappa);
    void enclose(double kappa, double width);
    /// The line through the two ends of the bracket.
    struct Chord {
        double run;       ///< of the resource
        double slope;     ///< objective per resource
        double highest;   ///< objective at the requirement: no dual value is above
        double rounding;  ///< differences of objectives that are none
        double missing;   ///< resource from `missed` to the requirement
    };
    Chord chord() const;
    double exactSlope() const;
    void refine(double tolerance, int maxEvaluations);

    Transport& m_transport;
    Goal m_goal;
    std::vector<std::int64_t> m_capacity;
    VertexMemory* m_memory;
    std::stop_token m_stop;
    Observer m_observer;
    Vertex m_last;
    Vertex m_beforeLast;
    Bracket m_bracket;
    double m_metKappa = 0.0;
    double m_missedKappa = 0.0;
    std::vector<double> m_price;  ///< where the next transport starts
    bool m_bounded = false;
};

}  // namespace orl
