#include "core/data/workspace/state.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <thread>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/log_mark.h"

namespace orl {

namespace {

constexpr const char* kRestore =
    "Restore the file from a copy, or rescue its healthy data sets with: omnirouter recover FILE "
    "--out NEW";
constexpr int kOperationsBetweenChecks = 20000;  // a few ms

bool isOutOfSpace(int systemError) {
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
}

}  // namespace

Error damagedError(const std::filesystem::path& file, const std::string& what) {
    return {file.string(), "the workspace file is damaged: " + what, kRestore};
}

int systemErrorOf(sqlite3* handle) {
    int number = sqlite3_system_errno(handle);
    if (number != 0) return number;
    sqlite3_file_control(handle, nullptr, SQLITE_FCNTL_LAST_ERRNO, &number);
    if (number != 0) return number;
    sqlite3_file* log = nullptr;
    sqlite3_file_control(handle, nullptr, SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
    // A journal in memory has no operating system below it.
    if (log != nullptr && log->pMethods != nullptr && log->pMethods->xFileControl != nullptr) {
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
    }
    return number;
}

Error unreachableError(const std::filesystem::path& file,
                       const std::filesystem::filesystem_error& cause) {
    return {file.string(), "the file cannot be reached: " + cause.code().message(),
            "Check the path and its permissions, and that nobody moves the file meanwhile"};
}

Error workspaceError(const std::filesystem::path& file, const SQLite::Exception& cause,
                     int systemError) {
    const std::string where = file.string();
    const std::string detail = cause.what();
    const std::string folder = std::filesystem::absolute(file).parent_path().string();
    const int code = cause.getErrorCode() & 0xff;
    const bool fileCall = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
    if (code == SQLITE_FULL || cause.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE ||
        (fileCall && isOutOfSpace(systemError))) {
        return {where,
                systemError == EFBIG
                    ? "a limit on the size of files is reached, so nothing was saved"
                    : "the disk is full or a quota is reached, so nothing was saved",
                "Free some space in " + folder + " and try again; what was there before is intact"};
    }
    switch (code) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {where, "the workspace is locked: another program is working on it",
                    "Wait until it is done, or close it there, and try again"};
        case SQLITE_READONLY:
            return {where, "the workspace is read-only (" + detail + ")",
                    "Make the file and its folder writable, or copy it to a place of your own"};
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return {where, "the workspace cannot be opened (" + detail + ")",
                    "Check that the file and its folder " + folder + " can be read and written"};
        case SQLITE_IOERR:
            return {where,
                    systemError == 0 ? "reading or writing failed (" + detail + ")"
                                     : fmt::format("reading or writing failed ({}: {})", detail,
                                                   std::strerror(systemError)),
                    "Check the disk that holds " + folder};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return damagedError(file, detail);
        case SQLITE_TOOBIG:
            return {where, "a single text or predictor is larger than the 1 GB that SQLite stores",
                    "Shorten it, or fit a smaller predictor"};
        case SQLITE_NOMEM:
            return {where, "there is not enough memory", "Close other programs and try again"};
        case SQLITE_ERROR:
            // The program's own statements are right, so the file's tables are not.
            return damagedError(file, "its tables are not as written (" + detail + ")");
        default:
            return {where, "the workspace could not be used (" + detail + ")",
                    "Try again; if it stays, restore the file from a copy"};
    }
}

Interruptible::Interruptible(SQLite::Database& database, const Job& job) : m_database(database) {
    if (!job.stop.stop_possible()) return;
    sqlite3_progress_handler(
        database.getHandle(), kOperationsBetweenChecks,
        [](void* data) { return static_cast<const Job*>(data)->stop.stop_requested() ? 1 : 0; },
        const_cast<Job*>(&job));
}

Interruptible::~Interruptible() {
    sqlite3_progress_handler(m_database.getHandle(), 0, nullptr, nullptr);
}

PatientWriter::PatientWriter(SQLite::Database& database, const Job& job)
    : m_database(database),
      m_job(job),
      m_end(std::chrono::steady_clock::now() + Workspace::kPatience) {
    sqlite3_busy_handler(database.getHandle(), &PatientWriter::waitAgain, this);
}

PatientWriter::~PatientWriter() {
    sqlite3_busy_timeout(m_database.getHandle(), kBusyTimeoutMs);
}

int PatientWriter::waitAgain(void* self, int /*attempt*/) {
    const auto* writer = static_cast<const PatientWriter*>(self);
    if (writer->m_job.stop.stop_requested()) return 0;
    if (std::chrono::steady_clock::now() > writer->m_end) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return 1;
}

std::int64_t Workspace::State::datasetId(SQLite::Database& connection,
                                         const std::string& name) const {
    SQLite::Statement find(connection, "SELECT id FROM dataset WHERE name = ?");
    find.bind(1, name);
    if (!find.executeStep()) throw unknownDataset(connection, name);
    return find.getColumn(0).getInt64();
}

Error Workspace::State::unknownDataset(SQLite::Database& connection,
                                       const std::string& name) const {
    std::string known;
    SQLite::Statement select(connection, "SELECT name FROM dataset ORDER BY name");
    while (select.executeStep()) {
        known += (known.empty() ? "\"" : ", \"") + select.getColumn(0).getString() + "\"";
    }
    return {file.string(), "the workspace has no data set \"" + name + "\"",
            known.empty() ? "It is empty: import a data set first"
                          : "Choose one of the data sets it has: " + known};
}

void Workspace::State::requireWriteAccess() const {
    if (readOnly) {
        throw Error(file.string(), "the workspace is open for reading only",
                    "Open it for writing, or save into another workspace");
    }
}

std::unique_ptr<Workspace::State> Workspace::State::connectPrivately(
    const std::filesystem::path& file) {
    auto state = std::make_unique<State>();
    state->file = file;
    state->database = std::make_unique<SQLite::Database>(
        file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, 0, "unix-none");
    configureConnection(*state->database);
    // Nothing beside the file, which is not published when this process ends early.
    state->database->execAndGet("PRAGMA journal_mode = MEMORY");
    state->database->exec("PRAGMA synchronous = OFF");
    state->identity = identityOf(file);
    state->logIdentity = identityOf(file.string() + "-wal");
    return state;
}

void Workspace::State::mergeLogOnClose(bool merge) {
    sqlite3_db_config(database->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, merge ? 0 : 1,
                      nullptr);
}

void Workspace::State::holdOn() {
    database->execAndGet("PRAGMA journal_mode = WAL");
    // The log is made with the first look into the file.
    database->execAndGet("SELECT count(*) FROM setting");
    identity = identityOf(file);
    logIdentity = identityOf(file.string() + "-wal");
}

void Workspace::State::commit(const Job& job, SQLite::Transaction& transaction) {
    job.check();
    turnLogMark(*database);
    requireInPlace();
    transaction.commit();
}

void Workspace::State::requireInPlace() const {
    const auto refuse = [&](const std::string& what, const std::string& remedy) {
        throw Error(file.string(), what + " while it was being worked on, so nothing was saved",
                    remedy);
    };
    int moved = 0;
    sqlite3_file_control(database->getHandle(), nullptr, SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved != 0 || identityOf(file) != identity) {
        refuse("the workspace was renamed, deleted or replaced",
               "Open it where it is now, or put it back, and do the same again");
    }
    if (identityOf(file.string() + "-wal") != logIdentity) {
        refuse("the workspace's log (" + file.string() + "-wal) was deleted or replaced",
               "Never touch the log of a workspace in use; open the workspace again and do the "
               "same again");
    }
}

void Workspace::State::requireUnchanged() const {
    if (frozen && stampOf(file) != *frozen) {
        throw Error(file.string(),
                    "another program has written to the workspace since it was opened",
                    "Open it again");
    }
}

void Workspace::State::refuse(const Job& job, const SQLite::Exception& cause) const {
    const int code = cause.getErrorCode() & 0xff;
    if (code == SQLITE_INTERRUPT || code == SQLITE_BUSY) job.check();
    const int systemError = systemErrorOf(database->getHandle());
    if (!readOnly && (code == SQLITE_FULL || code == SQLITE_IOERR)) {
        // The log of the failed write may hold all the disk's free space for nothing.
        sqlite3_wal_checkpoint_v2(database->getHandle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                  nullptr, nullptr);
    }
    requireUnchanged();
    throw workspaceError(file, cause, systemError);
}

}  // namespace orl
