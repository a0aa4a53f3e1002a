#include "core/evaluate/router_scores.h"

#include "core/evaluate/metrics.h"

namespace orl {

RouterScores routerScores(const Evaluation& evaluation, std::span<const SingleModel> models) {
    RouterScores scores;
    scores.routerArena =
        routerArenaScore(evaluation.realizedAccuracy, evaluation.realizedCostPer1000());
    if (const auto pair = weakAndStrong(models)) {
        scores.gapRecovered = pgr(evaluation.realizedAccuracy, models[pair->weak].realized.quality,
                                  models[pair->strong].realized.quality);
    }
    return scores;
}

}  // namespace orl
