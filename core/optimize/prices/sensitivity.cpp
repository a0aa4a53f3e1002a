#include "core/optimize/prices/sensitivity.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/parameters.h"
#include "core/optimize/prices/price_face.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

using parameters::kTermsRounding;

/// What changes from one assignment to another, summed over the queries that differ: exact where
/// the difference of two totals would be rounding.
struct Change {
    double objective = 0.0;
    double resource = 0.0;
    double objectiveTerms = 0.0;  ///< sum of the absolute terms
    double resourceTerms = 0.0;

    /// The objective − κ·resource falls by more than rounding.
    bool improves(double kappa) const {
        return objective - kappa * resource <
               -kTermsRounding * (objectiveTerms + kappa * resourceTerms);
    }
};

Change changeBetween(const Table& table, const Goal& goal, const Assignment& from,
                     const Assignment& to) {
    Change change;
    const auto add = [&](std::size_t query, std::int32_t model, double sign) {
        const auto j = static_cast<std::size_t>(model);
        const double objective = goal.objective(table.cost(query, j), table.quality(query, j));
        const double resource = goal.resource(table.cost(query, j), table.quality(query, j));
        change.objective += sign * objective;
        change.resource += sign * resource;
        change.objectiveTerms += std::abs(objective);
        change.resourceTerms += std::abs(resource);
    };
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i] == to[i]) continue;
        add(i, from[i], -1.0);
        add(i, to[i], 1.0);
    }
    return change;
}

/// Narrows the bracket until both vertices are optimal at the slope κ between them, to the rounding
/// of single terms where the search stopped at the rounding of the totals. @returns κ
double settle(Transport& transport, const Task& task, Bracket& bracket,
              const std::stop_token& stop) {
    const Table& table = transport.dual().table();
    const Goal& goal = task.goal();
    double kappa = bracket.multiplier;
    for (int step = 0; step < parameters::prices::kMostSettling; ++step) {
        const Assignment& met = bracket.met->assignment;
        const Change rise = changeBetween(table, goal, bracket.missed->assignment, met);
        if (!(rise.resource > kTermsRounding * rise.resourceTerms)) break;
        kappa = std::max(0.0, rise.objective / rise.resource);
        auto vertex = std::make_shared<TransportPoint>();
        transport.solve(task.capacity(), task.multipliers(kappa, bracket.price), met, stop,
                        *vertex);
        if (!changeBetween(table, goal, met, vertex->assignment).improves(kappa)) break;
        (goal.met(*vertex) ? bracket.met : bracket.missed) = std::move(vertex);
    }
    return kappa;
}

std::vector<PriceRange> slotPrices(const PriceFace& face, const Task& task, PriceFace::Unit unit) {
    std::vector<PriceRange> prices;
    for (std::size_t j = 0; j < task.capacity().size(); ++j) {
        PriceRange& price = prices.emplace_back();
        price.more = face.leastPrice(j, unit);
        // Equal ends may come out in the wrong order by a rounding.
        if (task.capacity()[j] > 0) price.less = std::max(price.more, face.greatestPrice(j, unit));
    }
    return prices;
}

}  // namespace

Sensitivity priceRanges(Transport& transport, const Task& task, const Constraints& constraints,
                        const Bracket& found, const std::stop_token& stop) {
    const Table& table = transport.dual().table();
    const Goal& goal = task.goal();
    Bracket bracket = found;
    const double kappa = bracket.missed ? settle(transport, task, bracket, stop) : 0.0;
    const double scale =
        task.floor() ? static_cast<double>(table.queries) : std::abs(goal.required);
    const auto exact = [&](const Vertex& vertex) {
        const double distance = std::abs(goal.resource(*vertex) - goal.required);
        return distance < kInfinity && distance <= parameters::prices::kSameAsRequired * scale;
    };
    std::vector<Vertex> parts{bracket.met};
    if (bracket.missed && !exact(bracket.met)) {
        if (exact(bracket.missed)) parts.clear();
        parts.push_back(bracket.missed);
    }

    PriceFace::Optimum optimum;
    optimum.qualityPrice = task.floor() ? kappa : 1.0 / kappa;
    // Two vertices share one λ only, and a constraint that is exceeded has the price 0.
    optimum.unique = parts.size() == 2 || !exact(parts.front());
    for (const Vertex& part : parts) optimum.parts.emplace_back(part->assignment);
    for (std::size_t j = 0; j < table.models; ++j) {
        // A capacity beyond N has slots to spare whatever the routing.
        bool spare = constraints.capacityOf(j) > static_cast<std::int64_t>(table.queries);
        for (const Vertex& part : parts) spare = spare || part->load[j] < task.capacity()[j];
        optimum.spare.push_back(spare ? 1 : 0);
    }
    const PriceFace face(table, optimum, stop, transport.memory());

    Sensitivity result;
    result.qualityPrice = {face.low(), face.high()};
    result.capacityPrice = slotPrices(face, task, PriceFace::Unit::Usd);
    if (!task.floor()) result.capacityAnswers = slotPrices(face, task, PriceFace::Unit::Answers);
    return result;
}

Sensitivity withoutPrices(const SolveResult& infeasible) {
    Sensitivity result;
    result.status = infeasible.status;
    result.explanation = infeasible.explanation;
    result.limit = infeasible.limit;
    return result;
}

}  // namespace orl
