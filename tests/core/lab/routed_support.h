#pragma once

#include <functional>
#include <memory>
#include <random>

#include "core/lab/settings.h"
#include "core/lab/sweeps.h"
#include "core/lab/views.h"
#include "core/optimize/optimize.h"

/// Small routed batches without a data set behind them.
namespace orl::testing {

/// Dearer models are mostly better; costs in USD.
inline RoutingProblem randomProblem(std::size_t queries, std::size_t models, unsigned seed,
                                    bool forbids = false) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    RoutingProblem problem(queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        const double length = 0.5 + unit(random);
        const double ease = unit(random);
        for (std::size_t j = 0; j < models; ++j) {
            const double strength = double(j + 1) / double(models);
            const double quality = std::min(1.0, 0.4 + 0.3 * ease + 0.4 * strength * unit(random));
            problem.set(i, j, 0.004 * length * strength * (0.5 + unit(random)), quality);
            if (forbids && j > 0 && unit(random) < 0.2) problem.forbid(i, j);
        }
    }
    return problem;
}

/// The cheapest routing of this mean quality, with so many of the queries as every model's slots.
inline ConstraintSettings floorOf(double floor, double capacity = 1.0) {
    ConstraintSettings settings;
    settings.qualityFloor = floor;
    settings.commonCapacity = capacity;
    return settings;
}

/// Few values that repeat: ties of costs, qualities and slopes.
inline RoutingProblem tiedProblem(std::size_t queries, std::size_t models, unsigned seed) {
    std::mt19937 random(seed);
    RoutingProblem problem(queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            problem.set(i, j, 0.001 * double(1 + random() % 4), 0.5 + 0.1 * double(random() % 5));
        }
    }
    return problem;
}

/// The optimizer's answer as the window would hold it.
inline std::shared_ptr<SolveView> routed(const RoutingProblem& problem,
                                         const ConstraintSettings& settings,
                                         const std::function<void(Constraints&)>& adjust = {}) {
    auto experiment = std::make_shared<Experiment>();
    experiment->problem = problem;
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    for (std::size_t i = 0; i < queries; ++i) experiment->rows.push_back(i);
    for (std::size_t j = 0; j < models; ++j) experiment->models.push_back("m" + std::to_string(j));
    experiment->level.assign(queries, 0);
    experiment->levelNames = {"all"};
    const auto unknown = [&] {
        return Grid::Constant(Eigen::Index(queries), Eigen::Index(models), kMissing);
    };
    experiment->truth.outcome = unknown();
    experiment->truth.realizedCost = unknown();
    auto view = std::make_shared<SolveView>();
    view->scenario.constraints = settings;
    view->constraints = constraintsOf(settings, *experiment);
    if (adjust) adjust(view->constraints);
    view->experiment = experiment;
    view->alphaValues = std::make_shared<const std::vector<double>>(alphaGrid(experiment->problem));
    view->budgetValues =
        std::make_shared<const std::vector<double>>(budgetGrid(experiment->problem));
    DualOptimizer optimizer(experiment->problem);
    view->reach.maxQuality = optimizer.maxQuality(view->constraints);
    if (settings.mode == RoutingMode::QualityUnderBudget) {
        view->reach.minCost = optimizer.minCost(view->constraints);
    }
    view->reach.leastCommonCapacity =
        leastCommonCapacity(settings, {}, experiment->models, queries);
    SolveOptions options;
    options.budget = kQuickBudget;
    auto result = std::make_shared<SolveResult>(optimizer.solve(view->constraints, options));
    view->status = result->status;
    view->assignment = std::make_shared<const Assignment>(std::move(result->assignment));
    view->certificate = result;
    view->chosen.cost = result->cost;
    return view;
}

}  // namespace orl::testing
