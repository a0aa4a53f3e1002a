#include "core/data/import/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/data/import/embedding.h"
#include "core/data/import/messages.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

constexpr std::size_t kHeadRows = 8;
constexpr std::uint64_t kHeadBytes = 8U << 20U;  ///< fewer rows, if they are longer
constexpr std::size_t kMaxColumnName = 2048;     ///< bytes

/// JSON begins with a bracket; everything else is taken for a table.
bool looksLikeJson(const std::filesystem::path& file, ReadProgress& progress) {
    ByteSource source(file, &progress);
    source.skipNulBytes();
    while (true) {
        const auto chunk = source.next();
        if (chunk.empty()) {
            throw Error(source.name(), "holds nothing but blanks", "Choose a file that holds data");
        }
        const auto first = chunk.find_first_not_of(" \t\r\n");
        if (first != std::string_view::npos) return chunk[first] == '{' || chunk[first] == '[';
    }
}

void readTableHead(ByteSource& source, FileHead& head) {
    CsvReader reader(source);
    CsvRow row;
    const auto more = [&] { return head.rows.empty() || source.bytesRead() < kHeadBytes; };
    while (head.rows.size() < kHeadRows && more() && reader.next(row)) {
        std::vector<std::string> fields(row.fields.begin(), row.fields.end());
        if (head.columns.empty()) {
            head.problem = row.problem;
            head.headerLine = row.line;
            for (std::string& name : fields) {
                name = trimmed(name);
                repairUtf8(name);
                if (name.size() <= kMaxColumnName) continue;
                throw Error(fmt::format("{}:{}", source.name(), row.line),
                            fmt::format("a name of a column is longer than {} bytes: {}",
                                        kMaxColumnName, shown(name)),
                            "The first row must name the columns");
            }
            head.columns = std::move(fields);
            if (head.columns.empty()) break;
        } else {
            head.rows.push_back(std::move(fields));
        }
    }
    head.delimiter = reader.delimiter();
}

void readJsonHead(ByteSource& source, FileHead& head) {
    JsonReader reader(source);
    JsonRecord record;
    const auto more = [&] { return head.records.empty() || source.bytesRead() < kHeadBytes; };
    while (head.records.size() < kHeadRows && more() && reader.next(record)) {
        if (!record.problem.empty() && head.problem.empty()) head.problem = record.problem;
        if (record.value.is_object()) head.records.push_back(std::move(record.value));
    }
    head.wrapper = reader.header();
}

}  // namespace

FileHead readHead(const std::filesystem::path& file, const std::string& embedding, const Job& job) {
    FileHead head;
    const Job quiet{job.stop, {}};
    ReadProgress progress(quiet, 0);
    head.json = looksLikeJson(file, progress);
    ByteSource source(file, &progress);
    source.skipNulBytes();
    if (head.json) {
        readJsonHead(source, head);
    } else {
        readTableHead(source, head);
    }
    takeEmbedding(file.string(), embedding, head);
    return head;
}

std::ptrdiff_t FileHead::column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? -1 : found - columns.begin();
}

bool FileHead::hasColumns(std::span<const std::string_view> names) const {
    return !json && std::all_of(names.begin(), names.end(),
                                [this](std::string_view name) { return column(name) >= 0; });
}

bool FileHead::hasKeys(std::span<const std::string_view> names) const {
    return std::any_of(records.begin(), records.end(), [&](const nlohmann::json& record) {
        return std::all_of(names.begin(), names.end(), [&record](std::string_view name) {
            return record.contains(std::string(name));
        });
    });
}

void FileReader::row(const CsvRow& /*row*/) {}
void FileReader::record(const nlohmann::json& /*record*/, std::uint64_t /*line*/) {}

std::span<const Format> allFormats() {
    // The plain table comes last: it takes what nothing else recognises.
    static const std::array all{
        formats::kOmniRouterJson, formats::kRouterBenchWide, formats::kRouterBenchLong,
        formats::kRouterDcJson,   formats::kRouteLlmCsv,     formats::kRouterArenaJson,
        formats::kLlmRouterBench, formats::kSprout,          formats::kPlainTable};
    return all;
}

