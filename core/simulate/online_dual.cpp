#include "core/simulate/online_dual.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {
namespace {

/// Latest queries that prices are learned from.
constexpr std::uint64_t kHistory = 1024;
constexpr std::uint64_t kFirstLearning = 8;
constexpr int kFirstSteps = 300;  ///< of the ascent from nothing
constexpr int kMoreSteps = 80;    ///< from the prices so far
/// Share of the slots' time that is planned with. What arrives by chance needs the rest: at 1
/// queues would grow without end.
constexpr double kPlannedUse = 0.85;
/// Step of a decision, in units of the price.
constexpr double kStep = 0.01;
/// What is missing of the floor is made up for over so many queries.
constexpr double kMakeUp = 512.0;
/// Waiting as long as a mean answer takes costs at least this share of the spread of the objective:
/// where a second has no price of its own, of two models of nearly one value the free one is taken.
constexpr double kImpatience = 0.1;

}  // namespace

OnlineDual::OnlineDual(const PolicyInput& input)
    : m_input(input), m_models(input.experiment.models.size()), m_nextLearning(kFirstLearning) {
    m_prices.slot.assign(m_models, 0.0);
    if (input.plan.mode == RoutingMode::QualityUnderBudget) {
        m_prices.cost = 0.0;
        m_prices.quality = 1.0;
    }
    m_supply.assign(m_models, std::numeric_limits<double>::infinity());
    m_meanSeconds.assign(m_models, 0.0);
    m_slotUnit.assign(m_models, 0.0);
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
    if (m_count == 1 || m_count >= m_nextLearning) learn();
}

/// α, or USD a query, that the next decisions should keep.
double OnlineDual::goalAsked() const {
    if (m_input.plan.mode == RoutingMode::CostUnderFloor) {
        return std::clamp(m_input.plan.qualityFloor + m_missing / kMakeUp, 0.0, 1.0);
    }
    const std::uint64_t left = m_input.queries > m_decided ? m_input.queries - m_decided : 1;
    return std::max(0.0, m_input.plan.budget - m_missing) / static_cast<double>(left);
}

void OnlineDual::learn() {
    FluidProblem fluid(m_input.experiment, m_input.service, m_rows);
    fluid.mode = m_input.plan.mode;
    (fluid.mode == RoutingMode::CostUnderFloor ? fluid.floor : fluid.budget) = goalAsked();
    // Queries a second, over the history; and how many the slots can take at most.
    const std::size_t newest = (m_count - 1) % kHistory;
    const std::size_t oldest = m_count > kHistory ? m_count % kHistory : 0;
    const double span = m_times[newest] - m_times[oldest];
    double most = 0.0;
    for (std::size_t j = 0; j < m_models; ++j) {
        const std::int64_t slots = m_input.plan.slotsOf(j);
        if (slots == 0) continue;
        most += slots == kUnlimited || fluid.meanSeconds[j] == 0.0
                    ? std::numeric_limits<double>::infinity()
                    : kPlannedUse * static_cast<double>(slots) / fluid.meanSeconds[j];
    }
    // More cannot be planned for: it will wait, whatever the prices.
    const double rate = std::min(span > 0.0 ? static_cast<double>(m_rows.size() - 1) / span
                                            : std::numeric_limits<double>::infinity(),
                                 0.95 * most);
    for (std::size_t j = 0; j < m_models; ++j) {
        const std::int64_t slots = m_input.plan.slotsOf(j);
        if (slots == 0) {
            fluid.supply[j] = 0.0;
        } else if (slots != kUnlimited && std::isfinite(rate)) {
            fluid.supply[j] = kPlannedUse * static_cast<double>(slots) / rate;
        }
        m_slotUnit[j] = fluid.slotUnit(j);
    }
    m_supply = fluid.supply;
    m_meanSeconds = fluid.meanSeconds;
    m_goalUnit = fluid.goalUnit();
    m_goalScale = fluid.goalScale();
    m_spread = fluid.mode == RoutingMode::CostUnderFloor ? fluid.costSpread : fluid.qualitySpread;
    double seconds = 0.0;
    for (const double each : m_meanSeconds) seconds += each / static_cast<double>(m_models);
    const double impatience = seconds > 0.0 ? kImpatience * m_spread / seconds : 0.0;
    m_secondCost = impatience + m_prices.cost * m_input.experiment.secondPrice;
    if (m_count == 1) {
        (fluid.mode == RoutingMode::CostUnderFloor ? m_prices.quality : m_prices.cost) = m_goalUnit;
    }
    if (m_count < kFirstLearning) return;
    const int steps = m_count < kHistory ? kFirstSteps : kMoreSteps;
    m_prices = fluidPrices(fluid, m_prices, steps, m_input.stop).prices;
    m_nextLearning = m_count < kHistory ? 2 * m_count : m_count + kHistory;
}

double OnlineDual::priced(std::uint32_t row, std::size_t model) const {
    const RoutingProblem& problem = m_input.experiment.problem;
    return m_prices.cost * problem.cost(row, model) -
           m_prices.quality * problem.quality(row, model) +
           m_prices.slot[model] * m_input.service.expected(row, model);
}

double OnlineDual::expectedWait(const Room& room, std::size_t model) const {
    const std::int64_t slots = m_input.plan.slotsOf(model);
    if (room.busy[model] < slots && room.queued[model] == 0) return 0.0;
    return static_cast<double>(room.queued[model] + 1) * m_meanSeconds[model] /
           static_cast<double>(slots);
}

std::int32_t OnlineDual::choose(const Candidate& query, const Room& room) {
    const RoutingProblem& problem = m_input.experiment.problem;
    std::int32_t best = -1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < m_models; ++j) {
        if (room.slots.full(j) || !problem.allowed(query.row, j)) continue;
        const double value = priced(query.row, j) + waitingCost(expectedWait(room, j));
        if (best >= 0 && !(value < least)) continue;
        best = static_cast<std::int32_t>(j);
        least = value;
    }
    return best;
}

void OnlineDual::chargeSlots(std::uint32_t row, std::int32_t model) {
    for (std::size_t j = 0; j < m_models; ++j) {
        if (std::isinf(m_supply[j]) || !(m_meanSeconds[j] > 0.0)) continue;
        const double used =
            model == static_cast<std::int32_t>(j) ? m_input.service.expected(row, j) : 0.0;
        const double step = kStep * (used - m_supply[j]) / m_meanSeconds[j];
        m_prices.slot[j] = std::max(0.0, m_prices.slot[j] + step * m_slotUnit[j]);
    }
}

void OnlineDual::chargeGoal(std::uint32_t row, std::int32_t model) {
    const bool floor = m_input.plan.mode == RoutingMode::CostUnderFloor;
    const auto column = static_cast<std::size_t>(std::max(model, 0));
    const double asked = goalAsked();
    double got = 0.0;
    if (model >= 0) {
        got = floor ? m_input.experiment.problem.quality(row, column)
                    : m_input.experiment.usd(row, column);
    }
    ++m_decided;
    m_missing += floor ? m_input.plan.qualityFloor - got : got;
    const double step = kStep * (floor ? asked - got : got - asked) / m_goalScale;
    double& price = floor ? m_prices.quality : m_prices.cost;
    price = std::max(0.0, price + step * m_goalUnit);
}

void OnlineDual::decided(const Candidate& query, std::int32_t model) {
    chargeSlots(query.row, model);
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
