#include "core/route/tune.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/route/parameter_path.h"
#include "instances.h"

namespace orl {
namespace {

using testing::randomCapacity;
using testing::randomProblem;
using testing::randomTruth;
using testing::smoothProblem;

/// Every parameter at which a rule without capacities could possibly change, and one between each
/// two of them: brute force over all pairs of models.
std::vector<double> allParameters(std::string_view id, const RoutingProblem& problem) {
    std::vector<double> values{0.0};
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!problem.allowed(i, j)) continue;
            if (id != "willingness") values.push_back(problem.quality(i, j));
            for (std::size_t k = 0; id == "willingness" && k < problem.modelCount(); ++k) {
                if (!problem.allowed(i, k)) continue;
                const double w = (problem.cost(i, j) - problem.cost(i, k)) /
                                 (problem.quality(i, j) - problem.quality(i, k));
                if (std::isfinite(w) && w > 0.0) values.push_back(w);
            }
        }
    }
    std::sort(values.begin(), values.end());
    std::vector<double> all;
    for (std::size_t k = 0; k < values.size(); ++k) {
        all.push_back(values[k]);
        all.push_back(k + 1 < values.size() ? (values[k] + values[k + 1]) / 2.0
                                            : values[k] * 2.0 + 1.0);
    }
    return all;
}

TEST(ParameterPath, MakesEveryAssignmentTheRuleMakes) {
    Random random(21);
    for (int round = 0; round < 60; ++round) {
        const RoutingProblem problem =
            round % 2 == 0 ? randomProblem(random, 12, 5) : smoothProblem(random, 12, 5);
        for (const std::string_view id : {"threshold", "willingness"}) {
            const auto rule = makeBaseline(id, problem);
            const ParameterPath path = parameterPath(id, problem, {});
            Assignment now = path.start;
            Assignment placed;
            for (std::size_t k = 0; k <= path.moves.size(); ++k) {
                if (k > 0) now[path.moves[k - 1].query] = path.moves[k - 1].to;
                if (k > 0 && k < path.moves.size() &&
                    path.moves[k].at - path.moves[k - 1].at <= 1e-12 * path.moves[k].at) {
                    continue;
                }
                rule->place({{}, path.parameterAfter(k), 1, nullptr, {}}, placed);
                EXPECT_EQ(placed, now) << id << ", round " << round << ", after " << k;
            }
        }
    }
}

TEST(TuneBaseline, FindsTheCheapestParameterOfAll) {
    Random random(22);
    int reached = 0;
    for (int round = 0; round < 60; ++round) {
        const RoutingProblem problem = smoothProblem(random, 15, 4);
        const Truth truth = randomTruth(random, problem, 0.0);
        const bool realized = round % 2 == 0;
        const Truth* judgedBy = realized ? &truth : nullptr;
        const bool byCost = round % 3 != 0;
        const TuneGoal goal =
            byCost ? TuneGoal{TuneGoal::Kind::CheapestAtQuality, random.uniform(0.3, 0.8)}
                   : TuneGoal{TuneGoal::Kind::BestUnderBudget, random.uniform(0.002, 0.06)};
        for (const std::string_view id : {"threshold", "willingness"}) {
            const auto rule = makeBaseline(id, problem);
            const Tuned tuned = tuneBaseline(id, *rule, problem, {{}, judgedBy, goal, 1, 64, {}});
            bool any = false;
            double best = byCost ? HUGE_VAL : -HUGE_VAL;
            Assignment placed;
            for (const double parameter : allParameters(id, problem)) {
                rule->place({{}, parameter, 1, nullptr, {}}, placed);
                const TuneScore score = scoreOf(problem, judgedBy, placed);
                if (!goal.reachedBy(score)) continue;
                any = true;
                best = byCost ? std::min(best, score.cost) : std::max(best, score.quality);
            }
            EXPECT_EQ(tuned.reached, any) << id << ", round " << round;
            if (!any) continue;
            ++reached;
            EXPECT_NEAR(byCost ? tuned.score.cost : tuned.score.quality, best, 1e-9)
                << id << ", round " << round;
        }
    }
    EXPECT_GT(reached, 60);
}

