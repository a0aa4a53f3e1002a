// The solver of lessons against brute force over all routings and prices.
#include "core/lab/lessons/solver.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "core/support/error.h"

namespace orl {
namespace {

LessonInstance drawnInstance(unsigned seed) {
    std::mt19937 engine(seed);
    LessonInstance made;
    const std::size_t queries = 2 + engine() % 3;
    const std::size_t models = 2 + engine() % 2;
    for (std::size_t i = 0; i < queries; ++i) made.queries.push_back({"q" + std::to_string(i), 1});
    for (std::size_t j = 0; j < models; ++j) {
        LessonInstance::Model model;
        model.name = "m" + std::to_string(j);
        if (j > 0 && engine() % 2 == 0)
            model.capacity = static_cast<std::int64_t>(1 + engine() % 2);
        made.models.push_back(model);
    }
    made.cost = Grid::Zero(Eigen::Index(queries), Eigen::Index(models));
    made.chance = made.cost;
    for (Eigen::Index i = 0; i < made.cost.rows(); ++i) {
        for (Eigen::Index j = 0; j < made.cost.cols(); ++j) {
            made.cost(i, j) = double(1 + engine() % 9);
            made.chance(i, j) = double(2 + engine() % 9) / 10.0;
        }
    }
    made.floor = double(3 + engine() % 5) / 10.0;
    return made;
}

void forAllRoutings(const LessonInstance& instance,
                    const std::function<void(const LessonRouting&)>& visit) {
    std::size_t count = 1;
    for (std::size_t i = 0; i < instance.queryCount(); ++i) count *= instance.modelCount();
    for (std::size_t code = 0; code < count; ++code) {
        Assignment assignment;
        std::size_t rest = code;
        for (std::size_t i = 0; i < instance.queryCount(); ++i) {
            assignment.push_back(static_cast<std::int32_t>(rest % instance.modelCount()));
            rest /= instance.modelCount();
        }
        visit(routingOf(instance, assignment));
    }
}

TEST(LessonSolver, OptimumIsTheBestOfAllRoutings) {
    int solved = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
        const LessonInstance instance = drawnInstance(seed);
        double least = std::numeric_limits<double>::infinity();
        double best = kMissing;
        forAllRoutings(instance, [&](const LessonRouting& each) {
            if (each.overload > 0) return;
            best = std::fmax(best, each.answers / double(instance.queryCount()));
            if (each.feasible) least = std::min(least, each.cost);
        });
        const LessonOptimum found = optimumOf(instance);
        EXPECT_EQ(found.result.solved(), std::isfinite(least)) << seed;
        EXPECT_NEAR(found.bestAccuracy, best, 1e-9) << seed;
        if (!found.result.solved()) continue;
        ++solved;
        EXPECT_NEAR(found.routing.cost, least, 1e-9) << seed;
        EXPECT_TRUE(found.routing.feasible) << seed;
        EXPECT_LE(found.bound, least + 1e-9) << seed;
    }
    EXPECT_GT(solved, 100);
}

/// No price gives a higher bound than the optimizer's, and every one stays below every routing.
TEST(LessonSolver, BoundIsThePeakOfG) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        LessonInstance instance = drawnInstance(seed);
        for (auto& model : instance.models) model.capacity = kUnlimited;
        const LessonOptimum found = optimumOf(instance);
        if (!found.result.solved()) continue;
        double peak = -std::numeric_limits<double>::infinity();
        for (double lambda = 0.0; lambda < 200.0; lambda += 0.25) {
            peak = std::max(peak, dualAt(instance, lambda, {}).bound);
        }
        for (std::size_t i = 0; i < instance.queryCount(); ++i) {
            for (const double flip : flipsOf(instance, i)) {
                peak = std::max(peak, dualAt(instance, flip, {}).bound);
            }
        }
        EXPECT_NEAR(found.bound, peak, 1e-6) << seed;
        EXPECT_LE(peak, found.routing.cost + 1e-9) << seed;
    }
}

