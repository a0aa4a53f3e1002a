#include "core/data/text/bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

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
    Container{"PAR1"sv, "is a Parquet file",
              "Convert it to JSON Lines: python3 -c \"import pandas; "
              "pandas.read_parquet('FILE.parquet').to_json('FILE.jsonl', orient='records', "
              "lines=True)\""},
    Container{"ARROW1"sv, "is an Arrow or Feather file",
              "Convert it to JSON Lines: python3 -c \"import pandas; "
              "pandas.read_feather('FILE.arrow').to_json('FILE.jsonl', orient='records', "
              "lines=True)\""},
    Container{"\xd0\xcf\x11\xe0"sv, "is an old Excel workbook or office document",
              "Save the sheet as CSV in UTF-8"},
    Container{"SQLite format 3\0"sv, "is an SQLite database",
              "Open a workspace instead of importing it, or export its table as CSV"},
    Container{"\x89PNG"sv, "is a PNG image, no text", "Choose a CSV, JSON or JSON Lines file"},
    Container{"%PDF"sv, "is a PDF document, no table", "Choose a CSV, JSON or JSON Lines file"},
};

/// One NUL byte in so many is damage; more are a file that is no text.
constexpr std::size_t kBytesPerNul = 20;

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
    if (encodingOf(head) == TextEncoding::Utf32) {
        throw Error(m_name, "is UTF-32 text",
                    "Convert it to UTF-8, for example with: iconv -f UTF-32 -t UTF-8 old > new");
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

/// The next bytes as they are stored, unpacked.
std::string_view ByteSource::nextRaw() {
    std::size_t count = 0;
    if (m_packed) {
        count = m_packed->read(m_buffer.data(), m_buffer.size());
        const std::uint64_t packed = m_packed->packedBytes();
        if (m_progress != nullptr) m_progress->add(packed - std::min(packed, m_packedBytes));
        m_packedBytes = packed;
    } else {
        m_stream.read(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
        count = static_cast<std::size_t>(m_stream.gcount());
        if (m_stream.bad()) {
            throw Error(m_name, fmt::format("cannot be read beyond byte {}", m_bytes),
                        "Check the disk and copy the file again");
        }
        if (m_progress != nullptr) m_progress->add(count);
    }
    m_bytes += count;
    return {m_buffer.data(), count};
}

/// As UTF-8; empty only at the end.
std::string_view ByteSource::decoded(std::string_view chunk) {
    if (!m_utf16) return chunk;
    m_text.clear();
    while (m_text.empty() && !m_ended) {
        m_utf16->feed(chunk, m_text);
        if (!m_text.empty()) break;
        chunk = nextRaw();
        m_ended = chunk.empty();
    }
    if (m_ended) m_utf16->finish(m_text);
    return m_text;
}

std::string_view ByteSource::withoutNul(std::string_view chunk) {
    const auto nul = chunk.find('\0');
    if (nul == std::string_view::npos) return chunk;
    const auto newlines = std::count(chunk.begin(), chunk.begin() + static_cast<long>(nul), '\n');
    const std::uint64_t line = m_lines + static_cast<std::uint64_t>(newlines) + 1;
    const auto nuls = static_cast<std::size_t>(std::count(chunk.begin(), chunk.end(), '\0'));
    if (!m_skipNul || nuls * kBytesPerNul > chunk.size()) {
        throw Error(fmt::format("{}:{}", m_name, line), "holds NUL bytes: it is a binary file",
                    "Save it as plain text in UTF-8");
    }
    if (m_nulBytes == 0) m_nulLine = line;
    m_nulBytes += nuls;
    std::string clean(chunk);
    std::erase(clean, '\0');
    m_text = std::move(clean);
    return m_text;
}

std::string_view ByteSource::next() {
    std::string_view chunk = nextRaw();
    if (!std::exchange(m_begun, true)) {
        if (isPacked(chunk)) {
            m_packed = std::make_unique<PackedFile>(m_name, stop());
            m_stream.close();
            m_bytes = 0;
            chunk = nextRaw();
            if (isPacked(chunk)) {
                throw Error(m_name, "cannot be unpacked: it is damaged, or packed twice",
                            "Fetch the file again, or unpack it with another program");
            }
        }
        checkEncoding(chunk);
        const TextEncoding encoding = encodingOf(chunk);
        if (encoding != TextEncoding::Utf8) m_utf16.emplace(encoding == TextEncoding::Utf16Big);
        chunk.remove_prefix(byteOrderMark(chunk));
        if (chunk.empty()) throw Error(m_name, "is empty", "Choose a file that holds data");
    }
    if (chunk.empty()) m_ended = true;
    chunk = withoutNul(decoded(chunk));
    m_lines += static_cast<std::uint64_t>(std::count(chunk.begin(), chunk.end(), '\n'));
    return chunk;
}

}  // namespace orl
