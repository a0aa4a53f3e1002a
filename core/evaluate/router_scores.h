#pragma once

#include <span>

#include "core/evaluate/evaluation.h"
#include "core/evaluate/single_model.h"

namespace orl {

/// Published scores of one routing, from recorded outcomes and costs; NaN where not defined.
struct RouterScores {
    double routerArena = kMissing;   ///< S in [0,1], see routerArenaScore
    double gapRecovered = kMissing;  ///< PGR, see pgr: pools of two models only
};

/// @param models what each model alone would do: of two, the better one is the strong model
RouterScores routerScores(const Evaluation& evaluation, std::span<const SingleModel> models);

}  // namespace orl
