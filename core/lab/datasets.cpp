#include "core/lab/datasets.h"

#include "core/predict/fit_store.h"
#include "core/predict/word_store.h"
#include "core/support/error.h"

namespace orl {

namespace {

std::string reportKey(const std::string& dataset) {
    return "lab.report|" + dataset;
}

std::string scenarioKey(const std::string& dataset) {
    return "lab.scenario|" + dataset;
}

void renameInScenarios(Workspace& workspace, const std::string& from, const std::string& to) {
    std::vector<SavedScenario> scenarios = workspace.scenarios();
    bool any = false;
    for (SavedScenario& each : scenarios) {
        if (each.scenario.preparation.dataset != from) continue;
        each.scenario.preparation.dataset = to;
        any = true;
    }
    if (any) workspace.saveScenarios(scenarios);
}

}  // namespace

void renameDataset(Workspace& workspace, const std::string& from, const std::string& to,
                   const Job& job) {
    if (from == to) return;
    const KeptFits fits(workspace, from);
    const KeptWords words(workspace, from);
    const auto report = workspace.setting(reportKey(from));
    const auto scenarios = keptScenarios(workspace);
    workspace.renameDataset(from, to);
    Dataset renamed = workspace.loadDataset(to, job);
    words.restore(workspace, renamed, job);
    fits.restore(workspace, renamed);
    if (report) workspace.saveSetting(reportKey(to), *report);
    if (const auto kept = scenarios.find(from); kept != scenarios.end()) {
        Scenario scenario = kept->second;
        scenario.preparation.dataset = to;
        keepScenario(workspace, scenario);
    }
    workspace.removeSetting(reportKey(from));
    workspace.removeSetting(scenarioKey(from));
    renameInScenarios(workspace, from, to);
}

void deleteDataset(Workspace& workspace, const std::string& name) {
    workspace.removeDataset(name);
    workspace.removeSetting(reportKey(name));
    workspace.removeSetting(scenarioKey(name));
}

void dealSplits(Workspace& workspace, const std::string& name, const SplitRule& rule,
                const Job& job) {
    const KeptFits fits(workspace, name);
    const KeptWords words(workspace, name);
    Dataset dealt = workspace.updateDataset(
        name,
        [&](std::optional<Dataset> data) {
            if (!data) throw Error(name, "The data set is not there", "Open its workspace again");
            applySplit(*data, rule);
            return std::move(*data);
        },
        job);
    words.restore(workspace, dealt, job);
    fits.restore(workspace, dealt);
}

void keepReport(Workspace& workspace, const std::string& dataset, const ImportReport& report) {
    workspace.saveSetting(reportKey(dataset), report.toJson());
}

std::optional<ImportReport> keptReport(const Workspace& workspace, const std::string& dataset) {
    try {
        const auto json = workspace.setting(reportKey(dataset));
        if (json) return ImportReport::fromJson(*json);
    } catch (const Error&) {
        // A damaged setting: as if it had not been kept.
    }
    return {};
}

void keepSetting(Workspace& workspace, const std::string& key, const std::string& value) {
    if (workspace.setting(key) != value) workspace.saveSetting(key, value);
}

void keepScenario(Workspace& workspace, const Scenario& scenario) {
    const std::string& dataset = scenario.preparation.dataset;
    if (!dataset.empty()) keepSetting(workspace, scenarioKey(dataset), scenario.toJson());
}

std::map<std::string, Scenario> keptScenarios(const Workspace& workspace) {
    std::map<std::string, Scenario> kept;
    for (const DatasetSummary& dataset : workspace.datasets()) {
        try {
            const auto json = workspace.setting(scenarioKey(dataset.name));
            if (json) kept[dataset.name] = Scenario::fromJson(*json);
        } catch (const Error&) {
            // A damaged setting: that data set starts from the defaults.
        }
    }
    return kept;
}

}  // namespace orl
