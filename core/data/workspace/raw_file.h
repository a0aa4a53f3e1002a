#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

struct sqlite3_file;

namespace orl {

/// Reads a database's bytes through SQLite's own layer. A handle of our own would not do: closing
/// it drops all locks that SQLite holds on that file in this process (POSIX), and others would
/// believe that nobody works on it.
class RawFile {
  public:
    explicit RawFile(const std::filesystem::path& file);
    ~RawFile();
    RawFile(const RawFile&) = delete;
    RawFile& operator=(const RawFile&) = delete;

    bool opened() const { return m_file != nullptr; }
    /// Reads from there; the rest behind the end of the file is zero.
    /// @return false when reading failed
    bool read(std::uint64_t offset, std::span<unsigned char> bytes) const;

  private:
    std::unique_ptr<char[]> m_name;    ///< as SQLite keeps names
    std::unique_ptr<char[]> m_memory;  ///< what m_file lies in
    sqlite3_file* m_file = nullptr;
};

inline std::uint32_t bigEndian(std::span<const unsigned char> bytes, std::size_t offset) {
    return static_cast<std::uint32_t>(bytes[offset]) << 24 |
           static_cast<std::uint32_t>(bytes[offset + 1]) << 16 |
           static_cast<std::uint32_t>(bytes[offset + 2]) << 8 | bytes[offset + 3];
}

/// What a database begins with, bytes.
inline constexpr std::size_t kHeaderSize = 100;

/// From a database's header. @return nothing where they state none
std::optional<std::uint32_t> pageSizeOf(std::span<const unsigned char> header);

}  // namespace orl
