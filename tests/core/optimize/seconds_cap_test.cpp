#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"

namespace orl::testing {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<const std::vector<double>> randomSeconds(const RoutingProblem& problem,
                                                         Random& random, double unknown) {
    std::vector<double> seconds;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            seconds.push_back(random.uniform(0.0, 1.0) < unknown ? kUnknown
                                                                 : random.uniform(0.1, 5.0));
        }
    }
    return std::make_shared<const std::vector<double>>(std::move(seconds));
}

/// The best of all assignments that keep everything; nothing where there is none.
std::optional<double> bestOfAll(const RoutingProblem& problem, const Constraints& ask) {
    const bool floor = ask.mode == RoutingMode::CostUnderFloor;
    std::optional<double> best;
    Assignment now(problem.queryCount(), 0);
    while (true) {
        bool may = true;
        for (std::size_t i = 0; i < now.size(); ++i)
            may = may && problem.allowed(i, static_cast<std::size_t>(now[i]));
        if (may) {
            const Verification check = verify(problem, ask, now);
            const double value = floor ? check.totals.cost : -check.totals.quality;
            if (check.feasible && (!best || value < *best)) best = value;
        }
        std::size_t at = 0;
        while (at < now.size() && ++now[at] == static_cast<std::int32_t>(problem.modelCount()))
            now[at++] = 0;
        if (at == now.size()) return best;
    }
}

void expectWithinBruteForce(const RoutingProblem& problem, const Constraints& ask,
                            const SolveResult& result, int& solved, double& loss) {
    const bool floor = ask.mode == RoutingMode::CostUnderFloor;
    const std::optional<double> best = bestOfAll(problem, ask);
    if (!best) {
        EXPECT_FALSE(result.solved());
        return;
    }
    if (result.status == SolveStatus::NothingFound) return;
    ASSERT_TRUE(result.solved()) << result.explanation;
    ++solved;
    EXPECT_TRUE(verify(problem, ask, result.assignment).feasible);
    const double found = floor ? result.cost : -result.quality;
    const double bound = floor ? result.bound : -result.bound;
    EXPECT_GE(found, *best - kTolerance);
    EXPECT_LE(bound, *best + kTolerance * std::max(1.0, std::abs(*best)));
    if (result.proof == Proof::Optimal) {
        EXPECT_NEAR(found, *best, kTolerance);
    }
    if (*best != 0.0) loss += (found - *best) / std::abs(*best);
}

TEST(SecondsCap, IsWithinItsBoundsOfEveryRoutingOfSmallInstances) {
    Random random(7001);
    int solved = 0;
    int nothing = 0;
    double loss = 0.0;
    for (int round = 0; round < 1500; ++round) {
        SmallInstance small = round % 3 == 0 ? smallGroupedInstance(random) : smallInstance(random);
        if (std::pow(double(small.problem.modelCount()), double(small.problem.queryCount())) > 3e4)
            continue;
        Constraints& ask = small.constraints;
        ask.seconds = randomSeconds(small.problem, random, 0.1);
        ask.secondsCap = random.uniform(0.5, 4.0);
        if (ask.mode == RoutingMode::QualityUnderBudget) ask.groupFloor.clear();
        const SolveResult result = DualOptimizer(small.problem).solve(ask);
        nothing += result.status == SolveStatus::NothingFound ? 1 : 0;
        expectWithinBruteForce(small.problem, ask, result, solved, loss);
        if (HasFailure()) FAIL() << "round " << round;
    }
    EXPECT_GT(solved, 300);
    EXPECT_LT(nothing, solved / 4);
    EXPECT_LT(loss / solved, 0.03) << "mean loss against the best of all";
}

}  // namespace
}  // namespace orl::testing
