#include "core/data/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "core/data/word_vectors.h"
#include "core/support/error.h"

namespace orl {
namespace {

std::set<std::string> splitsOf(const Dataset& data) {
    std::set<std::string> splits;
    for (const Query& query : data.queries) splits.insert(query.split);
    return splits;
}

std::vector<ModelInfo> unitedModels(const Dataset& base, const Dataset& more) {
    std::vector<ModelInfo> models = base.models;
    for (const ModelInfo& model : more.models) {
        const auto known = base.modelIndex(model.name);
        if (known < 0) {
            models.push_back(model);
        } else if (model.priced()) {
            models[static_cast<std::size_t>(known)] = model;
        }
    }
    return models;
}

/// Room for the vectors of both sides, and their source.
void giveEmbeddings(const Dataset& base, std::size_t kept, const Dataset& more, Dataset& merged) {
    const bool fromBase = base.embedding.cols() > 0 && kept > 0;
    const bool fromMore = more.embedding.cols() > 0;
    if (!fromBase && !fromMore) return;
    if (fromBase && fromMore && base.embedding.cols() != more.embedding.cols()) {
        throw Error(base.name,
                    fmt::format("its vectors ({}) have {} numbers, the new ones ({}) have {}",
                                base.embeddingSource, base.embedding.cols(), more.embeddingSource,
                                more.embedding.cols()),
                    "Give vectors of the same embedding model, or import under another name");
    }
    if (fromBase && fromMore && isOfWords(base.embeddingSource)) {
        throw Error(base.name,
                    fmt::format("its vectors are made of words ({}), the new ones come from "
                                "elsewhere ({})",
                                base.embeddingSource, more.embeddingSource),
                    "Import them without their vectors, or under another name");
    }
    const Dataset& first = fromBase ? base : more;
    merged.embeddingSource = first.embeddingSource;
    if (fromBase && fromMore && base.embeddingSource != more.embeddingSource) {
        merged.embeddingSource += ", " + more.embeddingSource;
    }
    merged.embedding =
        Embeddings::Constant(static_cast<Eigen::Index>(kept + more.queryCount()),
                             first.embedding.cols(), std::numeric_limits<float>::quiet_NaN());
}

/// Copies the rows of one side to the end of the result, each column to its model's place.
void append(const Dataset& from, const std::vector<std::size_t>& rows, Dataset& to) {
    std::vector<Eigen::Index> place;
    for (const ModelInfo& model : from.models) place.push_back(to.modelIndex(model.name));
    for (const std::size_t row : rows) {
        const auto source = static_cast<Eigen::Index>(row);
        const auto target = static_cast<Eigen::Index>(to.queries.size());
        to.queries.push_back(from.queries[row]);
        if (from.embedding.cols() > 0) to.embedding.row(target) = from.embedding.row(source);
        for (std::size_t j = 0; j < place.size(); ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            to.score(target, place[j]) = from.score(source, column);
            to.cost(target, place[j]) = from.cost(source, column);
            to.outputTokens(target, place[j]) = from.outputTokens(source, column);
            if (from.inputTokens.size() > 0) {
                to.inputTokens(target, place[j]) = from.inputTokens(source, column);
            }
        }
    }
}

}  // namespace

std::vector<std::string> commonSplits(const Dataset& a, const Dataset& b) {
    const std::set<std::string> left = splitsOf(a);
    const std::set<std::string> right = splitsOf(b);
    std::vector<std::string> both;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                          std::back_inserter(both));
    return both;
}

Dataset mergeDatasets(const Dataset& base, const Dataset& more) {
    const std::set<std::string> replaced = splitsOf(more);
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < base.queryCount(); ++row) {
        if (!replaced.contains(base.queries[row].split)) kept.push_back(row);
    }
    std::vector<std::size_t> added(more.queryCount());
    for (std::size_t row = 0; row < added.size(); ++row) added[row] = row;

    Dataset merged;
    merged.name = base.name;
    merged.models = unitedModels(base, more);
    merged.outputTokensEstimated = base.outputTokensEstimated || more.outputTokensEstimated;
    merged.queries.reserve(kept.size() + added.size());
    for (Grid* grid : {&merged.score, &merged.cost, &merged.outputTokens}) {
        *grid = Grid::Constant(static_cast<Eigen::Index>(kept.size() + added.size()),
                               static_cast<Eigen::Index>(merged.modelCount()), kMissing);
    }
    if (base.inputTokens.size() > 0 || more.inputTokens.size() > 0) {
        merged.inputTokens = Grid::Constant(merged.score.rows(), merged.score.cols(), kMissing);
    }
    giveEmbeddings(base, kept.size(), more, merged);
    append(base, kept, merged);
    append(more, added, merged);
    return merged;
}

}  // namespace orl
