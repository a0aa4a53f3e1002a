#include "core/simulate/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "core/support/error.h"

namespace orl {
namespace {

void checkPositive(double value, const char* what) {
    if (!(std::isfinite(value) && value > 0.0)) {
        throw Error("arrivals", fmt::format("{} is {}", what, value),
                    "Choose a finite number above 0");
    }
}

void checkNotNegative(double value, const char* what) {
    if (!(std::isfinite(value) && value >= 0.0)) {
        throw Error("arrivals", fmt::format("{} is {}", what, value),
                    "Choose a finite number, 0 or more");
    }
}

void checkTimes(const ArrivalPlan& plan) {
    if (plan.times.empty()) {
        throw Error("arrivals", "there are no times", "Give a file with at least one arrival");
    }
    double before = 0.0;
    for (std::size_t k = 0; k < plan.times.size(); ++k) {
        const std::string where = fmt::format("arrivals, time {}", k + 1);
        const double time = plan.times[k];
        if (!(std::isfinite(time) && time >= 0.0)) {
            throw Error(where, fmt::format("it is {}", time),
                        "Give seconds from the start of the run, 0 or more");
        }
        if (time < before) {
            throw Error(where, fmt::format("{} comes after {}", time, before),
                        "Sort the times from early to late");
        }
        before = time;
    }
    if (plan.queries > plan.times.size()) {
        throw Error("arrivals",
                    fmt::format("{} queries are asked for, and there are {} times", plan.queries,
                                plan.times.size()),
                    "Ask for fewer queries or give more times");
    }
}

/// Rank of every row in the order that is asked for; equal ranks keep row order.
std::vector<int> ranksOf(const Experiment& experiment, ArrivalPlan::Order order) {
    if (order != ArrivalPlan::Order::ByTask) {
        std::vector<int> ranks = experiment.level;
        if (order == ArrivalPlan::Order::HardestFirst) {
            for (int& rank : ranks) rank = -rank;
        }
        return ranks;
    }
    std::map<std::string, int> known;
    std::vector<int> ranks;
    ranks.reserve(experiment.task.size());
    for (const std::string& task : experiment.task) {
        ranks.push_back(known.emplace(task, static_cast<int>(known.size())).first->second);
    }
    return ranks;
}

}  // namespace

void checkArrivals(const ArrivalPlan& plan) {
    using Shape = ArrivalPlan::Shape;
    switch (plan.shape) {
        case Shape::AllAtOnce:
            return;
        case Shape::Poisson:
            checkPositive(plan.rate, "the rate");
            return;
        case Shape::Burst:
            checkNotNegative(plan.rate, "the rate between bursts");
            checkPositive(plan.peakRate, "the rate in bursts");
            checkPositive(plan.quietSeconds, "the time between bursts");
            checkPositive(plan.burstSeconds, "the length of bursts");
            return;
        case Shape::Daily:
            checkPositive(plan.rate, "the mean rate");
            checkPositive(plan.period, "the period");
            checkNotNegative(plan.swing, "the swing");
            if (plan.swing > 1.0) {
                throw Error("arrivals", fmt::format("the swing is {}", plan.swing),
                            "Choose a share of the mean rate, 0 to 1");
            }
            return;
        case Shape::Ramp:
            checkNotNegative(plan.rate, "the first rate");
            checkPositive(plan.peakRate, "the last rate");
            checkPositive(plan.period, "the length of the ramp");
            return;
        case Shape::Times:
            checkTimes(plan);
            return;
    }
}

ArrivalStream::ArrivalStream(const Experiment& experiment, const ArrivalPlan& plan,
                             std::uint64_t seed)
    : m_plan(plan),
      m_batch(experiment.problem.queryCount()),
      m_draws(seed),
      m_random(m_draws.bits(Draws::Of::Order, 0)) {
    checkArrivals(plan);
    m_total = plan.queries;
    if (m_total == 0) {
        m_total = plan.shape == ArrivalPlan::Shape::Times ? plan.times.size() : m_batch;
    }
    if (plan.order != ArrivalPlan::Order::AsTheyAre) orderRows(experiment);
    if (plan.shape == ArrivalPlan::Shape::Burst) m_phaseEnd = step(1.0 / plan.quietSeconds);
}

void ArrivalStream::orderRows(const Experiment& experiment) {
    const std::vector<int> ranks = ranksOf(experiment, m_plan.order);
    if (ranks.size() != m_batch) {
        const bool task = m_plan.order == ArrivalPlan::Order::ByTask;
        throw Error("arrivals",
                    fmt::format("they go by {}, which the queries do not have",
                                task ? "task" : "difficulty level"),
                    "Choose another order of arrivals");
    }
    m_order.resize(m_batch);
    std::iota(m_order.begin(), m_order.end(), std::uint32_t{0});
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::uint32_t left, std::uint32_t right) {
        return ranks[left] < ranks[right];
    });
    const bool drawn = m_plan.queries > 0 || m_plan.shape == ArrivalPlan::Shape::Times;
    m_left.assign(m_batch, drawn ? 0 : 1);
    if (!drawn) return;
    for (std::uint64_t k = 0; k < m_total; ++k) {
        ++m_left[m_draws.below(m_batch, Draws::Of::Row, k)];
    }
}

