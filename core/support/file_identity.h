#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace orl {

/// Which file a path names, however it is spelled: links, hard links, "./", case. A file that does
/// not exist yet is known by its folder and its name there.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;   ///< of the file, or of the folder where it would be made
    std::string name;  ///< empty when the file exists

    bool known() const { return inode != 0; }
    bool operator==(const FileIdentity&) const = default;
};

/// Unknown where even the folder does not exist or cannot be reached.
FileIdentity identityOf(const std::filesystem::path& file);

/// Where a path leads in the end: links are followed, also one to a file that does not exist yet.
/// @throws Error on links that lead round in a circle
std::filesystem::path followed(const std::filesystem::path& file);

/// Whether it is a name for something that is open already, as /dev/stdout and /dev/fd/3 are.
bool namesOpenFile(const std::filesystem::path& file);

/// A file with what it is to a command, as in "the workspace" or "the input --costs".
struct NamedFile {
    std::string role;
    std::filesystem::path file;  ///< empty: not given
};

/// A workspace and the files that SQLite keeps beside it.
std::vector<NamedFile> workspaceFiles(const std::filesystem::path& workspace);

/// @throws Error when an output is one of the inputs, or the same file as another output
void requireSeparate(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs);

}  // namespace orl
