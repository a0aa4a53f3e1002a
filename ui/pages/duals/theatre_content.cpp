#include "ui/pages/duals/theatre_content.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

using Plot = TheatreLaneView::Plot;

QString theatreText(const char* text) {
    return QCoreApplication::translate("Theatre", text);
}

bool hasFloor(const SolveView& solve) {
    return solve.constraints.mode == RoutingMode::CostUnderFloor;
}

double batchSize(const SolveView& solve) {
    return double(solve.experiment->problem.queryCount());
}

/// Queries over the model's limit; negative: free slots.
double overOf(const SolveView& solve, const IterationRecord& look, std::size_t model) {
    const std::int64_t limit = solve.constraints.capacityOf(model);
    const double most = limit == kUnlimited ? batchSize(solve) : double(limit);
    return double(look.load[model]) - most;
}

/// Mean accuracy that is missing, or USD per 1,000 above the budget.
double missingOf(const SolveView& solve, const IterationRecord& look) {
    if (hasFloor(solve)) return solve.constraints.qualityFloor - look.quality;
    return (look.cost - solve.constraints.budget) / batchSize(solve) * 1000.0;
}

TracePlot::Trace traceOf(const TheatreView& view, const std::vector<IterationRecord>& looks,
                         Plot plot, std::size_t model, const QColor& color) {
    TracePlot::Trace trace;
    trace.color = color;
    trace.points.reserve(looks.size());
    for (const IterationRecord& look : looks) {
        trace.points.emplace_back(look.evaluations, traceValue(*view.solve, look, plot, model));
    }
    return trace;
}

void addBoundTraces(TracePlot::Content& content, const TheatreView& view, const TheatreLane& lane,
                    const std::vector<std::vector<IterationRecord>>& others, const Theme& theme) {
    const double scale = objectiveScale(*view.solve);
    TracePlot::Trace now;
    TracePlot::Trace best;
    TracePlot::Trace bound;
    now.color = theme.control;
    now.width = 0.8;
    best.color = theme.text;
    bound.color = theme.accent;
    bound.steps = best.steps = true;
    bound.width = best.width = 2.0;
    now.shaped = bound.shaped = false;
    bound.label = theatreText("bound");
    best.label = hasFloor(*view.solve) ? theatreText("best cost") : theatreText("best accuracy");
    for (const IterationRecord& look : lane.looks) {
        const double at = look.evaluations;
        now.points.emplace_back(at, look.dualValue * scale);
        bound.points.emplace_back(at, look.bestBound * scale);
        best.points.emplace_back(at, look.bestFeasible * scale);
    }
    for (const auto& other : others) {
        TracePlot::Trace trace;
        trace.color = theme.warning;
        trace.width = 1.0;
        trace.steps = true;
        trace.dashed = true;
        trace.shaped = false;
        for (const IterationRecord& look : other) {
            trace.points.emplace_back(look.evaluations, look.bestBound * scale);
        }
        content.traces.push_back(std::move(trace));
    }
    content.shadedFrom = int(content.traces.size()) + 1;
    content.shadedTo = content.shadedFrom + 1;
    content.traces.push_back(std::move(now));
    content.traces.push_back(std::move(bound));
    content.traces.push_back(std::move(best));
    // Around the end of both methods: what lies further off is cut.
    const IterationRecord& end =
        view.fast.looks.empty() ? lane.looks.back() : view.fast.looks.back();
    const double middle = (std::isnan(end.bestFeasible) ? end.bestBound : end.bestFeasible) * scale;
    if (!(middle > 0.0)) return;
    constexpr double kBelow = 0.7;
    constexpr double kAbove = 1.4;
    content.low = middle * kBelow;
    content.high = middle * kAbove;
    content.traces.back().shaped = true;
    content.room = {*content.low};
    for (const TheatreLane* each : {&view.paper, &view.fast}) {
        for (const IterationRecord& look : each->looks) {
            content.room.push_back(look.bestFeasible * scale);
        }
    }
}

