#include "core/data/dataset.h"

#include <algorithm>
#include <cmath>

#include "core/support/hash.h"

namespace orl {

double tokenCost(double inputTokens, double outputTokens, const ModelInfo& model) {
    double inputPrice = model.inputPrice;
    double outputPrice = model.outputPrice;
    for (const PriceTier& tier : model.tiers) {
        if (!(inputTokens > tier.above)) break;
        inputPrice = std::isnan(tier.inputPrice) ? model.inputPrice : tier.inputPrice;
        outputPrice = std::isnan(tier.outputPrice) ? model.outputPrice : tier.outputPrice;
    }
    return (inputTokens * inputPrice + outputTokens * outputPrice) * 1e-6;
}

void updatePrices(ModelInfo& model, const ModelInfo& more) {
    const bool input = !std::isnan(more.inputPrice);
    const bool output = !std::isnan(more.outputPrice);
    if (!input && !output) return;
    const bool all = (input && output) || !more.tiers.empty();
    if (all) model.tiers = more.tiers;
    for (PriceTier& tier : model.tiers) {
        if (!all && input) tier.inputPrice = more.inputPrice;
        if (!all && output) tier.outputPrice = more.outputPrice;
    }
    if (input) model.inputPrice = more.inputPrice;
    if (output) model.outputPrice = more.outputPrice;
    if ((input && output) || model.priceSource.empty()) {
        model.priceSource = more.priceSource;
    } else {
        model.priceSource =
            more.priceSource + (input ? " (input), " : " (output), ") + model.priceSource;
    }
}

std::ptrdiff_t Dataset::modelIndex(const std::string& modelName) const {
    const auto found = std::find_if(models.begin(), models.end(), [&](const ModelInfo& model) {
        return model.name == modelName;
    });
    return found == models.end() ? -1 : found - models.begin();
}

double Dataset::recordedInputTokens(std::size_t query, std::size_t model) const {
    if (inputTokens.size() == 0) return kMissing;
    return inputTokens(static_cast<Eigen::Index>(query), static_cast<Eigen::Index>(model));
}

double Dataset::inputTokensOf(std::size_t query, std::size_t model) const {
    const double recorded = recordedInputTokens(query, model);
    return std::isnan(recorded) ? queries[query].inputTokens : recorded;
}

bool Dataset::inputTokensEstimated(std::size_t query, std::size_t model) const {
    return queries[query].inputTokensEstimated && std::isnan(recordedInputTokens(query, model));
}

double Dataset::realizedCost(std::size_t query, std::size_t model) const {
    const auto row = static_cast<Eigen::Index>(query);
    const auto column = static_cast<Eigen::Index>(model);
    const double recorded = cost(row, column);
    if (!std::isnan(recorded)) return recorded;
    return tokenCost(inputTokensOf(query, model), outputTokens(row, column), models[model]);
}

bool Dataset::hasEmbedding(std::size_t query) const {
    return embedding.cols() > 0 && !std::isnan(embedding(static_cast<Eigen::Index>(query), 0));
}

std::size_t Dataset::embeddingCount() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < queries.size(); ++i) count += hasEmbedding(i) ? 1 : 0;
    return count;
}

std::vector<std::size_t> Dataset::rowsOfSplit(const std::string& split) const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (split.empty() || queries[i].split == split) rows.push_back(i);
    }
    return rows;
}

std::uint64_t Dataset::fingerprint() const {
    Fingerprint print;
    print.add(static_cast<std::uint64_t>(models.size()));
    print.add(static_cast<std::uint64_t>(queries.size()));
    for (const ModelInfo& model : models) {
        print.add(model.name);
        print.add(model.inputPrice);
        print.add(model.outputPrice);
        for (const PriceTier& tier : model.tiers) {
            for (const double number : {tier.above, tier.inputPrice, tier.outputPrice}) {
                print.add(number);
            }
        }
    }
    for (const Query& query : queries) {
        print.add(query.text);
        print.add(query.task);
        print.add(query.level);
        print.add(query.split);
        print.add(query.inputTokens);
    }
    for (const Grid* grid : {&score, &cost, &outputTokens}) {
        for (Eigen::Index i = 0; i < grid->size(); ++i) print.add(grid->data()[i]);
    }
    // What earlier versions did not have adds nothing where it is missing: such a data set keeps
    // its fingerprint.
    for (Eigen::Index i = 0; i < inputTokens.size(); ++i) print.add(inputTokens.data()[i]);
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (queries[i].id.empty()) continue;
        print.add(static_cast<std::uint64_t>(i));
        print.add(queries[i].id);
    }
    if (embedding.cols() > 0) print.add(static_cast<std::uint64_t>(embedding.cols()));
    for (Eigen::Index i = 0; i < embedding.size(); ++i) {
        print.add(static_cast<double>(embedding.data()[i]));
    }
    return print.value();
}

std::uint64_t Dataset::queryFingerprint() const {
    Fingerprint print;
    print.add(name);
    for (const Query& query : queries) {
        print.add(query.text);
        print.add(query.split);
    }
    return print.value();
}

std::uint64_t Dataset::trainingFingerprint(const std::string& split, bool vectors) const {
    Fingerprint print;
    for (const ModelInfo& model : models) print.add(model.name);
    for (const std::size_t i : rowsOfSplit(split)) {
        print.add(queries[i].text);
        print.add(queries[i].task);
        print.add(queries[i].level);
        for (const Grid* grid : {&score, &cost, &outputTokens}) {
            for (const double value : grid->row(static_cast<Eigen::Index>(i))) print.add(value);
        }
        if (inputTokens.size() > 0) {
            print.add(queries[i].inputTokens);
            for (const double value : inputTokens.row(static_cast<Eigen::Index>(i)))
                print.add(value);
        }
        if (!vectors || embedding.cols() == 0) continue;
        for (const float value : embedding.row(static_cast<Eigen::Index>(i))) {
            print.add(static_cast<double>(value));
        }
    }
    return print.value();
}

}  // namespace orl
