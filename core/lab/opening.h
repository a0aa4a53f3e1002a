#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/lab/prepare.h"
#include "core/support/error.h"

/// From a file to something prepared: workspaces, the bundled data, imports.
namespace orl {

struct Opened {
    std::shared_ptr<Store> store;              ///< null: in memory only
    std::shared_ptr<const Prepared> prepared;  ///< null: no data set, or none that can be prepared
    Scenario scenario;                         ///< restored
    std::vector<std::string> routers;          ///< compared ones, restored; empty: the usual
    std::optional<Error> remark;               ///< why it is in memory only
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

struct Imported {
    std::shared_ptr<const Prepared> prepared;
    ImportReport report;
    std::optional<Error> fitError;  ///< the data are stored, but cannot be routed as they are
    std::vector<DatasetSummary> datasets;  ///< of the workspace now
};

/// Imports files into the workspace and prepares the new data set.
Imported importInto(const std::shared_ptr<Store>& store, const ImportOptions& options,
                    Scenario scenario, const Job& job);

/// Keeps what openWorkspace restores. @throws Error
void writeScenario(Store& store, const Scenario& scenario, const std::vector<std::string>& routers);

}  // namespace orl
