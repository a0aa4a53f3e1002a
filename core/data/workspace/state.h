#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>

#include "core/data/workspace/file.h"
#include "core/data/workspace/workspace.h"
#include "core/support/file_identity.h"
#include "core/support/hash.h"
#include "core/support/little_endian.h"

namespace orl {

/// The sentence for what SQLite reported while working on that file.
/// @param systemError errno of the failed call, 0 if none
Error workspaceError(const std::filesystem::path& file, const SQLite::Exception& cause,
                     int systemError);
/// What the operating system said last, 0 if nothing: for commits SQLite does not pass it on.
int systemErrorOf(sqlite3* handle);
/// For a file that has gone since it was opened.
Error unreachableError(const std::filesystem::path& file,
                       const std::filesystem::filesystem_error& cause);
/// For content that contradicts itself, which SQLite cannot notice.
Error damagedError(const std::filesystem::path& file, const std::string& what);

/// Lets a stop request interrupt SQLite inside a long statement.
class Interruptible {
  public:
    Interruptible(SQLite::Database& database, const Job& job);
    ~Interruptible();
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

  private:
    SQLite::Database& m_database;
};

/// How long SQLite waits for another program before it gives up.
inline constexpr int kBusyTimeoutMs = 1000;

/// Lets SQLite wait for other writers up to Workspace::kPatience, or until a stop request.
class PatientWriter {
  public:
    PatientWriter(SQLite::Database& database, const Job& job);
    ~PatientWriter();
    PatientWriter(const PatientWriter&) = delete;
    PatientWriter& operator=(const PatientWriter&) = delete;

  private:
    /// @return 0: it waits no longer
    static int waitAgain(void* self, int attempt);
    SQLite::Database& m_database;
    const Job& m_job;
    std::chrono::steady_clock::time_point m_end;
};

/// What an open workspace is behind its door: the connection and how to use it safely.
struct Workspace::State {
    std::filesystem::path file;  ///< without symbolic links: SQLite puts its log beside the target
    std::unique_ptr<SQLite::Database> database;
    bool readOnly = false;
    /// Set when opened as immutable: SQLite then trusts that nobody writes, so we check.
    std::optional<FileStamp> frozen;
    FileIdentity identity, logIdentity;  ///< what we opened, to see whether it is still there

    enum class Connect {
        Write,
        Read,
        Share,  ///< to look or copy beside others: with locks where the folder allows them
    };
    /// Looks at the file from outside, opens it closed against what it may hold, and reads nothing.
    /// @throws Error
    static std::unique_ptr<State> connect(const std::filesystem::path& file, Connect how);
    /// A file that nobody else knows, of this process alone: no locks, no log, no files beside it.
    static std::unique_ptr<State> connectPrivately(const std::filesystem::path& file);
    void mergeLogOnClose(bool merge);

    /// Runs work(database) on one consistent state of the file.
    template <typename Work>
    auto read(const Job& job, Work&& work) const {
        return translated(job, [&] {
            const Interruptible interruptible(*database, job);
            const SQLite::Transaction snapshot(*database);
            auto result = work(*database);
            requireUnchanged();
            return result;
        });
    }

    /// Runs work(database) in one transaction: committed as a whole, or nothing of it.
    template <typename Work>
    auto write(const Job& job, Work&& work) {
        requireWriteAccess();
        return translated(job, [&] {
            SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
            using Result = std::invoke_result_t<Work&, SQLite::Database&>;
            const auto guarded = [&] {
                const Interruptible interruptible(*database, job);
                return work(*database);
            };
            if constexpr (std::is_void_v<Result>) {
                guarded();
                commit(job, transaction);
            } else {
                Result result = guarded();
                commit(job, transaction);
                return result;
            }
        });
    }

    /// The same, but waits for other programs that are writing, up to kPatience.
    template <typename Work>
    auto writeInTurn(const Job& job, Work&& work) {
        const PatientWriter patient(*database, job);
        return write(job, std::forward<Work>(work));
    }

    /// Runs work() and turns SQLite's exceptions into Error or Cancelled.
    template <typename Work>
    auto translated(const Job& job, Work&& work) const {
        try {
            return work();
        } catch (const SQLite::Exception& cause) {
            refuse(job, cause);
        } catch (const Error&) {
            requireUnchanged();
            throw;
        } catch (const std::filesystem::filesystem_error& cause) {
            throw unreachableError(file, cause);
        }
    }

    /// Before anything else is read: it would run what a stranger's schema holds. @throws Error
    void requireReadable(SQLite::Database& database) const;
    /// See Workspace::check.
    WorkspaceCheck check(const Job& job) const;
    /// All of a data set, compared with its counts and checksums. @throws Error, Cancelled
    Dataset load(SQLite::Database& database, const std::string& name, const Job& job) const;
    /// @throws Error naming the known data sets
    std::int64_t datasetId(SQLite::Database& database, const std::string& name) const;
    Error unknownDataset(SQLite::Database& database, const std::string& name) const;

    /// Turns to a write-ahead log and remembers the files that are open now.
    void holdOn();
    void requireWriteAccess() const;
    /// The last moment to notice a stop, or that the file has been taken away.
    void commit(const Job& job, SQLite::Transaction& transaction);
    /// @throws Error when the file or its log was renamed, deleted or replaced since it was opened
    void requireInPlace() const;
    void requireUnchanged() const;
    [[noreturn]] void refuse(const Job& job, const SQLite::Exception& cause) const;
};

inline constexpr std::size_t kRowsBetweenReports = 256;

/// A checksum as SQLite keeps it.
inline std::int64_t stored(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

/// To notice damage inside a text or BLOB, which SQLite's own check cannot see.
inline std::int64_t checksumOf(std::string_view bytes) {
    Fingerprint print;
    print.add(bytes);
    return stored(print.value());
}

}  // namespace orl