const Format& formatOf(ImportFormat id) {
    const auto all = allFormats();
    return *std::find_if(all.begin(), all.end(),
                         [id](const Format& format) { return format.id == id; });
}

const Format* recognise(const std::filesystem::path& file, FileHead& head,
                        const ImportOptions& options, const Job& job) {
    const Format& plain = formatOf(ImportFormat::PlainTable);
    const Format* found = options.format             ? &formatOf(*options.format)
                          : !options.mapping.empty() ? &plain
                                                     : nullptr;
    for (const Format& format : allFormats()) {
        if (found != nullptr) break;
        if (&format != &plain && format.recognise(head, options)) found = &format;
    }
    if (found != nullptr && found != &plain) return found;
    head.survey = surveyColumns(file, head, options.scoreScale, job);
    if (found != nullptr) return found;
    return plain.recognise(head, options) ? &plain : nullptr;
}

std::string toString(ImportFormat format) {
    return formatOf(format).name;
}

ImportFormat importFormatFrom(const std::string& name) {
    std::string known;
    for (const Format& format : allFormats()) {
        if (name == format.name) return format.id;
        known += known.empty() ? "" : ", ";
        known += format.name;
    }
    throw Error("format", "there is no format " + shown(name), "Use one of: " + known);
}

ColumnIndex::ColumnIndex(const std::string& file, const FileHead& head)
    : m_columns(head.columns), m_place(fmt::format("{}:{}", file, head.headerLine)) {
    for (std::size_t k = 0; k < m_columns.size(); ++k) {
        const auto [place, isNew] =
            m_places.try_emplace(m_columns[k], static_cast<std::ptrdiff_t>(k));
        if (!isNew) place->second = kTwice;
    }
}

void ColumnIndex::needAllOnce() const {
    for (const std::string& name : m_columns) {
        if (!name.empty()) find(name);
    }
}

std::ptrdiff_t ColumnIndex::find(std::string_view name) const {
    const auto found = m_places.find(std::string(name));
    if (found == m_places.end()) return -1;
    if (found->second == kTwice) {
        throw Error(m_place, "the column " + shown(name) + " occurs twice",
                    "Rename or remove one of the two columns");
    }
    return found->second;
}

std::size_t ColumnIndex::need(std::string_view name) const {
    const auto found = find(name);
    if (found < 0) {
        std::vector<std::string> some;
        for (std::size_t k = 0; k < std::min<std::size_t>(m_columns.size(), 12); ++k) {
            some.push_back(shown(m_columns[k]));
        }
        throw Error(m_place, "there is no column " + shown(name),
                    fmt::format("The columns are {}{}", fmt::join(some, ", "),
                                m_columns.size() > some.size() ? ", ..." : ""));
    }
    return static_cast<std::size_t>(found);
}

const nlohmann::json& memberOf(const nlohmann::json& object, const char* key) {
    static const nlohmann::json none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

const nlohmann::json& memberAt(const nlohmann::json& object, std::string_view path) {
    static const nlohmann::json none;
    if (!object.is_object()) return none;
    if (const auto found = object.find(path); found != object.end()) return *found;
    for (auto at = path.find('.'); at != std::string_view::npos; at = path.find('.', at + 1)) {
        const auto found = object.find(path.substr(0, at));
        if (found == object.end()) continue;
        const nlohmann::json& inner = memberAt(*found, path.substr(at + 1));
        if (!inner.is_null()) return inner;
    }
    return none;
}

std::string textFrom(const nlohmann::json& value) {
    if (value.is_number() || value.is_boolean()) return value.dump();
    return textOrMessages(value);
}

std::string textOf(const nlohmann::json& object, const char* key) {
    return textFrom(memberOf(object, key));
}

}  // namespace orl
