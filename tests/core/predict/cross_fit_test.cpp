#include "core/predict/cross_fit.h"

#include <gtest/gtest.h>

#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

TEST(CrossFit, WithAsManyFoldsAsRowsIsLeaveOneOut) {
    Dataset data = topicDataset(40, 4);
    data.score = data.score.isNaN().select(0.5, data.score);
    const auto rows = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const CrossFit fit = crossFit(data, rows, {.kind = PredictorKind::Prior},
                                  static_cast<int>(rows.size()), data, test);
    const Predictions& out = fit.outOfFold;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (Eigen::Index j = 0; j < 3; ++j) {
            double sum = 0.0;
            double count = 0.0;
            for (const std::size_t other : rows) {
                const double score = data.score(static_cast<Eigen::Index>(other), j);
                if (other == rows[i]) continue;
                sum += score;
                count += 1.0;
            }
            EXPECT_NEAR(out.quality(static_cast<Eigen::Index>(i), j), sum / count, 1e-12);
        }
    }
    for (Eigen::Index j = 0; j < 3; ++j) {
        EXPECT_NEAR(fit.batch.quality(0, j), out.quality.col(j).mean(), 1e-12);
    }
}

TEST(CrossFit, BatchIsTheMeanOfThosePredictorsThatKnow) {
    Dataset data = topicDataset(80, 7);
    const auto rows = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    // The last model has one outcome: only the predictor that holds it out does not know it.
    data.score.col(2).setConstant(kMissing);
    data.score(static_cast<Eigen::Index>(rows[0]), 2) = 1.0;
    const CrossFit fit = crossFit(data, rows, {.kind = PredictorKind::Prior}, 4, data, test);
    EXPECT_EQ(fit.batch.quality(0, 2), 1.0);
    EXPECT_TRUE(std::isnan(fit.outOfFold.quality(0, 2)));
    EXPECT_EQ((fit.outOfFold.quality.col(2) == 1.0).count(),
              static_cast<Eigen::Index>(rows.size() - (rows.size() + 3) / 4));
}

TEST(CrossFit, NoRowHasSeenItsOwnOutcome) {
    const Dataset data = topicDataset(120, 5);
    const auto rows = data.rowsOfSplit("train");
    const Predictions before = crossFit(data, rows, {}, 3, data, rows).outOfFold;
    for (const std::size_t place : {std::size_t{0}, rows.size() - 1}) {
        Dataset changed = data;
        const auto row = static_cast<Eigen::Index>(rows[place]);
        changed.score.row(row) = 1.0 - data.score.row(row);
        changed.cost.row(row).setConstant(99.0);
        const Predictions after = crossFit(changed, rows, {}, 3, data, rows).outOfFold;
        const auto own = static_cast<Eigen::Index>(place);
        for (Eigen::Index j = 0; j < 3; ++j) {
            EXPECT_EQ(before.quality(own, j), after.quality(own, j));
            EXPECT_EQ(before.cost(own, j), after.cost(own, j));
            EXPECT_EQ(before.uncertainty(own, j), after.uncertainty(own, j));
        }
        EXPECT_NE(bitsOf(before), bitsOf(after));
    }
}

TEST(CrossFit, ChecksItsFolds) {
    const Dataset data = topicDataset(20, 6);
    const auto rows = data.rowsOfSplit("train");
    EXPECT_THROW(crossFit(data, rows, {}, 2, data, rows), Error);
    EXPECT_THROW(crossFit(data, rows, {}, static_cast<int>(rows.size()) + 1, data, rows), Error);
}

}  // namespace
}  // namespace orl
