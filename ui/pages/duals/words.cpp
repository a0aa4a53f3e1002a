#include "ui/pages/duals/words.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/pages/duals/hand.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kPer1000 = 1000.0;
constexpr double kAtPeak =
    2e-5;  // relative distance of a bound from the best: no price does better

QString dualText(const char* text) {
    return QCoreApplication::translate("Duals", text);
}

QString points(double share) {
    const double size = std::abs(share) * 100.0;
    return QString::number(size, 'f', size < 0.1 ? 3 : 1);
}

/// The model that is over its slots most, and how many are over on all.
struct Overruns {
    std::int64_t most = 0;
    std::size_t model = 0;
    std::size_t models = 0;
};

Overruns overrunsOf(const DualBatch& batch, const HeldAnswer& answer) {
    Overruns found;
    for (std::size_t j = 0; j < batch.models(); ++j) {
        const std::int64_t over = answer.load[j] - batch.capacity()[j];
        if (over <= 0) continue;
        ++found.models;
        if (over > found.most) {
            found.most = over;
            found.model = j;
        }
    }
    return found;
}

QString overrunText(const DualBatch& batch, const HeldAnswer& answer) {
    const Overruns over = overrunsOf(batch, answer);
    if (over.models == 0) return {};
    const QString first =
        dualText("%1 queries over on %2")
            .arg(count(over.most), labelText(batch.experiment().models[over.model]));
    return over.models == 1 ? first : dualText("%1 and on %2 more").arg(first).arg(over.models - 1);
}

QString stateText(const PriceHand& hand, const HeldAnswer& answer, double missing, bool exact) {
    const DualGoal& goal = hand.goal();
    if (goal.floor()) {
        const QString right = percent(answer.quality / goal.queries);
        if (!(goal.required > 0.0))
            return dualText("At your prices %1 right; no floor is asked.").arg(right);
        if (exact) return dualText("At your prices %1 right, as asked.").arg(right);
        return (missing > 0.0 ? dualText("At your prices %1 right: %2 points missing.")
                              : dualText("At your prices %1 right: %2 points more than asked."))
            .arg(right, points(missing));
    }
    const QString cost = usd(answer.cost / goal.queries * kPer1000);
    if (exact) return dualText("At your prices %1 per 1,000, as allowed.").arg(cost);
    return (missing > 0.0 ? dualText("At your prices %1 per 1,000: %2 over the budget.")
                          : dualText("At your prices %1 per 1,000: %2 left of the budget."))
        .arg(cost, usd(std::abs(missing) / goal.queries * kPer1000));
}

QString adviceText(const PriceHand& hand, const HeldAnswer& answer, bool atPeak) {
    const DualGoal& goal = hand.goal();
    const double slope = goal.slope(answer);
    if (goal.floor() && !(goal.required > 0.0)) {
        return dualText("Without a floor λ is 0: everybody goes where it is cheapest.");
    }
    if (atPeak) return dualText("λ is right: no price proves more.");
    if (goal.floor()) {
        const QString rate = usd(std::abs(slope) / goal.queries);
        if (slope > 0.0) {
            return dualText("λ is too low. Raise it: the bound rises by %1 per $1.").arg(rate);
        }
        if (hand.state().prices.qualityPrice <= 0.0) {
            return dualText("λ = 0: everybody goes where it is cheapest, and that is enough.");
        }
        return dualText("λ is too high. Lower it: the bound rises by %1 per $1.").arg(rate);
    }
    if (!std::isfinite(slope)) return dualText("λ = 0: money is everything. Raise it for a bound.");
    const QString rate = points(slope / goal.queries / kPer1000);
    return (slope < 0.0 ? dualText("λ is too low. Raise it: the bound falls by %1 points per $1.")
                        : dualText("λ is too high. Lower it: the bound falls by %1 points per $1."))
        .arg(rate);
}

/// The slots' price that the bound asks to move most: queries over its limit, or free slots,
/// negative, where the price is not 0 yet.
struct SlotSlope {
    std::size_t model = 0;
    double over = 0.0;
};

SlotSlope steepestSlot(const DualBatch& batch, const HeldAnswer& answer) {
    SlotSlope found;
    for (std::size_t j = 0; j < batch.models(); ++j) {
        if (!batch.limited(j) || batch.capacity()[j] == 0) continue;
        const auto over = double(answer.load[j] - batch.capacity()[j]);
        if (over < 0.0 && !(answer.prices.capacityPrice[j] > 0.0)) continue;
        if (std::abs(over) > std::abs(found.over)) found = {j, over};
    }
    return found;
}

/// With prices of slots held: which of them to move, where that does more than moving λ; else
/// empty.
QString slotAdvice(const PriceHand& hand, const HeldAnswer& answer) {
    const DualGoal& goal = hand.goal();
    const double lambda = answer.prices.qualityPrice;
    const SlotSlope slot = steepestSlot(*hand.batch(), answer);
    const double slope = goal.floor() ? slot.over : slot.over / lambda;
    if (!(std::abs(slope) > std::abs(goal.slope(answer))) || !std::isfinite(slope)) return {};
    const QString model = labelText(hand.batch()->experiment().models[slot.model]);
    const bool low = slot.over > 0.0;
    if (goal.floor()) {
        return (low ? dualText("μ on %1 is too low. Raise it: the bound rises by %2 per $1.")
                    : dualText("μ on %1 is too high. Lower it: the bound rises by %2 per $1."))
            .arg(model, usd(std::abs(slope) / goal.queries));
    }
    return (low ? dualText("μ on %1 is too low. Raise it: the bound falls by %2 points per $1.")
                : dualText("μ on %1 is too high. Lower it: the bound falls by %2 points per $1."))
        .arg(model, points(slope / goal.queries / kPer1000));
}

