#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "core/data/dataset.h"
#include "core/support/job.h"

namespace orl {

struct GenerateOptions {
    std::size_t queries = 5000;
    std::size_t models = 10;  ///< 2 … 12, in three price tiers
    std::uint64_t seed = 1;
};

/// Where the prices of the generated pool come from; a model's priceSource is "source, date".
inline constexpr const char* kPriceListSource =
    "RouterArena price list (cost.json, as published with RouterArena)";
inline constexpr const char* kPriceListDate = "2025";

/// A synthetic data set named "bundled" with readable texts over eight tasks and five levels:
/// item-response correctness (difficulty × ability with task specialities), lengths that grow with
/// difficulty and verbosity, published list prices. Same options, same bytes.
///
/// Query i of task t and level l has the latent difficulty b_i = 1.15·(l − 3) + o_t + 0.55·z, and
/// one in fifty a broken key, which no model can meet. Model j answers it correctly with
///     p_ij = g_t + (1 − g_t) · σ(1.7·(θ_j + s_jt − b_i)),
/// θ ability, s speciality, g what guessing earns. Scores are one draw of p (0 or 1), in
/// translation and code the mean of four draws. Output tokens are lognormal with median
/// w_t · v_j · (1 + 0.3·(l − 1)), v the model's verbosity, and σ = 0.35. Input tokens are a quarter
/// of the text's characters. Half of the queries of every task and level are "train", half "test".
///
/// Names and prices are real; abilities and verbosities are invented and measure nothing.
/// @throws Error on an impossible count of queries or models; Cancelled
Dataset generateDataset(const GenerateOptions& options, const Job& job = {});

/// The instance of the paper's Figure 1, named "figure1": an easy query arrives first, then a hard
/// one, and a small and a large model may take one query each. A router that takes the best model
/// in arrival order spends the large one on the easy query, so that the hard one fails (mean score
/// 0.565); the optimizer keeps it for the hard one (0.875). Scores are shares of repeated answers
/// that were right:
///             gpt-4o-mini   gpt-4o
///     easy       0.90        0.98
///     hard       0.15        0.85
Dataset figureOneDataset();

/// Writes the data set as OmniRouter JSON Lines: one object a query with query, task, level, split,
/// input_token_length and outputs of model_name, correctness, output_token_length (null where
/// unknown). The format has no place for recorded costs or prices. importFiles reads it back.
/// @throws Cancelled
void writeOmniRouterLines(std::ostream& out, const Dataset& data, const Job& job = {});

/// Writes the models' prices as a price list: source, date and per model input_price and
/// output_price in USD per million tokens. Unpriced models are left out.
void writePriceList(std::ostream& out, const Dataset& data);

}  // namespace orl
