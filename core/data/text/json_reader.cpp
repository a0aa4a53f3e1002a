#include "core/data/text/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/data/text/json.h"
#include "core/data/text/json_columns.h"

namespace orl {

namespace {

constexpr std::size_t kMostIndent = 1000;  ///< blanks

bool isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

void JsonReader::skipSpace() {
    while (isSpace(peek())) get();
}

void JsonReader::fail(std::uint64_t line, const std::string& what,
                      const std::string& remedy) const {
    throw Error(fmt::format("{}:{}", m_source.name(), line), what, remedy);
}

void JsonReader::breaksOff(std::uint64_t line) const {
    fail(line, "the file breaks off inside the record that begins here",
         "Fetch the file again; nothing of it was kept");
}

/// The text so far ends just before '[': is this the value of a key of the root object that wraps
/// records, and not a list inside a record?
bool JsonReader::startsRecords() {
    if (m_isRecord) return false;
    auto at = m_raw.find_last_not_of(" \t\r\n");
    if (at == std::string::npos || m_raw[at] != ':') return false;
    at = m_raw.find_last_not_of(" \t\r\n", at - 1);
    if (at == std::string::npos || at == 0 || m_raw[at] != '"') return false;
    const auto begin = m_raw.rfind('"', at - 1);
    if (begin == std::string::npos || !wrapsRecords(m_raw.substr(begin + 1, at - begin - 1))) {
        return false;
    }
    nlohmann::json header;
    if (!parseJson(m_raw + "null}", header, m_source.stop()).empty()) return true;
    m_isRecord = std::any_of(header.items().begin(), header.items().end(),
                             [](const auto& member) { return isQueryKey(member.key()); });
    return !m_isRecord;
}

/// Moves one value from the file to m_raw.
JsonReader::Cut JsonReader::cutValue() {
    const std::uint64_t begin = m_line;
    m_raw.clear();
    int depth = 0;
    bool quoted = false;
    while (true) {
        const int c = peek();
        if (c == kEnd) return Cut::FileEnd;
        if (c == '\n' && m_layout == Layout::Lines) return Cut::LineEnd;
        if (depth == 0 && !quoted && !m_raw.empty() && (isSpace(c) || c == ',' || c == ']')) {
            return Cut::Value;  // after a number, a word or a string
        }
        if (c == '[' && depth == 1 && !quoted && m_layout == Layout::Unknown && startsRecords()) {
            m_layout = Layout::Wrapped;
            return Cut::Value;
        }
        get();
        m_raw.push_back(static_cast<char>(c));
        if (m_raw.size() > kMaxRecordBytes) {
            fail(begin, fmt::format("one record is longer than {} MB", kMaxRecordBytes >> 20U),
                 "Look for a quote or bracket that is never closed, or split the record");
        }
        if (quoted) {
            if (c == '\\' && peek() != kEnd && peek() != '\n') {
                m_raw.push_back(static_cast<char>(get()));
            } else if (c == '"') {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMaxNesting) {
                fail(m_line, fmt::format("brackets are nested more than {} deep", kMaxNesting),
                     "Flatten the record; no known format nests like this");
            }
        } else if (c == '}' || c == ']') {
            if (--depth == 0) return Cut::Value;
            if (depth < 0) return Cut::Value;
        }
    }
}

void JsonReader::parse(JsonRecord& record, std::string_view problemIfCut) {
    record.problem = problemIfCut;
    record.repair.clear();
    record.value = nullptr;
    if (record.problem.empty()) {
        record.problem = parseJson(m_raw, record.value, m_source.stop());
        if (!record.problem.empty()) {
            std::string mended = m_raw;
            record.repair = mendJson(mended, m_source.stop());
            if (!record.repair.empty())
                record.problem = parseJson(mended, record.value, m_source.stop());
        }
    }
    if (!record.problem.empty()) record.repair.clear();
    m_first = false;
}

/// How records of the file begin, up to their first colon: {"prompt":
std::string JsonReader::opening() const {
    if (!m_opening.empty()) return m_opening;
    constexpr std::size_t longest = 200;
    const auto colon = m_raw.find(':');
    const bool object = m_raw.starts_with('{') && colon < longest;
    return object ? m_raw.substr(0, colon + 1) : std::string();
}

bool JsonReader::giveBack(std::string_view text) {
    if (!m_ahead.giveBack(text)) return false;
    m_line -= static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    return true;
}

/// Goes on where something in a bad record begins like a record: the quote or bracket that is wrong
/// in it has swallowed what follows. @return false if there is no such place
bool JsonReader::resume() {
    const std::string begin = opening();
    auto at = begin.empty() ? std::string::npos : m_raw.find(begin, 1);
    // In a file of one line every record stands further in, and none begins a line.
    if (m_recordIndent <= kMostIndent) {
        std::string line(m_recordIndent + 2, ' ');
        line.front() = '\n';
        line.back() = '{';
        at = std::min(at, m_raw.find(line, 1));
    }
    if (at == std::string::npos) return false;
    return giveBack(std::string_view(m_raw).substr(at));
}

/// To the next place that begins like a record, past the rest of a bad one.
void JsonReader::skipToRecord() {
    const std::string begin = opening();
    std::string tail;
    while (peek() != kEnd) {
        const int c = get();
        tail.push_back(static_cast<char>(c));
        if (!begin.empty() && tail.ends_with(begin) && giveBack(begin)) return;
        if (tail.size() > 2 * begin.size() + 2) tail.erase(0, tail.size() - begin.size());
        if (c != '\n') continue;
        while (peek() == ' ' || peek() == '\t') get();
        if (peek() == '{' && m_indent == m_recordIndent) return;
    }
}

/// Moves past what stands between two records. @return false at the end of the array
bool JsonReader::nextSeparator(JsonRecord& record) {
    skipSpace();
    std::size_t commas = 0;
    for (; peek() == ','; skipSpace()) {
        get();
        ++commas;
    }
    if (peek() == ']') {
        get();
        if (commas > 0) m_repairAtEnd = "a comma after the last record was left out";
        finishWrapper();
        return false;
    }
    if (peek() == kEnd) breaksOff(m_line);
    record.repair.clear();
    if (m_bad && commas == 0 && peek() != '{') {
        skipToRecord();
        if (peek() == kEnd) breaksOff(m_line);
    } else if (!m_first && commas == 0) {
        if (peek() != '{') {
            fail(m_line, "a comma or the closing bracket of the array is missing here",
                 "Mend the JSON at this place");
        }
        record.repair = "a comma is missing before the record";
    } else if (commas > (m_first ? 0U : 1U)) {
        record.repair = "commas before the record were left out";
    }
    return true;
}

bool JsonReader::nextOfArray(JsonRecord& record) {
    if (!nextSeparator(record)) return false;
    std::string separator = std::exchange(record.repair, {});
    record.line = m_line;
    m_recordIndent = m_indent;
    m_bad = false;
    const Cut cut = cutValue();
    if (cut == Cut::FileEnd) {
        if (!resume()) breaksOff(record.line);
        record.value = nullptr;
        record.problem = "a quote or bracket in it is never closed";
        m_first = false;
        m_bad = true;
        return true;
    }
    parse(record, {});
    if (!record.problem.empty()) {
        m_bad = true;
        resume();
    } else if (m_layout == Layout::Wrapped || record.value.is_object()) {
        if (m_opening.empty()) m_opening = opening();
        unwrapRecord(m_header, record.value);
    }
    if (!separator.empty() && record.problem.empty()) {
        if (!record.repair.empty()) separator += "; " + record.repair;
        record.repair = std::move(separator);
    }
    return true;
}

bool JsonReader::nextOfSequence(JsonRecord& record) {
    skipSpace();
    if (peek() == kEnd) return false;
    record.line = m_line;
    const bool first = m_layout == Layout::Unknown;
    const Cut cut = cutValue();
    if (m_layout == Layout::Wrapped) {
        const std::string head = m_raw + "null}";
        if (const auto problem = parseJson(head, m_header, m_source.stop()); !problem.empty()) {
            fail(record.line, "the keys before the records are no JSON: " + problem,
                 "Mend the JSON at this place");
        }
        get();
        return nextOfArray(record);
    }
    if (first) {
        while (peek() == ' ' || peek() == '\t' || peek() == '\r') get();
        const bool oneLine = record.line == m_line && (peek() == '\n' || peek() == kEnd);
        m_layout = oneLine ? Layout::Lines : Layout::Sequence;
    }
    std::string problem;
    if (cut == Cut::FileEnd) {
        // A last line without a line break is complete if it parses.
        parse(record, {});
        if (!record.problem.empty()) breaksOff(record.line);
        return true;
    }
    if (cut == Cut::LineEnd) {
        parse(record, "the line ends inside the record");
        return true;
    }
    if (m_layout == Layout::Lines) {
        while (peek() != '\n' && peek() != kEnd) {
            if (!isSpace(get())) problem = "text follows the record on its line";
        }
    }
    parse(record, problem);
    if (m_layout == Layout::Sequence && !record.problem.empty()) {
        fail(record.line, "this is no JSON: " + record.problem, "Mend the JSON at this place");
    }
    if (first && record.problem.empty()) {
        skipSpace();
        if (peek() == kEnd) m_table = recordsOfTable(record.value);
        if (!m_table.empty()) {
            std::reverse(m_table.begin(), m_table.end());
            m_tableLine = record.line;
            return nextOfTable(record);
        }
    }
    return true;
}

bool JsonReader::nextOfTable(JsonRecord& record) {
    record.line = m_tableLine;
    record.problem.clear();
    record.repair.clear();
    record.value = std::move(m_table.back());
    m_table.pop_back();
    m_done = m_table.empty();
    return true;
}

void JsonReader::finishWrapper() {
    m_done = true;
    int depth = m_layout == Layout::Wrapped ? 1 : 0;
    bool quoted = false;
    while (depth > 0) {
        const int c = get();
        if (c == kEnd) breaksOff(m_line);
        if (c == '"') quoted = !quoted;
        if (quoted && c == '\\') get();
        if (!quoted && (c == '{' || c == '[')) ++depth;
        if (!quoted && (c == '}' || c == ']')) --depth;
    }
    skipSpace();
    if (peek() != kEnd) {
        fail(m_line, "text follows the end of the JSON array",
             "Remove it, or put one record on each line (JSON Lines)");
    }
}

bool JsonReader::next(JsonRecord& record) {
    if (m_done) return false;
    if (!m_table.empty()) return nextOfTable(record);
    if (m_layout == Layout::Unknown) {
        skipSpace();
        if (peek() == '[') {
            get();
            m_layout = Layout::Array;
        } else if (peek() != '{' && peek() != kEnd) {
            fail(m_line, "this is no JSON array or object", "Choose a JSON or JSON Lines file");
        }
    }
    const bool array = m_layout == Layout::Array || m_layout == Layout::Wrapped;
    return array ? nextOfArray(record) : nextOfSequence(record);
}

}  // namespace orl
