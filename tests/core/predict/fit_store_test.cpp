#include "core/predict/fit_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <set>

#include "core/experiment/experiment.h"
#include "tests/core/predict/make_data.h"

namespace orl {
namespace {

class FitStore : public testing::Test {
  protected:
    FitStore() {
        std::filesystem::remove(m_file);
        m_workspace.emplace(Workspace::create(m_file));
        m_workspace->saveDataset(m_data);
    }
    ~FitStore() override {
        m_workspace.reset();
        std::filesystem::remove(m_file);
    }
    Predictor fitted(const PredictorOptions& options = {}) const {
        return Predictor::fit(m_data, m_data.rowsOfSplit("train"), options);
    }

    const std::filesystem::path m_file =
        std::filesystem::path(testing::TempDir()) /
        (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".orlab");
    Dataset m_data = topicDataset(120, 4);
    std::optional<Workspace> m_workspace;
};

TEST_F(FitStore, EveryOptionThatChangesAFitChangesItsKey) {
    const DatasetPart part{"topics", "train"};
    std::vector<PredictorOptions> options(9);
    options[1].kind = PredictorKind::Knn;
    options[2].components = 8;
    options[3].neighbours = 5;
    options[4].blend = 0.25;
    options[5].regularization = 0.5;
    options[6].seed = 9;
    options[7].limits.learned = 500;
    options[8].limits.scanned = 500;
    std::set<std::string> keys;
    for (const PredictorOptions& one : options) keys.insert(predictorKey(part, one));
    keys.insert(predictorKey({"topics", ""}, {}));
    keys.insert(predictorKey({"others", "train"}, {}));
    EXPECT_EQ(keys.size(), options.size() + 2);
    PredictorOptions threads;
    threads.threads = 7;  // no result depends on it
    EXPECT_EQ(predictorKey(part, threads), predictorKey(part, {}));
}

TEST_F(FitStore, WhatOneKeepsTheOtherFinds) {
    const Predictor hybrid = fitted();
    const Predictor prior = fitted({.kind = PredictorKind::Prior});
    const std::string first = storeFit(*m_workspace, m_data, "train", hybrid);
    const std::string second = storeFit(*m_workspace, m_data, "train", prior);
    EXPECT_EQ(latestFit(*m_workspace, "topics", "")->key, second);
    EXPECT_EQ(latestFit(*m_workspace, "topics", "hybrid")->key, first);
    EXPECT_EQ(latestFit(*m_workspace, "topics", "knn"), std::nullopt);
    EXPECT_EQ(latestFit(*m_workspace, "others", ""), std::nullopt);
    EXPECT_EQ(storedFit(*m_workspace, m_data, "train", {})->serialize(), hybrid.serialize());
    EXPECT_FALSE(storedFit(*m_workspace, m_data, "test", {}));
    EXPECT_FALSE(storedFit(*m_workspace, m_data, "train", {.seed = 2}));
    storeFit(*m_workspace, m_data, "train", fitted({.kind = PredictorKind::Recorded}));
    EXPECT_EQ(latestFit(*m_workspace, "topics", "")->key, second) << "foresight is no fit";
    m_workspace->saveSetting("fit|topics|", R"({"key": 3})");
    EXPECT_EQ(latestFit(*m_workspace, "topics", ""), std::nullopt);
}

TEST_F(FitStore, OnlyWhatAFitReadsMakesItStale) {
    storeFit(*m_workspace, m_data, "train", fitted());
    const auto found = [&](const std::function<void(Dataset&)>& change) {
        Dataset other = m_data;
        change(other);
        return storedFit(*m_workspace, other, "train", {}).has_value();
    };
    EXPECT_TRUE(found([](Dataset& d) { d.models[0].inputPrice = 7.0; }));
    EXPECT_TRUE(found([](Dataset& d) { d.queries[3].text += " (test row)"; }));
    EXPECT_TRUE(found([](Dataset& d) { d.score(3, 0) = 0.5; }));
    EXPECT_FALSE(found([](Dataset& d) { d.models[0].name = "tiny"; }));
    EXPECT_FALSE(found([](Dataset& d) { d.queries[0].text += "!"; }));
    EXPECT_FALSE(found([](Dataset& d) { d.queries[0].task = "other"; }));
    EXPECT_FALSE(found([](Dataset& d) { d.queries[0].level = "3"; }));
    EXPECT_FALSE(found([](Dataset& d) { d.queries[3].split = "train"; }));
    EXPECT_FALSE(found([](Dataset& d) { d.score(0, 0) = 0.5; }));
    EXPECT_FALSE(found([](Dataset& d) { d.cost(0, 1) = 0.5; }));
    EXPECT_FALSE(found([](Dataset& d) { d.outputTokens(0, 2) = 0.5; }));
}

TEST_F(FitStore, NewPricesRerouteFromTheSameFit) {
    for (ModelInfo& model : m_data.models) model.inputPrice = model.outputPrice = 2.0;
    for (Query& query : m_data.queries) query.inputTokens = 50.0;
    m_data.cost.setConstant(kMissing);
    m_workspace->saveDataset(m_data);
    storeFit(*m_workspace, m_data, "train", fitted());
    const auto experiment = [&](const PoolSettings& pool = {}) {
        const Dataset data = m_workspace->loadDataset("topics");
        const auto rows = data.rowsOfSplit("test");
        const auto fit = storedFit(*m_workspace, data, "train", {});
        return makeExperiment(data, rows, fit.value().predict(data, rows), pool);
    };
    const Experiment before = experiment();
    std::vector<ModelInfo> edited = {m_data.models[1]};
    edited[0].inputPrice = edited[0].outputPrice = 6.0;
    m_workspace->savePrices("topics", edited);
    const Experiment after = experiment();
    PoolSettings cheaper;
    cheaper.priceMultiplier = {{"medium", 0.5}};
    const Experiment again = experiment(cheaper);
    for (std::size_t i = 0; i < before.problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const double factor = j == 1 ? 3.0 : 1.0;
            EXPECT_EQ(after.problem.quality(i, j), before.problem.quality(i, j));
            EXPECT_NEAR(after.problem.cost(i, j), factor * before.problem.cost(i, j), 1e-12);
            EXPECT_NEAR(again.problem.cost(i, j), (j == 1 ? 0.5 : 1.0) * after.problem.cost(i, j),
                        1e-12);
        }
    }
}

TEST_F(FitStore, KeptFitsOutliveAReplacementOfOtherRows) {
    const std::string key = storeFit(*m_workspace, m_data, "train", fitted());
    const auto replaceWith = [&](const Dataset& data) {
        const KeptFits kept(*m_workspace, "topics");
        m_workspace->saveDataset(data);
        kept.restore(*m_workspace, data);
        return m_workspace->loadPredictor(key, data.trainingFingerprint("train")).has_value();
    };
    Dataset other = m_data;
    other.queries[3].text = "another test question";
    other.models[2].outputPrice = 1.0;
    EXPECT_TRUE(replaceWith(other));
    other.score(0, 0) = 0.25;
    EXPECT_FALSE(replaceWith(other));
}

}  // namespace
}  // namespace orl