QString plotTitle(const SolveView& solve, Plot plot, std::size_t model) {
    const QString name = labelText(solve.experiment->models[model]);
    switch (plot) {
        case Plot::Bound:
            return hasFloor(solve) ? theatreText("bound and best cost, $ per 1,000 queries")
                                   : theatreText("bound and best accuracy, %");
        case Plot::Gap:
            return theatreText("certified gap, % (log)");
        case Plot::QualityPrice:
            return theatreText("λ, $ per 1,000 right answers");
        case Plot::SlotPrice:
            return theatreText("μ of %1, $ per 1,000 slots").arg(name);
        case Plot::Missing:
            return hasFloor(solve) ? theatreText("accuracy missing, points")
                                   : theatreText("above the budget, $ per 1,000");
        default:
            return theatreText("queries over the slots of %1").arg(name);
    }
}

}  // namespace

double objectiveScale(const SolveView& solve) {
    return hasFloor(solve) ? 1000.0 / batchSize(solve) : 1.0;
}

QString objectiveText(const SolveView& solve, double value) {
    if (std::isnan(value)) return QStringLiteral("–");
    return hasFloor(solve) ? usd(value * objectiveScale(solve)) : percent(value, 2);
}

double traceValue(const SolveView& solve, const IterationRecord& look, Plot plot,
                  std::size_t model) {
    switch (plot) {
        case Plot::Bound:
            return look.bestBound * objectiveScale(solve);
        case Plot::Gap:
            return gapAt(look);
        case Plot::QualityPrice:
            return look.qualityPrice * 1000.0;
        case Plot::SlotPrice:
            return model < look.capacityPrice.size() ? look.capacityPrice[model] * 1000.0
                                                     : kMissing;
        case Plot::Missing:
            return missingOf(solve, look) * (hasFloor(solve) ? 100.0 : 1.0);
        default:
            return overOf(solve, look, model);
    }
}

TracePlot::Content traceContent(const TheatreView& view, const TheatreLane& lane, Plot plot,
                                std::size_t model,
                                const std::vector<std::vector<IterationRecord>>& others,
                                const Theme& theme) {
    const SolveView& solve = *view.solve;
    TracePlot::Content content;
    content.title = plotTitle(solve, plot, model);
    content.count = lastLook(view);
    if (lane.looks.empty()) return content;
    const bool ofSlots = plot == Plot::SlotPrice || plot == Plot::Over;
    if (plot == Plot::Bound) {
        content.unit = hasFloor(solve) ? Unit::Usd : Unit::Percent;
        addBoundTraces(content, view, lane, others, theme);
        return content;
    }
    const QColor color = plot == Plot::Gap ? theme.warning
                         : ofSlots         ? modelColor(int(model), theme.dark)
                                           : theme.accent;
    content.traces.push_back(traceOf(view, lane.looks, plot, model, color));
    content.traces.back().width = plot == Plot::Gap ? 2.0 : 1.2;
    content.traces.back().steps = plot == Plot::Gap;
    // Both lanes have the same axes.
    for (const TheatreLane* each : {&view.paper, &view.fast}) {
        for (const IterationRecord& look : each->looks) {
            content.room.push_back(traceValue(solve, look, plot, model));
        }
    }
    if (plot == Plot::Gap) {
        constexpr double kLeastGap = 1e-6;
        content.unit = Unit::Percent;
        content.logarithmic = true;
        content.low = kLeastGap;
        content.high = 1.0;
    }
    if (plot == Plot::Missing || plot == Plot::Over) {
        content.zeroLine = true;
        content.countTitle = theatreText("looks at the batch (log)");
    }
    if ((plot == Plot::QualityPrice || plot == Plot::SlotPrice) && !view.fast.looks.empty()) {
        const double last = traceValue(solve, view.fast.looks.back(), plot, model);
        content.unit = Unit::Usd;
        content.low = 0.0;
        if (std::isfinite(last)) {
            content.levels.push_back({last, theatreText("optimal %1").arg(usd(last)), theme.text});
            constexpr double kRoom = 3.0;
            if (last > 0.0) content.high = last * kRoom;
        }
    }
    return content;
}