TEST(TuneBaseline, SearchesAllCandidatesUnderCapacities) {
    Random random(23);
    for (int round = 0; round < 40; ++round) {
        const RoutingProblem problem = randomProblem(random, 20, 4);
        Constraints constraints;
        constraints.capacity = randomCapacity(random, 20, 4);
        const TuneGoal goal{TuneGoal::Kind::CheapestAtQuality, random.uniform(0.3, 0.9)};
        for (const std::string_view id : {"threshold", "balance-aware"}) {
            const auto rule = makeBaseline(id, problem);
            const Tuned tuned =
                tuneBaseline(id, *rule, problem, {constraints, nullptr, goal, 1, 64, {}});
            double best = HUGE_VAL;
            Assignment placed;
            for (const double parameter : allParameters(id, problem)) {
                rule->place({constraints, parameter, 1, nullptr, {}}, placed);
                const TuneScore score = scoreOf(problem, nullptr, placed);
                if (goal.reachedBy(score)) best = std::min(best, score.cost);
            }
            EXPECT_EQ(tuned.reached, std::isfinite(best)) << id << ", round " << round;
            if (tuned.reached) {
                EXPECT_NEAR(tuned.score.cost, best, 1e-12);
            }
        }
    }
}

TEST(TuneParameter, FindsTheCrossingAmongManyWithFewEvaluations) {
    std::vector<double> candidates(100000);
    for (std::size_t k = 0; k < candidates.size(); ++k) candidates[k] = static_cast<double>(k);
    int evaluations = 0;
    const Tuned tuned = tuneParameter(candidates, {TuneGoal::Kind::CheapestAtQuality, 0.61803}, 64,
                                      [&](double parameter) {
                                          ++evaluations;
                                          return TuneScore{parameter, parameter / 100000.0, true};
                                      });
    EXPECT_EQ(tuned.parameter, 61803.0);
    EXPECT_LE(evaluations, 64);
}

TEST(ScoreOf, CountsOnlyWhatIsKnown) {
    RoutingProblem problem(4, 1);
    Truth truth{Grid(4, 1), Grid(4, 1)};
    truth.outcome << 1.0, kMissing, 0.0, 1.0;
    truth.realizedCost << 2.0, 4.0, kMissing, 8.0;
    const TuneScore score = scoreOf(problem, &truth, Assignment{0, 0, 0, -1});
    EXPECT_DOUBLE_EQ(score.quality, 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(score.cost, 9.0);
    EXPECT_FALSE(score.complete);
}

TEST(BudgetMode, TunedRulesSpendWithinTheBudget) {
    Random random(24);
    for (int round = 0; round < 30; ++round) {
        const RoutingProblem problem = smoothProblem(random, 60, 5);
        RouteRequest request;
        request.constraints.mode = RoutingMode::QualityUnderBudget;
        double least = 0.0;
        for (std::size_t i = 0; i < 60; ++i) {
            double cheapest = HUGE_VAL;
            for (std::size_t j = 0; j < 5; ++j) cheapest = std::min(cheapest, problem.cost(i, j));
            least += cheapest;
        }
        request.constraints.budget = least * random.uniform(1.0, 8.0);
        for (const std::string_view id : {"threshold", "willingness"}) {
            const RouteResult result = makeRouter(id, problem)->route(request);
            EXPECT_TRUE(result.feasible) << id << ": " << result.explanation;
            EXPECT_LE(totalsOf(problem, result.assignment).cost,
                      request.constraints.budget * (1 + 1e-9));
        }
        request.constraints.budget = least * 0.5;
        EXPECT_FALSE(makeRouter("threshold", problem)->route(request).feasible);
    }
}

}  // namespace
}  // namespace orl
