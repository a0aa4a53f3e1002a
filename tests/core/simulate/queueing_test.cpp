// The simulator against the closed formulas of queueing theory.
#include <gtest/gtest.h>

#include <algorithm>

#include "instances.h"

namespace orl {
namespace {

using testing::Band;
using testing::bandOf;
using testing::oneServer;
using testing::queuePlan;

constexpr int kSeeds = 20;
/// Quantile of Student's distribution with 19 degrees of freedom: misses once in a thousand.
constexpr double kWide = 3.88;

/// Chance that all of c servers are busy, Erlang's loss formula, by its recursion.
double erlangB(double load, int servers) {
    double blocked = 1.0;
    for (int k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
    return blocked;
}

/// Chance of waiting with c servers, Erlang's delay formula.
double erlangC(double load, int servers) {
    const double blocked = erlangB(load, servers);
    const double busy = load / servers;
    return blocked / (1.0 - busy * (1.0 - blocked));
}

SimulationResult simulated(const SimulationPlan& plan) {
    const Experiment experiment = oneServer();
    const SimulationResult result = simulate(experiment, plan, {"cheapest", {}});
    EXPECT_TRUE(result.measures.conserved());
    // Little's law: the queries' own waits against the integral of the number waiting.
    EXPECT_NEAR(result.measures.queuedSeconds, result.measures.waitingIntegral,
                1e-9 * (1.0 + result.measures.waitingIntegral));
    return result;
}

TEST(Queueing, WaitsOfManyServersAreErlangs) {
    constexpr int servers = 3;
    constexpr double seconds = 2.0;
    for (const double busy : {0.3, 0.7, 0.9}) {
        const double rate = busy * servers / seconds;
        const double expected = erlangC(busy * servers, servers) * seconds / servers / (1.0 - busy);
        // A run begins empty, which shortens its waits by a share that falls with its length.
        const std::uint64_t queries = busy < 0.8 ? 10'000 : 100'000;
        const double empty = 0.005;
        std::vector<double> means;
        std::vector<double> waited;
        std::vector<double> used;
        for (int seed = 1; seed <= kSeeds; ++seed) {
            const auto result =
                simulated(queuePlan(rate, servers, ServicePlan::Kind::Exponential, seconds, queries,
                                    static_cast<std::uint64_t>(seed)));
            means.push_back(result.measures.wait.mean());
            waited.push_back(result.measures.wait.shareAbove(0.0));
            used.push_back(result.measures.utilisation(0, servers));
        }
        const Band band = bandOf(means);
        EXPECT_NEAR(band.mean, expected, kWide * band.error + empty * expected) << busy;
        const Band share = bandOf(waited);
        EXPECT_NEAR(share.mean, erlangC(busy * servers, servers), kWide * share.error + empty)
            << busy;
        const Band slots = bandOf(used);
        EXPECT_NEAR(slots.mean, busy, kWide * slots.error) << busy;
        // The band itself is narrow enough to tell a wrong discipline from this one.
        EXPECT_LT(band.error, 0.05 * expected) << busy;
    }
}

TEST(Queueing, WaitsOfConstantServiceArePollaczekAndKhinchines) {
    constexpr double seconds = 0.5;
    for (const double busy : {0.5, 0.8}) {
        const double expected = busy * seconds / (2.0 * (1.0 - busy));
        std::vector<double> means;
        for (int seed = 1; seed <= kSeeds; ++seed) {
            const auto result =
                simulated(queuePlan(busy / seconds, 1, ServicePlan::Kind::Constant, seconds, 20'000,
                                    static_cast<std::uint64_t>(seed)));
            means.push_back(result.measures.wait.mean());
        }
        const Band band = bandOf(means);
        EXPECT_NEAR(band.mean, expected, kWide * band.error) << busy;
    }
}

TEST(Queueing, JitterWaitsArePollaczekAndKhinchines) {
    // One server of lognormal service: the second moment is exp(σ²).
    constexpr double seconds = 0.5;
    constexpr double busy = 0.6;
    constexpr double sigma = 0.6;
    const double expected = busy * seconds * std::exp(sigma * sigma) / (2.0 * (1.0 - busy));
    std::vector<double> means;
    for (int seed = 1; seed <= kSeeds; ++seed) {
        auto plan = queuePlan(busy / seconds, 1, ServicePlan::Kind::Constant, seconds, 20'000,
                              static_cast<std::uint64_t>(seed));
        plan.service.jitter = sigma;
        means.push_back(simulated(plan).measures.wait.mean());
    }
    const Band band = bandOf(means);
    EXPECT_NEAR(band.mean, expected, kWide * band.error);
}

TEST(Queueing, BlockingWithoutAQueueIsErlangsLoss) {
    constexpr int servers = 4;
    for (const double load : {2.0, 4.0, 8.0}) {
        std::vector<double> blocked;
        for (int seed = 1; seed <= kSeeds; ++seed) {
            auto plan = queuePlan(load, servers, ServicePlan::Kind::Exponential, 1.0, 10'000,
                                  static_cast<std::uint64_t>(seed));
            plan.queue.limit = 0;
            const auto result = simulated(plan);
            blocked.push_back(static_cast<double>(result.measures.rejected) / 10'000.0);
            EXPECT_EQ(result.measures.rejected, result.measures.rejectedFor[0]);
        }
        const Band band = bandOf(blocked);
        EXPECT_NEAR(band.mean, erlangB(load, servers), kWide * band.error) << load;
    }
}

TEST(Queueing, BlockingWithAShortQueueIsThatOfItsBirthsAndDeaths) {
    // M/M/2/5: state probabilities of the birth and death chain.
    constexpr int servers = 2;
    constexpr int places = 5;
    constexpr double load = 1.8;
    std::vector<double> weight{1.0};
    for (int k = 1; k <= places; ++k) weight.push_back(weight.back() * load / std::min(k, servers));
    double all = 0.0;
    for (const double each : weight) all += each;
    std::vector<double> blocked;
    for (int seed = 1; seed <= kSeeds; ++seed) {
        auto plan = queuePlan(load, servers, ServicePlan::Kind::Exponential, 1.0, 10'000,
                              static_cast<std::uint64_t>(seed));
        plan.queue.limit = places - servers;
        blocked.push_back(static_cast<double>(simulated(plan).measures.rejected) / 10'000.0);
    }
    const Band band = bandOf(blocked);
    EXPECT_NEAR(band.mean, weight.back() / all, kWide * band.error);
}

}  // namespace
}  // namespace orl
