#include "core/simulate/plan_check.h"

#include <fmt/format.h>

#include "core/support/error.h"

namespace orl {

void checkSlots(const Experiment& experiment, const SimulationPlan& plan) {
    const std::size_t models = experiment.models.size();
    if (!plan.concurrency.empty() && plan.concurrency.size() != models) {
        throw Error("concurrency",
                    fmt::format("it has {} numbers for {} models", plan.concurrency.size(), models),
                    "Give one number of slots a model");
    }
    for (std::size_t j = 0; j < models; ++j) {
        if (plan.slotsOf(j) >= 0) continue;
        throw Error(fmt::format("concurrency of {}", experiment.models[j]),
                    fmt::format("it is {}", plan.slotsOf(j)), "Choose 0 slots or more");
    }
    if (plan.queue.limit < 0) {
        throw Error("queue limit", fmt::format("it is {}", plan.queue.limit),
                    "Choose 0 queries or more");
    }
}

void checkGoal(const SimulationPlan& plan) {
    if (!(plan.qualityFloor >= 0.0 && plan.qualityFloor <= 1.0)) {
        throw Error("alpha", fmt::format("it is {}", plan.qualityFloor),
                    "Choose a number from 0 to 1");
    }
    if (!(plan.plannedUse > 0.0 && plan.plannedUse <= 1.0)) {
        throw Error("planned use", fmt::format("it is {}", plan.plannedUse),
                    "Choose a share above 0 and up to 1");
    }
    if (!(plan.budget >= 0.0)) {
        throw Error("budget", fmt::format("it is {}", plan.budget), "Choose 0 USD or more");
    }
}

}  // namespace orl
