#include "core/predict/fit_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace orl {
namespace {

constexpr std::array kFittedKinds = {PredictorKind::Hybrid, PredictorKind::Knn,
                                     PredictorKind::Trained, PredictorKind::Prior};

std::string settingOf(const std::string& dataset, std::string_view kind) {
    return fmt::format("fit|{}|{}", dataset, kind);
}

std::string toJson(const FitRecord& record) {
    return nlohmann::json{{"key", record.key},
                          {"split", record.split},
                          {"embedding", toString(record.vectors)},
                          {"fingerprint", record.fingerprint}}
        .dump();
}

FitRecord recordOf(const Dataset& data, const std::string& split, const PredictorOptions& options) {
    FitRecord record{predictorKey({data.name, split}, options), split, options.vectors, 0};
    record.fingerprint = fingerprintFor(data, record);
    return record;
}

}  // namespace

std::uint64_t fingerprintFor(const Dataset& data, const FitRecord& record) {
    return data.trainingFingerprint(record.split, record.vectors == VectorSource::Data);
}

std::string predictorKey(const DatasetPart& training, const PredictorOptions& options) {
    return fmt::format("{}:{}|{}|d={}|k={}|blend={}|C={}|embedding={}|seed={}|limits={},{}",
                       training.dataset, training.split, toString(options.kind), options.components,
                       options.neighbours, options.blend, options.regularization,
                       toString(options.vectors), options.seed, options.limits.learned,
                       options.limits.scanned);
}

std::string storeFit(Workspace& workspace, const Dataset& data, const std::string& split,
                     const Predictor& predictor) {
    const PredictorOptions& options = predictor.options();
    const FitRecord record = recordOf(data, split, options);
    if (options.kind == PredictorKind::Recorded) return record.key;
    workspace.savePredictor(record.key, data.name, record.fingerprint, predictor.serialize());
    for (const std::string_view kind : {toString(options.kind), std::string_view()}) {
        workspace.saveSetting(settingOf(data.name, kind), toJson(record));
    }
    return record.key;
}

std::optional<Predictor> storedFit(const Workspace& workspace, const Dataset& data,
                                   const std::string& split, const PredictorOptions& options) {
    const FitRecord record = recordOf(data, split, options);
    const auto bytes = workspace.loadPredictor(record.key, record.fingerprint);
    if (!bytes) return {};
    return Predictor::deserialize(*bytes);
}

std::optional<FitRecord> latestFit(const Workspace& workspace, const std::string& dataset,
                                   const std::string& kind) {
    const auto text = workspace.setting(settingOf(dataset, kind));
    if (!text) return {};
    try {
        const auto json = nlohmann::json::parse(*text);
        return FitRecord{json.at("key"), json.at("split"),
                         vectorSourceFrom(json.at("embedding").get<std::string>()),
                         json.at("fingerprint")};
    } catch (const std::exception&) {
        return {};  // a damaged setting: as if nothing had been fitted
    }
}

KeptFits::KeptFits(const Workspace& workspace, const std::string& dataset) : m_dataset(dataset) {
    for (const PredictorKind kind : kFittedKinds) {
        const auto record = latestFit(workspace, dataset, std::string(toString(kind)));
        if (!record) continue;
        auto bytes = workspace.loadPredictor(record->key, record->fingerprint);
        if (bytes) m_entries.push_back({kind, *record, std::move(*bytes)});
    }
    m_latest = latestFit(workspace, dataset, "");
}

void KeptFits::restore(Workspace& workspace, const Dataset& data) const {
    const bool renamed = data.name != m_dataset;
    // A key begins with the data set's name.
    const auto underItsName = [&](FitRecord record) {
        if (renamed) record.key = data.name + record.key.substr(m_dataset.size());
        return record;
    };
    for (const auto& [kind, old, bytes] : m_entries) {
        if (fingerprintFor(data, old) != old.fingerprint) continue;
        const FitRecord record = underItsName(old);
        workspace.savePredictor(record.key, data.name, record.fingerprint, bytes);
        if (!renamed) continue;
        workspace.saveSetting(settingOf(data.name, toString(kind)), toJson(record));
        if (old == m_latest) workspace.saveSetting(settingOf(data.name, ""), toJson(record));
    }
    if (!renamed) return;
    for (const PredictorKind kind : kFittedKinds) {
        workspace.removeSetting(settingOf(m_dataset, toString(kind)));
    }
    workspace.removeSetting(settingOf(m_dataset, ""));
}

}  // namespace orl