bool isFloor(const SolveView& view) {
    return view.constraints.mode == RoutingMode::CostUnderFloor;
}

/// A change of what is optimised, without its sign.
QString amountText(const SolveView& view, double change) {
    const double size = std::abs(change);
    if (isFloor(view)) return usd(size);
    return QString::number(size, 'g', 3);
}

QString signedText(const SolveView& view, double change) {
    const QString sign = change > 0.0   ? QStringLiteral("+")
                         : change < 0.0 ? QStringLiteral("−")
                                        : QString();
    const QString amount = sign + amountText(view, change);
    return isFloor(view) ? amount : dualText("%1 right answers").arg(amount);
}

QString slotSentence(const SolveView& view, const LimitStep& step, const QString& effect) {
    const QString name = labelText(view.experiment->models[step.model]);
    const double units = std::abs(step.units);
    const bool more = step.units > 0.0;
    if (units == 1.0) {
        return (more ? dualText("One slot more on %1 %2") : dualText("One slot less on %1 %2"))
            .arg(name, effect);
    }
    return dualText("%1 slots less on %2 (1 % of N) %3")
        .arg(count(std::int64_t(units)), name, effect);
}

QString effectText(const SolveView& view, const LimitStep& step) {
    if (std::isinf(step.priced)) return dualText("cannot be had at any price");
    if (step.priced == 0.0) {
        const bool more = step.units > 0.0;
        if (isFloor(view)) return more ? dualText("saves nothing") : dualText("costs nothing");
        return more ? dualText("gains nothing") : dualText("loses nothing");
    }
    const QString amount = amountText(view, step.priced);
    const bool many = std::abs(step.units) > 1.0 && step.kind == LimitKind::Slots;
    if (isFloor(view)) {
        if (step.priced < 0.0) return dualText("saves %1").arg(amount);
        return (many ? dualText("cost at least %1") : dualText("costs %1")).arg(amount);
    }
    if (step.priced > 0.0) return dualText("lets %1 more be right").arg(amount);
    return (many ? dualText("lose at least %1 right") : dualText("lets %1 fewer be right"))
        .arg(amount);
}

}  // namespace

PriceWords wordsOf(const PriceHand& hand) {
    const HeldAnswer& answer = hand.view()->answer;
    const DualGoal& goal = hand.goal();
    PriceWords words;
    const double missing = goal.missing(answer);
    const QString over = overrunText(*hand.batch(), answer);
    const double scale = goal.floor() ? 1.0 : goal.required;
    const bool exact = std::abs(missing) <= 1e-9 * scale;
    words.missing = (missing > 0.0 && !exact) || !over.isEmpty();
    words.state = stateText(hand, answer, missing, exact);
    if (!over.isEmpty() && !hand.state().follows) {
        // As short as it goes: it is one line.
        words.state =
            goal.floor()
                ? dualText("%1 right; %2.").arg(percent(answer.quality / goal.queries), over)
                : dualText("%1 per 1,000; %2.")
                      .arg(usd(answer.cost / goal.queries * kPer1000), over);
    }
    if (goal.floor() && hand.solve()->status == SolveStatus::FloorUnreachable) {
        words.missing = true;
        words.advice =
            dualText("No λ reaches α: at most %1 can be right. The bound rises without end.")
                .arg(percentBelow(hand.solve()->reach.maxQuality));
        return words;
    }
    const double peak = hand.peak();
    const double bound = goal.bound(answer.prices.qualityPrice, answer.value);
    const bool atPeak = std::abs(peak - bound) <= kAtPeak * std::abs(peak);
    if (!atPeak && !hand.state().follows) words.advice = slotAdvice(hand, answer);
    if (words.advice.isEmpty()) words.advice = adviceText(hand, answer, atPeak);
    return words;
}

QString sentenceOf(const SolveView& view, const LimitStep& step) {
    const QString effect = effectText(view, step);
    switch (step.kind) {
        case LimitKind::Answers:
            return (step.units > 0.0 ? dualText("One right answer more %1")
                                     : dualText("One right answer less %1"))
                .arg(effect);
        case LimitKind::Money:
            return (step.units > 0.0 ? dualText("$0.01 more per 1,000 queries %1")
                                     : dualText("$0.01 less per 1,000 queries %1"))
                .arg(effect);
        case LimitKind::Slots:
            break;
    }
    return slotSentence(view, step, effect);
}

QString noteOf(const SolveView& view, const LimitStep& step) {
    if (step.kind == LimitKind::Slots && step.priced == 0.0 && step.free > 0.0) {
        return dualText("μ = 0: %1 of its slots are free").arg(count(std::int64_t(step.free)));
    }
    if (step.otherSide && std::isfinite(*step.otherSide) && std::isfinite(step.priced)) {
        const auto worth = [&](double price) {
            return step.kind == LimitKind::Money ? usd(price) : amountText(view, price);
        };
        const double side =
            step.kind == LimitKind::Money ? step.units / step.priced : step.priced / step.units;
        // Two sides that read the same are none to speak of.
        const QString other = worth(*step.otherSide);
        if (other != worth(std::abs(side))) {
            return dualText("a kink: the other way a unit is worth %1").arg(other);
        }
    }
    return {};
}

QString resultOf(const SolveView& view, const LimitCheck& check) {
    switch (check.outcome) {
        case LimitCheck::Outcome::Infeasible:
            return dualText("no routing keeps that: %1").arg(labelText(check.explanation));
        case LimitCheck::Outcome::AsPriced:
            return dualText("re-solved: %1, as priced").arg(signedText(view, check.actual));
        case LimitCheck::Outcome::Differs:
            break;
    }
    return dualText("re-solved: %1 (%2)")
        .arg(signedText(view, check.actual), labelText(check.explanation));
}

}  // namespace orl
