#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/prepare.h"
#include "core/lab/scenarios.h"
#include "core/support/error.h"

/// From a file to something prepared: workspaces, the bundled data, imports.
namespace orl {

struct Opened {
    std::shared_ptr<Store> store;              ///< null: in memory only
    std::shared_ptr<const Prepared> prepared;  ///< null: no data set, or none that can be prepared
    Scenario scenario;                         ///< restored
    std::map<std::string, Scenario> kept;      ///< of the other data sets, restored
    std::vector<std::string> routers;          ///< compared ones, restored; empty: the usual
    /// Saved scenarios, restored; nothing where what is kept of them cannot be read, and then
    /// nothing must take its place.
    std::optional<SavedWork> work = SavedWork();
    std::optional<Error> remark;  ///< why it is in memory only
    /// Why the restored data set cannot be prepared; another one is, if there is one that can.
    std::optional<Error> fitError;
};

using Adjust = std::function<void(Scenario&)>;

/// Opens (or creates) a workspace, restores its last scenario and prepares it.
/// @param adjust changes the restored scenario before anything is computed; may be empty
Opened openWorkspace(const std::filesystem::path& file, bool create, const Adjust& adjust,
                     const Job& job);

/// Where the data set that comes with the program may be, and where its workspace is kept.
struct BundledPlaces {
    std::vector<std::filesystem::path> folders;  ///< first that has bundled.jsonl wins
    std::filesystem::path workspace;             ///< empty: in memory only
};

/// Opens the workspace of the bundled data; imports them first if that was never done or if they
/// changed. Without files they are generated, without a writable place they stay in memory.
Opened openBundled(const BundledPlaces& places, const Adjust& adjust, const Job& job);

/// A data set that is in no workspace, prepared as that scenario asks: for a look at something
/// beside one's own work, of which nothing is kept. @throws Error, Cancelled
std::shared_ptr<const Prepared> prepareGuest(std::shared_ptr<const Dataset> data,
                                             const Scenario& scenario, const Job& job);

/// Keeps what openWorkspace restores, and the scenario as that of its data set. @throws Error
/// @param kept of other data sets, kept as well
/// @param work the saved scenarios; nothing: those there are stay
void writeScenario(Store& store, const Scenario& scenario, const std::vector<std::string>& routers,
                   const std::map<std::string, Scenario>& kept = {},
                   const std::optional<SavedWork>& work = std::nullopt);

/// What lastScenario() then finds. @throws Error
void keepLastScenario(Workspace& workspace, const Scenario& scenario);
/// What the window was last left at; nothing where it was not used, or what is kept is damaged.
std::optional<Scenario> lastScenario(const Workspace& workspace);

/// What the store holds by now, for the scenario as far as that still fits.
/// @throws Error, Cancelled
Opened reopened(const std::shared_ptr<Store>& store, const Scenario& scenario,
                const std::vector<std::string>& routers, const Job& job);

}  // namespace orl
