#include "core/data/import/choices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "core/data/import/column_names.h"
#include "core/data/import/format.h"
#include "core/data/import/messages.h"
#include "core/data/import/remarks.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"
#include "core/support/error.h"
#include "core/support/hash.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

using ChoiceJson = nlohmann::json;
using std::string_view_literals::operator""sv;
using Kind = ImportRemark::Kind;

/// The surest first: a "prediction" is a model in a file of choices and an answer elsewhere.
constexpr std::array kChosen{
    "prediction"sv,      "routed_to"sv,     "choice"sv,        "chosen_model"sv, "selected_model"sv,
    "predicted_model"sv, "llm_selected"sv,  "route"sv,         "chosen"sv,       "selected"sv,
    "model"sv,           "model_name"sv,    "llm"sv,           "llm_name"sv,     "model_id"sv,
    "engine"sv,          "deployment"sv,    "model_used"sv,    "modelname"sv,    "llm_id"sv,
    "routed_model"sv,    "router_choice"sv, "predicted_llm"sv, "routed"sv,       "target_model"sv};
constexpr std::array kKeys{"query_id"sv,  "global_index"sv, "id"sv,  "sample_id"sv,
                           "prompt_id"sv, "question_id"sv,  "qid"sv, "uid"sv,
                           "uuid"sv,      "index"sv,        "key"sv, "query_key"sv};
/// What a file that `route --out` has written cannot lack.
constexpr std::array kRouteColumns{"query"sv, "split"sv, "task"sv,
                                   "level"sv, "model"sv, "predicted_quality"sv};
constexpr const char* kChoiceRemedy =
    "Give a column with the model (model, choice, prediction, routed_to) and one with the query: "
    "its text (text, query, prompt, question) or its id (id, query_id, global index)";

std::string snaked(std::string_view name) {
    std::string text = lowered(trimmed(name));
    for (char& c : text) {
        if (c == ' ' || c == '-') c = '_';
    }
    return text;
}

/// The first column that has one of the names, the preferred name first; empty: none.
std::string columnOf(const std::vector<std::string>& columns,
                     std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        for (const std::string& column : columns) {
            if (snaked(column) == name) return column;
        }
    }
    return {};
}

/// Other columns that have one of the names.
std::vector<std::string> rivalsOf(const std::string& chosen,
                                  const std::vector<std::string>& columns,
                                  std::span<const std::string_view> names) {
    std::vector<std::string> rivals;
    for (const std::string& column : columns) {
        const bool named = std::ranges::find(names, snaked(column)) != names.end();
        if (named && column != chosen) rivals.push_back(column);
    }
    return rivals;
}

/// Keys of the first records, in their order.
std::vector<std::string> keysOf(const FileHead& head) {
    std::vector<std::string> keys;
    for (const ChoiceJson& record : head.records) {
        if (!record.is_object()) continue;
        for (const auto& member : record.items()) {
            if (std::ranges::find(keys, member.key()) == keys.end()) keys.push_back(member.key());
        }
    }
    return keys;
}

/// Messages as a table has them, and RouterBench's Python lists.
std::string textAsImported(std::string text) {
    if (joinMessages(text)) return text;
    std::string joined;
    return joinPythonList(text, joined) ? joined : text;
}

/// One row of the file, read but not yet judged.
struct ChoiceDraft {
    std::uint64_t line = 0;
    std::string id;
    std::string text;
    std::string row;
    std::string split, task, level;  ///< beside a row
    std::string model;
};

/// Puts rows together into a list; refuses what contradicts itself.
class ChoiceCollector {
  public:
    ChoiceCollector(std::string file, std::string source, ChoicesReport& report)
        : m_file(std::move(file)), m_report(report) {
        m_list.source = std::move(source);
    }

    void refuse(std::uint64_t line, const std::string& why, const std::string& example = {}) {
        m_remarks.add(Kind::Refused, m_file, line, why, example);
    }
    void remark(Kind kind, std::uint64_t line, const std::string& what) {
        m_remarks.add(kind, m_file, line, what);
    }

    void add(ChoiceDraft& draft) {
        for (std::string* text : {&draft.id, &draft.text, &draft.model}) {
            if (repairUtf8(*text) == 0) continue;
            remark(Kind::Repaired, draft.line, "bytes that are no UTF-8 became U+FFFD");
        }
        QueryChoice choice;
        choice.id = printable(trimmed(draft.id));
        if (!trimmed(draft.text).empty()) choice.text = choiceTextKey(draft.text);
        if (!draft.row.empty() && !takeRow(draft, choice)) return;
        if (choice.id.empty() && choice.text == 0 && choice.row < 0) {
            refuse(draft.line, "it names no query: neither an id nor a text");
            return;
        }
        const std::string model = printable(trimmed(draft.model));
        if (model.empty()) {
            ++m_report.unchosen;
            remark(Kind::Note, draft.line, "it names no model: the query has no choice");
            return;
        }
        choice.model = placeOf(model);
        keep(std::move(choice), draft.line);
    }

