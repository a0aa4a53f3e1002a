#include "ui/pages/queries/why_content.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QString whyText(const char* text) {
    return QCoreApplication::translate("Why", text);
}

QString columnName(const std::vector<std::string>& models, std::int32_t column) {
    return column < 0 ? QString() : labelText(models[std::size_t(column)]);
}

StripsChart::Strip stripOf(const ModelReason& reason, const std::vector<std::string>& models,
                           bool dark) {
    StripsChart::Strip strip;
    strip.name = labelText(models[reason.model]);
    strip.color = modelColor(int(reason.model), dark);
    strip.allowed = reason.allowed;
    strip.quality = reason.quality;
    strip.cost = reason.cost * 1000.0;
    strip.worth = reason.worth * 1000.0;
    strip.slotPrice = reason.slotPrice * 1000.0;
    strip.secondsPrice = reason.secondsPrice * 1000.0;
    strip.reducedCost = reason.reducedCost * 1000.0;
    strip.score = reason.score;
    return strip;
}

bool isFloor(const SolveView& view) {
    return view.constraints.mode == RoutingMode::CostUnderFloor;
}

QString titleOf(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    const QString model = columnName(view.experiment->models, subject);
    switch (axis) {
        case FlipAxis::QualityPrice:
            return whyText("λ, $ per 1,000 right answers");
        case FlipAxis::Constraint:
            return isFloor(view) ? whyText("Accuracy floor α") : whyText("Budget, $ per 1,000");
        case FlipAxis::Price:
            return subject < 0 ? whyText("Price of the model") : whyText("Price of %1").arg(model);
        case FlipAxis::Capacity:
            break;
    }
    return subject < 0 ? whyText("Common capacity L") : whyText("Capacity of %1").arg(model);
}

/// How far apart two changes must be to be seen, for a scan that did not solve everywhere.
QString strideText(FlipAxis axis, int stride) {
    if (stride == 0) return whyText("Solved again at every value that the control can have.");
    const QString step = axis == FlipAxis::Price
                             ? QLocale::c().toString(stride * 0.01, 'f', 2) + QStringLiteral(" ×")
                             : QLocale::c().toString(stride * 0.1, 'f', 1) + QStringLiteral(" %");
    return whyText(
               "Solved again along the axis, and around every change to one step of the control; "
               "two changes that cancel within %1 may be missed.")
        .arg(step);
}

QString heldText(const SolveView& view, FlipAxis axis, int stride) {
    switch (axis) {
        case FlipAxis::QualityPrice:
            return whyText(
                       "Every slot price μ is held as it is, so this is exact: the lower envelope "
                       "of c + μ − λa. A click sets the %1 that a routing at that price just "
                       "holds.")
                .arg(isFloor(view) ? whyText("floor") : whyText("budget"));
        case FlipAxis::Constraint:
            return whyText("Prices and capacities are held; λ and μ follow. ") +
                   strideText(axis, stride);
        case FlipAxis::Price:
            return whyText("The %1 and capacities are held; λ and μ follow. ")
                       .arg(isFloor(view) ? whyText("floor") : whyText("budget")) +
                   strideText(axis, stride);
        case FlipAxis::Capacity:
            break;
    }
    return whyText("The %1 and prices are held; λ and μ follow. ")
               .arg(isFloor(view) ? whyText("floor") : whyText("budget")) +
           strideText(axis, stride);
}

/// What lies on the far side of the change, seen from the present value.
FlipAxisView::Pill pillOf(const SolveView& view, const FlipLine& line, const FlipPoint& point) {
    const bool up = line.now <= point.below;
    FlipAxisView::Pill pill;
    pill.at = (point.below + point.above) / 2.0;
    pill.target = up ? point.above : point.below;
    const std::int32_t there = up ? point.modelAbove : point.modelBelow;
    if (line.axis == FlipAxis::QualityPrice) pill.target *= up ? 1.0 + 1e-9 : 1.0 - 1e-9;
    pill.text = axisValue(view, line.axis, up ? point.above : point.below);
    pill.tip = whyText("At %1 it goes to %2. Click to go there; undo brings you back.")
                   .arg(pill.text, columnName(view.experiment->models, there));
    return pill;
}

void setNow(FlipAxisView::Content& content, const SolveView& view, FlipAxis axis) {
    content.nowText = whyText("now %1").arg(axisValue(view, axis, content.now));
    content.lowText = axisValue(view, axis, content.low);
    content.highText = axisValue(view, axis, content.high);
}

}  // namespace

QString axisValue(const SolveView& view, FlipAxis axis, double value) {
    switch (axis) {
        case FlipAxis::QualityPrice:
            return usd(value * 1000.0);
        case FlipAxis::Constraint:
            return isFloor(view) ? percent(value) : usd(value);
        case FlipAxis::Price:
            return QLocale::c().toString(value, 'f', 2) + QStringLiteral(" ×");
        case FlipAxis::Capacity:
            break;
    }
    return percent(value);
}

