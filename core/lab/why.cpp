#include "core/lab/why.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/lab/reduced_cost.h"
#include "core/support/known_mean.h"

namespace orl {

namespace {

/// Reduced costs that are closer than rounding of their parts are equal.
constexpr double kSame = 1e-12;

double cellOf(const Grid& grid, std::size_t row, std::size_t column) {
    if (grid.size() == 0) return kMissing;
    return grid(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
}

ModelReason reasonOf(const SolveView& view, const ReducedCosts& costs, bool priced,
                     std::size_t query, std::size_t model) {
    const RoutingProblem& problem = view.experiment->problem;
    ModelReason reason;
    reason.model = model;
    reason.score = cellOf(view.experiment->truth.outcome, query, model);
    reason.recordedCost = cellOf(view.experiment->truth.realizedCost, query, model);
    reason.allowed = problem.allowed(query, model);
    if (!reason.allowed) return reason;
    reason.quality = problem.quality(query, model);
    reason.cost = view.experiment->usd(query, model);
    reason.seconds = view.experiment->secondsOf(query, model);
    if (!priced) return reason;
    reason.secondsPrice = costs.secondsPrice(query, model);
    if (std::isinf(reason.secondsPrice)) {  // a cap, and its speed is unknown
        reason.allowed = false;
        return reason;
    }
    reason.worth = costs.qualityPrice(query) * reason.quality;
    reason.slotPrice = costs.slotPrice(query, model);
    reason.reducedCost = reason.cost + reason.secondsPrice - reason.worth + reason.slotPrice;
    return reason;
}

/// λ and every μ are numbers one can reckon with: where money buys nothing more they are not.
bool pricesOf(const SolveView& view, const ReducedCosts& costs, std::size_t query) {
    if (!costs.known() || !std::isfinite(costs.qualityPrice(query))) return false;
    for (std::size_t j = 0; j < view.experiment->models.size(); ++j) {
        if (!std::isfinite(costs.slotPrice(query, j))) return false;
    }
    return true;
}

void sortByReducedCost(std::vector<ModelReason>& models) {
    std::ranges::stable_sort(models, [](const ModelReason& a, const ModelReason& b) {
        if (a.allowed != b.allowed) return a.allowed;
        return a.reducedCost < b.reducedCost;  // without prices neither is less
    });
}

std::string points(double share) {
    const double shown = std::abs(share) * 100.0;
    const std::string number = fmt::format("{:.1f}", shown);
    return number == "0.0" && share != 0.0 ? "less than 0.1" : number;
}

/// "gpt-4o costs $1.80 more per 1,000 than llama, but is right 16.9 points more often, worth
/// $2.03".
std::string comparison(const std::string& chosen, const std::string& other, double cost,
                       double quality, double worth) {
    std::string text =
        cost == 0.0 ? fmt::format("{} costs the same as {}", chosen, other)
                    : fmt::format("{} costs {} {} per 1,000 than {}", chosen,
                                  per1000(std::abs(cost)), cost > 0.0 ? "more" : "less", other);
    if (quality == 0.0) return text + " and is right as often";
    const bool against = cost != 0.0 && (cost > 0.0) == (quality > 0.0);
    return text + fmt::format(", {} is right {} points {} often, worth {} at λ",
                              against ? "but" : "and", points(quality),
                              quality > 0.0 ? "more" : "less", per1000(std::abs(worth)));
}

/// "with llama's slot price of $0.15"; empty where neither model has a price of slots.
std::string slotPart(const std::vector<std::string>& names, const ModelReason& chosen,
                     const ModelReason& other) {
    std::vector<std::string> parts;
    for (const ModelReason* reason : {&chosen, &other}) {
        if (reason->slotPrice == 0.0) continue;
        parts.push_back(fmt::format("{} of {}", per1000(reason->slotPrice), names[reason->model]));
    }
    if (parts.empty()) return {};
    return parts.size() == 1 ? fmt::format("with the slot price {} ", parts[0])
                             : fmt::format("with the slot prices {} and {} ", parts[0], parts[1]);
}

/// "with seconds at $0.30 of gpt-4o and $1.20 of llama, "; empty where they cost nothing.
std::string secondsPart(const std::vector<std::string>& names, const ModelReason& chosen,
                        const ModelReason& other) {
    if (chosen.secondsPrice == 0.0 && other.secondsPrice == 0.0) return {};
    return fmt::format("with seconds at {} of {} and {} of {}, ", per1000(chosen.secondsPrice),
                       names[chosen.model], per1000(other.secondsPrice), names[other.model]);
}

std::string pricedVerdict(const std::vector<std::string>& names, const Why& why) {
    const ModelReason& chosen = *why.of(why.chosen);
    const ModelReason& other = *why.of(why.runnerUp);
    const std::string& name = names[chosen.model];
    std::string text = comparison(name, names[other.model], chosen.cost - other.cost,
                                  chosen.quality - other.quality, chosen.worth - other.worth) +
                       "; " + slotPart(names, chosen, other) + secondsPart(names, chosen, other);
    const double scale = std::max({std::abs(chosen.cost), chosen.worth, other.worth, other.cost});
    if (std::abs(why.gap) <= kSame * scale) {
        return text + "they tie, and the constraints settle it.";
    }
    if (why.gap > 0.0) return text + fmt::format("it wins by {}.", per1000(why.gap));
    return text + fmt::format(
                      "{} would be {} less. At these prices the choice is not the least: a "
                      "tie that the constraints, which hold for whole queries, settle.",
                      names[other.model], per1000(-why.gap));
}

std::string verdictOf(const SolveView& view, const Why& why) {
    const std::vector<std::string>& names = view.experiment->models;
    if (!why.chosen) {
        return view.certificate && !view.certificate->solved()
                   ? "It goes nowhere: " + view.certificate->explanation
                   : "No model had a slot left for it.";
    }
    const std::string& name = names[*why.chosen];
    if (!why.runnerUp) return fmt::format("{} is the only model that may take it.", name);
    if (why.hasPrices) return pricedVerdict(names, why);
    if (view.certificate && view.certificate->solved()) {
        return fmt::format(
            "More money buys no more right answers here, so λ has no end and {} is "
            "taken for its quality alone.",
            name);
    }
    return fmt::format(
        "{} was chosen by a rule that has no prices: there is no reduced cost. The "
        "dual optimizer gives them.",
        name);
}

}  // namespace

std::string per1000(double usd) {
    const double value = usd * 1000.0;
    if (!std::isfinite(value)) return "–";
    const double size = std::abs(value);
    if (size == 0.0) return "$0";
    const int magnitude = static_cast<int>(std::floor(std::log10(size)));
    const int decimals = size >= 1000.0 ? 0 : std::clamp(1 - magnitude, 2, 9);
    return fmt::format("{}${:.{}f}", value < 0.0 ? "−" : "", size, decimals);
}

const ModelReason* Why::of(std::optional<std::size_t> model) const {
    if (!model) return nullptr;
    const auto found = std::ranges::find(models, *model, &ModelReason::model);
    return found == models.end() ? nullptr : &*found;
}

Why whyOf(const SolveView& view, std::size_t query) {
    const ReducedCosts costs(view);
    Why why;
    why.query = query;
    why.hasPrices = pricesOf(view, costs, query);
    if (why.hasPrices) why.qualityPrice = costs.qualityPrice(query);
    const std::size_t models = view.experiment->models.size();
    why.models.reserve(models);
    for (std::size_t j = 0; j < models; ++j) {
        why.models.push_back(reasonOf(view, costs, why.hasPrices, query, j));
    }
    sortByReducedCost(why.models);
    if (view.assignment && !view.assignment->empty() && (*view.assignment)[query] >= 0) {
        why.chosen = static_cast<std::size_t>((*view.assignment)[query]);
    }
    for (const ModelReason& reason : why.models) {
        if (!reason.allowed || reason.model == why.chosen) continue;
        why.runnerUp = reason.model;
        break;
    }
    if (why.hasPrices && why.chosen && why.runnerUp) {
        why.gap = why.of(why.runnerUp)->reducedCost - why.of(why.chosen)->reducedCost;
    }
    why.verdict = verdictOf(view, why);
    return why;
}

namespace {

ModelReason meanReason(const SolveView& view, const ReducedCosts& costs, bool priced,
                       std::span<const std::uint32_t> queries, std::size_t model) {
    KnownMean quality, cost, seconds, waiting, worth, slot, reduced, score, recorded;
    ModelReason mean;
    mean.model = model;
    mean.queries = 0;
    for (const std::uint32_t query : queries) {
        const ModelReason one = reasonOf(view, costs, priced, query, model);
        if (one.allowed) ++mean.queries;
        quality.add(one.quality);
        cost.add(one.cost);
        seconds.add(one.seconds);
        if (one.allowed) waiting.add(one.secondsPrice);
        worth.add(one.worth);
        slot.add(one.slotPrice);
        reduced.add(one.reducedCost);
        score.add(one.score);
        recorded.add(one.recordedCost);
        if (view.assignment && !view.assignment->empty() &&
            (*view.assignment)[query] == static_cast<std::int32_t>(model)) {
            ++mean.chosenBy;
        }
    }
    mean.allowed = mean.queries > 0;
    mean.quality = quality.value();
    mean.cost = cost.value();
    mean.seconds = seconds.value();
    if (mean.allowed) mean.secondsPrice = waiting.value();
    mean.worth = worth.value();
    mean.slotPrice = slot.value();
    mean.reducedCost = reduced.value();
    mean.score = score.value();
    mean.recordedCost = recorded.value();
    return mean;
}

std::string verdictOf(const SolveView& view, const WhyMany& why) {
    const PartFigures& figures = why.figures;
    std::string text = fmt::format("These {} queries", figures.queries);
    if (figures.served == 0) return text + " go nowhere: no routing keeps the constraints.";
    text += fmt::format(" cost ${:.3g}", figures.cost);
    if (!std::isnan(figures.costShare)) {
        text += fmt::format(", {:.1f} % of the batch", figures.costShare * 100.0);
    }
    const auto most = std::ranges::max_element(why.models, {}, &ModelReason::chosenBy);
    return text + fmt::format("; {} of them go to {}.", most->chosenBy,
                              view.experiment->models[most->model]);
}

}  // namespace

WhyMany whyOf(const SolveView& view, std::span<const std::uint32_t> queries) {
    const ReducedCosts costs(view);
    WhyMany why;
    why.figures = figuresOf(*view.experiment,
                            view.assignment ? std::span<const std::int32_t>(*view.assignment)
                                            : std::span<const std::int32_t>(),
                            queries);
    why.hasPrices = std::ranges::all_of(
        queries, [&](std::uint32_t query) { return pricesOf(view, costs, query); });
    const std::size_t models = view.experiment->models.size();
    why.models.reserve(models);
    for (std::size_t j = 0; j < models; ++j) {
        why.models.push_back(meanReason(view, costs, why.hasPrices, queries, j));
    }
    sortByReducedCost(why.models);
    why.verdict = verdictOf(view, why);
    return why;
}

}  // namespace orl
