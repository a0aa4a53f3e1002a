#include "core/support/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <set>

#include "core/support/error.h"
#include "core/support/file_identity.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

constexpr const char* kWritableRemedy = "Choose a file in a folder that exists and is writable";
constexpr std::string_view kPrefix = ".omnirouter-";
constexpr std::string_view kSuffix = ".part";
constexpr std::size_t kDigits = 16;
constexpr int kMostTries = 16;

std::string reason() {
    return errno == 0 ? "unknown reason" : std::strerror(errno);
}

[[noreturn]] void refuseRest(const fs::path& file) {
    const bool full = errno == ENOSPC || errno == EDQUOT;
    throw Error(file.string(),
                full ? "The disk is full or a quota is reached, so nothing was saved"
                     : "Writing broke off: " + reason(),
                "Free some space or choose another disk");
}

std::string randomName() {
    std::random_device source;
    return fmt::format("{}{:08x}{:08x}{}", kPrefix, source(), source(), kSuffix);
}

bool isTemporaryName(std::string_view name) {
    if (name.size() != kPrefix.size() + kDigits + kSuffix.size() || !name.starts_with(kPrefix) ||
        !name.ends_with(kSuffix)) {
        return false;
    }
    return name.substr(kPrefix.size(), kDigits).find_first_not_of("0123456789abcdef") ==
           std::string_view::npos;
}

fs::path folderToWrite(const fs::path& file) {
    return fs::absolute(file).parent_path();
}

bool isDatabase(const fs::path& file) {
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    const int handle = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (handle < 0) return false;
    std::array<char, kMagic.size()> start{};
    const ssize_t count = ::read(handle, start.data(), start.size());
    if (count == static_cast<ssize_t>(kMagic.size()) &&
        std::string_view(start.data(), start.size()) == kMagic) {
        // Never closed: if this process works on the database, closing would drop SQLite's locks.
        return true;
    }
    ::close(handle);
    return false;
}

/// A database's data would be lost, and a log under its name be taken for its own.
void refuseDatabase(const fs::path& named, const fs::path& target) {
    const auto refuse = [&](const std::string& what) {
        throw Error(named.string(), what, "Choose another file to write");
    };
    if (isDatabase(target)) refuse("This is a workspace or another database; it is not replaced");
    const std::string name = target.string();
    for (const std::string_view suffix : {"-wal", "-shm", "-journal"}) {
        if (!name.ends_with(suffix)) continue;
        const fs::path owner = name.substr(0, name.size() - suffix.size());
        std::error_code code;
        if (fs::is_regular_file(owner, code) && isDatabase(owner)) {
            refuse("This name belongs to the database " + owner.string());
        }
    }
}

/// Where a regular file is or will be; empty for what is written in place.
fs::path regularTarget(const fs::path& file) {
    if (file.filename().empty()) {
        throw Error(file.string(), "This names no file", kWritableRemedy);
    }
    std::error_code code;
    const fs::file_status status = fs::status(file, code);
    if (fs::is_directory(status)) {
        throw Error(file.string(), "This is a folder, not a file", kWritableRemedy);
    }
    if (!fs::exists(status) && status.type() != fs::file_type::not_found) {
        throw Error(file.string(), "The file cannot be reached: " + code.message(),
                    kWritableRemedy);
    }
    if (fs::exists(status) && !fs::is_regular_file(status)) return {};
    if (namesOpenFile(file)) return {};
    fs::path target = followed(file);
    refuseDatabase(file, target);
    if (fs::exists(status) && ::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0) {
        throw Error(file.string(), "The file is write-protected: " + reason(),
                    "Allow writing it, or choose another file");
    }
    return target;
}

bool isStdout(const fs::path& file) {
    struct stat named {};
    struct stat own {};
    return ::stat(file.c_str(), &named) == 0 && ::fstat(STDOUT_FILENO, &own) == 0 &&
           named.st_dev == own.st_dev && named.st_ino == own.st_ino;
}

void writeAll(std::ostream& out, const fs::path& named,
              const std::function<void(std::ostream&)>& write) {
    errno = 0;
    write(out);
    out.flush();
    if (!out) refuseRest(named);
}

