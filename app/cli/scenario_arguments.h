#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "core/lab/prediction.h"
#include "core/lab/views.h"
#include "core/scenario.h"

/// A whole scenario in place of options: the window's numbers, to the last bit.
namespace orl::cli {

/// What `--scenario` names.
struct ScenarioArguments {
    std::string text;  ///< NAME in the workspace, "last", a FILE of scenarios, or JSON; empty: none

    bool given() const { return !text.empty(); }
    void addTo(CLI::App& command);
    /// @throws Error where there is no such scenario, or several in the file
    SavedScenario read(const Workspace& workspace) const;
};

/// The scenario's queries predicted as the window predicts them.
struct ScenarioBatch {
    Scenario scenario;  ///< with names that the data have
    Predicted predicted;
    Experiment experiment;
    Constraints constraints;
};

/// Its data, fitted and predicted. Notes what of them is not as it was saved. @throws Error,
/// Cancelled
std::shared_ptr<const Prepared> prepareScenario(const ScenarioArguments& arguments,
                                                const std::filesystem::path& workspace,
                                                const Job& job);
/// @throws Error, Cancelled
ScenarioBatch scenarioBatch(const ScenarioArguments& arguments,
                            const std::filesystem::path& workspace, const Job& job);

}  // namespace orl::cli
