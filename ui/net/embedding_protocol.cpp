#include "ui/net/embedding_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/data/text/json.h"
#include "core/data/text/utf8.h"
#include "core/data/text/vector.h"
#include "core/support/error.h"

namespace orl {

namespace {

using nlohmann::json;

constexpr std::size_t kMostOfMessage = 300;
constexpr const char* kCompatible =
    "Check that the URL is that of an OpenAI-compatible embedding server";

const json* find(const json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

/// Position of the entry's text, or the number of texts if it states none that makes sense.
std::size_t placeOf(const json& entry, std::size_t order, std::size_t textCount) {
    const json* index = find(entry, "index");
    if (index == nullptr) return order;
    if (!index->is_number_integer() || *index < 0 || *index >= textCount) return textCount;
    return index->get<std::size_t>();
}

}  // namespace

std::string embeddingRequest(const std::string& model, std::span<const std::string_view> texts) {
    json input = json::array();
    for (const std::string_view text : texts) input.push_back(std::string(text));
    const json body = {{"model", model}, {"input", input}, {"encoding_format", "float"}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Embeddings readEmbeddingAnswer(std::string_view body, std::size_t textCount,
                               const std::string& where) {
    json answer;
    if (const std::string problem = parseJson(body, answer); !problem.empty()) {
        throw Error(where, "its answer is no JSON (" + problem + ")", kCompatible);
    }
    const json* data = find(answer, "data");
    if (data == nullptr || !data->is_array()) {
        throw Error(where, "its answer has no \"data\" array", kCompatible);
    }
    if (data->size() != textCount) {
        throw Error(where,
                    fmt::format("it answers {} texts with {} vectors", textCount, data->size()),
                    kCompatible);
    }
    Embeddings vectors;
    std::vector<bool> seen(textCount, false);
    for (std::size_t k = 0; k < textCount; ++k) {
        const std::size_t place = placeOf((*data)[k], k, textCount);
        if (place == textCount || seen[place]) {
            throw Error(where,
                        fmt::format("entry {} of its answer has an \"index\" that is none, or one "
                                    "that occurs twice",
                                    k + 1),
                        kCompatible);
        }
        seen[place] = true;
        const json* embedding = find((*data)[k], "embedding");
        const CellVector vector = embedding == nullptr ? CellVector{} : vectorOf(*embedding);
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

std::string serverMessage(std::string_view body) {
    json answer;
    std::string text;
    if (parseJson(body, answer).empty()) {
        const json* said = find(answer, "error");
        if (said != nullptr && find(*said, "message") != nullptr) said = find(*said, "message");
        for (const char* key : {"message", "detail"}) {
            if (said == nullptr) said = find(answer, key);
        }
        if (said != nullptr) text = said->is_string() ? said->get<std::string>() : said->dump();
    } else {
        text = trimmed(body.substr(0, kMostOfMessage));
        if (text.starts_with('<')) text.clear();  // a web page
    }
    text.resize(std::min(text.size(), kMostOfMessage));
    repairUtf8(text);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
    return text;
}

}  // namespace orl
