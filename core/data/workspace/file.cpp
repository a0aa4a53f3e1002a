#include "core/data/workspace/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "core/data/workspace/raw_file.h"
#include "core/data/workspace/schema.h"
#include "core/support/error.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

// Offsets and meanings: https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::string_view kMagic("SQLite format 3\0", 16);

using Header = std::array<unsigned char, kHeaderSize>;

std::uintmax_t statedSize(const fs::path& file, const Header& header) {
    const auto pageSize = pageSizeOf(header);
    if (!pageSize) {
        throw Error(file.string(), "the workspace file is damaged: its header states no page size",
                    "Restore it from a copy");
    }
    // The page count only holds while nobody but SQLite has counted changes.
    const bool valid = bigEndian(header, 24) == bigEndian(header, 92);
    return valid ? static_cast<std::uintmax_t>(bigEndian(header, 28)) * *pageSize : 0;
}

}  // namespace

void requireRegularFile(const fs::path& file) {
    const std::string where = file.string();
    std::error_code code;
    const fs::file_status status = fs::status(file, code);
    if (!fs::exists(status)) {
        if (status.type() == fs::file_type::not_found) {
            throw Error(where, "there is no such file",
                        "Check the path, or create a new workspace");
        }
        throw Error(where, "the file cannot be reached: " + code.message(),
                    "Check the path and its permissions");
    }
    if (fs::is_directory(status)) {
        throw Error(where, "this is a folder, not a workspace file",
                    "Choose the .orlab file itself");
    }
    if (!fs::is_regular_file(status)) {
        throw Error(where, "this is a device or a pipe, not a workspace file",
                    "Choose a .orlab file");
    }
}

void inspectWorkspaceFile(const fs::path& file) {
    const std::string where = file.string();
    requireRegularFile(file);
    const RawFile raw(file);
    Header header{};
    if (!raw.opened() || ::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) != 0) {
        throw Error(where, fmt::format("the file cannot be read: {}", std::strerror(errno)),
                    "Ask its owner for permission to read it, or copy it");
    }
    if (!raw.read(0, header)) {
        throw Error(where, "the file cannot be read", "Check the disk it is on");
    }
    std::error_code gone;
    std::uintmax_t size = fs::file_size(file, gone);
    if (gone) size = 0;
    const std::size_t got = std::min<std::uintmax_t>(size, kHeaderSize);
    if (got == 0) {
        throw Error(where, "the file is empty, so it is no workspace",
                    "Delete it and create a new workspace, or choose another file");
    }
    if (got < kMagic.size() || std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0) {
        throw Error(where, "this is no workspace: it is not an SQLite file",
                    "Choose a .orlab file; to read data, import it into a workspace");
    }
    const std::string cut =
        "The rest is lost in this file: restore it from a copy, copy it again from its source, or "
        "rescue its healthy data sets with: omnirouter recover FILE --out NEW";
    if (got < kHeaderSize) throw Error(where, "the workspace file is cut off in its header", cut);
    const auto application = static_cast<std::int32_t>(bigEndian(header, 68));
    if (application != kWorkspaceApplicationId) {
        throw Error(where, "this is an SQLite file of another program, not a workspace",
                    "Choose a .orlab file");
    }
    const auto version = static_cast<std::int32_t>(bigEndian(header, 60));
    if (version > workspaceSchemaVersion()) {
        throw Error(where,
                    fmt::format("the workspace has format {}, but this program knows formats up "
                                "to {}: a newer version has written it",
                                version, workspaceSchemaVersion()),
                    "Install that newer version of OmniRouter Lab");
    }
    const std::uintmax_t stated = statedSize(file, header);
    if (size < stated && writeAheadLogOf(file) != WriteAheadLog::Filled) {
        throw Error(
            where,
            fmt::format("the workspace file is cut off: it has {} of {} bytes", size, stated), cut);
    }
}

bool isWritable(const fs::path& file) {
    return ::faccessat(AT_FDCWD, file.c_str(), W_OK, AT_EACCESS) == 0;
}

void requireWritable(const fs::path& file) {
    if (!isWritable(file)) {
        throw Error(file.string(),
                    fmt::format("the workspace is read-only: {}", std::strerror(errno)),
                    "Make the file writable, copy it to a place of your own, or open it for "
                    "reading only");
    }
    if (!folderIsWritable(file)) {
        throw Error(file.string(),
                    fmt::format("the workspace is in a read-only folder: {}", std::strerror(errno)),
                    "Make the folder writable, copy the file to a place of your own, or open it "
                    "for reading only");
    }
}

bool folderIsWritable(const fs::path& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

WriteAheadLog writeAheadLogOf(const fs::path& file) {
    fs::path log = file;
    log += "-wal";
    std::error_code code;
    const std::uintmax_t size = fs::file_size(log, code);
    if (code) return WriteAheadLog::None;
    return size == 0 ? WriteAheadLog::Empty : WriteAheadLog::Filled;
}

FileStamp stampOf(const fs::path& file) {
    FileStamp stamp;
    std::error_code code;
    stamp.size = fs::file_size(file, code);
    stamp.modified = fs::last_write_time(file, code);
    stamp.log = writeAheadLogOf(file);
    return stamp;
}

std::string immutableUri(const fs::path& file) {
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string()) {
        if (c == '?' || c == '#' || c == '%') {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        } else {
            uri += c;
        }
    }
    return uri + "?mode=ro&immutable=1";
}

}  // namespace orl
