#pragma once

#include <csv.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/text/lookahead.h"

namespace orl {

/// One row of a delimited table. The fields are valid until the next call of CsvReader::next().
struct CsvRow {
    std::uint64_t line = 0;  ///< physical line on which the row begins, 1-based
    std::vector<std::string_view> fields;
    std::string problem;    ///< not empty: the row cannot be split into fields
    bool repaired = false;  ///< a stray quote was taken literally
};

/// Rows of an RFC 4180 table, split by libcsv, which is fed one physical line at a time so that
/// every row knows its line even when fields hold line breaks. Blank lines are skipped, and before
/// the header lines of comments ("# …") and the line "sep=;" with which Excel names the delimiter.
class CsvReader {
  public:
    /// @param delimiter 0: the one that "sep=" names, else the most frequent of comma, tab and
    ///                  semicolon in the header; the vertical bar where there is none of them
    explicit CsvReader(ByteSource& source, char delimiter = 0);
    ~CsvReader();
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// @return false at the end
    /// A quote that is never closed swallows the lines after it: they are read again where they
    /// have as many fields as the header, and the line with the quote alone is refused.
    /// @throws Error when the file breaks off inside quotes or a limit is passed
    bool next(CsvRow& row);
    char delimiter() const { return m_delimiter; }

  private:
    struct Buffer {
        std::string bytes;
        std::vector<std::size_t> ends;
        std::uint64_t line = 0;
        std::string problem;
        bool repaired = false;
    };
    static void onField(void* bytes, std::size_t size, void* self);
    static void onRow(int terminator, void* self);

    void start();
    void skipLine();
    std::string_view lineAt(std::size_t from);
    bool readPiece();
    void feed(std::string_view piece);
    void recover();
    void restart(unsigned char options);
    bool salvage(bool atEnd);
    void finish();
    std::string place(std::uint64_t line) const;

    ByteSource& m_source;
    Lookahead m_ahead;
    csv_parser m_parser{};
    char m_delimiter;
    char m_lineEnd = '\n';
    std::uint64_t m_line = 1;        ///< of the next byte
    bool m_midRow = false;           ///< a row has begun and not ended
    std::size_t m_headerFields = 0;  ///< of the first row; 0: it was not read yet
    bool m_recovering = false;       ///< skipping to the end of a line with a stray quote
    std::string m_raw;               ///< the row so far as it stands in the file
    std::uint64_t m_rowLine = 1;     ///< where the row that is being read began
    Buffer m_current;
    std::vector<Buffer> m_ready;
    std::size_t m_nextReady = 0;
    Buffer m_given;
    bool m_started = false;
    bool m_finished = false;
};

}  // namespace orl
