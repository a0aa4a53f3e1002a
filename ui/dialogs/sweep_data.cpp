#include "ui/dialogs/sweep_data.h"

#include <algorithm>
#include <cmath>

#include "core/lab/contours.h"
#include "core/own_router.h"
#include "core/route/router.h"
#include "ui/dialogs/sweep_axis_field.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

Unit unitOf(GridFigure figure) {
    switch (figure) {
        case GridFigure::CostPer1000:
        case GridFigure::CostAMonth:
            return Unit::Usd;
        case GridFigure::Predicted:
        case GridFigure::Realized:
        case GridFigure::Gap:
            return Unit::Percent;
        case GridFigure::Seconds:
            break;
    }
    return Unit::Number;
}

/// Levels are short numbers: "$0.5", "$2000", "85 %".
QString levelText(double level, Unit unit) {
    constexpr int kDigits = 6;
    const double shown = unit == Unit::Percent ? level * 100.0 : level;
    const QString text = QString::number(shown, 'g', kDigits);
    return unit == Unit::Usd       ? '$' + text
           : unit == Unit::Percent ? text + QStringLiteral(" %")
                                   : text;
}

/// Values in equal ratios lie evenly on a logarithmic axis.
bool inRatios(const std::vector<double>& values) {
    if (values.size() < 3 || !(values.front() > 0.0)) return false;
    const double first = values[1] / values[0];
    const double last = values.back() / values[values.size() - 2];
    constexpr double kSame = 1e-6;
    return std::abs(first - last) < kSame * first;
}

std::vector<double> shownValues(const SweepAxis& axis, std::size_t queries) {
    const double factor = axisWords(axis, queries).factor;
    std::vector<double> shown;
    shown.reserve(axis.values.size());
    for (const double value : axis.values) shown.push_back(value * factor);
    return shown;
}

std::size_t queriesOf(const SweepRunner::View& view) {
    return view.inputs.experiment->problem.queryCount();
}

void addContours(const SweepRunner::View& view, GridFigure figure, HeatMapData& data) {
    const bool budget = isUnderBudget(view.inputs);
    const GridFigure of = budget                             ? GridFigure::Predicted
                          : figure == GridFigure::CostAMonth ? GridFigure::CostAMonth
                                                             : GridFigure::CostPer1000;
    std::vector<double> heights;
    heights.reserve(data.cells.size());
    for (std::size_t k = 0; k < data.cells.size(); ++k) {
        const auto& cell = view.cells[k];
        heights.push_back(cell && cell->evaluation.feasible ? figureOf(*cell, of) : std::nan(""));
    }
    const auto positions = [](const std::vector<double>& places, bool log) {
        std::vector<double> at = places;
        if (log) std::ranges::transform(at, at.begin(), [](double v) { return std::log10(v); });
        return at;
    };
    const std::vector<double> x = positions(data.x, data.xLog);
    const std::vector<double> y = positions(data.y, data.yLog);
    constexpr int kAbout = 8;
    for (const double level : contourLevels(heights, kAbout)) {
        for (const ContourLine& line : contourLines(x, y, heights, level)) {
            HeatMapData::Contour contour;
            contour.label = levelText(level, unitOf(of));
            contour.points.reserve(line.points.size());
            for (const ContourPoint& point : line.points) {
                contour.points.emplace_back(data.xLog ? std::pow(10.0, point.x) : point.x,
                                            data.yLog ? std::pow(10.0, point.y) : point.y);
            }
            data.contours.push_back(std::move(contour));
        }
    }
}

/// In lines that the box has room for.
void addWrapped(std::vector<PlotView::HoverLine>& lines, const QString& text) {
    constexpr int kWidth = 56;  // letters
    QString line;
    for (const QString& word : text.split(' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && line.size() + word.size() >= kWidth) {
            lines.push_back({line, {}});
            line.clear();
        }
        line += (line.isEmpty() ? "" : " ") + word;
    }
    if (!line.isEmpty()) lines.push_back({line, {}});
}

}  // namespace

QString figureTitle(GridFigure figure) {
    switch (figure) {
        case GridFigure::CostPer1000:
            return SweepRunner::tr("Cost per 1,000, USD");
        case GridFigure::CostAMonth:
            return SweepRunner::tr("Cost a month, USD");
        case GridFigure::Predicted:
            return SweepRunner::tr("Predicted accuracy, %");
        case GridFigure::Realized:
            return SweepRunner::tr("Realized accuracy, %");
        case GridFigure::Seconds:
            return SweepRunner::tr("Mean seconds");
        case GridFigure::Gap:
            break;
    }
    return SweepRunner::tr("Certified gap, %");
}

