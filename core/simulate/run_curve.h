#pragma once

#include <cstddef>
#include <vector>

#include "core/simulate/simulation.h"

namespace orl {

/// What a run had cost, and how right it had been, up to a moment.
struct RunCurvePoint {
    double time = 0.0;              ///< seconds from the start
    double costPer1000 = kMissing;  ///< predicted USD for 1,000 answers; NaN before the first
    double predicted = kMissing;    ///< as RunMeasures::predictedAccuracy(), of what was settled
    double realized = kMissing;     ///< as RunMeasures::realizedAccuracy()
};

/// A recorded run at that many moments, evenly from its start to its end: the last point is the
/// whole run, as its measures have it.
/// @param record of simulate() with this experiment
/// @param moments at least 2; @return none where nothing was settled
std::vector<RunCurvePoint> runCurve(const Experiment& experiment,
                                    const std::vector<QueryRecord>& record,
                                    std::size_t moments = 384);

}  // namespace orl
