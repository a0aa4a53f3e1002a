#include "core/predict/copies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/predict/cross_fit.h"
#include "core/predict/predictor.h"
#include "core/support/random.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

std::vector<std::string_view> viewsOf(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

double chanceOf(double logOdds) {
    return 1.0 / (1.0 + std::exp(-logOdds));
}

/// Pairs of equal texts whose outcomes differ with that chance; alone: as many texts without a
/// copy.
Copies planted(double change, std::size_t pairs, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::string> texts;
    Grid score(static_cast<Eigen::Index>(2 * pairs), 1);
    for (std::size_t i = 0; i < pairs; ++i) {
        const double first = random.uniform() < 0.6 ? 1.0 : 0.0;
        const double second = random.uniform() < change ? 1.0 - first : first;
        texts.push_back("text " + std::to_string(i));
        texts.push_back("  text " + std::to_string(i) + "\n");
        score(static_cast<Eigen::Index>(2 * i), 0) = first;
        score(static_cast<Eigen::Index>(2 * i + 1), 0) = second;
    }
    return Copies::fit(viewsOf(texts), score);
}

TEST(Copies, ChangeIsThatOfPlantedRepeats) {
    for (const double change : {0.02, 0.1, 0.3}) {
        EXPECT_NEAR(planted(change, 20'000, 7).change()(0), change, 0.01);
    }
    // Without repeats one in ten is taken to change; outcomes that contradict each other more often
    // than not say nothing.
    EXPECT_DOUBLE_EQ(planted(0.3, 0, 1).change()(0), 0.1);
    EXPECT_EQ(planted(0.9, 20'000, 7).change()(0), 0.5);
}

TEST(Copies, AModelWithFewRepeatsHasThePools) {
    constexpr Eigen::Index kPairs = 5000;
    std::vector<std::string> texts;
    Grid score = Grid::Constant(2 * kPairs, 3, kMissing);
    for (Eigen::Index i = 0; i < kPairs; ++i) {
        for (Eigen::Index k = 0; k < 2; ++k) {
            texts.push_back(std::to_string(i));
            score(2 * i + k, 0) = i % 4 == 0 && k == 1 ? 0.0 : 1.0;
            score(2 * i + k, 1) = 1.0;
        }
    }
    const Copies copies = Copies::fit(viewsOf(texts), score);
    EXPECT_NEAR(copies.change()(0), 0.25, 0.01);
    EXPECT_NEAR(copies.change()(1), 0.0, 0.01);
    EXPECT_NEAR(copies.change()(2), 0.125, 0.01);
}

// How often two answers differ, over all pairs of them, each text counting by its repeats.
TEST(Copies, ChangeOfManyCopiesCountsPairs) {
    Random random(3);
    std::vector<std::string> texts;
    std::vector<double> outcomes;
    double differing = 0.0;
    double repeats = 0.0;
    for (int group = 0; group < 300; ++group) {
        const auto size = 2 + random.below(5);
        std::vector<double> own;
        for (std::uint64_t k = 0; k < size; ++k) own.push_back(random.uniform());
        double pairs = 0.0;
        double differ = 0.0;
        for (std::size_t a = 0; a < own.size(); ++a) {
            for (std::size_t b = a + 1; b < own.size(); ++b) {
                pairs += 1.0;
                differ += own[a] * (1.0 - own[b]) + own[b] * (1.0 - own[a]);
            }
            texts.push_back("g" + std::to_string(group));
            outcomes.push_back(own[a]);
        }
        repeats += static_cast<double>(size) - 1.0;
        differing += (static_cast<double>(size) - 1.0) * differ / pairs;
    }
    const Grid score = Eigen::Map<const Eigen::ArrayXd>(outcomes.data(),
                                                        static_cast<Eigen::Index>(outcomes.size()));
    const double pooled = (differing + 1.0) / (repeats + 10.0);
    EXPECT_NEAR(Copies::fit(viewsOf(texts), score).change()(0),
                (differing + 10.0 * pooled) / (repeats + 10.0), 1e-12);
}

/// Chance of the outcomes after `now`, drawn from a Pólya urn whose first two draws differ with the
/// chance `change`.
double urn(std::size_t now, const std::vector<double>& outcomes, double change) {
    const double each = change / (1.0 - 2.0 * change);
    std::array<double, 2> balls = {each, each};
    balls[now] += 1.0;
    double chance = 1.0;
    for (const double y : outcomes) {
        const auto drawn = static_cast<std::size_t>(y);
        chance *= balls[drawn] / (balls[0] + balls[1]);
        balls[drawn] += 1.0;
    }
    return chance;
}

// By brute force: all outcomes of the query and of its copies, each copy differing from the query
// with chance ε, weighed by their probability.
TEST(Copies, ShiftIsBayesRule) {
    const std::vector<std::vector<double>> seen = {{1}, {0}, {1, 1}, {1, 0}, {0, 0, 1}, {1, 1, 1}};
    for (const std::vector<double>& outcomes : seen) {
        std::vector<std::string> texts(outcomes.size(), "asked before");
        const Grid score = Eigen::Map<const Eigen::ArrayXd>(
            outcomes.data(), static_cast<Eigen::Index>(outcomes.size()));
        const Copies copies = Copies::fit(viewsOf(texts), score);
        const double change = copies.change()(0);
        for (const double prior : {0.1, 0.5, 0.83}) {
            std::array<double, 2> joint = {1.0 - prior, prior};
            for (std::size_t now = 0; now < 2; ++now) joint[now] *= urn(now, outcomes, change);
            const double shift = copies.shift(" asked before ")(0);
            EXPECT_NEAR(chanceOf(std::log(prior / (1.0 - prior)) + shift),
                        joint[1] / (joint[0] + joint[1]), 1e-6);
        }
    }
}

TEST(Copies, FractionsCountByTheirWeightAndMissingOnesNot) {
    const std::vector<std::string> texts = {"a", "b", "c", "d"};
    Grid score(4, 1);
    score << 1.0, 0.5, kMissing, 0.75;
    const Copies copies = Copies::fit(viewsOf(texts), score);
    const double whole = copies.shift("a")(0);
    EXPECT_NEAR(whole, std::log(0.9 / 0.1), 1e-9);
    EXPECT_NEAR(copies.shift("b")(0), 0.0, 1e-9);
    EXPECT_EQ(copies.shift("c")(0), 0.0);
    EXPECT_NEAR(copies.shift("d")(0), std::log((0.125 + 0.75) / (0.125 + 0.25)), 1e-6);
    EXPECT_EQ(copies.shift("e")(0), 0.0);
    EXPECT_EQ(copies.count("c"), 1U);
    EXPECT_EQ(copies.count("C"), 0U);
}

TEST(Copies, ManyAreNoSurerThanTheirShare) {
    const std::vector<std::string> texts(200, "asked often");
    Grid score(200, 1);
    for (Eigen::Index i = 0; i < 200; ++i) score(i, 0) = i % 4 == 0 ? 0.0 : 1.0;
    const Copies copies = Copies::fit(viewsOf(texts), score);
    EXPECT_NEAR(chanceOf(copies.shift("asked often")(0)), 0.75, 0.01);
}

TEST(Copies, BlankTextsAreNobodysCopies) {
    const std::vector<std::string> texts = {"", " \n", "\t"};
    const Copies copies = Copies::fit(viewsOf(texts), Grid::Ones(3, 2));
    EXPECT_EQ(copies.count(""), 0U);
    EXPECT_EQ(copies.count("  "), 0U);
    EXPECT_TRUE((copies.shift("") == 0.0).all());
}

TEST(Copies, ATrainingRowIsShiftedByTheOthersAlone) {
    const std::vector<std::string> texts = {"a", "b", "a", "a"};
    Grid score(4, 2);
    score << 1.0, 0.0, 1.0, 1.0, 0.0, kMissing, 1.0, 1.0;
    const Copies copies = Copies::fit(viewsOf(texts), score);
    const Grid shift = copies.shiftByOthers(viewsOf(texts), score);
    for (Eigen::Index i = 0; i < 4; ++i) {
        for (Eigen::Index j = 0; j < 2; ++j) {
            double right = 0.0;
            double wrong = 0.0;
            for (Eigen::Index k = 0; k < 4; ++k) {
                const bool same =
                    texts[static_cast<std::size_t>(k)] == texts[static_cast<std::size_t>(i)];
                if (k == i || !same || std::isnan(score(k, j))) continue;
                right += score(k, j);
                wrong += 1.0 - score(k, j);
            }
            const double change = copies.change()(j);
            const double each = change / (1.0 - 2.0 * change);
            EXPECT_NEAR(shift(i, j), std::log((each + right) / (each + wrong)), 1e-6);
        }
    }
}

/// The topics, and every fifth test row with the text of a training row.
Dataset withCopies(std::size_t queries, std::uint64_t seed) {
    Dataset data = topicDataset(queries, seed);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    for (std::size_t k = 0; k < test.size(); ++k) {
        Query& query = data.queries[test[k]];
        query.text = k % 5 == 0 ? " " + data.queries[train[k]].text + "\n"
                                : "other " + std::to_string(k) + " " + query.text;
    }
    return data;
}

TEST(CopiedQueries, ArePredictedByWhatWasSeen) {
    const Dataset data = withCopies(400, 11);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    for (const PredictorKind kind :
         {PredictorKind::Hybrid, PredictorKind::Knn, PredictorKind::Trained}) {
        const Predictor predictor = Predictor::fit(data, train, {.kind = kind});
        const Predictions known = predictor.predict(data, test);
        ASSERT_EQ(known.copies.size(), (test.size() + 4) / 5);
        // The same query but for a mark that hides whose copy it is.
        Dataset hidden = data;
        for (const std::size_t row : test) hidden.queries[row].text += " .";
        const Predictions without = predictor.predict(hidden, test);
        EXPECT_TRUE(without.copies.empty());
        for (const std::size_t copy : known.copies) {
            const auto row = static_cast<Eigen::Index>(copy);
            for (Eigen::Index j = 0; j < 3; ++j) {
                const double seen = data.score(static_cast<Eigen::Index>(train[copy]), j);
                const double moved = known.quality(row, j) - without.quality(row, j);
                if (std::isnan(seen)) continue;
                EXPECT_GT(seen > 0.5 ? moved : -moved, 0.0) << toString(kind);
            }
        }
    }
}

TEST(CopiedQueries, AreCountedByEveryKindAndKept) {
    const Dataset data = withCopies(200, 5);
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    std::vector<std::size_t> expected;
    for (std::size_t k = 0; k < test.size(); k += 5) expected.push_back(k);
    for (const PredictorKind kind : {PredictorKind::Hybrid, PredictorKind::Knn,
                                     PredictorKind::Trained, PredictorKind::Prior}) {
        const Predictor predictor = Predictor::fit(data, train, {.kind = kind});
        const Predictor again = Predictor::deserialize(predictor.serialize());
        const Predictions predictions = predictor.predict(data, test);
        EXPECT_EQ(predictions.copies, expected);
        EXPECT_EQ(bitsOf(again.predict(data, test)), bitsOf(predictions));
        EXPECT_EQ(again.predict(data, test).copies, expected);
        const Predictions read = predictor.predict(predictor.read(data, test, 32));
        EXPECT_EQ(read.copies, expected);
        EXPECT_EQ(bitsOf(read), bitsOf(predictions));
        EXPECT_EQ(predictor.copiesOf(data.queries[train[0]].text), 1U);
        const PredictedRows heldOut = heldOutOf(test, predictions);
        EXPECT_EQ(heldOut.rows.size(), test.size() - expected.size());
        EXPECT_EQ(heldOut.rows.front(), test[1]);
        EXPECT_EQ(heldOut.predictions.quality(0, 1), predictions.quality(1, 1));
        EXPECT_TRUE(heldOut.predictions.copies.empty());
    }
    const Predictor recorded = Predictor::fit(data, train, {.kind = PredictorKind::Recorded});
    EXPECT_TRUE(recorded.predict(data, test).copies.empty());
}

TEST(CopiedQueries, AreHeldOutTogether) {
    Dataset data = topicDataset(120, 5);
    const auto rows = data.rowsOfSplit("train");
    for (std::size_t k = 0; k + 3 < rows.size(); k += 4) {
        data.queries[rows[k + 1]].text = data.queries[rows[k]].text;
    }
    const auto test = data.rowsOfSplit("test");
    const CrossFit before = crossFit(data, rows, {}, 3, data, test);
    EXPECT_TRUE(before.outOfFold.copies.empty());
    for (const std::size_t place : {std::size_t{0}, std::size_t{1}, std::size_t{4}}) {
        Dataset changed = data;
        const auto row = static_cast<Eigen::Index>(rows[place]);
        changed.score.row(row) = 1.0 - data.score.row(row);
        const CrossFit after = crossFit(changed, rows, {}, 3, data, test);
        // Neither the row's own prediction nor that of its copy has seen the outcome.
        for (const std::size_t blind : {place, place % 4 == 0 ? place + 1 : place - 1}) {
            for (Eigen::Index j = 0; j < 3; ++j) {
                EXPECT_EQ(before.outOfFold.quality(static_cast<Eigen::Index>(blind), j),
                          after.outOfFold.quality(static_cast<Eigen::Index>(blind), j));
            }
        }
        EXPECT_NE(bitsOf(before.outOfFold), bitsOf(after.outOfFold));
    }
    EXPECT_THROW(crossFit(data, rows, {}, static_cast<int>(rows.size()), data, test), Error);
}

}  // namespace
}  // namespace orl
