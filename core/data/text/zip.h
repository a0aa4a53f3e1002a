#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "core/support/job.h"

/// Archives of several files under names of their own, as zip, by libarchive.
namespace orl {

/// Writes one, file by file: the same files give the same bytes, whatever the clock says.
class ZipWriter {
  public:
    explicit ZipWriter(std::ostream& out);
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    void add(const std::string& name, std::string_view bytes);
    /// @throws Error where the file cannot be read; Cancelled
    void addFile(const std::string& name, const std::filesystem::path& file, const Job& job);
    /// What the stream could not take shows in the stream.
    void finish();

  private:
    class Archive;
    std::unique_ptr<Archive> m_archive;
};

bool isZip(const std::filesystem::path& file);
/// The file of that name in the archive, unpacked.
/// @param most bytes that it may have
/// @throws Error where there is none, it is longer or damaged; Cancelled
std::string zippedText(const std::filesystem::path& archive, const std::string& name,
                       std::size_t most, const Job& job);
/// @throws Error, Cancelled
void unzip(const std::filesystem::path& archive, const std::string& name, std::ostream& out,
           const Job& job);

}  // namespace orl
