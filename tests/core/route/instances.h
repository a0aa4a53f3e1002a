#pragma once

#include <cmath>

#include "core/problem.h"
#include "core/route/router.h"
#include "core/support/random.h"

namespace orl::testing {

/// A random problem with ties (few distinct numbers), forbidden pairs and at least one model a
/// query.
inline RoutingProblem randomProblem(Random& random, std::size_t queries, std::size_t models,
                                    double forbiddenShare = 0.1) {
    RoutingProblem problem(queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        const std::size_t always = random.below(models);
        for (std::size_t j = 0; j < models; ++j) {
            if (j != always && random.uniform() < forbiddenShare) {
                problem.forbid(i, j);
            } else {
                problem.set(i, j, static_cast<double>(random.below(12)) / 1000.0,
                            static_cast<double>(random.below(9)) / 8.0);
            }
        }
    }
    return problem;
}

/// A problem as predictors make them: distinct numbers, dearer models abler on the whole.
inline RoutingProblem smoothProblem(Random& random, std::size_t queries, std::size_t models) {
    RoutingProblem problem(queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        const double difficulty = random.uniform();
        for (std::size_t j = 0; j < models; ++j) {
            const double tier = static_cast<double>(j + 1) / static_cast<double>(models);
            const double cost = 1e-4 * std::pow(30.0, tier) * random.uniform(0.5, 1.5);
            const double quality =
                1.0 / (1.0 + std::exp(4.0 * (difficulty - tier) + random.uniform(-1.0, 1.0)));
            problem.set(i, j, cost, quality);
        }
    }
    return problem;
}

inline Truth randomTruth(Random& random, const RoutingProblem& problem, double missingShare = 0.1) {
    Truth truth;
    truth.outcome.resize(static_cast<Eigen::Index>(problem.queryCount()),
                         static_cast<Eigen::Index>(problem.modelCount()));
    truth.realizedCost.resizeLike(truth.outcome);
    for (Eigen::Index i = 0; i < truth.outcome.rows(); ++i) {
        for (Eigen::Index j = 0; j < truth.outcome.cols(); ++j) {
            const double quality =
                problem.quality(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
            truth.outcome(i, j) = random.uniform() < missingShare ? kMissing
                                  : random.uniform() < quality    ? 1.0
                                                                  : 0.0;
            truth.realizedCost(i, j) = random.uniform() < missingShare
                                           ? kMissing
                                           : static_cast<double>(random.below(12) + 1) / 1000.0;
        }
    }
    return truth;
}

inline std::vector<std::int64_t> randomCapacity(Random& random, std::size_t queries,
                                                std::size_t models) {
    std::vector<std::int64_t> capacity(models);
    for (auto& slots : capacity) {
        slots = random.below(4) == 0 ? kUnlimited
                                     : static_cast<std::int64_t>(random.below(queries + 1));
    }
    return capacity;
}

}  // namespace orl::testing
