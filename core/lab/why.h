#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/lab/selection.h"
#include "core/lab/views.h"

/// Why a query goes to the model it goes to, in the numbers that the optimizer decided by.
namespace orl {

/// One model for one query, or the mean over several. Everything in USD per query.
struct ModelReason {
    std::size_t model = 0;          ///< column
    bool allowed = true;            ///< may be chosen; of several queries: by any of them
    double quality = kMissing;      ///< a as the problem holds it
    double cost = kMissing;         ///< c, USD alone
    double seconds = kMissing;      ///< predicted; NaN where unknown
    double secondsPrice = 0.0;      ///< what they cost: ω, and the price of a cap on their mean
    double worth = kMissing;        ///< λa, the group's λ included
    double slotPrice = kMissing;    ///< μ, the group's included
    double reducedCost = kMissing;  ///< c − λa + μ and the price of its seconds
    double score = kMissing;        ///< recorded, in [0,1]
    double recordedCost = kMissing;
    std::size_t queries = 1;   ///< of several: that may choose it, over which the means are
    std::size_t chosenBy = 0;  ///< of several: how many did

    bool operator==(const ModelReason&) const = default;
};

/// What one query's choice rests on.
struct Why {
    std::size_t query = 0;           ///< position in Experiment::rows
    bool hasPrices = false;          ///< false: the router has none, or they are not finite
    double qualityPrice = kMissing;  ///< λ with its group's, USD per expected correct answer
    /// All columns: the allowed by reduced cost (without prices in column order), then the others.
    std::vector<ModelReason> models;
    std::optional<std::size_t> chosen;    ///< column
    std::optional<std::size_t> runnerUp;  ///< column of the least reduced cost among the others
    /// Reduced cost of the runner-up less that of the choice, USD; negative where the constraints
    /// settled against the least.
    double gap = kMissing;
    std::string verdict;  ///< one or two sentences made of these numbers, USD per 1,000

    const ModelReason* of(std::optional<std::size_t> model) const;
};

/// @param query position in Experiment::rows
Why whyOf(const SolveView& view, std::size_t query);

/// The same of several queries: means and sums.
struct WhyMany {
    PartFigures figures;
    bool hasPrices = false;
    std::vector<ModelReason> models;  ///< means, by mean reduced cost; those no query may take last
    std::string verdict;              ///< how many, what they cost of the whole, where most go
};

/// @param queries positions, at least one
WhyMany whyOf(const SolveView& view, std::span<const std::uint32_t> queries);

/// "$1.98" of USD per query as people compare it: for 1,000 such queries, the sign before the $.
std::string per1000(double usd);

}  // namespace orl
