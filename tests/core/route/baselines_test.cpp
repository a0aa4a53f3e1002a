#include "core/route/baselines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/route/router.h"
#include "core/support/error.h"
#include "instances.h"

namespace orl {
namespace {

using testing::randomCapacity;
using testing::randomProblem;
using testing::randomTruth;

/// A preference order spelled out in full: every model's sort key, sorted, then the first that is
/// allowed and free. The code under test never sorts.
using Key = std::vector<double>;

std::vector<std::size_t> ordered(const std::vector<Key>& keys) {
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t j, std::size_t k) { return keys[j] < keys[k]; });
    return order;
}

double meanOver(const RoutingProblem& problem, std::size_t model, bool cost) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        if (!problem.allowed(i, model)) continue;
        sum += cost ? problem.cost(i, model) : problem.quality(i, model);
        count += 1.0;
    }
    return count > 0.0 ? sum / count : (cost ? HUGE_VAL : -HUGE_VAL);
}

Key keyOf(std::string_view id, const RoutingProblem& problem, const Truth& truth, std::size_t i,
          std::size_t j, double parameter, double relativeLoad) {
    const double c = problem.cost(i, j);
    const double a = problem.quality(i, j);
    if (id == "cheapest") return {meanOver(problem, j, true)};
    if (id == "best-single") return {-meanOver(problem, j, false)};
    if (id == "cost-only") return {c, -a};
    if (id == "quality-only") return {-a, c};
    if (id == "willingness") return {-(parameter * a - c), c, -a};
    if (id == "threshold") return a >= parameter ? Key{0, c, -a} : Key{1, -a, c};
    if (id == "balance-aware") {
        return a >= parameter ? Key{0, relativeLoad, c, -a} : Key{1, -a, c};
    }
    const auto row = static_cast<Eigen::Index>(i);
    const auto column = static_cast<Eigen::Index>(j);
    const double spent = truth.realizedCost(row, column);
    return {truth.outcome(row, column) >= 0.5 ? 0.0 : 1.0, std::isnan(spent) ? c : spent};
}

Assignment byDefinition(std::string_view id, const RoutingProblem& problem, const Truth& truth,
                        const std::vector<std::int64_t>& capacity, double parameter) {
    const std::size_t queries = problem.queryCount();
    std::vector<std::int64_t> load(problem.modelCount(), 0);
    Assignment assignment(queries, -1);
    for (std::size_t i = 0; i < queries; ++i) {
        std::vector<Key> keys;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            const double slots = static_cast<double>(
                std::min<std::int64_t>(capacity[j], static_cast<std::int64_t>(queries)));
            keys.push_back(keyOf(id, problem, truth, i, j, parameter,
                                 static_cast<double>(load[j]) / std::max(1.0, slots)));
        }
        for (const std::size_t j : ordered(keys)) {
            if (!problem.allowed(i, j) || load[j] >= capacity[j]) continue;
            assignment[i] = static_cast<std::int32_t>(j);
            ++load[j];
            break;
        }
    }
    return assignment;
}

TEST(Baselines, FollowTheirDefinitionUnderCapacities) {
    Random random(11);
    for (int round = 0; round < 200; ++round) {
        const std::size_t queries = 1 + random.below(30);
        const std::size_t models = 1 + random.below(6);
        const RoutingProblem problem = randomProblem(random, queries, models);
        const Truth truth = randomTruth(random, problem);
        Constraints constraints;
        constraints.capacity = randomCapacity(random, queries, models);
        for (const std::string_view id : {"cheapest", "best-single", "cost-only", "quality-only",
                                          "threshold", "willingness", "balance-aware", "oracle"}) {
            const double parameter = id == "willingness" ? random.uniform(0.0, 0.05)
                                                         : static_cast<double>(random.below(9)) / 8;
            Assignment assignment;
            makeBaseline(id, problem)->place({constraints, parameter, 1, &truth, {}}, assignment);
            EXPECT_EQ(assignment, byDefinition(id, problem, truth, constraints.capacity, parameter))
                << id << ", round " << round;
        }
    }
}