QString stayingText(const SweepRunner::View& view) {
    const auto moves = [&](AxisKind kind) {
        return view.inputs.x.kind == kind || (view.inputs.y && view.inputs.y->kind == kind);
    };
    const ConstraintSettings& settings = view.scenario.constraints;
    QStringList parts = {labelText(view.prepared->data->name)};
    const bool goal =
        moves(AxisKind::Alpha) || moves(AxisKind::Budget) || !std::isnan(view.inputs.monthlyMoney);
    if (!goal) {
        parts << (settings.mode == RoutingMode::CostUnderFloor
                      ? SweepRunner::tr("α %1").arg(percent(settings.qualityFloor))
                      : SweepRunner::tr("B %1 per 1,000").arg(usd(settings.budgetPer1000)));
    }
    if (settings.commonCapacity < 1.0 && !moves(AxisKind::Capacity)) {
        parts << SweepRunner::tr("L %1").arg(percent(settings.commonCapacity));
    }
    if (!settings.capacityShare.empty() && !moves(AxisKind::Capacity)) {
        parts << SweepRunner::tr("%n own limits", nullptr, int(settings.capacityShare.size()));
    }
    const double omega = view.scenario.pool.secondPrice;
    if (omega > 0.0 && !moves(AxisKind::SecondPrice)) {
        parts << SweepRunner::tr("ω %1 per 1,000 s").arg(usd(omega * 1000.0));
    }
    if (std::isfinite(settings.secondsCap) && !moves(AxisKind::SecondsCap)) {
        parts << SweepRunner::tr("at most %1 s").arg(settings.secondsCap, 0, 'g', 4);
    }
    return parts.join(QStringLiteral(" · "));
}

QString sweptRouterTitle(const std::string& id) {
    if (isOwnRouter(id)) return QString::fromStdString(ownRouterTitle(id));
    const std::string_view title = routerInfo(id).title;
    return QString::fromUtf8(title.data(), qsizetype(title.size()));
}

SweepData sweepCurves(const SweepRunner::View& view) {
    const SweepAxis& axis = view.inputs.x;
    const AxisWords words = axisWords(axis, queriesOf(view));
    SweepData shown;
    shown.xIsPercent = words.unit == Unit::Percent;
    // The chart names the unit of shares itself.
    shown.xTitle = shown.xIsPercent ? words.name : words.title;
    shown.xUnit = words.unit;
    shown.xIsLog = inRatios(axis.values);
    shown.floorIsX = axis.kind == AxisKind::Alpha;
    for (std::size_t r = 0; r < view.inputs.routers.size(); ++r) {
        SweepData::Series series;
        series.router = QString::fromStdString(view.inputs.routers[r]);
        series.label = sweptRouterTitle(view.inputs.routers[r]);
        for (std::size_t column = 0; column < axis.values.size(); ++column) {
            const auto& cell = view.cells[gridIndex(view.inputs, r, column, 0)];
            if (!cell) continue;
            const Evaluation& e = cell->evaluation;
            series.x.push_back(cell->x * words.factor);
            series.cost.push_back(figureOf(*cell, GridFigure::CostPer1000));
            series.accuracy.push_back(e.realizedAccuracy);
            series.predicted.push_back(e.predictedAccuracy);
            series.feasible.push_back(e.feasible);
        }
        if (!series.x.empty()) shown.series.push_back(std::move(series));
    }
    return shown;
}

HeatMapData sweepMap(const SweepRunner::View& view, GridFigure figure) {
    const SweepAxis& x = view.inputs.x;
    const SweepAxis& y = *view.inputs.y;
    const AxisWords across = axisWords(x, queriesOf(view));
    const AxisWords up = axisWords(y, queriesOf(view));
    HeatMapData data;
    data.xTitle = across.title;
    data.yTitle = up.title;
    data.xUnit = across.unit;
    data.yUnit = up.unit;
    data.x = shownValues(x, queriesOf(view));
    data.y = shownValues(y, queriesOf(view));
    data.xLog = inRatios(data.x);
    data.yLog = inRatios(data.y);
    data.figure = figureTitle(figure);
    data.unit = unitOf(figure);
    data.cells.resize(data.x.size() * data.y.size());
    bool any = false;
    for (std::size_t k = 0; k < data.cells.size(); ++k) {
        const auto& cell = view.cells[k];
        if (!cell) continue;
        any = true;
        data.cells[k].known = true;
        data.cells[k].feasible = cell->evaluation.feasible;
        data.cells[k].value = figureOf(*cell, figure);
    }
    if (any) addContours(view, figure, data);
    return data;
}

std::vector<PlotView::HoverLine> cellWords(const SweepRunner::View& view, const GridCell& cell) {
    const Evaluation& e = cell.evaluation;
    std::vector<PlotView::HoverLine> lines;
    lines.push_back({axisValueText(view.inputs.x, cell.x, queriesOf(view)), {}});
    if (view.inputs.y) {
        lines.push_back({axisValueText(*view.inputs.y, cell.y, queriesOf(view)), {}});
    }
    if (!e.feasible) addWrapped(lines, labelText(e.explanation));
    const double cost = figureOf(cell, GridFigure::CostPer1000);
    if (std::isfinite(cost)) {
        const double month = cell.costAMonth();
        lines.push_back(
            {std::isfinite(month)
                 ? SweepRunner::tr("%1 per 1,000, %2 a month").arg(usd(cost), usd(month))
                 : SweepRunner::tr("%1 per 1,000").arg(usd(cost)),
             {}});
        lines.push_back({SweepRunner::tr("accuracy predicted %1, realized %2")
                             .arg(percent(e.predictedAccuracy), percent(e.realizedAccuracy)),
                         {}});
    }
    if (std::isfinite(e.meanSeconds)) {
        lines.push_back({SweepRunner::tr("%1 s on average").arg(e.meanSeconds, 0, 'f', 2), {}});
    }
    if (e.optimal) {
        lines.push_back({SweepRunner::tr("proven optimal"), {}});
    } else if (std::isfinite(e.gap)) {
        lines.push_back({SweepRunner::tr("gap %1").arg(gapText(e.gap)), {}});
    }
    lines.push_back({SweepRunner::tr("click to take this setting"), {}});
    return lines;
}

}  // namespace orl
