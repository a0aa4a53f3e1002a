#include "core/data/import/column_names.h"

#include <algorithm>
#include <array>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kTexts{"query"sv,     "prompt"sv,       "question"sv,    "text"sv,
                            "input"sv,     "query_text"sv,   "prompt_text"sv, "question_text"sv,
                            "messages"sv,  "conversation"sv, "instruction"sv, "user_query"sv,
                            "user_input"sv};
constexpr std::array kModels{"model_name"sv, "llm_name"sv,   "model"sv,       "llm"sv,
                             "engine"sv,     "model_id"sv,   "llm_id"sv,      "modelname"sv,
                             "model_used"sv, "deployment"sv, "llm_selected"sv};
constexpr std::array kScores{"score"sv,       "scores"sv,      "correct"sv,     "correctness"sv,
                             "is_correct"sv,  "outcome"sv,     "performance"sv, "accuracy"sv,
                             "acc"sv,         "quality"sv,     "effect"sv,      "eval_score"sv,
                             "judge_score"sv, "llm_score"sv,   "model_score"sv, "success"sv,
                             "is_success"sv,  "passed"sv,      "is_passed"sv,   "pass"sv,
                             "rating"sv,      "reward"sv,      "exact_match"sv, "f1"sv,
                             "f1_score"sv,    "grade"sv,       "verdict"sv,     "quality_score"sv,
                             "final_score"sv, "was_correct"sv, "correct_rate"sv};
constexpr std::array kCosts{"cost"sv,           "costs"sv,          "cost_usd"sv,  "usd"sv,
                            "total_cost"sv,     "inference_cost"sv, "usd_cost"sv,  "cost_in_usd"sv,
                            "total_cost_usd"sv, "total_usd"sv,      "price_usd"sv, "dollars"sv,
                            "cost_dollars"sv,   "cost_usd_total"sv};
constexpr std::array kOutputs{
    "output_tokens"sv,       "completion_tokens"sv,  "output_token_length"sv,
    "num_output_tokens"sv,   "output_token_count"sv, "completion_token_count"sv,
    "output_length"sv,       "n_output_tokens"sv,    "num_completion_tokens"sv,
    "generated_tokens"sv,    "tokens_out"sv,         "response_tokens"sv,
    "candidatestokencount"sv};
constexpr std::array kInputs{"input_tokens"sv,     "prompt_tokens"sv,     "input_token_length"sv,
                             "num_input_tokens"sv, "input_token_count"sv, "prompt_token_count"sv,
                             "input_length"sv,     "n_input_tokens"sv,    "num_prompt_tokens"sv,
                             "tokens_in"sv,        "prompttokencount"sv,  "query_tokens"sv};
constexpr std::array kResponses{
    "response"sv,      "model_response"sv, "completion"sv,   "prediction"sv,  "generation"sv,
    "model_output"sv,  "output_text"sv,    "raw_output"sv,   "output"sv,      "responses"sv,
    "response_text"sv, "generated_text"sv, "model_answer"sv, "raw_response"sv};
constexpr std::array kTasks{"task"sv,      "task_name"sv,    "eval_name"sv, "dataset"sv,
                            "benchmark"sv, "dataset_name"sv, "category"sv,  "task_id"sv,
                            "subject"sv,   "domain"sv,       "source"sv};
constexpr std::array kLevels{"level"sv, "difficulty"sv, "difficulty_level"sv};
constexpr std::array kSplits{"split"sv, "data_split"sv, "partition"sv};
constexpr std::array kIds{"id"sv,           "sample_id"sv, "query_id"sv, "prompt_id"sv,
                          "global_index"sv, "index"sv,     "qid"sv,      "question_id"sv,
                          "uid"sv,          "uuid"sv};

