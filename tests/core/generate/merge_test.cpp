#include "core/data/merge.h"

#include <gtest/gtest.h>

#include <cmath>

namespace orl {
namespace {

Dataset dataset(const std::vector<std::string>& models, const std::vector<std::string>& splits,
                double firstScore) {
    Dataset data;
    data.name = "D";
    for (const std::string& model : models) data.models.push_back({model, 1.0, 2.0, "list"});
    for (const std::string& split : splits) {
        Query query;
        query.text = split + std::to_string(data.queries.size());
        query.split = split;
        data.queries.push_back(query);
    }
    const auto rows = static_cast<Eigen::Index>(splits.size());
    const auto columns = static_cast<Eigen::Index>(models.size());
    data.score = Grid(rows, columns);
    for (Eigen::Index i = 0; i < data.score.size(); ++i) {
        data.score.data()[i] = firstScore + static_cast<double>(i) / 64.0;
    }
    data.cost = data.score + 1.0;
    data.outputTokens = data.score + 2.0;
    return data;
}

TEST(Merge, CellsFollowTheirQueryAndModelName) {
    const Dataset base = dataset({"a", "b"}, {"train", "test", "train"}, 0.0);
    const Dataset more = dataset({"c", "a"}, {"dev", "dev"}, 0.5);
    EXPECT_TRUE(commonSplits(base, more).empty());
    const Dataset merged = mergeDatasets(base, more);
    ASSERT_EQ(merged.queryCount(), 5U);
    ASSERT_EQ(merged.modelCount(), 3U);
    for (const auto& [side, offset] : {std::pair(&base, 0), std::pair(&more, 3)}) {
        for (std::size_t i = 0; i < side->queryCount(); ++i) {
            const auto from = static_cast<Eigen::Index>(i);
            const Eigen::Index to = from + offset;
            EXPECT_EQ(merged.queries[static_cast<std::size_t>(to)].text, side->queries[i].text);
            for (const ModelInfo& model : merged.models) {
                const auto place = merged.modelIndex(model.name);
                const auto own = side->modelIndex(model.name);
                if (own < 0) {
                    EXPECT_TRUE(std::isnan(merged.score(to, place)));
                    EXPECT_TRUE(std::isnan(merged.cost(to, place)));
                    EXPECT_TRUE(std::isnan(merged.outputTokens(to, place)));
                } else {
                    EXPECT_EQ(merged.score(to, place), side->score(from, own));
                    EXPECT_EQ(merged.cost(to, place), side->cost(from, own));
                    EXPECT_EQ(merged.outputTokens(to, place), side->outputTokens(from, own));
                }
            }
        }
    }
}

TEST(Merge, CommonSplitsAreReplaced) {
    const Dataset base = dataset({"a"}, {"train", "test", "train"}, 0.0);
    const Dataset more = dataset({"a"}, {"train"}, 0.75);
    EXPECT_EQ(commonSplits(base, more), std::vector<std::string>{"train"});
    const Dataset merged = mergeDatasets(base, more);
    ASSERT_EQ(merged.queryCount(), 2U);
    EXPECT_EQ(merged.queries[0].split, "test");
    EXPECT_EQ(merged.queries[1].split, "train");
    EXPECT_EQ(merged.score(1, 0), 0.75);
}

TEST(Merge, LaterPricesCountUnlessUnknown) {
    const Dataset base = dataset({"a", "b"}, {"train"}, 0.0);
    Dataset more = dataset({"a", "b"}, {"test"}, 0.5);
    more.models[0].inputPrice = 9.0;
    more.models[1].inputPrice = kMissing;
    const Dataset merged = mergeDatasets(base, more);
    EXPECT_EQ(merged.models[0].inputPrice, 9.0);
    EXPECT_EQ(merged.models[1].inputPrice, 1.0);
}

}  // namespace
}  // namespace orl
