#include "core/data/word_vectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "core/data/word_reading.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr std::size_t kMaxLineBytes = 1U << 20U;
constexpr std::size_t kSniffedBytes = 256U << 10U;
constexpr std::size_t kSniffedLines = 100;
constexpr const char* kFetchAgain = "Fetch or unpack the file again";

struct Header {
    std::uint64_t words = 0, dimension = 0;
};

/// The blank-separated fields of a line.
void fieldsOf(std::string_view line, std::vector<std::string_view>& fields) {
    constexpr std::string_view kBlanks = " \t\r";
    fields.clear();
    for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(kBlanks, end);
    }
}

template <typename Number>
std::optional<Number> numberOf(std::string_view text) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end) return {};
    return value;
}

std::optional<Header> headerOf(std::string_view line) {
    std::vector<std::string_view> fields;
    fieldsOf(line, fields);
    if (fields.size() != 2) return {};
    const auto words = numberOf<std::uint64_t>(fields[0]);
    const auto dimension = numberOf<std::uint64_t>(fields[1]);
    if (!words || !dimension) return {};
    return Header{*words, *dimension};
}

/// A number as files write it; from_chars knows inf and nan too, and neither is one.
bool isNumber(std::string_view field) {
    const auto value = numberOf<float>(field);
    return value && std::isfinite(*value);
}

/// Fields that most of the first lines have.
std::size_t usualFields(std::string_view head) {
    std::map<std::size_t, std::size_t> lines;
    std::vector<std::string_view> fields;
    for (std::size_t k = 0; k < kSniffedLines; ++k) {
        const std::size_t end = head.find('\n');
        // The last line may be cut off by the end of what was looked at.
        if (end == std::string_view::npos && k > 0) break;
        fieldsOf(head.substr(0, end), fields);
        if (!fields.empty()) ++lines[fields.size()];
        if (end == std::string_view::npos) break;
        head.remove_prefix(end + 1);
    }
    const auto most =
        std::ranges::max_element(lines, {}, [](const auto& each) { return each.second; });
    return most == lines.end() ? 0 : most->first;
}

/// Whether what follows the header is a line of text: a word and `dimension` numbers.
bool isTextBelow(std::string_view body, std::uint64_t dimension) {
    const std::string_view line = body.substr(0, std::min(body.find('\n'), body.size()));
    std::vector<std::string_view> fields;
    fieldsOf(line, fields);
    if (fields.size() != dimension + 1) return body.empty();
    return std::all_of(fields.begin() + 1, fields.end(), isNumber);
}

/// Lines of a text file, each at most kMaxLineBytes long.
class LineReader {
  public:
    LineReader(std::ifstream& stream, const std::filesystem::path& file)
        : m_stream(stream),
          m_file(file),
          m_buffer(std::make_unique_for_overwrite<char[]>(kMaxLineBytes)) {}

    /// Without its end; nothing after the last. @throws Error on a line that is too long
    std::optional<std::string_view> next() {
        if (!m_stream.getline(m_buffer.get(), static_cast<std::streamsize>(kMaxLineBytes))) {
            if (m_stream.eof() || m_stream.gcount() == 0) return {};
            throw Error(fmt::format("{}:{}", m_file.string(), m_line + 1),
                        "the line is too long for a word and its numbers",
                        "Give a file of word vectors: GloVe, word2vec or safetensors");
        }
        ++m_line;
        const auto read = static_cast<std::size_t>(m_stream.gcount());
        return std::string_view(m_buffer.get(), m_stream.eof() ? read : read - 1);
    }
    std::string where() const { return fmt::format("{}:{}", m_file.string(), m_line); }

  private:
    std::ifstream& m_stream;
    const std::filesystem::path& m_file;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_line = 0;
};

/// The word of a line: what stands before its last `dimension` fields, blanks included.
/// @throws Error when the fields are too few, or what stands before ends with a number too many
std::string_view wordOf(std::string_view line, const std::vector<std::string_view>& fields,
                        std::size_t dimension, const std::string& where) {
    const bool tooMany =
        fields.size() > dimension + 1 && isNumber(fields[fields.size() - dimension - 1]);
    if (fields.size() <= dimension || tooMany) {
        throw Error(where,
                    fmt::format("the line has {} value{} after its word, the others have {}",
                                fields.size() - 1, fields.size() == 2 ? "" : "s", dimension),
                    kFetchAgain);
    }
    const char* const begin = fields[0].data();
    const std::string_view last = fields[fields.size() - dimension - 1];
    return line.substr(static_cast<std::size_t>(begin - line.data()),
                       static_cast<std::size_t>(last.data() + last.size() - begin));
}

