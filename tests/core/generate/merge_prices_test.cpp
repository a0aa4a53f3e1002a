#include <gtest/gtest.h>

#include <cmath>

#include "core/data/merge.h"

namespace orl {
namespace {

Dataset priced(const std::string& split, std::vector<ModelInfo> models) {
    Dataset data;
    data.name = "D";
    data.models = std::move(models);
    Query query;
    query.text = split;
    query.split = split;
    data.queries.push_back(query);
    data.score = Grid::Constant(1, static_cast<Eigen::Index>(data.modelCount()), 0.5);
    data.cost = data.outputTokens = data.score;
    return data;
}

// Files of outcomes rarely hold prices; importing one must not lose those that are known.
TEST(MergePrices, AnImportWithoutPricesLeavesAllOfTheKnownOnes) {
    const Dataset base = priced("train", {{"a", 3.0, 15.0, "list A"}, {"b", 0.0, 0.0, "own"}});
    const Dataset more = priced("test", {{"b", kMissing, kMissing, ""},
                                         {"a", kMissing, kMissing, "unknown"},
                                         {"c", kMissing, kMissing, ""}});
    const Dataset merged = mergeDatasets(base, more);
    ASSERT_EQ(merged.modelCount(), 3U);
    for (std::size_t j = 0; j < 2; ++j) {
        EXPECT_EQ(merged.models[j].name, base.models[j].name);
        EXPECT_EQ(merged.models[j].inputPrice, base.models[j].inputPrice);
        EXPECT_EQ(merged.models[j].outputPrice, base.models[j].outputPrice);
        EXPECT_EQ(merged.models[j].priceSource, base.models[j].priceSource);
    }
    EXPECT_TRUE(std::isnan(merged.models[2].inputPrice));
}

TEST(MergePrices, HalfAPriceIsNone) {
    const Dataset base = priced("train", {{"a", 3.0, 15.0, "list A"}, {"b", 1.0, 2.0, "list B"}});
    const Dataset more =
        priced("test", {{"a", kMissing, 1.0, "half"}, {"b", 1.0, kMissing, "half"}});
    const Dataset merged = mergeDatasets(base, more);
    for (std::size_t j = 0; j < 2; ++j) {
        EXPECT_EQ(merged.models[j].inputPrice, base.models[j].inputPrice);
        EXPECT_EQ(merged.models[j].outputPrice, base.models[j].outputPrice);
        EXPECT_EQ(merged.models[j].priceSource, base.models[j].priceSource);
    }
}

TEST(MergePrices, PricesThatAreNewCountAlsoWhereNoneWereKnown) {
    const Dataset base = priced("train", {{"a", kMissing, kMissing, ""}});
    const Dataset merged = mergeDatasets(base, priced("test", {{"a", 2.0, 4.0, "new"}}));
    EXPECT_EQ(merged.models[0].inputPrice, 2.0);
    EXPECT_EQ(merged.models[0].outputPrice, 4.0);
    EXPECT_EQ(merged.models[0].priceSource, "new");
}

}  // namespace
}  // namespace orl
