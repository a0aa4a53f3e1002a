#include <cmath>

#include "import_helpers.h"

namespace orl {
namespace {

/// Scores as files write them: shares, marks, percentages, truth values.
class Scores : public ImportTest {
  protected:
    double score(const Dataset& data, std::size_t query, const std::string& model) {
        const auto j = data.modelIndex(model);
        EXPECT_GE(j, 0) << model;
        return j < 0 ? kMissing : data.score(static_cast<Eigen::Index>(query), j);
    }
    std::string refused(const std::string& name, const std::string& content) {
        options.files = {dir.write(name, content)};
        return errorOf(options);
    }
};

void expectParts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts) {
        EXPECT_NE(text.find(part), std::string::npos) << "no \"" << part << "\" in: " << text;
    }
}

constexpr const char* kMarks =
    "prompt,model,score\nq1,good,10\nq1,bad,1\nq2,good,9\nq2,bad,1\nq3,good,8\nq3,bad,2\n"
    "q4,good,1\nq4,bad,7\n";

TEST_F(Scores, MarksAreRefusedWholeWithTheRangeAndTheOption) {
    expectParts(refused("scale.csv", kMarks),
                {"scale.csv:2", "run from 1 to 10", "10 for good", "--score-scale 1:10"});
    expectParts(refused("p.csv", "prompt,model,score\nq1,a,85\nq1,b,0\nq2,a,1\n"),
                {"p.csv:2", "run from 0 to 85", "--score-scale percent"});
    expectParts(refused("n.csv", "prompt,model,score\nq1,a,1\nq1,b,-1\nq2,a,0\n"),
                {"n.csv:3", "run from -1 to 1", "--score-scale -1:1"});
    // One outside is enough, wherever it stands: the rest would be a sample chosen by its score.
    std::string many = "prompt,model,score\n";
    for (int i = 0; i < 200; ++i) many += "q" + std::to_string(i) + ",a,1\n";
    expectParts(refused("many.csv", many + "z,a,100\n"), {"many.csv:202", "from 1 to 100"});
}

TEST_F(Scores, AGivenScaleMakesShares) {
    options.scoreScale = scoreScaleFrom("1:10");
    const auto result = importText("scale.csv", kMarks);
    EXPECT_EQ(score(result.dataset, 0, "good"), 1.0);
    EXPECT_EQ(score(result.dataset, 0, "bad"), 0.0);
    EXPECT_DOUBLE_EQ(score(result.dataset, 2, "good"), 7.0 / 9.0);
    EXPECT_EQ(score(result.dataset, 3, "good"), 0.0);
    EXPECT_EQ(remark(result.report, "rescaled from 1:10").count, 8U);
    EXPECT_EQ(result.report.scoreScale, "1:10");
}

TEST_F(Scores, ScoresOffAGivenScaleAreMissingUnlessTheyAreMost) {
    options.scoreScale = scoreScaleFrom("0:1");
    const auto result = importText("t.csv", "prompt,model,score\nq1,a,1\nq1,b,-1\nq2,a,0.5\n");
    EXPECT_TRUE(std::isnan(score(result.dataset, 0, "b")));
    EXPECT_EQ(score(result.dataset, 1, "a"), 0.5);
    EXPECT_EQ(remark(result.report, "off the scale 0:1").line, 3U);
    expectParts(refused("u.csv", "prompt,model,score\nq1,a,1\nq1,b,50\nq2,a,70\n"),
                {"2 of 3 are off the scale 0:1", "run from 1 to 70"});
    options.scoreScale = scoreScaleFrom("percent");
    options.files = {dir.write("v.csv", "prompt,model,score\nq1,a,1\nq1,b,0.5\n")};
    remark(importFiles(options).report, "lie in [0,1] already");
}

TEST_F(Scores, WhatLiesWithinRoundingOfAnEndIsTheEnd) {
    const auto result = importText(
        "t.csv", "prompt,model,score\nq1,a,1.0000000005\nq2,a,-0.0000000005\nq3,a,0.9999999995\n");
    EXPECT_EQ(score(result.dataset, 0, "a"), 1.0);
    EXPECT_EQ(score(result.dataset, 1, "a"), 0.0);
    EXPECT_EQ(score(result.dataset, 2, "a"), 0.9999999995);
    expectParts(refused("u.csv", "prompt,model,score\nq1,a,1.00000001\n"), {"outside [0,1]"});
}