TEST(LessonSolver, FlipsAreWhereTheWinnerChanges) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        const LessonInstance instance = drawnInstance(seed);
        const std::vector<double> flips = flipsOf(instance, 0);
        EXPECT_TRUE(std::is_sorted(flips.begin(), flips.end()));
        const auto chanceAt = [&](double lambda) {
            const auto best = dualAt(instance, lambda, {}).best[0];
            return instance.chance(0, Eigen::Index(best.front()));
        };
        for (std::size_t k = 0; k < flips.size(); ++k) {
            if (flips[k] == 0.0) continue;
            const double gap = 1e-4;
            EXPECT_LT(chanceAt(flips[k] - gap), chanceAt(flips[k] + gap)) << seed;
        }
        double last = flips.empty() ? 0.0 : flips.back();
        EXPECT_NEAR(chanceAt(last + 1000.0), instance.chance.row(0).maxCoeff(), 1e-12) << seed;
    }
}

TEST(LessonSolver, GreedyGoesInOrderOfArrival) {
    const LessonInstance instance = drawnInstance(7);
    const LessonRouting greedy = greedyRouting(instance);
    std::vector<std::int64_t> load(instance.modelCount(), 0);
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        const auto chosen = greedy.assignment[i];
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            if (load[j] >= instance.models[j].capacity) continue;
            EXPECT_LE(instance.chance(Eigen::Index(i), Eigen::Index(j)),
                      instance.chance(Eigen::Index(i), chosen));
        }
        ++load[std::size_t(chosen)];
    }
}

TEST(LessonSolver, ChangesAreOfTheQuestionAlone) {
    const LessonSolver solver{LessonState(drawnInstance(3))};
    const auto value = [&](const char* text) { return solver.value(Formula(text)); };
    EXPECT_EQ(value("given[floor=0.25].floor"), 0.25);
    EXPECT_EQ(value("given[copies=3].queries"), 3 * value("given.queries"));
    EXPECT_EQ(value("given.floor"), solver.state().instance.floor);
    EXPECT_EQ(value("optimizer[copies=4, floor=0.3].cost"),
              value("optimizer[floor=0.3, copies=4].cost"));
    EXPECT_EQ(value("price[lambda=2].lambda"), 2.0);
    EXPECT_EQ(value("price.lambda"), 0.0);
}

TEST(LessonSolver, NamesWhatItDoesNotKnow) {
    const LessonSolver solver{LessonState(drawnInstance(3))};
    const auto refused = [&](const char* text) {
        try {
            (void)solver.value(Formula(text));
        } catch (const Error& e) {
            return e.problem();
        }
        return std::string();
    };
    EXPECT_NE(refused("oracle.cost").find("\"oracle\" is not known"), std::string::npos);
    EXPECT_NE(refused("greedy.price").find("\"greedy.price\" is not known"), std::string::npos);
    EXPECT_NE(refused("greedy.load('x')").find("no model 'x'"), std::string::npos);
    EXPECT_NE(refused("greedy.on('x', 'm0')").find("no query 'x'"), std::string::npos);
    EXPECT_NE(refused("greedy.cost('x')").find("names"), std::string::npos);
    EXPECT_NE(refused("greedy[speed=1].cost").find("\"speed\" cannot be changed"),
              std::string::npos);
    EXPECT_NE(refused("greedy[slots('m0')=0.5].cost").find("no count"), std::string::npos);
    EXPECT_NE(refused("optimizer[floor=1].cost").find("finds no routing"), std::string::npos);
}

/// As a data set with given numbers it is the same problem, in USD.
TEST(LessonInstance, IsADataSetWithGivenNumbers) {
    const LessonInstance instance = drawnInstance(11);
    const Dataset data = instance.dataset("lesson");
    ASSERT_EQ(data.queryCount(), instance.queryCount());
    EXPECT_EQ(data.score(1, 1), instance.chance(1, 1));
    EXPECT_DOUBLE_EQ(data.realizedCost(1, 1), instance.cost(1, 1) / 100.0);
    const Scenario scenario = instance.scenario("lesson");
    EXPECT_EQ(scenario.preparation.predictor, "recorded");
    EXPECT_EQ(scenario.constraints.qualityFloor, instance.floor);
    for (const auto& model : instance.models) {
        if (model.capacity == kUnlimited) continue;
        const double share = scenario.constraints.capacityShare.at(model.name);
        EXPECT_EQ(slotsOfShare(share, instance.queryCount()),
                  std::min(model.capacity, std::int64_t(instance.queryCount())));
    }
}

}  // namespace
}  // namespace orl
