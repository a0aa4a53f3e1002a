#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/scenario.h"
#include "core/support/job.h"

namespace orl {

struct DatasetSummary {
    std::string name;
    std::size_t queries = 0;
    std::vector<std::string> models;
    std::map<std::string, std::size_t> splits;  ///< queries per split
};

struct StoredRun {
    std::int64_t id = 0;
    std::string created;  ///< ISO 8601 UTC
    std::string kind;     ///< "route", "sweep", "evaluate"
    std::string dataset;
    std::string json;  ///< settings and results
};

/// One SQLite file with everything a user works on. All writes are one transaction each; a crash or
/// a full disk leaves the file as it was before.
class Workspace {
  public:
    enum class Access { ReadWrite, ReadOnly };

    /// Creates a new workspace file. @throws Error if the file exists or cannot be made
    static Workspace create(const std::filesystem::path& file);
    /// Opens and checks one; migrates an older schema (ReadWrite only). A file that is no
    /// workspace, newer than the program, locked, truncated or corrupt gets its own message and is
    /// not touched.
    static Workspace open(const std::filesystem::path& file, Access access = Access::ReadWrite);
    static Workspace openOrCreate(const std::filesystem::path& file);
    ~Workspace();
    Workspace(Workspace&&) noexcept;
    Workspace& operator=(Workspace&&) noexcept;

    const std::filesystem::path& file() const;

    std::vector<DatasetSummary> datasets() const;
    /// @throws Error naming the known data sets
    Dataset loadDataset(const std::string& name, const Job& job = {}) const;
    /// Stores a new data set, or replaces the one of that name, in one transaction.
    void saveDataset(const Dataset& data, const Job& job = {});
    void removeDataset(const std::string& name);
    /// Prices of one data set's models, without rewriting it.
    void savePrices(const std::string& dataset, const std::vector<ModelInfo>& models);

    /// Fitted predictors, by a key that says what they were fitted on.
    void savePredictor(const std::string& key, const std::string& dataset,
                       std::uint64_t fingerprint, const std::string& bytes);
    /// Empty when absent or fitted on other data.
    std::optional<std::string> loadPredictor(const std::string& key,
                                             std::uint64_t fingerprint) const;

    void saveScenario(const Scenario& scenario);
    std::vector<Scenario> scenarios() const;
    void removeScenario(const std::string& name);

    std::int64_t saveRun(const std::string& kind, const std::string& dataset,
                         const std::string& json);
    std::vector<StoredRun> runs() const;

    /// Small settings of the workspace (last scenario, chosen data set).
    void saveSetting(const std::string& key, const std::string& value);
    std::optional<std::string> setting(const std::string& key) const;

  private:
    struct State;
    explicit Workspace(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace orl
