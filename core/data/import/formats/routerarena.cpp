#include "core/data/import/format.h"
#include "core/data/import/messages.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

/// The benchmark in RouterArena's key: "AIME_112" is of AIME.
std::string taskOfKey(const std::string& key) {
    const auto joint = key.find_last_of('_');
    if (joint == std::string::npos || joint == 0 || joint + 1 == key.size()) return {};
    const bool numbered = key.find_first_not_of("0123456789", joint + 1) == std::string::npos;
    return numbered ? key.substr(0, joint) : std::string();
}

const json& firstOf(const json& object, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        const json& member = memberOf(object, key);
        if (!member.is_null()) return member;
    }
    return memberOf(object, *keys.begin());
}

/// RouterArena's cached results: one record a query and model, {global_index, question,
/// llm_selected, token_usage, evaluation_result}; usually one file per model.
class RouterArenaReader : public FileReader {
  public:
    explicit RouterArenaReader(const FileContext& context) : m_builder(context.builder) {}

    void record(const json& record, std::uint64_t line) override {
        const std::string name(trimmed(textOf(record, "llm_selected")));
        const json& question = firstOf(record, {"question", "prompt", "query"});
        if (name.empty() || !isTextOrMessages(question)) {
            m_builder.refuse(line, name.empty() ? "\"llm_selected\" is missing or no text"
                                                : "\"question\" is missing or no text");
            return;
        }
        RowDraft row;
        row.line = line;
        row.query.text = textOrMessages(question);
        row.id = textOf(record, "global_index");
        row.query.task = taskOfKey(row.id);
        row.query.level = textOf(record, "difficulty");
        row.query.split = textOf(record, "split");
        const json& usage = memberOf(record, "token_usage");
        const json& result = memberOf(record, "evaluation_result");
        OutcomeCell cell;
        cell.model = m_builder.model(name, line);
        if (usage.is_object()) {
            cell.inputTokens = m_builder.tokens(
                numberOf(firstOf(usage, {"input_tokens", "prompt_tokens"})), line, name);
            cell.outputTokens = m_builder.tokens(
                numberOf(firstOf(usage, {"output_tokens", "completion_tokens"})), line, name);
        }
        if (result.is_object()) {
            cell.score = m_builder.score(numberOf(memberOf(result, "score")), line, name);
            cell.cost = m_builder.cost(numberOf(memberOf(result, "inference_cost")), line, name);
        }
        row.cells.push_back(cell);
        m_builder.addRow(row);
    }

  private:
    DatasetBuilder& m_builder;
};

bool recognise(const FileHead& head, const ImportOptions& /*options*/) {
    return head.hasKeys(std::array{"llm_selected"sv, "evaluation_result"sv}) ||
           head.hasKeys(std::array{"llm_selected"sv, "global_index"sv});
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<RouterArenaReader>(context);
}

}  // namespace

const Format formats::kRouterArenaJson{
    ImportFormat::RouterArenaJson,
    "routerarena-json",
    "RouterArena JSON Lines: global_index, question, llm_selected, evaluation_result",
    false,
    Format::Takes::Records,
    recognise,
    open};

}  // namespace orl
