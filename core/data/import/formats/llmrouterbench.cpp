#include "core/data/import/format.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

/// LLMRouterBench: one file a data set and model; its header names both, its "records" hold index,
/// origin_query, prompt, prediction, score, prompt_tokens, completion_tokens and cost.
class LlmRouterBenchReader : public FileReader {
  public:
    explicit LlmRouterBenchReader(const FileContext& context)
        : m_builder(context.builder), m_header(context.head.wrapper) {
        const std::string name = firstText(m_header, {"model_name", "model"});
        if (!trimmed(name).empty()) m_model = m_builder.model(name, context.head.headerLine);
        m_task = firstText(m_header, {"dataset_name", "dataset", "dataset_id"});
        m_split = firstText(m_header, {"split"});
    }

    void record(const json& record, std::uint64_t line) override {
        std::string text = textOf(record, "origin_query");
        if (text.empty()) text = textOf(record, "prompt");
        std::size_t model = m_model;
        const std::string own = firstText(record, {"model_name", "model"});
        if (!trimmed(own).empty()) model = m_builder.model(own, line);
        if (model == kNoModel) {
            m_builder.refuse(line,
                             "neither the record nor the keys before \"records\" name the model");
            return;
        }
        const std::string& name = m_builder.modelName(model);
        RowDraft row;
        row.line = line;
        row.query.text = std::move(text);
        row.query.task = firstText(record, {"dataset_name", "dataset", "dataset_id"});
        if (row.query.task.empty()) row.query.task = m_task;
        row.query.split = textOf(record, "split");
        if (row.query.split.empty()) row.query.split = m_split;
        row.id = textOf(record, "index");
        row.cells.push_back(
            {model, m_builder.score(numberOf(memberOf(record, "score")), line, name),
             m_builder.cost(numberOf(memberOf(record, "cost")), line, name),
             m_builder.tokens(numberOf(memberOf(record, "completion_tokens")), line, name),
             m_builder.tokens(numberOf(memberOf(record, "prompt_tokens")), line, name)});
        m_builder.addRow(row);
    }

  private:
    static constexpr std::size_t kNoModel = SIZE_MAX;
    static std::string firstText(const json& object, std::initializer_list<const char*> keys) {
        if (!object.is_object()) return {};
        for (const char* key : keys) {
            if (std::string text = textOf(object, key); !text.empty()) return text;
        }
        return {};
    }

    DatasetBuilder& m_builder;
    json m_header;
    std::size_t m_model = kNoModel;
    std::string m_task, m_split;
};

bool recognise(const FileHead& head, const ImportOptions& /*options*/) {
    return head.hasKeys(std::array{"origin_query"sv, "score"sv}) ||
           (head.wrapper.is_object() && head.hasKeys(std::array{"prompt"sv, "score"sv}) &&
            (head.wrapper.contains("model_name") || head.wrapper.contains("dataset_name")));
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<LlmRouterBenchReader>(context);
}

}  // namespace

const Format formats::kLlmRouterBench{
    ImportFormat::LlmRouterBench,
    "llmrouterbench-json",
    "LLMRouterBench JSON: model_name and dataset_name, then records of origin_query and score",
    false,
    Format::Takes::Records,
    recognise,
    open};

}  // namespace orl
