#include <fmt/format.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/data/workspace/schema.h"
#include "core/data/workspace/state.h"

namespace orl {

namespace {

constexpr std::size_t kMostProblemsOfAKind = 20;

/// Runs one part of the check; what it throws is what it has found.
template <typename Part>
void collect(WorkspaceCheck& result, const Job& job, Part&& part) {
    try {
        part();
    } catch (const Error& error) {
        result.problems.push_back(error.problem());
    } catch (const SQLite::Exception& cause) {
        job.check();
        result.problems.emplace_back(cause.what());
    }
}

void checkPages(SQLite::Database& database, WorkspaceCheck& result) {
    SQLite::Statement check(database,
                            fmt::format("PRAGMA integrity_check({})", kMostProblemsOfAKind));
    while (check.executeStep()) {
        const std::string found = check.getColumn(0).getString();
        if (found != "ok") result.problems.push_back(found);
    }
    SQLite::Statement orphans(database,
                              "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY "
                              "\"table\"");
    while (orphans.executeStep()) {
        result.problems.push_back(fmt::format("{} rows of table {} belong to nothing",
                                              orphans.getColumn(1).getInt64(),
                                              orphans.getColumn(0).getString()));
    }
}

std::size_t checkBlobs(SQLite::Database& database, const char* sql, const Job& job,
                       const std::string& what, WorkspaceCheck& result) {
    SQLite::Statement select(database, sql);
    std::size_t count = 0;
    std::size_t wrong = 0;
    while (select.executeStep()) {
        if (++count % kRowsBetweenReports == 0) job.check();
        const SQLite::Column bytes = select.getColumn(0);
        const auto size = static_cast<std::size_t>(bytes.getBytes());
        const std::string_view blob(size == 0 ? "" : static_cast<const char*>(bytes.getBlob()),
                                    size);
        if (checksumOf(blob) != select.getColumn(1).getInt64()) ++wrong;
    }
    if (wrong > 0) {
        result.problems.push_back(fmt::format("{} of {} {} are not as saved", wrong, count, what));
    }
    return count;
}

void checkScenarios(SQLite::Database& database) {
    SQLite::Statement select(database, "SELECT name, json FROM scenario");
    while (select.executeStep()) {
        try {
            SavedScenario::fromJson(select.getColumn(1).getString());
        } catch (const Error& error) {
            const std::string name = select.getColumn(0).getString();
            throw Error(name, "scenario \"" + name + "\": " + error.problem());
        }
    }
}

std::vector<std::string> datasetNames(SQLite::Database& database) {
    std::vector<std::string> names;
    SQLite::Statement select(database, "SELECT name FROM dataset ORDER BY name");
    while (select.executeStep()) names.push_back(select.getColumn(0).getString());
    return names;
}

}  // namespace

void Workspace::State::requireReadable(SQLite::Database& connection) const {
    const int version = connection.execAndGet("PRAGMA user_version").getInt();
    if (version < kOldestReadableVersion || version > workspaceSchemaVersion()) {
        throw Error(file.string(), fmt::format("the workspace has format {}", version),
                    "Open it once for writing with the newest version of this program");
    }
    requireOwnSchema(file, connection, version);
}

WorkspaceCheck Workspace::State::check(const Job& job) const {
    WorkspaceCheck result;
    read(job, [&](SQLite::Database& connection) {
        requireReadable(connection);
        collect(result, job, [&] { checkPages(connection, result); });
        std::vector<std::string> names;
        collect(result, job, [&] { names = datasetNames(connection); });
        for (const std::string& name : names) {
            collect(result, job, [&] {
                result.queries += load(connection, name, job).queryCount();
                ++result.datasets;
            });
        }
        collect(result, job, [&] {
            result.predictors = checkBlobs(connection, "SELECT bytes, checksum FROM predictor", job,
                                           "fitted predictors", result);
        });
        collect(result, job, [&] {
            result.vectors = checkBlobs(connection, "SELECT vector, checksum FROM embedding_cache",
                                        job, "kept vectors", result);
        });
        collect(result, job, [&] { checkScenarios(connection); });
        return true;
    });
    return result;
}

WorkspaceCheck Workspace::check(const std::filesystem::path& file, const Job& job) {
    const auto state = State::connect(file, State::Connect::Share);
    WorkspaceCheck result = state->check(job);
    if (result.problems.empty()) state->mergeLogOnClose(true);
    return result;
}

}  // namespace orl
