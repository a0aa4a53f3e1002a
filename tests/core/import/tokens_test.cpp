#include <gtest/gtest.h>

#include <cmath>

#include "import_helpers.h"

namespace orl {
namespace {

using InputTokens = ImportTest;

// Rows of one query come one a model, each with what that model counted.
TEST_F(InputTokens, BelongToTheModelThatCountedThem) {
    const auto result = importText("long.csv",
                                   "query,model,score,input_tokens\n"
                                   "q,a,1,\nq,b,0,17\nq,c,1,19\n"
                                   "r,a,1,5\nr,b,0,\nr,c,0,6\n");
    const Dataset& data = result.dataset;
    ASSERT_EQ(data.queryCount(), 2U);
    EXPECT_TRUE(std::isnan(data.recordedInputTokens(0, 0)));
    EXPECT_EQ(data.inputTokensOf(0, 0), 1.0) << "the query's own length, from its text";
    EXPECT_TRUE(data.inputTokensEstimated(0, 0));
    EXPECT_EQ(data.inputTokensOf(0, 1), 17.0);
    EXPECT_FALSE(data.inputTokensEstimated(0, 1));
    EXPECT_EQ(data.inputTokensOf(0, 2), 19.0);
    EXPECT_EQ(data.inputTokensOf(1, 0), 5.0);
    EXPECT_EQ(data.inputTokensOf(1, 2), 6.0);
    remark(result.report, "input tokens are not recorded");
}

TEST_F(InputTokens, OfAWideTableAreTheQuerysOwn) {
    const auto result = importText("wide.csv",
                                   "query,input_tokens,a_score,b_score,b_input_tokens\n"
                                   "q,40,1,0,55\nr,50,1,1,\n");
    const Dataset& data = result.dataset;
    EXPECT_EQ(data.inputTokensOf(0, 0), 40.0);
    EXPECT_FALSE(data.inputTokensEstimated(0, 0));
    EXPECT_EQ(data.inputTokensOf(0, 1), 55.0);
    EXPECT_EQ(data.inputTokensOf(1, 1), 50.0);
}

TEST_F(InputTokens, AreEstimatedFromCharactersNotBytes) {
    const auto result =
        importText("t.csv", "query,a,b\n\u00e9\u20ac\U0001F600\u00e9\u00e9,1,0\nabcdefgh,1,1\n");
    EXPECT_EQ(result.dataset.queries[0].inputTokens, 2.0);  // five characters
    EXPECT_EQ(result.dataset.queries[1].inputTokens, 2.0);  // eight
    EXPECT_TRUE(result.dataset.queries[0].inputTokensEstimated);
}

}  // namespace
}  // namespace orl
