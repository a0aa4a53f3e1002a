#include "app/cli/fitted.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/cli/output.h"
#include "core/support/error.h"
#include "core/support/hash.h"

namespace orl::cli {
namespace {

std::vector<std::string> splitNames(const DatasetSummary& summary) {
    std::vector<std::string> names;
    for (const auto& [split, count] : summary.splits) names.push_back(split);
    return names;
}

/// Of what a fit reads: the training queries and their outcomes. Prices, levels and other splits
/// may change without making a fit stale.
std::uint64_t trainingFingerprint(const Dataset& data, const std::string& split) {
    Fingerprint print;
    for (const ModelInfo& model : data.models) print.add(model.name);
    for (const std::size_t row : data.rowsOfSplit(split)) {
        print.add(data.queries[row].text);
        print.add(data.queries[row].inputTokens);
        for (const Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
            for (Eigen::Index j = 0; j < grid->cols(); ++j) {
                print.add((*grid)(static_cast<Eigen::Index>(row), j));
            }
        }
    }
    return print.value();
}

/// What the workspace's settings remember about the latest fit.
struct FitRecord {
    std::string key;
    std::string split;
    std::uint64_t fingerprint = 0;  ///< as given to savePredictor
    std::uint64_t training = 0;     ///< trainingFingerprint at that time

