#include "core/data/text/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/data/text/json.h"

namespace orl {

namespace {

constexpr int kEnd = -1;

bool isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

int JsonReader::peek() {
    if (m_chunk.empty()) {
        if (!m_end) m_chunk = m_source.next();
        if (m_chunk.empty()) {
            m_end = true;
            return kEnd;
        }
    }
    return static_cast<unsigned char>(m_chunk.front());
}

int JsonReader::get() {
    const int c = peek();
    if (c == kEnd) return c;
    m_chunk.remove_prefix(1);
    if (c == '\n') ++m_line;
    return c;
}

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

/// The text so far ends just before '[': is this the value of the root object's key "records"?
bool JsonReader::startsRecords() const {
    auto at = m_raw.find_last_not_of(" \t\r\n");
    if (at == std::string::npos || m_raw[at] != ':') return false;
    at = m_raw.find_last_not_of(" \t\r\n", at - 1);
    constexpr std::string_view key = "\"records\"";
    return at != std::string::npos && at + 1 >= key.size() &&
           std::string_view(m_raw).substr(at + 1 - key.size(), key.size()) == key;
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
        record.problem = parseJson(m_raw, record.value);
        if (!record.problem.empty()) {
            std::string mended = m_raw;
            record.repair = mendJson(mended);
            if (!record.repair.empty()) record.problem = parseJson(mended, record.value);
        }
    }
    if (!record.problem.empty()) record.repair.clear();
    m_first = false;
}

bool JsonReader::nextOfArray(JsonRecord& record) {
    skipSpace();
    if (peek() == ']') {
        get();
        finishWrapper();
        return false;
    }
    if (!m_first) {
        if (peek() == kEnd) breaksOff(m_line);
        if (get() != ',') {
            fail(m_line, "a comma or the closing bracket of the array is missing here",
                 "Mend the JSON at this place");
        }
        skipSpace();
    }
    record.line = m_line;
    if (peek() == ']' || peek() == ',') {
        fail(m_line, "a comma is followed by no record", "Mend the JSON at this place");
    }
    if (cutValue() == Cut::FileEnd) breaksOff(record.line);
    parse(record, {});
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
        if (const auto problem = parseJson(head, m_header); !problem.empty()) {
            fail(record.line, "the keys before \"records\" are no JSON: " + problem,
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
