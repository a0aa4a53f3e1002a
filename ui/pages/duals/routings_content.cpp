#include "ui/pages/duals/routings_content.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kBatches = 1000.0;

QString routingText(const char* text) {
    return QCoreApplication::translate("Routings", text);
}

bool isFloorGoal(const RoutingsView& view) {
    return view.batch.constraints().mode == RoutingMode::CostUnderFloor;
}

QString modelName(const RoutingsView& view, std::size_t column) {
    return labelText(view.batch.view->experiment->models[column]);
}

bool isComplete(const Assignment& routing) {
    return !routing.empty() &&
           std::ranges::none_of(routing, [](std::int32_t model) { return model < 0; });
}

}  // namespace

QString batchCost(double usdOfBatch) {
    return usd(usdOfBatch * kBatches);
}

RoutingPoints planePoints(const RoutingCloud& cloud) {
    auto points = std::make_shared<std::vector<RoutingPlane::Point>>();
    points->reserve(cloud.size());
    for (std::size_t k = 0; k < cloud.size(); ++k) {
        points->push_back(
            {cloud.quality(k), cloud.cost(k) * kBatches, static_cast<std::uint8_t>(cloud.kind(k))});
    }
    return points;
}

RoutingPlane::Content planeContent(const RoutingsView& view, RoutingPoints points,
                                   const Assignment& onBoard, const QString& boardName,
                                   const Theme& theme) {
    RoutingPlane::Content content;
    content.points = std::move(points);
    content.costTitle = routingText("cost, $ per 1,000 such batches");
    for (const Relaxation::Corner& corner : view.relaxation.edge) {
        content.edge.emplace_back(corner.quality, corner.cost * kBatches);
    }
    const Constraints& constraints = view.batch.constraints();
    if (isFloorGoal(view)) {
        content.floor = constraints.qualityFloor;
    } else {
        content.budget = constraints.budget * kBatches;
    }
    const auto queries = double(view.batch.problem().queryCount());
    if (view.relaxation.feasible) {
        const QPointF at(isFloorGoal(view) ? constraints.qualityFloor : view.relaxation.quality,
                         view.relaxation.cost * kBatches);
        content.bound = at;
        content.slope = view.relaxation.prices.qualityPrice * queries * kBatches;
        content.marks.push_back({at.x(), at.y(),
                                 isFloorGoal(view)
                                     ? routingText("bound %1").arg(batchCost(view.relaxation.bound))
                                     : routingText("bound %1").arg(percent(view.relaxation.bound)),
                                 theme.accent, true});
    }
    if (view.best.solved()) {
        content.marks.push_back(
            {view.best.quality, view.best.cost * kBatches,
             isFloorGoal(view) ? routingText("best routing %1").arg(batchCost(view.best.cost))
                               : routingText("best routing %1").arg(percent(view.best.quality)),
             theme.text, false});
    }
    if (isComplete(onBoard) && onBoard != view.best.assignment) {
        const PlanTotals totals = totalsOf(view.batch.problem(), onBoard);
        content.marks.push_back(
            {totals.quality, totals.cost * kBatches, boardName, theme.warning, false});
    }
    return content;
}

QString planeTitle(const RoutingsView& view) {
    const QString queries = count(std::int64_t(view.batch.queries.size()));
    if (view.cloud.complete()) {
        return routingText("All %1 routings of %2 queries")
            .arg(count(std::int64_t(view.cloud.size())), queries);
    }
    return routingText("A sample of %1 routings of %2 queries")
        .arg(count(std::int64_t(view.cloud.size())), queries);
}

QString conditionTitle(const RoutingsView& view, const SlacknessItem& item) {
    switch (item.kind) {
        case SlacknessItem::Regret:
            return routingText("Each query where c − λa + μ is least");
        case SlacknessItem::Floor:
            return isFloorGoal(view) ? routingText("Floor met exactly, or λ = 0")
                                     : routingText("Budget spent exactly");
        default:
            return routingText("%1 full, or its μ = 0").arg(modelName(view, item.model));
    }
}

