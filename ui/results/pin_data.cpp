// What charts show of a pinned state.
#include <QCoreApplication>
#include <algorithm>

#include "ui/results/view_data.h"

namespace orl {

namespace {

QString pinText(const char* text) {
    return QCoreApplication::translate("orl::PinData", text);
}

QString pinTitle(const Pin& pin) {
    return pinText("pin %1").arg(pin.name);
}

/// Where the pinned state was on the axis of a sweep; NaN where it had no such value.
double pinnedValue(const Scenario& scenario, SweepOver over) {
    const ConstraintSettings& asked = scenario.constraints;
    const bool floor = asked.mode == RoutingMode::CostUnderFloor;
    switch (over) {
        case SweepOver::Alpha:
            return floor ? asked.qualityFloor : kMissing;
        case SweepOver::Budget:
            return floor ? kMissing : asked.budgetPer1000;
        case SweepOver::Capacity:
            break;
    }
    return asked.commonCapacity;
}

}  // namespace

DistributionData withPin(DistributionData shown, const Pin& pin, const SolveView& solve) {
    const Evaluation& then = pin.solve->chosen;
    const auto& before = pin.solve->experiment->models;
    const auto& now = solve.experiment->models;
    const bool sameLevels = pin.solve->experiment->levelNames == solve.experiment->levelNames;
    if (!sameLevels || then.levelShare.empty() || pin.solve.get() == &solve) return shown;
    shown.pinName = pinTitle(pin);
    for (std::size_t r = 0; r < solve.evaluations.size() && r < shown.groups.size(); ++r) {
        if (solve.evaluations[r].router != then.router) continue;
        auto& ghost = shown.groups[r].ghost;
        ghost.assign(then.levelShare.size(), std::vector<double>(now.size(), 0.0));
        for (std::size_t j = 0; j < now.size(); ++j) {
            const auto found = std::ranges::find(before, now[j]);
            if (found == before.end()) continue;
            for (std::size_t l = 0; l < ghost.size(); ++l) {
                ghost[l][j] = then.levelShare[l][std::size_t(found - before.begin())];
            }
        }
    }
    return shown;
}

PlaneData withPin(PlaneData shown, const Pin& pin) {
    const Evaluation& then = pin.solve->chosen;
    if (!then.servesAll()) return shown;
    shown.pinned = shown.realized
                       ? PlaneData::Point{then.realizedCostPer1000(), then.realizedAccuracy}
                       : PlaneData::Point{then.costPer1000(), then.predictedAccuracy};
    shown.pinLabel = pinTitle(pin);
    return shown;
}

SweepData withPin(SweepData shown, const Pin& pin, const SweepView& sweep, bool realized) {
    const SweepOver over = sweep.inputs.over;
    shown.ghost.name = pinTitle(pin);
    shown.ghost.at = pinnedValue(pin.solve->scenario, over);
    const auto known = pin.sweeps.find(over);
    if (known == pin.sweeps.end()) return shown;
    const SweepView& then = *known->second;
    const std::string& router = pin.solve->chosen.router;
    if (then.inputs.samePointsAs(sweep.inputs)) {
        shown.ghost.same = true;
        return shown;
    }
    SweepData curves = sweepData(then, realized);
    const auto curve = std::ranges::find(curves.series, QString::fromStdString(router),
                                         &SweepData::Series::router);
    if (curve != curves.series.end()) shown.ghost.curve = std::move(*curve);
    return shown;
}

}  // namespace orl
