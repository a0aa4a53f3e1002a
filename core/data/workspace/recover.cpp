#include <fmt/format.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <fstream>
#include <ostream>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/copy.h"
#include "core/data/workspace/log_mark.h"
#include "core/data/workspace/raw_file.h"
#include "core/data/workspace/schema.h"
#include "core/data/workspace/state.h"
#include "core/support/output_file.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCopiedAtOnce = 1U << 20;

/// Copies the bytes of the file alone, without its log, and fills up what was cut off with zeros,
/// which SQLite finds damaged where it needs them.
void copyBytes(const fs::path& file, const TemporaryFile& target, const Job& job) {
    const RawFile raw(file);
    std::vector<unsigned char> bytes(kHeaderSize);
    if (!raw.opened() || !raw.read(0, bytes)) {
        throw Error(file.string(), "the file cannot be read", "Check the disk it is on");
    }
    const auto pageSize = pageSizeOf(bytes);
    if (!pageSize) throw damagedError(file, "its header states no page size");
    const std::uint64_t size = fs::file_size(file);
    // A damaged count must not fill the disk.
    const std::uint64_t stated = std::uint64_t{bigEndian(bytes, 28)} * *pageSize;
    const std::uint64_t whole = stated > size && stated < 4 * size ? stated : size;
    target.write([&](std::ostream& out) {
        for (std::uint64_t at = 0; at < whole; at += bytes.size()) {
            job.check();
            bytes.assign(std::min<std::uint64_t>(kCopiedAtOnce, whole - at), 0);
            // What cannot be read stays zero.
            if (at < size) static_cast<void>(raw.read(at, bytes));
            out.write(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<std::streamsize>(bytes.size()));
        }
    });
}

void bindAs(SQLite::Statement& statement, int index, const SQLite::Column& value) {
    if (value.isInteger()) {
        statement.bind(index, value.getInt64());
    } else if (value.isText()) {
        statement.bind(index, value.getString());
    } else if (value.isBlob()) {
        statement.bind(index, value.getBlob(), value.getBytes());
    } else {
        statement.bind(index);
    }
}

}  // namespace

/// From the copy of a damaged workspace into a new one, each piece by itself.
class Workspace::Rescue {
  public:
    Rescue(const State& from, Workspace& target, const Job& job)
        : m_from(from), m_target(target), m_job(job) {}

    WorkspaceRescue run() {
        requireReadable();
        for (const std::string& name : names()) saveDataset(name);
        saveRows("kept vector", "embedding_cache", "checksum, vector, model, text_hash, text_bytes",
                 true);
        saveRows("scenario", "scenario", "name, json");
        saveRows("run", "run", "id, created, kind, dataset, json");
        saveRows("setting", "setting", "key, value");
        return std::move(m_result);
    }

  private:
    SQLite::Database& source() const { return *m_from.database; }

    /// Only tables as we make them are read: others may be views, or compute what they hold.
    bool isOwn(const std::string& table) const {
        const auto ours = ownSchema(workspaceSchemaVersion());
        const auto theirs = schemaOf(source());
        return std::ranges::any_of(ours, [&](const SchemaObject& object) {
            return object.type == "table" && object.name == table &&
                   std::ranges::find(theirs, object) != theirs.end();
        });
    }
    void requireReadable() const {
        for (const char* table :
             {"dataset", "model", "price_tier", "query", "outcome", "embedding"}) {
            if (isOwn(table)) continue;
            throw Error(
                m_from.file.string(),
                fmt::format("its table \"{}\" is missing or not as this program made it, so "
                            "nothing can be rescued",
                            table),
                "Restore the file from a copy");
        }
    }
    template <typename Work>
    bool attempt(const std::string& what, Work&& work) {
        try {
            work();
            return true;
        } catch (const SQLite::Exception& cause) {
            m_job.check();
            m_result.lost.push_back(fmt::format("{}: {}", what, cause.what()));
        } catch (const Error& error) {
            m_result.lost.push_back(fmt::format("{}: {}", what, error.problem()));
        }
        return false;
    }

