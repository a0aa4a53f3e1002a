#include <gtest/gtest.h>

#include "import_helpers.h"

namespace orl {
namespace {

using InputTokens = ImportTest;

// Rows of one query come one a model; the first that knows the query's length gives it.
TEST_F(InputTokens, AreTakenFromTheFirstRowThatHasThem) {
    const auto result = importText("long.csv",
                                   "query,model,score,input_tokens\n"
                                   "q,a,1,\nq,b,0,17\nq,c,1,19\n"
                                   "r,a,1,5\nr,b,0,\nr,c,0,6\n");
    ASSERT_EQ(result.dataset.queryCount(), 2U);
    EXPECT_EQ(result.dataset.queries[0].inputTokens, 17.0);
    EXPECT_FALSE(result.dataset.queries[0].inputTokensEstimated);
    EXPECT_EQ(result.dataset.queries[1].inputTokens, 5.0);
    EXPECT_FALSE(result.dataset.queries[1].inputTokensEstimated);
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