/// Holds for every router: no overload, no forbidden pair, and a query is left over only where all
/// models that may take it were already full.
TEST(Baselines, LeaveAQueryOnlyWhenNothingIsFree) {
    Random random(12);
    int unplacedSeen = 0;
    for (int round = 0; round < 200; ++round) {
        const std::size_t queries = 1 + random.below(40);
        const std::size_t models = 1 + random.below(6);
        const RoutingProblem problem = randomProblem(random, queries, models, 0.3);
        const Truth truth = randomTruth(random, problem);
        RouteRequest request;
        request.constraints.capacity = randomCapacity(random, queries, models);
        request.truth = &truth;
        for (const RouterInfo& info : routerCatalogue()) {
            if (!info.isBaseline && !info.needsTruth) continue;
            const RouteResult result = makeRouter(info.id, problem)->route(request);
            std::vector<std::int64_t> load(models, 0);
            for (std::size_t i = 0; i < queries; ++i) {
                const std::int32_t chosen = result.assignment[i];
                if (chosen >= 0) {
                    const auto j = static_cast<std::size_t>(chosen);
                    EXPECT_TRUE(problem.allowed(i, j));
                    EXPECT_LE(++load[j], request.constraints.capacity[j]);
                    continue;
                }
                ++unplacedSeen;
                EXPECT_FALSE(result.feasible);
                EXPECT_NE(result.explanation.find("no free slot"), std::string::npos);
                for (std::size_t j = 0; j < models; ++j) {
                    EXPECT_TRUE(!problem.allowed(i, j) ||
                                load[j] >= request.constraints.capacity[j])
                        << info.id;
                }
            }
        }
    }
    EXPECT_GT(unplacedSeen, 100);
}

TEST(Baselines, RandomIsUniformSeededAndRoundRobinCycles) {
    const std::size_t queries = 9000;
    RoutingProblem problem(queries, 3);
    for (std::size_t i = 0; i < queries; i += 3) problem.forbid(i, 2);
    RouteRequest request;
    const auto random = makeRouter("random", problem);
    const RouteResult first = random->route(request);
    EXPECT_EQ(first.assignment, random->route(request).assignment);
    request.seed = 2;
    EXPECT_NE(first.assignment, random->route(request).assignment);
    // Two thirds of the queries choose among 3, one third among 2; five standard deviations.
    const PlanTotals totals = totalsOf(problem, first.assignment);
    EXPECT_NEAR(static_cast<double>(totals.load[0]), 3500.0, 5 * std::sqrt(9000 * 0.25));
    EXPECT_NEAR(static_cast<double>(totals.load[2]), 2000.0, 5 * std::sqrt(9000 * 0.25));

    RoutingProblem small(7, 3);
    small.forbid(2, 2);
    Constraints constraints;
    constraints.capacity = {kUnlimited, 2, kUnlimited};
    Assignment assignment;
    makeBaseline("round-robin", small)->place({constraints, 0.0, 1, nullptr, {}}, assignment);
    EXPECT_EQ(assignment, (Assignment{0, 1, 0, 1, 2, 0, 2}));
}

TEST(Baselines, DefaultWillingnessWeighsBothSpreadsAlike) {
    RoutingProblem problem(2, 3);
    problem.set(0, 0, 1.0, 0.2);
    problem.set(0, 1, 4.0, 0.6);
    problem.set(0, 2, 2.0, 0.4);
    problem.set(1, 0, 1.0, 0.9);
    problem.set(1, 1, 2.0, 0.5);
    problem.forbid(1, 2);
    EXPECT_DOUBLE_EQ(defaultWillingness(problem), (3.0 + 1.0) / (0.4 + 0.4));
    const RouteResult result = makeRouter("willingness", problem)->route({});
    EXPECT_DOUBLE_EQ(result.parameter.value(), 5.0);
    EXPECT_EQ(defaultWillingness(RoutingProblem(4, 2)), 0.0);
}

