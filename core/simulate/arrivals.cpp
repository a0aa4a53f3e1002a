#include "core/simulate/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <string_view>

#include "core/support/error.h"

namespace orl {
namespace {

void checkBetween(double value, double least, double most, const char* what) {
    if (value >= least && value <= most) return;  // not NaN either
    throw Error("arrivals", fmt::format("{} is {}", what, value),
                fmt::format("Choose a number from {:g} to {:g}", least, most));
}

void checkRate(double value, const char* what) {
    checkBetween(value, kLeastRate, kMostRate, what);
}

void checkRateOrNone(double value, const char* what) {
    if (value != 0.0) checkRate(value, what);
}

void checkSpan(double value, const char* what) {
    constexpr double kShortest = 1e-6;
    checkBetween(value, kShortest, kLongestSeconds, what);
}

/// In a cycle without a query nothing happens, and drawing one cycle after the other takes time.
void checkCycle(const ArrivalPlan& plan) {
    constexpr double kLeastQueries = 1e-3;
    const double queries = plan.peakRate * plan.burstSeconds + plan.rate * plan.quietSeconds;
    if (queries >= kLeastQueries) return;
    throw Error(
        "arrivals",
        fmt::format("a burst and the time to the next bring {:g} queries on average", queries),
        "Choose longer bursts or higher rates");
}

/// Candidates are drawn at the greatest rate, however few are kept in a long quiet time.
void checkRhythm(const ArrivalPlan& plan) {
    constexpr double kMostCandidates = 1e11;
    if (plan.rate * plan.period <= kMostCandidates) return;
    throw Error(
        "arrivals",
        fmt::format("a period of {:g} s brings {:g} queries", plan.period, plan.rate * plan.period),
        fmt::format("Choose a period of at most {:g} queries", kMostCandidates));
}

void checkTimes(const ArrivalPlan& plan) {
    if (plan.times.empty()) {
        throw Error("arrivals", "there are no times", "Give a file with at least one arrival");
    }
    double before = 0.0;
    for (std::size_t k = 0; k < plan.times.size(); ++k) {
        const std::string where = fmt::format("arrivals, time {}", k + 1);
        const double time = plan.times[k];
        if (!(time >= 0.0 && time <= kLongestSeconds)) {
            throw Error(
                where, fmt::format("it is {}", time),
                fmt::format("Give seconds from the start of the run, 0 to {:g}", kLongestSeconds));
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
            checkRate(plan.rate, "the rate");
            return;
        case Shape::Burst:
            checkRateOrNone(plan.rate, "the rate between bursts");
            checkRate(plan.peakRate, "the rate in bursts");
            checkSpan(plan.quietSeconds, "the time between bursts");
            checkSpan(plan.burstSeconds, "the length of bursts");
            checkCycle(plan);
            return;
        case Shape::Daily:
            checkRate(plan.rate, "the mean rate");
            checkSpan(plan.period, "the period");
            checkBetween(plan.swing, 0.0, 1.0, "the swing, a share of the mean rate,");
            checkRhythm(plan);
            return;
        case Shape::Ramp:
            checkRateOrNone(plan.rate, "the first rate");
            checkRate(plan.peakRate, "the last rate");
            checkSpan(plan.period, "the length of the ramp");
            return;
        case Shape::Times:
            checkTimes(plan);
            return;
    }
}

bool comesByTask(const Experiment& experiment, const ArrivalPlan& plan) {
    if (plan.order != ArrivalPlan::Order::AsTheyAre || plan.queries > 0) return false;
    if (plan.shape == ArrivalPlan::Shape::AllAtOnce || plan.shape == ArrivalPlan::Shape::Times) {
        return false;
    }
    const auto& task = experiment.task;
    std::map<std::string_view, double> count;
    double changes = 0.0;
    for (std::size_t i = 0; i < task.size(); ++i) {
        count[task[i]] += 1.0;
        if (i > 0 && task[i] != task[i - 1]) changes += 1.0;
    }
    // In random order neighbours differ with chance 1 - sum of squared shares.
    const auto all = static_cast<double>(task.size());
    double same = 0.0;
    for (const auto& [name, number] : count) same += number * number / (all * all);
    constexpr double kFew = 0.5;
    return count.size() > 1 && changes < kFew * (1.0 - same) * (all - 1.0);
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
    if (plan.order == ArrivalPlan::Order::Shuffled) {
        shuffleRows();
    } else if (plan.order != ArrivalPlan::Order::AsTheyAre) {
        orderRows(experiment);
    }
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

/// What is drawn is in random order already.
void ArrivalStream::shuffleRows() {
    if (m_plan.queries > 0 || m_plan.shape == ArrivalPlan::Shape::Times) return;
    m_order.resize(m_batch);
    std::iota(m_order.begin(), m_order.end(), std::uint32_t{0});
    for (std::size_t k = m_batch; k > 1; --k) {
        std::swap(m_order[k - 1], m_order[m_draws.below(k, Draws::Of::Row, k)]);
    }
    m_left.assign(m_batch, 1);
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
