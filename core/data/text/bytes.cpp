#include "core/data/text/bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace orl {

namespace {

constexpr std::size_t kChunk = 256U << 10U;

struct Container {
    std::string_view magic;
    const char* what;
    const char* remedy;
};

using std::string_view_literals::operator""sv;

constexpr std::array kContainers{
    Container{"\x1f\x8b"sv, "is gzip-compressed", "Unpack it first (gunzip)"},
    Container{"\x28\xb5\x2f\xfd"sv, "is zstd-compressed", "Unpack it first (unzstd)"},
    Container{"PK\x03\x04"sv, "is a zip archive or an Excel workbook",
              "Unpack it, or save the sheet as CSV in UTF-8"},
    Container{"PAR1"sv, "is a Parquet file",
              "Convert it to CSV or JSON Lines, for example with pandas: "
              "read_parquet(...).to_csv(...)"},
    Container{"SQLite format 3\0"sv, "is an SQLite database",
              "Open a workspace instead of importing it, or export its table as CSV"},
    Container{"\x89PNG"sv, "is a PNG image, no text", "Choose a CSV, JSON or JSON Lines file"},
    Container{"%PDF"sv, "is a PDF document, no table", "Choose a CSV, JSON or JSON Lines file"},
};

constexpr const char* kConvert =
    "Convert it to UTF-8, for example with: iconv -f UTF-16 -t UTF-8 old > new";

bool isPickle(std::string_view head) {
    return head.size() > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5;
}

}  // namespace

std::ifstream openForReading(const std::filesystem::path& file) {
    const std::string name = file.string();
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    if (status.type() == std::filesystem::file_type::not_found) {
        throw Error(name, "there is no such file", "Check the path");
    }
    if (failure) throw Error(name, "cannot be reached: " + failure.message(), "Check the path");
    if (std::filesystem::is_directory(status)) {
        throw Error(name, "is a directory", "Give the files in it, one by one");
    }
    if (!std::filesystem::is_regular_file(status)) {
        throw Error(name, "is no regular file", "Save the data to a file first");
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Error(name, fmt::format("cannot be opened: {}", std::strerror(errno)),
                    "Check the permissions of the file");
    }
    return stream;
}

ByteSource::ByteSource(const std::filesystem::path& file, ReadProgress* progress)
    : m_name(file.string()),
      m_stream(openForReading(file)),
      m_buffer(kChunk),
      m_progress(progress) {}

std::size_t ByteSource::byteOrderMark(std::string_view head) const {
    return head.starts_with("\xef\xbb\xbf") ? 3 : 0;
}

void ByteSource::checkEncoding(std::string_view head) const {
    if (head.starts_with("\xff\xfe\0\0"sv) || head.starts_with("\0\0\xfe\xff"sv)) {
        throw Error(m_name, "is UTF-32 text", kConvert);
    }
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
        throw Error(m_name, "is UTF-16 text", kConvert);
    }
    for (const Container& container : kContainers) {
        if (head.starts_with(container.magic)) {
            throw Error(m_name, container.what, container.remedy);
        }
    }
    if (isPickle(head)) {
        throw Error(m_name, "is a Python pickle",
                    "Convert it to CSV, for example with pandas: read_pickle(...).to_csv(...)");
    }
}

std::string_view ByteSource::next() {
    m_stream.read(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
    const auto count = static_cast<std::size_t>(m_stream.gcount());
    if (m_stream.bad()) {
        throw Error(m_name, fmt::format("cannot be read beyond byte {}", m_bytes),
                    "Check the disk and copy the file again");
    }
    std::string_view chunk(m_buffer.data(), count);
    const bool first = m_bytes == 0;
    m_bytes += count;
    if (m_progress != nullptr) m_progress->add(count);
    if (first) {
        checkEncoding(chunk);
        chunk.remove_prefix(byteOrderMark(chunk));
        if (chunk.empty()) throw Error(m_name, "is empty", "Choose a file that holds data");
    }
    if (const auto nul = chunk.find('\0'); nul != std::string_view::npos) {
        const auto newlines =
            std::count(chunk.begin(), chunk.begin() + static_cast<long>(nul), '\n');
        throw Error(
            fmt::format("{}:{}", m_name, m_lines + static_cast<std::uint64_t>(newlines) + 1),
            "holds NUL bytes: it is a binary file or UTF-16 text",
            "Save it as plain text in UTF-8, or convert it: iconv -f UTF-16 -t UTF-8");
    }
    m_lines += static_cast<std::uint64_t>(std::count(chunk.begin(), chunk.end(), '\n'));
    return chunk;
}

}  // namespace orl
