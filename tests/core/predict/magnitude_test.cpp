#include "core/predict/magnitude.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/predict/neighbour_index.h"
#include "core/support/random.h"

namespace orl {
namespace {

/// Texts as points on a circle, with their neighbours.
struct Circle {
    Matrix features;
    std::vector<std::vector<Neighbour>> neighbours;
};

Circle circle(Eigen::Index count, std::uint64_t seed) {
    Random random(seed);
    Circle made{Matrix(count, 2), {}};
    for (Eigen::Index i = 0; i < count; ++i) {
        const double angle = random.uniform(0.0, 6.283185307179586);
        made.features.row(i) << static_cast<float>(std::cos(angle)),
            static_cast<float>(std::sin(angle));
    }
    std::vector<std::size_t> itself(static_cast<std::size_t>(count));
    std::iota(itself.begin(), itself.end(), std::size_t{0});
    made.neighbours = NeighbourIndex(made.features).nearest(made.features, 16, itself);
    return made;
}

TEST(Magnitude, EachModelKeepsTheWayThatFitsIt) {
    const Circle texts = circle(1500, 1);
    Random random(2);
    Grid recorded(1500, 2);
    for (Eigen::Index i = 0; i < 1500; ++i) {
        const double x = static_cast<double>(texts.features(i, 0));
        const double y = static_cast<double>(texts.features(i, 1));
        // Log-linear with a lognormal error; linear with an error whose scale does not change.
        recorded(i, 0) = 100.0 * std::exp(2.0 * x + 0.3 * random.normal());
        recorded(i, 1) = std::max(0.0, 100.0 + 60.0 * x + 35.0 * y + 25.0 * random.normal());
    }
    const auto model = MagnitudeModel::fit(recorded, texts.neighbours, texts.features);
    EXPECT_EQ(model.way(0), MagnitudeModel::Way::Log);
    EXPECT_EQ(model.way(1), MagnitudeModel::Way::Buckets);
    // On texts of their own both are near the conditional means.
    const Circle fresh = circle(400, 3);
    const auto found = NeighbourIndex(texts.features).nearest(fresh.features, 16);
    const Grid predicted = model.predict(found, fresh.features);
    for (Eigen::Index i = 0; i < 400; ++i) {
        const double x = static_cast<double>(fresh.features(i, 0));
        const double y = static_cast<double>(fresh.features(i, 1));
        const double first = 100.0 * std::exp(2.0 * x + 0.045);
        EXPECT_NEAR(predicted(i, 0), first, 0.3 * first);
        EXPECT_NEAR(predicted(i, 1), 100.0 + 60.0 * x + 35.0 * y, 25.0);
    }
}

TEST(Magnitude, TotalsAreRightAndNothingIsNegativeWhateverTheDistribution) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Circle texts = circle(900, seed);
        const Circle fresh = circle(3000, seed + 50);
        Random random(seed);
        const auto amount = [&](const Matrix& features, Eigen::Index i) {
            const double x = static_cast<double>(features(i, 0));
            const double noise = random.normal();
            switch (seed % 3) {
                case 0:
                    return 5.0 * std::exp(x + 0.6 * noise);
                case 1:
                    return random.uniform() < 0.7 ? 1.0 : 40.0 * (2.0 + x);  // two humps
                default:
                    return std::max(0.0, 1e-3 * (x + 0.3 * noise));  // many zeros
            }
        };
        Grid recorded(900, 1);
        for (Eigen::Index i = 0; i < 900; ++i) recorded(i, 0) = amount(texts.features, i);
        double truth = 0.0;
        for (Eigen::Index i = 0; i < 3000; ++i) truth += amount(fresh.features, i);
        const auto model = MagnitudeModel::fit(recorded, texts.neighbours, texts.features);
        const auto found = NeighbourIndex(texts.features).nearest(fresh.features, 16);
        const Grid predicted = model.predict(found, fresh.features);
        EXPECT_GE(predicted.minCoeff(), 0.0);
        EXPECT_NEAR(predicted.sum() / truth, 1.0, 0.1) << seed;
    }
}

