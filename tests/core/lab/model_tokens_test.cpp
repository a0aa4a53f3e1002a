#include <gtest/gtest.h>

#include <algorithm>

#include "../import/import_helpers.h"
#include "core/data/merge.h"
#include "core/data/workspace/workspace.h"
#include "core/experiment/experiment.h"
#include "core/predict/predictor.h"

namespace orl {
namespace {

constexpr const char* kPrices =
    R"({"A":{"input_token_price_per_million":10,"output_token_price_per_million":10},)"
    R"("B":{"input_token_price_per_million":2,"output_token_price_per_million":2}})";

/// RouterArena's record of one model: it was billed by its own tokenizer.
std::string record(const char* id, const char* question, const char* model, int input,
                   const std::string& cost) {
    std::string text = std::string(R"({"global_index":")") + id + R"(","question":")" + question +
                       R"(","llm_selected":")" + model + R"(","token_usage":{"input_tokens":)" +
                       std::to_string(input) +
                       R"(,"output_tokens":10},"evaluation_result":{"score":1.0)";
    if (!cost.empty()) text += R"(,"inference_cost":)" + cost;
    return text + "}}\n";
}

/// Two queries; model A counts 100 input tokens, B 900.
class ModelTokens : public ImportTest {
  protected:
    ImportResult read(bool withCosts, bool aFirst = true) {
        const std::string a = withCosts ? "0.0011" : "";
        const std::string b = withCosts ? "0.00182" : "";
        const auto fileA = dir.write(
            "a.jsonl", record("X_1", "q1", "A", 100, a) + record("X_2", "q2", "A", 100, a));
        const auto fileB = dir.write(
            "b.jsonl", record("X_1", "q1", "B", 900, b) + record("X_2", "q2", "B", 900, b));
        ImportOptions asked;
        asked.files = aFirst ? std::vector{fileA, fileB} : std::vector{fileB, fileA};
        asked.prices = dir.write("p.json", kPrices);
        return importFiles(asked);
    }

    static double realized(const Dataset& data, const char* model, const PoolSettings& pool = {}) {
        const auto rows = data.rowsOfSplit("");
        const Experiment experiment = makeExperiment(
            data, rows,
            Predictor::fit(data, rows, {.kind = PredictorKind::Recorded}).predict(data, rows),
            pool);
        const auto column = static_cast<Eigen::Index>(data.modelIndex(model));
        return experiment.truth.realizedCost.col(column).sum();
    }
};

TEST_F(ModelTokens, NoDisagreementIsReportedWhereThereIsNone) {
    for (const bool aFirst : {true, false}) {
        const ImportResult result = read(true, aFirst);
        for (const ImportRemark& one : result.report.remarks) {
            EXPECT_EQ(one.what.find("disagree"), std::string::npos) << one.what;
        }
        const Dataset& data = result.dataset;
        const auto a = static_cast<std::size_t>(data.modelIndex("A"));
        const auto b = static_cast<std::size_t>(data.modelIndex("B"));
        EXPECT_EQ(data.inputTokensOf(1, a), 100.0);
        EXPECT_EQ(data.inputTokensOf(1, b), 900.0);
    }
}

TEST_F(ModelTokens, APriceRestatedChangesNothingAndARaiseRaises) {
    const Dataset data = read(true).dataset;
    const double before = realized(data, "B");
    EXPECT_NEAR(before, 0.00364, 1e-12);
    PoolSettings same;
    same.inputPrice["B"] = same.outputPrice["B"] = 2.0;
    EXPECT_EQ(realized(data, "B", same), before) << "to the last digit";
    PoolSettings raised;
    raised.inputPrice["B"] = raised.outputPrice["B"] = 2.2;
    EXPECT_NEAR(realized(data, "B", raised), 1.1 * before, 1e-12);
}

TEST_F(ModelTokens, WithoutRecordedCostsEachModelPaysForItsOwn) {
    for (const bool aFirst : {true, false}) {
        const Dataset data = read(false, aFirst).dataset;
        EXPECT_NEAR(realized(data, "A"), 2 * 110 * 10e-6, 1e-12);
        EXPECT_NEAR(realized(data, "B"), 2 * 910 * 2e-6, 1e-12);
    }
}

TEST_F(ModelTokens, SurviveTheWorkspaceAndAMerge) {
    Dataset data = read(true).dataset;
    data.name = "d";
    Workspace workspace = Workspace::create(dir.path() / "w.orlab");
    workspace.saveDataset(data);
    const Dataset again = workspace.loadDataset("d");
    EXPECT_EQ(again.fingerprint(), data.fingerprint());
    EXPECT_TRUE((again.inputTokens == data.inputTokens).all());
    Dataset other = data;
    for (Query& query : other.queries) query.split = "test";
    other.inputTokens.resize(0, 0);
    const Dataset merged = mergeDatasets(data, other);
    EXPECT_EQ(merged.recordedInputTokens(0, 1), data.recordedInputTokens(0, 1));
    EXPECT_TRUE(std::isnan(merged.recordedInputTokens(2, 1)));
}

TEST_F(ModelTokens, ANewQueryIsCountedAsTheModelCountedOthers) {
    std::string records;
    for (int i = 0; i < 40; ++i) {
        const std::string id = "X_" + std::to_string(i);
        const std::string text = "question number " + std::to_string(100 + i);  // 19 characters
        records += record(id.c_str(), text.c_str(), "A", 5, "");
        records += record(id.c_str(), text.c_str(), "B", 15, "");
    }
    ImportOptions asked;
    asked.files = {dir.write("all.jsonl", records)};
    asked.prices = dir.write("p.json", kPrices);
    const Dataset data = importFiles(asked).dataset;
    const auto rows = data.rowsOfSplit("");
    const Predictor predictor = Predictor::fit(data, rows, {});
    Dataset fresh = data;
    fresh.inputTokens.resize(0, 0);
    fresh.queries[0].inputTokens = 100.0;
    for (const Predictions& predicted :
         {predictor.predict(fresh, rows), predictor.predict(predictor.read(fresh, rows, 32)),
          Predictor::deserialize(predictor.serialize()).predict(fresh, rows)}) {
        const auto b = static_cast<Eigen::Index>(data.modelIndex("B"));
        EXPECT_NEAR(predicted.inputTokens(0, 1 - b), 100.0, 1e-9);
        EXPECT_NEAR(predicted.inputTokens(0, b), 300.0, 1e-9);
        const Experiment experiment = makeExperiment(fresh, rows, predicted, {});
        EXPECT_NEAR(experiment.problem.cost(0, static_cast<std::size_t>(b)), 310.0 * 2e-6, 1e-8);
    }
    EXPECT_EQ(predictor.predict(data, rows).inputTokens(0, 0), data.inputTokens(0, 0))
        << "what was counted is known";
}

}  // namespace
}  // namespace orl
