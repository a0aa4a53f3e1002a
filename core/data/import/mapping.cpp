#include "core/data/import/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

using Names = std::span<const std::string_view>;
using std::string_view_literals::operator""sv;

constexpr std::array kText{"query"sv, "prompt"sv,     "question"sv,    "text"sv,
                           "input"sv, "query_text"sv, "instruction"sv, "user_query"sv};
constexpr std::array kModel{"model"sv, "model_name"sv, "llm"sv, "llm_name"sv, "model_id"sv};
constexpr std::array kScore{"score"sv,   "correct"sv,     "correctness"sv, "is_correct"sv,
                            "outcome"sv, "performance"sv, "accuracy"sv,    "quality"sv};
constexpr std::array kCost{"cost"sv, "cost_usd"sv, "usd"sv, "total_cost"sv, "inference_cost"sv};
constexpr std::array kOutput{"output_tokens"sv, "completion_tokens"sv, "output_token_length"sv,
                             "num_output_tokens"sv};
constexpr std::array kInput{"input_tokens"sv, "prompt_tokens"sv, "input_token_length"sv,
                            "num_input_tokens"sv};
constexpr std::array kTask{"task"sv,    "task_name"sv, "eval_name"sv,
                           "dataset"sv, "benchmark"sv, "category"sv};
constexpr std::array kLevel{"level"sv, "difficulty"sv};
constexpr std::array kSplit{"split"sv};
constexpr std::array kId{"id"sv, "sample_id"sv, "query_id"sv, "global_index"sv, "index"sv, "qid"sv};

class Guess {
  public:
    explicit Guess(const FileHead& head) : m_head(head) {
        if (head.json) {
            for (const auto& member : head.records.front().items()) m_open.push_back(member.key());
        } else {
            m_open = head.columns;
        }
        std::erase_if(m_open, [](const std::string& name) {
            return name.empty() || name.starts_with("Unnamed:");
        });
    }

    std::optional<ColumnMapping> mapping() {
        ColumnMapping map;
        if (!take(kText, map.text) || map.text.empty()) return {};
        if (!take(kTask, map.task) || !take(kLevel, map.level) || !take(kSplit, map.split) ||
            !take(kId, map.id) || !take(kInput, map.inputTokens) || !take(kModel, map.model)) {
            return {};
        }
        if (!map.model.empty()) {
            const bool clear =
                take(kScore, map.score) && take(kCost, map.cost) && take(kOutput, map.outputTokens);
            return clear && !map.score.empty() ? std::optional(map) : std::nullopt;
        }
        wideByName(map);
        if (map.wide.empty() && !wideByValue(map)) return {};
        return map;
    }

  private:
    /// Takes the one column whose name is in the list. @return false if there are several
    bool take(Names names, std::string& column) {
        std::vector<std::string> found;
        for (const std::string& name : m_open) {
            if (std::find(names.begin(), names.end(), lowered(name)) != names.end()) {
                found.push_back(name);
            }
        }
        if (found.size() > 1) return false;
        if (found.size() == 1) {
            column = found.front();
            std::erase(m_open, column);
        }
        return true;
    }

    void wideByName(ColumnMapping& map) {
        for (const std::string& column : m_open) {
            std::string model;
            if (matches(column, kScore, model)) map.wide[model].score = column;
        }
        for (const std::string& column : m_open) {
            std::string model;
            if (matches(column, kCost, model) && map.wide.contains(model)) {
                map.wide[model].cost = column;
            } else if (matches(column, kOutput, model) && map.wide.contains(model)) {
                map.wide[model].outputTokens = column;
            }
        }
    }

    /// MODEL_what, MODEL|what, MODEL:what, what_MODEL, …
    static bool matches(const std::string& column, Names names, std::string& model) {
        constexpr std::string_view joints = "_|:/ .-";
        const std::string low = lowered(column);
        for (const auto name : names) {
            if (low.size() < name.size() + 2) continue;
            const std::size_t rest = low.size() - name.size() - 1;
            if (low.ends_with(name) && joints.find(low[rest]) != std::string_view::npos) {
                model = column.substr(0, rest);
                return true;
            }
            if (low.starts_with(name) && joints.find(low[name.size()]) != std::string_view::npos) {
                model = column.substr(name.size() + 1);
                return true;
            }
        }
        return false;
    }

    /// Every other column is a model whose values are scores.
    bool wideByValue(ColumnMapping& map) {
        for (const std::string& column : m_open) {
            bool any = false;
            if (!allScores(column, any) || !any) return false;
            map.wide[column].score = column;
        }
        return !map.wide.empty();
    }

    bool allScores(const std::string& column, bool& any) const {
        const auto check = [&any](const CellNumber& number) {
            if (number.state == CellNumber::State::Number) any = true;
            return number.state == CellNumber::State::Blank ||
                   (number.state == CellNumber::State::Number && number.value >= 0.0 &&
                    number.value <= 1.0);
        };
        if (m_head.json) {
            return std::all_of(m_head.records.begin(), m_head.records.end(),
                               [&](const auto& record) {
                                   return check(numberOf(memberOf(record, column.c_str())));
                               });
        }
        const auto at = static_cast<std::size_t>(m_head.column(column));
        return std::all_of(m_head.rows.begin(), m_head.rows.end(), [&](const auto& row) {
            return at >= row.size() || check(readNumber(row[at]));
        });
    }

    const FileHead& m_head;
    std::vector<std::string> m_open;  ///< columns without a meaning so far
};

}  // namespace

std::optional<ColumnMapping> guessMapping(const FileHead& head) {
    if (head.json ? head.records.empty() : head.columns.empty()) return {};
    return Guess(head).mapping();
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
    if (!mapping.wide.empty()) {
        text += ", models =";
        std::size_t count = 0;
        for (const auto& [model, columns] : mapping.wide) {
            if (++count > 12) break;
            text += (count == 1 ? " " : ", ") + model;
        }
        if (count > 12) text += fmt::format(" and {} more", mapping.wide.size() - 12);
    }
    return text;
}

}  // namespace orl