/// What may end or begin the name of a column of one model, and is no score.
constexpr std::array kOthers{"latency"sv,
                             "latency_ms"sv,
                             "latency_s"sv,
                             "latency_seconds"sv,
                             "time"sv,
                             "time_ms"sv,
                             "time_s"sv,
                             "time_taken"sv,
                             "response_time"sv,
                             "duration"sv,
                             "duration_ms"sv,
                             "duration_s"sv,
                             "elapsed"sv,
                             "runtime"sv,
                             "ttft"sv,
                             "confidence"sv,
                             "conf"sv,
                             "prob"sv,
                             "probability"sv,
                             "logprob"sv,
                             "perplexity"sv,
                             "label"sv,
                             "labels"sv,
                             "flag"sv,
                             "flags"sv,
                             "tokens"sv,
                             "total_tokens"sv,
                             "token_count"sv,
                             "price"sv,
                             "input_price"sv,
                             "output_price"sv,
                             "input_cost"sv,
                             "output_cost"sv,
                             "prompt_cost"sv,
                             "completion_cost"sv,
                             "id"sv,
                             "rank"sv,
                             "error"sv,
                             "errors"sv,
                             "retries"sv,
                             "finish_reason"sv,
                             "similarity"sv,
                             "toxicity"sv,
                             "uncertainty"sv,
                             "entropy"sv,
                             "std"sv,
                             "variance"sv,
                             "count"sv,
                             "length"sv,
                             "throughput"sv,
                             "energy"sv,
                             "predicted"sv,
                             "predicted_score"sv,
                             "prior"sv};

/// No models when they are the whole name of a column.
constexpr std::array kOthersAlone{"gold"sv,
                                  "ground_truth"sv,
                                  "target"sv,
                                  "reference"sv,
                                  "expected"sv,
                                  "answer"sv,
                                  "answers"sv,
                                  "gold_answer"sv,
                                  "golden_answer"sv,
                                  "expected_answer"sv,
                                  "correct_answer"sv,
                                  "choices"sv,
                                  "explanation"sv,
                                  "reason"sv,
                                  "rationale"sv,
                                  "temperature"sv,
                                  "top_p"sv,
                                  "top_k"sv,
                                  "seed"sv,
                                  "idx"sv,
                                  "version"sv,
                                  "weight"sv,
                                  "len"sv,
                                  "n"sv,
                                  "date"sv,
                                  "timestamp"sv,
                                  "created"sv,
                                  "year"sv,
                                  "language"sv,
                                  "lang"sv,
                                  "cached"sv,
                                  "cluster"sv,
                                  "cluster_id"sv,
                                  "group"sv,
                                  "fold"sv,
                                  "metric"sv,
                                  "metrics"sv,
                                  "human"sv,
                                  "notes"sv,
                                  "comment"sv,
                                  "comments"sv,
                                  "multilingual"sv,
                                  "hard"sv,
                                  "easy"sv,
                                  "math"sv,
                                  "code"sv,
                                  "coding"sv,
                                  "verified"sv,
                                  "valid"sv,
                                  "multi_turn"sv,
                                  "safe"sv,
                                  "unsafe"sv,
                                  "toxic"sv,
                                  "harmful"sv,
                                  "train"sv,
                                  "test"sv,
                                  "holdout"sv,
                                  "held_out"sv,
                                  "dev"sv,
                                  "validation"sv,
                                  "selected"sv,
                                  "chosen"sv,
                                  "used"sv,
                                  "duplicate"sv,
                                  "english"sv,
                                  "image"sv,
                                  "images"sv,
                                  "vision"sv,
                                  "tools"sv,
                                  "refusal"sv,
                                  "oracle"sv,
                                  "winner"sv,
                                  "best"sv,
                                  "best_model"sv,
                                  "usage"sv,
                                  "oracle_model_to_route_to"sv,
                                  "avg_score"sv,
                                  "mean_score"sv,
                                  "max_score"sv,
                                  "min_score"sv,
                                  "best_score"sv,
                                  "total_score"sv,
                                  "human_score"sv,
                                  "threshold"sv,
                                  "avg_cost"sv,
                                  "mean_cost"sv,
                                  "max_cost"sv,
                                  "min_cost"sv,
                                  "row_number"sv,
                                  "row"sv,
                                  "no"sv,
                                  "nr"sv,
                                  "number"sv,
                                  "question_number"sv};

constexpr std::array kFlagBeginnings{"is_"sv,  "has_"sv,  "contains_"sv, "needs_"sv,  "requires_"sv,
                                     "num_"sv, "uses_"sv, "was_"sv,      "should_"sv, "can_"sv,
                                     "n_"sv,   "avg_"sv,  "mean_"sv,     "unnamed:"sv};

constexpr std::array kRoles{ColumnRole::Text,     ColumnRole::Model,        ColumnRole::Score,
                            ColumnRole::Cost,     ColumnRole::OutputTokens, ColumnRole::InputTokens,
                            ColumnRole::Response, ColumnRole::Task,         ColumnRole::Level,
                            ColumnRole::Split,    ColumnRole::Id,           ColumnRole::Other};
