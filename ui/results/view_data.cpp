#include "ui/results/view_data.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "core/own_router.h"
#include "core/route/router.h"
#include "ui/session/label_text.h"

namespace orl {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("orl::ViewData", text);
}

PlaneData::Point pointOf(const Evaluation& evaluation, bool realized) {
    // What a part of the queries costs has no place beside what all of them cost.
    if (!evaluation.servesAll()) return {};
    if (realized) return {evaluation.realizedCostPer1000(), evaluation.realizedAccuracy};
    return {evaluation.costPer1000(), evaluation.predictedAccuracy};
}

}  // namespace

QString routerTitle(const std::string& id) {
    if (isOwnRouter(id)) return labelText(ownRouterTitle(id));
    for (const RouterInfo& info : routerCatalogue()) {
        if (info.id == id)
            return QString::fromUtf8(info.title.data(), qsizetype(info.title.size()));
    }
    return QString::fromStdString(id);
}

QString servedText(const Evaluation& evaluation) {
    if (evaluation.servesAll()) return {};
    return tr("serves %1 of %2").arg(evaluation.served).arg(evaluation.queries);
}

LevelTableData levelTableData(const LevelTable& table, const SolveView& solve, bool realized) {
    LevelTableData shown;
    const Experiment& experiment = *solve.experiment;
    const bool recorded = realized && experiment.hasOutcomes;
    for (const std::string& name : table.levels) shown.levels.push_back(labelText(name));
    for (std::size_t j = 0; j < table.models.size(); ++j) {
        shown.models.push_back(labelText(table.models[j]));
        shown.colors.push_back(int(j));
    }
    constexpr double kThousand = 1000.0;
    for (const auto& row : table.cells) {
        auto& cells = shown.cells.emplace_back();
        for (const LevelCell& cell : row) {
            cells.push_back(
                {cell.queries, cell.share, recorded ? cell.accuracy : cell.predictedAccuracy,
                 kThousand * (recorded ? cell.realizedCost : cell.cost), kThousand * cell.regret});
        }
    }
    shown.accuracyOf = recorded ? tr("realized, over what is recorded") : tr("predicted");
    if (!experiment.hasOutcomes) {
        shown.noRegret = tr("No answers are recorded: regret is unknown");
    } else if (!solve.certificate || !solve.certificate->solved()) {
        shown.noRegret = tr("Regret needs the prices of the dual optimizer");
    }
    return shown;
}

DistributionData distributionData(const SolveView& solve) {
    DistributionData shown;
    const Experiment& experiment = *solve.experiment;
    for (const std::string& name : experiment.levelNames) {
        shown.levelNames.push_back(labelText(name));
    }
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        shown.modelNames.push_back(labelText(experiment.models[j]));
        shown.modelColors.push_back(int(j));
    }
    for (const Evaluation& evaluation : solve.evaluations) {
        DistributionData::Group group{routerTitle(evaluation.router), evaluation.levelShare, {}};
        if (evaluation.served > 0) group.remark = servedText(evaluation);
        if (group.share.empty()) {
            group.share.assign(experiment.levelNames.size(),
                               std::vector<double>(experiment.models.size(), kMissing));
        }
        shown.groups.push_back(std::move(group));
    }
    return shown;
}

PlaneData planeGround(const SolveView& solve, bool realized) {
    PlaneData ground;
    ground.realized = realized;
    const std::vector<std::string>& names = solve.experiment->models;
    for (std::size_t j = 0; j < names.size(); ++j) {
        const SingleModel& model = (*solve.singleModels)[j];
        const PlanePoint& point = realized ? model.realized : model.predicted;
        ground.models.push_back(
            {labelText(names[j]), int(j), {point.cost, point.quality}, model.inPool()});
    }
    return ground;
}

