#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/scenario.h"
#include "core/support/job.h"

namespace orl {

struct DatasetSummary {
    std::string name;
    std::size_t queries = 0;
    std::vector<std::string> models;
    std::vector<ModelInfo> pool;                ///< the same models with their prices
    std::map<std::string, std::size_t> splits;  ///< queries per split
    std::string embeddingSource;                ///< empty: it has no vectors
    std::size_t embeddingDimension = 0;
    std::size_t embeddings = 0;  ///< queries with a vector
};

struct StoredRun {
    std::int64_t id = 0;
    std::string created;  ///< ISO 8601 UTC
    std::string kind;     ///< "route", "sweep", "evaluate"
    std::string dataset;
    std::string json;  ///< settings and results
};

/// What looking through all of a workspace has found.
struct WorkspaceCheck {
    std::vector<std::string> problems;  ///< none: it is sound
    std::size_t datasets = 0;           ///< compared with their counts and checksums
    std::size_t queries = 0;
    std::size_t predictors = 0;
    std::size_t vectors = 0;  ///< kept answers of embedding servers
};

/// What of a damaged workspace is in the new file, and what is not, and why.
struct WorkspaceRescue {
    std::vector<std::string> saved;
    std::vector<std::string> lost;
};

/// One SQLite file with everything a user works on. All writes are one transaction each; a crash, a
/// kill or a full disk leaves the file as it was before. Every call throws Error with a message of
/// its own for: locked by another program (after a second), full disk, read-only, damaged.
/// An object belongs to one thread at a time; threads and programs each open their own.
class Workspace {
  public:
    enum class Access {
        ReadWrite,
        ReadOnly,  ///< also for files and folders that cannot be written; leaves no file behind
    };

    /// Creates a new workspace file, whole or not at all. @throws Error if the file exists or
    /// cannot be made
    static Workspace create(const std::filesystem::path& file);
    /// Opens and checks one; migrates an older schema (ReadWrite only), after a copy of the file
    /// has been left beside it as NAME.v4-backup (its version). A file that is no workspace, newer
    /// than the program, locked, truncated or corrupt gets its own message and is not touched.
    /// Files up to kFullCheckBytes are checked page by page (1.5 ms a MB), larger ones only in
    /// their small tables; data sets carry checksums that loading verifies.
    static Workspace open(const std::filesystem::path& file, Access access = Access::ReadWrite);
    static Workspace openOrCreate(const std::filesystem::path& file);
    static constexpr std::uintmax_t kFullCheckBytes = 256U << 20;

    /// Reads all of it, at any size and beside other programs, and changes nothing.
    /// @throws Error when it cannot even be opened; Cancelled
    static WorkspaceCheck check(const std::filesystem::path& file, const Job& job = {});
    /// Writes a copy of one moment into a new file, beside other programs at work; as sound as
    /// `check` can tell. @throws Error, also when the copy's name is taken; Cancelled
    static void backup(const std::filesystem::path& file, const std::filesystem::path& copy,
                       const Job& job = {});
    /// Writes what of a damaged or foreign file is whole into a new workspace: data sets with their
    /// vectors and fits, kept vectors, scenarios, runs, settings. The file stays as it is.
    /// @throws Error when nothing can be read, or the new name is taken; Cancelled
    static WorkspaceRescue recover(const std::filesystem::path& file,
                                   const std::filesystem::path& rescued, const Job& job = {});
    /// Makes a workspace in an empty file that nobody else knows yet: the same contents, filled in
    /// in the same order, give the same bytes. @throws Error, also what `fill` throws
    static void pack(const std::filesystem::path& target,
                     const std::function<void(Workspace&)>& fill);
    ~Workspace();
    Workspace(Workspace&&) noexcept;
    Workspace& operator=(Workspace&&) noexcept;

    const std::filesystem::path& file() const;

    /// In order of names.
    std::vector<DatasetSummary> datasets(const Job& job = {}) const;
    /// @throws Error naming the known data sets; Cancelled
    Dataset loadDataset(const std::string& name, const Job& job = {}) const;
    /// Stores a new data set, or replaces the one of that name with all that belonged to it
    /// (embeddings, predictors), in one transaction. Numbers come back bit by bit.
    /// @throws Error also on an empty data set name or two models of one name; Cancelled
    void saveDataset(const Dataset& data, const Job& job = {});
    /// What becomes of a data set; nullopt: there is none of that name yet.
    using DatasetChange = std::function<Dataset(std::optional<Dataset>)>;
    /// Reads the data set, stores what `change` makes of it and returns that, all in one
    /// transaction: of several programs that add at once each adds to what the others made.
    /// Waits for them, up to kPatience. Predictors go, as with saveDataset.
    /// @throws Error, also what `change` throws, and then nothing is stored; Cancelled
    Dataset updateDataset(const std::string& name, const DatasetChange& change,
                          const Job& job = {});
    static constexpr std::chrono::seconds kPatience{60};
    /// Its predictors go, see KeptFits. @throws Error when there is none, or one of the new name
    void renameDataset(const std::string& from, const std::string& to);
    /// With its embeddings and predictors. Scenarios and runs stay: they are records of their own.
    /// @throws Error when there is none of that name
    void removeDataset(const std::string& name);
    /// Prices of one data set's models by name, without rewriting it; models not in the list keep
    /// theirs. @throws Error on a model that the data set does not have
    void savePrices(const std::string& dataset, const std::vector<ModelInfo>& models);

    /// Gives the data set these vectors in place of those it had, without rewriting the rest.
    /// @throws Error unless there is one row per query, each finite or of NaN alone; Cancelled
    void saveEmbeddings(const std::string& dataset, const std::string& source,
                        const Embeddings& vectors, const Job& job = {});

    /// Keeps what an embedding model made of these texts, whatever data set they are in.
    /// @param vectors one finite row per text, of the length of those kept of the model before
    void cacheEmbeddings(const std::string& model, std::span<const std::string_view> texts,
                         const Embeddings& vectors);
    /// What is kept of these texts: one row each, of NaN where nothing is; no columns when nothing
    /// is kept of the model at all. @throws Cancelled
    Embeddings cachedEmbeddings(const std::string& model, std::span<const std::string_view> texts,
                                const Job& job = {}) const;
    /// Forgets all that is kept of the model.
    void clearCachedEmbeddings(const std::string& model);

    /// Fitted predictors, by a key that says what they were fitted on; replaces that of the key.
    void savePredictor(const std::string& key, const std::string& dataset,
                       std::uint64_t fingerprint, const std::string& bytes);
    /// Empty when absent or fitted on other data.
    std::optional<std::string> loadPredictor(const std::string& key,
                                             std::uint64_t fingerprint) const;

    /// In place of those that were there, in this order. @throws Error also on two of one name
    void saveScenarios(const std::vector<SavedScenario>& scenarios);
    std::vector<SavedScenario> scenarios() const;

    /// @return the run's id; ids ascend and are never used again
    std::int64_t saveRun(const std::string& kind, const std::string& dataset,
                         const std::string& json);
    /// The newest first.
    std::vector<StoredRun> runs() const;

    /// Small settings of the workspace (last scenario, chosen data set).
    void saveSetting(const std::string& key, const std::string& value);
    /// Nothing happens where there is none.
    void removeSetting(const std::string& key);
    std::optional<std::string> setting(const std::string& key) const;

  private:
    struct State;
    class Rescue;
    explicit Workspace(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace orl
