#include <fmt/format.h>

#include <limits>
#include <set>
#include <string_view>

#include "core/data/workspace/state.h"

namespace orl {

namespace {

/// SQLite's own limit for one value, which its int lengths would otherwise wrap around.
void requireStorable(const std::filesystem::path& file, const std::string& bytes) {
    if (bytes.size() > 1'000'000'000) {
        throw Error(file.string(),
                    "the fitted predictor is larger than the 1 GB that SQLite stores",
                    "Fit a smaller predictor");
    }
}

}  // namespace

void Workspace::savePredictor(const std::string& key, const std::string& dataset,
                              std::uint64_t fingerprint, const std::string& bytes) {
    requireStorable(m_state->file, bytes);
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement insert(database,
                                 "INSERT OR REPLACE INTO predictor "
                                 "(key, dataset, fingerprint, checksum, bytes) "
                                 "VALUES (?, ?, ?, ?, ?)");
        insert.bind(1, key);
        insert.bind(2, dataset);
        insert.bind(3, static_cast<std::int64_t>(fingerprint));
        insert.bind(4, checksumOf(bytes));
        insert.bindNoCopy(5, static_cast<const void*>(bytes.data()),
                          static_cast<int>(bytes.size()));
        insert.exec();
    });
}

std::optional<std::string> Workspace::loadPredictor(const std::string& key,
                                                    std::uint64_t fingerprint) const {
    return m_state->read({}, [&](SQLite::Database& database) -> std::optional<std::string> {
        SQLite::Statement select(
            database, "SELECT bytes, checksum FROM predictor WHERE key = ? AND fingerprint = ?");
        select.bind(1, key);
        select.bind(2, static_cast<std::int64_t>(fingerprint));
        if (!select.executeStep()) return std::nullopt;
        std::string bytes = select.getColumn(0).getString();
        if (checksumOf(bytes) != select.getColumn(1).getInt64()) {
            throw damagedError(m_state->file,
                               "the fitted predictor \"" + key + "\" is not as saved");
        }
        return bytes;
    });
}

void Workspace::saveScenarios(const std::vector<SavedScenario>& scenarios) {
    std::set<std::string_view> names;
    for (const SavedScenario& each : scenarios) {
        if (!names.insert(each.scenario.name).second) {
            throw Error(m_state->file.string(),
                        "two scenarios are named \"" + each.scenario.name + "\"",
                        "Give one of them another name");
        }
    }
    m_state->write({}, [&](SQLite::Database& database) {
        database.exec("DELETE FROM scenario");
        SQLite::Statement insert(database, "INSERT INTO scenario (name, json) VALUES (?, ?)");
        for (const SavedScenario& each : scenarios) {
            insert.bind(1, each.scenario.name);
            insert.bind(2, each.toJson());
            insert.exec();
            insert.reset();
        }
    });
}

std::vector<SavedScenario> Workspace::scenarios() const {
    return m_state->read({}, [&](SQLite::Database& database) {
        std::vector<SavedScenario> scenarios;
        SQLite::Statement select(database, "SELECT json FROM scenario ORDER BY id");
        while (select.executeStep()) {
            scenarios.push_back(SavedScenario::fromJson(select.getColumn(0).getString()));
        }
        return scenarios;
    });
}

std::int64_t Workspace::saveRun(const std::string& kind, const std::string& dataset,
                                const std::string& json) {
    return m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement insert(database,
                                 "INSERT INTO run (created, kind, dataset, json) VALUES "
                                 "(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?)");
        insert.bind(1, kind);
        insert.bind(2, dataset);
        insert.bind(3, json);
        insert.exec();
        return database.getLastInsertRowid();
    });
}

std::vector<StoredRun> Workspace::runs() const {
    return m_state->read({}, [&](SQLite::Database& database) {
        std::vector<StoredRun> runs;
        SQLite::Statement select(
            database, "SELECT id, created, kind, dataset, json FROM run ORDER BY id DESC");
        while (select.executeStep()) {
            runs.push_back({select.getColumn(0).getInt64(), select.getColumn(1).getString(),
                            select.getColumn(2).getString(), select.getColumn(3).getString(),
                            select.getColumn(4).getString()});
        }
        return runs;
    });
}

void Workspace::saveSetting(const std::string& key, const std::string& value) {
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement insert(database, "INSERT OR REPLACE INTO setting VALUES (?, ?)");
        insert.bind(1, key);
        insert.bind(2, value);
        insert.exec();
    });
}

void Workspace::removeSetting(const std::string& key) {
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement remove(database, "DELETE FROM setting WHERE key = ?");
        remove.bind(1, key);
        remove.exec();
    });
}

std::optional<std::string> Workspace::setting(const std::string& key) const {
    return m_state->read({}, [&](SQLite::Database& database) -> std::optional<std::string> {
        SQLite::Statement select(database, "SELECT value FROM setting WHERE key = ?");
        select.bind(1, key);
        if (!select.executeStep()) return std::nullopt;
        return select.getColumn(0).getString();
    });
}

}  // namespace orl
