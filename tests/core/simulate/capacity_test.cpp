// Slots for a load, against Erlang's formula, the enumeration of all fleets, and their own
// promises.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "core/simulate/capacity_plan.h"
#include "core/support/error.h"
#include "instances.h"

namespace orl {
namespace {

using testing::pool;
using Fleet64 = std::vector<std::int64_t>;

/// Chance that who comes to c servers with a load of a Erlangs has to wait.
double shareThatWaits(int servers, double load) {
    double blocking = 1.0;
    for (int k = 1; k <= servers; ++k) blocking = load * blocking / (k + load * blocking);
    const double use = load / servers;
    return blocking / (1.0 - use * (1.0 - blocking));
}

double waitP95(int servers, double rate, double seconds) {
    const double waits = shareThatWaits(servers, rate * seconds);
    return std::max(0.0, std::log(waits / 0.05) / (servers / seconds - rate));
}

TEST(CapacityPlan, OneModelNeedsAsManySlotsAsErlangSays) {
    int compared = 0;
    for (const double rate : {3.0, 8.0, 20.0}) {
        for (const double longest : {0.15, 0.5, 1.5}) {
            int least = static_cast<int>(rate) + 1;
            while (waitP95(least, rate, 1.0) > longest) ++least;
            // Simulated quantiles are not exact: fleets near the target are no test.
            const bool clear =
                waitP95(least, rate, 1.0) < 0.8 * longest &&
                (least - 1 <= rate || waitP95(least - 1, rate, 1.0) > 1.25 * longest);
            if (!clear) continue;
            CapacityQuestion question;
            question.plan = testing::queuePlan(rate, 1, ServicePlan::Kind::Exponential, 1.0,
                                               static_cast<std::uint64_t>(rate * 3000.0), 5);
            question.target.seconds = longest;
            question.router = {"cheapest", {}};
            question.slotPrice = {1.0};
            question.runs = 3;
            for (const std::size_t all : {0U, 256U}) {
                question.allFleetsUpTo = all;
                const CapacityPlan plan = planCapacity(testing::oneServer(), question);
                ASSERT_TRUE(plan.feasible) << plan.reason;
                EXPECT_EQ(plan.mixes.front().fleet[0], least) << rate << ' ' << longest;
                EXPECT_NEAR(plan.mixes.front().slotsUsd, least, 1e-12);
                EXPECT_NEAR(plan.mixes.front().usdPerHour.mean, least + 3600.0 * rate * 0.001,
                            1e-6);
            }
            ++compared;
        }
    }
    EXPECT_GE(compared, 4);
}

/// A small load: every fleet can be tried.
CapacityQuestion smallQuestion(Random& random, std::size_t models) {
    CapacityQuestion question;
    question.plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    question.plan.arrivals.rate = random.uniform(1.0, 3.0);
    question.plan.arrivals.queries = 500;
    question.plan.qualityFloor = random.uniform(0.45, 0.6);
    question.plan.seed = 1 + random.below(1000);
    question.target.seconds = random.uniform(0.3, 2.0);
    question.most.assign(models, 4);
    question.runs = 2;
    question.threads = 2;
    for (std::size_t j = 0; j < models; ++j) {
        question.slotPrice.push_back(random.uniform(0.5, 3.0));
    }
    return question;
}

/// A fleet that meets the target: USD an hour by runs of its own, and whether the goal can be
/// planned with it in the long run.
struct Met {
    double usd = 0.0;
    bool lasts = false;
};

std::map<Fleet64, Met> everyFleet(const Experiment& experiment, const CapacityQuestion& question) {
    std::map<Fleet64, Met> meeting;
    Fleet64 slots(question.most.size(), 0);
    for (bool more = true; more;) {
        SimulationPlan plan = question.plan;
        plan.concurrency = slots;
        plan.plannedUse = 1.0;
        plan.qualityFloor -= question.target.shortfall;
        const double rate = plan.arrivals.rate;
        if (headroomOf(experiment, plan, rate).planned()) {
            plan.plannedUse = question.plan.plannedUse;
            plan.qualityFloor = question.plan.qualityFloor;
            RepeatOptions options;
            options.repeats = question.runs;
            const auto runs =
                simulateRouters(experiment, plan, std::vector{question.router}, options);
            const bool total = question.target.of == CapacityTarget::Of::Total;
            double usd = 3.6 * rate * runs[0].band("cost_per_1000").mean;
            for (std::size_t j = 0; j < slots.size(); ++j) {
                usd += question.slotPrice[j] * static_cast<double>(slots[j]);
            }
            const bool meets =
                runs[0].band(total ? "total_p95" : "wait_p95").mean <= question.target.seconds &&
                runs[0].band("predicted_accuracy").mean >=
                    question.plan.qualityFloor - question.target.shortfall &&
                runs[0].band("rejected").mean == 0.0;
            if (meets) meeting[slots] = {usd, headroomOf(experiment, plan, rate).planned()};
        }
        more = false;
        for (std::size_t j = 0; j < slots.size() && !more; ++j) {
            more = slots[j] < question.most[j];
            slots[j] = more ? slots[j] + 1 : 0;
        }
    }
    return meeting;
}

TEST(CapacityPlan, NoFleetOfAllIsCheaper) {
    Random random(51);
    int compared = 0;
    for (int trial = 0; trial < 6; ++trial) {
        const std::size_t models = 2 + random.below(2);
        const Experiment experiment = pool(random.bits(), 40, models);
        CapacityQuestion question = smallQuestion(random, models);
        if (trial % 2 == 1) {
            question.target.of = CapacityTarget::Of::Total;
            question.target.seconds += 1.8;
        }
        const auto meeting = everyFleet(experiment, question);
        // Of those that last, where any does.
        const bool any =
            std::ranges::any_of(meeting, [](const auto& each) { return each.second.lasts; });
        double least = std::numeric_limits<double>::infinity();
        for (const auto& [slots, met] : meeting) {
            if (met.lasts == any) least = std::min(least, met.usd);
        }
        for (const std::size_t all : {0U, 256U}) {
            question.allFleetsUpTo = all;
            const CapacityPlan plan = planCapacity(experiment, question);
            ASSERT_EQ(plan.feasible, !meeting.empty()) << trial << ' ' << plan.reason;
            EXPECT_EQ(plan.all, plan.feasible && all > 0);
            if (!plan.feasible) continue;
            ++compared;
            const CapacityMix& best = plan.mixes.front();
            EXPECT_LE(best.usdPerHour.mean, least * (1.0 + question.tie) + 1e-9) << trial;
            for (const CapacityMix& mix : plan.mixes) {
                ASSERT_TRUE(meeting.contains(mix.fleet));
                EXPECT_NEAR(mix.usdPerHour.mean, meeting.at(mix.fleet).usd, 1e-9);
                EXPECT_EQ(mix.lasts, meeting.at(mix.fleet).lasts);
                EXPECT_EQ(mix.lasts, plan.rate <= mix.largestRate * (1.0 + 1e-6));
                EXPECT_TRUE(mix.meets);
                EXPECT_LE(mix.bound, mix.usdPerHour.mean * 1.07);
            }
            if (all > 0) {
                EXPECT_NEAR(plan.mixes.front().usdPerHour.mean, least, question.tie * least);
            }
        }
    }
    EXPECT_GE(compared, 8);
}

TEST(CapacityPlan, WithoutPricesOfSlotsFewerOfThemBreakTies) {
    Random random(52);
    const Experiment experiment = pool(9, 60, 3);
    CapacityQuestion question = smallQuestion(random, 3);
    question.slotPrice.clear();
    question.tie = 0.01;
    const auto plan = planCapacity(experiment, question);
    ASSERT_TRUE(plan.feasible) << plan.reason;
    double least = std::numeric_limits<double>::infinity();
    const CapacityMix& best = plan.mixes.front();
    for (const CapacityMix& mix : plan.mixes) {
        if (mix.lasts == best.lasts) least = std::min(least, mix.usdPerHour.mean);
    }
    EXPECT_LE(best.usdPerHour.mean, 1.01 * least * (1.0 + 1e-9));
    for (const CapacityMix& mix : plan.mixes) {
        EXPECT_EQ(mix.slotsUsd, 0.0);
        const bool tied = mix.lasts == best.lasts && mix.usdPerHour.mean < 1.01 * least;
        if (tied) {
            EXPECT_GE(mix.totalSlots, best.totalSlots);
        }
        const bool beaten = std::ranges::any_of(plan.mixes, [&](const CapacityMix& other) {
            if (mix.lasts && !other.lasts) return false;
            // Fewer slots for a cost that is tied count as no dearer.
            return other.totalSlots < mix.totalSlots
                       ? other.usdPerHour.mean <= 1.01 * mix.usdPerHour.mean
                       : other.totalSlots == mix.totalSlots &&
                             other.usdPerHour.mean < mix.usdPerHour.mean;
        });
        EXPECT_EQ(mix.pareto, !beaten);
    }
    EXPECT_TRUE(std::ranges::any_of(plan.mixes, &CapacityMix::pareto));
}

TEST(CapacityPlan, WhatPassesInShortRunsAloneComesLastAndSaysSo) {
    Random random(57);
    int strained = 0;
    int both = 0;
    for (int trial = 0; trial < 12; ++trial) {
        const Experiment experiment = pool(random.bits(), 40, 2);
        CapacityQuestion question = smallQuestion(random, 2);
        // Little time for queues to grow, and long waits allowed.
        question.plan.arrivals.queries = 150;
        question.plan.arrivals.rate = 3.0;
        question.target.seconds = 30.0;
        question.rows = 30;
        const CapacityPlan plan = planCapacity(experiment, question);
        bool before = true;
        for (const CapacityMix& mix : plan.mixes) {
            EXPECT_TRUE(before || !mix.lasts);
            before = mix.lasts;
            SimulationPlan asked = question.plan;
            asked.concurrency = mix.fleet;
            const Headroom room = headroomOf(experiment, asked, plan.rate);
            EXPECT_NEAR(mix.largestRate, room.largestRate, 1e-6 * room.largestRate);
            EXPECT_EQ(mix.lasts, room.planned());
            strained += mix.lasts ? 0 : 1;
        }
        both += !plan.mixes.empty() && plan.mixes.front().lasts && !before ? 1 : 0;
    }
    EXPECT_GT(strained, 0);
    EXPECT_GT(both, 0);
}

TEST(CapacityPlan, SimulatesNoMoreFleetsThanItMay) {
    Random random(58);
    const Experiment experiment = pool(14, 40, 4);
    CapacityQuestion question = smallQuestion(random, 4);
    question.most.clear();
    question.target.seconds = 2.0;
    question.plan.qualityFloor = 0.3;
    for (const std::size_t most : {1U, 2U, 7U, 40U}) {
        question.mostFleets = most;
        const CapacityPlan plan = planCapacity(experiment, question);
        EXPECT_LE(plan.simulated, most);
        EXPECT_TRUE(plan.feasible) << plan.reason;
        EXPECT_TRUE(plan.stopped);
        EXPECT_FALSE(plan.all);
    }
}

TEST(CapacityPlan, SlotsThatServeNobodyAreLeftOutWhateverTheRouter) {
    Random random(59);
    for (int trial = 0; trial < 3; ++trial) {
        const Experiment experiment = pool(random.bits(), 40, 5);
        CapacityQuestion question = smallQuestion(random, 5);
        question.most.clear();
        question.slotPrice.clear();
        question.plan.qualityFloor = 0.0;
        question.allFleetsUpTo = 0;
        question.router = {"quality-only", {}};
        const CapacityPlan plan = planCapacity(experiment, question);
        ASSERT_TRUE(plan.feasible) << plan.reason;
        SimulationPlan best = question.plan;
        best.concurrency = plan.mixes.front().fleet;
        std::vector<std::uint64_t> begun(5, 0);
        for (int run = 0; run < question.runs; ++run, ++best.seed) {
            const RunMeasures measures = simulate(experiment, best, question.router).measures;
            for (std::size_t j = 0; j < 5; ++j) begun[j] += measures.begun[j];
        }
        for (std::size_t j = 0; j < 5; ++j) {
            EXPECT_EQ(begun[j] > 0, best.concurrency[j] > 0) << trial << ' ' << j;
        }
    }
}

TEST(CapacityPlan, TheAnswerDoesNotDependOnThreads) {
    Random random(53);
    const Experiment experiment = pool(10, 50, 4);
    CapacityQuestion question = smallQuestion(random, 4);
    question.most.clear();
    question.mostFleets = 120;
    question.threads = 1;
    std::size_t heard = 0;
    const auto once = planCapacity(experiment, question, {},
                                   [&](const CapacityPlan& soFar) { heard += soFar.mixes.size(); });
    question.threads = 3;
    const auto again = planCapacity(experiment, question);
    ASSERT_TRUE(once.feasible) << once.reason;
    EXPECT_GT(heard, 0U);
    EXPECT_EQ(once.simulated, again.simulated);
    ASSERT_EQ(once.mixes.size(), again.mixes.size());
    for (std::size_t k = 0; k < once.mixes.size(); ++k) {
        EXPECT_EQ(once.mixes[k].fleet, again.mixes[k].fleet);
        EXPECT_EQ(once.mixes[k].usdPerHour.mean, again.mixes[k].usdPerHour.mean);
        EXPECT_EQ(once.mixes[k].p95.error, again.mixes[k].p95.error);
    }
}

TEST(CapacityPlan, SaysWhyNoFleetDoesIt) {
    Random random(54);
    const Experiment experiment = pool(11, 50, 3);
    const CapacityQuestion base = smallQuestion(random, 3);
    const auto reason = [&](const std::function<void(CapacityQuestion&)>& change) {
        CapacityQuestion question = base;
        change(question);
        const CapacityPlan plan = planCapacity(experiment, question);
        EXPECT_FALSE(plan.feasible);
        EXPECT_TRUE(plan.mixes.empty());
        return plan.reason;
    };
    const auto says = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos ? std::string() : text;
    };
    EXPECT_EQ(says(reason([](auto& q) { q.plan.qualityFloor = 0.999; }),
                   "above what the models can give"),
              "");
    EXPECT_EQ(
        says(reason([](auto& q) { q.plan.arrivals.rate = 500.0; }), "queries a second, and 500"),
        "");
    EXPECT_EQ(says(reason([](auto& q) {
                       q.target.of = CapacityTarget::Of::Total;
                       q.target.seconds = 0.3;
                   }),
                   "service alone takes longer"),
              "");
    EXPECT_EQ(says(reason([](auto& q) {
                       q.most = {0, 0, 0};
                   }),
                   "no model that may have slots"),
              "");
    EXPECT_EQ(says(reason([](auto& q) {
                       q.plan.window = {WindowPlan::Kind::Seconds, 0, 5.0};
                       q.target.seconds = 0.5;
                       q.allFleetsUpTo = 0;
                   }),
                   "even with the most slots"),
              "");
    EXPECT_EQ(says(reason([](auto& q) { q.plan.horizon = 1e-6; }), "before anybody is served"), "");
}

TEST(CapacityPlan, RefusesWhatMakesNoSense) {
    Random random(55);
    const Experiment experiment = pool(12, 30, 3);
    const CapacityQuestion base = smallQuestion(random, 3);
    const auto refused = [&](const std::function<void(CapacityQuestion&)>& change) {
        CapacityQuestion question = base;
        change(question);
        EXPECT_THROW(planCapacity(experiment, question), Error);
    };
    refused([](auto& q) { q.plan.mode = RoutingMode::QualityUnderBudget; });
    refused([](auto& q) { q.plan.arrivals = {}; });
    refused([](auto& q) { q.target.seconds = 0.0; });
    refused([](auto& q) { q.target.rejected = 2.0; });
    refused([](auto& q) { q.slotPrice = {1.0}; });
    refused([](auto& q) { q.slotPrice[1] = -1.0; });
    refused([](auto& q) { q.most[0] = -1; });
    refused([](auto& q) { q.runs = 0; });
    // Searches that would have no end.
    refused([](auto& q) {
        q.plan.arrivals.rate = 1e9;
        q.most.clear();
    });
    refused([](auto& q) { q.plan.service = {ServicePlan::Kind::Constant, 0.0, 0.0}; });
    CapacityQuestion question = base;
    EXPECT_THROW(reviewFleet(experiment, question), Error);  // no slots are said
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(planCapacity(experiment, question, {source.get_token(), {}}), Cancelled);
}

TEST(FleetReview, ChangesAreThePairedDifferencesOfTheirRuns) {
    Random random(56);
    const Experiment experiment = pool(13, 60, 3);
    CapacityQuestion question = smallQuestion(random, 3);
    question.plan.concurrency = {1, 2, 1};
    question.plan.arrivals.rate = 2.0;
    question.plan.qualityFloor = 0.55;
    for (const double longest : {0.01, 60.0}) {
        question.target.seconds = longest;
        const FleetReview review = reviewFleet(experiment, question);
        EXPECT_EQ(review.now.meets, longest > 1.0);
        EXPECT_EQ(review.now.fleet, question.plan.concurrency);
        ASSERT_GE(review.changes.size(), 3U);
        RepeatOptions options;
        options.repeats = question.runs;
        const auto runsWith = [&](const ChangeTrial* change) {
            SimulationPlan plan = question.plan;
            if (change != nullptr) plan.concurrency[change->model] += change->slotCount;
            return simulateRouters(experiment, plan, std::vector{question.router}, options)[0];
        };
        const RepeatedRuns now = runsWith(nullptr);
        for (const ChangeTrial& change : review.changes) {
            const RepeatedRuns with = runsWith(&change);
            const double slots =
                question.slotPrice[change.model] * static_cast<double>(change.slotCount);
            const double saved =
                7.2 * (now.band("cost_per_1000").mean - with.band("cost_per_1000").mean) - slots;
            EXPECT_NEAR(change.savesPerHour.mean, saved, 1e-9);
            EXPECT_NEAR(change.p95.mean, now.band("wait_p95").mean - with.band("wait_p95").mean,
                        1e-9);
            EXPECT_FALSE(std::isnan(change.p95.error));
        }
        for (std::size_t k = 1; k < review.changes.size(); ++k) {
            const ChangeTrial& a = review.changes[k - 1];
            const ChangeTrial& b = review.changes[k];
            if (review.now.meets) {
                EXPECT_GE(a.savesPerHour.mean, b.savesPerHour.mean);
            } else {
                EXPECT_GE(a.p95.mean, b.p95.mean);
            }
        }
    }
}

}  // namespace
}  // namespace orl