    std::string toJson() const {
        return Json{
            {"key", key}, {"split", split}, {"fingerprint", fingerprint}, {"training", training}}
            .dump();
    }
    static std::optional<FitRecord> fromJson(const std::optional<std::string>& text) {
        if (!text) return {};
        const Json json = Json::parse(*text, nullptr, false);
        if (!json.is_object()) return {};
        FitRecord record;
        record.key = json.value("key", "");
        record.split = json.value("split", "");
        record.fingerprint = json.value("fingerprint", std::uint64_t{0});
        record.training = json.value("training", std::uint64_t{0});
        return record;
    }
};

/// @param kind empty: the latest of any kind
std::string settingOf(const std::string& dataset, const std::string& kind) {
    return fmt::format("fit|{}|{}", dataset, kind);
}

constexpr std::array kFittedKinds = {"", "hybrid", "knn", "trained", "prior"};

std::string fitCommand(const Workspace& workspace, const std::string& dataset,
                       const std::string& kind) {
    return fmt::format("Run: omnirouter fit --workspace {} --train {}{}{}",
                       workspace.file().string(), dataset, kind.empty() ? "" : " --predictor ",
                       kind);
}

}  // namespace

DatasetPart datasetPartOf(const Workspace& workspace, const std::string& text,
                          const std::string& usualSplit) {
    const std::vector<DatasetSummary> known = workspace.datasets();
    const auto named = [&](const std::string& name) {
        return std::find_if(known.begin(), known.end(),
                            [&](const DatasetSummary& entry) { return entry.name == name; });
    };
    // A data set's own name may hold a colon, so the whole text is tried first.
    if (const auto whole = named(text); whole != known.end()) {
        return {text, whole->splits.contains(usualSplit) ? usualSplit : ""};
    }
    const auto colon = text.rfind(':');
    const auto found = colon == std::string::npos ? known.end() : named(text.substr(0, colon));
    if (found == known.end()) {
        std::vector<std::string> names;
        names.reserve(known.size());
        for (const DatasetSummary& entry : known) names.push_back(entry.name);
        throw Error(
            workspace.file().string(), fmt::format("There is no data set \"{}\"", text),
            names.empty() ? "It has none yet; import one first" : "It has " + joined(names));
    }
    DatasetPart part{found->name, text.substr(colon + 1)};
    if (!found->splits.contains(part.split)) {
        throw Error(part.dataset, fmt::format("It has no split \"{}\"", part.split),
                    "Its splits are " + joined(splitNames(*found)));
    }
    return part;
}

std::vector<std::size_t> rowsOf(const Dataset& data, const DatasetPart& part) {
    std::vector<std::size_t> rows = data.rowsOfSplit(part.split);
    if (rows.empty()) throw Error(part.shown(), "It has no queries", "Choose another split");
    return rows;
}

std::string predictorKey(const DatasetPart& training, const PredictorOptions& options) {
    std::string key =
        fmt::format("{}:{}|{}|k={}|blend={}|seed={}", training.dataset, training.split,
                    toString(options.kind), options.neighbours, options.blend, options.seed);
    const PredictorOptions usual;
    if (options.components != usual.components) key += fmt::format("|d={}", options.components);
    if (options.regularization != usual.regularization) {
        key += fmt::format("|C={}", options.regularization);
    }
    return key;
}

std::string storeFit(Workspace& workspace, const Dataset& data, const DatasetPart& training,
                     const Predictor& predictor) {
    FitRecord record;
    record.key = predictorKey(training, predictor.options());
    record.split = training.split;
    record.fingerprint = data.fingerprint();
    record.training = trainingFingerprint(data, training.split);
    workspace.savePredictor(record.key, data.name, record.fingerprint, predictor.serialize());
    workspace.saveSetting(settingOf(data.name, std::string(toString(predictor.options().kind))),
                          record.toJson());
    workspace.saveSetting(settingOf(data.name, ""), record.toJson());
    return record.key;
}

StoredFit latestFit(const Workspace& workspace, const std::string& dataset, const std::string& kind,
                    const Job& job) {
    const auto record = FitRecord::fromJson(workspace.setting(settingOf(dataset, kind)));
    if (!record) {
        throw Error(dataset,
                    fmt::format("No {} has been fitted on it",
                                kind.empty() ? "predictor" : kind + " predictor"),
                    fitCommand(workspace, dataset, kind));
    }
    const DatasetPart training{dataset, record->split};
    const Dataset data = workspace.loadDataset(dataset, job);
    const auto bytes = workspace.loadPredictor(record->key, record->fingerprint);
    if (!bytes || trainingFingerprint(data, record->split) != record->training) {
        throw Error(training.shown(), "It has changed since its predictor was fitted",
                    fitCommand(workspace, training.shown(), kind));
    }
    return {record->key, training, Predictor::deserialize(*bytes)};
}

KeptFits::KeptFits(const Workspace& workspace, const std::string& dataset) {
    for (const char* kind : kFittedKinds) {
        const std::string setting = settingOf(dataset, kind);
        const auto record = FitRecord::fromJson(workspace.setting(setting));
        if (!record) continue;
        auto bytes = workspace.loadPredictor(record->key, record->fingerprint);
        if (!bytes) continue;
        m_entries.push_back(
            {setting, record->key, std::move(*bytes), record->split, record->training});
    }
}

void KeptFits::restore(Workspace& workspace, const Dataset& data) const {
    for (const Entry& entry : m_entries) {
        if (trainingFingerprint(data, entry.split) != entry.fingerprint) continue;
        const FitRecord record{entry.key, entry.split, data.fingerprint(), entry.fingerprint};
        workspace.savePredictor(entry.key, data.name, record.fingerprint, entry.bytes);
        workspace.saveSetting(entry.setting, record.toJson());
    }
}

void PredictionArguments::addTo(CLI::App& command) {
    command.add_option("--workspace", workspace, "The workspace file")->required();
    command
        .add_option("--test", test,
                    "Data set and split to work on; the split \"test\" unless named")
        ->required()
        ->type_name("D[:split]");
    command
        .add_option("--train", train,
                    "Data set whose fitted predictor is used; the tested one unless named")
        ->type_name("D");
    command
        .add_option("--predictor", predictor,
                    "Use the latest fit of this kind, or the recorded outcomes themselves (perfect "
                    "foresight); the latest fit of any kind unless named")
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior", "recorded"}));
}

Predicted predictPart(const PredictionArguments& arguments, const Job& job) {
    const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
    Predicted result;
    result.part = datasetPartOf(workspace, arguments.test, "test");
    result.data = workspace.loadDataset(result.part.dataset, job);
    result.rows = rowsOf(result.data, result.part);
    if (arguments.predictor == "recorded") {
        PredictorOptions options;
        options.kind = result.kind = PredictorKind::Recorded;
        result.training = result.part;
        const auto recorded = Predictor::fit(result.data, result.rows, options, job);
        result.predictions = recorded.predict(result.data, result.rows, job);
        result.predictorKey = "recorded";
        return result;
    }
    const std::string source = arguments.train.empty()
                                   ? result.part.dataset
                                   : datasetPartOf(workspace, arguments.train, "train").dataset;
    const StoredFit fit = latestFit(workspace, source, arguments.predictor, job);
    result.predictorKey = fit.key;
    result.kind = fit.predictor.options().kind;
    result.training = fit.training;
    result.predictions = fit.predictor.predict(result.data, result.rows, job);
    const bool sameRows = fit.training.dataset == result.part.dataset &&
                          (fit.training.split.empty() || result.part.split.empty() ||
                           fit.training.split == result.part.split);
    if (sameRows) {
        result.warnings.push_back(
            fmt::format("{} holds queries that the predictor was fitted on ({}): figures are too "
                        "good",
                        result.part.shown(), fit.training.shown()));
    }
    return result;
}

Experiment experimentOf(Predicted& predicted, const PredictionArguments& arguments,
                        double robustness) {
    Experiment experiment = makeExperiment(predicted.data, predicted.rows, predicted.predictions,
                                           arguments.pool.settings(predicted.data), robustness);
    experiment.warnings.insert(experiment.warnings.begin(), predicted.warnings.begin(),
                               predicted.warnings.end());
    return experiment;
}

}  // namespace orl::cli