    ChoiceList take() {
        const auto& of = m_remarks.list();  // after what was told of the columns
        m_report.remarks.insert(m_report.remarks.end(), of.begin(), of.end());
        return std::move(m_list);
    }
    const Remarks& remarks() const { return m_remarks; }

  private:
    bool takeRow(const ChoiceDraft& draft, QueryChoice& choice) {
        const std::string_view digits = trimmed(draft.row);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), choice.row);
        const bool good =
            read.ec == std::errc() && read.ptr == digits.data() + digits.size() && choice.row >= 0;
        if (!good) refuse(draft.line, "its row number is no whole number", shown(draft.row));
        choice.check = choiceRowKey(draft.split, draft.task, draft.level);
        return good;
    }

    std::uint32_t placeOf(const std::string& model) {
        const auto [place, isNew] =
            m_places.try_emplace(model, static_cast<std::uint32_t>(m_list.models.size()));
        if (isNew) m_list.models.push_back(model);
        return place->second;
    }

    void keep(QueryChoice choice, std::uint64_t line) {
        Fingerprint key;
        key.add(choice.id);
        key.add(choice.text);
        key.add(static_cast<std::uint64_t>(choice.row));
        const auto [place, isNew] = m_known.try_emplace(key.value(), m_list.entries.size());
        if (isNew) {
            m_list.entries.push_back(std::move(choice));
            m_lines.push_back(line);
            return;
        }
        const QueryChoice& known = m_list.entries[place->second];
        if (known.model == choice.model) {
            ++m_report.repeated;
            remark(Kind::Note, line, "it repeats an earlier row: one choice");
            return;
        }
        throw Error(fmt::format("{}:{}", m_file, line),
                    fmt::format("it chooses {} for a query for which line {} chooses {}",
                                shown(m_list.models[choice.model]), m_lines[place->second],
                                shown(m_list.models[known.model])),
                    "Keep one of the two rows");
    }

    std::string m_file;
    ChoicesReport& m_report;
    Remarks m_remarks;
    ChoiceList m_list;
    std::vector<std::uint64_t> m_lines;  ///< of the entries
    std::unordered_map<std::string, std::uint32_t> m_places;
    std::unordered_map<std::uint64_t, std::size_t> m_known;
};

void findColumns(const std::filesystem::path& file, const FileHead& head, ChoicesReport& report) {
    const std::vector<std::string> columns = head.json ? keysOf(head) : head.columns;
    const auto named = [&](std::string_view name) {
        return columnOf(columns, std::span(&name, 1));
    };
    const bool ours = !head.json && std::ranges::all_of(kRouteColumns, [&](std::string_view name) {
        return !named(name).empty();
    });
    report.modelColumn = ours ? named("model") : columnOf(columns, kChosen);
    if (ours) {
        report.rowColumn = named("query");
    } else {
        report.idColumn = columnOf(columns, kKeys);
        report.textColumn = columnOf(columns, namesOf(ColumnRole::Text));
    }
    const std::vector<std::string> rivals =
        ours ? std::vector<std::string>() : rivalsOf(report.modelColumn, columns, kChosen);
    if (!rivals.empty()) {
        throw Error(fmt::format("{}:{}", file.string(), head.json ? 1 : head.headerLine),
                    fmt::format("{} and {} both name a model", shown(report.modelColumn),
                                shown(rivals.front())),
                    "Leave in the file only the column that the router chose by");
    }
    for (const std::string& other :
         ours ? std::vector<std::string>()
              : rivalsOf(report.textColumn, columns, namesOf(ColumnRole::Text))) {
        report.remarks.push_back({ImportRemark::Kind::Note, file.filename().string(),
                                  head.json ? 1 : head.headerLine,
                                  fmt::format("texts are those of {}, not of {}",
                                              shown(report.textColumn), shown(other))});
    }
    const bool found = !report.idColumn.empty() || !report.textColumn.empty() || ours;
    if (found && !report.modelColumn.empty()) return;
    std::vector<std::string> some;
    constexpr std::size_t kSome = 12;
    for (std::size_t k = 0; k < std::min(kSome, columns.size()); ++k) {
        some.push_back(shown(columns[k]));
    }
    if (!head.problem.empty() && columns.empty()) {
        throw Error(file.string(), head.problem, kChoiceRemedy);
    }
    throw Error(fmt::format("{}:{}", file.string(), head.json ? 1 : head.headerLine),
                fmt::format("no column tells {}; there are {}{}",
                            report.modelColumn.empty() ? "the model" : "the query",
                            fmt::join(some, ", "), columns.size() > kSome ? ", ..." : ""),
                kChoiceRemedy);
}

