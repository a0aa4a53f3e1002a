#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace orl {

/// Whether a file that begins like this is compressed or an archive of a kind that is unpacked:
/// gzip, bzip2, xz, Zstandard, zip, 7-Zip.
bool isPacked(std::string_view head);

/// The bytes of the one file in a compressed file or archive, unpacked as they are read (by
/// libarchive).
class PackedFile {
  public:
    /// @throws Error on an archive with no file or several, an office document, a damaged head;
    /// Cancelled
    /// Asks whether to stop, however little comes out of much or much out of little.
    explicit PackedFile(const std::filesystem::path& file, const std::stop_token& stop = {});
    ~PackedFile();
    PackedFile(const PackedFile&) = delete;
    PackedFile& operator=(const PackedFile&) = delete;

    /// @return how many bytes were read; 0 at the end. @throws Error where the packing is damaged,
    /// Cancelled
    std::size_t read(char* bytes, std::size_t size);
    /// Bytes of the packed file that were read so far.
    std::uint64_t packedBytes() const;

  private:
    class Archive;
    std::unique_ptr<Archive> m_archive;
};

}  // namespace orl