WordVectors readText(std::ifstream& stream, const std::filesystem::path& file,
                     const std::optional<Header>& header, std::size_t dimension,
                     const KeepWord& keep, const Job& job) {
    std::error_code ignored;
    const auto bytes = static_cast<double>(std::filesystem::file_size(file, ignored));
    ProgressMeter meter(job, "reading word vectors");
    LineReader lines(stream, file);
    WordCollector collector(file, keep, dimension);
    Fingerprint hash;
    std::vector<std::string_view> fields;
    std::vector<float> vector(dimension);
    double done = 0.0;
    if (header) lines.next();
    while (const auto line = lines.next()) {
        done += static_cast<double>(line->size() + 1);
        meter.update(bytes > 0.0 ? std::min(1.0, done / bytes) : -1.0);
        hash.add(*line);
        fieldsOf(*line, fields);
        if (fields.empty()) continue;
        const std::string_view word = wordOf(*line, fields, dimension, lines.where());
        if (!collector.wants(word)) continue;
        for (std::size_t k = 0; k < dimension; ++k) {
            const std::string_view field = fields[fields.size() - dimension + k];
            const auto value = numberOf<float>(field);
            if (!value) {
                throw Error(lines.where(), fmt::format("\"{}\" is no number", field.substr(0, 40)),
                            kFetchAgain);
            }
            vector[k] = *value;
        }
        collector.add(word, vector, lines.where());
    }
    if (header && collector.words() != header->words) {
        throw Error(file.string(),
                    fmt::format("its first line promises {} words, but it has {}", header->words,
                                collector.words()),
                    kFetchAgain);
    }
    return collector.finish(header ? "word2vec text" : "GloVe text", hash);
}

}  // namespace

WordCollector::WordCollector(const std::filesystem::path& file, const KeepWord& keep,
                             std::size_t dimension)
    : m_file(file), m_keep(keep), m_dimension(dimension) {}

bool WordCollector::wants(std::string_view word) {
    if (m_kept.fileWords >= kMaxWords) {
        throw Error(m_file.string(), fmt::format("it has more than {} words", kMaxWords),
                    "Bring a file with the commonest of them");
    }
    if (!m_keep(word, m_kept.fileWords++)) return false;
    const bool isNew = m_known.emplace(word).second;
    if (!isNew) ++m_kept.duplicates;
    return isNew;
}

void WordCollector::add(std::string_view word, std::span<const float> vector,
                        const std::string& where) {
    if (!std::ranges::all_of(vector, [](float value) { return std::isfinite(value); })) {
        throw Error(
            where,
            fmt::format("the vector of \"{}\" has a number that is not finite", word.substr(0, 40)),
            kFetchAgain);
    }
    if ((m_numbers.size() + vector.size()) * sizeof(float) > kMaxWordVectorBytes) {
        throw Error(m_file.string(),
                    fmt::format("the vectors of {} words of it do not fit", m_known.size()),
                    "Bring vectors of fewer dimensions");
    }
    m_kept.words.emplace_back(word);
    m_numbers.insert(m_numbers.end(), vector.begin(), vector.end());
}

WordVectors WordCollector::finish(const std::string& format, const Fingerprint& hash) {
    if (m_kept.fileWords == 0) {
        throw Error(m_file.string(), "there are no word vectors in it",
                    "Give a file of word vectors: GloVe, word2vec or safetensors");
    }
    m_kept.vectors = Eigen::Map<const Embeddings>(m_numbers.data(),
                                                  static_cast<Eigen::Index>(m_kept.words.size()),
                                                  static_cast<Eigen::Index>(m_dimension));
    m_kept.format = format;
    m_kept.source = fmt::format("{} ({} × {}, {:016x})", m_file.filename().string(),
                                m_kept.fileWords, m_dimension, hash.value());
    return std::move(m_kept);
}

void checkWordDimension(const std::string& where, std::uint64_t dimension) {
    if (dimension >= 1 && dimension <= kMaxWordDimension) return;
    throw Error(where, fmt::format("its vectors have {} numbers", dimension),
                fmt::format("Bring word vectors of 1 to {} dimensions", kMaxWordDimension));
}

WordVectors readWordVectors(const std::filesystem::path& file, const KeepWord& keep,
                            const Job& job) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        throw Error(file.string(), "it is no file that can be read", "Name a file of word vectors");
    }
    std::ifstream stream(file, std::ios::binary);
    std::string head(kSniffedBytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    if (stream.bad() || (!stream.eof() && stream.fail())) {
        throw Error(file.string(), "it cannot be read", "Check that you may read it");
    }
    stream.clear();
    stream.seekg(0);
    // A safetensors file begins with the length of a JSON object.
    if (head.size() > 9 && head[8] == '{' && head.find('\0') < 8) {
        return readSafetensors(stream, file, keep, job);
    }
    const std::size_t first = std::min(head.find('\n'), head.size());
    const auto header = headerOf(std::string_view(head).substr(0, first));
    if (!header) {
        const std::size_t fields = usualFields(head);
        if (fields < 2) {
            throw Error(file.string(), "there are no word vectors in it",
                        "Give a file of word vectors: GloVe, word2vec or safetensors");
        }
        checkWordDimension(file.string(), fields - 1);
        return readText(stream, file, {}, fields - 1, keep, job);
    }
    checkWordDimension(fmt::format("{}:1", file.string()), header->dimension);
    const std::string_view body = std::string_view(head).substr(std::min(first + 1, head.size()));
    if (isTextBelow(body, header->dimension)) {
        return readText(stream, file, header, header->dimension, keep, job);
    }
    stream.seekg(static_cast<std::streamoff>(first + 1));
    return readWord2vecBinary(stream, file, header->words, header->dimension, keep, job);
}

}  // namespace orl
