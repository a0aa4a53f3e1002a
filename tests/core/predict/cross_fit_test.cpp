#include "core/predict/cross_fit.h"

#include <gtest/gtest.h>

#include "core/support/error.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

TEST(CrossFit, WithAsManyFoldsAsRowsIsLeaveOneOut) {
    const Dataset data = topicDataset(40, 4);
    const auto rows = data.rowsOfSplit("train");
    const Predictions out =
        crossFit(data, rows, {.kind = PredictorKind::Prior}, static_cast<int>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (Eigen::Index j = 0; j < 3; ++j) {
            double sum = 0.0;
            double count = 0.0;
            for (const std::size_t other : rows) {
                const double score = data.score(static_cast<Eigen::Index>(other), j);
                if (other == rows[i] || std::isnan(score)) continue;
                sum += score;
                count += 1.0;
            }
            EXPECT_NEAR(out.quality(static_cast<Eigen::Index>(i), j), sum / count, 1e-12);
        }
    }
}

TEST(CrossFit, NoRowHasSeenItsOwnOutcome) {
    const Dataset data = topicDataset(120, 5);
    const auto rows = data.rowsOfSplit("train");
    const Predictions before = crossFit(data, rows, {}, 4);
    for (const std::size_t place : {std::size_t{0}, std::size_t{41}, rows.size() - 1}) {
        Dataset changed = data;
        const auto row = static_cast<Eigen::Index>(rows[place]);
        changed.score.row(row) = 1.0 - data.score.row(row);
        changed.cost.row(row).setConstant(99.0);
        const Predictions after = crossFit(changed, rows, {}, 4);
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
    EXPECT_THROW(crossFit(data, rows, {}, 1), Error);
    EXPECT_THROW(crossFit(data, rows, {}, static_cast<int>(rows.size()) + 1), Error);
}

}  // namespace
}  // namespace orl
