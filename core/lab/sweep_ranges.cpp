#include "core/lab/sweep_ranges.h"

#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr double kUsualSteps = 20.0;
constexpr double kProposedVolume = 1e6;  // queries a month, until something is said

/// To two digits, so that ends read well.
double inTwoDigits(double value, bool up) {
    if (!(value > 0.0)) return 0.0;
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
    const double digits = value / unit;
    return (up ? std::ceil(digits - 1e-9) : std::floor(digits + 1e-9)) * unit;
}

/// 1, 2 or 5 times a power of ten that is not below.
double niceStepAbove(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= value * (1.0 - 1e-9)) return factor * power;
    }
    return 10.0 * power;
}

AxisRange rangeOfFloors(const std::vector<double>& floors) {
    const double low = floors.front();
    const double high = floors.back();
    if (!(high > low)) return {low, low, 0.01, false};
    const double step = std::max(0.01, niceStepAbove((high - low) / kUsualSteps));
    return {std::floor(low / step + 1e-9) * step, high, step, false};
}

AxisRange rangeOfBudgets(const std::vector<double>& budgets, std::size_t queries) {
    const double per1000 = 1000.0 / static_cast<double>(queries);
    const double low = inTwoDigits(budgets.front() * per1000, true) / per1000;
    const double high = inTwoDigits(budgets.back() * per1000, true) / per1000;
    if (!(low > 0.0)) return {0.0, high, high > 0.0 ? high / 10.0 : 1.0, false};
    constexpr double kSteps = 15.0;
    const double ratio = std::ceil(std::pow(high / low, 1.0 / kSteps) * 100.0) / 100.0;
    return {low, std::max(low, high), std::max(ratio, 1.01), true};
}

AxisRange rangeAround(double value) {
    const double step = inTwoDigits(value / 4.0, true);
    return {step, 16.0 * step, step, false};
}

AxisRange rangeOfSeconds(const LatencyRange& latency) {
    if (!(latency.slowest > latency.fastest)) return {1.0, 10.0, 0.5, false};
    const double step = niceStepAbove((latency.slowest - latency.fastest) / kUsualSteps);
    const double low = std::ceil(latency.fastest / step) * step;
    return {low, std::max(low, std::ceil(latency.slowest / step) * step), step, false};
}

}  // namespace

AxisRange usualRange(AxisKind kind, const std::string& model, const SolveView& solve,
                     const Dataset& data, double monthlyQueries) {
    const std::size_t queries = solve.experiment->problem.queryCount();
    const double scale = solve.latency.scale;
    switch (kind) {
        case AxisKind::Alpha:
            return rangeOfFloors(*solve.alphaValues);
        case AxisKind::Capacity: {
            constexpr double kStep = 0.05;
            const double least = std::ceil(solve.reach.leastCommonCapacity / kStep - 1e-9) * kStep;
            return {std::clamp(least, kStep, 1.0), 1.0, kStep, false};
        }
        case AxisKind::ModelCapacity:
            return {0.0, 1.0, 0.05, false};
        case AxisKind::Budget:
            return rangeOfBudgets(*solve.budgetValues, queries);
        case AxisKind::InputPrice:
        case AxisKind::OutputPrice: {
            const double now = valueOf(solve.scenario, {kind, model, {}}, data, queries);
            return rangeAround(now > 0.0 ? now : 4.0);
        }
        case AxisKind::Price:
            return {0.25, 4.0, 0.25, false};
        case AxisKind::SecondPrice: {
            constexpr double kRatio = 1.5;
            const double middle = scale > 0.0 ? niceStepAbove(scale) : 1e-4;
            return {middle / 10.0, middle * 10.0, kRatio, true};
        }
        case AxisKind::SecondsCap:
            return rangeOfSeconds(solve.latency);
        case AxisKind::Volume:
            break;
    }
    return rangeAround(monthlyQueries > 0.0 ? monthlyQueries : kProposedVolume);
}

}  // namespace orl
