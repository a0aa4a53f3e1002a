#include "ui/results/advice.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/widgets/format.h"

namespace orl {

namespace {

QString adviceText(const char* text) {
    return QCoreApplication::translate("orl::Advice", text);
}

/// To the digits of the dock's field, on the side that can be reached.
double roundedDown(double share) {
    return std::max(0.0, std::floor(share * 1e3 + 1e-9) / 1e3);
}
double roundedUp(double value, double scale) {
    return std::ceil(value * scale * (1.0 - 1e-12)) / scale;
}

Advice aboutFloor(const SolveView& solve) {
    const double floor = solve.constraints.qualityFloor;
    const double most = solve.reach.maxQuality;
    const int decimals = decimalsApart(most, floor);
    Advice advice{adviceText("α = %1 is out of reach: at most %2")
                      .arg(percent(floor, decimals), percentBelow(most, decimals)),
                  {},
                  solve.scenario.constraints};
    if (std::isnan(most)) return advice;
    advice.settings.qualityFloor = roundedDown(most);
    advice.action = adviceText("Set α to %1").arg(percent(advice.settings.qualityFloor));
    return advice;
}

Advice aboutBudget(const SolveView& solve) {
    const double queries = double(solve.experiment->problem.queryCount());
    const double least = solve.reach.minCost / queries * 1000.0;
    Advice advice{adviceText("Out of reach: costs at least %1 per 1,000").arg(usdAbove(least)),
                  {},
                  solve.scenario.constraints};
    if (!std::isfinite(least)) return advice;
    advice.settings.budgetPer1000 = roundedUp(least, 1e4);
    advice.action = adviceText("Set the budget to %1").arg(usdAbove(advice.settings.budgetPer1000));
    return advice;
}

Advice aboutCapacity(const SolveView& solve) {
    const auto queries = std::int64_t(solve.experiment->problem.queryCount());
    std::int64_t held = 0;
    for (std::size_t j = 0; j < solve.singleModels->size(); ++j) {
        if (!(*solve.singleModels)[j].inPool()) continue;
        held += std::min(solve.constraints.capacityOf(j), queries);
    }
    Advice advice{
        adviceText("The capacities hold %1 of %2 queries").arg(count(held), count(queries)),
        {},
        solve.scenario.constraints};
    const double least = solve.reach.leastCommonCapacity;
    if (least < 1.0) {
        advice.settings.commonCapacity = std::min(1.0, roundedUp(least, 1e3));
        advice.action = adviceText("Set L to %1").arg(percentAbove(least));
    } else {
        // The models' own capacities are in the way of any common one.
        advice.settings.commonCapacity = 1.0;
        advice.settings.capacityShare.clear();
        advice.action = adviceText("Lift all capacities");
    }
    return advice;
}

Advice aboutSeconds(const SolveView& solve) {
    const double least = solve.certificate ? solve.certificate->limit : kMissing;
    Advice advice{adviceText("The cap on seconds cannot be kept: no speed is known"),
                  adviceText("Lift the cap"), solve.scenario.constraints};
    advice.settings.secondsCap = std::numeric_limits<double>::infinity();
    if (!std::isfinite(least)) return advice;
    advice.settings.secondsCap = roundedUp(least * (1.0 + 1e-6), 1e2);
    const auto seconds = [](double value) { return adviceText("%1 s").arg(value, 0, 'f', 2); };
    advice.problem = adviceText("Out of reach: %1 s on average at least").arg(least, 0, 'f', 2);
    advice.action = adviceText("Set the cap to %1").arg(seconds(advice.settings.secondsCap));
    return advice;
}

}  // namespace

std::optional<Advice> adviceFor(const SolveView& solve) {
    switch (solve.status) {
        case SolveStatus::CapacityShort:
            return aboutCapacity(solve);
        case SolveStatus::FloorUnreachable:
            return aboutFloor(solve);
        case SolveStatus::BudgetTooSmall:
            return aboutBudget(solve);
        case SolveStatus::GroupCapacityShort:
        case SolveStatus::GroupFloorUnreachable:
        case SolveStatus::FloorsConflict:
        case SolveStatus::SecondsUnreachable:
            return aboutSeconds(solve);
        case SolveStatus::NothingFound:
        case SolveStatus::Solved:
            break;
    }
    return {};
}

}  // namespace orl
