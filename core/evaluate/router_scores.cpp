#include "core/evaluate/router_scores.h"

#include <algorithm>

#include "core/evaluate/metrics.h"

namespace orl {

RouterScores routerScores(const Evaluation& evaluation, std::span<const SingleModel> models) {
    RouterScores scores;
    scores.routerArena =
        routerArenaScore(evaluation.realizedAccuracy, evaluation.realizedCostPer1000());
    if (models.size() == 2) {
        const auto [weak, strong] =
            std::minmax(models[0].realized.quality, models[1].realized.quality);
        scores.gapRecovered = pgr(evaluation.realizedAccuracy, weak, strong);
    }
    return scores;
}

}  // namespace orl
