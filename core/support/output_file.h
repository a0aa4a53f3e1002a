#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

/// Files that a user asks for: written whole or not at all, and never over a database.
namespace orl {

/// A new file beside the one that it is for, under a name that nobody can guess, open to this
/// process alone until it is published. Removed unless it was. A program that was killed leaves it
/// behind; the next one that writes in that folder removes it (`removeLeftOvers`).
class TemporaryFile {
  public:
    /// @param file what it is for; its folder must exist
    /// @throws Error when none can be made there
    explicit TemporaryFile(const std::filesystem::path& file);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    /// @throws Error when not all of it can be written
    void write(const std::function<void(std::ostream&)>& write) const;
    /// Makes sure that the bytes are on the disk and gives them the file's name; what had it is
    /// replaced, and hands on its mode. @throws Error
    void replace();
    /// The same under this name in the same folder, but never over an existing file.
    /// @return whether it has the name now; false: there is a file of that name
    bool publishNew(const std::filesystem::path& file);

  private:
    void sync() const;
    void syncFolder() const;

    std::filesystem::path m_file;
    std::filesystem::path m_path;
    int m_handle = -1;  ///< holds a lock, by which others see that the file is in use
};

/// Removes temporary files in the folder whose makers have ended; leaves everything else alone.
void removeLeftOvers(const std::filesystem::path& folder);

/// Throws Error now if the file could not be written later, so that a long computation is not done
/// in vain. A workspace, another database and what belongs to one are refused.
void checkWritable(const std::filesystem::path& file);

/// Writes the whole file or, when that fails, leaves what was there. A symbolic link is followed
/// and stays; a hard link is parted from its other names. Pipes, devices and the program's own
/// stdout are written in place. @throws Error
void writeFile(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);
void writeFile(const std::filesystem::path& file, std::string_view bytes);

}  // namespace orl
