#include <fmt/format.h>

#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prediction_arguments.h"

namespace orl::cli {
namespace {

struct EvaluateArguments {
    PredictionArguments prediction;
    bool json = false;
};

Json scoreJson(const PredictionScore& score) {
    return {{"auc", score.auc},    {"brier", score.brier},          {"log_loss", score.logLoss},
            {"ece", score.ece},    {"length_mae", score.lengthMae}, {"cost_mae", score.costMae},
            {"cells", score.cells}};
}

std::string scoreTable(const std::vector<PredictionScore>& scores) {
    std::vector<std::vector<std::string>> rows = {{"model", "AUC", "Brier", "log loss", "ECE",
                                                   "length error (tokens)", "cost error (USD)",
                                                   "cells"}};
    for (const PredictionScore& score : scores) {
        rows.push_back({score.model, digits(score.auc, 3), digits(score.brier, 4),
                        digits(score.logLoss, 4), digits(score.ece, 4), digits(score.lengthMae, 1),
                        usd(score.costMae), std::to_string(score.cells)});
    }
    return table(rows);
}

int runEvaluate(const EvaluateArguments& arguments, const Job& job) {
    const Predicted predicted = predictPart(arguments.prediction.request, job);
    const auto scores = scorePredictions(predicted.data, predicted.rows, predicted.predictions);
    for (const std::string& warning : predicted.warnings) note(warning);
    if (!arguments.json) {
        printText(fmt::format("{} on {}, {} queries\n{}", predicted.predictorKey,
                              predicted.part.shown(), predicted.rows.size(), scoreTable(scores)));
        return kDone;
    }
    Json models = Json::object();
    for (std::size_t j = 0; j + 1 < scores.size(); ++j)
        models[scores[j].model] = scoreJson(scores[j]);
    printJson({{"dataset", predicted.part.dataset},
               {"split", predicted.part.split},
               {"queries", predicted.rows.size()},
               {"predictor", toString(predicted.kind)},
               {"key", predicted.predictorKey},
               {"trained_on", predicted.training.shown()},
               {"models", models},
               {"mean", scoreJson(scores.back())},
               {"warnings", predicted.warnings}});
    return kDone;
}

}  // namespace

void addEvaluate(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<EvaluateArguments>();
    CLI::App* command = app.add_subcommand(
        "evaluate", "Judge the fitted predictor on held-out queries, per model and on average");
    arguments->prediction.addTo(*command);
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runEvaluate(*arguments, job); };
    });
}

}  // namespace orl::cli
