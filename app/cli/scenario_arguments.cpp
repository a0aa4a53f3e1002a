#include "app/cli/scenario_arguments.h"

#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/lab/opening.h"
#include "core/lab/prepare.h"
#include "core/lab/scenarios.h"
#include "core/lab/settings.h"
#include "core/lab/solving.h"

namespace orl::cli {
namespace {

constexpr const char* kLast = "last";
constexpr const char* kOption = "--scenario";

SavedScenario fromFile(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw Error(file.string(), "It cannot be read", "Check the file");
    try {
        const ScenarioList list = readScenarioFile(text.str());
        if (list.size() == 1) return list.front();
        std::vector<std::string> names;
        names.reserve(list.size());
        for (const SavedScenario& each : list) names.push_back(each.scenario.name);
        throw Error(file.string(), fmt::format("It holds {} scenarios", list.size()),
                    list.empty() ? "Give a file with one"
                                 : "Export one of them alone, or import the file in the window and "
                                   "name one: " +
                                       joined(names));
    } catch (const Error& e) {
        if (e.where() == file.string()) throw;
        throw Error(file.string(), e.problem(), e.remedy());
    }
}

SavedScenario lastOf(const Workspace& workspace) {
    const auto last = lastScenario(workspace);
    if (!last) {
        throw Error(workspace.file().string(), "The window has not been used on it yet",
                    "Name a scenario, or give the options themselves");
    }
    return {*last};
}

/// As the window works on it: fitted, or as the workspace keeps the fit.
Predicted predictedOf(const Prepared& prepared) {
    Predicted predicted;
    const Preparation& of = prepared.scenario.preparation;
    predicted.data = *prepared.data;
    predicted.part = {of.dataset, of.testSplit};
    predicted.rows = prepared.rows;
    predicted.predictor = *prepared.predictor;
    predicted.kind = prepared.predictor->options().kind;
    predicted.predictorKey = of.predictor;
    predicted.training = {of.dataset, of.trainSplit};
    predicted.predictions = *prepared.predictions;
    return predicted;
}

}  // namespace

void ScenarioArguments::addTo(CLI::App& command) {
    command
        .add_option(kOption, text,
                    "All settings at once, as the window has them: the name of one that the "
                    "workspace keeps, \"last\" for what the window was last left at, a file of one "
                    "scenario, or its JSON")
        ->type_name("NAME|last|FILE|JSON");
}

SavedScenario ScenarioArguments::read(const Workspace& workspace) const {
    if (text.starts_with('{')) return SavedScenario::fromJson(text);
    const SavedWork work = savedWork(workspace);
    std::vector<std::string> names;
    for (const SavedScenario& each : work.scenarios) {
        if (each.scenario.name == text) return each;
        names.push_back(each.scenario.name);
    }
    if (text == kLast) return lastOf(workspace);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(text, ignored)) return fromFile(text);
    throw Error(kOption, fmt::format("There is no scenario and no file \"{}\"", text),
                names.empty() ? "The workspace keeps no scenario: save one in the window"
                              : "The workspace keeps " + joined(names));
}

std::shared_ptr<const Prepared> prepareScenario(const ScenarioArguments& arguments,
                                                const std::filesystem::path& workspace,
                                                const Job& job) {
    auto store = std::make_shared<Store>(Workspace::open(workspace, Workspace::Access::ReadOnly));
    const SavedScenario saved = arguments.read(store->workspace);
    // Another data set than the one that is named would answer another question.
    const auto missing = remarksOn(saved, store->workspace.datasets(), nullptr);
    if (!missing.empty()) throw Error(kOption, missing.front(), "Choose a scenario of these data");
    auto prepared = prepare(store, nullptr, saved.scenario, job);
    for (const std::string& remark : remarksOn(saved, prepared->datasets, prepared.get())) {
        note(remark);
    }
    return prepared;
}

ScenarioBatch scenarioBatch(const ScenarioArguments& arguments,
                            const std::filesystem::path& workspace, const Job& job) {
    const auto prepared = prepareScenario(arguments, workspace, job);
    ScenarioBatch batch{
        prepared->scenario,
        predictedOf(*prepared),
        orl::experimentOf(*prepared, *prepared->predictions, prepared->scenario.pool),
        {}};
    batch.constraints = constraintsOf(batch.scenario.constraints, batch.experiment);
    return batch;
}

}  // namespace orl::cli
