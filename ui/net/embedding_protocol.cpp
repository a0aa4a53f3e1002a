#include "ui/net/embedding_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/data/text/bytes.h"
#include "core/data/text/json.h"
#include "core/data/text/json_events.h"
#include "core/data/text/utf8.h"
#include "core/data/text/vector.h"
#include "core/support/error.h"

namespace orl {

namespace {

using nlohmann::json;

constexpr const char* kCompatible =
    "Check that the URL is that of an OpenAI-compatible embedding server";

const json* find(const json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

/// One entry of "data".
struct Entry {
    bool hasIndex = false;
    std::optional<std::uint64_t> index;  ///< none: it is no whole number from 0
    bool hasVector = false;
    CellVector vector;
};

/// Takes the entries from the parser's events; everything else goes by.
class AnswerReader {
  public:
    explicit AnswerReader(std::size_t textCount) : m_textCount(textCount) {}

    // NOLINTBEGIN(readability-identifier-naming): the library's names
    bool null() { return value(nullptr); }
    bool boolean(bool one) { return value(one); }
    bool number_integer(json::number_integer_t one) {
        return number(one, static_cast<double>(one));
    }
    bool number_unsigned(json::number_unsigned_t one) {
        return number(one, static_cast<double>(one));
    }
    bool number_float(json::number_float_t one, const std::string& /*text*/) {
        return number(one, one);
    }
    bool string(std::string& one) { return value(std::move(one)); }
    bool binary(json::binary_t& /*one*/) { return false; }
    bool start_object(std::size_t /*unknown*/) { return open('{'); }
    bool start_array(std::size_t /*unknown*/) { return open('['); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        m_key = std::move(name);
        if (m_depth == 1 && m_key == "data") {
            if (m_dataSeen) return fail("it has \"data\" twice");
            m_dataSeen = true;
        }
        return true;
    }
    bool parse_error(std::size_t at, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*failure*/) {
        return fail(fmt::format("it goes wrong at byte {}", at));
    }
    // NOLINTEND(readability-identifier-naming)

    std::vector<Entry> entries;  ///< at most as many as there are texts
    std::size_t count = 0;       ///< of all entries
    bool hasData = false;        ///< an array
    std::string problem;         ///< why it cannot be read

  private:
    bool fail(std::string what) {
        problem = std::move(what);
        return false;
    }
    /// Within "data"; 2: a value there is an entry, 3: a member of one, 4: a number of a vector.
    bool inData(std::size_t depth) const { return m_inData && m_depth == depth; }
    bool inEntry(std::size_t depth) const {
        return inData(depth) && m_isEntry && count <= m_textCount;
    }
    bool inVector() const { return inEntry(4) && m_inVector; }

    /// A value that is no container.
    bool value(const json& one) {
        if (inData(2)) newEntry(false);
        if (inEntry(3) && m_key == "index") setIndex({});
        if (inEntry(3) && m_key == "embedding") setVector(vectorOf(one));
        if (inVector()) addNumber(one.is_number() ? one.get<double>() : std::nan(""), false);
        return true;
    }
    template <typename Number>
    bool number(Number one, double wide) {
        if (inVector()) {
            addNumber(wide, true);
        } else if (inEntry(3) && m_key == "index") {
            const bool whole = !std::is_floating_point_v<Number> && wide >= 0.0;
            setIndex(whole ? std::optional(static_cast<std::uint64_t>(one)) : std::nullopt);
        } else {
            return value(one);
        }
        return true;
    }
    bool open(char bracket) {
        if (m_depth == 0) m_isObject = bracket == '{';
        if (m_depth == 1 && m_isObject && m_key == "data" && bracket == '[') m_inData = true;
        if (inData(2)) newEntry(bracket == '{');
        if (inEntry(3) && m_key == "index") setIndex({});
        if (inEntry(3) && m_key == "embedding") {
            m_inVector = bracket == '[';
            setVector({{}, m_inVector ? "" : "is no array of numbers"});
        }
        if (inVector()) addNumber(0.0, false);
        ++m_depth;
        return m_depth <= static_cast<std::size_t>(kMaxNesting) ||
               fail(fmt::format("brackets are nested more than {} deep", kMaxNesting));
    }
    bool close() {
        --m_depth;
        if (m_inVector && m_depth == 3) {
            CellVector& vector = entries.back().vector;
            if (vector.values.empty() && vector.problem.empty())
                vector.problem = "is an empty array";
            m_inVector = false;
        }
        if (m_inData && m_depth == 1) {
            m_inData = false;
            hasData = true;
        }
        return true;
    }
    void newEntry(bool isObject) {
        ++count;
        m_isEntry = isObject;
        if (count <= m_textCount) entries.emplace_back();
    }
    void setIndex(std::optional<std::uint64_t> index) {
        entries.back().hasIndex = true;
        entries.back().index = index;
    }
    void setVector(CellVector vector) {
        Entry& entry = entries.back();
        if (entry.hasVector) vector = {{}, "is there twice"};
        entry.hasVector = true;
        entry.vector = std::move(vector);
    }
    void addNumber(double wide, bool isNumber) {
        CellVector& vector = entries.back().vector;
        if (!vector.problem.empty()) return;
        const auto one = static_cast<float>(wide);
        if (!isNumber || !std::isfinite(one)) {
            vector.problem = fmt::format("its number {} is {}", vector.values.size() + 1,
                                         isNumber ? "too large" : "missing or no number");
        } else if (vector.values.size() == static_cast<std::size_t>(kMaxEmbeddingDimension)) {
            vector.problem = fmt::format("has more than {} numbers", kMaxEmbeddingDimension);
        } else {
            vector.values.push_back(one);
            return;
        }
        vector.values = {};
    }

    std::size_t m_textCount;
    std::size_t m_depth = 0;  ///< of brackets that are open
    std::string m_key;        ///< the last
    bool m_isObject = false, m_dataSeen = false, m_inData = false;
    bool m_isEntry = false, m_inVector = false;
};

/// Position of the entry's text, or the number of texts if it states none that makes sense.
std::size_t placeOf(const Entry& entry, std::size_t order, std::size_t textCount) {
    if (!entry.hasIndex) return order;
    return entry.index && *entry.index < textCount ? static_cast<std::size_t>(*entry.index)
                                                   : textCount;
}

}  // namespace

std::string embeddingRequest(const std::string& model, std::span<const std::string_view> texts) {
    json input = json::array();
    for (const std::string_view text : texts) input.push_back(std::string(text));
    const json body = {{"model", model}, {"input", input}, {"encoding_format", "float"}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Embeddings readEmbeddingAnswer(std::string_view body, std::size_t textCount,
                               const std::string& where, const std::stop_token& stop) {
    AnswerReader answer(textCount);
    if (!readJsonEvents(body, answer, stop)) {
        throw Error(where, "its answer is no JSON (" + answer.problem + ")", kCompatible);
    }
    if (!answer.hasData) throw Error(where, "its answer has no \"data\" array", kCompatible);
    if (answer.count != textCount) {
        throw Error(where,
                    fmt::format("it answers {} texts with {} vectors", textCount, answer.count),
                    kCompatible);
    }
    Embeddings vectors;
    std::vector<bool> seen(textCount, false);
    for (std::size_t k = 0; k < textCount; ++k) {
        Entry& entry = answer.entries[k];
        const std::size_t place = placeOf(entry, k, textCount);
        if (place == textCount || seen[place]) {
            throw Error(where,
                        fmt::format("entry {} of its answer has an \"index\" that is none, or one "
                                    "that occurs twice",
                                    k + 1),
                        kCompatible);
        }
        seen[place] = true;
        const CellVector vector = std::move(entry.vector);
        if (vector.values.empty()) {
            throw Error(where,
                        fmt::format("vector {} of its answer {}", k + 1,
                                    vector.problem.empty() ? "is missing" : vector.problem),
                        kCompatible);
        }
        const auto length = static_cast<Eigen::Index>(vector.values.size());
        if (k == 0) vectors.resize(static_cast<Eigen::Index>(textCount), length);
        if (length != vectors.cols()) {
            throw Error(where,
                        fmt::format("vector {} of its answer has {} numbers, the first has {}",
                                    k + 1, length, vectors.cols()),
                        kCompatible);
        }
        std::copy(vector.values.begin(), vector.values.end(),
                  vectors.row(static_cast<Eigen::Index>(place)).data());
    }
    return vectors;
}

std::string serverMessage(std::string_view body, const Secrets& secrets) {
    json answer;
    std::string text;
    if (parseJson(body, answer).empty()) {
        const json* said = find(answer, "error");
        if (said != nullptr && find(*said, "message") != nullptr) said = find(*said, "message");
        for (const char* key : {"message", "detail"}) {
            if (said == nullptr) said = find(answer, key);
        }
        if (said != nullptr) {
            text = said->is_string() ? said->get<std::string>()
                                     : said->dump(-1, ' ', false, json::error_handler_t::replace);
        }
    } else {
        text = trimmed(body);
        if (text.starts_with('<')) text.clear();  // a web page
    }
    return saidByServer(text, secrets);
}

}  // namespace orl
