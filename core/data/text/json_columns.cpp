#include "core/data/text/json_columns.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

bool holdsQuery(const json& object) {
    return object.is_object() &&
           std::any_of(object.items().begin(), object.items().end(),
                       [](const auto& member) { return isQueryKey(member.key()); });
}

/// {"prompt": {"0": "q", "1": "r"}, "score": {"0": 1, "1": 0}}, or with arrays inside.
std::vector<json> byColumns(const json& table) {
    const json& first = table.front();
    std::vector<json> records(first.size(), json::object());
    for (const auto& column : table.items()) {
        if (column.value().size() != records.size()) return {};
        std::size_t row = 0;
        // Objects are sorted by key, all alike: equal keys stand at equal places.
        auto key = first.is_object() ? first.begin() : json::const_iterator{};
        for (auto cell = column.value().begin(); cell != column.value().end(); ++cell, ++row) {
            if (first.is_object() && (key++).key() != cell.key()) return {};
            records[row][column.key()] = *cell;
        }
    }
    // The keys are row numbers, and "10" sorts before "2".
    if (first.is_object()) {
        std::vector<std::string> keys;
        for (const auto& member : first.items()) keys.emplace_back(member.key());
        std::vector<std::size_t> order(keys.size());
        for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
        std::stable_sort(order.begin(), order.end(), [&keys](std::size_t a, std::size_t b) {
            return keys[a].size() < keys[b].size();
        });
        std::vector<json> sorted;
        sorted.reserve(order.size());
        for (const std::size_t k : order) sorted.push_back(std::move(records[k]));
        return sorted;
    }
    return records;
}

}  // namespace

bool isQueryKey(const std::string& key) {
    constexpr std::array names{"query"sv,      "prompt"sv,      "question"sv,     "text"sv,
                               "input"sv,      "messages"sv,    "origin_query"sv, "instruction"sv,
                               "query_text"sv, "conversation"sv};
    return std::find(names.begin(), names.end(), lowered(key)) != names.end();
}

bool wrapsRecords(const std::string& key) {
    constexpr std::array names{"records"sv, "data"sv,    "rows"sv,     "results"sv,
                               "items"sv,   "entries"sv, "examples"sv, "samples"sv};
    return std::find(names.begin(), names.end(), key) != names.end();
}

std::vector<json> recordsOfTable(const json& object) {
    if (!object.is_object() || object.empty()) return {};
    const bool arrays = object.front().is_array();
    const bool alike = std::all_of(object.begin(), object.end(), [arrays](const json& member) {
        return arrays ? member.is_array() : member.is_object();
    });
    if (!alike || object.front().empty()) return {};
    if (holdsQuery(object)) return object.size() > 1 ? byColumns(object) : std::vector<json>();
    if (arrays || !std::all_of(object.begin(), object.end(), holdsQuery)) return {};
    return {object.begin(), object.end()};
}

void unwrapRecord(const json& header, json& record) {
    if (record.is_object()) {
        const auto row = record.find("row");
        if (row == record.end() || !row->is_object() || !record.contains("row_idx")) return;
        json inner = std::move(*row);
        record = std::move(inner);
        return;
    }
    if (!record.is_array() || !header.is_object()) return;
    const auto columns = header.find("columns");
    if (columns == header.end() || !columns->is_array() || columns->size() != record.size()) return;
    json object = json::object();
    for (std::size_t k = 0; k < record.size(); ++k) {
        const json& name = (*columns)[k];
        object[name.is_string() ? name.get<std::string>() : name.dump()] = std::move(record[k]);
    }
    record = std::move(object);
}

}  // namespace orl
