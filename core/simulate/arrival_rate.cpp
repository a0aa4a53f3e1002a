#include "core/simulate/arrival_rate.h"

#include <fmt/format.h>

#include <cmath>

#include "core/support/error.h"

namespace orl {

double longRunRate(const ArrivalPlan& plan) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    switch (plan.shape) {
        case ArrivalPlan::Shape::AllAtOnce:
            break;
        case ArrivalPlan::Shape::Poisson:
        case ArrivalPlan::Shape::Daily:
            return plan.rate;
        case ArrivalPlan::Shape::Burst: {
            const double cycle = plan.quietSeconds + plan.burstSeconds;
            return (plan.rate * plan.quietSeconds + plan.peakRate * plan.burstSeconds) / cycle;
        }
        case ArrivalPlan::Shape::Ramp:
            return plan.peakRate;
        case ArrivalPlan::Shape::Times: {
            if (plan.times.empty()) break;
            const double span = plan.times.back() - plan.times.front();
            return span > 0.0 ? static_cast<double>(plan.times.size() - 1) / span : none;
        }
    }
    return none;
}

Error noRate(const ArrivalPlan& plan) {
    if (plan.shape == ArrivalPlan::Shape::Times) {
        return {"arrivals", "all of their times are the same, which is no rate",
                "Give times that differ"};
    }
    const char* form = "poisson:RATE";
    if (plan.order == ArrivalPlan::Order::HardestFirst) form = "hardest-first:RATE";
    if (plan.order == ArrivalPlan::Order::EasiestFirst) form = "easiest-first:RATE";
    if (plan.order == ArrivalPlan::Order::ByTask) form = "by-task:RATE";
    return {"arrivals", "they come all at once, which is no rate",
            fmt::format("Choose arrivals with a rate, such as {}", form)};
}

ArrivalPlan atRate(ArrivalPlan plan, double rate) {
    if (!(rate >= kLeastRate && rate <= kMostRate)) {
        throw Error("rate", fmt::format("it is {} queries a second", rate),
                    fmt::format("Choose a number from {:g} to {:g}", kLeastRate, kMostRate));
    }
    const double before = longRunRate(plan);
    if (!(before > 0.0)) throw noRate(plan);
    const double factor = rate / before;
    plan.rate *= factor;
    plan.peakRate *= factor;
    for (double& time : plan.times) time /= factor;
    return plan;
}

}  // namespace orl
