#include "core/lab/assumptions.h"

#include <numeric>

#include "core/data/generate/generate.h"

namespace orl {
namespace {

using Words = std::vector<std::string>;

class Assumptions : public ::testing::Test {
  protected:
    Assumptions() : m_data(generateDataset({40, 3, 3})), m_rows(m_data.queryCount()) {
        std::iota(m_rows.begin(), m_rows.end(), std::size_t{0});
        m_data.cost.setConstant(kMissing);
        for (ModelInfo& model : m_data.models) model.inputPrice = model.outputPrice = 1.0;
        for (Query& query : m_data.queries) query.inputTokensEstimated = false;
    }
    Words found() const { return assumptionsOf(m_data, m_rows); }

    Dataset m_data;
    std::vector<std::size_t> m_rows;
};

TEST_F(Assumptions, RecordedLengthsAssumeNothing) {
    EXPECT_EQ(found(), Words{});
}

TEST_F(Assumptions, AnAssumedLengthIsNamed) {
    m_data.outputTokensEstimated = true;
    m_data.outputTokens.setConstant(256.0);
    EXPECT_EQ(found(), Words{"answers of 256 tokens"});
    m_data.queries[3].inputTokensEstimated = true;
    EXPECT_EQ(found(), (Words{"answers of 256 tokens", "input tokens estimated from the texts"}));
}

TEST_F(Assumptions, LengthsOfTextsAreEstimates) {
    m_data.outputTokensEstimated = true;
    m_data.outputTokens(0, 0) = 1.0;
    m_data.outputTokens(1, 0) = 2.0;
    m_data.outputTokens.rightCols(2) = m_data.outputTokens.leftCols(1).replicate(1, 2);
    EXPECT_EQ(found(), Words{"lengths of answers estimated from their texts"});
    m_data.queries[3].inputTokensEstimated = true;
    EXPECT_EQ(found(), Words{"lengths estimated from the texts"});
}

TEST_F(Assumptions, WhatDoesNotMatterIsNotSaid) {
    m_data.outputTokensEstimated = true;
    m_data.outputTokens.setConstant(256.0);
    m_data.cost.setConstant(0.1);
    EXPECT_EQ(found(), Words{}) << "costs are recorded";
    m_data.cost.setConstant(kMissing);
    for (ModelInfo& model : m_data.models) model.inputPrice = model.outputPrice = 0.0;
    EXPECT_EQ(found(), Words{}) << "nothing costs anything, however long";
    for (ModelInfo& model : m_data.models) model.outputPrice = kMissing;
    EXPECT_EQ(found(), Words{}) << "there are no costs to rest on them";
}

}  // namespace
}  // namespace orl
