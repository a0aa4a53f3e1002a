#include <cmath>

#include "core/data/import/column_names.h"
#include "core/data/import/format.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

bool isOutcome(const json& value) {
    return value.is_object() && value.contains("score");
}

/// A record that names its one model holds what was judged of it: {prompt, model, evaluation:
/// {score}} is no row of SPROUT.
bool namesItsModel(const json& record) {
    return std::any_of(record.items().begin(), record.items().end(), [](const auto& member) {
        return meaningOf(member.key()).role == ColumnRole::Model && member.value().is_string();
    });
}

/// SPROUT's rows: a prompt and, per model, an object of score, num_input_tokens and
/// num_output_tokens; in CSV exports those objects are Python dictionary literals.
class SproutReader : public FileReader {
  public:
    explicit SproutReader(const FileContext& context)
        : m_builder(context.builder), m_columns(context.head.columns) {
        ColumnIndex(context).needAllOnce();
    }

    void row(const CsvRow& row) override {
        json record = json::object();
        for (std::size_t k = 0; k < m_columns.size(); ++k) {
            const auto field = row.fields[k];
            if (!trimmed(field).starts_with("{")) {
                record[m_columns[k]] = field;
                continue;
            }
            PythonLiteral literal = readPythonLiteral(field);
            if (literal.ok()) {
                record[m_columns[k]] = std::move(literal.value);
            } else if (m_columns[k] == "prompt") {
                record[m_columns[k]] = field;
            } else {
                m_builder.remark(ImportRemark::Kind::Refused, row.line,
                                 "a cell is no Python dictionary literal; read as missing",
                                 literal.problem);
            }
        }
        this->record(record, row.line);
    }

    void record(const json& record, std::uint64_t line) override {
        RowDraft row;
        row.line = line;
        row.query.text = textOf(record, "prompt");
        row.query.task = textOf(record, "dataset");
        if (row.query.task.empty()) row.query.task = textOf(record, "task");
        row.query.level = textOf(record, "dataset_level");
        row.query.split = textOf(record, "split");
        row.id = textOf(record, "key");
        for (const auto& [name, outcome] : record.items()) {
            if (!isOutcome(outcome) || trimmed(name).empty()) continue;
            OutcomeCell cell;
            cell.model = m_builder.model(name, line);
            cell.score = m_builder.score(numberOf(memberOf(outcome, "score")), line, name);
            cell.cost = m_builder.cost(numberOf(memberOf(outcome, "cost")), line, name);
            cell.outputTokens =
                m_builder.tokens(numberOf(memberOf(outcome, "num_output_tokens")), line, name);
            cell.inputTokens =
                m_builder.tokens(numberOf(memberOf(outcome, "num_input_tokens")), line, name);
            row.cells.push_back(cell);
        }
        m_builder.addRow(row);
    }

  private:
    DatasetBuilder& m_builder;
    std::vector<std::string> m_columns;
};

bool recognise(const FileHead& head, const ImportOptions& /*options*/) {
    if (head.json) {
        return std::any_of(head.records.begin(), head.records.end(), [](const json& record) {
            return record.contains("prompt") && !namesItsModel(record) &&
                   std::any_of(record.begin(), record.end(), isOutcome);
        });
    }
    if (!head.hasColumns(std::array{"prompt"sv}) || head.rows.empty()) return false;
    const bool ofOneModel = std::any_of(
        head.columns.begin(), head.columns.end(),
        [](const std::string& name) { return meaningOf(name).role == ColumnRole::Model; });
    if (ofOneModel) return false;
    const auto& first = head.rows.front();
    return std::any_of(first.begin(), first.end(), [](const std::string& field) {
        if (!trimmed(field).starts_with('{')) return false;
        const PythonLiteral literal = readPythonLiteral(field);
        return literal.ok() && isOutcome(literal.value);
    });
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<SproutReader>(context);
}

}  // namespace

const Format formats::kSprout{
    ImportFormat::Sprout,
    "sprout",
    "SPROUT rows: prompt and per model an object of score, num_input_tokens, num_output_tokens",
    true,
    Format::Takes::Both,
    recognise,
    open};

}  // namespace orl
