#include "core/data/workspace/workspace.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <new>
#include <ostream>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/copy.h"
#include "core/data/workspace/log_mark.h"
#include "core/data/workspace/schema.h"
#include "core/data/workspace/state.h"
#include "core/support/output_file.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

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
    const std::string bytes = emptyWorkspaceBytes();
    made.write([&](std::ostream& out) {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
    return made.publishNew(file);
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

std::unique_ptr<Workspace::State> Workspace::State::connect(const fs::path& file, Connect how) {
    inspectWorkspaceFile(file);
    auto state = std::make_unique<State>();
    std::error_code gone;
    state->file = fs::canonical(file, gone);
    if (gone) throw unreachableError(file, {"canonical", file, gone});
    if (how == Connect::Share) {
        const bool may = folderIsWritable(state->file) && isWritable(state->file);
        how = may ? Connect::Write : Connect::Read;
    }
    state->readOnly = how == Connect::Read;
    if (!state->readOnly) {
        requireWritable(state->file);
        removeLeftOvers(state->file.parent_path());
    }
    const FileStamp stamp = stampOf(state->file);
    requireOwnLog(state->file);

    const auto connectTo = [&](const std::string& name, int flags) {
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
            connectTo(name, SQLite::OPEN_READWRITE);
        } else if (stamp.log == WriteAheadLog::None || bareFolder) {
            // Nobody has it open: no locks are needed, and SQLite leaves no files beside it.
            state->frozen = stamp;
            connectTo(immutableUri(state->file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        } else {
            connectTo(name, SQLite::OPEN_READONLY);
        }
    } catch (const SQLite::Exception& cause) {
        throw workspaceError(state->file, cause, 0);
    }
    // Until the file is known to be sound, closing must not merge its log into it.
    state->mergeLogOnClose(state->readOnly || stamp.log != WriteAheadLog::Filled);
    return state;
}

Workspace Workspace::open(const fs::path& file, Access access) {
    auto state = State::connect(
        file, access == Access::ReadOnly ? State::Connect::Read : State::Connect::Write);
    const auto open = [&] {
        SQLite::Database& database = *state->database;
        verifyDatabase(state->file, database);
        state->mergeLogOnClose(true);
        const int version = database.execAndGet("PRAGMA user_version").getInt();
        if (state->readOnly && version < kOldestReadableVersion) {
            throw Error(state->file.string(),
                        fmt::format("the workspace has the older format {}", version),
                        "Open it for writing once, which brings it up to date");
        }
        if (!state->readOnly && version < workspaceSchemaVersion()) {
            if (version > 0) copyBeforeMigration(state->file, database, version);
            migrate(database, workspaceMigrations());
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
