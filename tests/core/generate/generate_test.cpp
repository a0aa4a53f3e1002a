#include "core/data/generate/generate.h"

#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/data/generate/pool.h"
#include "core/data/import/import.h"
#include "core/support/error.h"

namespace orl {
namespace {

std::string written(const Dataset& data) {
    std::ostringstream out;
    writeOmniRouterLines(out, data);
    return out.str();
}

std::string fileText(const std::string& name) {
    std::ifstream in(std::string(ORL_SOURCE_DIR "/datasets/") + name, std::ios::binary);
    EXPECT_TRUE(in.good()) << name;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

double meanScore(const Dataset& data, std::size_t model, const std::string& level) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        if (!level.empty() && data.queries[i].level != level) continue;
        sum += data.score(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(model));
        ++count;
    }
    return sum / count;
}

double meanCost(const Dataset& data, std::size_t model) {
    double sum = 0.0;
    for (std::size_t i = 0; i < data.queryCount(); ++i) sum += data.realizedCost(i, model);
    return sum / static_cast<double>(data.queryCount());
}

TEST(Generate, CommittedFilesAreWhatTheGeneratorWrites) {
    // EXPECT_TRUE, not EQ: a failure should not print five megabytes.
    EXPECT_TRUE(fileText("bundled.jsonl") == written(generateDataset({})));
    EXPECT_EQ(fileText("figure1.jsonl"), written(figureOneDataset()));
}

TEST(Generate, CommittedPricesContainThePool) {
    const auto prices = nlohmann::json::parse(fileText("prices.json"));
    EXPECT_FALSE(prices.at("source").get<std::string>().empty());
    GenerateOptions all;
    all.queries = 1;
    all.models = generate::modelPool().size();
    for (const ModelInfo& model : generateDataset(all).models) {
        const auto& entry = prices.at("models").at(model.name);
        EXPECT_EQ(entry.at("input_price").get<double>(), model.inputPrice) << model.name;
        EXPECT_EQ(entry.at("output_price").get<double>(), model.outputPrice) << model.name;
        EXPECT_EQ(model.priceSource, prices.at("source").get<std::string>() + ", " +
                                         prices.at("date").get<std::string>());
    }
}

TEST(Generate, SameOptionsSameBytesOtherSeedOtherBytes) {
    const GenerateOptions options{300, 4, 7};
    EXPECT_EQ(written(generateDataset(options)), written(generateDataset(options)));
    EXPECT_NE(written(generateDataset(options)), written(generateDataset({300, 4, 8})));
}

TEST(Generate, TextsAreReadableAndDistinct) {
    const Dataset data = generateDataset({});
    std::set<std::string> texts;
    for (const Query& query : data.queries) {
        texts.insert(query.text);
        EXPECT_EQ(query.text.find_first_of("{}"), std::string::npos) << query.text;
        EXPECT_GE(query.text.size(), 15U) << query.text;
        EXPECT_LE(query.text.size(), 600U) << query.text;
    }
    EXPECT_EQ(texts.size(), data.queryCount());
}

TEST(Generate, TasksLevelsAndSplitsAreBalanced) {
    const Dataset data = generateDataset({});
    std::map<std::pair<std::string, std::string>, std::map<std::string, int>> cells;
    for (const Query& query : data.queries) ++cells[{query.task, query.level}][query.split];
    EXPECT_EQ(cells.size(), 40U);
    for (auto& [cell, splits] : cells) {
        EXPECT_EQ(splits.size(), 2U);
        EXPECT_EQ(splits["train"] + splits["test"], 125) << cell.first << cell.second;
        EXPECT_LE(std::abs(splits["train"] - splits["test"]), 1) << cell.first << cell.second;
    }
    EXPECT_EQ(data.rowsOfSplit("train").size(), 2500U);
    EXPECT_EQ(data.rowsOfSplit("test").size(), 2500U);
}

TEST(Generate, TiersDifferAsThePaperNeeds) {
    const Dataset data = generateDataset({});
    double best = 0.0;
    for (Eigen::Index i = 0; i < data.score.rows(); ++i) best += data.score.row(i).maxCoeff();
    const double oracle = best / static_cast<double>(data.queryCount());
    EXPECT_NEAR(oracle, 0.97, 0.01);
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const double price = data.models[j].outputPrice;
        const double mean = meanScore(data, j, "");
        SCOPED_TRACE(data.models[j].name);
        if (price >= 10.0) {
            EXPECT_GE(mean, 0.85);
            EXPECT_LE(mean, 0.91);
            EXPECT_GT(meanCost(data, j), 1.5e-3);
        } else if (mean < 0.7) {
            EXPECT_GE(mean, 0.5);
            EXPECT_LE(mean, 0.65);
            EXPECT_LT(meanCost(data, j), 0.3e-3);
        }
        // Everyone manages the easiest, only the strong the hardest; costs grow all the way.
        EXPECT_GT(meanScore(data, j, "1"), 0.93);
        EXPECT_LT(meanScore(data, j, "5"), price >= 10.0 ? 0.75 : 0.4);
        double previous = 2.0;
        for (const char* level : {"1", "2", "3", "4", "5"}) {
            EXPECT_LE(meanScore(data, j, level), previous + 0.01);
            previous = meanScore(data, j, level);
        }
    }
}

