#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/text/lookahead.h"

namespace orl {

/// One record of a JSON file.
struct JsonRecord {
    std::uint64_t line = 0;  ///< on which it begins, 1-based
    nlohmann::json value;
    std::string problem;  ///< not empty: the text is no JSON and there is no value
    std::string repair;   ///< not empty: what had to be mended to read it
};

/// Records of a JSON array, of JSON Lines, of JSON values one after another, of an array in one
/// object ("records", "data", "rows", …; its keys before it are the header), or of a table in one
/// object, column by column. This class only finds where a record begins and ends, within bounds on
/// its size and nesting; nlohmann's parser reads it. So a file streams (but for the table in one
/// object), every record knows its line, and one bad record does not cost the others: reading goes
/// on at the next place that begins like a record.
class JsonReader {
  public:
    explicit JsonReader(ByteSource& source) : m_source(source), m_ahead(source) {}

    /// @return false at the end
    /// @throws Error when the file breaks off, is no JSON, or a limit is passed
    bool next(JsonRecord& record);
    /// Keys before the array of records; null where the file has none.
    const nlohmann::json& header() const { return m_header; }
    /// What had to be mended after the last record; empty: nothing.
    const std::string& repairAtEnd() const { return m_repairAtEnd; }

  private:
    enum class Layout { Unknown, Array, Lines, Sequence, Wrapped };
    enum class Cut { Value, LineEnd, FileEnd };

    static constexpr int kEnd = -1;
    int peek() {
        const std::string_view piece = m_ahead.piece();
        return piece.empty() ? kEnd : static_cast<unsigned char>(piece.front());
    }
    int get() {
        const int c = peek();
        if (c == kEnd) return c;
        m_ahead.advance(1);
        if (c == '\n') ++m_line;
        m_indent = c == '\n' ? 0 : m_indent + 1;
        return c;
    }
    void skipSpace();
    Cut cutValue();
    bool nextOfArray(JsonRecord& record);
    bool nextOfSequence(JsonRecord& record);
    bool nextOfTable(JsonRecord& record);
    void finishWrapper();
    bool startsRecords();
    bool nextSeparator(JsonRecord& record);
    std::string opening() const;
    bool giveBack(std::string_view text);
    bool resume();
    void skipToRecord();
    void parse(JsonRecord& record, std::string_view problemIfCut);
    [[noreturn]] void fail(std::uint64_t line, const std::string& what,
                           const std::string& remedy) const;
    [[noreturn]] void breaksOff(std::uint64_t line) const;

    ByteSource& m_source;
    Lookahead m_ahead;
    std::uint64_t m_line = 1;
    Layout m_layout = Layout::Unknown;
    bool m_first = true;
    bool m_done = false;
    bool m_bad = false;        ///< the record before this was none
    bool m_isRecord = false;   ///< the first object has a query, and wraps no records
    std::size_t m_indent = 0;  ///< blanks before the last record on its line
    std::size_t m_recordIndent = 0;
    std::string m_opening;                ///< of the first good record, up to its first colon
    std::vector<nlohmann::json> m_table;  ///< records of a table in one object, the last first
    std::uint64_t m_tableLine = 0;
    std::string m_repairAtEnd;
    std::string m_raw;  ///< the record as it stands in the file
    nlohmann::json m_header;
};

}  // namespace orl
