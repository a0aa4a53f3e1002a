#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/problem.h"

namespace orl {

/// One query's predictions, read in place from the problem's blocks.
class QueryView {
  public:
    QueryView(const RoutingProblem& problem, std::size_t query)
        : m_first(problem.blocks().data() +
                  (query / RoutingProblem::kLanes) * problem.modelCount() * kStride +
                  query % RoutingProblem::kLanes) {}

    double cost(std::size_t model) const { return m_first[model * kStride]; }
    double quality(std::size_t model) const {
        return m_first[model * kStride + RoutingProblem::kLanes];
    }
    bool allowed(std::size_t model) const { return cost(model) != RoutingProblem::kForbidden; }

  private:
    static constexpr std::size_t kStride = 2 * RoutingProblem::kLanes;
    const double* m_first;
};

/// Loads against capacities while queries are placed.
class Slots {
  public:
    /// Of a batch. A capacity above the number of queries counts as that number: a batch cannot
    /// load a model further.
    Slots(const Constraints& constraints, std::size_t modelCount, std::size_t queryCount)
        : m_load(modelCount, 0), m_capacity(modelCount), m_relative(modelCount, 0.0) {
        for (std::size_t j = 0; j < modelCount; ++j) {
            m_capacity[j] =
                std::min(constraints.capacityOf(j), static_cast<std::int64_t>(queryCount));
        }
        m_limit = m_capacity;
    }
    /// Of models that serve and queue.
    /// @param slots what loads are relative to
    explicit Slots(std::vector<std::int64_t> slots)
        : m_load(slots.size(), 0), m_capacity(std::move(slots)), m_relative(m_load.size(), 0.0) {
        m_limit = m_capacity;
    }
    bool full(std::size_t model) const { return m_load[model] >= m_limit[model]; }
    void take(std::size_t model) {
        ++m_load[model];
        relate(model);
    }
    void giveBack(std::size_t model) {
        --m_load[model];
        relate(model);
    }
    /// Most queries that the model takes from now on, which need not be what loads are relative to.
    void setLimit(std::size_t model, std::int64_t limit) { m_limit[model] = limit; }
    /// Load relative to capacity. Different ratios of counts below 2^26 differ as doubles, and
    /// equal ones are equal, so that comparing them is exact.
    double load(std::size_t model) const { return m_relative[model]; }

  private:
    void relate(std::size_t model) {
        m_relative[model] =
            static_cast<double>(m_load[model]) / static_cast<double>(m_capacity[model]);
    }

    std::vector<std::int64_t> m_load;
    std::vector<std::int64_t> m_capacity;
    std::vector<double> m_relative;
    std::vector<std::int64_t> m_limit;
};

}  // namespace orl
