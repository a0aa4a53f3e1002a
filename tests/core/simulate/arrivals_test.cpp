// When queries come and which, against what the shapes say of themselves.
#include "core/simulate/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "core/simulate/arrival_rate.h"
#include "core/simulate/event_queue.h"
#include "instances.h"

namespace orl {
namespace {

using testing::pool;

std::vector<Arrival> arrivalsOf(const Experiment& experiment, const ArrivalPlan& plan,
                                std::uint64_t seed = 1) {
    ArrivalStream stream(experiment, plan, seed);
    std::vector<Arrival> all;
    Arrival next;
    while (stream.next(next)) all.push_back(next);
    EXPECT_EQ(all.size(), stream.total());
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                               [](const Arrival& a, const Arrival& b) { return a.time < b.time; }));
    return all;
}

std::size_t countIn(const std::vector<Arrival>& all, double from, double until) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Arrival& each) {
        return each.time >= from && each.time < until;
    }));
}

TEST(Arrivals, PoissonGapsHaveTheirMeanAndVariance) {
    ArrivalPlan plan;
    plan.shape = ArrivalPlan::Shape::Poisson;
    plan.rate = 8.0;
    plan.queries = 100'000;
    const auto all = arrivalsOf(pool(1, 20, 2), plan);
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t k = 1; k < all.size(); ++k) {
        const double gap = 8.0 * (all[k].time - all[k - 1].time);
        sum += gap;
        squares += gap * gap;
    }
    const auto count = static_cast<double>(all.size() - 1);
    EXPECT_NEAR(sum / count, 1.0, 4.0 / std::sqrt(count));
    EXPECT_NEAR(squares / count, 2.0, 4.0 * std::sqrt(20.0 / count));
    // Every query of the batch about equally often.
    std::vector<double> often(20, 0.0);
    for (const Arrival& each : all) often[each.row] += 1.0;
    for (const double times : often) EXPECT_NEAR(times, 5000.0, 4.5 * std::sqrt(5000.0));
}

