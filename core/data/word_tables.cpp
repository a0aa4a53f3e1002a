// Word vectors in binary tables.
#include <fmt/format.h>

#include <Eigen/Core>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/data/word_reading.h"
#include "core/support/little_endian.h"

namespace orl {
namespace {

constexpr const char* kWholeFile = "Fetch or unpack the file again";
constexpr std::size_t kMaxWordBytes = 1000;
constexpr std::uint64_t kMaxTableHeader = 16U << 20U;
constexpr std::uint64_t kMaxTokenizerBytes = 256U << 20U;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
    throw Error(file.string(), what, kWholeFile);
}

/// Where the matrix of a table is.
struct Table {
    std::uint64_t words = 0, dimension = 0;
    std::uint64_t begin = 0;  ///< first byte in the file
    bool half = false;        ///< float16 instead of float32
    std::uint64_t rowBytes() const { return dimension * (half ? 2 : 4); }
};

/// The one matrix of numbers among the tensors that the header names.
/// @param dataBytes after the header
Table tableOf(const std::filesystem::path& file, const nlohmann::json& header,
              std::uint64_t headerEnd, std::uint64_t dataBytes) {
    std::optional<Table> found;
    for (const auto& [name, tensor] : header.items()) {
        if (name == "__metadata__" || tensor.at("shape").size() != 2) continue;
        const auto type = tensor.at("dtype").get<std::string>();
        if (type != "F32" && type != "F16") continue;
        if (found) refuse(file, "it holds several matrices: it is no table of word vectors");
        Table table;
        table.words = tensor.at("shape").at(0).get<std::uint64_t>();
        table.dimension = tensor.at("shape").at(1).get<std::uint64_t>();
        table.half = type == "F16";
        checkWordDimension(file.string(), table.dimension);
        const auto begin = tensor.at("data_offsets").at(0).get<std::uint64_t>();
        const auto end = tensor.at("data_offsets").at(1).get<std::uint64_t>();
        if (begin > end || end > dataBytes) refuse(file, "it breaks off before its matrix ends");
        if (table.words > kMaxWords || table.words * table.rowBytes() != end - begin) {
            refuse(file, fmt::format("its matrix of {} × {} has {} bytes", table.words,
                                     table.dimension, end - begin));
        }
        table.begin = headerEnd + begin;
        found = table;
    }
    if (!found) refuse(file, "it has no matrix of 32- or 16-bit floating point numbers");
    return *found;
}

/// The word that a token stands for; nothing where it is a piece of one, or a mark of the model.
std::optional<std::string> wholeWord(const std::string& token, bool marksBeginnings) {
    static constexpr std::string_view kBegin[] = {"\xE2\x96\x81", "\xC4\xA0"};  // ▁ and Ġ
    if (token.starts_with("##") || token.empty()) return {};
    if (token.front() == '[' && token.back() == ']' && token.size() > 2) return {};
    if (token.front() == '<' && token.back() == '>' && token.size() > 2) return {};
    for (const std::string_view begin : kBegin) {
        if (token.starts_with(begin) && token.size() > begin.size()) {
            return token.substr(begin.size());
        }
    }
    if (marksBeginnings) return {};
    return token;
}

nlohmann::json parsed(const std::filesystem::path& file, const std::string& text) {
    nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) refuse(file, "it is no JSON object");
    return json;
}

/// Tokens by number. @throws Error naming the tokenizer's file
std::vector<std::string> tokensOf(const std::filesystem::path& table, std::uint64_t count) {
    const std::filesystem::path file = table.parent_path() / "tokenizer.json";
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(file, error);
    if (error || bytes > kMaxTokenizerBytes) {
        throw Error(file.string(), "the words of the table cannot be read from it",
                    "Put the tokenizer.json of the model beside its .safetensors");
    }
    std::string text(static_cast<std::size_t>(bytes), '\0');
    std::ifstream(file, std::ios::binary).read(text.data(), static_cast<std::streamsize>(bytes));
    const nlohmann::json tokenizer = parsed(file, text);
    std::vector<std::string> tokens(static_cast<std::size_t>(count));
    const auto place = [&](const std::string& token, std::uint64_t at) {
        if (at >= count) {
            refuse(file, fmt::format("it has a token number {}, the table has {} rows", at, count));
        }
        tokens[static_cast<std::size_t>(at)] = token;
    };
    try {
        const nlohmann::json& vocabulary = tokenizer.at("model").at("vocab");
        if (vocabulary.is_object()) {
            for (const auto& [token, at] : vocabulary.items())
                place(token, at.get<std::uint64_t>());
        } else {
            for (std::size_t at = 0; at < vocabulary.size(); ++at) {
                place(vocabulary.at(at).at(0).get<std::string>(), at);
            }
        }
    } catch (const nlohmann::json::exception&) {
        refuse(file, "it has no vocabulary at model.vocab");
    }
    return tokens;
}

}  // namespace

