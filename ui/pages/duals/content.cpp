#include "ui/pages/duals/content.h"

#include <algorithm>
#include <cmath>

#include "ui/pages/duals/hand.h"
#include "ui/results/query_text.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kThousand = 1000.0;
constexpr int kTextLength = 120;

/// Of sums over the batch.
double shareOf(const DualGoal& goal, double quality) {
    return quality / goal.queries;
}

double per1000Of(const DualGoal& goal, double cost) {
    return cost / goal.queries * kThousand;
}

/// Accuracy and cost, under a budget cost and accuracy.
QPointF onPlane(const DualGoal& goal, double quality, double cost) {
    const QPointF at(shareOf(goal, quality), per1000Of(goal, cost));
    return goal.floor() ? at : at.transposed();
}

/// As the bound's axis shows it.
double shownBound(const DualGoal& goal, double bound) {
    return goal.floor() ? per1000Of(goal, bound) : shareOf(goal, bound);
}

double shownGoal(const DualGoal& goal) {
    return goal.floor() ? shareOf(goal, goal.required) : per1000Of(goal, goal.required);
}

/// Nothing is asked: there is no bound to prove.
bool asksNothing(const DualGoal& goal) {
    return goal.floor() ? !(goal.required > 0.0) : !std::isfinite(goal.required);
}

QString textOf(const Session& session, const DualBatch& batch, std::uint32_t query) {
    const auto& prepared = session.solvedFrom();
    if (!prepared || !prepared->data) return {};
    const std::size_t row = batch.experiment().rows[query];
    if (row >= prepared->data->queries.size()) return {};
    static const SharedPrefixes kNone;
    return oneLine(prepared->data->queries[row].text,
                   prepared->beginnings ? *prepared->beginnings : kNone, kTextLength);
}

QString modelName(const DualBatch& batch, std::size_t model) {
    return labelText(batch.experiment().models[model]);
}

std::vector<PriceBands::Band> bandsOf(const DualBatch& batch, const std::vector<PriceBand>& bands,
                                      bool dark) {
    std::vector<PriceBands::Band> made;
    made.reserve(bands.size());
    for (const PriceBand& band : bands) {
        const QString name = modelName(batch, std::size_t(band.model));
        made.push_back(
            {band.from * kThousand, band.to * kThousand, modelColor(band.model, dark),
             band.tied < 0 ? name : name + " = " + modelName(batch, std::size_t(band.tied)),
             band.tied < 0 ? QColor() : modelColor(band.tied, dark)});
    }
    return made;
}

/// The gap of the best routing known over the bound, relative to the bound.
double gapOf(const DualGoal& goal, const SolveResult& best, double bound) {
    if (goal.floor()) return bound > 0.0 ? (best.cost - bound) / bound : kMissing;
    const double quality = best.quality * goal.queries;
    return quality > 0.0 ? (bound - quality) / quality : kMissing;
}

QString groundNote(const PriceHand& hand) {
    switch (hand.solve()->status) {
        case SolveStatus::FloorUnreachable:
            return PriceHand::tr(
                       "α cannot be reached: at most %1 can be right under these limits. The "
                       "bound has no peak.")
                .arg(percentBelow(hand.solve()->reach.maxQuality));
        case SolveStatus::BudgetTooSmall:
            return PriceHand::tr("The budget is below the least possible cost of %1 per 1,000.")
                .arg(usdAbove(per1000Of(hand.goal(), hand.solve()->reach.minCost)));
        case SolveStatus::Solved:
            break;
        default:
            return labelText(hand.solve()->certificate->explanation);
    }
    if (!hand.solve()->certificate) {
        return PriceHand::tr("%1 has no prices of its own: there is no optimum to compare with.")
            .arg(routerTitle(hand.solve()->scenario.router));
    }
    return {};
}

}  // namespace

