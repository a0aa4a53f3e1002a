#include <fmt/format.h>

#include <functional>

#include "core/data/import/format.h"
#include "core/data/import/mapping.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;

/// One column or key, looked up once.
struct Source {
    std::string name;           ///< empty: none
    std::ptrdiff_t index = -1;  ///< tables
};

/// Any CSV, TSV or JSON Lines, by a column mapping, given or guessed from the names.
class PlainReader : public FileReader {
  public:
    explicit PlainReader(const FileContext& context) : m_builder(context.builder) {
        ColumnMapping mapping = context.options.mapping;
        if (mapping.empty()) {
            const auto guess = guessMapping(context.head);
            if (!guess) {
                throw Error(
                    context.name, "the meaning of the columns is not clear from their names",
                    "Give a column mapping: which column is the query, the model, the score");
            }
            mapping = *guess;
            m_builder.remark(ImportRemark::Kind::Note, context.head.headerLine,
                             "the meaning of the columns was read off their names",
                             describe(mapping));
        }
        check(mapping, context);
        m_builder.setScoreColumnPerModel(!mapping.wide.empty());
        const auto source = [&](const std::string& name) { return lookUp(name, context); };
        m_text = source(mapping.text);
        m_task = source(mapping.task);
        m_level = source(mapping.level);
        m_split = source(mapping.split);
        m_id = source(mapping.id);
        m_input = source(mapping.inputTokens);
        m_model = source(mapping.model);
        m_long = {0, source(mapping.score), source(mapping.cost), source(mapping.outputTokens)};
        for (const auto& [model, columns] : mapping.wide) {
            m_wide.push_back({m_builder.model(model, context.head.headerLine),
                              source(columns.score), source(columns.cost),
                              source(columns.outputTokens)});
        }
    }

    void row(const CsvRow& row) override {
        const auto text = [&row](const Source& source) {
            return source.index < 0
                       ? std::string()
                       : std::string(row.fields[static_cast<std::size_t>(source.index)]);
        };
        const auto number = [this, &row](const Source& source) {
            return source.index < 0
                       ? CellNumber{}
                       : m_builder.number(row.fields[static_cast<std::size_t>(source.index)]);
        };
        take(row.line, text, number);
    }

    void record(const json& record, std::uint64_t line) override {
        const auto text = [&record](const Source& source) {
            return source.name.empty() ? std::string() : textOf(record, source.name.c_str());
        };
        const auto number = [&record](const Source& source) {
            return source.name.empty() ? CellNumber{}
                                       : numberOf(memberOf(record, source.name.c_str()));
        };
        take(line, text, number);
    }

  private:
    struct Columns {
        std::size_t model = 0;
        Source score, cost, outputTokens;
    };

    static void check(const ColumnMapping& mapping, const FileContext& context) {
        const std::string remedy =
            "Map either the model and score columns (one row per query and model) or a score "
            "column for every model";
        if (mapping.model.empty() && mapping.wide.empty()) {
            throw Error(context.name, "the column mapping names no model columns", remedy);
        }
        if (!mapping.model.empty() && !mapping.wide.empty()) {
            throw Error(context.name, "the column mapping is both long and wide", remedy);
        }
        const bool wideScores =
            std::any_of(mapping.wide.begin(), mapping.wide.end(),
                        [](const auto& entry) { return !entry.second.score.empty(); });
        if (mapping.score.empty() && !wideScores) {
            throw Error(context.name, "the column mapping names no score column", remedy);
        }
    }

    static Source lookUp(const std::string& name, const FileContext& context) {
        if (name.empty()) return {};
        if (!context.head.json) {
            return {name, static_cast<std::ptrdiff_t>(ColumnIndex(context).need(name))};
        }
        for (const json& record : context.head.records) {
            if (record.contains(name)) return {name, -1};
        }
        std::string keys;
        for (const auto& member : context.head.records.front().items()) {
            keys += (keys.empty() ? "" : ", ") + shown(member.key());
        }
        throw Error(context.name, "the records have no key " + shown(name), "The keys are " + keys);
    }

    template <typename Text, typename Number>
    void take(std::uint64_t line, const Text& text, const Number& number) {
        RowDraft draft;
        draft.line = line;
        draft.query.text = text(m_text);
        draft.query.task = text(m_task);
        draft.query.level = text(m_level);
        draft.query.split = text(m_split);
        draft.id = text(m_id);
        draft.query.inputTokens = m_builder.tokens(number(m_input), line, "the query");
        const auto add = [&](std::size_t model, const Columns& columns) {
            const std::string& name = m_builder.modelName(model);
            draft.cells.push_back({model, m_builder.score(number(columns.score), line, name),
                                   m_builder.cost(number(columns.cost), line, name),
                                   m_builder.tokens(number(columns.outputTokens), line, name)});
        };
        if (m_wide.empty()) {
            const std::string name = text(m_model);
            if (trimmed(name).empty()) {
                m_builder.refuse(line, "the model name is empty");
                return;
            }
            add(m_builder.model(name, line), m_long);
        }
        for (const Columns& columns : m_wide) add(columns.model, columns);
        m_builder.addRow(draft);
    }

    DatasetBuilder& m_builder;
    Source m_text, m_task, m_level, m_split, m_id, m_input, m_model;
    Columns m_long;
    std::vector<Columns> m_wide;
};

bool recognise(const FileHead& head, const ImportOptions& options) {
    return !options.mapping.empty() || guessMapping(head).has_value();
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<PlainReader>(context);
}

}  // namespace

const Format formats::kPlainTable{ImportFormat::PlainTable,
                                  "plain-table",
                                  "plain CSV, TSV or JSON Lines with a column mapping",
                                  false,
                                  recognise,
                                  open};

}  // namespace orl