bool ArrivalStream::next(Arrival& arrival) {
    if (m_number == m_total) return false;
    arrival.time = nextTime();
    arrival.row = nextRow();
    ++m_number;
    return true;
}

std::uint32_t ArrivalStream::nextRow() {
    if (!m_order.empty()) {
        while (m_left[m_order[m_at]] == 0) ++m_at;
        --m_left[m_order[m_at]];
        return m_order[m_at];
    }
    if (m_plan.queries == 0 && m_plan.shape != ArrivalPlan::Shape::Times) {
        return static_cast<std::uint32_t>(m_number);
    }
    return static_cast<std::uint32_t>(m_draws.below(m_batch, Draws::Of::Row, m_number));
}

double ArrivalStream::nextTime() {
    switch (m_plan.shape) {
        case ArrivalPlan::Shape::AllAtOnce:
            break;
        case ArrivalPlan::Shape::Poisson:
            m_time += step(m_plan.rate);
            break;
        case ArrivalPlan::Shape::Burst:
            m_time = nextInBursts();
            break;
        case ArrivalPlan::Shape::Daily:
            m_time = nextInRhythm();
            break;
        case ArrivalPlan::Shape::Ramp:
            m_time = nextOnRamp();
            break;
        case ArrivalPlan::Shape::Times:
            m_time = m_plan.times[m_number];
            break;
    }
    return m_time;
}

double ArrivalStream::nextInBursts() {
    double time = m_time;
    for (;;) {
        const double rate = m_bursting ? m_plan.peakRate : m_plan.rate;
        if (rate > 0.0) {
            const double candidate = time + step(rate);
            if (candidate <= m_phaseEnd) return candidate;
        }
        // The wait for the next arrival has no memory: it begins anew with the phase.
        time = m_phaseEnd;
        m_bursting = !m_bursting;
        m_phaseEnd += step(1.0 / (m_bursting ? m_plan.burstSeconds : m_plan.quietSeconds));
    }
}

double ArrivalStream::nextInRhythm() {
    // Thinning (Lewis and Shedler): candidates at the greatest rate, kept with the share of it that
    // the rate has at their time.
    const double greatest = m_plan.rate * (1.0 + m_plan.swing);
    double time = m_time;
    for (;;) {
        time += step(greatest);
        const double phase = 2.0 * std::numbers::pi * time / m_plan.period;
        const double rate = m_plan.rate * (1.0 - m_plan.swing * std::cos(phase));
        if (m_random.uniform() * greatest < rate) return time;
    }
}

double ArrivalStream::nextOnRamp() {
    // Arrivals expected until t are r0 t + (r1 − r0) t² / 2S; they grow by a unit exponential from
    // one arrival to the next.
    m_load += step(1.0);
    const double slope = (m_plan.peakRate - m_plan.rate) / m_plan.period;
    const double whole = 0.5 * (m_plan.rate + m_plan.peakRate) * m_plan.period;
    if (m_load >= whole) return m_plan.period + (m_load - whole) / m_plan.peakRate;
    // The root without cancellation, also where the slope is 0.
    return 2.0 * m_load /
           (m_plan.rate + std::sqrt(m_plan.rate * m_plan.rate + 2.0 * slope * m_load));
}

}  // namespace orl
