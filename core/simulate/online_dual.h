#pragma once

#include <vector>

#include "core/simulate/fluid.h"
#include "core/simulate/policy.h"

namespace orl {

/// Decides every query at its arrival by the prices of the moment: the model with the least
/// cost − λ quality + π_j seconds, and what waiting there costs. The prices are those of the fluid
/// of the latest queries at their rate (fluid.h), learned anew whenever the history has doubled and
/// then every so many queries; in between each decision moves them by a supergradient step. That
/// is primal-dual routing with prices from history, as PORT (arXiv 2509.02718) has it, with slots
/// in place of token budgets.
///
/// The floor is one of the run's mean: what is missing so far is made up for, what was more is
/// saved. A budget is spread evenly over the queries still to come.
class OnlineDual : public Policy {
  public:
    explicit OnlineDual(const PolicyInput& input);

    void arrived(const Candidate& query, double now) override;
    std::int32_t choose(const Candidate& query, const Room& room) override;
    void decided(const Candidate& query, std::int32_t model) override;
    void withdrawn(const Candidate& query, std::int32_t model) override;
    std::optional<RunPrices> prices() const override;

  protected:
    const PolicyInput& input() const { return m_input; }
    /// What the query is worth at that model by the prices, in the objective's unit; the less the
    /// better. The pair must be allowed.
    double priced(std::uint32_t row, std::size_t model) const;
    /// What it costs to wait so many seconds, in the objective's unit.
    double waitingCost(double seconds) const { return seconds * m_secondCost; }
    /// Expected seconds until a slot of the model is free for one who joins its queue now.
    double expectedWait(const Room& room, std::size_t model) const;
    /// Spread of what is made least over the models: a unit to compare with.
    double objectiveSpread() const { return m_spread; }
    /// Prices from what has come, where too few have for the history to teach them: for who decides
    /// about several at once and knows them all.
    void learnFromFew();

  private:
    void learn(bool enough);
    void supply(FluidProblem& fluid);
    void ascend(FluidProblem& fluid);
    bool affordable(double usd) const;
    void chargeSlots(std::uint32_t row, std::int32_t model);
    void chargeGoal(std::uint32_t row, std::int32_t model);
    double goalAsked() const;

    const PolicyInput m_input;
    std::size_t m_models;
    FluidPrices m_prices;
    std::vector<std::uint32_t> m_rows;  ///< of the latest queries, a ring
    std::vector<double> m_times;        ///< when they came
    std::uint64_t m_count = 0;          ///< that have come
    std::uint64_t m_nextLearning;
    std::vector<double> m_supply;  ///< k_j as last learned, seconds a query; 0 without a limit
    std::vector<double> m_meanSeconds;
    std::vector<double> m_slotStep;  ///< of the price, for a second used or supplied
    double m_goalUnit = 0.0;
    double m_goalScale = 1.0;
    double m_spread = 0.0;
    double m_secondCost = 0.0;
    double m_reach = 1.0;          ///< α is not asked for beyond this
    double m_leastCost = 0.0;      ///< mean over the history of the cheapest model's USD
    bool m_learned = false;        ///< prices come from an ascent
    bool m_pacing = false;         ///< a budget is to be kept
    std::int32_t m_wanted = -1;    ///< by the query that was just asked about
    std::uint32_t m_wantedBy = 0;  ///< that query
    std::uint64_t m_decided = 0;
    double m_missing = 0.0;  ///< Σ (α − a) over the decided, or USD spent under a budget
};

}  // namespace orl
