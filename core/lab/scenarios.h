#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/views.h"
#include "core/own_router.h"
#include "core/scenario.h"

/// Scenarios that are kept: their names, files, and what of one is not here.
namespace orl {

using ScenarioList = std::vector<SavedScenario>;

/// The money that costs a month are told in. Prices and costs stay USD: this only converts.
struct Currency {
    std::string label = "USD";
    double perDollar = 1.0;  ///< finite, above 0
    std::string asOf;        ///< day of that rate, ISO 8601; empty: not said

    bool isDollar() const { return label == "USD" && perDollar == 1.0; }
    bool operator==(const Currency&) const = default;
};

/// What a workspace keeps beside the data.
struct SavedWork {
    ScenarioList scenarios;       ///< in the user's order, each name once
    double monthlyQueries = 0.0;  ///< that are routed in use; 0: not said
    Currency currency = {};
    std::vector<OwnRouter> ownRouters = {};  ///< in the user's order, each name once

    bool operator==(const SavedWork&) const = default;
};

/// @throws Error where what is kept cannot be read
SavedWork savedWork(const Workspace& workspace);
/// Writes what differs. @throws Error
void keepWork(Workspace& workspace, const SavedWork& work);

/// The list as one JSON text, and back. @throws Error
std::string ownRoutersText(const std::vector<OwnRouter>& routers);
std::vector<OwnRouter> ownRoutersFrom(const std::string& text);
/// The list with one more, in place of that of its name where there is one; or with those of other
/// names behind it.
std::vector<OwnRouter> withOwnRouter(std::vector<OwnRouter> list, OwnRouter router);
std::vector<OwnRouter> withOwnRouters(std::vector<OwnRouter> list,
                                      const std::vector<OwnRouter>& added);

/// The name, or where a scenario has it already "name (2)" and so on; "scenario" for an empty one.
std::string freeName(const ScenarioList& list, const std::string& wanted);

/// They ask for the same, whatever they are called.
bool sameButName(Scenario one, const Scenario& other);

/// One file of scenarios, each with the fingerprint of its data.
std::string scenarioFile(const ScenarioList& list);
/// @throws Error on anything but such a file, and on one of a newer program
ScenarioList readScenarioFile(std::string_view text);
/// The list and those behind it, under names that are free; what it has already, to the last
/// setting, is not doubled.
ScenarioList withScenarios(ScenarioList list, const ScenarioList& added);

/// What of a scenario is not here, or is not as it was saved, in a sentence each: data set, splits,
/// models, router, the data themselves. Nothing of it is lost by that.
/// @param datasets of the workspace
/// @param prepared what is shown; null: nothing
std::vector<std::string> remarksOn(const SavedScenario& saved,
                                   const std::vector<DatasetSummary>& datasets,
                                   const Prepared* prepared);

/// The command that gives the scenario's numbers, to the last bit, in a shell of POSIX.
/// @param workspace file that holds its data
std::string commandLineOf(const Scenario& scenario, const std::string& workspace);
/// The same with another command than `route`, and what else it is given.
std::string commandLineOf(const std::string& command, const Scenario& scenario,
                          const std::string& workspace, const std::vector<std::string>& more);

/// What was changed about the pool, briefly: "gpt-4o × 2", "gpt-4o off".
std::vector<std::string> poolChanges(const PoolSettings& pool);

}  // namespace orl
