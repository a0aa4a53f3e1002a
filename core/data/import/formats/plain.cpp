#include <fmt/format.h>

#include <functional>

#include "core/data/import/format.h"
#include "core/data/import/mapping.h"
#include "core/data/import/messages.h"
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
            mapping = guessed(context);
        } else {
            check(mapping, context);
        }
        m_builder.setRowsAreQueries(!mapping.wide.empty());
        const ColumnIndex index(context);
        const auto source = [&](const std::string& name) { return lookUp(name, context, index); };
        m_text = source(mapping.text);
        m_task = source(mapping.task);
        m_level = source(mapping.level);
        m_split = source(mapping.split);
        m_id = source(mapping.id);
        m_input = source(mapping.inputTokens);
        m_model = source(mapping.model);
        m_long = {0,
                  source(mapping.score),
                  source(mapping.cost),
                  source(mapping.outputTokens),
                  source(mapping.response),
                  mapping.wide.empty() ? m_input : Source()};
        for (const auto& [model, columns] : mapping.wide) {
            m_wide.push_back({m_builder.model(model, context.head.headerLine),
                              source(columns.score), source(columns.cost),
                              source(columns.outputTokens), source(columns.response),
                              source(columns.inputTokens)});
        }
    }

    void row(const CsvRow& row) override {
        const auto text = [&](const Source& source) {
            if (source.index < 0) return std::string();
            std::string cell(row.fields[static_cast<std::size_t>(source.index)]);
            if (&source == &m_text && joinMessages(cell)) {
                m_builder.remark(ImportRemark::Kind::Note, row.line,
                                 "a list of messages was joined to its texts");
            }
            return cell;
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
            return source.name.empty() ? std::string() : textFrom(memberAt(record, source.name));
        };
        const auto number = [&record](const Source& source) {
            return source.name.empty() ? CellNumber{} : numberOf(memberAt(record, source.name));
        };
        take(line, text, number);
    }

  private:
    struct Columns {
        std::size_t model = 0;
        Source score, cost, outputTokens, response, inputTokens;
    };

    ColumnMapping guessed(const FileContext& context) {
        const MappingGuess guess = guessMapping(context.head.survey);
        if (!guess.mapping) {
            throw Error(context.name,
                        "the meaning of the columns is not clear from their names" +
                            (guess.doubt.empty() ? "" : ": " + guess.doubt),
                        "Give a column mapping: which column is the query, the model, the score");
        }
        using Kind = ImportRemark::Kind;
        m_builder.remark(Kind::Note, context.head.headerLine,
                         "the meaning of the columns was read off their names",
                         describe(*guess.mapping));
        if (!guess.leftOut.empty()) {
            m_builder.remark(Kind::Note, context.head.headerLine, "columns are not read",
                             listedNames(guess.leftOut));
        }
        if (guess.modelIsFile) {
            m_file = modelOfFile(context.name);
            m_builder.remark(Kind::Note, context.head.headerLine,
                             "no column names the model; the file's name is taken for it", m_file);
        }
        return *guess.mapping;
    }

    /// "gpt-4" of "runs/gpt-4.csv.gz".
    static std::string modelOfFile(const std::string& file) {
        std::filesystem::path name = std::filesystem::path(file).filename();
        for (const char* packed : {".gz", ".zip", ".zst", ".xz", ".bz2"}) {
            if (lowered(name.extension().string()) == packed) name = name.stem();
        }
        return name.stem().string();
    }

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

    static Source lookUp(const std::string& name, const FileContext& context,
                         const ColumnIndex& index) {
        if (name.empty()) return {};
        if (!context.head.json) {
            return {name, static_cast<std::ptrdiff_t>(index.need(name))};
        }
        std::vector<std::string> keys;
        for (const ColumnSurvey& key : context.head.survey) {
            // A key that holds objects is there as its members alone.
            if (key.name == name) return {name, -1};
            keys.push_back(shown(key.name));
        }
        throw Error(context.name, "the records have no key " + shown(name),
                    "The keys are " + listedNames(keys));
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
        // A row of one model says what that model counted; a row of all says how long the query is.
        if (!m_wide.empty()) {
            draft.query.inputTokens = m_builder.tokens(number(m_input), line, "the query");
        }
        const auto add = [&](std::size_t model, const Columns& columns) {
            const std::string& name = m_builder.modelName(model);
            OutcomeCell cell;
            cell.model = model;
            cell.score = m_builder.score(number(columns.score), line, name);
            cell.cost = m_builder.cost(number(columns.cost), line, name);
            const CellNumber length = number(columns.outputTokens);
            cell.outputTokens = m_builder.tokens(length, line, name);
            cell.inputTokens = m_builder.tokens(number(columns.inputTokens), line, name);
            if (length.state == CellNumber::State::Blank && !columns.response.name.empty()) {
                cell.outputTokens = m_builder.tokensOfText(codePoints(text(columns.response)));
            }
            draft.cells.push_back(cell);
        };
        if (m_wide.empty()) {
            const std::string name = m_file.empty() ? text(m_model) : m_file;
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
    std::string m_file;  ///< the model of all rows, where no column names it
};

bool recognise(const FileHead& head, const ImportOptions& options) {
    return !options.mapping.empty() || guessMapping(head.survey).mapping.has_value();
}

std::unique_ptr<FileReader> open(const FileContext& context) {
    return std::make_unique<PlainReader>(context);
}

}  // namespace

const Format formats::kPlainTable{ImportFormat::PlainTable,
                                  "plain-table",
                                  "plain CSV, TSV or JSON Lines with a column mapping",
                                  false,
                                  Format::Takes::Both,
                                  recognise,
                                  open};

}  // namespace orl
