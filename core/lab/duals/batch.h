#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/lab/views.h"
#include "core/optimize/bound/transport.h"

/// The dual of a batch under prices that somebody holds, beside the optimizer's own.
namespace orl {

/// Prices in somebody's hand.
struct HeldPrices {
    double qualityPrice = 0.0;          ///< λ, USD per expected correct answer; finite, >= 0
    std::vector<double> capacityPrice;  ///< μ_j >= 0, USD per slot; one a model

    bool operator==(const HeldPrices&) const = default;
};

/// What a batch does at held prices: everybody to the least of c − λa + μ.
struct HeldAnswer {
    HeldPrices prices;
    double cost = 0.0;               ///< Σ c of the winners, USD
    double quality = 0.0;            ///< Σ a of the winners, expected correct answers
    std::vector<std::int64_t> load;  ///< winners per model
    Assignment winners;              ///< of least reduced cost
    /// φ = Σ_i min_j (c − λa + μ) − Σ_j L_j μ_j, USD: all of the dual function that does not depend
    /// on α or B (see DualGoal). Prices of groups and of a cap on seconds, where there are any, are
    /// held at the optimizer's and count like costs.
    double value = 0.0;
    /// The slots have their best prices at this λ, and the winners keep all capacities.
    bool exact = false;
};

/// The one constraint that λ prices, and what it makes of φ.
struct DualGoal {
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double queries = 1.0;
    double required = 0.0;  ///< αN, expected correct answers; or B, USD for the batch

    bool floor() const { return mode == RoutingMode::CostUnderFloor; }
    /// Under a floor g = αNλ + φ, a lower bound on every routing's cost, USD. Under a budget
    /// (B − φ) / λ, an upper bound on the expected correct answers; +∞ at λ = 0.
    double bound(double qualityPrice, double value) const;
    /// Derivative of bound() by λ, where it has one: αN − Σa under a floor; under a budget
    /// (φ + λ Σa − B) / λ². The overruns of slots, which are the derivatives by μ, are in the
    /// loads.
    double slope(const HeldAnswer& answer) const;
    /// What the winners lack to keep the constraint: mean quality, or USD above the budget;
    /// negative where they more than keep it.
    double missing(const HeldAnswer& answer) const;

    bool operator==(const DualGoal&) const = default;
};

DualGoal goalOf(const SolveView& view);

/// All that the pictures of one batch rest on: who may go where at what cost, and the slots. α and
/// B are no part of it. Immutable; several threads may read it.
class DualBatch {
  public:
    /// @throws Error on capacities that do not match
    explicit DualBatch(const SolveView& view);
    DualBatch(const DualBatch&) = delete;
    DualBatch& operator=(const DualBatch&) = delete;

    /// The same pictures serve both.
    bool serves(const SolveView& view) const;

    std::size_t queries() const { return m_experiment->problem.queryCount(); }
    std::size_t models() const { return m_experiment->problem.modelCount(); }
    const Experiment& experiment() const { return *m_experiment; }
    /// L_j, at most N.
    const std::vector<std::int64_t>& capacity() const { return m_capacity; }
    bool limited(std::size_t model) const {
        return m_capacity[model] < static_cast<std::int64_t>(queries());
    }
    /// Groups have prices, which are held.
    bool hasGroupPrices() const { return !m_groupPrice.empty() || !m_groupCapacityPrice.empty(); }
    /// A cap on mean seconds has a price, which is held.
    bool hasSecondsPrice() const { return m_secondsPrice > 0.0; }
    bool allowed(std::size_t query, std::size_t model) const {
        return priced().allowed(query, model);
    }
    double quality(std::size_t query, std::size_t model) const {
        return m_experiment->problem.quality(query, model);
    }
    double cost(std::size_t query, std::size_t model) const {
        return m_experiment->problem.cost(query, model);
    }
    /// c with the prices of the query's group and of its seconds under a cap, USD; +∞ where the
    /// pair may not be chosen.
    double base(std::size_t query, std::size_t model) const;
    /// c − λa + μ with the prices of the query's group and seconds, USD.
    double reduced(std::size_t query, std::size_t model, const HeldPrices& at) const {
        return base(query, model) - at.qualityPrice * quality(query, model) +
               at.capacityPrice[model];
    }
    /// What φ has beyond Σ min over the table, at μ = 0: the groups' own constraints, and the cap.
    double constant() const { return m_constant; }
    /// As the optimizer's machinery reads it; costs with all prices that are held.
    Table table() const { return tableOf(priced()); }
    /// Costs are not what is paid, but hold prices too.
    bool holdsPrices() const { return m_priced.queryCount() > 0; }

  private:
    void holdPrices(const SolveView& view);
    void addConstant(const SolveView& view);
    const RoutingProblem& priced() const {
        return holdsPrices() ? m_priced : m_experiment->problem;
    }

    std::shared_ptr<const Experiment> m_experiment;
    std::vector<std::int64_t> m_capacity;
    std::vector<std::int32_t> m_group;
    std::vector<double> m_groupPrice;          ///< λ_g; empty: none
    std::vector<double> m_groupCapacityPrice;  ///< μ_gj; empty: none
    double m_secondsCap = std::numeric_limits<double>::infinity();
    double m_secondsPrice = 0.0;
    RoutingProblem m_priced;  ///< with held prices: base() + m_shift as cost
    double m_shift = 0.0;     ///< so that no cost there is negative
    double m_constant = 0.0;
};

/// Evaluates a batch at one price after the other. Keeps scratch memory: one object per thread.
class DualEngine {
  public:
    explicit DualEngine(std::shared_ptr<const DualBatch> batch);

    const std::shared_ptr<const DualBatch>& batch() const { return m_batch; }
    /// At exactly these prices; of ties the first model.
    HeldAnswer at(const HeldPrices& prices);
    /// At this λ with the slots at their best prices, the maximum of φ over μ: solved exactly.
    /// The winners are a routing that keeps the capacities.
    /// @param start capacity prices to start from; empty: zeros
    /// @returns false where the capacities cannot hold all queries
    /// @throws Cancelled
    bool following(double qualityPrice, std::vector<double> start, const std::stop_token& stop,
                   HeldAnswer& answer);

  private:
    void addTrueCost(HeldAnswer& answer) const;

    std::shared_ptr<const DualBatch> m_batch;
    DualFunction m_dual;
    Transport m_transport;
    DualSums m_sums;
    Assignment m_last;  ///< of the last transport: of ties, those it had
};

}  // namespace orl