    std::vector<std::string> names() {
        std::vector<std::string> found;
        attempt("the rest of the data sets", [&] {
            // By the table itself: its index may be what is damaged.
            SQLite::Statement select(source(), "SELECT name FROM dataset NOT INDEXED ORDER BY id");
            while (select.executeStep()) found.push_back(select.getColumn(0).getString());
        });
        return found;
    }
    // What the new file cannot take is an error of the whole, not a loss.
    void saveDataset(const std::string& name) {
        const std::string what = "data set \"" + name + "\"";
        Dataset data;
        if (!attempt(what, [&] { data = m_from.load(source(), name, m_job); })) return;
        m_target.saveDataset(data, m_job);
        m_result.saved.push_back(
            fmt::format("{}: {} queries, {} models", what, data.queryCount(), data.modelCount()));
        if (isOwn("predictor")) savePredictors(name, what);
    }
    void savePredictors(const std::string& dataset, const std::string& what) {
        SQLite::Statement select(source(),
                                 "SELECT key, fingerprint, checksum, bytes FROM predictor NOT "
                                 "INDEXED WHERE dataset = ?");
        select.bind(1, dataset);
        while (nextOf(select, "fits of " + what)) {
            const std::string bytes = select.getColumn(3).getString();
            if (checksumOf(bytes) != select.getColumn(2).getInt64()) {
                m_result.lost.push_back("a fit of " + what + ": not as saved");
                continue;
            }
            m_target.savePredictor(select.getColumn(0).getString(), dataset,
                                   static_cast<std::uint64_t>(select.getColumn(1).getInt64()),
                                   bytes);
        }
    }

    /// Goes to the next row; a row that cannot be read is the end.
    bool nextOf(SQLite::Statement& select, const std::string& what) {
        m_job.check();
        bool found = false;
        attempt("the rest of the " + what, [&] { found = select.executeStep(); });
        return found;
    }
    /// @param checked whether the first two columns are a checksum and what it is of
    void saveRows(const std::string& what, const std::string& table, const std::string& columns,
                  bool checked = false) {
        if (!isOwn(table)) {
            m_result.lost.push_back("the " + what + "s: their table is missing or not ours");
            return;
        }
        std::size_t saved = 0;
        std::size_t wrong = 0;
        m_target.m_state->write(m_job, [&](SQLite::Database& target) {
            SQLite::Statement select(source(), "SELECT " + columns + " FROM " + table);
            std::string places = "?";
            for (int k = 1; k < select.getColumnCount(); ++k) places += ", ?";
            SQLite::Statement insert(target, "INSERT OR REPLACE INTO " + table + " (" + columns +
                                                 ") VALUES (" + places + ")");
            while (nextOf(select, what + "s")) {
                const bool whole = !checked || checksumOf(select.getColumn(1).getString()) ==
                                                   select.getColumn(0).getInt64();
                ++(whole ? saved : wrong);
                if (!whole) continue;
                insert.reset();
                for (int k = 0; k < select.getColumnCount(); ++k) {
                    bindAs(insert, k + 1, select.getColumn(k));
                }
                insert.exec();
            }
        });
        if (saved > 0) m_result.saved.push_back(counted(saved, what));
        if (wrong > 0) m_result.lost.push_back(counted(wrong, what) + ": not as saved");
    }
    static std::string counted(std::size_t count, const std::string& what) {
        return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    }

    const State& m_from;
    Workspace& m_target;
    const Job& m_job;
    WorkspaceRescue m_result;
};

namespace {

/// Of an older format the copy is brought up to date before it is read.
void bringUpToDate(const fs::path& file, SQLite::Database& copy) {
    const int version = copy.execAndGet("PRAGMA user_version").getInt();
    if (version > workspaceSchemaVersion()) {
        throw Error(file.string(), "a newer version of this program has written the workspace",
                    "Install that newer version of OmniRouter Lab");
    }
    if (version < workspaceSchemaVersion()) migrate(copy, workspaceMigrations());
}

}  // namespace

WorkspaceRescue Workspace::recover(const fs::path& file, const fs::path& rescued, const Job& job) {
    requireFree(rescued);
    requireSeparate({{"--out", rescued}}, workspaceFiles(file));
    const TemporaryFile copy(rescued);
    std::vector<std::string> lost;
    try {
        const auto state = State::connect(file, State::Connect::Share);
        state->translated(job, [&] { copyDatabase(*state->database, copy.path(), job); });
    } catch (const Error& error) {
        requireRegularFile(file);
        requireOwnLog(file);
        copyBytes(file, copy, job);
        if (writeAheadLogOf(file) == WriteAheadLog::Filled) {
            lost.push_back("what is in the log beside the file: " + error.problem());
        }
    }
    setJournalMode(copy.path(), kJournalMode);
    TemporaryFile made(rescued);
    const std::string empty = emptyWorkspaceBytes();
    made.write([&](std::ostream& out) { out << empty; });
    setJournalMode(made.path(), kJournalMode);
    WorkspaceRescue result;
    try {
        const auto from = State::connectPrivately(copy.path());
        from->file = fs::absolute(file);  // what messages name
        bringUpToDate(file, *from->database);
        Workspace target(State::connectPrivately(made.path()));
        result = Rescue(*from, target, job).run();
    } catch (const SQLite::Exception& cause) {
        job.check();
        throw workspaceError(file, cause, 0);
    }
    setJournalMode(made.path(), kWriteAheadLogMode);
    result.lost.insert(result.lost.begin(), lost.begin(), lost.end());
    if (!made.publishNew(rescued)) refuseTaken(rescued);
    return result;
}

}  // namespace orl