QString violationText(const SolveView& solve, const IterationRecord& look) {
    constexpr double kRounding = 1e-9;
    QStringList broken;
    const double missing = missingOf(solve, look);
    if (missing > kRounding) {
        broken << (hasFloor(solve) ? theatreText("%1 points").arg(missing * 100.0, 0, 'f', 1)
                                   : theatreText("%1 too dear").arg(usd(missing)));
    }
    double over = 0.0;
    for (std::size_t j = 0; j < look.load.size(); ++j) {
        over += std::max(0.0, overOf(solve, look, j));
    }
    if (over > 0.0) broken << theatreText("%1 slots").arg(count(std::int64_t(over)));
    return broken.join(QStringLiteral(", "));
}

QString captionText(const TheatreView& view, const IterationRecord& look, int number) {
    const SolveView& solve = *view.solve;
    const auto& names = solve.experiment->models;
    std::size_t most = 0;
    for (std::size_t j = 1; j < look.load.size(); ++j) {
        if (overOf(solve, look, j) > overOf(solve, look, most)) most = j;
    }
    const QString where = theatreText("Look %1: ").arg(number);
    const QString name = labelText(names[most]);
    if (overOf(solve, look, most) > 0.0) {
        const double price = most < look.capacityPrice.size() ? look.capacityPrice[most] : 0.0;
        return where + (price > 0.0 ? theatreText("%1 is still too cheap, so too many want it")
                                    : theatreText("%1 is free of charge, so too many want it"))
                           .arg(name);
    }
    if (missingOf(solve, look) > 1e-9) {
        return where + (hasFloor(solve)
                            ? theatreText("the slots hold, but right answers are missing")
                            : theatreText("the slots hold, but the budget does not"));
    }
    for (std::size_t j = 0; j < look.load.size(); ++j) {
        const double price = j < look.capacityPrice.size() ? look.capacityPrice[j] : 0.0;
        if (price > 0.0 && overOf(solve, look, j) == 0.0) {
            return where + theatreText("%1 exactly full, at %2 for 1,000 slots")
                               .arg(labelText(names[j]), usd(price * 1000.0));
        }
    }
    return where + theatreText("everything that was asked for holds");
}

std::vector<LoadBars::Row> loadRows(const TheatreView& view, const IterationRecord& look,
                                    bool dark) {
    const SolveView& solve = *view.solve;
    std::vector<LoadBars::Row> rows;
    rows.reserve(look.load.size());
    for (std::size_t j = 0; j < look.load.size(); ++j) {
        const std::int64_t limit = solve.constraints.capacityOf(j);
        LoadBars::Row row;
        row.name = labelText(solve.experiment->models[j]);
        row.color = modelColor(int(j), dark);
        row.load = look.load[j];
        row.limit = limit == kUnlimited ? -1 : limit;
        if (!view.fast.looks.empty()) row.tick = view.fast.looks.back().load[j];
        rows.push_back(std::move(row));
    }
    return rows;
}

std::int64_t greatestLoad(const TheatreView& view) {
    std::int64_t most = 1;
    // The first looks send nearly everybody to one model: the axis is that of what comes after.
    constexpr std::size_t kFirst = 2;
    for (const TheatreLane* lane : {&view.paper, &view.fast}) {
        for (std::size_t k = std::min(kFirst, lane->looks.size() / 2); k < lane->looks.size();
             ++k) {
            for (const std::int64_t load : lane->looks[k].load) most = std::max(most, load);
        }
    }
    return most;
}

int lastLook(const TheatreView& view) {
    int last = 2;
    for (const TheatreLane* lane : {&view.paper, &view.fast}) {
        if (!lane->looks.empty()) last = std::max(last, lane->looks.back().evaluations);
    }
    return last;
}

}  // namespace orl
