#include "core/simulate/online_dual.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/simulate/arrival_rate.h"

namespace orl {
namespace {

/// Latest queries that prices are learned from.
constexpr std::uint64_t kHistory = 1024;
constexpr std::uint64_t kFirstLearning = 8;
constexpr int kFirstSteps = 300;  ///< of the ascent from nothing
constexpr int kMoreSteps = 40;    ///< from the prices so far
/// From so many units on λ is taken for a sign that the floor is out of reach.
constexpr double kDearUnits = 10.0;
/// How far below what is reachable is asked for then, as a share of the spread of qualities: at the
/// very end of the reach the prices are without bound.
constexpr double kBelowReach = 0.02;
/// Step of a decision, in units of the price.
constexpr double kStep = 0.005;
/// The same of λ where it is known: fast enough to hold the floor of the run, and slow enough not
/// to follow a run that brings its hard queries first.
constexpr double kKnownStep = 0.0005;
/// What is missing of the floor is made up for over so many queries.
constexpr double kMakeUp = 512.0;
/// Of the money that the queries still to come need at least, kept back so many times.
constexpr double kReserve = 1.1;
/// Waiting as long as a mean answer takes costs at least this share of the spread of the objective,
/// times the share of the slots' time that is not planned with: where a second has no price of its
/// own, of two models of nearly one value the free one is taken. What idle slots are kept for and
/// what a wait may cost is one wish, and so one knob.
constexpr double kImpatience = 2.0;
/// Ascents from nothing on all the data; each begins with the best prices of the one before.
constexpr int kBeginRounds = 4;

}  // namespace

OnlineDual::OnlineDual(const PolicyInput& input)
    : m_input(input), m_models(input.experiment.models.size()), m_nextLearning(kFirstLearning) {
    m_prices.slot.assign(m_models, 0.0);
    m_pacing = input.plan.mode == RoutingMode::QualityUnderBudget;
    if (input.plan.mode == RoutingMode::QualityUnderBudget) {
        m_prices.cost = 0.0;
        m_prices.quality = 1.0;
    }
    m_supply.assign(m_models, 0.0);
    m_meanSeconds.assign(m_models, 0.0);
    m_slotStep.assign(m_models, 0.0);
    m_rows.reserve(kHistory);
    m_times.reserve(kHistory);
}

void OnlineDual::arrived(const Candidate& query, double now) {
    if (m_rows.size() < kHistory) {
        m_rows.push_back(query.row);
        m_times.push_back(now);
    } else {
        m_rows[m_count % kHistory] = query.row;
        m_times[m_count % kHistory] = now;
    }
    ++m_count;
    if (m_count == 1 && m_input.plan.knownPrices) begin();
    if ((m_count == 1 && !m_learned) || m_count >= m_nextLearning) {
        learn(m_count >= kFirstLearning);
    }
}

/// α, or USD a query, that the next decisions should keep.
double OnlineDual::goalAsked() const {
    if (m_input.plan.mode == RoutingMode::CostUnderFloor) {
        return std::clamp(m_input.plan.qualityFloor + m_missing / kMakeUp, 0.0, 1.0);
    }
    const std::uint64_t left = m_input.queries > m_decided ? m_input.queries - m_decided : 1;
    return std::max(0.0, m_input.plan.budget - m_missing) / static_cast<double>(left);
}

/// Queries a second that came of late; +∞ where no time passed.
double OnlineDual::historyRate() const {
    const std::size_t newest = (m_count - 1) % kHistory;
    const std::size_t oldest = m_count > kHistory ? m_count % kHistory : 0;
    const double span = m_times[newest] - m_times[oldest];
    return span > 0.0 ? static_cast<double>(m_rows.size() - 1) / span
                      : std::numeric_limits<double>::infinity();
}

/// Slot seconds for each query at a rate of so many a second.
void OnlineDual::supply(FluidProblem& fluid, double rate) {
    double most = 0.0;  // queries a second that the slots can take
    for (std::size_t j = 0; j < m_models; ++j) {
        const double seconds = plannedSeconds(m_input.plan, j, fluid.meanSeconds[j]);
        if (seconds > 0.0) most += seconds / fluid.meanSeconds[j];
    }
    // More cannot be planned for: it will wait, whatever the prices.
    rate = std::min(rate, 0.95 * most);
    for (std::size_t j = 0; j < m_models; ++j) {
        const double seconds = plannedSeconds(m_input.plan, j, fluid.meanSeconds[j]);
        const bool limited = std::isfinite(seconds) && seconds > 0.0 && std::isfinite(rate);
        if (limited || seconds == 0.0) fluid.supply[j] = limited ? seconds / rate : 0.0;
        // A decision for the model moves its price by kStep of what a mean answer's time is worth.
        m_slotStep[j] = limited ? kStep * fluid.slotUnit(j) / fluid.meanSeconds[j] : 0.0;
        m_supply[j] = limited ? fluid.supply[j] : 0.0;
    }
}

void OnlineDual::learnFromFew() {
    if (!m_learned && m_count > 0) learn(true);
}

/// Sets the units of prices, steps and waits by the queries of the fluid, and what it is asked for.
void OnlineDual::weigh(FluidProblem& fluid, double rate) {
    fluid.mode = m_input.plan.mode;
    const bool floor = fluid.mode == RoutingMode::CostUnderFloor;
    (floor ? fluid.floor : fluid.budget) = goalAsked();
    m_reach = 1.0;
    supply(fluid, rate);
    m_meanSeconds = fluid.meanSeconds;
    m_goalUnit = fluid.goalUnit();
    m_goalScale = fluid.goalScale();
    m_spread = fluid.mode == RoutingMode::CostUnderFloor ? fluid.costSpread : fluid.qualitySpread;
    m_leastCost = fluid.leastCost;
    double seconds = 0.0;
    for (const double each : m_meanSeconds) seconds += each / static_cast<double>(m_models);
    const double idle = 1.0 - m_input.plan.plannedUse;
    const double impatience = seconds > 0.0 ? kImpatience * idle * m_spread / seconds : 0.0;
    m_secondCost = impatience + m_prices.cost * m_input.experiment.secondPrice;
    if (!m_learned) (floor ? m_prices.quality : m_prices.cost) = m_goalUnit;
}

/// Prices of all queries of the data at the rate of the plan. They are not learned anew: what came
/// of late may be the hard part of them.
void OnlineDual::begin() {
    std::vector<std::uint32_t> rows(m_input.experiment.problem.queryCount());
    std::iota(rows.begin(), rows.end(), 0U);
    FluidProblem fluid(m_input.experiment, m_input.service, rows, {}, m_input.plan.concurrency);
    const double rate = longRunRate(m_input.plan.arrivals);
    weigh(fluid, std::isnan(rate) ? std::numeric_limits<double>::infinity() : rate);
    for (int round = 0; round < kBeginRounds; ++round) ascend(fluid);
    m_learned = true;
    m_nextLearning = std::numeric_limits<std::uint64_t>::max();
}

void OnlineDual::learn(bool enough) {
    FluidProblem fluid(m_input.experiment, m_input.service, m_rows, {}, m_input.plan.concurrency);
    weigh(fluid, historyRate());
    if (!enough) return;
    ascend(fluid);
    m_learned = true;
    if (m_count < kFirstLearning) return;
    m_nextLearning = m_count < kHistory ? 2 * m_count : m_count + kHistory;
}

/// Prices of the history. A floor that its slots cannot keep has none: then what they can is asked.
void OnlineDual::ascend(FluidProblem& fluid) {
    const int steps = m_count < kHistory ? kFirstSteps : kMoreSteps;
    m_prices = fluidPrices(fluid, m_prices, steps, m_input.stop).prices;
    if (fluid.mode != RoutingMode::CostUnderFloor) return;
    if (!(m_prices.quality > kDearUnits * m_goalUnit)) return;
    FluidProblem most = fluid;
    most.mode = RoutingMode::QualityUnderBudget;
    most.budget = std::numeric_limits<double>::max() / 1e100;
    const double reach = fluidPrices(most, most.noPrices(), kFirstSteps, m_input.stop).bound;
    m_reach = std::max(0.0, reach - kBelowReach * fluid.qualitySpread);
    fluid.floor = std::min(fluid.floor, m_reach);
    FluidPrices from = fluid.noPrices();
    from.quality = m_goalUnit;
    m_prices = fluidPrices(fluid, from, kFirstSteps, m_input.stop).prices;
}

double OnlineDual::priced(std::uint32_t row, std::size_t model) const {
    const QueryView query(m_input.experiment.problem, row);
    return m_prices.cost * query.cost(model) - m_prices.quality * query.quality(model) +
           m_prices.slot[model] * m_input.service.expected(row, model);
}

double OnlineDual::expectedWait(const Room& room, std::size_t model) const {
    const std::int64_t slots = m_input.plan.slotsOf(model);
    if (room.busy[model] < slots && room.queued[model] == 0) return 0.0;
    return static_cast<double>(room.queued[model] + 1) * m_meanSeconds[model] /
           static_cast<double>(slots);
}

/// Whether the money for it leaves every query that is still to come the price of its cheapest.
bool OnlineDual::affordable(double usd) const {
    if (m_input.plan.mode == RoutingMode::CostUnderFloor) return true;
    const std::uint64_t left = m_input.queries > m_decided ? m_input.queries - m_decided - 1 : 0;
    const double kept = kReserve * m_leastCost * (static_cast<double>(left) + 1.0);
    return m_missing + usd + kept <= m_input.plan.budget;
}

std::int32_t OnlineDual::choose(const Candidate& query, const Room& room) {
    const QueryView view(m_input.experiment.problem, query.row);
    m_wanted = -1;
    m_wantedBy = query.row;
    std::int32_t best = -1;
    std::int32_t cheapest = -1;
    double least = std::numeric_limits<double>::infinity();
    double wanted = least;
    double leastUsd = least;
    for (std::size_t j = 0; j < m_models; ++j) {
        if (!view.allowed(j) || m_input.plan.slotsOf(j) == 0) continue;
        const double price = priced(query.row, j);
        if (price < wanted) {
            m_wanted = static_cast<std::int32_t>(j);
            wanted = price;
        }
        if (room.slots.full(j)) continue;
        if (m_pacing) {
            const double usd = m_input.experiment.usd(query.row, j);
            if (usd < leastUsd) {
                leastUsd = usd;
                cheapest = static_cast<std::int32_t>(j);
            }
            if (!affordable(usd)) continue;
        }
        const double value = price + waitingCost(expectedWait(room, j));
        if (best >= 0 && !(value < least)) continue;
        best = static_cast<std::int32_t>(j);
        least = value;
    }
    return best >= 0 ? best : cheapest;
}

void OnlineDual::chargeSlots(std::uint32_t row, std::int32_t model) {
    for (std::size_t j = 0; j < m_models; ++j) {
        m_prices.slot[j] = std::max(0.0, m_prices.slot[j] - m_slotStep[j] * m_supply[j]);
    }
    if (model < 0) return;
    const auto used = static_cast<std::size_t>(model);
    m_prices.slot[used] += m_slotStep[used] * m_input.service.expected(row, used);
}

void OnlineDual::chargeGoal(std::uint32_t row, std::int32_t model) {
    const bool floor = m_input.plan.mode == RoutingMode::CostUnderFloor;
    const auto column = static_cast<std::size_t>(std::max(model, 0));
    const double asked = floor ? std::min(goalAsked(), m_reach) : goalAsked();
    double got = 0.0;
    if (model >= 0) {
        got = floor ? m_input.experiment.problem.quality(row, column)
                    : m_input.experiment.usd(row, column);
    }
    ++m_decided;
    m_missing += floor ? m_input.plan.qualityFloor - got : got;
    const double pace = m_input.plan.knownPrices ? kKnownStep : kStep;
    const double step = pace * (floor ? asked - got : got - asked) / m_goalScale;
    double& price = floor ? m_prices.quality : m_prices.cost;
    price = std::max(0.0, price + step * m_goalUnit);
}

void OnlineDual::decided(const Candidate& query, std::int32_t model) {
    // The ascent goes by what each query wants at these prices, not by where a full model sends it:
    // else a model that is always full would get no dearer.
    chargeSlots(query.row, m_wanted >= 0 && m_wantedBy == query.row ? m_wanted : model);
    m_wanted = -1;
    chargeGoal(query.row, model);
}

void OnlineDual::withdrawn(const Candidate& query, std::int32_t model) {
    const auto column = static_cast<std::size_t>(model);
    --m_decided;
    m_missing -=
        m_input.plan.mode == RoutingMode::CostUnderFloor
            ? m_input.plan.qualityFloor - m_input.experiment.problem.quality(query.row, column)
            : m_input.experiment.usd(query.row, column);
}

std::optional<RunPrices> OnlineDual::prices() const {
    RunPrices now;
    const double perUsd = m_prices.cost > 0.0 ? 1.0 / m_prices.cost : kMissing;
    now.qualityPrice = m_prices.quality * perUsd;
    now.slotPrice.reserve(m_models);
    for (const double price : m_prices.slot) now.slotPrice.push_back(price * perUsd);
    return now;
}

}  // namespace orl