/// Of which every model may have a column of its own.
constexpr std::array kPerModel{ColumnRole::Score,        ColumnRole::Cost,
                               ColumnRole::OutputTokens, ColumnRole::InputTokens,
                               ColumnRole::Response,     ColumnRole::Other};

bool among(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// MODEL_what, MODEL|what, MODEL:what, … or what_MODEL: what is left of the name is the model.
struct Affix {
    std::size_t length = 0;  ///< of what; 0: none
    bool atEnd = true;
};

/// Joined by a hyphen, only these: "nemotron-reward" and "doubao-seed" are models.
constexpr std::array kHyphened{"score"sv,  "correct"sv,    "correctness"sv, "accuracy"sv,
                               "cost"sv,   "latency"sv,    "confidence"sv,  "output_tokens"sv,
                               "tokens"sv, "is_correct"sv, "total_cost"sv,  "response"sv};

bool joins(char joint, std::string_view name) {
    constexpr std::string_view joints = "_|:/ .";
    return joints.find(joint) != std::string_view::npos || (joint == '-' && among(kHyphened, name));
}

Affix longestAffix(std::string_view low, std::span<const std::string_view> names) {
    Affix best;
    for (const auto name : names) {
        if (low.size() < name.size() + 2 || name.size() <= best.length) continue;
        if (low.ends_with(name) && joins(low[low.size() - name.size() - 1], name)) {
            best = {name.size(), true};
        } else if (low.starts_with(name) && joins(low[name.size()], name)) {
            best = {name.size(), false};
        }
    }
    return best;
}

/// "Cost (USD)", "costUsd" and "COST-USD" are "cost_usd".
std::string snakeCase(std::string_view name) {
    std::string text;
    char last = '_';
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if ((!letter || (upper && last >= 'a' && last <= 'z')) && !text.empty() &&
            text.back() != '_') {
            text += '_';
        }
        if (letter) text += c;
        last = c;
    }
    while (text.ends_with('_')) text.pop_back();
    return lowered(text);
}

}  // namespace

std::span<const std::string_view> namesOf(ColumnRole role) {
    switch (role) {
        case ColumnRole::Text:
            return kTexts;
        case ColumnRole::Model:
            return kModels;
        case ColumnRole::Score:
            return kScores;
        case ColumnRole::Cost:
            return kCosts;
        case ColumnRole::OutputTokens:
            return kOutputs;
        case ColumnRole::InputTokens:
            return kInputs;
        case ColumnRole::Response:
            return kResponses;
        case ColumnRole::Task:
            return kTasks;
        case ColumnRole::Level:
            return kLevels;
        case ColumnRole::Split:
            return kSplits;
        case ColumnRole::Id:
            return kIds;
        case ColumnRole::Other:
            return kOthers;
        case ColumnRole::None:
            break;
    }
    return {};
}

ColumnMeaning meaningOf(std::string_view name) {
    const std::string low = lowered(name);
    const std::string snake = snakeCase(name);
    for (const ColumnRole role : kRoles) {
        if (among(namesOf(role), low) || among(namesOf(role), snake)) return {role, {}};
    }
    if (low.empty() || among(kOthersAlone, low) || among(kOthersAlone, snake)) {
        return {ColumnRole::Other, {}};
    }
    ColumnMeaning meaning;
    Affix best;
    for (const ColumnRole role : kPerModel) {
        const Affix affix = longestAffix(low, namesOf(role));
        // A beginning is a weaker sign than an ending: "time-llm" may well be a model.
        if (!affix.atEnd && role == ColumnRole::Other) continue;
        if (affix.length <= best.length) continue;
        best = affix;
        meaning.role = role;
    }
    const bool flag =
        std::any_of(kFlagBeginnings.begin(), kFlagBeginnings.end(),
                    [&low](std::string_view begin) { return low.starts_with(begin); });
    if (best.length == 0 && flag) return {ColumnRole::Other, {}};
    if (best.length == 0) return meaning;
    const std::size_t rest = name.size() - best.length - 1;
    meaning.model = best.atEnd ? name.substr(0, rest) : name.substr(best.length + 1);
    return meaning;
}

}  // namespace orl
