#include "core/data/import/format.h"
#include "core/data/import/messages.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

constexpr std::array kQuestions{"question"sv, "query"sv, "prompt"sv};

const json& questionOf(const json& record) {
    for (const auto key : kQuestions) {
        if (const auto found = record.find(key); found != record.end()) return *found;
    }
    return memberOf(record, "question");
}

/// RouterDC and LLMRouter: {question, scores: {model: number}, cluster_id?}; the scores may be a
/// string that holds a Python dictionary literal.
class RouterDcReader : public FileReader {
  public:
    explicit RouterDcReader(const FileContext& context) : m_builder(context.builder) {}

    void record(const json& record, std::uint64_t line) override {
        const json& question = questionOf(record);
        if (!isTextOrMessages(question)) {
            m_builder.refuse(line, "\"question\" is missing or no text");
            return;
        }
        PythonLiteral literal;
        const json* scores = &memberOf(record, "scores");
        if (scores->is_string()) {
            literal = readPythonLiteral(scores->get_ref<const std::string&>());
            if (!literal.ok()) {
                m_builder.refuse(line, "the string in \"scores\" is no Python dictionary literal",
                                 literal.problem);
                return;
            }
            m_builder.remark(ImportRemark::Kind::Repaired, line,
                             "\"scores\" is a string; read as the Python dictionary in it");
            scores = &literal.value;
        }
        if (!scores->is_object()) {
            m_builder.refuse(line, "\"scores\" is missing or no dictionary of model and score");
            return;
        }
        RowDraft row;
        row.line = line;
        row.query.text = textOrMessages(question);
        row.query.task = textOf(record, "task");
        if (row.query.task.empty()) row.query.task = textOf(record, "task_name");
        row.query.level = textOf(record, "level");
        row.query.split = textOf(record, "split");
        row.id = textOf(record, "id");
        for (const auto& [name, score] : scores->items()) {
            if (trimmed(name).empty()) {
                m_builder.remark(ImportRemark::Kind::Refused, line,
                                 "a score without a model name was left out");
                continue;
            }
            OutcomeCell cell;
            cell.model = m_builder.model(name, line);
            cell.score = m_builder.score(numberOf(score), line, name);
            row.cells.push_back(cell);
        }
        m_builder.addRow(row);
    }

  private:
    DatasetBuilder& m_builder;
};

bool recognise(const FileHead& head, const ImportOptions& /*options*/) {
    return std::any_of(head.records.begin(), head.records.end(), [](const json& record) {
        const auto scores = record.find("scores");
        if (scores == record.end()) return false;
        if (record.contains("question") || record.contains("query")) return true;
        return record.contains("prompt") && (scores->is_object() || scores->is_string());
    });
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<RouterDcReader>(context);
}

}  // namespace

const Format formats::kRouterDcJson{ImportFormat::RouterDcJson,
                                    "routerdc-json",
                                    "RouterDC / LLMRouter JSON: records of question and scores",
                                    true,
                                    Format::Takes::Records,
                                    recognise,
                                    open};

}  // namespace orl
