#pragma once

#include <cstdint>
#include <vector>

#include "core/optimize/bound/transport.h"
#include "core/optimize/dual/grouped_table.h"

namespace orl {

/// One requirement on a sum over the assignment: at least `required` of quality, or in budget mode
/// and over all queries at most −required of cost.
struct Row {
    static constexpr std::int32_t kAll = -1;
    std::int32_t group = kAll;  ///< whose queries count
    double required = 0.0;      ///< a little less than asked, so that rounding is no violation
    double scale = 1.0;         ///< the most the sum can be
};

/// A routing problem in groups in the solver's own terms: minimise Σ p x subject to Σ r_k x >=
/// required_k for every row k and to the capacities, where p is cost or −quality.
struct RowProblem {
    const GroupedTable* table = nullptr;
    RoutingMode mode = RoutingMode::CostUnderFloor;
    std::vector<Row> rows;
    double objectiveScale = 1.0;              ///< the most the objective can be
    std::vector<std::int64_t> capacity;       ///< L_j, 0…N
    std::vector<std::int64_t> groupCapacity;  ///< L_gj, 0…min(N_g, L_j)
    bool capped = false;                      ///< whether some L_gj says more than L_j and N_g

    double objective(double cost, double quality) const {
        return mode == RoutingMode::CostUnderFloor ? cost : -quality;
    }
};

/// The same with the row over all queries as the objective instead: how much can it be when only
/// the groups' rows have to be met?
RowProblem swapped(const RowProblem& problem);

/// Prices at an objective weight of 1: query i of group g pays s·c_ij − t_g·a_ij + μ_gj for model
/// j, where μ_gj holds the prices of both the model and the group's share of it.
struct RowMultipliers {
    std::vector<double> kappa;          ///< of each row
    double costWeight = 1.0;            ///< s
    std::vector<double> qualityWeight;  ///< t_g
    std::vector<double> price;          ///< G × M; +inf closes

    double reduced(const GroupedTable& table, std::size_t position, std::size_t model) const {
        const std::size_t g = table.groupOf(position);
        const double* cell = table.whole().cell(position, model);
        return cell[0] * costWeight - cell[Table::kLanes] * qualityWeight[g] +
               price[g * table.models() + model];
    }
};

/// An assignment by position with its sums, added up afresh: the differences that a solver
/// accumulates lose digits.
struct RowVertex {
    RowVertex() = default;
    RowVertex(const GroupedTable& table, Assignment chosen);

    Assignment assignment;
    double cost = 0.0;
    double quality = 0.0;
    std::vector<double> groupQuality;
};

/// What an assignment means to one problem.
struct RowTotals {
    double objective = 0.0;
    std::vector<double> resource;  ///< of each row
};
RowTotals totalsOf(const RowProblem& problem, const RowVertex& vertex);
/// Whether every row has what it requires.
bool met(const RowProblem& problem, const RowTotals& totals);

/// A complete assignment within the capacities, and what it adds up to while it changes.
class RowState {
  public:
    /// What moving one query would change.
    struct Change {
        double objective = 0.0;
        double overall = 0.0;  ///< of the row over all queries, if there is one
        double quality = 0.0;
    };

    RowState(const RowProblem& problem, Assignment assignment);

    const Assignment& assignment() const { return m_assignment; }
    const RowTotals& totals() const { return m_totals; }
    /// What row k lacks; negative: what it has to spare.
    double missing(std::size_t row) const {
        return m_problem->rows[row].required - m_totals.resource[row];
    }
    Change change(std::size_t position, std::size_t to) const;
    void move(std::size_t position, std::size_t to);
    std::int64_t room(std::size_t model) const {
        return m_problem->capacity[model] - m_load[model];
    }
    std::int64_t room(std::size_t group, std::size_t model) const {
        const std::size_t bin = group * m_problem->table->models() + model;
        return m_problem->groupCapacity[bin] - m_binLoad[bin];
    }
    /// Row over all queries; −1: none.
    int overallRow() const { return m_overallRow; }
    /// Row of a group; −1: none.
    int groupRow(std::size_t group) const { return m_groupRow[group]; }

  private:
    const RowProblem* m_problem;
    Assignment m_assignment;
    RowTotals m_totals;
    std::vector<std::int64_t> m_load;
    std::vector<std::int64_t> m_binLoad;
    int m_overallRow = -1;
    std::vector<int> m_groupRow;
};

}  // namespace orl
