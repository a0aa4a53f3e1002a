#pragma once

#include <vector>

namespace orl {

/// RouterArena's score: S = 1.1 A C / (0.1 A + C) with
/// C = (log2 200 − log2 c) / (log2 200 − log2 0.0044), clamped to [0,1], c in USD per 1,000
/// queries (0 counts as the cheapest). NaN when accuracy or cost is unknown.
double routerArenaScore(double accuracy, double costPer1000);

/// A router between a weak and a strong model: how often it calls the strong one and what it
/// reaches.
struct CallPoint {
    double strongShare = 0.0;  ///< of the queries, [0,1]
    double quality = 0.0;
};

/// Performance gap recovered (RouteLLM): (quality − weak) / (strong − weak); NaN when the strong
/// model is not stronger.
double pgr(double quality, double weak, double strong);

/// Average PGR over the share of strong calls from 0 to 1: the area under PGR, linear between the
/// points, from 0 at no strong call to 1 at all strong calls. Points with the same share: the best.
double apgr(std::vector<CallPoint> points, double weak, double strong);

/// Call-performance threshold CPT(x): least share of strong calls at which that curve reaches a PGR
/// of x in [0,1].
double callPerformanceThreshold(std::vector<CallPoint> points, double weak, double strong,
                                double x);

}  // namespace orl
