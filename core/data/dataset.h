#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/support/grid.h"

namespace orl {

/// Prices of prompts longer than a number of tokens, for all tokens of such a query.
struct PriceTier {
    double above = 0.0;             ///< input tokens; more than these
    double inputPrice = kMissing;   ///< USD per million input tokens; NaN: as for short prompts
    double outputPrice = kMissing;  ///< USD per million output tokens; NaN: as for short prompts
};

/// A model of the pool as a data set knows it.
struct ModelInfo {
    std::string name;
    double inputPrice = kMissing;       ///< USD per million input tokens; NaN unknown
    double outputPrice = kMissing;      ///< USD per million output tokens; NaN unknown
    std::string priceSource = {};       ///< where the prices come from; empty if unknown
    std::vector<PriceTier> tiers = {};  ///< ascending; empty: one price for all lengths
    bool priced() const { return inputPrice == inputPrice && outputPrice == outputPrice; }
};

struct Query {
    std::string text;
    std::string task;                   ///< benchmark or task name; empty if unknown
    std::string level;                  ///< the data's own difficulty level; empty if it has none
    std::string split;                  ///< "train", "test", "calibration" or the data's own name
    double inputTokens = kMissing;      ///< its own length, whatever the model; NaN unknown
    bool inputTokensEstimated = false;  ///< from the text's length, not from the data
    std::string id = {};                ///< its key in the source; empty if it has none
};

/// One vector per query (row), all of one length.
using Embeddings = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
inline constexpr std::ptrdiff_t kMaxEmbeddingDimension = 65'536;
inline constexpr std::size_t kMaxEmbeddingBytes = std::size_t{2} << 30U;  ///< of one data set

/// Queries, models and recorded outcomes in memory: what importers make and the workspace stores.
/// All grids are queries × models; NaN where nothing was recorded.
struct Dataset {
    std::string name;
    std::vector<Query> queries;
    std::vector<ModelInfo> models;
    Grid score;                          ///< y_ij in [0,1]
    Grid cost;                           ///< recorded USD
    Grid outputTokens;                   ///< recorded or estimated output tokens
    bool outputTokensEstimated = false;  ///< from response texts or an assumed length
    /// Input tokens as each model counts them, where the data have that; no columns: nowhere.
    Grid inputTokens = {};
    /// Queries × dimensions, finite; a row of NaN where a query has no vector; no columns: none
    /// has.
    Embeddings embedding;
    /// Where the vectors come from: "column", "file v.npy", "MODEL @ HOST"; empty without any.
    std::string embeddingSource;

    std::size_t queryCount() const { return queries.size(); }
    std::size_t modelCount() const { return models.size(); }
    /// Index of the model of that exact name, or -1.
    std::ptrdiff_t modelIndex(const std::string& modelName) const;
    /// Input tokens as that model counted them; NaN where nothing was recorded.
    double recordedInputTokens(std::size_t query, std::size_t model) const;
    /// What that model is billed: what it counted; else the query's own length.
    double inputTokensOf(std::size_t query, std::size_t model) const;
    /// Whether that is an estimate from the text's length.
    bool inputTokensEstimated(std::size_t query, std::size_t model) const;
    /// k_ij: the recorded cost; else tokens × price where both are known; else NaN.
    double realizedCost(std::size_t query, std::size_t model) const;
    bool hasEmbedding(std::size_t query) const;
    /// How many queries have a vector.
    std::size_t embeddingCount() const;
    /// Row numbers of the queries in that split, in order; all rows when split is empty.
    std::vector<std::size_t> rowsOfSplit(const std::string& split) const;
    /// Changes whenever anything in the data set changes, prices included.
    std::uint64_t fingerprint() const;
    /// Changes whenever the queries themselves change, their number, order or splits: what row
    /// numbers rest on.
    std::uint64_t queryFingerprint() const;
    /// Changes whenever anything changes that a fit on the rows of that split (all rows when it is
    /// empty) reads: texts, tasks, levels, scores, recorded costs and tokens, and the vectors if
    /// asked for. Prices and the other rows may change without making a fit stale.
    std::uint64_t trainingFingerprint(const std::string& split, bool vectors = false) const;
};

/// Some rows of a data set, by name.
struct DatasetPart {
    std::string dataset;
    std::string split;  ///< empty: all rows
    std::string shown() const { return split.empty() ? dataset : dataset + ":" + split; }
};

/// Takes over what `more` knows of input and output price; what it does not know stays.
void updatePrices(ModelInfo& model, const ModelInfo& more);

/// USD for one answer at prices in USD per million tokens, by the tier that the prompt's length is
/// in; NaN if anything is unknown.
double tokenCost(double inputTokens, double outputTokens, const ModelInfo& model);

}  // namespace orl
