#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/data/text/bytes.h"

namespace orl {

/// One record of a JSON file.
struct JsonRecord {
    std::uint64_t line = 0;  ///< on which it begins, 1-based
    nlohmann::json value;
    std::string problem;  ///< not empty: the text is no JSON and there is no value
    std::string repair;   ///< not empty: what had to be mended to read it
};

/// Records of a JSON array, of JSON Lines, of JSON values one after another, or of the "records"
/// array of one object (whose keys before it are the header). This class only finds where a record
/// begins and ends, within bounds on its size and nesting; nlohmann's parser reads it. So a file
/// streams, every record knows its line, and one bad record does not cost the others.
class JsonReader {
  public:
    explicit JsonReader(ByteSource& source) : m_source(source) {}

    /// @return false at the end
    /// @throws Error when the file breaks off, is no JSON, or a limit is passed
    bool next(JsonRecord& record);
    /// Keys before "records"; null where the file has none.
    const nlohmann::json& header() const { return m_header; }

  private:
    enum class Layout { Unknown, Array, Lines, Sequence, Wrapped };
    enum class Cut { Value, LineEnd, FileEnd };

    int peek();
    int get();
    void skipSpace();
    Cut cutValue();
    bool nextOfArray(JsonRecord& record);
    bool nextOfSequence(JsonRecord& record);
    void finishWrapper();
    bool startsRecords() const;
    void parse(JsonRecord& record, std::string_view problemIfCut);
    [[noreturn]] void fail(std::uint64_t line, const std::string& what,
                           const std::string& remedy) const;
    [[noreturn]] void breaksOff(std::uint64_t line) const;

    ByteSource& m_source;
    std::string_view m_chunk;
    bool m_end = false;
    std::uint64_t m_line = 1;
    Layout m_layout = Layout::Unknown;
    bool m_first = true;
    bool m_done = false;
    std::string m_raw;  ///< the record as it stands in the file
    nlohmann::json m_header;
};

}  // namespace orl
