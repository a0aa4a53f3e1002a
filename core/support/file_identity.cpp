#include "core/support/file_identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "core/support/error.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostLinks = 40;  // as Linux follows

fs::path folderOf(const fs::path& file) {
    const fs::path folder = file.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

/// The path and what each link on the way leads to.
std::vector<fs::path> wayOf(const fs::path& file) {
    std::vector<fs::path> way = {file};
    while (way.size() <= kMostLinks) {
        std::error_code none;
        const fs::path next = fs::read_symlink(way.back(), none);
        if (none) return way;
        way.push_back(next.is_absolute() ? next : folderOf(way.back()) / next);
    }
    throw Error(file.string(), "The symbolic links lead round in a circle", "Name a file");
}

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// Whether "A" and "a" are one file there. Only asking tells: it may be a mount, a folder's flag or
/// the whole system's habit.
bool ignoresCase(const fs::path& folder) {
    std::string pattern = (folder / ".omnirouter-case-XXXXXX").string();
    const int probe = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (probe < 0) return false;
    std::string other = fs::path(pattern).filename().string();
    std::ranges::transform(other, other.begin(), [](unsigned char c) { return std::toupper(c); });
    struct stat one {};
    struct stat two {};
    const bool same = ::fstat(probe, &one) == 0 && ::stat((folder / other).c_str(), &two) == 0 &&
                      one.st_dev == two.st_dev && one.st_ino == two.st_ino;
    ::unlink(pattern.c_str());
    ::close(probe);
    return same;
}

bool isSameFile(const fs::path& one, const fs::path& other) {
    const FileIdentity first = identityOf(one);
    const FileIdentity second = identityOf(other);
    if (!first.known() || first.device != second.device || first.inode != second.inode) {
        return false;
    }
    if (first.name == second.name) return true;
    return !first.name.empty() && lowered(first.name) == lowered(second.name) &&
           ignoresCase(folderOf(followed(one)));
}

}  // namespace

FileIdentity identityOf(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0) return {status.st_dev, status.st_ino, {}};
    const fs::path target = followed(file);
    if (::stat(folderOf(target).c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino, target.filename().string()};
}

fs::path followed(const fs::path& file) {
    return wayOf(file).back();
}

bool namesOpenFile(const fs::path& file) {
    return std::ranges::any_of(wayOf(file), [](const fs::path& stop) {
        std::error_code code;
        return fs::weakly_canonical(folderOf(stop), code).string().starts_with("/proc/");
    });
}

std::vector<NamedFile> workspaceFiles(const fs::path& workspace) {
    // SQLite puts them beside the file that a link leads to.
    const std::string target = followed(workspace).string();
    return {{"the workspace", workspace},
            {"the workspace's log", target + "-wal"},
            {"the workspace's index of its log", target + "-shm"},
            {"the workspace's journal", target + "-journal"}};
}

void requireSeparate(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs) {
    std::vector<NamedFile> taken = inputs;
    for (const NamedFile& output : outputs) {
        if (output.file.empty()) continue;
        for (const NamedFile& other : taken) {
            if (other.file.empty() || !isSameFile(output.file, other.file)) continue;
            throw Error(output.file.string(),
                        output.role + " is the same file as " + other.role +
                            (other.file == output.file ? "" : " (" + other.file.string() + ")"),
                        "Choose another file to write");
        }
        std::error_code code;
        // What is no regular file takes several outputs one after the other.
        const fs::file_status status = fs::status(output.file, code);
        if (!fs::exists(status) || fs::is_regular_file(status)) taken.push_back(output);
    }
}

}  // namespace orl
