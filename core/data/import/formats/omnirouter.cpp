#include "core/data/import/format.h"
#include "core/data/import/messages.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

/// The authors' bootstrap data (AIOS): {query, input_token_length, outputs: [{model_name,
/// correctness, output_token_length, prediction}]}, with optional task, level and split.
class OmniRouterReader : public FileReader {
  public:
    explicit OmniRouterReader(const FileContext& context) : m_builder(context.builder) {}

    void record(const json& record, std::uint64_t line) override {
        const json& query = memberOf(record, "query");
        const json& outputs = memberOf(record, "outputs");
        if (!isTextOrMessages(query)) {
            m_builder.refuse(line, "\"query\" is missing or no text");
            return;
        }
        if (!outputs.is_array()) {
            m_builder.refuse(line, "\"outputs\" is missing or no array");
            return;
        }
        RowDraft row;
        row.line = line;
        row.query.text = textOrMessages(query);
        row.query.task = textOf(record, "task");
        if (row.query.task.empty()) row.query.task = textOf(record, "task_name");
        row.query.level = textOf(record, "level");
        row.query.split = textOf(record, "split");
        row.id = textOf(record, "id");
        row.query.inputTokens =
            m_builder.tokens(numberOf(memberOf(record, "input_token_length")), line, "the query");
        for (const json& output : outputs) add(row, output);
        m_builder.addRow(row);
    }

  private:
    void add(RowDraft& row, const json& output) {
        const std::string name =
            output.is_object() ? std::string(trimmed(textOf(output, "model_name"))) : "";
        if (name.empty()) {
            m_builder.remark(ImportRemark::Kind::Refused, row.line,
                             "an output without \"model_name\" was left out");
            return;
        }
        OutcomeCell cell;
        cell.model = m_builder.model(name, row.line);
        for (const OutcomeCell& other : row.cells) {
            if (other.model == cell.model) {
                m_builder.remark(ImportRemark::Kind::Refused, row.line,
                                 "a record names a model twice; its first output is kept", name);
                return;
            }
        }
        cell.score = m_builder.score(numberOf(memberOf(output, "correctness")), row.line, name);
        cell.cost = m_builder.cost(numberOf(memberOf(output, "cost")), row.line, name);
        const json& length = memberOf(output, "output_token_length");
        cell.outputTokens = m_builder.tokens(numberOf(length), row.line, name);
        const json& prediction = memberOf(output, "prediction");
        if (length.is_null() && prediction.is_string()) {
            cell.outputTokens =
                m_builder.tokensOfText(codePoints(prediction.get_ref<const std::string&>()));
        }
        row.cells.push_back(cell);
    }

    DatasetBuilder& m_builder;
};

bool recognise(const FileHead& head, const ImportOptions& /*options*/) {
    return head.hasKeys(std::array{"query"sv, "outputs"sv});
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<OmniRouterReader>(context);
}

}  // namespace

const Format formats::kOmniRouterJson{
    ImportFormat::OmniRouterJson,
    "omnirouter-json",
    "OmniRouter / AIOS bootstrap JSON: records of query and outputs",
    true,
    recognise,
    open};

}  // namespace orl
