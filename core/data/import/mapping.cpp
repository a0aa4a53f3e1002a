#include "core/data/import/mapping.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/data/import/column_names.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

/// Objects that hold what was measured; their keys are fields of the record, not of a model.
constexpr std::string_view kHolders[] = {
    "evaluation", "evaluations", "eval",     "evaluation_result",
    "result",     "judge",       "judgment", "metrics",
    "usage",      "token_usage", "response", "output",
    "request",    "metadata",    "meta",     "info",
    "stats",      "grading",     "timing",   "details"};
/// Objects that hold something of every model.
constexpr std::string_view kPools[] = {"models",    "results",     "outputs", "llms",
                                       "responses", "evaluations", "answers"};

template <typename Names>
bool isAmong(const Names& names, std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// One column with what its name says.
struct Candidate {
    const ColumnSurvey* survey = nullptr;
    ColumnMeaning meaning;
    bool nested = false;
    bool used = false;
    const std::string& name() const { return survey->name; }
};

/// "scores.gpt-4": what the object that holds a key says of it.
ColumnRole roleOfPool(std::string_view holder) {
    if (holder == "scores") return ColumnRole::Score;
    if (holder == "costs" || holder == "cost") return ColumnRole::Cost;
    if (holder == "output_tokens" || holder == "completion_tokens") return ColumnRole::OutputTokens;
    if (holder == "responses") return ColumnRole::Response;
    return ColumnRole::None;
}

Candidate candidateOf(const ColumnSurvey& survey) {
    Candidate candidate{&survey, {}, survey.leaf > 0, false};
    if (!candidate.nested) {
        candidate.meaning = meaningOf(survey.name);
        return candidate;
    }
    const std::string leaf = survey.name.substr(survey.leaf);
    std::string path = survey.name.substr(0, survey.leaf - 1);
    std::string holder = lowered(path);
    ColumnMeaning own = meaningOf(leaf);
    for (const auto pool : kPools) {
        if (holder.starts_with(std::string(pool) + '.')) path.erase(0, pool.size() + 1);
    }
    holder = lowered(path);
    if (const ColumnRole role = roleOfPool(holder); role != ColumnRole::None) {
        if (own.role == ColumnRole::None || !own.model.empty()) own = {role, leaf};
    } else if (own.model.empty() && !isAmong(kHolders, holder) && !isAmong(kPools, holder)) {
        const bool measured = own.role == ColumnRole::Score || own.role == ColumnRole::Cost ||
                              own.role == ColumnRole::OutputTokens ||
                              own.role == ColumnRole::Response;
        if (measured) own.model = path;  // {"gpt-4": {"score": 1}}
    } else if (!own.model.empty()) {
        own = {ColumnRole::Other, {}};
    }
    candidate.meaning = own;
    return candidate;
}

class Guess {
  public:
    explicit Guess(std::span<const ColumnSurvey> columns) {
        for (const ColumnSurvey& column : columns) m_columns.push_back(candidateOf(column));
    }

    MappingGuess make() {
        ColumnMapping map;
        if (fill(map)) {
            for (const Candidate& one : m_columns) {
                const bool index = one.name().empty() || one.name().starts_with("Unnamed:");
                if (!one.used && !index) m_guess.leftOut.push_back(one.name());
            }
            m_guess.mapping = std::move(map);
        }
        return std::move(m_guess);
    }

  private:
    bool fill(ColumnMapping& map) {
        const bool blank = std::all_of(m_columns.begin(), m_columns.end(),
                                       [](const auto& one) { return one.survey->filled() == 0; });
        if (blank && !m_columns.empty()) {
            return doubt(
                "no row below the header has as many fields as it (a comma in a number "
                "or text needs quotes)");
        }
        if (!takeOnly(ColumnRole::Text, "query", map.text) || map.text.empty()) return false;
        map.task = takeFirst(ColumnRole::Task);
        map.level = takeFirst(ColumnRole::Level);
        map.split = takeFirst(ColumnRole::Split);
        map.id = takeFirst(ColumnRole::Id);
        map.model = takeFirst(ColumnRole::Model);
        if (map.model.empty()) {
            wideByName(map);
            if (map.wide.empty() && !hasOwnScore() && !wideByValue(map)) return false;
        }
        if (!map.wide.empty()) {
            attach(map);
            return takeOnly(ColumnRole::InputTokens, "input tokens", map.inputTokens);
        }
        const bool clear = takeOnly(ColumnRole::Score, "score", map.score) &&
                           takeOnly(ColumnRole::Cost, "cost", map.cost) &&
                           takeOnly(ColumnRole::InputTokens, "input tokens", map.inputTokens) &&
                           takeOnly(ColumnRole::OutputTokens, "output tokens", map.outputTokens);
        if (!clear) return false;
        map.response = takeFirst(ColumnRole::Response);
        if (map.score.empty()) takeLabel(map);
        if (map.score.empty()) return doubt("no column holds scores");
        return !map.model.empty() || oneModel();
    }

    bool doubt(std::string why) {
        m_guess.doubt = std::move(why);
        return false;
    }

    /// Of that role by its whole name, on the outermost level where there is one.
    std::vector<Candidate*> withRole(ColumnRole role) {
        std::vector<Candidate*> found;
        for (const bool nested : {false, true}) {
            for (Candidate& one : m_columns) {
                const bool fits = one.meaning.role == role && one.meaning.model.empty();
                if (fits && !one.used && one.nested == nested && one.survey->filled() > 0) {
                    found.push_back(&one);
                }
            }
            if (!found.empty()) break;
        }
        return found;
    }

    /// Several would be several meanings: none is guessed.
    bool takeOnly(ColumnRole role, const char* what, std::string& column) {
        const auto found = withRole(role);
        if (found.size() > 1) {
            return doubt(fmt::format("{} and {} may both be the {}", shown(found[0]->name()),
                                     shown(found[1]->name()), what));
        }
        if (found.size() == 1) {
            column = found.front()->name();
            found.front()->used = true;
        }
        return true;
    }

    /// The one of the preferred name; the others say less of the same.
    std::string takeFirst(ColumnRole role) {
        const auto found = withRole(role);
        if (found.empty()) return {};
        const auto names = namesOf(role);
        const auto rank = [&names](const Candidate* one) {
            const std::string low = lowered(one->name().substr(one->survey->leaf));
            return std::find(names.begin(), names.end(), low) - names.begin();
        };
        Candidate* best = *std::min_element(
            found.begin(), found.end(),
            [&rank](const Candidate* a, const Candidate* b) { return rank(a) < rank(b); });
        best->used = true;
        return best->name();
    }

    bool hasOwnScore() { return !withRole(ColumnRole::Score).empty(); }

    void wideByName(ColumnMapping& map) {
        for (Candidate& one : m_columns) {
            if (one.meaning.role != ColumnRole::Score || one.meaning.model.empty()) continue;
            map.wide[one.meaning.model].score = one.name();
            one.used = true;
        }
    }

    /// Costs, lengths and responses of the models that have scores.
    void attach(ColumnMapping& map) {
        for (Candidate& one : m_columns) {
            const auto model = map.wide.find(one.meaning.model);
            if (one.meaning.model.empty() || model == map.wide.end() || one.used) continue;
            std::string* column =
                one.meaning.role == ColumnRole::Cost           ? &model->second.cost
                : one.meaning.role == ColumnRole::OutputTokens ? &model->second.outputTokens
                : one.meaning.role == ColumnRole::Response     ? &model->second.response
                : one.meaning.role == ColumnRole::InputTokens  ? &model->second.inputTokens
                                                               : nullptr;
            if (column == nullptr || !column->empty()) continue;
            *column = one.name();
            one.used = true;
        }
    }

    /// Every other column that holds scores alone is a model; numbers of another kind are a doubt.
    bool wideByValue(ColumnMapping& map) {
        std::vector<std::string> strange;
        double low = 0.0, high = 0.0;
        for (Candidate& one : m_columns) {
            const ColumnSurvey& column = *one.survey;
            if (one.meaning.role != ColumnRole::None || one.nested || one.used) continue;
            if (2 * column.scores > column.filled()) {
                map.wide[column.name].score = column.name;
                one.used = true;
            } else if (column.numbers + column.scores > 0) {
                low = strange.empty() ? column.low : std::min(low, column.low);
                high = strange.empty() ? column.high : std::max(high, column.high);
                strange.push_back(shown(column.name));
            }
        }
        if (!strange.empty()) {
            map.wide.clear();
            return doubt(fmt::format(
                "{} hold numbers from {} to {}: if they are scores of models, give their scale "
                "(--score-scale, \"Scores\" in the import window)",
                listedNames(strange), low, high));
        }
        return !map.wide.empty();
    }

    /// EmbedLLM calls a score of 0 or 1 the label.
    void takeLabel(ColumnMapping& map) {
        for (Candidate& one : m_columns) {
            const ColumnSurvey& column = *one.survey;
            if (lowered(column.name) != "label" || map.model.empty()) continue;
            if (column.scores == 0 || column.scores != column.filled()) continue;
            map.score = column.name;
            one.used = true;
        }
    }

    /// One score a query and no column that names a model: all are of one, unless a column may name
    /// it after all.
    bool oneModel() {
        for (const Candidate& one : m_columns) {
            if (one.used || one.meaning.role != ColumnRole::None) continue;
            if (one.survey->filled() == 0) continue;
            return doubt(fmt::format("no column names the model: {} may do, or hold its scores",
                                     shown(one.name())));
        }
        m_guess.modelIsFile = true;
        return true;
    }

    std::vector<Candidate> m_columns;
    MappingGuess m_guess;
};

}  // namespace

MappingGuess guessMapping(std::span<const ColumnSurvey> columns) {
    return Guess(columns).make();
}

std::string listedNames(const std::vector<std::string>& names) {
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t k = 0; k < std::min(names.size(), most); ++k) {
        text += (k == 0 ? "" : ", ") + names[k];
    }
    if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
    return text;
}

std::string describe(const ColumnMapping& mapping) {
    std::string text = "query = " + mapping.text;
    const auto add = [&](const char* what, const std::string& column) {
        if (!column.empty()) text += fmt::format(", {} = {}", what, column);
    };
    add("task", mapping.task);
    add("level", mapping.level);
    add("split", mapping.split);
    add("id", mapping.id);
    add("input tokens", mapping.inputTokens);
    add("model", mapping.model);
    add("score", mapping.score);
    add("cost", mapping.cost);
    add("output tokens", mapping.outputTokens);
    add("response", mapping.response);
    if (!mapping.wide.empty()) {
        std::vector<std::string> models;
        for (const auto& [model, columns] : mapping.wide) models.push_back(model);
        text += ", models = " + listedNames(models);
    }
    return text;
}

}  // namespace orl
