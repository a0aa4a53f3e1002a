#include "core/data/workspace/workspace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "core/data/workspace/schema.h"
#include "core/data/workspace/state.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

void configure(SQLite::Database& database) {
    sqlite3_extended_result_codes(database.getHandle(), 1);
    // A file from a stranger must not run anything: no functions from its schema, no schema edits.
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    database.exec("PRAGMA trusted_schema = OFF");
    database.exec("PRAGMA cell_size_check = ON");
    database.exec("PRAGMA foreign_keys = ON");
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA cache_size = -32768");
    database.exec("PRAGMA journal_size_limit = 16777216");
}

void quickCheck(const fs::path& file, SQLite::Database& database, const std::string& what) {
    SQLite::Statement check(database, "PRAGMA quick_check(" + what + ")");
    check.executeStep();
    const std::string verdict = check.getColumn(0).getString();
    if (verdict != "ok") throw damagedError(file, verdict);
}

void verify(const fs::path& file, SQLite::Database& database) {
    // Again, past the header: the newest state may still be in the log.
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > workspaceSchemaVersion()) {
        throw Error(file.string(), "a newer version of this program is working on the workspace",
                    "Install that newer version of OmniRouter Lab");
    }
    if (fs::file_size(file) <= Workspace::kFullCheckBytes) {
        quickCheck(file, database, "1");
    } else {
        for (const char* table : {"dataset", "model", "scenario", "setting"}) {
            quickCheck(file, database, table);
        }
    }
    if (version == workspaceSchemaVersion() && !hasWorkspaceTables(database)) {
        throw damagedError(file, "tables are missing");
    }
}

/// Removes a half-made file and what SQLite put beside it, unless it became the real one.
class UnfinishedFile {
  public:
    explicit UnfinishedFile(fs::path path) : m_path(std::move(path)) {}
    ~UnfinishedFile() {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
            std::error_code ignored;
            fs::remove(fs::path(m_path.string() + suffix), ignored);
        }
    }
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;
    const fs::path& path() const { return m_path; }

  private:
    fs::path m_path;
};

[[noreturn]] void refuseExisting(const fs::path& file) {
    throw Error(file.string(), "there already is a file of this name",
                "Open it, or choose another name");
}

/// Gives the finished file its name, never over an existing one.
void publish(const fs::path& made, const fs::path& file) {
    if (::link(made.c_str(), file.c_str()) == 0) return;
    if (errno == EEXIST) refuseExisting(file);
    // Some file systems have no hard links.
    std::error_code code;
    if (fs::exists(fs::symlink_status(file, code))) refuseExisting(file);
    fs::rename(made, file, code);
    if (code) {
        throw Error(file.string(), "the workspace cannot be created: " + code.message(),
                    "Choose a folder that you may write to");
    }
}

}  // namespace

Workspace::Workspace(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

const fs::path& Workspace::file() const {
    return m_state->file;
}

Workspace Workspace::create(const fs::path& file) {
    std::error_code code;
    if (file.filename().empty()) {
        throw Error(file.string(), "a workspace needs a file name", "Add a name such as my.orlab");
    }
    if (fs::exists(fs::symlink_status(file, code))) refuseExisting(file);
    const fs::path folder = fs::absolute(file).parent_path();
    static std::atomic<int> counter = 0;
    const fs::path unfinished =
        folder / fmt::format(".{}.{}-{}.new", file.filename().string(), ::getpid(), ++counter);
    const int made = ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (made < 0) {
        throw Error(file.string(),
                    fmt::format("the workspace cannot be created: {}", std::strerror(errno)),
                    fs::is_directory(folder, code)
                        ? "Choose a folder that you may write to"
                        : "Create the folder " + folder.string() + " first, or choose another");
    }
    ::close(made);
    const UnfinishedFile temporary(unfinished);
    int systemError = 0;
    try {
        SQLite::Database database(temporary.path().string(), SQLite::OPEN_READWRITE);
        try {
            configure(database);
            database.exec("PRAGMA page_size = 8192");  // fits texts and rows better than 4096
            migrate(database, workspaceMigrations());
            database.execAndGet("PRAGMA journal_mode = WAL");
        } catch (const SQLite::Exception&) {
            systemError = sqlite3_system_errno(database.getHandle());
            throw;
        }
    } catch (const SQLite::Exception& cause) {
        throw workspaceError(file, cause, systemError);
    }
    publish(temporary.path(), file);
    return open(file);
}

Workspace Workspace::open(const fs::path& file, Access access) {
    inspectWorkspaceFile(file);
    auto state = std::make_unique<State>();
    state->file = fs::canonical(file);
    state->readOnly = access == Access::ReadOnly;
    if (!state->readOnly) requireWritable(state->file);
    const FileStamp stamp = stampOf(state->file);

    const auto connect = [&](const std::string& name, int flags) {
        state->database =
            std::make_unique<SQLite::Database>(name, flags | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
        configure(*state->database);
    };
    const std::string name = state->file.string();
    const bool bareFolder = !folderIsWritable(state->file) && !fs::exists(name + "-shm");
    if (state->readOnly && stamp.log == WriteAheadLog::Filled && bareFolder) {
        throw Error(name, "the workspace has unfinished writes in a folder that cannot be written",
                    "Copy the file together with its -wal file to a place of your own");
    }
    try {
        if (!state->readOnly) {
            connect(name, SQLite::OPEN_READWRITE);
        } else if (stamp.log == WriteAheadLog::None || bareFolder) {
            // Nobody has it open: no locks are needed, and SQLite leaves no files beside it.
            state->frozen = stamp;
            connect(immutableUri(state->file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        } else {
            connect(name, SQLite::OPEN_READONLY);
        }
    } catch (const SQLite::Exception& cause) {
        throw workspaceError(state->file, cause, 0);
    }
    // Until the file is known to be sound, closing must not merge its log into it.
    const bool keepLog = !state->readOnly && stamp.log == WriteAheadLog::Filled;
    sqlite3* handle = state->database->getHandle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keepLog ? 1 : 0, nullptr);
    const auto open = [&] {
        verify(state->file, *state->database);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
        const int version = state->database->execAndGet("PRAGMA user_version").getInt();
        if (version < workspaceSchemaVersion()) {
            if (state->readOnly) {
                throw Error(name, fmt::format("the workspace has the older format {}", version),
                            "Open it for writing once, which brings it up to date");
            }
            migrate(*state->database, workspaceMigrations());
        }
        if (!state->readOnly) state->database->execAndGet("PRAGMA journal_mode = WAL");
        state->requireUnchanged();
    };
    state->translated({}, open);
    return Workspace(std::move(state));
}

Workspace Workspace::openOrCreate(const fs::path& file) {
    std::error_code code;
    const auto exists = [&] { return fs::exists(fs::symlink_status(file, code)); };
    if (exists()) return open(file);
    try {
        return create(file);
    } catch (const Error&) {
        // Another program has made it in between.
        if (!exists()) throw;
    }
    return open(file);
}

}  // namespace orl
