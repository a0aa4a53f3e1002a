#pragma once

#include <string>
#include <vector>

#include "core/lab/lessons/instance.h"
#include "core/simulate/headroom.h"
#include "core/simulate/plan.h"

namespace orl {

/// What a run of an instance's load came to, with no more digits than one run tells: seconds to a
/// tenth, shares to a thousandth, ¢ to a hundredth.
struct LessonRun {
    double waitMean = kMissing;   ///< seconds
    double waitP95 = kMissing;    ///< seconds
    double mostWaiting = 0.0;     ///< queries at once
    double cost = kMissing;       ///< ¢ for one answer
    double accuracy = kMissing;   ///< mean predicted chance
    double perSecond = kMissing;  ///< answers
    std::vector<double> busy;     ///< share of the slots' time, a model each; NaN without a limit
    std::vector<double> share;    ///< of the answers, a model each
};

/// The load of the instance, which formulas and hands may change.
/// @throws Error where it has none
const LessonInstance::Load& requireLoad(const LessonInstance& instance);
LessonInstance::Load& requireLoad(LessonInstance& instance);

/// What is simulated: queries drawn from the instance's, a slot a query at a time, no limit of
/// queues. Costs stay in ¢, as if they were USD.
SimulationPlan lessonPlan(const LessonInstance& instance);

/// @param by "optimizer" (prices learned while queries come), "threshold" with that τ, or "greedy"
/// (each to the model with the best chance, whoever waits there)
/// @throws Error on an instance without a load, or another router
LessonRun lessonRun(const LessonInstance& instance, const std::string& by, double tau);

/// How much load the slots can bear; worths in ¢. @throws Error on an instance without a load
Headroom lessonHeadroom(const LessonInstance& instance);

}  // namespace orl