TEST_F(Scores, PercentSignsSayTheirScaleThemselves) {
    const auto result =
        importText("t.csv", "prompt,model,score\nq1,a,85%\nq1,b,0\nq2,a,\"12,5 %\"\nq2,b,100%\n");
    EXPECT_DOUBLE_EQ(score(result.dataset, 0, "a"), 0.85);
    EXPECT_EQ(score(result.dataset, 0, "b"), 0.0);
    EXPECT_DOUBLE_EQ(score(result.dataset, 1, "a"), 0.125);
    EXPECT_EQ(score(result.dataset, 1, "b"), 1.0);
    EXPECT_EQ(remark(result.report, "divided by 100").count, 3U);
    expectParts(refused("mixed.csv", "prompt,model,score\nq1,a,85%\nq1,b,1\n"),
                {"1 scores have a percent sign and 1 have none", "percent or 0:1"});
    expectParts(refused("over.csv", "prompt,model,score\nq1,a,850%\nq1,b,1%\n"),
                {"over.csv:2", "above 100 %", "850%"});
    options.scoreScale = scoreScaleFrom("percent");
    options.files = {dir.write("u.csv", "prompt,model,score\nq1,a,85%\nq1,b,1\n")};
    EXPECT_DOUBLE_EQ(score(importFiles(options).dataset, 0, "b"), 0.01);
}

TEST_F(Scores, DecimalCommasAndWords) {
    const auto result = importText(
        "t.csv", "prompt;model;score;cost\nq1;a;0,95;0,002\nq1;b;Yes;1,234\nq2;a;No;0,5\n");
    EXPECT_EQ(score(result.dataset, 0, "a"), 0.95);
    EXPECT_EQ(score(result.dataset, 0, "b"), 1.0);
    EXPECT_EQ(score(result.dataset, 1, "a"), 0.0);
    EXPECT_EQ(result.dataset.cost(0, 0), 0.002);
    EXPECT_EQ(result.dataset.cost(0, 1), 1.234);
    EXPECT_EQ(result.report.refused, 0U);
    // 1.234 beside 0,5 may be more than a thousand: no guess.
    expectParts(refused("g.csv", "prompt;model;score;cost\nq1;a;1;0,5\nq2;a;1;1.234\n"),
                {"g.csv:3", "1.234", "line 2", "decimal point"});
    // Between commas 1,234 may be either.
    options.files = {dir.write("c.csv", "prompt,model,score,cost\nq1,a,1,\"1,234\"\nq2,a,1,0.5\n")};
    const auto unsure = importFiles(options);
    EXPECT_TRUE(std::isnan(unsure.dataset.cost(0, 0)));
    remark(unsure.report, "two ways");
}

TEST_F(Scores, AColumnThatIsMostlyNoNumbersIsRefusedWhole) {
    expectParts(refused("t.csv", "prompt,model,score\nq1,a,8/10\nq2,a,1\nq3,a,9/10\n"),
                {"t.csv:2", "2 of 3 scores", "8/10"});
    // NaN is what is missing, and one bad cell is one bad cell.
    options.files.clear();
    const auto nan = importText("n.csv", "prompt,model,score\nq1,a,nan\nq2,a,1\nq3,a,nan\n");
    EXPECT_EQ(nan.report.outcomes, 1U);
    options.files = {dir.write("one.csv", "prompt,model,score\nq1,a,x\nq2,a,1\nq3,a,0\n")};
    EXPECT_EQ(importFiles(options).report.outcomes, 2U);
}

TEST_F(Scores, CostsAreNoTruthValuesAndMayHaveDollars) {
    const auto result = importText(
        "t.csv", "prompt,model,score,cost,output_tokens\nq1,a,1,$0.01,5\nq2,a,1,True,yes\n");
    EXPECT_EQ(result.dataset.cost(0, 0), 0.01);
    EXPECT_TRUE(std::isnan(result.dataset.cost(1, 0)));
    EXPECT_TRUE(std::isnan(result.dataset.outputTokens(1, 0)));
    EXPECT_EQ(remark(result.report, "a cost is no plain number").line, 3U);
}

TEST(ScoreScale, IsReadOrExplained) {
    EXPECT_EQ(toString(scoreScaleFrom(" Percent ")), "0:100");
    EXPECT_EQ(toString(scoreScaleFrom("-1:1")), "-1:1");
    EXPECT_EQ(toString(scoreScaleFrom("1:2.5")), "1:2.5");
    for (const char* text :
         {"", "10", "1:", ":1", "10:1", "1:1", "0:inf", "nan:1", "a:b", "0:1:2"}) {
        EXPECT_THROW(scoreScaleFrom(text), Error) << text;
    }
}

}  // namespace
}  // namespace orl
