#include "core/data/import/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <system_error>

#include "core/data/import/column_names.h"
#include "core/data/import/embedding.h"
#include "core/data/import/finish.h"
#include "core/data/import/format.h"
#include "core/data/import/mapping.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using Kind = ImportRemark::Kind;
using std::string_view_literals::operator""sv;

constexpr double kAssumedOutputTokens = 256.0;

struct InputFile {
    std::filesystem::path path;
    FileHead head;
    const Format* format = nullptr;  ///< null: a task list
};

/// {task_name, query} without any outcome: names for the queries of other files.
bool isTaskList(const FileHead& head) {
    if (!head.hasKeys(std::array{"task_name"sv, "query"sv})) return false;
    return std::none_of(head.records.begin(), head.records.end(), [](const auto& record) {
        return std::any_of(record.items().begin(), record.items().end(), [](const auto& member) {
            const ColumnRole role = meaningOf(member.key()).role;
            return role == ColumnRole::Score || role == ColumnRole::Model ||
                   member.key() == "outputs";
        });
    });
}

std::string formatList() {
    std::string text;
    for (const Format& format : allFormats()) {
        text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", format.name, format.description);
    }
    return text;
}

std::string contentOf(const FileHead& head) {
    std::string names;
    const auto add = [&](const std::string& name) {
        if (names.size() > 200) return;
        if (!names.empty()) names += ", ";
        names += shown(name);
    };
    if (!head.json) {
        for (const std::string& column : head.columns) add(column);
        return "its columns are " + names;
    }
    if (head.records.empty()) return "it holds no JSON objects";
    for (const auto& member : head.records.front().items()) add(member.key());
    return "its records have the keys " + names;
}

void checkHead(const InputFile& file) {
    const FileHead& head = file.head;
    const std::string name = file.path.string();
    if (head.json && head.records.empty()) {
        const std::string why = head.problem.empty() ? "" : " (" + head.problem + ")";
        throw Error(name + ":1", "holds no JSON object" + why,
                    "Each record must be a JSON object, in an array or one a line");
    }
    if (!head.json && head.columns.empty()) {
        throw Error(
            fmt::format("{}:{}", name, head.headerLine),
            "the header row cannot be read" + (head.problem.empty() ? "" : ": " + head.problem),
            "The first row must name the columns");
    }
    if (!head.json && head.rows.empty()) {
        throw Error(fmt::format("{}:{}", name, head.headerLine),
                    "there is a header row and nothing below it", "Choose a file that has rows");
    }
}

/// A format that was named may be of another kind of file.
void requireKind(const InputFile& file) {
    using Takes = Format::Takes;
    const Takes other = file.head.json ? Takes::Tables : Takes::Records;
    if (file.format->takes != other) return;
    throw Error(file.path.string(),
                fmt::format("is {}, but the format {} is of {}",
                            file.head.json ? "JSON" : "a table of rows and columns",
                            file.format->name, file.head.json ? "tables" : "JSON records"),
                "Name another format, or none: it is found by what the file holds");
}

InputFile inspect(const std::filesystem::path& path, const ImportOptions& options, const Job& job) {
    InputFile file{path, readHead(path, options.mapping.embedding, job), nullptr};
    checkHead(file);
    if (isTaskList(file.head) && options.mapping.empty()) return file;
    file.format = recognise(path, file.head, options, job);
    if (file.format != nullptr) {
        requireKind(file);
        return file;
    }
    ColumnIndex(path.string(), file.head).needAllOnce();
    const std::string doubt = guessMapping(file.head.survey).doubt;
    throw Error(path.string(),
                "no known format: " + contentOf(file.head) + (doubt.empty() ? "" : "; " + doubt),
                "Give a column mapping (which column is the query, and the scores of which model), "
                "or name one of the formats (--format): " +
                    formatList());
}

std::vector<InputFile> inspectAll(const ImportOptions& options, Remarks& remarks, const Job& job) {
    if (options.files.empty()) throw Error("import", "no file was given", "Name at least one file");
    std::vector<InputFile> files;
    std::set<std::filesystem::path> seen;
    for (const auto& path : options.files) {
        job.check();
        std::error_code ignored;
        if (!seen.insert(std::filesystem::weakly_canonical(path, ignored)).second) {
            remarks.add(Kind::Note, path.string(), 0,
                        "the same file was given twice; it is read once");
            continue;
        }
        files.push_back(inspect(path, options, job));
    }
    const Format* format = nullptr;
    for (const InputFile& file : files) {
        if (file.format == nullptr) continue;
        if (format != nullptr && format != file.format) {
            throw Error(file.path.string(),
                        fmt::format("is of the format {}, but the files before it are {}",
                                    file.format->name, format->name),
                        "Import files of different formats as data sets of their own");
        }
        format = file.format;
    }
    if (format == nullptr) {
        throw Error(files.front().path.string(), "only names tasks and holds no outcomes",
                    "Give the file with the scores as well");
    }
    return files;
}

