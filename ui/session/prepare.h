#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/data/workspace/workspace.h"
#include "core/support/job.h"
#include "ui/session/views.h"

/// The heavy stages, run on a worker thread: open, import, fit, predict. No Qt.
namespace orl {

/// A workspace that several workers share: hold the mutex while touching it.
struct Store {
    explicit Store(Workspace opened) : workspace(std::move(opened)) {}
    std::mutex mutex;
    Workspace workspace;
};

/// Loads the scenario's data set, fits its predictor and predicts its rows; takes over from
/// `previous` whatever is still right, and keeps fitted predictors in the store.
/// @param store null: the data set is in memory only, in `previous`
/// @param crossed is taken over where the scenario wants just that; may be null
/// @throws Error, Cancelled
std::shared_ptr<const Prepared> prepare(const std::shared_ptr<Store>& store,
                                        const std::shared_ptr<const Prepared>& previous,
                                        Scenario scenario, const Job& job,
                                        std::shared_ptr<const CrossFitted> crossed = nullptr);

/// `known` if it is that of this data and scenario, whatever its folds, else made anew.
/// @param known may be null
/// @throws Error, Cancelled
std::shared_ptr<const CrossFitted> crossFitFor(std::shared_ptr<const CrossFitted> known,
                                               const std::shared_ptr<const Dataset>& data,
                                               Scenario scenario, const Job& job);

/// The scenario's predictor as kept in the store, else fitted and kept there.
/// @param store null: it is not kept
/// @throws Error, Cancelled
std::shared_ptr<const Predictor> predictorFor(const std::shared_ptr<Store>& store,
                                              const Dataset& data, const Scenario& scenario,
                                              const Job& job);

struct Opened {
    std::shared_ptr<Store> store;              ///< null: in memory only
    std::shared_ptr<const Prepared> prepared;  ///< null: the workspace has no data set yet
    Scenario scenario;                         ///< restored
    std::vector<std::string> routers;          ///< compared ones, restored; empty: the usual
    std::optional<Error> remark;               ///< why it is in memory only
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
};

/// Imports files into the workspace and prepares the new data set.
Imported importInto(const std::shared_ptr<Store>& store, const ImportOptions& options,
                    Scenario scenario, const Job& job);

/// Keeps what openWorkspace restores. @throws Error
void writeScenario(Store& store, const Scenario& scenario, const std::vector<std::string>& routers);

}  // namespace orl
