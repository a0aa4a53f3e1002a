#include <fmt/format.h>

#include "core/data/import/column_names.h"
#include "core/data/import/format.h"
#include "core/data/import/mapping.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

constexpr std::string_view kResponse = "_response";

/// An index, a label or a flag: its truth values are no scores of a model.
bool isNoModel(std::string_view name) {
    const ColumnMeaning meaning = meaningOf(name);
    return meaning.role != ColumnRole::None && meaning.role != ColumnRole::Response;
}

bool isTruthValue(std::string_view field) {
    const auto word = lowered(trimmed(field));
    return word.empty() || word == "true" || word == "false";
}

/// RouteLLM has no task column: its files are one benchmark each, named after it.
std::string taskOfFile(const std::string& file) {
    std::string stem = std::filesystem::path(file).stem().string();
    constexpr std::string_view suffix = "_responses";
    if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
    return stem;
}

/// prompt, then one True/False column per model, and in some files MODEL_response.
class RouteLlmReader : public FileReader {
  public:
    explicit RouteLlmReader(const FileContext& context)
        : m_builder(context.builder), m_task(taskOfFile(context.name)) {
        const ColumnIndex columns(context);
        m_prompt = columns.need("prompt");
        std::vector<std::string> leftOut;
        for (const std::string& name : context.head.columns) {
            if (name == "prompt") continue;
            if (isNoModel(name)) {
                if (!name.empty() && !name.starts_with("Unnamed:")) leftOut.push_back(name);
                continue;
            }
            const bool isResponse =
                name.ends_with(kResponse) &&
                columns.find(name.substr(0, name.size() - kResponse.size())) >= 0;
            if (isResponse) continue;
            m_models.push_back({m_builder.model(name, context.head.headerLine), columns.need(name),
                                columns.find(name + std::string(kResponse))});
        }
        if (!leftOut.empty()) {
            m_builder.remark(ImportRemark::Kind::Note, context.head.headerLine,
                             "columns are not read", listedNames(leftOut));
        }
        if (m_models.empty()) {
            throw Error(fmt::format("{}:{}", context.name, context.head.headerLine),
                        "there are no model columns beside the prompt",
                        "RouteLLM files have one True/False column for every model");
        }
        m_builder.remark(ImportRemark::Kind::Note, 0, "the task is taken from the file's name",
                         m_task);
    }

    void row(const CsvRow& row) override {
        RowDraft draft;
        draft.line = row.line;
        draft.query.text = row.fields[m_prompt];
        draft.query.task = m_task;
        for (const Columns& columns : m_models) {
            const std::string& name = m_builder.modelName(columns.model);
            OutcomeCell cell;
            cell.model = columns.model;
            cell.score =
                m_builder.score(m_builder.number(row.fields[columns.score]), row.line, name);
            if (columns.response >= 0) {
                const auto response = row.fields[static_cast<std::size_t>(columns.response)];
                cell.outputTokens = m_builder.tokensOfText(codePoints(response));
            }
            draft.cells.push_back(cell);
        }
        m_builder.addRow(draft);
    }

  private:
    struct Columns {
        std::size_t model = 0;
        std::size_t score = 0;
        std::ptrdiff_t response = -1;
    };
    DatasetBuilder& m_builder;
    std::string m_task;
    std::size_t m_prompt = 0;
    std::vector<Columns> m_models;
};

bool recognise(const FileHead& head, const ImportOptions& /*options*/) {
    const auto prompt = head.column("prompt");
    if (head.json || prompt < 0 || head.rows.empty()) return false;
    std::size_t models = 0;
    for (std::size_t k = 0; k < head.columns.size(); ++k) {
        const std::string& name = head.columns[k];
        if (static_cast<std::ptrdiff_t>(k) == prompt || isNoModel(name) ||
            name.ends_with(kResponse)) {
            continue;
        }
        for (const auto& row : head.rows) {
            if (k >= row.size() || !isTruthValue(row[k])) return false;
        }
        ++models;
    }
    return models > 0;
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<RouteLlmReader>(context);
}

}  // namespace

const Format formats::kRouteLlmCsv{ImportFormat::RouteLlmCsv,
                                   "routellm-csv",
                                   "RouteLLM CSV: prompt and one True/False column per model",
                                   true,
                                   Format::Takes::Tables,
                                   recognise,
                                   open};

}  // namespace orl
