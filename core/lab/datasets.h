#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/data/workspace/workspace.h"
#include "core/scenario.h"

/// A workspace's data sets as an operator manages them, with all that is kept beside the rows: the
/// latest fits, the report of the last import, and the settings last used.
namespace orl {

/// Fits, report and settings go along. @throws Error, Cancelled
void renameDataset(Workspace& workspace, const std::string& from, const std::string& to,
                   const Job& job);
/// @throws Error
void deleteDataset(Workspace& workspace, const std::string& name);
/// Gives every query its split anew; fits on splits that stay as they were are kept.
/// @throws Error, Cancelled
void dealSplits(Workspace& workspace, const std::string& name, const SplitRule& rule,
                const Job& job);

/// @throws Error
void keepReport(Workspace& workspace, const std::string& dataset, const ImportReport& report);
/// Of the last import; nothing where none is kept.
std::optional<ImportReport> keptReport(const Workspace& workspace, const std::string& dataset);

/// Saves a setting unless that is what it is: a commit waits for the disk. @throws Error
void keepSetting(Workspace& workspace, const std::string& key, const std::string& value);
/// Remembers the scenario as that of its data set. @throws Error
void keepScenario(Workspace& workspace, const Scenario& scenario);
/// By data set: what was last set for it, so that it can be returned to.
std::map<std::string, Scenario> keptScenarios(const Workspace& workspace);

}  // namespace orl