void readChoiceTable(ByteSource& source, const FileHead& head, const std::string& file,
                     ChoiceCollector& collector, ChoicesReport& report) {
    const ColumnIndex index(file, head);
    const auto placed = [&](const std::string& name) {
        return name.empty() ? std::ptrdiff_t{-1} : index.find(name);
    };
    const std::ptrdiff_t model = placed(report.modelColumn);
    const std::ptrdiff_t id = placed(report.idColumn);
    const std::ptrdiff_t text = placed(report.textColumn);
    const std::ptrdiff_t row = placed(report.rowColumn);
    const std::ptrdiff_t vector = head.embeddingColumn;
    const std::size_t fields = head.columns.size() + (vector < 0 ? 0 : 1);
    CsvReader reader(source, head.delimiter);
    CsvRow cells;
    bool header = true;
    while (reader.next(cells)) {
        if (std::exchange(header, false)) continue;
        ++report.rowsRead;
        if (!cells.problem.empty()) {
            collector.refuse(cells.line, cells.problem);
            continue;
        }
        if (cells.fields.size() != fields) {
            collector.refuse(cells.line, "it has more or fewer fields than the header row",
                             fmt::format("{} instead of {}", cells.fields.size(), fields));
            continue;
        }
        if (vector >= 0) cells.fields.erase(cells.fields.begin() + vector);
        const auto cell = [&](std::ptrdiff_t at) {
            return at < 0 ? std::string() : std::string(cells.fields[static_cast<std::size_t>(at)]);
        };
        ChoiceDraft draft{cells.line, cell(id), cell(text), cell(row), {}, {}, {}, cell(model)};
        draft.text = textAsImported(std::move(draft.text));
        if (row >= 0) {
            draft.split = cell(index.find("split"));
            draft.task = cell(index.find("task"));
            draft.level = cell(index.find("level"));
        }
        collector.add(draft);
    }
}

void readChoiceRecords(ByteSource& source, ChoiceCollector& collector, ChoicesReport& report) {
    const auto member = [](const ChoiceJson& record, const std::string& key) {
        return key.empty() ? std::string() : textOf(record, key.c_str());
    };
    JsonReader reader(source);
    JsonRecord record;
    while (reader.next(record)) {
        ++report.rowsRead;
        if (!record.problem.empty()) {
            collector.refuse(record.line, "it is no valid JSON", record.problem);
        } else if (!record.value.is_object()) {
            collector.refuse(record.line, "it is no JSON object");
        } else {
            if (!record.repair.empty()) {
                collector.remark(Kind::Repaired, record.line, record.repair);
            }
            ChoiceDraft draft;
            draft.line = record.line;
            draft.id = member(record.value, report.idColumn);
            draft.text = textAsImported(member(record.value, report.textColumn));
            draft.model = member(record.value, report.modelColumn);
            collector.add(draft);
        }
    }
}

}  // namespace

ChoicesFile readChoices(const std::filesystem::path& file, const Job& job) {
    ChoicesFile result;
    const FileHead head = readHead(file, {}, job);
    findColumns(file, head, result.report);
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    ReadProgress progress(job, ignored ? 0 : size);
    ByteSource source(file, &progress);
    source.skipNulBytes();
    ChoiceCollector collector(file.string(), file.filename().string(), result.report);
    if (head.json) {
        readChoiceRecords(source, collector, result.report);
    } else {
        readChoiceTable(source, head, file.string(), collector, result.report);
    }
    if (source.nulBytes() > 0) {
        collector.remark(Kind::Repaired, source.nulLine(), "NUL bytes were left out");
    }
    result.choices = collector.take();
    if (result.choices.entries.empty()) {
        std::string why = "no row has a choice";
        for (const ImportRemark& remark : result.report.remarks) {
            why += fmt::format("; line {}: {}", remark.line, remark.what);
            break;
        }
        throw Error(file.string(), why, kChoiceRemedy);
    }
    job.check();
    return result;
}

}  // namespace orl