void readTaskList(const InputFile& file, TaskList& tasks, ReadProgress& progress) {
    ByteSource source(file.path, &progress);
    source.skipNulBytes();
    JsonReader reader(source);
    JsonRecord record;
    while (reader.next(record)) {
        if (!record.value.is_object()) continue;
        const std::string task = textOf(record.value, "task_name");
        if (!task.empty()) tasks.add(textOf(record.value, "query"), task);
    }
}

void readTable(ByteSource& source, const InputFile& file, FileReader& rows,
               DatasetBuilder& builder) {
    CsvReader reader(source, file.head.delimiter);
    CsvRow row;
    bool header = true;
    const std::ptrdiff_t vector = file.head.embeddingColumn;
    const std::size_t fields = file.head.columns.size() + (vector < 0 ? 0 : 1);
    while (reader.next(row)) {
        if (std::exchange(header, false)) continue;
        builder.countRow();
        if (!row.problem.empty()) {
            builder.refuse(row.line, row.problem);
        } else if (row.fields.size() != fields) {
            builder.refuse(row.line, "it has more or fewer fields than the header row",
                           fmt::format("{} instead of {}", row.fields.size(), fields));
        } else {
            if (row.repaired) {
                builder.remark(Kind::Repaired, row.line, "a stray quote was read as text");
            }
            if (vector >= 0) {
                const auto cell = row.fields.begin() + vector;
                builder.setVector(readVector(*cell), row.line);
                row.fields.erase(cell);
            }
            rows.row(row);
        }
    }
}

void readRecords(ByteSource& source, const InputFile& file, FileReader& rows,
                 DatasetBuilder& builder) {
    JsonReader reader(source);
    JsonRecord record;
    while (reader.next(record)) {
        builder.countRow();
        if (!record.problem.empty()) {
            builder.refuse(record.line, "it is no valid JSON", record.problem);
        } else if (!record.value.is_object()) {
            builder.refuse(record.line, "it is no JSON object");
        } else {
            if (!record.repair.empty()) {
                builder.remark(Kind::Repaired, record.line, record.repair);
            }
            if (const std::string& key = file.head.embedding; !key.empty()) {
                builder.setVector(vectorOf(memberOf(record.value, key.c_str())), record.line);
                record.value.erase(key);
            }
            rows.record(record.value, record.line);
        }
    }
    if (!reader.repairAtEnd().empty()) {
        builder.remark(Kind::Repaired, record.line, reader.repairAtEnd());
    }
}

void readFile(const InputFile& file, const ImportOptions& options, DatasetBuilder& builder,
              ReadProgress& progress) {
    const std::string name = file.path.string();
    // Programs that separate columns by semicolons do so because the comma is their decimal sign.
    const bool commaIsDecimal = !file.head.json && file.head.delimiter == ';';
    builder.beginFile(name, file.format->rowsAreQueries, commaIsDecimal);
    const auto rows = file.format->open({builder, options, file.head, name});
    if (!file.head.json && file.head.delimiter != ',') {
        builder.remark(Kind::Note, file.head.headerLine,
                       file.head.delimiter == ';'   ? "the columns are separated by semicolons"
                       : file.head.delimiter == '|' ? "the columns are separated by vertical bars"
                       : file.head.delimiter == '\t'
                           ? "the columns are separated by tabs"
                           : "the columns are separated as the line sep= says");
    }
    ByteSource source(file.path, &progress);
    source.skipNulBytes();
    if (file.head.json) {
        readRecords(source, file, *rows, builder);
    } else {
        readTable(source, file, *rows, builder);
    }
    if (source.nulBytes() > 0) {
        builder.remark(Kind::Repaired, source.nulLine(), "NUL bytes were left out",
                       fmt::format("{} in all", source.nulBytes()));
    }
    builder.endFile();
}

