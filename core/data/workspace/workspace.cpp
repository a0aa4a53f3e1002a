#include "core/data/workspace/workspace.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <new>
#include <ostream>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/log_mark.h"
#include "core/data/workspace/schema.h"
#include "core/data/workspace/state.h"
#include "core/support/output_file.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

/// A database without data sets, as bytes. Made in memory: nothing half-made is ever on the disk.
std::string emptyWorkspace() {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
    configureConnection(database);
    database.exec("PRAGMA page_size = 8192");  // fits texts and rows better than 4096
    migrate(database, workspaceMigrations());
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> image(
        sqlite3_serialize(database.getHandle(), "main", &size, 0), sqlite3_free);
    if (!image) throw std::bad_alloc();
    std::string bytes(reinterpret_cast<const char*>(image.get()), static_cast<std::size_t>(size));
    // Read and written with a write-ahead log: https://www.sqlite.org/fileformat2.html
    bytes[18] = bytes[19] = 2;
    return bytes;
}

[[noreturn]] void refuseExisting(const fs::path& file) {
    throw Error(file.string(), "there already is a file of this name",
                "Open it, or choose another name");
}

/// @return false when there is a file of that name, which then stays
bool createFile(const fs::path& file) {
    std::error_code code;
    if (file.filename().empty()) {
        throw Error(file.string(), "a workspace needs a file name", "Add a name such as my.orlab");
    }
    if (fs::exists(fs::symlink_status(file, code))) return false;
    const fs::path folder = fs::absolute(file).parent_path();
    if (!fs::is_directory(folder, code)) {
        throw Error(file.string(), "the workspace cannot be created: there is no such folder",
                    "Create the folder " + folder.string() + " first, or choose another");
    }
    TemporaryFile made(file);
    const std::string bytes = emptyWorkspace();
    made.write([&](std::ostream& out) {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
    return made.publishNew();
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
    if (!createFile(file)) refuseExisting(file);
    return open(file);
}

Workspace Workspace::open(const fs::path& file, Access access) {
    inspectWorkspaceFile(file);
    auto state = std::make_unique<State>();
    state->file = fs::canonical(file);
    state->readOnly = access == Access::ReadOnly;
    if (!state->readOnly) requireWritable(state->file);
    if (!state->readOnly) removeLeftOvers(state->file.parent_path());
    const FileStamp stamp = stampOf(state->file);
    requireOwnLog(state->file);

    const auto connect = [&](const std::string& name, int flags) {
        state->database =
            std::make_unique<SQLite::Database>(name, flags | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
        configureConnection(*state->database);
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
        verifyDatabase(state->file, *state->database);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
        const int version = state->database->execAndGet("PRAGMA user_version").getInt();
        if (version < workspaceSchemaVersion()) {
            if (state->readOnly) {
                throw Error(name, fmt::format("the workspace has the older format {}", version),
                            "Open it for writing once, which brings it up to date");
            }
            migrate(*state->database, workspaceMigrations());
        }
        if (!state->readOnly) state->holdOn();
        state->requireUnchanged();
    };
    state->translated({}, open);
    return Workspace(std::move(state));
}

Workspace Workspace::openOrCreate(const fs::path& file) {
    // Of two programs that make it at once one is first, and the other opens what that one made.
    createFile(file);
    return open(file);
}

}  // namespace orl
