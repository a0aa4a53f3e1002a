#include "core/data/text/json_columns.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
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

/// Columns of as many cells, and objects of the same keys.
bool isAligned(const json& table) {
    const json& first = table.front();
    return std::all_of(table.begin(), table.end(), [&first](const json& column) {
        if (column.size() != first.size()) return false;
        if (!first.is_object()) return true;
        // Objects are sorted by key, all alike: equal keys stand at equal places.
        return std::equal(first.items().begin(), first.items().end(), column.items().begin(),
                          [](const auto& a, const auto& b) { return a.key() == b.key(); });
    });
}

/// Places of row numbers, which are sorted as texts: "10" before "2".
std::vector<std::size_t> orderOfRows(const json& column) {
    std::vector<std::size_t> sizes;
    sizes.reserve(column.size());
    for (const auto& member : column.items()) sizes.push_back(member.key().size());
    std::vector<std::size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!column.is_object()) return order;
    std::stable_sort(order.begin(), order.end(),
                     [&sizes](std::size_t a, std::size_t b) { return sizes[a] < sizes[b]; });
    return order;
}

/// {"prompt": {"0": "q", "1": "r"}, "score": {"0": 1, "1": 0}}, or with arrays inside.
std::vector<json> byColumns(json& table) {
    if (!isAligned(table)) return {};
    const std::vector<std::size_t> order = orderOfRows(table.front());
    std::vector<json> cells(order.size(), json::object());
    for (const auto& column : table.items()) {
        auto cell = column.value().begin();
        for (json& record : cells) record[column.key()] = std::move(*cell++);
        column.value() = nullptr;
    }
    std::vector<json> records;
    records.reserve(order.size());
    for (const std::size_t k : order) records.push_back(std::move(cells[k]));
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

std::vector<json> recordsOfTable(json& object) {
    if (!object.is_object() || object.empty()) return {};
    const bool arrays = object.front().is_array();
    const bool alike = std::all_of(object.begin(), object.end(), [arrays](const json& member) {
        return arrays ? member.is_array() : member.is_object();
    });
    if (!alike || object.front().empty()) return {};
    if (holdsQuery(object)) return object.size() > 1 ? byColumns(object) : std::vector<json>();
    if (arrays || !std::all_of(object.begin(), object.end(), holdsQuery)) return {};
    return std::vector<json>(std::move_iterator(object.begin()), std::move_iterator(object.end()));
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