WordVectors readWord2vecBinary(std::ifstream& stream, const std::filesystem::path& file,
                               std::uint64_t words, std::uint64_t dimension, const KeepWord& keep,
                               const Job& job) {
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(file, error);
    const auto begin = static_cast<std::uint64_t>(stream.tellg());
    // A word has a byte at least, and a blank behind it.
    const std::uint64_t least = dimension * sizeof(float) + 2;
    if (error || begin > bytes || words > (bytes - begin) / least) {
        refuse(file, fmt::format("its first line promises {} words of {} numbers, which is more "
                                 "than is in it",
                                 words, dimension));
    }
    WordCollector collector(file, keep, static_cast<std::size_t>(dimension));
    ProgressMeter meter(job, "reading word vectors");
    Fingerprint hash;
    std::string word;
    std::string raw(static_cast<std::size_t>(dimension) * sizeof(float), '\0');
    std::vector<float> vector(static_cast<std::size_t>(dimension));
    for (std::uint64_t k = 0; k < words; ++k) {
        meter.update(static_cast<double>(k) / static_cast<double>(words));
        word.clear();
        for (int c = stream.get(); c != ' '; c = stream.get()) {
            if (c == std::char_traits<char>::eof()) {
                refuse(file, fmt::format("it breaks off after {} of {} words", k, words));
            }
            if (c == '\n' && word.empty()) continue;  // some writers end each vector with one
            word += static_cast<char>(c);
            if (word.size() > kMaxWordBytes) {
                refuse(file, fmt::format("what should be word {} is longer than {} bytes", k + 1,
                                         kMaxWordBytes));
            }
        }
        if (!stream.read(raw.data(), static_cast<std::streamsize>(raw.size()))) {
            refuse(file, fmt::format("it breaks off after {} of {} words", k, words));
        }
        hash.add(word);
        hash.add(raw);
        if (!collector.wants(word)) continue;
        unpackNumbers(raw.data(), std::span(vector));
        collector.add(word, vector, fmt::format("{}, word {}", file.string(), k + 1));
    }
    for (int c = stream.get(); c != std::char_traits<char>::eof(); c = stream.get()) {
        if (c != '\n' && c != '\r') {
            refuse(file, fmt::format("there is more in it than the {} words of {} numbers that its "
                                     "first line promises",
                                     words, dimension));
        }
    }
    return collector.finish("word2vec binary", hash);
}

WordVectors readSafetensors(std::ifstream& stream, const std::filesystem::path& file,
                            const KeepWord& keep, const Job& job) {
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(file, error);
    char raw[8] = {};
    stream.read(raw, sizeof raw);
    std::uint64_t length = 0;
    unpackNumbers(raw, std::span(&length, 1));
    if (error || bytes < sizeof raw || length > bytes - sizeof raw || length > kMaxTableHeader) {
        refuse(file, fmt::format("it promises a header of {} bytes", length));
    }
    std::string text(static_cast<std::size_t>(length), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(length));
    Table table;
    try {
        table = tableOf(file, parsed(file, text), sizeof raw + length, bytes - sizeof raw - length);
    } catch (const nlohmann::json::exception&) {
        refuse(file, "its header does not say type, shape and place of its tensors");
    }
    const std::vector<std::string> tokens = tokensOf(file, table.words);
    const bool marksBeginnings = std::ranges::any_of(tokens, [](const std::string& token) {
        return token.starts_with("\xE2\x96\x81") || token.starts_with("\xC4\xA0");
    });
    WordCollector collector(file, keep, static_cast<std::size_t>(table.dimension));
    ProgressMeter meter(job, "reading word vectors");
    Fingerprint hash;
    std::string row(static_cast<std::size_t>(table.rowBytes()), '\0');
    std::vector<float> vector(static_cast<std::size_t>(table.dimension));
    std::vector<std::uint16_t> halves(table.half ? vector.size() : 0);
    stream.seekg(static_cast<std::streamoff>(table.begin));
    for (std::size_t k = 0; k < tokens.size(); ++k) {
        meter.update(static_cast<double>(k) / static_cast<double>(tokens.size()));
        if (!stream.read(row.data(), static_cast<std::streamsize>(row.size()))) {
            refuse(file, fmt::format("it breaks off after {} of {} rows", k, tokens.size()));
        }
        hash.add(tokens[k]);
        hash.add(row);
        const auto word = wholeWord(tokens[k], marksBeginnings);
        if (!word) {
            collector.countPiece();
            continue;
        }
        if (!collector.wants(*word)) continue;
        if (table.half) {
            unpackNumbers(row.data(), std::span(halves));
            for (std::size_t d = 0; d < vector.size(); ++d) {
                vector[d] = static_cast<float>(Eigen::numext::bit_cast<Eigen::half>(halves[d]));
            }
        } else {
            unpackNumbers(row.data(), std::span(vector));
        }
        collector.add(*word, vector, fmt::format("{}, row {}", file.string(), k + 1));
    }
    return collector.finish("safetensors", hash);
}

}  // namespace orl