void writeInPlace(const fs::path& file, const std::function<void(std::ostream&)>& write) {
    if (isStdout(file)) {
        // Opened anew, it would begin at its start and overwrite what is printed.
        writeAll(std::cout, file, write);
        return;
    }
    errno = 0;
    std::ofstream out(file, std::ios::binary | std::ios::app);
    if (!out) {
        throw Error(file.string(), "The file cannot be written: " + reason(), kWritableRemedy);
    }
    writeAll(out, file, write);
}

}  // namespace

TemporaryFile::TemporaryFile(const fs::path& file) : m_file(file) {
    const fs::path folder = folderToWrite(file);
    removeLeftOvers(folder);
    for (int tries = 0; tries < kMostTries; ++tries) {
        m_path = folder / randomName();
        m_handle = ::open(m_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (m_handle < 0 && errno == EEXIST) continue;
        if (m_handle < 0) {
            throw Error(file.string(), "The file cannot be written: " + reason(), kWritableRemedy);
        }
        // Somebody who tidies up may have come between making and locking.
        struct stat made {};
        const bool locked = ::flock(m_handle, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
        if (locked && ::fstat(m_handle, &made) == 0 && made.st_nlink > 0) return;
        ::close(m_handle);
    }
    throw Error(file.string(), "No temporary file can be made beside it", kWritableRemedy);
}

TemporaryFile::~TemporaryFile() {
    if (!m_path.empty()) ::unlink(m_path.c_str());
    if (m_handle >= 0) ::close(m_handle);
}

void TemporaryFile::write(const std::function<void(std::ostream&)>& write) const {
    errno = 0;
    std::ofstream out(m_path, std::ios::binary | std::ios::trunc);
    if (!out) {
        throw Error(m_file.string(), "The file cannot be written: " + reason(), kWritableRemedy);
    }
    writeAll(out, m_file, write);
}

void TemporaryFile::sync() const {
    if (::fsync(m_handle) != 0) refuseRest(m_file);
}

void TemporaryFile::syncFolder() const {
    const int folder = ::open(folderToWrite(m_file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

void TemporaryFile::replace() {
    struct stat old {};
    if (::stat(m_file.c_str(), &old) == 0) ::fchmod(m_handle, old.st_mode & 0777);
    sync();
    if (::rename(m_path.c_str(), m_file.c_str()) != 0) {
        throw Error(m_file.string(), "The file cannot be written: " + reason(), kWritableRemedy);
    }
    m_path.clear();
    syncFolder();
}

bool TemporaryFile::publishNew(const fs::path& file) {
    sync();
    if (::link(m_path.c_str(), file.c_str()) != 0) {
        if (errno == EEXIST) return false;
        // Some file systems have no hard links.
        if (::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
            if (errno == EEXIST) return false;
            throw Error(file.string(), "The file cannot be written: " + reason(), kWritableRemedy);
        }
        m_path.clear();
    }
    syncFolder();
    return true;
}

void removeLeftOvers(const fs::path& folder) {
    static std::mutex mutex;
    static std::set<fs::path> visited;
    {
        const std::lock_guard lock(mutex);
        if (!visited.insert(folder).second) return;
    }
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
        const fs::path file = it->path();
        if (!isTemporaryName(file.filename().string())) continue;
        const int handle = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (handle < 0) continue;
        struct stat status {};
        const bool ours = ::fstat(handle, &status) == 0 && S_ISREG(status.st_mode) &&
                          status.st_uid == ::geteuid();
        if (ours && ::flock(handle, LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
        ::close(handle);
    }
}

void checkWritable(const fs::path& file) {
    const fs::path target = regularTarget(file);
    if (target.empty()) return;
    if (isStdout(target)) {
        throw Error(file.string(), "This is where the printed result goes",
                    "Choose another file, or send stdout elsewhere");
    }
    const TemporaryFile probe(target);
}

void writeFile(const fs::path& file, const std::function<void(std::ostream&)>& write) {
    const fs::path target = regularTarget(file);
    if (target.empty()) {
        writeInPlace(file, write);
        return;
    }
    TemporaryFile temporary(target);
    temporary.write(write);
    temporary.replace();
}

void writeFile(const fs::path& file, std::string_view bytes) {
    writeFile(file, [&](std::ostream& out) {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
}

}  // namespace orl
