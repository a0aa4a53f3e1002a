#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/data/import/builder.h"
#include "core/data/import/survey.h"
#include "core/data/text/csv.h"
#include "core/data/text/json_reader.h"

namespace orl {

/// The beginning of a file: enough to tell its format.
struct FileHead {
    bool json = false;
    char delimiter = ',';                        ///< tables
    std::uint64_t headerLine = 1;                ///< tables
    std::vector<std::string> columns;            ///< tables: the header row
    std::vector<std::vector<std::string>> rows;  ///< tables: the first rows under it
    /// The column or key of the queries' vectors, which the formats do not see: it is taken out of
    /// columns, rows and records. Empty: there is none.
    std::string embedding;
    std::ptrdiff_t embeddingColumn = -1;  ///< tables: where it stands in the file
    nlohmann::json wrapper;               ///< JSON: keys before "records", or null
    std::vector<nlohmann::json> records;  ///< JSON: the first records
    std::vector<ColumnSurvey> survey;  ///< of the whole file, where no format is known by the head
    std::string problem;  ///< why the first row or record cannot be read; empty if it can

    /// Index of a column of that name, or -1.
    std::ptrdiff_t column(std::string_view name) const;
    bool hasColumns(std::span<const std::string_view> names) const;
    /// One of the first records has all these keys.
    bool hasKeys(std::span<const std::string_view> names) const;
};

/// @param embedding the column or key of the vectors; empty: found by its name ("embedding") and
///                  content
/// @throws Error also when there is no such column or key; Cancelled
FileHead readHead(const std::filesystem::path& file, const std::string& embedding = {},
                  const Job& job = {});

/// The format of a file whose head was read: the named one, or else the first that recognises it. A
/// plain table is surveyed as a whole, into the head. Null: none.
/// @throws Error, Cancelled
const struct Format* recognise(const std::filesystem::path& file, FileHead& head,
                               const ImportOptions& options, const Job& job = {});

/// Reads the rows of one file into the builder. One object per file.
class FileReader {
  public:
    virtual ~FileReader() = default;
    FileReader() = default;
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;

    /// A table row with as many fields as the header.
    virtual void row(const CsvRow& row);
    /// A JSON record that is an object.
    virtual void record(const nlohmann::json& record, std::uint64_t line);
};

/// Where the reader of one file puts what it reads.
struct FileContext {
    DatasetBuilder& builder;
    const ImportOptions& options;
    const FileHead& head;
    std::string name;  ///< of the file, for messages
};

/// One importable format. To add one: write a file import_<name>.cpp with its three functions and
/// list it in import_format.cpp.
struct Format {
    ImportFormat id;
    const char* name;         ///< on the command line and in reports
    const char* description;  ///< one line for help and for "no known format"
    bool rowsAreQueries;      ///< a row holds all models of its query
    enum class Takes { Tables, Records, Both } takes;
    bool (*recognise)(const FileHead& head, const ImportOptions& options);
    std::unique_ptr<FileReader> (*open)(const FileContext& context);
};

std::span<const Format> allFormats();
const Format& formatOf(ImportFormat id);

namespace formats {
extern const Format kOmniRouterJson;
extern const Format kRouterBenchWide;
extern const Format kRouterBenchLong;
extern const Format kRouterDcJson;
extern const Format kRouteLlmCsv;
extern const Format kRouterArenaJson;
extern const Format kLlmRouterBench;
extern const Format kSprout;
extern const Format kPlainTable;
}  // namespace formats

/// The header row's columns by name, checked: no name twice among those that are used.
class ColumnIndex {
  public:
    explicit ColumnIndex(const FileContext& context) : ColumnIndex(context.name, context.head) {}
    ColumnIndex(const std::string& file, const FileHead& head);
    /// -1 if there is no such column. @throws Error if there are two
    std::ptrdiff_t find(std::string_view name) const;
    /// @throws Error naming the columns that there are
    std::size_t need(std::string_view name) const;
    /// @throws Error if any name but the empty one occurs twice
    void needAllOnce() const;

  private:
    static constexpr std::ptrdiff_t kTwice = -2;
    std::vector<std::string> m_columns;
    std::unordered_map<std::string, std::ptrdiff_t> m_places;  ///< kTwice: of two columns
    std::string m_place;
};

/// Text of a string member or of messages, numbers and booleans as JSON writes them; empty if
/// absent or null.
std::string textOf(const nlohmann::json& object, const char* key);
/// The member, or null.
const nlohmann::json& memberOf(const nlohmann::json& object, const char* key);
/// The member of that name, or of that path through objects in objects ("usage.prompt_tokens").
const nlohmann::json& memberAt(const nlohmann::json& object, std::string_view path);
/// The value of a member as textOf() gives it.
std::string textFrom(const nlohmann::json& value);

}  // namespace orl
