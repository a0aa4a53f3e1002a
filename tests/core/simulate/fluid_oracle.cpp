#include "fluid_oracle.h"

#include <cmath>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <vector>

namespace orl::testing {
namespace {

/// Columns x_ij of the pairs that are open, then one for t. Rows: a query each, the goal, a model
/// each.
struct Program {
    std::vector<double> lower, upper, columnUpper, objective, value;
    std::vector<CoinBigIndex> starts{0};
    std::vector<int> index;

    void entry(std::size_t row, double what) {
        index.push_back(static_cast<int>(row));
        value.push_back(what);
    }
    void close(double cost, double most) {
        objective.push_back(cost);
        columnUpper.push_back(most);
        starts.push_back(static_cast<CoinBigIndex>(index.size()));
    }
    std::optional<double> optimum() const {
        ClpSimplex simplex;
        simplex.setLogLevel(0);
        simplex.setPrimalTolerance(1e-9);
        simplex.setDualTolerance(1e-9);
        const std::vector<double> none(objective.size(), 0.0);
        simplex.loadProblem(static_cast<int>(objective.size()), static_cast<int>(lower.size()),
                            starts.data(), index.data(), value.data(), none.data(),
                            columnUpper.data(), objective.data(), lower.data(), upper.data());
        simplex.initialSolve();
        if (!simplex.isProvenOptimal()) return std::nullopt;
        return simplex.objectiveValue();
    }
};

/// @param scaled whether the supply is t times what is given, and t is made least
Program programOf(const FluidProblem& problem, std::span<const double> supply, bool scaled) {
    const bool floor = problem.mode == RoutingMode::CostUnderFloor;
    const std::size_t queries = problem.weight.size();
    const std::size_t models = problem.models;
    Program program;
    program.lower.assign(queries, 1.0);
    program.upper.assign(queries, 1.0);
    program.lower.push_back(floor ? problem.floor : -COIN_DBL_MAX);
    program.upper.push_back(floor || std::isinf(problem.budget) ? COIN_DBL_MAX : problem.budget);
    for (std::size_t j = 0; j < models; ++j) {
        program.lower.push_back(-COIN_DBL_MAX);
        const bool none = std::isinf(supply[j]);
        program.upper.push_back(none ? COIN_DBL_MAX : (scaled ? 0.0 : supply[j]));
    }
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            const std::size_t k = i * models + j;
            if (problem.cost[k] == RoutingProblem::kForbidden || supply[j] == 0.0) continue;
            program.entry(i, 1.0);
            program.entry(queries,
                          problem.weight[i] * (floor ? problem.quality[k] : problem.cost[k]));
            program.entry(queries + 1 + j, problem.weight[i] * problem.seconds[k]);
            const double cost = floor ? problem.cost[k] : -problem.quality[k];
            program.close(scaled ? 0.0 : problem.weight[i] * cost, 1.0);
        }
    }
    if (!scaled) return program;
    for (std::size_t j = 0; j < models; ++j) {
        if (supply[j] > 0.0 && std::isfinite(supply[j])) program.entry(queries + 1 + j, -supply[j]);
    }
    program.close(1.0, COIN_DBL_MAX);
    return program;
}

}  // namespace

std::optional<double> fluidOptimum(const FluidProblem& problem, std::span<const double> supply) {
    const auto optimum = programOf(problem, supply, false).optimum();
    if (!optimum) return std::nullopt;
    return problem.mode == RoutingMode::CostUnderFloor ? *optimum : -*optimum;
}

std::optional<double> fluidLeastScale(const FluidProblem& problem, std::span<const double> unit) {
    return programOf(problem, unit, true).optimum();
}

}  // namespace orl::testing
