#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "../route/instances.h"
#include "core/experiment/experiment.h"

namespace orl::testing {

/// Queries without level or tokens, models "m0", "m1", … without prices, nothing recorded.
inline Dataset emptyDataset(std::size_t queries, std::size_t models) {
    Dataset data;
    data.name = "test data";
    for (std::size_t i = 0; i < queries; ++i) {
        Query query;
        query.text = "query " + std::to_string(i);
        data.queries.push_back(query);
    }
    for (std::size_t j = 0; j < models; ++j) {
        ModelInfo model;
        model.name = "m" + std::to_string(j);
        data.models.push_back(model);
    }
    const auto rows = static_cast<Eigen::Index>(queries);
    const auto columns = static_cast<Eigen::Index>(models);
    data.score = Grid::Constant(rows, columns, kMissing);
    data.cost = data.score;
    data.outputTokens = data.score;
    return data;
}

inline Predictions emptyPredictions(std::size_t queries, std::size_t models) {
    const Grid unknown = Grid::Constant(static_cast<Eigen::Index>(queries),
                                        static_cast<Eigen::Index>(models), kMissing);
    return {unknown, unknown, unknown};
}

inline std::vector<std::size_t> allRows(const Dataset& data) {
    return data.rowsOfSplit("");
}

/// An experiment straight from a problem and a truth, all queries on one of two levels.
inline Experiment experimentOf(RoutingProblem problem, Truth truth) {
    Experiment experiment;
    experiment.problem = std::move(problem);
    experiment.truth = std::move(truth);
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        experiment.rows.push_back(i);
        experiment.level.push_back(static_cast<int>(i % 2));
    }
    for (std::size_t j = 0; j < experiment.problem.modelCount(); ++j) {
        experiment.models.push_back("m" + std::to_string(j));
    }
    experiment.levelNames = {"easy", "hard"};
    return experiment;
}

}  // namespace orl::testing