QString conditionDetail(const RoutingsView& view, const SlacknessItem& item) {
    const auto queries = qlonglong(view.batch.queries.size());
    switch (item.kind) {
        case SlacknessItem::Regret:
            return routingText("%1 of %2 sit elsewhere").arg(qlonglong(item.amount)).arg(queries);
        case SlacknessItem::Floor: {
            if (!isFloorGoal(view)) {
                return item.amount >= 0.0 ? routingText("%1 left over").arg(batchCost(item.amount))
                                          : routingText("%1 too dear").arg(batchCost(-item.amount));
            }
            const QString points = QLocale::c().toString(std::abs(item.amount) * 100.0, 'f', 1);
            if (item.amount < 0.0) return routingText("%1 points missing").arg(points);
            return item.price > 0.0 ? routingText("%1 points above, at λ = %2 for 1,000 answers")
                                          .arg(points, usd(item.price * kBatches))
                                    : routingText("%1 points above, and λ = 0").arg(points);
        }
        default:
            break;
    }
    const auto slotCount = qlonglong(std::abs(item.amount));
    if (item.amount < 0.0) return routingText("%1 slots too few").arg(slotCount);
    return item.price > 0.0 ? routingText("%1 free, at μ = %2 for 1,000 slots")
                                  .arg(slotCount)
                                  .arg(usd(item.price * kBatches))
                            : routingText("%1 free, and μ = 0").arg(slotCount);
}

QString paysText(const RoutingsView& view, double pays) {
    constexpr double kNothing = 1e-12;
    if (std::abs(pays) < kNothing) return QStringLiteral("0");
    const QString sign = pays > 0.0 ? QStringLiteral("+") : QStringLiteral("−");
    const double size = std::abs(pays);
    return sign + (isFloorGoal(view) ? batchCost(size) : QLocale::c().toString(size, 'g', 3));
}

WaterfallData waterfallOf(const RoutingsView& view, const Slackness& slack) {
    WaterfallData data;
    const bool floor = isFloorGoal(view);
    const double scale = floor ? kBatches : 1.0;
    data.from = routingText("bound");
    data.to = floor ? routingText("cost") : routingText("answers");
    data.start = slack.bound * scale;
    data.unit = floor ? Unit::Usd : Unit::Number;
    data.axis =
        floor ? routingText("$ per 1,000 such batches") : routingText("expected right answers");
    data.moreIsWorse = floor;
    // What rounding leaves of nothing is nothing.
    const auto pays = [&](double value) {
        constexpr double kNothing = 1e-9;
        return std::abs(value) < kNothing * std::abs(slack.bound)
                   ? 0.0
                   : (floor ? value : -value) * scale;
    };
    double slotsPay = 0.0;
    for (const SlacknessItem& item : slack.items) {
        if (item.kind == SlacknessItem::Slots) {
            slotsPay += item.pays;
            continue;
        }
        data.parts.push_back(
            {item.kind == SlacknessItem::Regret ? routingText("elsewhere")
             : floor                            ? routingText("surplus")
                                                : routingText("left over"),
             pays(item.pays),
             conditionTitle(view, item) + QStringLiteral(": ") + conditionDetail(view, item)});
    }
    data.parts.push_back({routingText("free slots"), pays(slotsPay),
                          routingText("Slots that have a price and are not taken")});
    return data;
}

std::vector<RoutingBoard::Column> boardColumns(const RoutingsView& view, bool dark) {
    std::vector<RoutingBoard::Column> columns;
    const auto& models = view.batch.models;
    columns.reserve(models.size());
    for (std::size_t j = 0; j < models.size(); ++j) {
        const std::int64_t limit = view.batch.constraints().capacityOf(j);
        const auto most = std::int64_t(view.batch.queries.size());
        columns.push_back({modelName(view, j), modelColor(int(models[j]), dark),
                           limit >= most ? -1 : int(limit)});
    }
    return columns;
}

std::vector<RoutingBoard::Card> boardCards(const RoutingsView& view, const Assignment& onBoard,
                                           const std::vector<QString>& names) {
    const RoutingProblem& problem = view.batch.problem();
    const Experiment& experiment = *view.batch.view->experiment;
    std::vector<RoutingBoard::Card> cards;
    cards.reserve(problem.queryCount());
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        RoutingBoard::Card card;
        card.title = names[i];
        card.level = experiment.level.empty() ? -1 : experiment.level[i];
        card.column = i < onBoard.size() ? onBoard[i] : -1;
        card.elsewhere =
            view.best.solved() && card.column >= 0 && card.column != view.best.assignment[i];
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            card.details.push_back(problem.allowed(i, j)
                                       ? batchCost(problem.cost(i, j)) + QStringLiteral(" · ") +
                                             percent(problem.quality(i, j), 0)
                                       : QString());
        }
        cards.push_back(std::move(card));
    }
    return cards;
}

