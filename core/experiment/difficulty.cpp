#include "core/experiment/difficulty.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace orl {
namespace {

constexpr int kLevels = 5;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

std::optional<int> wordRank(std::string_view name) {
    static const std::map<std::string, int, std::less<>> kRanks = {
        {"trivial", 0},   {"very easy", 1},    {"beginner", 2},    {"introductory", 2},
        {"easy", 2},      {"simple", 2},       {"low", 2},         {"medium", 3},
        {"moderate", 3},  {"intermediate", 3}, {"interview", 3},   {"hard", 4},
        {"difficult", 4}, {"high", 4},         {"advanced", 4},    {"challenging", 4},
        {"very hard", 5}, {"expert", 5},       {"competition", 5}, {"extreme", 6}};
    std::string key = lower(name);
    std::replace_if(
        key.begin(), key.end(), [](char c) { return c == '_' || c == '-'; }, ' ');
    const auto found = kRanks.find(key);
    if (found == kRanks.end()) return std::nullopt;
    return found->second;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// Runs of digits compare by value, everything else byte by byte without regard to case.
int compareNaturally(std::string_view left, std::string_view right) {
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < left.size() && k < right.size()) {
        if (isDigit(left[i]) && isDigit(right[k])) {
            while (i < left.size() && left[i] == '0') ++i;
            while (k < right.size() && right[k] == '0') ++k;
            std::size_t endI = i;
            std::size_t endK = k;
            while (endI < left.size() && isDigit(left[endI])) ++endI;
            while (endK < right.size() && isDigit(right[endK])) ++endK;
            if (endI - i != endK - k) return endI - i < endK - k ? -1 : 1;
            const int order = left.substr(i, endI - i).compare(right.substr(k, endK - k));
            if (order != 0) return order;
            i = endI;
            k = endK;
            continue;
        }
        const int a = std::tolower(static_cast<unsigned char>(left[i]));
        const int b = std::tolower(static_cast<unsigned char>(right[k]));
        if (a != b) return a < b ? -1 : 1;
        ++i;
        ++k;
    }
    const std::size_t restLeft = left.size() - i;
    const std::size_t restRight = right.size() - k;
    if (restLeft != restRight) return restLeft < restRight ? -1 : 1;
    return left.compare(right);
}

DifficultyLevels ownLevels(const Dataset& data, std::span<const std::size_t> rows) {
    const std::string unknown = "unknown";
    DifficultyLevels levels;
    std::set<std::string> names;
    for (const std::size_t row : rows) names.insert(data.queries[row].level);
    const bool gaps = names.erase("") > 0;
    levels.names.assign(names.begin(), names.end());
    std::stable_sort(levels.names.begin(), levels.names.end(), easierLevel);
    std::map<std::string, int> index;
    for (std::size_t k = 0; k < levels.names.size(); ++k) {
        index[levels.names[k]] = static_cast<int>(k);
    }
    if (gaps) {
        index[""] = static_cast<int>(levels.names.size());
        levels.names.push_back(unknown);
    }
    for (const std::size_t row : rows) levels.level.push_back(index.at(data.queries[row].level));
    return levels;
}

/// Share of models that fail the query by record; NaN without any record.
double failedShare(const Dataset& data, std::size_t row) {
    int known = 0;
    int failed = 0;
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const double score =
            data.score(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(j));
        if (std::isnan(score)) continue;
        ++known;
        if (score < 0.5) ++failed;
    }
    return known > 0 ? static_cast<double>(failed) / known : kMissing;
}

double predictedFailure(const Predictions& predictions, std::size_t at) {
    double sum = 0.0;
    int known = 0;
    for (Eigen::Index j = 0; j < predictions.quality.cols(); ++j) {
        const double quality = predictions.quality(static_cast<Eigen::Index>(at), j);
        if (std::isnan(quality)) continue;
        sum += quality;
        ++known;
    }
    return known > 0 ? 1.0 - sum / known : 1.0;
}

int levelOfShare(double share) {
    return std::clamp(static_cast<int>(share * kLevels), 0, kLevels - 1);
}

}  // namespace

bool easierLevel(const std::string& left, const std::string& right) {
    const auto a = wordRank(left);
    const auto b = wordRank(right);
    if (a && b && *a != *b) return *a < *b;
    if (a.has_value() != b.has_value()) return a.has_value();
    return compareNaturally(left, right) < 0;
}

DifficultyLevels difficultyLevels(const Dataset& data, std::span<const std::size_t> rows,
                                  const Predictions& predictions) {
    if (std::any_of(rows.begin(), rows.end(),
                    [&](std::size_t row) { return !data.queries[row].level.empty(); })) {
        return ownLevels(data, rows);
    }
    DifficultyLevels levels;
    std::size_t unrecorded = 0;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const double failed = failedShare(data, rows[at]);
        if (std::isnan(failed)) ++unrecorded;
        levels.level.push_back(
            levelOfShare(std::isnan(failed) ? predictedFailure(predictions, at) : failed));
    }
    levels.predicted = unrecorded > 0 && unrecorded == rows.size();
    if (unrecorded > 0 && !levels.predicted) {
        levels.warning = fmt::format(
            "{} of {} queries have no recorded score: their difficulty level is predicted.",
            unrecorded, rows.size());
    }
    for (int k = 0; k < kLevels; ++k) {
        levels.names.push_back(fmt::format("{}–{} % {}", k * 100 / kLevels, (k + 1) * 100 / kLevels,
                                           levels.predicted ? "predicted to fail" : "fail"));
    }
    return levels;
}

}  // namespace orl
