#include "core/lab/sweeps.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/lab/settings.h"
#include "core/own_router.h"

namespace orl {

namespace {

/// Mean quality and total cost of the cheapest and of the best allowed model of every query.
struct RoutingRange {
    double cheapest = 0.0;
    double best = 0.0;
    double leastCost = 0.0;
    double bestCost = 0.0;
};

RoutingRange routingRange(const RoutingProblem& problem) {
    RoutingRange range;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        double leastCost = RoutingProblem::kForbidden;
        double cheapest = 0.0;
        double best = -1.0;
        double bestCost = 0.0;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!problem.allowed(i, j)) continue;
            if (problem.quality(i, j) > best) {
                best = problem.quality(i, j);
                bestCost = problem.cost(i, j);
            }
            if (problem.cost(i, j) < leastCost) {
                leastCost = problem.cost(i, j);
                cheapest = problem.quality(i, j);
            }
        }
        range.cheapest += cheapest;
        range.best += best;
        range.leastCost += leastCost;
        range.bestCost += bestCost;
    }
    range.cheapest /= static_cast<double>(problem.queryCount());
    range.best /= static_cast<double>(problem.queryCount());
    return range;
}

std::vector<double> capacityGrid(double least) {
    std::vector<double> values;
    const int first = static_cast<int>(std::ceil(least * 100.0 - 1e-9));
    if (first > 0) values.push_back(first / 100.0);  // for one model all there is
    for (int percent = 5; percent <= 100; percent += 5) {
        if (percent > first) values.push_back(percent / 100.0);
    }
    return values;
}

bool hasPoints(const SweepView& view) {
    return std::ranges::any_of(view.points, [](const auto& row) {
        return std::ranges::any_of(row, [](const auto& point) { return point.has_value(); });
    });
}

std::shared_ptr<SweepView> startingView(const SweepInputs& inputs, const SweepView* before) {
    auto view = std::make_shared<SweepView>();
    view->inputs = inputs;
    view->points.resize(inputs.routers.size());
    for (auto& row : view->points) row.resize(inputs.values.size());
    if (!before || !before->inputs.samePointsAs(inputs)) return view;
    const std::vector<std::string>& known = before->inputs.routers;
    for (std::size_t r = 0; r < inputs.routers.size(); ++r) {
        const auto same = std::ranges::find(known, inputs.routers[r]);
        if (same != known.end()) {
            view->points[r] = before->points[std::size_t(same - known.begin())];
        }
    }
    return view;
}

}  // namespace

std::vector<double> alphaGrid(const RoutingProblem& problem) {
    const RoutingRange range = routingRange(problem);
    const int step = range.best - range.cheapest > 0.25 ? 2 : 1;
    std::vector<double> values;
    int percent = static_cast<int>(std::floor(range.cheapest * 100.0)) / step * step;
    for (; percent < 100 && percent / 100.0 < range.best + step / 100.0; percent += step) {
        values.push_back(percent / 100.0);
    }
    // Where the cheapest models are never wrong there is one floor to show.
    if (values.empty()) values.push_back(1.0);
    return values;
}

std::vector<double> budgetGrid(const RoutingProblem& problem) {
    constexpr int kSteps = 20;
    const RoutingRange range = routingRange(problem);
    if (!(range.bestCost > 0.0)) return {range.leastCost};
    // Nothing is in equal ratios from a routing that costs nothing.
    const double least = std::max(range.leastCost, range.bestCost * 1e-3);
    std::vector<double> values;
    for (int k = 0; k <= kSteps; ++k) {
        const double value = least * std::pow(range.bestCost / least, double(k) / kSteps);
        if (values.empty() || value > values.back()) values.push_back(value);
    }
    // The cheapest routing must fit into the least of them, whatever the order of the sum.
    values.front() *= 1.0 + 1e-9;
    if (values.size() > 1) values.back() = std::max(values.back(), range.bestCost) * (1.0 + 1e-9);
    return values;
}

bool SweepInputs::sameAs(const SweepInputs& other) const {
    return routers == other.routers && samePointsAs(other);
}

bool SweepInputs::samePointsAs(const SweepInputs& other) const {
    return experiment == other.experiment && over == other.over && values == other.values &&
           seed == other.seed && base.mode == other.base.mode &&
           base.qualityFloor == other.base.qualityFloor && base.budget == other.base.budget &&
           sameLimits(base, other.base);
}

SweepInputs sweepInputs(SweepOver over, const SolveView& solve,
                        const std::vector<std::string>& routers) {
    SweepInputs inputs;
    inputs.experiment = solve.experiment;
    inputs.over = over;
    inputs.base = solve.constraints;
    inputs.routers = routers;
    std::erase_if(inputs.routers, [&](const std::string& id) {
        return isOwnRouter(id) && solve.experiment->ownPlanOf(id) == nullptr;
    });
    inputs.seed = solve.scenario.preparation.seed;
    // What the sweep itself replaces must not make two equal sweeps look different.
    if (over == SweepOver::Alpha) {
        inputs.base.mode = RoutingMode::CostUnderFloor;
        inputs.base.budget = std::numeric_limits<double>::infinity();
        inputs.base.qualityFloor = 0.0;
        inputs.values = *solve.alphaValues;
    } else if (over == SweepOver::Budget) {
        inputs.base.mode = RoutingMode::QualityUnderBudget;
        inputs.base.budget = 0.0;
        inputs.base.qualityFloor = 0.0;
        inputs.values = *solve.budgetValues;
    } else {
        if (inputs.base.mode == RoutingMode::CostUnderFloor) {
            inputs.base.budget = std::numeric_limits<double>::infinity();
        } else {
            inputs.base.qualityFloor = 0.0;
        }
        inputs.base.capacity.clear();
        const auto usable = solve.experiment->models.size() - solve.scenario.pool.disabled.size();
        const auto each = static_cast<double>(std::max<std::size_t>(usable, 1));
        const auto queries = static_cast<double>(solve.experiment->problem.queryCount());
        inputs.values = capacityGrid(std::ceil(queries / each) / queries);
    }
    return inputs;
}

void runSweep(const SweepInputs& inputs, const std::shared_ptr<const SweepView>& before,
              const Job& job,
              const std::function<void(std::shared_ptr<const SweepView>)>& publish) {
    const auto view = startingView(inputs, before.get());
    const bool replaces = before && !before->inputs.samePointsAs(inputs) && hasPoints(*before);
    SweepOptions options;
    options.over = inputs.over;
    options.values = inputs.values;
    options.routers = inputs.routers;
    options.base = inputs.base;
    options.seed = inputs.seed;
    auto last = std::chrono::steady_clock::now();
    sweep(*inputs.experiment, options, job, [&](const SweepPoint& point) {
        const auto router = std::ranges::find(inputs.routers, point.evaluation.router);
        const auto value = std::ranges::find(inputs.values, point.value);
        if (router == inputs.routers.end() || value == inputs.values.end()) return;
        view->points[std::size_t(router - inputs.routers.begin())]
                    [std::size_t(value - inputs.values.begin())] = point;
        const auto now = std::chrono::steady_clock::now();
        if (replaces || now - last < std::chrono::milliseconds(100)) return;
        last = now;
        publish(std::make_shared<const SweepView>(*view));
    });
    view->complete = true;
    publish(view);
}

std::vector<SweepPoint> SweepView::flat() const {
    std::vector<SweepPoint> all;
    for (const auto& row : points) {
        for (const auto& point : row) {
            if (point) all.push_back(*point);
        }
    }
    return all;
}

}  // namespace orl
