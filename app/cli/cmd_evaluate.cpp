#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prediction_arguments.h"
#include "core/experiment/difficulty.h"
#include "core/predict/group_scores.h"

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

std::string scoreTable(const std::vector<PredictionScore>& scores, const std::string& what) {
    std::vector<std::vector<std::string>> rows = {{what, "AUC", "Brier", "log loss", "ECE",
                                                   "length error (tokens)", "cost error (USD)",
                                                   "cells"}};
    for (const PredictionScore& score : scores) {
        rows.push_back({score.model, digits(score.auc, 3), digits(score.brier, 4),
                        digits(score.logLoss, 4), digits(score.ece, 4), digits(score.lengthMae, 1),
                        usd(score.costMae), std::to_string(score.cells)});
    }
    return table(rows);
}

/// Scores by task and by difficulty level; empty where the data have no tasks.
struct ByGroup {
    std::vector<GroupScore> tasks, levels;
    /// Levels are made from the outcomes that predictions are judged by: within one they are off
    /// for that reason alone.
    bool levelsFromOutcomes = false;
};

ByGroup byGroup(const Dataset& data, const PredictedRows& predicted) {
    const auto scored = [&](const ScoreGroups& groups) {
        return scoreGroups(data, predicted.rows, predicted.predictions, groups);
    };
    const DifficultyLevels levels = difficultyLevels(data, predicted.rows, predicted.predictions);
    return {scored(groupsByTask(data, predicted.rows)), scored({levels.level, levels.names}),
            std::all_of(predicted.rows.begin(), predicted.rows.end(),
                        [&](std::size_t row) { return data.queries[row].level.empty(); })};
}

/// Everything that is scored of some queries.
struct Judged {
    std::size_t queries = 0;
    std::vector<PredictionScore> models;  ///< the mean last
    ByGroup groups;
};

Judged judged(const Dataset& data, const PredictedRows& predicted) {
    return {predicted.rows.size(), scorePredictions(data, predicted.rows, predicted.predictions),
            byGroup(data, predicted)};
}

std::string groupTable(const std::vector<GroupScore>& groups, const std::string& what) {
    if (groups.empty()) return {};
    std::vector<std::vector<std::string>> rows = {
        {what, "AUC", "Brier", "log loss", "ECE", "by chance", "queries", "cells"}};
    for (const GroupScore& group : groups) {
        const PredictionScore& score = group.score;
        rows.push_back({score.model, digits(score.auc, 3), digits(score.brier, 4),
                        digits(score.logLoss, 4), digits(score.ece, 4), digits(group.chanceEce, 4),
                        std::to_string(group.queries), std::to_string(score.cells)});
    }
    return "\n" + table(rows);
}

Json groupJson(const std::vector<GroupScore>& groups) {
    Json json = Json::object();
    for (const GroupScore& group : groups) {
        Json score = scoreJson(group.score);
        score["ece_by_chance"] = group.chanceEce;
        score["queries"] = group.queries;
        json[group.score.model] = std::move(score);
    }
    return json;
}

std::string tables(const Judged& judged) {
    const ByGroup& groups = judged.groups;
    return scoreTable(judged.models, "model") + groupTable(groups.tasks, "task") +
           groupTable(groups.levels, groups.levelsFromOutcomes ? "level by outcomes" : "level");
}

Json judgedJson(const Judged& judged) {
    Json models = Json::object();
    for (std::size_t j = 0; j + 1 < judged.models.size(); ++j) {
        models[judged.models[j].model] = scoreJson(judged.models[j]);
    }
    return {{"queries", judged.queries},
            {"models", models},
            {"mean", scoreJson(judged.models.back())},
            {"tasks", groupJson(judged.groups.tasks)},
            {"levels", groupJson(judged.groups.levels)},
            {"levels_from_outcomes", judged.groups.levelsFromOutcomes}};
}

int runEvaluate(const EvaluateArguments& arguments, const Job& job) {
    const Predicted predicted = predictPart(arguments.prediction.request, job);
    const Judged all = judged(predicted.data, {predicted.rows, predicted.predictions});
    const std::size_t copies = predicted.predictions.copies.size();
    std::optional<Judged> others;  // without the copies; none where there are no copies, or only
    if (copies > 0 && copies < predicted.rows.size()) {
        others = judged(predicted.data, heldOutOf(predicted.rows, predicted.predictions));
    }
    std::vector<std::string> warnings = predicted.warnings;
    const auto more = calibrationWarnings(all.groups.tasks, "task");
    warnings.insert(warnings.end(), more.begin(), more.end());
    for (const std::string& warning : warnings) note(warning);
    if (!arguments.json) {
        printText(fmt::format("{} on {}, {} queries\n{}", predicted.predictorKey,
                              predicted.part.shown(), all.queries, tables(all)));
        if (others) {
            printText(fmt::format("\nwithout the {} copies of training queries, {} queries\n{}",
                                  copies, others->queries, tables(*others)));
        }
        return kDone;
    }
    Json json = judgedJson(all);
    json["dataset"] = predicted.part.dataset;
    json["split"] = predicted.part.split;
    json["predictor"] = toString(predicted.kind);
    json["key"] = predicted.predictorKey;
    json["trained_on"] = predicted.training.shown();
    json["copies"] = copies;
    json["without_copies"] = others ? judgedJson(*others) : Json(nullptr);
    json["warnings"] = warnings;
    printJson(json);
    return kDone;
}

}  // namespace

void addEvaluate(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<EvaluateArguments>();
    CLI::App* command = app.add_subcommand("evaluate",
                                           "Judge the fitted predictor on held-out queries: by "
                                           "model, by task and by difficulty level");
    arguments->prediction.addTo(*command);
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runEvaluate(*arguments, job); };
    });
}

}  // namespace orl::cli
