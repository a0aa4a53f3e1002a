#include <gtest/gtest.h>

#include <cmath>

#include "core/predict/complete_scores.h"
#include "core/predict/reliability.h"
#include "core/predict/stacking.h"
#include "core/support/random.h"

namespace orl {
namespace {

// What a model lacks is filled around its own mean: the pool tells which queries are harder, not
// how good the model is.
TEST(CompletingScores, FillsAroundTheModelsOwnMean) {
    Random random(7);
    Grid score(400, 4);
    PerModel chance(4);
    chance << 0.9, 0.8, 0.7, 0.2;
    for (Eigen::Index i = 0; i < score.rows(); ++i) {
        for (Eigen::Index j = 0; j < 4; ++j) score(i, j) = random.uniform() < chance(j) ? 1.0 : 0.0;
    }
    // A fifth of what is known of the last one, exactly.
    for (Eigen::Index i = 0; i < 20; ++i) score(i, 3) = i % 5 == 0 ? 1.0 : 0.0;
    score.col(3).tail(380).setConstant(kMissing);
    score.row(399).setConstant(kMissing);
    PerModel prior = chance;
    const Grid complete = completeScores(score, prior);
    EXPECT_NEAR(complete.col(3).tail(380).mean(), 0.2, 0.08);
    for (Eigen::Index j = 0; j < 3; ++j) {  // nobody has answered: as good as on average
        EXPECT_NEAR(complete(399, j), chance(j), 0.05) << j;
    }
}

// With a number added to a model's scores and to its prior, the completed cells move by just as
// much.
TEST(CompletingScores, DependsOnDeviationsAlone) {
    Random random(8);
    Grid score(120, 3);
    for (double& value : score.reshaped()) value = random.uniform(0.3, 0.5);
    score.col(2).tail(80).setConstant(kMissing);
    PerModel prior = PerModel::Constant(3, 0.4);
    const Grid low = completeScores(score, prior);
    PerModel lift(3);
    lift << 0.3, -0.2, 0.25;
    const Grid moved = score.rowwise() + lift;
    const Grid high = completeScores(moved, prior + lift);
    EXPECT_LT(((high.rowwise() - lift) - low).abs().maxCoeff(), 1e-9);
}

/// Held-out rows whose parts say so much (times `sign` for the kernel) of the true log-odds.
struct Held {
    std::vector<Evidence> evidence;
    Grid score;
    PerModel base = PerModel::Zero(4);
};
Held heldOut(double sign, std::uint64_t seed) {
    Random random(seed);
    Held held;
    held.score = Grid(300, 4);
    for (Eigen::Index i = 0; i < 300; ++i) {
        const double common = random.normal();
        PerModel truth(4);
        for (double& value : truth) value = common + random.normal();
        for (Eigen::Index j = 0; j < 4; ++j)
            held.score(i, j) =
                random.uniform() < 1.0 / (1.0 + std::exp(-2.0 * truth(j))) ? 1.0 : 0.0;
        Evidence evidence;
        evidence.set(Evidence::Retrieved, PerModel::Zero(4));
        evidence.set(Evidence::Kernel, sign * truth);
        evidence.set(Evidence::Linear, truth);
        held.evidence.push_back(evidence);
    }
    return held;
}

/// What one unit more from a part, for the first model alone, does to that model's log-odds.
double weightOf(const Stacking& stacking, Evidence::Part part) {
    Evidence nothing;
    for (PerModel& value : nothing.value) value = PerModel::Zero(4);
    Evidence more = nothing;
    PerModel unit = PerModel::Zero(4);
    unit(0) = 1.0;
    more.set(part, unit);
    const PerModel base = PerModel::Zero(4);
    return stacking.logOdds(more, base)(0) - stacking.logOdds(nothing, base)(0);
}

// A part that says the opposite of the truth is worth nothing; it is not turned round.
TEST(StackingWeights, AreNeverNegative) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Held held = heldOut(-1.0, seed);
        const Grid nothing = Grid::Zero(held.score.rows(), held.score.cols());
        const Stacking stacking =
            Stacking::fit(held.evidence, held.score, held.base, nothing, Stacking::Use::Both);
        EXPECT_EQ(weightOf(stacking, Evidence::Kernel), 0.0);
        EXPECT_GT(weightOf(stacking, Evidence::Linear), 0.5);
        const Held wellMeant = heldOut(1.0, seed);
        const Stacking both = Stacking::fit(wellMeant.evidence, wellMeant.score, held.base, nothing,
                                            Stacking::Use::Both);
        EXPECT_GT(weightOf(both, Evidence::Kernel), 0.2);
    }
}

/// Predictions of rows 0 … n − 1.
std::vector<ReliabilityBin> oneBin(const Grid& score) {
    Dataset data;
    std::vector<std::size_t> rows;
    for (Eigen::Index i = 0; i < score.rows(); ++i) {
        rows.push_back(data.queries.size());
        data.queries.emplace_back();
    }
    for (Eigen::Index j = 0; j < score.cols(); ++j) data.models.emplace_back();
    data.score = score;
    data.cost = data.outputTokens = Grid::Constant(score.rows(), score.cols(), kMissing);
    const Grid unknown = data.cost;
    const Grid quality = Grid::Constant(score.rows(), score.cols(), 0.5);
    return reliability(data, rows, {quality, unknown, unknown}, std::nullopt, 1);
}

double wilsonWidth(double p, double n) {
    constexpr double kZ = 1.959963984540054;
    return 2.0 * kZ / (1.0 + kZ * kZ / n) * std::sqrt(p * (1.0 - p) / n + kZ * kZ / (4.0 * n * n));
}

// Answers that differ within every query have a mean that hardly varies: still no more cells than
// there are.
TEST(ReliabilityCaps, NoMoreIndependentCellsThanThereAre) {
    Grid score(40, 2);
    for (Eigen::Index i = 0; i < 40; ++i) score.row(i) << (i < 39 ? 1.0 : 0.0), 0.0;
    const auto bins = oneBin(score);
    ASSERT_EQ(bins.size(), 1U);
    EXPECT_EQ(bins[0].cells, 80U);
    EXPECT_NEAR(bins[0].high - bins[0].low, wilsonWidth(39.0 / 80.0, 80.0), 1e-12);
}

TEST(ReliabilityCaps, AllRightCountsQueriesAndStaysWithinOne) {
    for (const double value : {0.0, 1.0}) {
        const auto bins = oneBin(Grid::Constant(25, 4, value));
        ASSERT_EQ(bins.size(), 1U);
        EXPECT_GE(bins[0].low, 0.0);
        EXPECT_LE(bins[0].high, 1.0);
        EXPECT_NEAR(bins[0].high - bins[0].low, wilsonWidth(value, 25.0), 1e-12);
    }
}

}  // namespace
}  // namespace orl
