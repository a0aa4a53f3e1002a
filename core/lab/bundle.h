#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/scenarios.h"

/// One file with all that a question needs elsewhere: the scenario and those that are saved, and
/// the data or only their fingerprint. See docs/bundle.md.
namespace orl {

inline constexpr const char* kBundleSuffix = ".orlz";

/// A data set that scenarios of a bundle are about.
struct BundledDataset {
    std::string name;
    std::size_t queries = 0;
    std::size_t models = 0;
    std::uint64_t fingerprint = 0;  ///< Dataset::fingerprint
    bool operator==(const BundledDataset&) const = default;
};

struct Bundle {
    std::string program;  ///< version that has written it
    bool hasData = false;
    std::vector<BundledDataset> datasets;  ///< in order of names
    Scenario scenario;                     ///< the one that was shown
    SavedWork work;
    bool operator==(const Bundle&) const = default;
};

/// Reads what it is about, without its data.
/// @throws Error on what is no bundle, on one of a newer program, on a damaged one; Cancelled
Bundle readBundle(const std::filesystem::path& file, const Job& job);

/// Of the scenario and the saved ones, with the data sets that they name: the same contents give
/// the same bytes. The file is written whole or not at all.
/// @param program version of this program
/// @throws Error, Cancelled
Bundle writeBundle(const std::filesystem::path& file, const Workspace& workspace,
                   const Scenario& scenario, const SavedWork& work, bool withData,
                   const std::string& program, const Job& job);

/// Its data, scenarios and settings as a new workspace, checked against the fingerprints.
/// @throws Error where it has no data, is damaged, or the workspace's name is taken; Cancelled
void unpackBundle(const std::filesystem::path& file, const std::filesystem::path& workspace,
                  const Job& job);

/// That the workspace has the data that a bundle without data is about.
/// @throws Error naming the data set that is wanted; Cancelled
void requireData(const std::filesystem::path& file, const Bundle& bundle,
                 const Workspace& workspace, const Job& job);

/// Its scenario as the one last shown, and the saved ones beside those that are there. The volume
/// and the currency of the workspace stay. @throws Error
void addToWorkspace(Workspace& workspace, const Bundle& bundle);

}  // namespace orl
