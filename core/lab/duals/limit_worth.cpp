#include "core/lab/duals/limit_worth.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/optimize.h"

namespace orl {

namespace {

constexpr double kAsPriced = 0.005;  // of the change
constexpr double kCent = 0.01;       // USD per 1,000 queries

bool hasFloor(const SolveView& view) {
    return view.constraints.mode == RoutingMode::CostUnderFloor;
}

double batchSize(const SolveView& view) {
    return static_cast<double>(view.experiment->problem.queryCount());
}

bool isLimited(const SolveView& view, std::size_t model) {
    return static_cast<double>(view.constraints.capacityOf(model)) < batchSize(view);
}

double freeSlots(const SolveView& view, std::size_t model) {
    return static_cast<double>(view.constraints.capacityOf(model) - view.certificate->load[model]);
}

/// Where the one side's price is not the other's, beyond rounding.
std::optional<double> otherSideOf(double price, double other) {
    const double apart = std::abs(price - other);
    if (!(apart > 1e-9 * (std::abs(price) + std::abs(other)))) return std::nullopt;
    return other;
}

LimitStep answerStep(const SolveView& view, const LimitPrices& prices, double sign) {
    LimitStep step;
    step.kind = hasFloor(view) ? LimitKind::Answers : LimitKind::Money;
    step.units = sign * (hasFloor(view) ? 1.0 : kCent * batchSize(view) / 1000.0);
    const double side = sign > 0.0 ? prices.quality.more : prices.quality.less;
    const double other = sign > 0.0 ? prices.quality.less : prices.quality.more;
    step.otherSide = otherSideOf(side, other);
    step.priced = hasFloor(view) ? sign * side : step.units / side;
    if (!hasFloor(view) && std::isinf(side)) step.priced = 0.0;
    step.onlyABound = true;
    return step;
}

LimitStep slotStep(const SolveView& view, const LimitPrices& prices, std::size_t model,
                   double units) {
    LimitStep step;
    step.kind = LimitKind::Slots;
    step.model = model;
    step.units = units;
    const PriceRange& range = prices.capacity[model];
    const double side = units > 0.0 ? range.more : range.less;
    step.otherSide = otherSideOf(side, units > 0.0 ? range.less : range.more);
    // A slot more makes it cheaper, or lets more be right.
    step.priced = side == 0.0 ? 0.0 : (hasFloor(view) ? -units : units) * side;
    step.onlyABound = true;
    step.free = freeSlots(view, model);
    return step;
}

/// The limits with the step taken.
Constraints limitsAfter(const SolveView& view, const LimitStep& step) {
    Constraints next = view.constraints;
    switch (step.kind) {
        case LimitKind::Answers:
            next.qualityFloor += step.units / batchSize(view);
            break;
        case LimitKind::Money:
            next.budget += step.units;
            break;
        case LimitKind::Slots:
            next.capacity[step.model] += static_cast<std::int64_t>(step.units);
            break;
    }
    return next;
}

double objectiveOf(const SolveView& view, const SolveResult& result) {
    return hasFloor(view) ? result.cost : result.quality * batchSize(view);
}

double boundOf(const SolveView& view, const SolveResult& result) {
    return hasFloor(view) ? result.bound : result.bound * batchSize(view);
}

std::string whyItDiffers(const LimitStep& step, const LimitCheck& check) {
    const double tolerated = kAsPriced * std::max(std::abs(check.relaxed), std::abs(step.priced));
    const bool relaxedAgrees = std::abs(check.relaxed - step.priced) <= tolerated;
    if (!relaxedAgrees && step.onlyABound) {
        return std::abs(step.units) > 1.0
                   ? "the price is that of the first unit, and changes along the way"
                   : "within the unit the price changes: a kink";
    }
    return "whole queries move, not slivers of them";
}

void judge(const LimitStep& step, double gaps, LimitCheck& check) {
    const double distance = std::abs(check.actual - step.priced);
    const double size = std::max(std::abs(check.actual), std::abs(step.priced));
    check.outcome = distance <= std::max(kAsPriced * size, gaps) ? LimitCheck::Outcome::AsPriced
                                                                 : LimitCheck::Outcome::Differs;
    if (check.outcome == LimitCheck::Outcome::Differs)
        check.explanation = whyItDiffers(step, check);
}

}  // namespace

LimitPrices limitPrices(const SolveView& view, const Job& job) {
    LimitPrices prices;
    if (!view.certificate || !view.certificate->solved()) return prices;
    if (view.constraints.hasGroups() || view.constraints.hasSecondsCap()) {
        prices.ranged = false;
        const double lambda = view.certificate->qualityPrice;
        prices.quality = {lambda, lambda};
        prices.capacity.reserve(view.certificate->capacityPrice.size());
        for (const double price : view.certificate->capacityPrice) {
            const double unit = hasFloor(view) ? price : price / lambda;
            prices.capacity.push_back({unit, unit});
        }
        return prices;
    }
    SolveOptions options;
    options.stop = job.stop;
    options.warmStart = false;
    const Sensitivity found =
        DualOptimizer(view.experiment->problem).sensitivity(view.constraints, options);
    if (!found.solved()) return prices;
    prices.quality = found.qualityPrice;
    prices.capacity = hasFloor(view) ? found.capacityPrice : found.capacityAnswers;
    return prices;
}

std::vector<LimitStep> limitSteps(const SolveView& view, const LimitPrices& prices, bool all) {
    std::vector<LimitStep> steps;
    if (prices.capacity.empty()) return steps;
    steps.push_back(answerStep(view, prices, 1.0));
    steps.push_back(answerStep(view, prices, -1.0));
    std::vector<std::size_t> limited;
    for (std::size_t j = 0; j < prices.capacity.size(); ++j) {
        if (isLimited(view, j)) limited.push_back(j);
    }
    const auto worth = [&](std::size_t model) {
        const PriceRange& range = prices.capacity[model];
        return std::isnan(range.less) ? range.more : range.less;
    };
    std::ranges::stable_sort(limited, std::ranges::greater(), worth);
    const double hundredth = std::floor(batchSize(view) / 100.0);
    for (std::size_t k = 0; k < limited.size(); ++k) {
        const std::size_t model = limited[k];
        if (k > 1 && !all) break;
        steps.push_back(slotStep(view, prices, model, 1.0));
        const bool less = view.constraints.capacityOf(model) > 0;
        if (less && (k == 0 || all)) steps.push_back(slotStep(view, prices, model, -1.0));
        if (k == 0 && hundredth > 1.0 &&
            static_cast<double>(view.constraints.capacityOf(model)) >= hundredth) {
            steps.push_back(slotStep(view, prices, model, -hundredth));
        }
    }
    return steps;
}

LimitCheck checkLimit(const SolveView& view, const LimitStep& step, const Job& job) {
    LimitCheck check;
    SolveOptions options;
    options.stop = job.stop;
    options.warmStart = false;
    DualOptimizer optimizer(view.experiment->problem);
    const Constraints next = limitsAfter(view, step);
    const bool sensible =
        next.qualityFloor >= 0.0 && next.qualityFloor <= 1.0 && next.budget >= 0.0;
    const SolveResult after = sensible ? optimizer.solve(next, options) : SolveResult{};
    if (!sensible || !after.solved()) {
        check.outcome = LimitCheck::Outcome::Infeasible;
        check.explanation = sensible ? after.explanation : "The limit cannot be moved that far.";
        return check;
    }
    const SolveResult before = optimizer.solve(view.constraints, options);
    check.actual = objectiveOf(view, after) - objectiveOf(view, before);
    // Without a search for a proof the bound is that of the prices alone.
    options.proofQueries = 0;
    options.budget.proofStates = 0;
    check.relaxed = boundOf(view, optimizer.solve(next, options)) -
                    boundOf(view, optimizer.solve(view.constraints, options));
    const auto open = [&](const SolveResult& result) {
        return result.proof == Proof::Optimal
                   ? 0.0
                   : std::abs(objectiveOf(view, result) - boundOf(view, result));
    };
    const double rounding = 1e-9 * std::abs(objectiveOf(view, before));
    judge(step, open(after) + open(before) + rounding, check);
    return check;
}

}  // namespace orl
