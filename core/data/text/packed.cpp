#include "core/data/text/packed.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/data/text/bytes.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using std::string_view_literals::operator""sv;

/// Bzip2 and Zstandard make some ten thousand bytes of one at the most: 100 MB between two polls.
constexpr std::size_t kBlock = 8U << 10U;

}  // namespace

/// A file opened by libarchive; its member files one after another.
class PackedFile::Archive {
  public:
    Archive(const std::filesystem::path& file, const std::stop_token& stop)
        : m_name(file.string()),
          m_input{openForReading(file), stop},
          m_handle(archive_read_new(), archive_read_free) {
        archive* handle = m_handle.get();
        archive_read_support_filter_all(handle);
        archive_read_support_format_zip(handle);
        archive_read_support_format_7zip(handle);
        archive_read_support_format_tar(handle);
        archive_read_support_format_raw(handle);
        archive_read_set_read_callback(handle, readBlock);
        archive_read_set_seek_callback(handle, seekTo);
        archive_read_set_callback_data(handle, &m_input);
        if (archive_read_open1(handle) != ARCHIVE_OK) fail();
    }

    /// The path of the next file that is no folder and no note of the program that packed it; none
    /// at the end.
    std::optional<std::string> nextFile() {
        while (true) {
            skipData();
            archive_entry* entry = nullptr;
            const int status = archive_read_next_header(m_handle.get(), &entry);
            if (status == ARCHIVE_EOF) return {};
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail();
            m_within = true;
            const char* path = archive_entry_pathname(entry);
            const std::string_view text = path == nullptr ? "?" : path;
            const auto slash = text.rfind('/');
            const auto leaf = slash == std::string_view::npos ? text : text.substr(slash + 1);
            const bool note = text.starts_with("__MACOSX/") || leaf.starts_with(".");
            if (archive_entry_filetype(entry) != AE_IFDIR && !note) return std::string(text);
        }
    }
    /// A compressed file, which holds one file and no list of files.
    bool isOne() const { return archive_format(m_handle.get()) == ARCHIVE_FORMAT_RAW; }

    void requireOneFile() {
        const auto first = nextFile();
        if (!first) throw Error(m_name, "is an archive without a file", "Choose another file");
        const auto second = nextFile();
        for (const auto& path : {first, second}) {
            if (path == "[Content_Types].xml" || path == "mimetype") {
                throw Error(m_name, "is an Excel workbook or another office document",
                            "Save the sheet as CSV in UTF-8");
            }
        }
        if (second) {
            throw Error(m_name,
                        fmt::format("is an archive of several files: {}, {}, …", *first, *second),
                        "Unpack it and give the files one by one");
        }
    }

    std::size_t read(char* bytes, std::size_t size) {
        if (m_input.stop.stop_requested()) throw Cancelled();
        const auto count = archive_read_data(m_handle.get(), bytes, size);
        if (count < 0) fail();
        return static_cast<std::size_t>(count);
    }
    std::uint64_t packedBytes() const {
        const auto count = archive_filter_bytes(m_handle.get(), -1);
        return count < 0 ? 0 : static_cast<std::uint64_t>(count);
    }

  private:
    struct Input {
        std::ifstream stream;
        std::stop_token stop;
        std::vector<char> block = std::vector<char>(kBlock);
    };
    static la_ssize_t readBlock(archive* handle, void* data, const void** block);
    static la_int64_t seekTo(archive* handle, void* data, la_int64_t offset, int whence);

    [[noreturn]] void fail() {
        if (m_input.stop.stop_requested()) throw Cancelled();
        const char* why = archive_error_string(m_handle.get());
        throw Error(m_name,
                    fmt::format("cannot be unpacked{}{}", why != nullptr ? ": " : "",
                                why != nullptr ? why : ""),
                    "Fetch the file again, or unpack it with another program");
    }
    /// Block by block, since the library unpacks all of a file to come past it. A zip has a list of
    /// where its files are.
    void skipData() {
        if (!std::exchange(m_within, false)) return;
        const int format = archive_format(m_handle.get()) & ARCHIVE_FORMAT_BASE_MASK;
        if (format == ARCHIVE_FORMAT_ZIP) return;
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        while (true) {
            if (m_input.stop.stop_requested()) throw Cancelled();
            const int status = archive_read_data_block(m_handle.get(), &block, &size, &offset);
            if (status == ARCHIVE_EOF) return;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail();
        }
    }

    std::string m_name;
    Input m_input;
    std::unique_ptr<archive, int (*)(archive*)> m_handle;
    bool m_within = false;  ///< a file whose data were not skipped
};

la_ssize_t PackedFile::Archive::readBlock(archive* handle, void* data, const void** block) {
    auto& input = *static_cast<Input*>(data);
    if (input.stop.stop_requested()) {
        archive_set_error(handle, ECANCELED, "stopped");
        return -1;
    }
    input.stream.read(input.block.data(), static_cast<std::streamsize>(input.block.size()));
    if (input.stream.bad()) {
        archive_set_error(handle, EIO, "cannot be read");
        return -1;
    }
    *block = input.block.data();
    return input.stream.gcount();
}

la_int64_t PackedFile::Archive::seekTo(archive* handle, void* data, la_int64_t offset, int whence) {
    auto& input = *static_cast<Input*>(data);
    input.stream.clear();
    input.stream.seekg(offset, whence == SEEK_SET   ? std::ios::beg
                               : whence == SEEK_CUR ? std::ios::cur
                                                    : std::ios::end);
    if (input.stream) return input.stream.tellg();
    archive_set_error(handle, EIO, "breaks off");
    return ARCHIVE_FATAL;
}

bool isPacked(std::string_view head) {
    constexpr std::array magics{"\x1f\x8b"sv,
                                "BZh"sv,
                                "\xfd"
                                "7zXZ\0"sv,
                                "\x28\xb5\x2f\xfd"sv,
                                "PK\x03\x04"sv,
                                "7z\xbc\xaf\x27\x1c"sv};
    for (const auto magic : magics) {
        // A text may begin with "BZh"; the block's mark follows in a compressed file.
        if (magic == "BZh"sv && head.substr(0, 10).find("1AY&SY") != 4) continue;
        if (head.starts_with(magic)) return true;
    }
    return false;
}

PackedFile::PackedFile(const std::filesystem::path& file, const std::stop_token& stop)
    : m_archive(std::make_unique<Archive>(file, stop)) {
    m_archive->nextFile();
    if (m_archive->isOne()) return;
    Archive(file, stop).requireOneFile();
}

PackedFile::~PackedFile() = default;

std::size_t PackedFile::read(char* bytes, std::size_t size) {
    return m_archive->read(bytes, size);
}

std::uint64_t PackedFile::packedBytes() const {
    return m_archive->packedBytes();
}

}  // namespace orl
