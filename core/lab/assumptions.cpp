#include "core/lab/assumptions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace orl {

namespace {

/// The one length that a model's answers have in these rows, if they have but one.
std::optional<double> oneLength(const Dataset& data, const std::vector<std::size_t>& rows,
                                Eigen::Index model) {
    std::optional<double> length;
    for (const std::size_t row : rows) {
        const double tokens = data.outputTokens(static_cast<Eigen::Index>(row), model);
        if (std::isnan(tokens)) continue;
        if (length && *length != tokens) return {};
        length = tokens;
    }
    return length;
}

bool recordsAllCosts(const Dataset& data, const std::vector<std::size_t>& rows,
                     Eigen::Index model) {
    return std::ranges::all_of(rows, [&](std::size_t row) {
        return !std::isnan(data.cost(static_cast<Eigen::Index>(row), model));
    });
}

/// What is free costs the same at any length.
bool costsByLength(const ModelInfo& model) {
    return model.priced() && (model.inputPrice > 0.0 || model.outputPrice > 0.0);
}

}  // namespace

std::vector<std::string> assumptionsOf(const Dataset& data, const std::vector<std::size_t>& rows) {
    bool byLengths = false;
    bool estimated = false;
    std::optional<double> assumed;
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        if (!costsByLength(data.models[j]) || recordsAllCosts(data, rows, column)) continue;
        byLengths = true;
        if (!data.outputTokensEstimated) continue;
        const auto length = rows.size() > 1 ? oneLength(data, rows, column) : std::nullopt;
        if (length) {
            assumed = length;
        } else {
            estimated = true;
        }
    }
    std::vector<std::string> found;
    if (!byLengths) return found;
    const bool inputs = std::ranges::any_of(
        rows, [&](std::size_t row) { return data.queries[row].inputTokensEstimated; });
    if (estimated && inputs && !assumed) return {"lengths estimated from the texts"};
    if (assumed) found.push_back(fmt::format("answers of {:g} tokens", *assumed));
    if (estimated) found.emplace_back("lengths of answers estimated from their texts");
    if (inputs) found.emplace_back("input tokens estimated from the texts");
    return found;
}

}  // namespace orl