TEST(Arrivals, BurstsHaveTheMeanOfTheirPhases) {
    ArrivalPlan plan;
    plan.shape = ArrivalPlan::Shape::Burst;
    plan.rate = 1.0;
    plan.peakRate = 20.0;
    plan.quietSeconds = 6.0;
    plan.burstSeconds = 2.0;
    plan.queries = 200'000;
    const auto all = arrivalsOf(pool(1, 20, 2), plan);
    const double mean = (1.0 * 6.0 + 20.0 * 2.0) / 8.0;
    EXPECT_NEAR(200'000.0 / all.back().time, mean, 0.03 * mean);
    // Counts of seconds scatter far more than Poisson's, whose variance is their mean.
    const auto seconds = static_cast<std::size_t>(all.back().time);
    std::vector<double> perSecond(seconds, 0.0);
    for (const Arrival& each : all) {
        if (each.time < static_cast<double>(seconds)) {
            perSecond[static_cast<std::size_t>(each.time)] += 1.0;
        }
    }
    double squares = 0.0;
    for (const double count : perSecond) squares += (count - mean) * (count - mean);
    EXPECT_GT(squares / static_cast<double>(seconds), 5.0 * mean);
    plan.rate = 0.0;  // nobody comes between bursts
    EXPECT_EQ(arrivalsOf(pool(1, 20, 2), plan).size(), 200'000U);
}

TEST(Arrivals, ADaysRhythmFollowsItsCosine) {
    ArrivalPlan plan;
    plan.shape = ArrivalPlan::Shape::Daily;
    plan.rate = 50.0;
    plan.swing = 0.8;
    plan.period = 100.0;
    plan.queries = 100'000;
    const auto all = arrivalsOf(pool(1, 20, 2), plan);
    const double days = std::floor(all.back().time / 100.0);
    for (int tenth = 0; tenth < 10; ++tenth) {
        double count = 0.0;
        for (double day = 0.0; day < days; day += 1.0) {
            count += static_cast<double>(
                countIn(all, 100.0 * day + 10.0 * tenth, 100.0 * day + 10.0 * (tenth + 1)));
        }
        const double turn = 2.0 * std::numbers::pi / 10.0;
        const double expected =
            days * 50.0 *
            (10.0 - 0.8 * 10.0 / turn * (std::sin(turn * (tenth + 1)) - std::sin(turn * tenth)));
        EXPECT_NEAR(count, expected, 4.5 * std::sqrt(expected)) << tenth;
    }
}

TEST(Arrivals, ARampRisesAndStays) {
    for (const auto& [from, to] : {std::pair{0.0, 100.0}, {80.0, 20.0}, {30.0, 30.0}}) {
        ArrivalPlan plan;
        plan.shape = ArrivalPlan::Shape::Ramp;
        plan.rate = from;
        plan.peakRate = to;
        plan.period = 200.0;
        plan.queries = 30'000;
        const auto all = arrivalsOf(pool(1, 20, 2), plan);
        for (double time = 0.0; time < 240.0; time += 40.0) {
            const auto expectedUntil = [&](double t) {
                const double inside = std::min(t, 200.0);
                return from * inside + (to - from) * inside * inside / 400.0 +
                       to * std::max(0.0, t - 200.0);
            };
            const double expected = expectedUntil(time + 40.0) - expectedUntil(time);
            EXPECT_NEAR(static_cast<double>(countIn(all, time, time + 40.0)), expected,
                        4.5 * std::sqrt(expected) + 1.0);
        }
    }
}

TEST(Arrivals, OrdersHoldEveryQueryAsOftenAsItIsDrawn) {
    const Experiment experiment = pool(1, 30, 2);
    for (const std::uint64_t queries : {0U, 500U}) {
        ArrivalPlan plan;
        plan.queries = queries;
        std::vector<std::size_t> plain(30, 0);
        for (const Arrival& each : arrivalsOf(experiment, plan)) ++plain[each.row];
        for (const auto order : {ArrivalPlan::Order::HardestFirst, ArrivalPlan::Order::EasiestFirst,
                                 ArrivalPlan::Order::ByTask}) {
            plan.order = order;
            const auto all = arrivalsOf(experiment, plan);
            std::vector<std::size_t> often(30, 0);
            int turns = 0;
            for (std::size_t k = 0; k < all.size(); ++k) {
                ++often[all[k].row];
                if (k == 0) continue;
                const int step = experiment.level[all[k].row] - experiment.level[all[k - 1].row];
                EXPECT_FALSE(order == ArrivalPlan::Order::HardestFirst && step > 0);
                EXPECT_FALSE(order == ArrivalPlan::Order::EasiestFirst && step < 0);
                if (experiment.task[all[k].row] != experiment.task[all[k - 1].row]) ++turns;
            }
            EXPECT_EQ(often, plain);
            EXPECT_TRUE(order != ArrivalPlan::Order::ByTask || turns == 2);
        }
        plan.order = ArrivalPlan::Order::AsTheyAre;
    }
}

TEST(Arrivals, ShuffledOnesAreEachOfThemOnceAndAnywhere) {
    constexpr std::size_t queries = 20;
    constexpr int seeds = 4'000;
    const Experiment experiment = pool(1, queries, 2);
    ArrivalPlan plan;
    plan.shape = ArrivalPlan::Shape::Poisson;
    plan.rate = 1.0;
    plan.order = ArrivalPlan::Order::Shuffled;
    // How often the row stands at the place, over all seeds.
    std::vector<int> often(queries * queries, 0);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        ArrivalStream stream(experiment, plan, seed);
        Arrival arrival;
        std::vector<bool> seen(queries, false);
        for (std::size_t place = 0; stream.next(arrival); ++place) {
            ASSERT_FALSE(seen[arrival.row]);
            seen[arrival.row] = true;
            ++often[arrival.row * queries + place];
        }
        EXPECT_EQ(std::count(seen.begin(), seen.end(), true), std::ptrdiff_t{queries});
    }
    const double expected = double{seeds} / queries;
    for (const int each : often) EXPECT_NEAR(each, expected, 5.0 * std::sqrt(expected));
    // What is drawn stays as it is drawn.
    plan.queries = 300;
    const auto shuffled = arrivalsOf(experiment, plan);
    plan.order = ArrivalPlan::Order::AsTheyAre;
    const auto drawn = arrivalsOf(experiment, plan);
    ASSERT_EQ(shuffled.size(), drawn.size());
    for (std::size_t k = 0; k < drawn.size(); ++k) EXPECT_EQ(shuffled[k].row, drawn[k].row);
}

TEST(Draws, ExponentialOnesHaveTheirTail) {
    const Draws draws(9);
    constexpr int count = 400'000;
    for (const double limit : {0.001, 0.1, 0.7, 2.0, 5.0, 7.6, 7.8, 9.0}) {
        int above = 0;
        for (int k = 0; k < count; ++k) {
            above += draws.exponential(Draws::Of::Service, static_cast<std::uint64_t>(k)) > limit;
        }
        const double share = std::exp(-limit);
        EXPECT_NEAR(above, count * share, 4.5 * std::sqrt(count * share * (1.0 - share)) + 1.0)
            << limit;
    }
}

TEST(Arrivals, ComeAtTheirLongRunRate) {
    const Experiment experiment = testing::pool(1, 10, 2);
    ArrivalPlan poisson;
    poisson.shape = ArrivalPlan::Shape::Poisson;
    poisson.rate = 4.0;
    poisson.queries = 200'000;
    ArrivalPlan burst = poisson;
    burst.shape = ArrivalPlan::Shape::Burst;
    burst.peakRate = 40.0;
    burst.quietSeconds = 6.0;
    burst.burstSeconds = 2.0;
    ArrivalPlan daily = poisson;
    daily.shape = ArrivalPlan::Shape::Daily;
    daily.swing = 0.8;
    daily.period = 50.0;
    ArrivalPlan ramp = poisson;
    ramp.shape = ArrivalPlan::Shape::Ramp;
    ramp.peakRate = 9.0;
    ramp.period = 20.0;
    ArrivalPlan times;
    times.shape = ArrivalPlan::Shape::Times;
    for (int k = 0; k < 1000; ++k) times.times.push_back(5.0 + 0.125 * k);
    EXPECT_EQ(longRunRate(burst), 13.0);
    for (const ArrivalPlan& plan : {poisson, burst, daily, ramp, times}) {
        ArrivalStream stream(experiment, plan, 3);
        Arrival arrival;
        double first = kMissing;
        while (stream.next(arrival)) {
            if (std::isnan(first)) first = arrival.time;
        }
        const double rate = static_cast<double>(stream.total() - 1) / (arrival.time - first);
        EXPECT_NEAR(longRunRate(plan), rate, 0.03 * rate);
    }
    EXPECT_TRUE(std::isnan(longRunRate(ArrivalPlan{})));
}

TEST(Arrivals, AFileSortedByTaskIsNoticed) {
    Experiment experiment = testing::pool(1, 300, 2);
    ArrivalPlan plan;
    plan.shape = ArrivalPlan::Shape::Poisson;
    plan.rate = 1.0;
    Random random(4);
    experiment.task.assign(300, "");
    EXPECT_FALSE(comesByTask(experiment, plan));
    for (std::size_t i = 0; i < 300; ++i) experiment.task[i] = i < 200 ? "a" : "b";
    EXPECT_TRUE(comesByTask(experiment, plan));
    plan.queries = 300;
    EXPECT_FALSE(comesByTask(experiment, plan));
    plan.queries = 0;
    plan.order = ArrivalPlan::Order::ByTask;
    EXPECT_FALSE(comesByTask(experiment, plan));
    plan.order = ArrivalPlan::Order::Shuffled;
    EXPECT_FALSE(comesByTask(experiment, plan));
    plan.order = ArrivalPlan::Order::AsTheyAre;
    for (std::size_t i = 0; i < 300; ++i) experiment.task[i] = random.below(3) < 2 ? "a" : "b";
    EXPECT_FALSE(comesByTask(experiment, plan));
}

TEST(EventQueue, LeavesInTheOrderOfAStableSort) {
    Random random(3);
    EventQueue<int> queue;
    std::vector<std::pair<double, int>> expected;
    for (int k = 0; k < 5'000; ++k) {
        const auto time = static_cast<double>(random.below(50));
        queue.push(time, k);
        expected.emplace_back(time, k);
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [time, what] : expected) {
        ASSERT_EQ(queue.top().time, time);
        ASSERT_EQ(queue.top().what, what);
        queue.pop();
    }
    EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace orl
