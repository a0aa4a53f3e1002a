#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/lab/opening.h"
#include "core/support/error.h"

/// Files into a workspace.
namespace orl {

/// What happens to a data set that already has the name.
enum class IfKnown {
    AddSplits,      ///< the new splits join the others; a split that is there already is refused
    ReplaceSplits,  ///< those of the same name are replaced, the others stay
    ReplaceAll,     ///< nothing of it stays
};

/// Stores what was read, in one transaction with whatever is there by then; fits on rows that stay
/// are kept, and so is the report. Adds to the report what is worth a remark about both together.
/// @param read its data set is used up where it is all there is: large ones are not held twice
/// @return the whole data set as it is now
/// @throws Error, and then nothing is stored; Cancelled
Dataset storeImport(Workspace& workspace, ImportResult& read, IfKnown ifKnown, const Job& job);

struct Imported {
    std::shared_ptr<const Prepared> prepared;
    ImportReport report;
    std::optional<Error> fitError;  ///< the data are stored, but cannot be routed as they are
    std::vector<DatasetSummary> datasets;  ///< of the workspace now
};

struct ImportedAnew {
    Opened opened;
    ImportReport report;
};
/// Imports files into a workspace of their own, which is made, and opens it.
/// @param scenario whose goal and method stay
/// @throws Error, and then no file is left; Cancelled
ImportedAnew importAnew(const std::filesystem::path& file, const ImportOptions& options,
                        const Scenario& scenario, const Job& job);

/// Imports files into the workspace and prepares the data set.
/// @throws Error, and then nothing is stored; Cancelled
Imported importInto(const std::shared_ptr<Store>& store, const ImportOptions& options,
                    IfKnown ifKnown, Scenario scenario, const Job& job);

}  // namespace orl