StripsChart::Content stripsOf(const Why& why, const std::vector<std::string>& models, bool scored,
                              bool dark) {
    StripsChart::Content content;
    content.priced = why.hasPrices;
    content.scored = scored;
    for (const ModelReason& reason : why.models) {
        const int at = int(content.strips.size());
        if (why.chosen == reason.model) content.chosen = at;
        if (why.runnerUp == reason.model) content.runnerUp = at;
        content.timed = content.timed || reason.secondsPrice > 0.0;
        content.strips.push_back(stripOf(reason, models, dark));
    }
    if (why.runnerUp && why.hasPrices && why.chosen) {
        content.foot = whyText("runner-up %1 %2%3")
                           .arg(labelText(models[*why.runnerUp]),
                                why.gap >= 0.0 ? QStringLiteral("+") : QString(),
                                QString::fromStdString(per1000(why.gap)));
    }
    return content;
}

StripsChart::Content stripsOf(const WhyMany& why, const std::vector<std::string>& models,
                              bool scored, bool dark) {
    StripsChart::Content content;
    content.priced = why.hasPrices;
    content.scored = scored;
    std::size_t most = 0;
    for (const ModelReason& reason : why.models) {
        content.timed = content.timed || reason.secondsPrice > 0.0;
        StripsChart::Strip strip = stripOf(reason, models, dark);
        strip.chosenBy = int(reason.chosenBy);
        if (reason.chosenBy > 0) {
            strip.name += QStringLiteral(" · %1").arg(count(std::int64_t(reason.chosenBy)));
        }
        if (reason.chosenBy > most) {
            most = reason.chosenBy;
            content.chosen = int(content.strips.size());
        }
        content.strips.push_back(std::move(strip));
    }
    content.foot = whyText("means over the queries that may go there; · how many do");
    return content;
}

FlipAxisView::Content axisOf(const SolveView& view, FlipAxis axis, const FlipLine* line,
                             const QString& note, bool dark) {
    FlipAxisView::Content content;
    content.title = titleOf(view, axis, line ? line->subject : -1);
    content.logarithmic = axis == FlipAxis::QualityPrice || axis == FlipAxis::Price ||
                          (axis == FlipAxis::Constraint && !isFloor(view));
    content.note = note;
    content.pending = line == nullptr && note.isEmpty();
    content.tip = heldText(view, axis, line ? line->stride : 0);
    if (!line) return content;
    if (line->segments.empty()) {
        content.note = axis == FlipAxis::Price ? whyText("its price is 0, which has no multiple")
                                               : whyText("there is nothing to move");
        return content;
    }
    content.low = line->low;
    content.high = line->high;
    content.now = line->now;
    for (const FlipSegment& segment : line->segments) {
        content.segments.push_back(
            {segment.from, segment.to, columnName(view.experiment->models, segment.model),
             segment.model < 0 ? QColor() : modelColor(segment.model, dark)});
    }
    for (const FlipPoint& point : line->points) {
        const std::int32_t there = line->now <= point.below ? point.modelAbove : point.modelBelow;
        if (there >= 0) content.pills.push_back(pillOf(view, *line, point));
    }
    setNow(content, view, axis);
    return content;
}

FlipAxisView::Content axisOf(const SolveView& view, FlipAxis axis, const MovedLine* line,
                             std::size_t queries) {
    FlipAxisView::Content content;
    content.title = whyText("%1: how many of them go elsewhere").arg(titleOf(view, axis, -1));
    content.logarithmic = axis == FlipAxis::Constraint && !isFloor(view);
    content.pending = line == nullptr;
    content.tip = whyText(
                      "Height: the share of these %1 queries that goes to another model than now. "
                      "Solved again at every value shown; all else is held.")
                      .arg(count(std::int64_t(queries)));
    if (!line) return content;
    if (line->values.empty()) {
        content.note = whyText("there is nothing to move");
        return content;
    }
    content.low = line->low;
    content.high = line->high;
    content.now = line->now;
    double most = 0.0;
    for (std::size_t k = 0; k < line->values.size(); ++k) {
        const double share = line->moved[k] / double(queries);
        content.levels.push_back({line->values[k], share});
        if (share > most) most = share;
    }
    setNow(content, view, axis);
    content.tip += whyText(" At most %1 of them.").arg(percent(most, 0));
    return content;
}

Scenario scenarioAt(const Scenario& scenario, FlipAxis axis, const std::string& subject,
                    double value) {
    Scenario next = scenario;
    ConstraintSettings& constraints = next.constraints;
    if (axis == FlipAxis::Price) {
        next.pool.priceMultiplier[subject] = value;
    } else if (axis == FlipAxis::Capacity && !subject.empty()) {
        constraints.capacityShare[subject] = value;
    } else if (axis == FlipAxis::Capacity) {
        constraints.commonCapacity = value;
    } else if (constraints.mode == RoutingMode::CostUnderFloor) {
        constraints.qualityFloor = value;
    } else {
        constraints.budgetPer1000 = value;
    }
    return next;
}

Scenario scenarioAtConstraint(const Scenario& scenario, double constraint, bool up) {
    const bool floor = scenario.constraints.mode == RoutingMode::CostUnderFloor;
    const double scale = floor ? 1e3 : 1e4;  // 0.1 %, $0.0001
    const double shown = up ? std::ceil(constraint * scale - 1e-9) : std::floor(constraint * scale);
    const double most = floor ? 1.0 : 1e6;
    return scenarioAt(scenario, FlipAxis::Constraint, {}, std::clamp(shown / scale, 0.0, most));
}

}  // namespace orl
