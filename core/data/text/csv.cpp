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
    const auto most = std::max_element(counts.begin(), counts.end());
    // Names of columns hold bars as well: MODEL|total_cost.
    if (*most == 0 && line.find('|') != std::string_view::npos) return '|';
    return candidates[static_cast<std::size_t>(most - counts.begin())];
}

std::size_t fieldsOf(std::string_view line, char delimiter) {
    return 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter));
}

/// 0 where a quote is open at the end.
std::size_t fieldsWithQuotes(std::string_view line, char delimiter) {
    std::size_t fields = 1;
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (c == delimiter && !quoted) ++fields;
    }
    return quoted ? 0 : fields;
}

/// "sep=;" alone on a line; 0: the line is another.
char namedDelimiter(std::string_view line) {
    while (line.ends_with('\r') || line.ends_with('\n')) line.remove_suffix(1);
    if (line.starts_with('"') && line.ends_with('"') && line.size() > 2) {
        line = line.substr(1, line.size() - 2);
    }
    const bool named = line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
    return named ? line[4] : '\0';
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, char delimiter)
    : m_source(source), m_ahead(source), m_delimiter(delimiter) {
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
    if (reader.m_headerFields == 0) reader.m_headerFields = reader.m_ready.back().ends.size();
    reader.m_midRow = false;
}

/// Of what is at hand.
std::string_view CsvReader::lineAt(std::size_t from) {
    const std::string_view piece = m_ahead.piece();
    return piece.substr(from, piece.find(m_lineEnd, from) - from);
}

/// Leaves the first line that is at hand out.
void CsvReader::skipLine() {
    m_ahead.advance(std::min(lineAt(0).size() + 1, m_ahead.piece().size()));
    ++m_line;
}

void CsvReader::start() {
    m_started = true;
    const std::string_view head = m_ahead.piece();
    // Files of old Macintosh tools end their lines with a lone carriage return.
    if (head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos) {
        m_lineEnd = '\r';
    }
    char named = '\0';
    while (!m_ahead.piece().empty()) {
        const std::string_view first = lineAt(0);
        const bool blank = first.find_first_not_of(kBlank) == std::string_view::npos;
        const bool more = first.size() < m_ahead.piece().size();
        if (const char sign = namedDelimiter(first); sign != '\0' && more) {
            named = sign;
            skipLine();
        } else if (blank && more) {
            skipLine();
        } else if (first.starts_with('#') && more) {
            // A header may begin with the sign as well; then the line below has as many fields.
            const std::string_view below = lineAt(first.size() + 1);
            const char joint = named != '\0' ? named : likeliestDelimiter(first);
            const std::size_t fields = fieldsOf(first, joint);
            if (fields > 1 && fields == fieldsOf(below, joint) && !below.starts_with('#')) {
                m_ahead.advance(1);
                break;
            }
            skipLine();
        } else {
            break;
        }
    }
    if (m_delimiter == 0) m_delimiter = named;
    if (m_delimiter == 0) m_delimiter = likeliestDelimiter(lineAt(0));
    csv_set_delim(&m_parser, static_cast<unsigned char>(m_delimiter));
}

bool CsvReader::readPiece() {
    if (!m_started) start();
    const std::string_view ahead = m_ahead.piece();
    if (ahead.empty()) {
        finish();
        return false;
    }
    const auto end = ahead.find(m_lineEnd);
    const bool complete = end != std::string_view::npos;
    const auto piece = ahead.substr(0, complete ? end + 1 : ahead.size());
    m_ahead.advance(piece.size());

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

void CsvReader::restart(unsigned char options) {
    if (csv_init(&m_parser, options) != 0) throw std::bad_alloc();
    csv_set_blk_size(&m_parser, kParserBlock);
    csv_set_delim(&m_parser, static_cast<unsigned char>(m_delimiter));
}

/// Gives the lines after the first of the row back to be read again, if most of them look like rows
/// of their own. The first line is refused. @return false, and nothing changed, if they do not
bool CsvReader::salvage(bool atEnd) {
    const auto end = m_raw.find(m_lineEnd);
    const bool none = end == std::string::npos || end + 1 == m_raw.size();
    if (m_headerFields == 0 || none) return false;
    const std::string_view rest = std::string_view(m_raw).substr(end + 1);
    std::size_t rows = 0, others = 0;
    for (std::size_t begin = 0; begin < rest.size();) {
        const auto stop = std::min(rest.find(m_lineEnd, begin), rest.size());
        const auto line = rest.substr(begin, stop - begin);
        begin = stop + 1;
        if (line.find_first_not_of(kBlank) == std::string_view::npos) continue;
        ++(fieldsWithQuotes(line, m_delimiter) == m_headerFields ? rows : others);
    }
    // With two columns any sentence with a comma looks like a row.
    if (rows == 0 || rows < others || (m_headerFields < 3 && others > 0)) return false;
    if (!m_ahead.giveBack(rest)) return false;
    Buffer refused;
    refused.line = m_rowLine;
    refused.problem = "a quote in it is never closed";
    m_ready.push_back(std::move(refused));
    // Before the end readPiece() counts the line that it has just read.
    m_line = m_rowLine + (atEnd ? 1 : 0);
    csv_free(&m_parser);
    restart(CSV_STRICT | CSV_STRICT_FINI);
    m_current = Buffer{};
    m_recovering = false;
    m_midRow = false;
    return true;
}

/// The row has a quote where RFC 4180 has none. If it is one physical line that splits when the
/// quote is taken literally, that is the repair; else the row is refused. Either way reading goes
/// on with the next line.
void CsvReader::recover() {
    if (salvage(m_finished)) return;
    csv_free(&m_parser);
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
    if (!m_ahead.piece().empty()) {
        m_finished = false;
        return;
    }
    if (csv_fini(&m_parser, onField, onRow, this) != 0) {
        if (salvage(true)) {
            m_finished = false;
            return;
        }
        throw Error(place(m_rowLine),
                    "the file breaks off inside a quoted field of the row that begins here",
                    "Close the quote, or fetch the file again if it was cut short");
    }
}

bool CsvReader::next(CsvRow& row) {
    while (m_nextReady == m_ready.size()) {
        m_ready.clear();
        m_nextReady = 0;
        if (m_finished || (!readPiece() && m_ready.empty() && m_finished)) return false;
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