BoundGround boundGround(const PriceHand& hand) {
    const DualGoal& goal = hand.goal();
    BoundGround ground;
    ground.budget = !goal.floor();
    ground.highest = hand.highest() * kThousand;
    if (!asksNothing(goal)) ground.goal = shownGoal(goal);
    ground.note = groundNote(hand);
    ground.noteWarns = !ground.note.isEmpty();
    if (ground.note.isEmpty() && hand.batch()->hasGroupPrices()) {
        ground.note = PriceHand::tr(
            "Groups add their own λ and μ, held at the optimizer's: the curve is "
            "the cost less what those charge.");
    }
    if (ground.note.isEmpty() && hand.batch()->hasSecondsPrice()) {
        ground.note = PriceHand::tr(
            "The cap on seconds has a price of its own, held at the optimizer's: the curve is the "
            "cost less what it charges.");
    }
    const auto& points = hand.curve()->points;
    ground.frontier.reserve(points.size());
    ground.bounds.reserve(points.size() + 1);
    for (const PricePoint& point : points) {
        const double price = point.prices.qualityPrice * kThousand;
        // Where its line touches: the cost, and where groups have prices what those prove of it.
        const double proven = point.value + point.prices.qualityPrice * point.quality;
        ground.frontier.push_back({price, onPlane(goal, point.quality, proven)});
        if (price <= ground.highest * (1.0 + 1e-12)) {
            ground.bounds.push_back(
                {price, shownBound(goal, goal.bound(point.prices.qualityPrice, point.value))});
        }
    }
    const auto& certificate = hand.solve()->certificate;
    if (certificate && certificate->solved()) {
        ground.routing = onPlane(goal, certificate->quality * goal.queries, certificate->cost);
    }
    if (hand.optimal()) {
        const double price = hand.optimal()->prices.qualityPrice;
        ground.optimal = BoundGround::Bound{
            price * kThousand, shownBound(goal, goal.bound(price, hand.optimal()->value))};
        const auto next = std::ranges::lower_bound(ground.bounds, price * kThousand, {},
                                                   &BoundGround::Bound::price);
        if (next == ground.bounds.end() || next->price != price * kThousand) {
            ground.bounds.insert(next, *ground.optimal);
        }
    }
    return ground;
}

BoundHand boundHand(const PriceHand& hand) {
    const DualGoal& goal = hand.goal();
    const HeldAnswer& answer = hand.view()->answer;
    const double price = answer.prices.qualityPrice;
    BoundHand made;
    made.price = price * kThousand;
    // On the line of its prices: with slots' prices that do not fit, the winners cost another sum.
    made.winners = onPlane(goal, answer.quality, answer.value + price * answer.quality);
    if (asksNothing(goal)) return made;
    const double bound = goal.bound(price, answer.value);
    made.bound = shownBound(goal, bound);
    made.slope = goal.floor() ? goal.slope(answer) / goal.queries
                              : goal.slope(answer) / goal.queries / kThousand;
    const double missing = goal.missing(answer);
    made.missing = goal.floor() ? missing : per1000Of(goal, missing);
    const auto& certificate = hand.solve()->certificate;
    if (certificate && certificate->solved()) made.gap = gapOf(goal, *certificate, bound);
    if (const auto& held = hand.view()->heldCurve) {
        made.held.reserve(held->value.size());
        for (std::size_t k = 0; k < held->value.size(); ++k) {
            made.held.push_back(
                {held->qualityPrice[k] * kThousand,
                 shownBound(goal, goal.bound(held->qualityPrice[k], held->value[k]))});
        }
    }
    return made;
}