TEST(Generate, NumbersAreInRange) {
    const Dataset data = generateDataset({400, 12, 3});
    EXPECT_EQ(data.modelCount(), 12U);
    std::set<double> scores;
    for (Eigen::Index i = 0; i < data.score.size(); ++i) {
        scores.insert(data.score.data()[i]);
        EXPECT_TRUE(std::isnan(data.cost.data()[i]));
        EXPECT_GE(data.outputTokens.data()[i], 1.0);
        EXPECT_EQ(data.outputTokens.data()[i], std::floor(data.outputTokens.data()[i]));
    }
    EXPECT_EQ(scores, (std::set<double>{0.0, 0.25, 0.5, 0.75, 1.0}));
}

TEST(Generate, RefusesImpossibleCounts) {
    EXPECT_THROW(generateDataset({0, 10, 1}), Error);
    EXPECT_THROW(generateDataset({10, 1, 1}), Error);
    EXPECT_THROW(generateDataset({10, 13, 1}), Error);
    EXPECT_THROW(generateDataset({2'000'000, 10, 1}), Error);
    EXPECT_EQ(generateDataset({1, 2, 1}).queryCount(), 1U);
}

TEST(FigureOne, ArrivalOrderWastesTheLargeModel) {
    const Dataset data = figureOneDataset();
    ASSERT_EQ(data.queryCount(), 2U);
    ASSERT_EQ(data.modelCount(), 2U);
    // The first query prefers the large model, although the second needs it more.
    EXPECT_GT(data.score(0, 1), data.score(0, 0));
    const double greedy = (data.score(0, 1) + data.score(1, 0)) / 2;
    const double best = (data.score(0, 0) + data.score(1, 1)) / 2;
    EXPECT_NEAR(greedy, 0.565, 1e-12);
    EXPECT_NEAR(best, 0.875, 1e-12);
    EXPECT_LT(data.realizedCost(0, 0), data.realizedCost(0, 1));
}

void expectSame(const Dataset& read, const Dataset& made) {
    ASSERT_EQ(read.queryCount(), made.queryCount());
    ASSERT_EQ(read.modelCount(), made.modelCount());
    EXPECT_EQ(read.name, made.name);
    EXPECT_FALSE(read.outputTokensEstimated);
    for (std::size_t j = 0; j < made.modelCount(); ++j) {
        EXPECT_EQ(read.models[j].name, made.models[j].name);
        EXPECT_EQ(read.models[j].inputPrice, made.models[j].inputPrice);
        EXPECT_EQ(read.models[j].outputPrice, made.models[j].outputPrice);
        EXPECT_EQ(read.models[j].priceSource, made.models[j].priceSource);
    }
    for (std::size_t i = 0; i < made.queryCount(); ++i) {
        EXPECT_EQ(read.queries[i].text, made.queries[i].text);
        EXPECT_EQ(read.queries[i].task, made.queries[i].task);
        EXPECT_EQ(read.queries[i].level, made.queries[i].level);
        EXPECT_EQ(read.queries[i].split, made.queries[i].split);
        EXPECT_EQ(read.queries[i].inputTokens, made.queries[i].inputTokens);
        EXPECT_FALSE(read.queries[i].inputTokensEstimated);
    }
    EXPECT_TRUE((read.score == made.score).all());
    EXPECT_TRUE((read.outputTokens == made.outputTokens).all());
    EXPECT_TRUE(read.cost.isNaN().all());
    EXPECT_EQ(read.fingerprint(), made.fingerprint());
}

TEST(Write, ImportReadsTheSameDataBack) {
    for (const char* name : {"bundled", "figure1"}) {
        SCOPED_TRACE(name);
        ImportOptions options;
        options.name = name;
        options.files = {std::string(ORL_SOURCE_DIR "/datasets/") + name + ".jsonl"};
        options.prices = ORL_SOURCE_DIR "/datasets/prices.json";
        const ImportResult result = importFiles(options);
        EXPECT_EQ(result.report.format, toString(ImportFormat::OmniRouterJson));
        EXPECT_EQ(result.report.repaired + result.report.refused, 0U);
        EXPECT_TRUE(result.report.remarks.empty());
        expectSame(result.dataset,
                   name == std::string("bundled") ? generateDataset({}) : figureOneDataset());
    }
}

TEST(Write, UnknownIsNullAndEmptyNamesAreLeftOut) {
    Dataset data = figureOneDataset();
    data.queries[0].inputTokens = kMissing;
    data.queries[0].task.clear();
    data.score(0, 1) = kMissing;
    std::istringstream lines(written(data));
    std::string first;
    std::getline(lines, first);
    const auto json = nlohmann::json::parse(first);
    EXPECT_TRUE(json.at("input_token_length").is_null());
    EXPECT_FALSE(json.contains("task"));
    EXPECT_TRUE(json.at("outputs").at(1).at("correctness").is_null());
    EXPECT_EQ(json.at("outputs").at(0).at("correctness").get<double>(), 0.9);
}

TEST(Write, PriceListHoldsThePricedModels) {
    Dataset data = figureOneDataset();
    data.models[1].outputPrice = kMissing;
    std::ostringstream out;
    writePriceList(out, data);
    const auto list = nlohmann::json::parse(out.str());
    EXPECT_EQ(list.at("models").size(), 1U);
    EXPECT_EQ(list.at("models").at("gpt-4o-mini").at("output_price").get<double>(), 0.6);
}

}  // namespace
}  // namespace orl
