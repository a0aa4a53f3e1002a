#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/own_router.h"
#include "core/support/job.h"

/// Routers of people's own where a command takes the id of a router: "own:NAME" for one that the
/// workspace keeps, a rule ("task:…", "shares:…"), or "file:CHOICES".
namespace orl::cli {

/// A router of the catalogue, or one's own.
CLI::Validator routerId();

/// A list as CLI11 split it at its commas, with the commas within rules put back.
std::vector<std::string> rejoined(const std::vector<std::string>& parts);

/// A rule, or a file of choices, which is read and noted upon. @throws Error, Cancelled
OwnRouter readOwnRouter(const std::string& text, const Job& job);

/// Those that the workspace keeps, and those that ids name by a rule or a file.
/// @throws Error where an id names one that is not kept; Cancelled
std::vector<OwnRouter> ownRoutersFor(const std::filesystem::path& workspace,
                                     const std::vector<std::string>& ids, const Job& job);

/// Puts them beside the routers of the program, and notes what of the ids could not be matched.
/// @throws Cancelled
void putBeside(Experiment& experiment, const std::vector<OwnRouter>& routers,
               const std::vector<std::string>& ids, const Dataset& data, const Job& job);

}  // namespace orl::cli