QueryPlaneData planeOf(const PriceHand& hand, const Session& session, std::uint32_t query) {
    const DualBatch& batch = *hand.batch();
    const HeldPrices& at = hand.view()->answer.prices;
    QueryPlaneData data;
    for (const std::size_t model : byReducedCost(batch, query, at)) {
        data.models.push_back({modelName(batch, model), batch.quality(query, model),
                               (batch.base(query, model) + at.capacityPrice[model]) * kThousand,
                               batch.reduced(query, model, at) * kThousand, int(model)});
    }
    data.price = at.qualityPrice * kThousand;
    data.highest = hand.highest() * kThousand;
    if (hand.optimal()) data.optimal = hand.optimal()->prices.qualityPrice * kThousand;
    data.query = textOf(session, batch, query);
    data.number =
        PriceHand::tr("query %1").arg(count(std::int64_t(batch.experiment().rows[query] + 1)));
    return data;
}

PriceMapData mapOf(const PriceHand& hand) {
    const PriceMap& map = *hand.map();
    const DualGoal& goal = hand.goal();
    PriceMapData data;
    data.model = modelName(*hand.batch(), map.model);
    data.columns = map.columns;
    data.rows = map.rows;
    data.highest = map.highest * kThousand;
    data.highestSlot = map.highestSlot * kThousand;
    data.lower = goal.floor();
    data.unit = goal.floor() ? Unit::Usd : Unit::Percent;
    data.bound.reserve(map.value.size());
    for (std::size_t k = 0; k < map.value.size(); ++k) {
        const double price = map.highest * double(k % map.columns) / double(map.columns - 1);
        data.bound.push_back(shownBound(goal, goal.bound(price, map.value[k])));
    }
    return data;
}

MapMarks mapMarks(const PriceHand& hand) {
    const std::size_t model = hand.slotModel();
    const auto at = [model](const HeldPrices& prices) {
        return QPointF(prices.qualityPrice * kThousand, prices.capacityPrice[model] * kThousand);
    };
    MapMarks marks;
    marks.held = at(hand.state().prices);
    marks.optimal = hand.optimal() ? at(hand.optimal()->prices) : QPointF(kMissing, kMissing);
    marks.path.reserve(hand.trail().size());
    for (const HeldPrices& prices : hand.trail()) marks.path.push_back(at(prices));
    return marks;
}

std::vector<PriceBands::Row> bandRows(const PriceHand& hand, const Session& session, bool dark) {
    const DualBatch& batch = *hand.batch();
    std::vector<PriceBands::Row> rows;
    rows.reserve(hand.chosen().strips.size());
    for (const PriceStrip& strip : hand.chosen().strips) {
        PriceBands::Row row;
        row.text = textOf(session, batch, strip.query);
        row.bands = bandsOf(batch, strip.bands, dark);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<PriceBands::Row> partRows(const PriceHand& hand,
                                      const std::vector<std::uint32_t>& queries,
                                      std::optional<std::uint32_t> marked, bool dark) {
    const DualBatch& batch = *hand.batch();
    const HandView& view = *hand.view();
    const HeldPrices& at = view.answer.prices;
    std::vector<PriceBands::Row> rows;
    rows.reserve(queries.size());
    for (std::size_t k = 0; k < queries.size(); ++k) {
        const std::uint32_t query = queries[k];
        const std::vector<std::size_t> order = byReducedCost(batch, query, at);
        PriceBands::Row row;
        if (k < view.strips.size() && view.strips[k].query == query) {
            row.bands = bandsOf(batch, view.strips[k].bands, dark);
        }
        row.marked = marked == query;
        for (std::size_t j = 0; j < std::min<std::size_t>(2, order.size()); ++j) {
            const std::size_t model = order[j];
            row.parts.push_back({at.qualityPrice * batch.quality(query, model) * kThousand,
                                 batch.base(query, model) * kThousand,
                                 at.capacityPrice[model] * kThousand,
                                 modelColor(int(model), dark)});
        }
        if (!order.empty()) {
            row.winner = modelName(batch, order.front());
            row.winnerColor = modelColor(int(order.front()), dark);
        }
        row.tied = row.parts.size() == 2 && std::abs(row.parts[0].sum() - row.parts[1].sum()) <=
                                                1e-12 * (1.0 + std::abs(row.parts[0].sum()));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace orl