TEST(Magnitude, FewRecordsAreDrawnToThePoolAndMoreOnesAreNot) {
    // Eight models whose means differ less than their records: two records say little.
    double withPool = 0.0;
    double alone = 0.0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Circle texts = circle(60, seed);
        Random random(seed + 100);
        Grid recorded = Grid::Constant(60, 8, kMissing);
        double truth = 0.0;
        for (Eigen::Index j = 0; j < 8; ++j) {
            const double mean = 5.0 + 0.2 * random.normal();
            for (Eigen::Index i = 0; i < (j == 7 ? 2 : 60); ++i) {
                recorded(i, j) = std::exp(mean + 0.8 * random.normal());
            }
            truth = mean + 0.32;  // ln of the mean of that lognormal
        }
        const auto model = MagnitudeModel::fit(recorded, texts.neighbours, texts.features);
        const double predicted = model.predict(texts.neighbours, texts.features).col(7).mean();
        withPool += std::pow(std::log(predicted) - truth, 2);
        alone += std::pow(std::log(0.5 * (recorded(0, 7) + recorded(1, 7))) - truth, 2);
    }
    EXPECT_LT(withPool, 0.5 * alone);

    // A model a thousand times dearer than the pool keeps its scale, even with two records.
    const Circle texts = circle(60, 9);
    Random random(10);
    Grid recorded = Grid::Constant(60, 5, kMissing);
    for (Eigen::Index j = 0; j < 5; ++j) {
        for (Eigen::Index i = 0; i < (j == 4 ? 2 : 60); ++i) {
            recorded(i, j) = std::pow(10.0, static_cast<double>(j == 4 ? 3 : j - 1)) *
                             std::exp(0.2 * random.normal());
        }
    }
    const auto model = MagnitudeModel::fit(recorded, texts.neighbours, texts.features);
    const double predicted = model.predict(texts.neighbours, texts.features).col(4).mean();
    EXPECT_NEAR(std::log(predicted / 1000.0), 0.0, 0.6);
}

TEST(Magnitude, UnknownStaysUnknownAndFreeStaysFree) {
    const Circle texts = circle(50, 4);
    Grid recorded = Grid::Constant(50, 3, kMissing);
    recorded.col(1).setConstant(0.0);
    recorded.col(2).setConstant(7.0);
    const auto model = MagnitudeModel::fit(recorded, texts.neighbours, texts.features);
    const Grid predicted = model.predict(texts.neighbours, texts.features);
    EXPECT_TRUE(predicted.col(0).isNaN().all());
    EXPECT_TRUE((predicted.col(1) == 0.0).all());
    EXPECT_TRUE(((predicted.col(2) - 7.0).abs() < 1e-4).all());
    const auto none =
        MagnitudeModel::fit(Grid::Constant(50, 3, kMissing), texts.neighbours, texts.features);
    EXPECT_EQ(none.predict(texts.neighbours, texts.features).cols(), 0);
}

TEST(Magnitude, APredictionDoesNotDependOnItsBatch) {
    const Circle texts = circle(80, 5);
    Random random(6);
    Grid recorded(80, 4);
    for (double& value : recorded.reshaped()) value = std::exp(random.normal());
    const auto model = MagnitudeModel::fit(recorded, texts.neighbours, texts.features);
    const Grid whole = model.predict(texts.neighbours, texts.features);
    for (Eigen::Index i = 0; i < 80; ++i) {
        const auto one = std::span(texts.neighbours).subspan(static_cast<std::size_t>(i), 1);
        EXPECT_TRUE((model.predict(one, texts.features.row(i)).row(0) == whole.row(i)).all());
    }
}

// What a sample learns is applied to all rows, and of all rows it is the whole fit.
TEST(Magnitude, LearnsFromSomeRowsAndRemembersAll) {
    const Circle texts = circle(900, 31);
    Random random(32);
    Grid recorded(900, 2);
    for (Eigen::Index i = 0; i < 900; ++i) {
        const double x = static_cast<double>(texts.features(i, 0));
        recorded(i, 0) = 100.0 * std::exp(x + 0.2 * random.normal());
        recorded(i, 1) = random.uniform() < 0.2
                             ? kMissing
                             : std::max(0.0, 50.0 + 30.0 * x + 10.0 * random.normal());
    }
    std::vector<std::size_t> all(900);
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto fit = [&](std::span<const std::size_t> learned,
                         std::span<const std::vector<Neighbour>> neighbours,
                         const Matrix& features) {
        return MagnitudeModel::fit(recorded, neighbours, features, {}, {}, learned);
    };
    const auto bytesOf = [](const MagnitudeModel& model) {
        ByteWriter out;
        model.write(out);
        return out.sealed("t", 1);
    };
    EXPECT_EQ(bytesOf(fit(all, texts.neighbours, texts.features)),
              bytesOf(fit({}, texts.neighbours, texts.features)));

    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < 900; i += 3) some.push_back(i);
    const Matrix features = texts.features(some, Eigen::indexing::all);
    const auto near = NeighbourIndex(texts.features).nearest(features, 16, some);
    const auto model = fit(some, near, features);
    const auto full = fit({}, texts.neighbours, texts.features);
    const Circle fresh = circle(300, 33);
    const auto found = NeighbourIndex(texts.features).nearest(fresh.features, 16);
    const Grid one = model.predict(found, fresh.features);
    const Grid other = full.predict(found, fresh.features);
    EXPECT_FALSE(one.isNaN().any());
    for (Eigen::Index j = 0; j < 2; ++j) {
        EXPECT_LT(((one.col(j) - other.col(j)) / other.col(j).mean()).abs().mean(), 0.05);
    }
}

}  // namespace
}  // namespace orl
