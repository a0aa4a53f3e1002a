#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "../evaluate/builders.h"
#include "core/simulate/simulation.h"
#include "core/support/random.h"

namespace orl::testing {

/// One query and one model: a queue of the textbooks.
inline Experiment oneServer() {
    RoutingProblem problem(1, 1);
    problem.set(0, 0, 0.001, 0.5);
    return experimentOf(std::move(problem), Truth{});
}

/// As many queries as asked for with random predictions, seconds and outcomes.
inline Experiment pool(std::uint64_t seed, std::size_t queries, std::size_t models,
                       double forbidden = 0.0) {
    Random random(seed);
    RoutingProblem problem = smoothProblem(random, queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j + 1 < models; ++j) {
            if (random.uniform() < forbidden) problem.forbid(i, j);
        }
    }
    Truth truth = randomTruth(random, problem, 0.05);
    Experiment experiment = experimentOf(std::move(problem), std::move(truth));
    experiment.hasOutcomes = true;
    auto seconds = std::make_shared<std::vector<double>>();
    seconds->reserve(queries * models);
    for (std::size_t k = 0; k < queries * models; ++k) {
        seconds->push_back(random.uniform(0.2, 2.0));
    }
    experiment.seconds = seconds;
    for (std::size_t i = 0; i < queries; ++i) {
        experiment.task.push_back("task " + std::to_string(i * 7 % 3));
    }
    return experiment;
}

/// Poisson arrivals at one model with so many slots.
inline SimulationPlan queuePlan(double rate, std::int64_t slots, ServicePlan::Kind service,
                                double seconds, std::uint64_t queries, std::uint64_t seed) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = rate;
    plan.arrivals.queries = queries;
    plan.service.kind = service;
    plan.service.seconds = seconds;
    plan.concurrency = {slots};
    plan.seed = seed;
    return plan;
}

/// Mean and standard error of the mean.
struct Band {
    double mean = 0.0;
    double error = 0.0;
};
inline Band bandOf(const std::vector<double>& values) {
    Band band;
    for (const double value : values) band.mean += value;
    band.mean /= static_cast<double>(values.size());
    double squares = 0.0;
    for (const double value : values) squares += (value - band.mean) * (value - band.mean);
    const auto count = static_cast<double>(values.size());
    band.error = std::sqrt(squares / (count - 1.0) / count);
    return band;
}

}  // namespace orl::testing
