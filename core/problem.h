#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/support/aligned.h"

namespace orl {

/// Predicted quality a_ij and cost c_ij of every query i and model j: the input of every router.
///
/// Stored as blocks of kLanes queries: for each block, for each model, kLanes costs then kLanes
/// qualities. So one pass over the dual function reads memory once, in order, with full vectors.
/// Lanes past queryCount() in the last block hold cost 0 and quality 0 and belong to no query.
///
/// A pair that may not be chosen (missing prediction, context too long, model switched off) is
/// forbidden: its cost is +infinity and its quality 0.
class RoutingProblem {
  public:
    static constexpr std::size_t kLanes = 8;
    static constexpr double kForbidden = std::numeric_limits<double>::infinity();

    /// Greatest cost of a pair that is computed with, in USD: sums over a batch and their squares
    /// then stay numbers.
    static constexpr double kMostCost = 1e30;

    RoutingProblem() = default;
    /// All pairs start with cost 0 and quality 0.
    RoutingProblem(std::size_t queryCount, std::size_t modelCount);

    std::size_t queryCount() const { return m_queryCount; }
    std::size_t modelCount() const { return m_modelCount; }

    /// c_ij in USD, >= 0; kForbidden where the pair may not be chosen.
    double cost(std::size_t query, std::size_t model) const { return m_data[at(query, model)]; }
    /// a_ij in [0,1].
    double quality(std::size_t query, std::size_t model) const {
        return m_data[at(query, model) + kLanes];
    }
    bool allowed(std::size_t query, std::size_t model) const {
        return cost(query, model) != kForbidden;
    }

    /// Lets the processor fetch a pair from memory ahead of its use; −1: none.
    void prefetch(std::size_t query, std::int32_t model) const {
        if (model < 0 || static_cast<std::size_t>(model) >= m_modelCount) return;
        const double* cell = m_data.data() + at(query, static_cast<std::size_t>(model));
        __builtin_prefetch(cell);
        __builtin_prefetch(cell + kLanes);
    }

    void set(std::size_t query, std::size_t model, double cost, double quality) {
        double* cell = m_data.data() + at(query, model);
        cell[0] = cost;
        cell[kLanes] = quality;
    }
    void forbid(std::size_t query, std::size_t model) { set(query, model, kForbidden, 0.0); }

    std::size_t blockCount() const { return (m_queryCount + kLanes - 1) / kLanes; }
    /// All blocks; block b starts at b * modelCount() * 2 * kLanes.
    std::span<const double> blocks() const { return m_data; }

    /// Throws Error naming row and column when a cost is NaN, negative or above kMostCost, a
    /// quality is NaN or outside [0,1], a query has no allowed model, or there is no query or no
    /// model.
    /// @param modelNames for the message; may be empty
    void validate(std::span<const std::string> modelNames = {}) const;

  private:
    std::size_t at(std::size_t query, std::size_t model) const {
        return ((query / kLanes) * m_modelCount + model) * (2 * kLanes) + query % kLanes;
    }

    std::size_t m_queryCount = 0;
    std::size_t m_modelCount = 0;
    AlignedVector<double> m_data;
};

enum class RoutingMode {
    CostUnderFloor,      ///< least cost with mean quality >= qualityFloor
    QualityUnderBudget,  ///< highest mean quality with total cost <= budget
};

inline constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

/// What the operator asks for.
struct Constraints {
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double qualityFloor = 0.0;                                ///< α, mean predicted quality
    double budget = std::numeric_limits<double>::infinity();  ///< B, USD for the whole batch
    /// L_j, most queries model j may take; kUnlimited for none. Empty: no capacities at all.
    std::vector<std::int64_t> capacity;

    /// One group (a task, a difficulty level) of every query, 0…G−1; may be empty where nothing is
    /// asked of groups.
    std::vector<std::int32_t> group = {};
    /// α_g, floor on the mean predicted quality of each group, beside the global one in either
    /// mode; NaN for none. G values, or empty.
    std::vector<double> groupFloor = {};
    /// L_gj at g·M + j, most queries of group g that model j may take; kUnlimited for none. G × M
    /// values, or empty. See shareOfGroup.
    std::vector<std::int64_t> groupCapacity = {};
    std::vector<std::string> groupNames = {};  ///< G names for messages, or empty

    /// Cap on the mean predicted seconds of the answers, beside the goal of either mode; +∞: none.
    double secondsCap = std::numeric_limits<double>::infinity();
    /// s_ij at i·M + j, predicted seconds of an answer, >= 0; NaN where unknown: no choice under a
    /// cap. Needed where there is a cap.
    std::shared_ptr<const std::vector<double>> seconds = {};

    std::int64_t capacityOf(std::size_t model) const {
        return capacity.empty() ? kUnlimited : capacity[model];
    }
    /// Whether any group is held to anything.
    bool hasGroups() const;
    bool hasSecondsCap() const { return secondsCap < std::numeric_limits<double>::infinity(); }
};

/// A share of a batch in queries, rounded down everywhere: "at most 30 %" of 953 are 285. A share
/// that misses a whole number by no more than rounding means it.
/// @param share in [0,1]
std::int64_t slotsOfShare(double share, std::size_t queryCount);
/// The same of one group's queries.
std::int64_t shareOfGroup(double share, std::span<const std::int32_t> group, std::int32_t which);

/// assignment[i] = j; -1 where a router could place query i nowhere.
using Assignment = std::vector<std::int32_t>;

/// Totals of an assignment, recomputed from the problem alone.
struct PlanTotals {
    double cost = 0.0;               ///< Σ c of the placed queries, USD
    double quality = 0.0;            ///< mean a over all queries; an unplaced query counts as 0
    std::vector<std::int64_t> load;  ///< queries per model
    std::size_t unplaced = 0;
};

/// @param assignment one entry per query, each -1 or an allowed model (anything else throws Error)
PlanTotals totalsOf(const RoutingProblem& problem, std::span<const std::int32_t> assignment);

/// Mean seconds of the placed queries; NaN where one of them is unknown, or none is placed.
/// @param seconds s_ij at i·M + j
double meanSecondsOf(std::span<const double> seconds, std::size_t modelCount,
                     std::span<const std::int32_t> assignment);

}  // namespace orl
