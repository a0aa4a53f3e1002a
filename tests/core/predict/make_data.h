#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/support/random.h"

namespace orl {

inline std::vector<ModelInfo> namedModels(const std::vector<std::string>& names) {
    std::vector<ModelInfo> models(names.size());
    for (std::size_t j = 0; j < names.size(); ++j) models[j].name = names[j];
    return models;
}

/// Texts of a few topics whose words decide which model is right; every fourth row is "test".
inline Dataset topicDataset(std::size_t queries, std::uint64_t seed, bool withTokens = true) {
    constexpr std::array<const char*, 4> kTopics = {
        "integral matrix prove theorem lemma", "python function loop recursion compile",
        "recipe kitchen butter oven flour", "treaty empire century battle king"};
    Random random(seed);
    Dataset data;
    data.name = "topics";
    data.models = namedModels({"small", "medium", "large"});
    const auto rows = static_cast<Eigen::Index>(queries);
    data.score = Grid::Constant(rows, 3, kMissing);
    data.cost = data.score;
    data.outputTokens = data.score;
    for (std::size_t i = 0; i < queries; ++i) {
        const auto topic = static_cast<std::size_t>(random.below(4));
        const std::string words = kTopics[topic];
        Query query;
        query.text = "question number ";
        query.text += std::to_string(random.below(1000));
        for (int w = 0; w < 6; ++w) {
            const std::size_t start = words.find_first_not_of(' ', random.below(words.size() - 3));
            query.text += ' ';
            query.text += words.substr(start, words.find(' ', start) - start);
        }
        query.task = std::to_string(topic);
        query.split = i % 4 == 3 ? "test" : "train";
        data.queries.push_back(query);
        for (Eigen::Index j = 0; j < 3; ++j) {
            const double chance = topic < 2 ? 0.1 + 0.35 * static_cast<double>(j) : 0.85;
            const auto row = static_cast<Eigen::Index>(i);
            const double tokens = (topic < 2 ? 300.0 : 40.0) * std::exp(0.3 * random.normal());
            if (random.uniform() < 0.05) continue;
            data.score(row, j) = random.uniform() < chance ? 1.0 : 0.0;
            data.cost(row, j) = tokens * 1e-6 * static_cast<double>(j + 1);
            if (withTokens) data.outputTokens(row, j) = tokens;
        }
    }
    return data;
}

/// Bytes of all grids, so that NaN equals NaN.
template <typename Result>
std::vector<std::uint64_t> bitsOf(const Result& predictions) {
    std::vector<std::uint64_t> bits;
    for (const Grid* grid : {&predictions.quality, &predictions.outputTokens, &predictions.cost,
                             &predictions.uncertainty}) {
        for (const double value : grid->reshaped<Eigen::RowMajor>()) {
            bits.push_back(std::isnan(value) ? 1 : std::bit_cast<std::uint64_t>(value));
        }
    }
    return bits;
}

}  // namespace orl
