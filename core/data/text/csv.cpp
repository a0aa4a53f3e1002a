#include "core/data/text/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace orl {

namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::size_t kParserBlock = 64U << 10U;

char likeliestDelimiter(std::string_view line) {
    constexpr std::array candidates{',', '\t', ';'};
    std::array<std::size_t, 3> counts{};
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        for (std::size_t k = 0; k < candidates.size(); ++k) counts[k] += c == candidates[k];
    }
    return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                               counts.begin())];
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, char delimiter)
    : m_source(source), m_delimiter(delimiter) {
    if (csv_init(&m_parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    csv_set_blk_size(&m_parser, kParserBlock);
}

CsvReader::~CsvReader() {
    csv_free(&m_parser);
}

std::string CsvReader::place(std::uint64_t line) const {
    return fmt::format("{}:{}", m_source.name(), line);
}

void CsvReader::onField(void* bytes, std::size_t size, void* self) {
    // Called from C: nothing here may throw except for want of memory.
    Buffer& row = static_cast<CsvReader*>(self)->m_current;
    if (row.ends.size() > kMaxColumns) return;
    row.bytes.append(static_cast<const char*>(bytes), size);
    row.ends.push_back(row.bytes.size());
}

void CsvReader::onRow(int /*terminator*/, void* self) {
    auto& reader = *static_cast<CsvReader*>(self);
    reader.m_current.line = reader.m_rowLine;
    reader.m_ready.push_back(std::exchange(reader.m_current, Buffer{}));
    reader.m_midRow = false;
}

void CsvReader::start(std::string_view head) {
    m_started = true;
    // Files of old Macintosh tools end their lines with a lone carriage return.
    if (head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos) {
        m_lineEnd = '\r';
    }
    if (m_delimiter == 0) m_delimiter = likeliestDelimiter(head.substr(0, head.find(m_lineEnd)));
    csv_set_delim(&m_parser, static_cast<unsigned char>(m_delimiter));
}

bool CsvReader::readPiece() {
    if (m_chunk.empty()) {
        m_chunk = m_source.next();
        if (m_chunk.empty()) {
            finish();
            return false;
        }
        if (!m_started) start(m_chunk);
    }
    const auto end = m_chunk.find(m_lineEnd);
    const bool complete = end != std::string_view::npos;
    const auto piece = m_chunk.substr(0, complete ? end + 1 : m_chunk.size());
    m_chunk.remove_prefix(piece.size());

    const bool blank = piece.find_first_not_of(kBlank) == std::string_view::npos;
    if (m_midRow || m_recovering || !blank) feed(piece);
    if (complete) {
        if (m_recovering) recover();
        ++m_line;
    }
    return true;
}

void CsvReader::feed(std::string_view piece) {
    if (!m_midRow && !m_recovering) {
        m_rowLine = m_line;
        m_raw.clear();
        m_midRow = true;
    }
    m_raw += piece;
    if (m_raw.size() > kMaxRecordBytes) {
        throw Error(place(m_rowLine),
                    fmt::format("one row is longer than {} MB", kMaxRecordBytes >> 20U),
                    "Look for a quote that is never closed, or split the file into rows");
    }
    if (m_recovering) return;
    const std::size_t parsed =
        csv_parse(&m_parser, piece.data(), piece.size(), onField, onRow, this);
    if (parsed == piece.size()) return;
    if (csv_error(&m_parser) != CSV_EPARSE) throw std::bad_alloc();
    m_recovering = true;
}

/// The row has a quote where RFC 4180 has none. If it is one physical line that splits when the
/// quote is taken literally, that is the repair; else the row is refused. Either way reading goes
/// on with the next line.
void CsvReader::recover() {
    csv_free(&m_parser);
    const auto restart = [this](unsigned char options) {
        if (csv_init(&m_parser, options) != 0) throw std::bad_alloc();
        csv_set_blk_size(&m_parser, kParserBlock);
        csv_set_delim(&m_parser, static_cast<unsigned char>(m_delimiter));
    };
    m_current = Buffer{};
    const std::size_t before = m_ready.size();
    bool split = false;
    if (m_rowLine == m_line) {
        if (!m_raw.ends_with(m_lineEnd)) m_raw += m_lineEnd;
        restart(0);
        csv_parse(&m_parser, m_raw.data(), m_raw.size(), onField, onRow, this);
        split = m_ready.size() == before + 1;  // else the quote swallowed the line end
        csv_free(&m_parser);
    }
    if (split) {
        m_ready.back().repaired = true;
    } else {
        m_ready.resize(before);
        Buffer refused;
        refused.line = m_rowLine;
        refused.problem = "a quote stands in the middle of a field (double it, or quote the field)";
        m_ready.push_back(std::move(refused));
    }
    restart(CSV_STRICT | CSV_STRICT_FINI);
    m_current = Buffer{};
    m_recovering = false;
    m_midRow = false;
}

void CsvReader::finish() {
    if (m_finished) return;
    m_finished = true;
    if (m_recovering) recover();
    if (csv_fini(&m_parser, onField, onRow, this) != 0) {
        throw Error(place(m_rowLine),
                    "the file breaks off inside a quoted field of the row that begins here",
                    "Close the quote, or fetch the file again if it was cut short");
    }
}

bool CsvReader::next(CsvRow& row) {
    while (m_nextReady == m_ready.size()) {
        m_ready.clear();
        m_nextReady = 0;
        if (m_finished || (!readPiece() && m_ready.empty())) return false;
    }
    m_given = std::move(m_ready[m_nextReady++]);
    if (m_given.ends.size() > kMaxColumns) {
        throw Error(place(m_given.line), fmt::format("more than {} columns", kMaxColumns),
                    "Check the delimiter, or keep only the columns that are needed");
    }
    row.line = m_given.line;
    row.problem = m_given.problem;
    row.repaired = m_given.repaired;
    row.fields.clear();
    std::size_t begin = 0;
    for (const std::size_t end : m_given.ends) {
        row.fields.emplace_back(m_given.bytes.data() + begin, end - begin);
        begin = end;
    }
    return true;
}

}  // namespace orl
