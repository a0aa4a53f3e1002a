#include "core/data/workspace/copy.h"

#include <fmt/format.h>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/state.h"
#include "core/support/output_file.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

constexpr int kPagesAStep = 512;

}  // namespace

void setJournalMode(const fs::path& file, char mode) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(kJournalModeByte);
    stream.put(mode).put(mode);
    if (!stream.flush()) throw Error(file.string(), "The file cannot be written", "Try again");
}

void refuseTaken(const fs::path& file) {
    throw Error(file.string(), "there already is a file of this name",
                "Choose another name, or move that file away");
}

void requireFree(const fs::path& file) {
    std::error_code code;
    if (fs::exists(fs::symlink_status(file, code))) refuseTaken(file);
    checkWritable(file);
}

void copyDatabase(SQLite::Database& source, const fs::path& target, const Job& job) {
    // As long as this reads, the backup's steps are of the same moment.
    const SQLite::Transaction moment(source);
    source.execAndGet("SELECT count(*) FROM sqlite_schema");
    SQLite::Database copy(target.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0,
                          "unix-none");
    copy.execAndGet("PRAGMA journal_mode = MEMORY");
    copy.exec("PRAGMA synchronous = OFF");
    SQLite::Backup backup(copy, source);
    ProgressMeter meter(job, "copying");
    try {
        while (backup.executeStep(kPagesAStep) != SQLITE_DONE) {
            const int total = std::max(1, backup.getTotalPageCount());
            meter.update(1.0 - static_cast<double>(backup.getRemainingPageCount()) / total);
        }
    } catch (const SQLite::Exception& cause) {
        // It is the copy that has no room.
        const int systemError = systemErrorOf(copy.getHandle());
        const bool full = (cause.getErrorCode() & 0xff) == SQLITE_FULL;
        if (full || systemError != 0) throw workspaceError(target, cause, systemError);
        throw;
    }
}

void copyBeforeMigration(const fs::path& file, SQLite::Database& source, int version) {
    TemporaryFile made(file);
    copyDatabase(source, made.path(), {});
    const std::string name = fmt::format("{}.v{}-backup", file.string(), version);
    for (int count = 1; !made.publishNew(count == 1 ? name : fmt::format("{}-{}", name, count));) {
        ++count;
    }
}

void Workspace::backup(const fs::path& file, const fs::path& copy, const Job& job) {
    requireFree(copy);
    const auto state = State::connect(file, State::Connect::Share);
    TemporaryFile made(copy);
    state->translated(job, [&] {
        state->requireReadable(*state->database);
        copyDatabase(*state->database, made.path(), job);
        state->requireUnchanged();
        state->mergeLogOnClose(true);
    });
    const auto copied = State::connect(made.path(), State::Connect::Read);
    const WorkspaceCheck checked = copied->check(job);
    if (!checked.problems.empty()) {
        throw Error(file.string(), "the workspace is damaged: " + checked.problems.front(),
                    "Nothing was copied. Rescue its healthy data sets with: omnirouter recover "
                    "FILE --out NEW");
    }
    if (!made.publishNew(copy)) refuseTaken(copy);
}

void Workspace::pack(const fs::path& target, const std::function<void(Workspace&)>& fill) {
    // In place: the file stays the one that its maker holds.
    std::ofstream(target, std::ios::binary | std::ios::trunc) << emptyWorkspaceBytes();
    setJournalMode(target, kJournalMode);
    try {
        Workspace made(State::connectPrivately(target));
        SQLite::Database& database = *made.m_state->database;
        // What was overwritten must not be left between the rows, random marks least of all.
        database.execAndGet("PRAGMA secure_delete = ON");
        fill(made);
        database.exec("DELETE FROM log_mark");
    } catch (const SQLite::Exception& cause) {
        throw workspaceError(target, cause, 0);
    }
    setJournalMode(target, kWriteAheadLogMode);
}

}  // namespace orl