void requireSomething(const DatasetBuilder::Built& built, const Remarks& remarks) {
    const Dataset& data = built.data;
    if (data.queryCount() > 0 && data.modelCount() > 0 && !data.score.isNaN().all()) return;
    std::string why = data.queryCount() == 0 ? "no row could be used" : "there is no usable score";
    std::string where = built.files.front();
    for (const ImportRemark& remark : remarks.list()) {
        if (remark.kind != Kind::Refused) continue;
        why += "; " + remark.what;
        where = fmt::format("{}:{}", remark.file, remark.line);
        break;
    }
    throw Error(where, why, "Mend the rows, or name the format or the columns of the file");
}

/// A split of the data's own wins over shares, and the report says so.
void splitQueries(Dataset& data, const SplitRule& rule, Remarks& remarks) {
    std::map<std::string, std::uint64_t> own;
    for (const Query& query : data.queries) {
        if (!query.split.empty()) ++own[query.split];
    }
    std::vector<std::string> names;
    std::uint64_t count = 0;
    for (const auto& [split, queries] : own) {
        names.push_back(split);
        count += queries;
    }
    const std::size_t kept = applySplit(data, rule);
    if (kept > 0) {
        remarks.add(Kind::Note, {}, 0,
                    "queries keep the split that the data name; the shares deal the others",
                    listedNames(names), kept);
    } else if (count > 0 && rule.kind == SplitRule::Kind::Fixed) {
        remarks.add(Kind::Note, {}, 0,
                    fmt::format("the data's own splits were replaced by \"{}\"", rule.fixed),
                    listedNames(names), count);
    } else if (count > 0 && rule.kind == SplitRule::Kind::Shares) {
        remarks.add(Kind::Note, {}, 0,
                    "the data's own splits were dealt anew; \"keep,\" before the shares keeps them",
                    listedNames(names), count);
    }
    if (const std::size_t shared = sharedAcrossSplits(data); shared > 0) {
        remarks.add(Kind::Note, {}, 0,
                    "queries have a text that is in another split as well: held-out figures are "
                    "given with and without them",
                    {}, shared);
    }
}

std::uint64_t totalBytes(const std::vector<InputFile>& files) {
    std::uint64_t sum = 0;
    for (const InputFile& file : files) {
        std::error_code ignored;
        const auto size = std::filesystem::file_size(file.path, ignored);
        if (!ignored) sum += size;
    }
    return sum;
}

}  // namespace

ImportResult importFiles(const ImportOptions& options, const Job& job) {
    if (options.assumedOutputTokens &&
        !(std::isfinite(*options.assumedOutputTokens) && *options.assumedOutputTokens > 0.0)) {
        throw Error("assumed output tokens", "must be a positive number", "Try 256");
    }
    PriceList list;
    if (!options.prices.empty()) list = readPriceList(options.prices, job);

    Remarks remarks;
    for (const ImportRemark& remark : list.remarks) {
        remarks.add(remark.kind, remark.file, remark.line, remark.what, {}, remark.count);
    }
    const std::vector<InputFile> files = inspectAll(options, remarks, job);
    ReadProgress progress(job, totalBytes(files));
    DatasetBuilder builder(remarks, options.scoreScale);
    TaskList tasks;
    ImportResult result;
    for (const InputFile& file : files) {
        if (file.format == nullptr) {
            readTaskList(file, tasks, progress);
        } else {
            readFile(file, options, builder, progress);
            result.report.format = file.format->name;
        }
    }
    if (options.scoreScale) result.report.scoreScale = toString(*options.scoreScale);
    result.report.rowsRead = builder.rowsRead();
    result.report.rowsKept = builder.rowsKept();

    DatasetBuilder::Built built = builder.finish();
    requireSomething(built, remarks);
    if (!options.embeddings.empty()) {
        readEmbeddingFiles(options.embeddings, options.embeddingDimension, built, remarks, job);
    }
    built.data.name = options.name;
    tasks.apply(built.data, remarks);
    applyPrices(built.data, list.prices, options.prices.string(), remarks);
    estimateLengths(built, options.assumedOutputTokens.value_or(kAssumedOutputTokens), remarks);
    splitQueries(built.data, options.split, remarks);
    summarize(built.data, result.report, remarks);
    result.report.repaired = remarks.count(Kind::Repaired);
    result.report.refused = remarks.count(Kind::Refused);
    result.report.remarks = remarks.list();
    result.dataset = std::move(built.data);
    job.check();
    return result;
}

}  // namespace orl
