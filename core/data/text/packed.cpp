#include "core/data/text/packed.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <array>
#include <vector>

#include "core/support/error.h"

namespace orl {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kBlock = 64U << 10U;

using Handle = std::unique_ptr<archive, int (*)(archive*)>;

[[noreturn]] void failUnpacking(const std::string& name, archive* handle) {
    const char* why = archive_error_string(handle);
    throw Error(name,
                fmt::format("cannot be unpacked{}{}", why != nullptr ? ": " : "",
                            why != nullptr ? why : ""),
                "Fetch the file again, or unpack it with another program");
}

Handle opened(const std::filesystem::path& file) {
    Handle handle(archive_read_new(), archive_read_free);
    archive_read_support_filter_all(handle.get());
    archive_read_support_format_zip(handle.get());
    archive_read_support_format_7zip(handle.get());
    archive_read_support_format_tar(handle.get());
    archive_read_support_format_raw(handle.get());
    if (archive_read_open_filename(handle.get(), file.c_str(), kBlock) != ARCHIVE_OK) {
        failUnpacking(file.string(), handle.get());
    }
    return handle;
}

/// The next file that is no folder and no note of the program that packed it; null at the end.
archive_entry* nextFile(const std::string& name, archive* handle) {
    while (true) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(handle, &entry);
        if (status == ARCHIVE_EOF) return nullptr;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) failUnpacking(name, handle);
        const char* path = archive_entry_pathname(entry);
        const std::string_view text = path == nullptr ? "" : path;
        const auto slash = text.rfind('/');
        const auto leaf = slash == std::string_view::npos ? text : text.substr(slash + 1);
        const bool note = text.starts_with("__MACOSX/") || leaf.starts_with(".");
        if (archive_entry_filetype(entry) != AE_IFDIR && !note) return entry;
    }
}

void requireOneFile(const std::filesystem::path& file) {
    const std::string name = file.string();
    const Handle handle = opened(file);
    std::vector<std::string> names;
    while (archive_entry* entry = nextFile(name, handle.get())) {
        const char* path = archive_entry_pathname(entry);
        names.emplace_back(path == nullptr ? "?" : path);
        if (names.back() == "[Content_Types].xml" || names.back() == "mimetype") {
            throw Error(name, "is an Excel workbook or another office document",
                        "Save the sheet as CSV in UTF-8");
        }
        if (names.size() > 1) {
            throw Error(
                name, fmt::format("is an archive of several files: {}, {}, …", names[0], names[1]),
                "Unpack it and give the files one by one");
        }
    }
    if (names.empty()) throw Error(name, "is an archive without a file", "Choose another file");
}

}  // namespace

struct PackedFile::Archive {
    Handle handle;
};

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

PackedFile::PackedFile(const std::filesystem::path& file) : m_name(file.string()) {
    requireOneFile(file);
    m_archive = std::make_unique<Archive>(Archive{opened(file)});
    nextFile(m_name, m_archive->handle.get());
}

PackedFile::~PackedFile() = default;

std::size_t PackedFile::read(char* bytes, std::size_t size) {
    const auto count = archive_read_data(m_archive->handle.get(), bytes, size);
    if (count < 0) failUnpacking(m_name, m_archive->handle.get());
    return static_cast<std::size_t>(count);
}

std::uint64_t PackedFile::packedBytes() const {
    const auto count = archive_filter_bytes(m_archive->handle.get(), -1);
    return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

}  // namespace orl
