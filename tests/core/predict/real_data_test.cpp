#include <gtest/gtest.h>

#include <filesystem>

#include "core/data/import/import.h"
#include "core/predict/predictor.h"

namespace orl {
namespace {

void expectClearlyBetterThanMeans(ImportOptions options, double leastAuc, double leastBrierGain) {
    options.name = "real";
    options.split = splitRuleFrom("train=0.7,test=0.3", 1);
    for (const auto& file : options.files) {
        if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not here";
    }
    const Dataset data = importFiles(options).dataset;
    const auto train = data.rowsOfSplit("train");
    const auto test = data.rowsOfSplit("test");
    const auto score = [&](PredictorKind kind) {
        const auto fitted = Predictor::fit(data, train, {.kind = kind});
        return scorePredictions(data, test, fitted.predict(data, test)).back();
    };
    const PredictionScore prior = score(PredictorKind::Prior);
    const PredictionScore hybrid = score(PredictorKind::Hybrid);
    EXPECT_GT(hybrid.auc, leastAuc);
    EXPECT_LT(hybrid.brier, prior.brier - leastBrierGain);
    EXPECT_LT(hybrid.ece, 0.035);
}

TEST(RealData, HybridBeatsTheMeansOnRouterBench) {
    const std::filesystem::path folder = ORL_SOURCE_DIR "/../shared/data/routerbench";
    ImportOptions options;
    options.files = {folder / "arc_challenge_train.csv", folder / "mbpp_train.csv",
                     folder / "winograde_train.csv"};
    expectClearlyBetterThanMeans(options, 0.64, 0.011);
}

TEST(RealData, HybridBeatsTheMeansOnLlmRouter) {
    const std::filesystem::path folder = ORL_SOURCE_DIR "/../shared/data/llmrouter";
    ImportOptions options;
    options.files = {folder / "dcrouter_train.json"};
    expectClearlyBetterThanMeans(options, 0.77, 0.042);
}

}  // namespace
}  // namespace orl
