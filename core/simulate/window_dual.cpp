#include "core/simulate/window_dual.h"

#include <algorithm>
#include <limits>

namespace orl {
namespace {

/// Most waiting queries that one window decides about, the longest waiting; the slots of a pool are
/// far fewer.
constexpr std::size_t kMostInWindow = 512;
constexpr double kNotThere = std::numeric_limits<double>::infinity();

}  // namespace

/// What each model is priced at, and behind them going on to wait: for the best of the busy models
/// until it is free, and as long again as the query has waited so that nobody waits for ever.
void WindowDual::price(const Candidate& query, const Room& room, std::vector<double>& value) const {
    const RoutingProblem& problem = input().experiment.problem;
    const std::size_t models = problem.modelCount();
    double waits = kNotThere;
    double dearest = -kNotThere;
    for (std::size_t j = 0; j < models; ++j) {
        value[j] = kNotThere;
        const std::int64_t slots = input().plan.slotsOf(j);
        if (slots == 0 || !problem.allowed(query.row, j)) continue;
        const double priced = OnlineDual::priced(query.row, j);
        if (!room.slots.full(j)) {
            value[j] = priced;
            dearest = std::max(dearest, priced);
        } else if (room.busy[j] >= slots) {
            waits = std::min(
                waits, priced + waitingCost(expectedWait(room, j) + room.now - query.arrived));
        }
    }
    // Where no busy model is worth waiting for, whoever finds a slot takes it.
    const double last = std::max(dearest, 0.0) + 1e3 * (objectiveSpread() + 1e-12);
    value[models] = std::min(waits, last);
}

RoutingProblem WindowDual::problemOf(std::span<const Candidate> waiting, const Room& room) const {
    const std::size_t models = input().experiment.models.size();
    RoutingProblem window(waiting.size(), models + 1);
    std::vector<double> value(models + 1);
    for (std::size_t k = 0; k < waiting.size(); ++k) {
        price(waiting[k], room, value);
        const double least = *std::min_element(value.begin(), value.end());
        for (std::size_t j = 0; j <= models; ++j) {
            if (value[j] == kNotThere) {
                window.forbid(k, j);
            } else {
                window.set(k, j, value[j] - least, 0.0);
            }
        }
    }
    return window;
}

void WindowDual::assign(std::span<const Candidate> waiting, Room& room,
                        std::span<std::int32_t> model) {
    std::fill(model.begin(), model.end(), -1);
    learnFromFew();
    const auto decided = waiting.first(std::min(waiting.size(), kMostInWindow));
    const auto models = static_cast<std::int32_t>(input().experiment.models.size());
    const RoutingProblem window = problemOf(decided, room);
    Constraints constraints;
    constraints.capacity.assign(static_cast<std::size_t>(models) + 1, kUnlimited);
    for (std::size_t j = 0; j + 1 < constraints.capacity.size(); ++j) {
        const std::int64_t slots = input().plan.slotsOf(j);
        if (slots == kUnlimited) continue;
        constraints.capacity[j] = room.slots.full(j) ? 0 : slots - room.busy[j];
    }
    SolveOptions options;
    options.budget = kQuickBudget;
    options.stop = input().stop;
    const SolveResult solved = DualOptimizer(window).solve(constraints, options);
    for (std::size_t k = 0; k < solved.assignment.size(); ++k) {
        if (solved.assignment[k] < models) model[k] = solved.assignment[k];
    }
}

}  // namespace orl
