#include "core/data/import/column_names.h"
#include "core/data/import/format.h"
#include "core/data/import/messages.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

/// A record in other words: {prompt, responses: [{model, score, cost, …}]}. The list is the one
/// whose every entry names a model and a score; fields are known by their names.
class OtherWords {
  public:
    explicit OtherWords(const json& record) {
        for (const auto& member : record.items()) {
            const ColumnRole role = meaningOf(member.key()).role;
            if (role == ColumnRole::Text && isTextOrMessages(member.value())) {
                ++m_texts;
                m_record["query"] = member.value();
            }
            if (isOutcomes(member.value())) {
                ++m_lists;
                for (const json& entry : member.value()) m_record["outputs"].push_back(own(entry));
            }
            const char* key = role == ColumnRole::Task          ? "task"
                              : role == ColumnRole::Level       ? "level"
                              : role == ColumnRole::Split       ? "split"
                              : role == ColumnRole::Id          ? "id"
                              : role == ColumnRole::InputTokens ? "input_token_length"
                                                                : nullptr;
            if (key != nullptr && !m_record.contains(key)) m_record[key] = member.value();
        }
    }
    /// Nothing in it may mean two things.
    bool clear() const { return m_texts == 1 && m_lists == 1 && !m_twice; }
    /// In the authors' words.
    const json& record() const { return m_record; }

  private:
    static bool isOutcomes(const json& list) {
        const auto has = [](const json& entry, ColumnRole role) {
            return std::any_of(entry.items().begin(), entry.items().end(), [&](const auto& member) {
                const ColumnMeaning meaning = meaningOf(member.key());
                return meaning.role == role && meaning.model.empty();
            });
        };
        return list.is_array() && !list.empty() &&
               std::all_of(list.begin(), list.end(), [&has](const json& entry) {
                   return entry.is_object() && has(entry, ColumnRole::Model) &&
                          has(entry, ColumnRole::Score);
               });
    }

    json own(const json& entry) {
        json output = json::object();
        for (const auto& member : entry.items()) {
            const ColumnMeaning meaning = meaningOf(member.key());
            const char* key = meaning.role == ColumnRole::Model          ? "model_name"
                              : meaning.role == ColumnRole::Score        ? "correctness"
                              : meaning.role == ColumnRole::Cost         ? "cost"
                              : meaning.role == ColumnRole::OutputTokens ? "output_token_length"
                              : meaning.role == ColumnRole::InputTokens  ? "input_token_length"
                              : meaning.role == ColumnRole::Response     ? "prediction"
                                                                         : nullptr;
            if (key == nullptr || !meaning.model.empty()) continue;
            if (output.contains(key)) m_twice = true;
            output[key] = member.value();
        }
        return output;
    }

    json m_record = json::object();
    int m_texts = 0, m_lists = 0;
    bool m_twice = false;
};

/// The authors' bootstrap data (AIOS): {query, input_token_length, outputs: [{model_name,
/// correctness, output_token_length, prediction}]}, with optional task, level and split.
class OmniRouterReader : public FileReader {
  public:
    explicit OmniRouterReader(const FileContext& context) : m_builder(context.builder) {}

    void record(const json& record, std::uint64_t line) override {
        if (record.contains("outputs")) return take(record, line);
        const OtherWords words(record);
        if (words.clear()) return take(words.record(), line);
        if (record.contains("query")) return take(record, line);
        m_builder.refuse(line,
                         "it has no query, or no list whose entries name a model and one score");
    }

  private:
    void take(const json& record, std::uint64_t line) {
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
        cell.inputTokens =
            m_builder.tokens(numberOf(memberOf(output, "input_token_length")), row.line, name);
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
    if (head.hasKeys(std::array{"query"sv, "outputs"sv})) return true;
    return !head.records.empty() &&
           std::all_of(head.records.begin(), head.records.end(), [](const json& record) {
               return !record.contains("outputs") && OtherWords(record).clear();
           });
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
    Format::Takes::Records,
    recognise,
    open};

}  // namespace orl
