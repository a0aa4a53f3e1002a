#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace orl {

/// @throws Error when there is no such file, or it is a folder, a device or a pipe
void requireRegularFile(const std::filesystem::path& file);

/// Looks at a workspace from outside, before SQLite sees it, and changes nothing.
/// @throws Error when the file is missing, a directory, unreadable, empty, no SQLite file, of
/// another program, of a newer version of this one, or truncated
void inspectWorkspaceFile(const std::filesystem::path& file);

bool isWritable(const std::filesystem::path& file);

/// @throws Error when the file or its folder (which holds the log of unfinished writes) cannot be
/// written
void requireWritable(const std::filesystem::path& file);

/// Whether files may be made beside it, as SQLite's log needs.
bool folderIsWritable(const std::filesystem::path& file);

/// The write-ahead log beside the file: unfinished or not yet merged writes.
enum class WriteAheadLog { None, Empty, Filled };
WriteAheadLog writeAheadLogOf(const std::filesystem::path& file);

/// Changes whenever anybody writes to the file or begins to.
struct FileStamp {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type modified{};
    WriteAheadLog log = WriteAheadLog::None;
    bool operator==(const FileStamp&) const = default;
};
FileStamp stampOf(const std::filesystem::path& file);

/// An SQLite URI that opens the file for reading only, without locks and without files beside it.
std::string immutableUri(const std::filesystem::path& file);

}  // namespace orl
