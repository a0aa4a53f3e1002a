#include <fmt/format.h>

#include <limits>

#include "core/data/workspace_state.h"
#include "core/support/hash.h"

namespace orl {

namespace {

constexpr std::size_t kRowsBetweenReports = 256;

std::int64_t checksumOf(const std::string& bytes) {
    Fingerprint print;
    print.add(bytes);
    return static_cast<std::int64_t>(print.value());
}

/// SQLite's own limit for one value, which its int lengths would otherwise wrap around.
void requireStorable(const std::filesystem::path& file, const std::string& bytes) {
    if (bytes.size() > 1'000'000'000) {
        throw Error(file.string(),
                    "the fitted predictor is larger than the 1 GB that SQLite stores",
                    "Fit a smaller predictor");
    }
}

}  // namespace

void Workspace::saveEmbeddings(const std::string& dataset, const std::string& source,
                               const Embeddings& vectors, const Job& job) {
    m_state->write(job, [&](SQLite::Database& database) {
        const std::int64_t id = m_state->datasetId(database, dataset);
        SQLite::Statement remove(database,
                                 "DELETE FROM embedding WHERE source = ? AND query_id IN "
                                 "(SELECT id FROM query WHERE dataset_id = ?)");
        remove.bind(1, source);
        remove.bind(2, id);
        remove.exec();

        SQLite::Statement select(database,
                                 "SELECT id FROM query WHERE dataset_id = ? ORDER BY position");
        select.bind(1, id);
        SQLite::Statement insert(
            database, "INSERT INTO embedding (query_id, source, vector) VALUES (?, ?, ?)");
        ProgressMeter meter(job, "saving");
        const auto dimension = static_cast<std::size_t>(vectors.cols());
        const auto rows = static_cast<std::size_t>(vectors.rows());
        std::string bytes(dimension * sizeof(float), '\0');
        std::size_t i = 0;
        for (; select.executeStep(); ++i) {
            if (i >= rows) continue;
            if (i % kRowsBetweenReports == 0) {
                meter.update(static_cast<double>(i) / static_cast<double>(rows));
            }
            packNumbers(std::span(vectors.data() + i * dimension, dimension), bytes.data());
            insert.reset();
            insert.bind(1, select.getColumn(0).getInt64());
            insert.bind(2, source);
            insert.bindNoCopy(3, static_cast<const void*>(bytes.data()),
                              static_cast<int>(bytes.size()));
            insert.exec();
        }
        if (i != rows) {
            throw Error("data set \"" + dataset + "\"",
                        fmt::format("it has {} queries, but there are {} vectors", i, rows),
                        "Embed every query of the data set, in its order");
        }
    });
}

std::optional<Embeddings> Workspace::loadEmbeddings(const std::string& dataset,
                                                    const std::string& source,
                                                    const Job& job) const {
    return m_state->read(job, [&](SQLite::Database& database) -> std::optional<Embeddings> {
        const std::int64_t id = m_state->datasetId(database, dataset);
        SQLite::Statement count(database, "SELECT count(*) FROM query WHERE dataset_id = ?");
        count.bind(1, id);
        count.executeStep();
        const auto rows = static_cast<std::size_t>(count.getColumn(0).getInt64());

        SQLite::Statement select(database,
                                 "SELECT vector FROM query JOIN embedding ON query_id = query.id "
                                 "AND source = ? WHERE dataset_id = ? ORDER BY position");
        select.bind(1, source);
        select.bind(2, id);
        ProgressMeter meter(job, "loading");
        Embeddings vectors;
        std::size_t bytes = 0;
        std::size_t i = 0;
        for (; select.executeStep(); ++i) {
            if (i % kRowsBetweenReports == 0) {
                meter.update(static_cast<double>(i) / static_cast<double>(rows));
            }
            const SQLite::Column vector = select.getColumn(0);
            if (i == 0) {
                bytes = static_cast<std::size_t>(vector.getBytes());
                vectors.resize(static_cast<Eigen::Index>(rows),
                               static_cast<Eigen::Index>(bytes / sizeof(float)));
            }
            if (static_cast<std::size_t>(vector.getBytes()) != bytes ||
                bytes % sizeof(float) != 0) {
                throw damagedError(m_state->file, "embeddings \"" + source + "\" differ in length");
            }
            if (bytes == 0) continue;
            const std::size_t dimension = bytes / sizeof(float);
            unpackNumbers(static_cast<const char*>(vector.getBlob()),
                          std::span(vectors.data() + i * dimension, dimension));
        }
        if (i == 0) return std::nullopt;
        if (i != rows)
            throw damagedError(m_state->file, "embeddings \"" + source + "\" are missing");
        return vectors;
    });
}

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

void Workspace::saveScenario(const Scenario& scenario) {
    const std::string json = scenario.toJson();
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement insert(database,
                                 "INSERT INTO scenario (name, json) VALUES (?, ?) "
                                 "ON CONFLICT (name) DO UPDATE SET json = excluded.json");
        insert.bind(1, scenario.name);
        insert.bind(2, json);
        insert.exec();
    });
}

std::vector<Scenario> Workspace::scenarios() const {
    return m_state->read({}, [&](SQLite::Database& database) {
        std::vector<Scenario> scenarios;
        SQLite::Statement select(database, "SELECT json FROM scenario ORDER BY id");
        while (select.executeStep()) {
            scenarios.push_back(Scenario::fromJson(select.getColumn(0).getString()));
        }
        return scenarios;
    });
}

void Workspace::removeScenario(const std::string& name) {
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement remove(database, "DELETE FROM scenario WHERE name = ?");
        remove.bind(1, name);
        if (remove.exec() == 0) {
            throw Error(m_state->file.string(), "the workspace has no scenario \"" + name + "\"",
                        "Choose one of its scenarios");
        }
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

std::optional<std::string> Workspace::setting(const std::string& key) const {
    return m_state->read({}, [&](SQLite::Database& database) -> std::optional<std::string> {
        SQLite::Statement select(database, "SELECT value FROM setting WHERE key = ?");
        select.bind(1, key);
        if (!select.executeStep()) return std::nullopt;
        return select.getColumn(0).getString();
    });
}

}  // namespace orl