TEST(Routers, ExplainAMissedFloorWithNumbers) {
    RoutingProblem problem(2, 2);
    problem.set(0, 0, 1.0, 0.5);
    problem.set(0, 1, 2.0, 0.7);
    problem.set(1, 0, 1.0, 0.5);
    problem.set(1, 1, 2.0, 0.7);
    RouteRequest request;
    request.constraints.qualityFloor = 0.625;
    const RouteResult cheap = makeRouter("cost-only", problem)->route(request);
    EXPECT_FALSE(cheap.feasible);
    EXPECT_EQ(cheap.explanation, "Predicted accuracy 0.5000 is 0.125 below the floor of 0.625.");
    const RouteResult able = makeRouter("quality-only", problem)->route(request);
    EXPECT_TRUE(able.feasible);
    EXPECT_TRUE(able.explanation.empty());
    request.constraints.mode = RoutingMode::QualityUnderBudget;
    request.constraints.budget = 3.0;
    EXPECT_EQ(makeRouter("quality-only", problem)->route(request).explanation,
              "Predicted cost $4 is $1 above the budget of $3.");
    EXPECT_TRUE(makeRouter("cost-only", problem)->route(request).feasible);
}

TEST(Routers, OneThatHasRoutedBeforeAnswersLikeANewOne) {
    Random random(7);
    const RoutingProblem problem = randomProblem(random, 60, 4);
    const Truth truth = randomTruth(random, problem);
    for (const RouterInfo& info : routerCatalogue()) {
        if (!info.isBaseline && !info.needsTruth) continue;
        const auto used = makeRouter(info.id, problem);
        RouteRequest request;
        request.truth = &truth;
        for (int step = 0; step < 40; ++step) {
            Constraints& asked = request.constraints;
            switch (random.below(6)) {
                case 0:
                    asked.capacity = randomCapacity(random, 60, 4);
                    break;
                case 1:
                    asked.capacity.clear();
                    break;
                case 2:
                    asked.mode = asked.mode == RoutingMode::CostUnderFloor
                                     ? RoutingMode::QualityUnderBudget
                                     : RoutingMode::CostUnderFloor;
                    asked.budget = 60.0 * random.uniform();
                    break;
                case 3:
                    request.seed = 1 + random.below(2);
                    break;
                case 4:
                    request.parameter.reset();
                    if (random.below(2) == 0) request.parameter = random.uniform();
                    break;
                default:
                    asked.qualityFloor = random.uniform();
            }
            const RouteResult warm = used->route(request);
            const RouteResult cold = makeRouter(info.id, problem)->route(request);
            ASSERT_EQ(warm.assignment, cold.assignment) << info.id << " step " << step;
            EXPECT_EQ(warm.feasible, cold.feasible);
            EXPECT_EQ(warm.explanation, cold.explanation);
            EXPECT_EQ(warm.parameter, cold.parameter);
        }
    }
}

TEST(Routers, RefuseSenselessRequests) {
    const RoutingProblem problem(3, 2);
    const auto router = makeRouter("threshold", problem);
    const auto refuses = [&](auto&& change) {
        RouteRequest request;
        change(request);
        EXPECT_THROW(router->route(request), Error);
    };
    refuses([](RouteRequest& r) { r.constraints.qualityFloor = 1.5; });
    refuses([](RouteRequest& r) { r.constraints.qualityFloor = kMissing; });
    refuses([](RouteRequest& r) { r.constraints.capacity = {1}; });
    refuses([](RouteRequest& r) { r.constraints.capacity = {1, -1}; });
    refuses([](RouteRequest& r) { r.parameter = kMissing; });
    refuses([](RouteRequest& r) {
        r.constraints.mode = RoutingMode::QualityUnderBudget;
        r.constraints.budget = -1.0;
    });
    EXPECT_THROW(makeRouter("oracle", problem)->route({}), Error);
    try {
        makeRouter("greedy", problem);
        FAIL() << "accepted an unknown router";
    } catch (const Error& error) {
        EXPECT_NE(error.remedy().find("balance-aware"), std::string::npos);
    }
}

TEST(Routers, StopWhenAsked) {
    const RoutingProblem problem(5000, 4);
    std::stop_source source;
    source.request_stop();
    RouteRequest request;
    request.stop = source.get_token();
    for (const RouterInfo& info : routerCatalogue()) {
        if (!info.isBaseline) continue;
        EXPECT_THROW(makeRouter(info.id, problem)->route(request), Cancelled) << info.id;
    }
}

}  // namespace
}  // namespace orl