PlaneData planeData(PlaneData ground, const SolveView& solve, const SweepView* alphaSweep,
                    const ComparisonView* comparison) {
    PlaneData shown = std::move(ground);
    const bool curves = comparison && comparison->curves && sameGround(*comparison->solve, solve);
    for (const Evaluation& evaluation : solve.evaluations) {
        const PlaneData::Point point = pointOf(evaluation, shown.realized);
        if (evaluation.router == "oracle") {
            shown.oracle = point;
        } else if (evaluation.router != solve.chosen.router) {
            shown.routers.push_back({QString::fromStdString(evaluation.router),
                                     routerTitle(evaluation.router), point, evaluation.feasible});
            if (!curves) continue;
            const auto curve =
                std::ranges::find(*comparison->curves, evaluation.router, &RouterCurve::router);
            if (curve == comparison->curves->end()) continue;
            for (const CurvePoint& each : curve->points) {
                const PlanePoint& at = shown.realized ? each.realized : each.predicted;
                shown.routers.back().curve.push_back({at.cost, at.quality});
            }
        }
    }
    for (const PlanePoint& corner :
         shown.realized ? solve.mixing.realized : solve.mixing.predicted) {
        shown.hull.push_back({corner.cost, corner.quality});
    }
    shown.current = pointOf(solve.chosen, shown.realized);
    shown.currentLabel = routerTitle(solve.chosen.router);
    if (solve.constraints.mode == RoutingMode::CostUnderFloor) {
        shown.floor = solve.constraints.qualityFloor;
    }
    if (!alphaSweep || alphaSweep->inputs.experiment != solve.experiment) return shown;
    const auto router = std::ranges::find(alphaSweep->inputs.routers, solve.chosen.router);
    if (router == alphaSweep->inputs.routers.end()) return shown;
    for (const auto& point :
         alphaSweep->points[std::size_t(router - alphaSweep->inputs.routers.begin())]) {
        if (point && point->evaluation.feasible) {
            shown.frontier.push_back(pointOf(point->evaluation, shown.realized));
        }
    }
    std::ranges::sort(shown.frontier, {}, &PlaneData::Point::cost);
    return shown;
}

PlaneData withSpreads(PlaneData plane, const std::string& router, const Repeats& repeats) {
    const RepeatMetric cost = plane.realized ? RepeatMetric::RealizedCost : RepeatMetric::Cost;
    const RepeatMetric accuracy =
        plane.realized ? RepeatMetric::RealizedAccuracy : RepeatMetric::PredictedAccuracy;
    const auto spreadOf = [&](const std::string& id) {
        PlaneData::Spread spread;
        const RepeatedRouter* found = repeats.of(id);
        if (!found) return spread;
        const RepeatValue paid = found->value(cost);
        const RepeatValue right = found->value(accuracy);
        spread.mean = {paid.mean, right.mean};
        spread.deviation = {paid.deviation, right.deviation};
        spread.splits = int(paid.splits);
        return spread;
    };
    plane.currentSpread = spreadOf(router);
    for (PlaneData::Router& one : plane.routers) one.spread = spreadOf(one.id.toStdString());
    return plane;
}

SweepData sweepData(const SweepView& sweep, bool realized) {
    SweepData shown;
    const bool overBudget = sweep.inputs.over == SweepOver::Budget;
    const double scale =
        overBudget ? 1000.0 / double(sweep.inputs.experiment->problem.queryCount()) : 1.0;
    shown.xIsPercent = !overBudget;
    shown.xIsCost = overBudget;
    if (overBudget) {
        shown.xTitle = tr("budget, USD per 1,000 queries");
    } else if (sweep.inputs.over == SweepOver::Alpha) {
        shown.xTitle = tr("accuracy floor α");
        shown.floorIsX = true;
    } else {
        shown.xTitle = tr("common capacity L, share of the queries");
        // The curves' own α: the slider may be ahead of them.
        const Constraints& base = sweep.inputs.base;
        if (base.mode == RoutingMode::CostUnderFloor) shown.floor = base.qualityFloor;
    }
    for (std::size_t r = 0; r < sweep.inputs.routers.size(); ++r) {
        SweepData::Series series;
        series.router = QString::fromStdString(sweep.inputs.routers[r]);
        series.label = routerTitle(sweep.inputs.routers[r]);
        for (const auto& point : sweep.points[r]) {
            if (!point) continue;
            const PlaneData::Point at = pointOf(point->evaluation, realized);
            series.x.push_back(point->value * scale);
            series.cost.push_back(at.cost);
            series.accuracy.push_back(at.accuracy);
            if (realized) series.predicted.push_back(point->evaluation.predictedAccuracy);
            series.feasible.push_back(point->evaluation.feasible);
        }
        if (!series.x.empty()) shown.series.push_back(std::move(series));
    }
    return shown;
}

QString askedText(const Scenario& scenario) {
    const ConstraintSettings& asked = scenario.constraints;
    const QString goal = asked.mode == RoutingMode::QualityUnderBudget
                             ? QObject::tr("B %1").arg(usd(asked.budgetPer1000))
                             : QObject::tr("α %1").arg(percent(asked.qualityFloor));
    return asked.commonCapacity >= 1.0
               ? goal
               : QObject::tr("%1, L %2").arg(goal, percent(asked.commonCapacity));
}

}  // namespace orl
