#include "core/predict/query_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "make_data.h"

namespace orl {
namespace {

std::vector<std::size_t> allRows(const Dataset& data) {
    std::vector<std::size_t> rows(data.queryCount());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

PredictorOptions quickOptions(PredictorKind kind = PredictorKind::Knn, int threads = 0) {
    PredictorOptions options;
    options.kind = kind;
    options.components = 8;
    options.threads = threads;
    return options;
}

double correlation(const std::vector<float>& a, const std::vector<double>& b) {
    const auto n = static_cast<double>(a.size());
    double ma = 0.0;
    double mb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ma += double(a[i]) / n;
        mb += b[i] / n;
    }
    double ab = 0.0;
    double aa = 0.0;
    double bb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - ma) * (b[i] - mb);
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / std::sqrt(aa * bb);
}

TEST(QueryMap, IsTheSameForAnyNumberOfThreads) {
    const Dataset data = topicDataset(1300, 3);
    const auto rows = allRows(data);
    const QueryMap one =
        mapQueries(Predictor::fit(data, rows, quickOptions(PredictorKind::Knn, 1)), data, rows);
    const QueryMap four =
        mapQueries(Predictor::fit(data, rows, quickOptions(PredictorKind::Knn, 4)), data, rows);
    ASSERT_TRUE(one.isKnown());
    EXPECT_EQ(one.x, four.x);
    EXPECT_EQ(one.y, four.y);
    EXPECT_EQ(one.missing, 0U);
}

TEST(QueryMap, FillsTheSquareAndBringsTopicsTogether) {
    const Dataset data = topicDataset(800, 5);
    const auto rows = allRows(data);
    const QueryMap map = mapQueries(Predictor::fit(data, rows, quickOptions()), data, rows);
    for (const auto* axis : {&map.x, &map.y}) {
        ASSERT_EQ(axis->size(), rows.size());
        const auto [low, high] = std::minmax_element(axis->begin(), axis->end());
        EXPECT_GE(*low, 0.0F);
        EXPECT_LE(*high, 1.0F);
        EXPECT_GT(*high - *low, 0.9F);
    }
    // Two queries of one topic are nearer than two of different ones, on average.
    double same = 0.0;
    double other = 0.0;
    double sames = 0.0;
    double others = 0.0;
    for (std::size_t i = 0; i + 7 < rows.size(); ++i) {
        for (std::size_t k = i + 1; k < i + 7; ++k) {
            const double away = std::hypot(map.x[i] - map.x[k], map.y[i] - map.y[k]);
            const bool alike = data.queries[i].task == data.queries[k].task;
            (alike ? same : other) += away;
            (alike ? sames : others) += 1.0;
        }
    }
    EXPECT_LT(same / sames, 0.6 * other / others);
}

TEST(QueryMap, SaysNothingOfTheLength) {
    Dataset data = topicDataset(900, 7);
    Random random(2);
    std::vector<double> length;
    for (Query& query : data.queries) {
        const auto filler = random.below(60);
        for (std::uint64_t k = 0; k < filler; ++k) query.text += " and then some more";
        length.push_back(std::log1p(double(query.text.size())));
    }
    const auto rows = allRows(data);
    const QueryMap map = mapQueries(Predictor::fit(data, rows, quickOptions()), data, rows);
    EXPECT_LT(std::abs(correlation(map.x, length)), 0.15);
    EXPECT_LT(std::abs(correlation(map.y, length)), 0.15);
}

TEST(QueryMap, TheSameTextIsTheSamePoint) {
    Dataset data = topicDataset(300, 9);
    data.queries[20].text = data.queries[250].text;
    for (const std::size_t row : {30, 31, 200}) data.queries[row].text.clear();
    data.queries[40].text = "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x99\x82";
    const auto rows = allRows(data);
    const QueryMap map = mapQueries(Predictor::fit(data, rows, quickOptions()), data, rows);
    EXPECT_EQ(map.x[20], map.x[250]);
    EXPECT_EQ(map.y[20], map.y[250]);
    EXPECT_EQ(map.x[30], map.x[200]);
    EXPECT_EQ(map.y[31], map.y[200]);
    for (const float each : map.x) EXPECT_TRUE(std::isfinite(each));
}

TEST(QueryMap, OneQueryIsInTheMiddleAndNoneSaySo) {
    const Dataset data = topicDataset(200, 11);
    const Predictor predictor = Predictor::fit(data, allRows(data), quickOptions());
    const std::vector<std::size_t> one = {17};
    const QueryMap map = mapQueries(predictor, data, one);
    EXPECT_EQ(map.x, std::vector<float>{0.5F});
    EXPECT_EQ(map.y, std::vector<float>{0.5F});
    EXPECT_FALSE(mapQueries(predictor, data, {}).isKnown());
    const std::vector<std::size_t> beyond = {200};
    EXPECT_THROW(mapQueries(predictor, data, beyond), Error);
}

TEST(QueryMap, WithoutTextsItSaysWhyOrGoesByTheDatasVectors) {
    Dataset data = topicDataset(240, 13);
    const auto rows = allRows(data);
    const Predictor prior = Predictor::fit(data, rows, quickOptions(PredictorKind::Prior));
    const QueryMap none = mapQueries(prior, data, rows);
    EXPECT_NE(none.explanation.find("reads no texts"), std::string::npos);
    EXPECT_TRUE(none.x.empty());

    data.embedding.resize(240, 16);
    Random random(4);
    for (float& value : data.embedding.reshaped()) value = float(random.normal());
    // Two clusters, far apart.
    for (Eigen::Index i = 0; i < 240; i += 2) data.embedding(i, 3) += 20.0F;
    data.embedding.row(7).setConstant(std::numeric_limits<float>::quiet_NaN());
    const QueryMap own = mapQueries(prior, data, rows);
    ASSERT_TRUE(own.isKnown());
    EXPECT_EQ(own.missing, 1U);
    EXPECT_TRUE(std::isnan(own.x[7]));
    EXPECT_NE(own.of.find("data's vectors"), std::string::npos);
    float nearest[2] = {1.0F, 1.0F};
    float farthest[2] = {0.0F, 0.0F};
    for (std::size_t i = 0; i < 240; ++i) {
        if (i == 7) continue;
        nearest[i % 2] = std::min(nearest[i % 2], own.x[i]);
        farthest[i % 2] = std::max(farthest[i % 2], own.x[i]);
    }
    EXPECT_TRUE(farthest[0] < nearest[1] || farthest[1] < nearest[0]);
}

TEST(QueryMap, StopsWhenAsked) {
    const Dataset data = topicDataset(600, 15);
    const auto rows = allRows(data);
    const Predictor predictor = Predictor::fit(data, rows, quickOptions());
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(mapQueries(predictor, data, rows, {source.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace orl
