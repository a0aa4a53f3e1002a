#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/optimize/dual/kernel.h"
#include "core/optimize/dual/table.h"
#include "core/optimize/parameters.h"
#include "core/support/thread_pool.h"

namespace orl {

/// Multipliers in homogeneous form: query i pays s·c_ij − t·a_ij + μ_j for model j. The cost mode
/// has s = 1, t = λ; the budget mode t = 1, s = 1/λ. So "cheapest" (t = 0) and "best" (s = 0) are
/// ordinary points.
struct Multipliers {
    double costWeight = 1.0;     ///< s >= 0
    double qualityWeight = 0.0;  ///< t >= 0
    std::vector<double> price;   ///< μ >= 0; +inf closes a model

    double reduced(const Table& table, std::size_t query, std::size_t model) const {
        const double* cell = table.cell(query, model);
        return cell[0] * costWeight - cell[Table::kLanes] * qualityWeight + price[model];
    }
    /// The absolute terms of reduced() added up: what its rounding is relative to.
    double terms(const Table& table, std::size_t query, std::size_t model) const {
        const double* cell = table.cell(query, model);
        return cell[0] * costWeight + cell[Table::kLanes] * qualityWeight + price[model];
    }
};

/// Sums over the minimising assignment.
struct DualSums {
    double value = 0.0;    ///< Σ_i min_j (s·c − t·a + μ)
    double cost = 0.0;     ///< Σ c
    double quality = 0.0;  ///< Σ a
    std::vector<std::int64_t> load;
    std::int64_t unplaced = 0;  ///< queries without any open model
};

/// A query whose second choice is near.
struct Undecided {
    double margin = 0.0;  ///< second least reduced cost minus the least one
    std::int32_t query = 0;
    std::int32_t choice = 0;  ///< the minimising model
};

/// Evaluates Σ_i min_j (s·c_ij − t·a_ij + μ_j) by the widest kernel this processor runs. The bits
/// of the result depend neither on which one nor on the count of threads.
class DualFunction {
  public:
    /// @param function the widest this processor runs, where a test or benchmark wants no other
    explicit DualFunction(const Table& table, kernel::Function function = kernel::widest());

    /// Shares large tables with a pool from now on; null for none. The pool must outlive the
    /// object.
    void shareWith(ThreadPool* pool) { m_pool = pool; }

    /// @param choice the minimising model of each query, −1 for none; resized to whole blocks
    /// @param margin if not null: second least minus least reduced cost; resized to whole blocks
    void evaluate(const Multipliers& at, DualSums& sums, std::vector<std::int32_t>& choice,
                  std::vector<double>* margin = nullptr);

    /// The queries with a margin of at most `reach`, or the `limit` of least margin if they are
    /// more, by rising margin and then by index. Needs no memory a query.
    std::vector<Undecided> undecided(const Multipliers& at, double reach, std::size_t limit);

    /// Visits every query with a margin of at most `reach`, by rising index.
    void forUndecided(const Multipliers& at, double reach,
                      const std::function<void(const Undecided&)>& visit);

    const Table& table() const { return m_table; }
    /// How many evaluations were made so far.
    int evaluations() const { return m_evaluations; }

  private:
    /// What a chunk of blocks adds to the sums.
    struct Part {
        double value;
        double cost;
        double quality;
    };

    std::size_t chunkCount() const;
    Part evaluateChunk(std::size_t chunk, const Multipliers& at, std::int32_t* choice,
                       double* margin, std::int64_t* load) const;

    Table m_table;
    kernel::Function m_kernel;
    ThreadPool* m_pool = nullptr;
    std::vector<Part> m_parts;
    std::vector<std::int64_t> m_loads;  ///< chunks × models
    int m_evaluations = 0;
};

using parameters::dual::kLeastCostWeight;

}  // namespace orl