QString figuresText(const RoutingsView& view, const Assignment& onBoard, const Theme& theme) {
    const auto arrived = std::ranges::count_if(onBoard, [](std::int32_t m) { return m >= 0; });
    const PlanTotals totals = totalsOf(view.batch.problem(), onBoard);
    const Constraints& constraints = view.batch.constraints();
    const auto block = [&](const QString& name, const QString& value, bool wrong,
                           const QString& more) {
        return QStringLiteral(
                   "<p style=\"margin:0 0 6px 0\"><span style=\"color:%1\">%2</span><br>"
                   "<b style=\"color:%3\">%4</b><br>%5</p>")
            .arg(theme.mutedText.name(), name.toHtmlEscaped(),
                 (wrong ? theme.warning : theme.text).name(), value.toHtmlEscaped(),
                 more.toHtmlEscaped());
    };
    if (arrived < std::int64_t(onBoard.size())) {
        return block(routingText("arrived"),
                     routingText("%1 of %2").arg(arrived).arg(onBoard.size()), false, {}) +
               block(routingText("cost so far"), batchCost(totals.cost), false, {});
    }
    QString against;
    bool dearer = false;
    if (view.best.solved() && view.best.cost > 0.0 && isFloorGoal(view)) {
        const double more = totals.cost / view.best.cost - 1.0;
        dearer = more > 1e-9;
        against = dearer ? routingText("best %1: %2 too dear")
                               .arg(batchCost(view.best.cost), percent(more, 0))
                         : routingText("best %1").arg(batchCost(view.best.cost));
    }
    const double surplus = totals.quality - constraints.qualityFloor;
    const bool below = isFloorGoal(view) && surplus < -1e-9;
    const QString points = QLocale::c().toString(std::abs(surplus) * 100.0, 'f', 1);
    const QString floor = !isFloorGoal(view) ? QString()
                          : below            ? routingText("%1 points are missing").arg(points)
                          : surplus > 5e-4   ? routingText("%1 points nobody asked for").arg(points)
                                             : routingText("the floor, exactly");
    std::int64_t over = 0;
    for (std::size_t j = 0; j < totals.load.size(); ++j) {
        over += std::max<std::int64_t>(0, totals.load[j] - constraints.capacityOf(j));
    }
    const bool tooDear = !isFloorGoal(view) && totals.cost > constraints.budget * (1.0 + 1e-9);
    QStringList broken;
    if (over > 0) broken << routingText("%1 over the slots").arg(over);
    if (below) broken << routingText("floor missed");
    if (tooDear) broken << routingText("budget exceeded");
    return block(routingText("cost"), batchCost(totals.cost), dearer || tooDear, against) +
           block(routingText("accuracy"), percent(totals.quality), below, floor) +
           block(routingText("violations"),
                 broken.isEmpty() ? routingText("none") : broken.join(QStringLiteral(", ")),
                 !broken.isEmpty(), {});
}

TracePlot::Content gapContent(const std::vector<GapPoint>& gaps, std::size_t most,
                              const Theme& theme) {
    TracePlot::Content content;
    content.title = routingText("gap of the prices alone, % (log), 12 samples each");
    content.unit = Unit::Percent;
    content.logarithmic = true;
    content.count = int(most);
    content.countTitle = routingText("queries in the batch (log)");
    constexpr double kLeastGap = 1e-7;
    content.low = kLeastGap;
    TracePlot::Trace least;
    TracePlot::Trace greatest;
    TracePlot::Trace mean;
    least.color = greatest.color = mixed(theme.background, theme.accent, 0.35);
    least.width = greatest.width = 1.0;
    mean.color = theme.accent;
    mean.width = 2.0;
    mean.label = routingText("mean");
    for (const GapPoint& gap : gaps) {
        const auto at = double(gap.queries);
        const auto shown = [&](double value) { return std::max(value, kLeastGap); };
        if (gap.samples == 0) continue;
        least.points.emplace_back(at, shown(gap.least));
        greatest.points.emplace_back(at, shown(gap.greatest));
        mean.points.emplace_back(at, shown(gap.mean));
    }
    content.traces = {least, greatest, mean};
    return content;
}

}  // namespace orl
