#include "core/data/import/format.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using std::string_view_literals::operator""sv;

constexpr auto kCost = "|total_cost"sv;
constexpr auto kResponse = "|model_response"sv;

/// RouterBench writes prompts as Python list literals; what it means is the text of their items.
std::string promptText(std::string_view field, std::uint64_t line, DatasetBuilder& builder) {
    std::string text(field);
    if (joinPythonList(field, text)) {
        builder.remark(ImportRemark::Kind::Repaired, line,
                       "a prompt that is a Python list literal was decoded to its text");
    } else if (trimmed(field).starts_with("['") || trimmed(field).starts_with("[\"")) {
        builder.remark(ImportRemark::Kind::Note, line,
                       "a prompt looks like a Python list literal but cannot be decoded; kept as "
                       "it is");
    }
    return text;
}

std::size_t responseLength(std::string_view field) {
    std::string text;
    return codePoints(joinPythonList(field, text) ? std::string_view(text) : field);
}

/// One row a query; per model a score column, MODEL|model_response and MODEL|total_cost, the three
/// blocks in orders of their own.
class WideReader : public FileReader {
  public:
    explicit WideReader(const FileContext& context) : m_builder(context.builder) {
        const ColumnIndex columns(context);
        const std::uint64_t line = context.head.headerLine;
        m_id = columns.find("sample_id");
        m_prompt = columns.need("prompt");
        m_task = columns.find("eval_name");
        m_split = columns.find("split");
        for (const std::string& column : context.head.columns) {
            for (const auto suffix : {kCost, kResponse}) {
                if (column.ends_with(suffix)) {
                    addModel(columns, column.substr(0, column.size() - suffix.size()), line);
                }
            }
        }
        if (m_models.empty()) {
            throw Error(fmtPlace(context), "there are no model columns",
                        "RouterBench files have a column MODEL|total_cost for every model");
        }
    }

    void row(const CsvRow& row) override {
        RowDraft draft;
        draft.line = row.line;
        draft.query.text = promptText(row.fields[m_prompt], row.line, m_builder);
        draft.query.task = at(row, m_task);
        draft.query.split = at(row, m_split);
        draft.id = at(row, m_id);
        for (const Columns& columns : m_models) {
            const std::string& name = m_builder.modelName(columns.model);
            OutcomeCell cell;
            cell.model = columns.model;
            cell.score = m_builder.score(m_builder.number(at(row, columns.score)), row.line, name);
            cell.cost = m_builder.cost(m_builder.number(at(row, columns.cost)), row.line, name);
            const auto response = at(row, columns.response);
            if (!response.empty()) {
                cell.outputTokens = m_builder.tokensOfText(responseLength(response));
            }
            if (cell.score != cell.score && cell.cost == cell.cost &&
                trimmed(at(row, columns.score)).empty()) {
                m_builder.remark(ImportRemark::Kind::Note, row.line,
                                 "a score is blank while its cost is present; kept as a missing "
                                 "score",
                                 name);
            }
            draft.cells.push_back(cell);
        }
        m_builder.addRow(draft);
    }

  private:
    struct Columns {
        std::size_t model = 0;
        std::ptrdiff_t score = -1, cost = -1, response = -1;
    };
    static std::string fmtPlace(const FileContext& context) {
        return context.name + ":" + std::to_string(context.head.headerLine);
    }
    static std::string_view at(const CsvRow& row, std::ptrdiff_t column) {
        return column < 0 ? std::string_view{} : row.fields[static_cast<std::size_t>(column)];
    }
    void addModel(const ColumnIndex& index, const std::string& name, std::uint64_t line) {
        Columns columns;
        columns.model = m_builder.model(name, line);
        for (const Columns& known : m_models) {
            if (known.model == columns.model) return;
        }
        columns.score = index.find(name);
        columns.cost = index.find(name + std::string(kCost));
        columns.response = index.find(name + std::string(kResponse));
        if (columns.score < 0) {
            m_builder.remark(ImportRemark::Kind::Note, line,
                             "a model has costs or responses but no score column", name);
        }
        m_models.push_back(columns);
    }

    DatasetBuilder& m_builder;
    std::ptrdiff_t m_id = -1, m_task = -1, m_split = -1;
    std::size_t m_prompt = 0;
    std::vector<Columns> m_models;
};

bool recogniseWide(const FileHead& head, const ImportOptions& /*options*/) {
    return head.hasColumns(std::array{"prompt"sv, "eval_name"sv}) &&
           std::any_of(head.columns.begin(), head.columns.end(), [](const std::string& column) {
               return column.ends_with(kCost) || column.ends_with(kResponse);
           });
}

std::unique_ptr<FileReader> openWide(const FileContext& context) {
    return std::make_unique<WideReader>(context);
}

/// One row a query and model: sample_id, eval_name, model_name, prompt, performance,
/// model_response, cost. The rows of one query may stand anywhere.
class LongReader : public FileReader {
  public:
    explicit LongReader(const FileContext& context) : m_builder(context.builder) {
        const ColumnIndex columns(context);
        m_prompt = columns.need("prompt");
        m_model = columns.need("model_name");
        m_score = columns.need("performance");
        m_id = columns.find("sample_id");
        m_task = columns.find("eval_name");
        m_split = columns.find("split");
        m_cost = columns.find("cost");
        m_response = columns.find("model_response");
    }

    void row(const CsvRow& row) override {
        const auto at = [&](std::ptrdiff_t column) {
            return column < 0 ? std::string_view{} : row.fields[static_cast<std::size_t>(column)];
        };
        const auto name = trimmed(row.fields[m_model]);
        if (name.empty()) {
            m_builder.refuse(row.line, "the model name is empty");
            return;
        }
        RowDraft draft;
        draft.line = row.line;
        draft.query.text = promptText(row.fields[m_prompt], row.line, m_builder);
        draft.query.task = at(m_task);
        draft.query.split = at(m_split);
        draft.id = at(m_id);
        OutcomeCell cell;
        cell.model = m_builder.model(name, row.line);
        cell.score = m_builder.score(m_builder.number(row.fields[m_score]), row.line, name);
        cell.cost = m_builder.cost(m_builder.number(at(m_cost)), row.line, name);
        if (!at(m_response).empty()) {
            cell.outputTokens = m_builder.tokensOfText(responseLength(at(m_response)));
        }
        draft.cells.push_back(cell);
        m_builder.addRow(draft);
    }

  private:
    DatasetBuilder& m_builder;
    std::size_t m_prompt = 0, m_model = 0, m_score = 0;
    std::ptrdiff_t m_id = -1, m_task = -1, m_split = -1, m_cost = -1, m_response = -1;
};

bool recogniseLong(const FileHead& head, const ImportOptions& /*options*/) {
    return head.hasColumns(std::array{"prompt"sv, "model_name"sv, "performance"sv});
}

std::unique_ptr<FileReader> openLong(const FileContext& context) {
    return std::make_unique<LongReader>(context);
}

}  // namespace

const Format formats::kRouterBenchWide{ImportFormat::RouterBenchWide,
                                       "routerbench-wide",
                                       "RouterBench wide CSV: MODEL and MODEL|total_cost columns",
                                       true,
                                       Format::Takes::Tables,
                                       recogniseWide,
                                       openWide};
const Format formats::kRouterBenchLong{
    ImportFormat::RouterBenchLong,
    "routerbench-long",
    "RouterBench long CSV: model_name, prompt, performance, cost",
    false,
    Format::Takes::Tables,
    recogniseLong,
    openLong};

}  // namespace orl
