#include "tests/core/optimize/linear_program.h"

#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <vector>

namespace orl::testing {

LinearProgram linearProgram(const RoutingProblem& problem, const Constraints& constraints) {
    const auto queries = static_cast<double>(problem.queryCount());
    LinearProgram program;
    program.mode = constraints.mode;
    program.required = program.mode == RoutingMode::CostUnderFloor
                           ? constraints.qualityFloor * queries
                           : constraints.budget;
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        const std::int64_t capacity = constraints.capacityOf(j);
        program.capacity.push_back(capacity == kUnlimited ? COIN_DBL_MAX
                                                          : static_cast<double>(capacity));
    }
    return program;
}

std::optional<double> linearOptimum(const RoutingProblem& problem, const Constraints& constraints) {
    const std::optional<double> optimum =
        linearOptimum(problem, linearProgram(problem, constraints));
    if (!optimum || constraints.mode == RoutingMode::CostUnderFloor) return optimum;
    return *optimum / static_cast<double>(problem.queryCount());
}

std::optional<double> linearOptimum(const RoutingProblem& problem, const LinearProgram& program) {
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    const bool floor = program.mode == RoutingMode::CostUnderFloor;
    double scale = 0.0;  // simplex tolerances are absolute: bring costs to about 1
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            if (problem.allowed(i, j)) scale += problem.cost(i, j);
        }
    }
    scale = scale > 0.0 ? static_cast<double>(queries * models) / scale : 1.0;
    // Rows: one a query (equal to 1), one a model (at most its capacity), then floor or budget.
    const int rows = static_cast<int>(queries + models) + 1;
    std::vector<double> lower(static_cast<std::size_t>(rows), -COIN_DBL_MAX);
    std::vector<double> upper(static_cast<std::size_t>(rows), COIN_DBL_MAX);
    for (std::size_t i = 0; i < queries; ++i) lower[i] = upper[i] = 1.0;
    for (std::size_t j = 0; j < models; ++j) upper[queries + j] = program.capacity[j];
    if (floor)
        lower.back() = program.required;
    else
        upper.back() = program.required * scale;
    std::vector<double> objective;
    std::vector<double> columnUpper;
    std::vector<CoinBigIndex> starts{0};
    std::vector<int> index;
    std::vector<double> value;
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            const bool allowed = problem.allowed(i, j);
            const double cost = allowed ? problem.cost(i, j) * scale : 0.0;
            objective.push_back(floor ? cost : -problem.quality(i, j));
            columnUpper.push_back(allowed ? 1.0 : 0.0);
            for (const int row : {static_cast<int>(i), static_cast<int>(queries + j), rows - 1})
                index.push_back(row);
            for (const double entry : {1.0, 1.0, floor ? problem.quality(i, j) : cost})
                value.push_back(entry);
            starts.push_back(static_cast<CoinBigIndex>(index.size()));
        }
    }
    const int columns = static_cast<int>(objective.size());
    const std::vector<double> columnLower(objective.size(), 0.0);
    ClpSimplex simplex;
    simplex.setLogLevel(0);
    simplex.setPrimalTolerance(1e-9);
    simplex.setDualTolerance(1e-9);
    simplex.loadProblem(columns, rows, starts.data(), index.data(), value.data(),
                        columnLower.data(), columnUpper.data(), objective.data(), lower.data(),
                        upper.data());
    simplex.initialSolve();
    if (!simplex.isProvenOptimal()) return std::nullopt;
    const double optimum = simplex.objectiveValue();
    return floor ? optimum / scale : -optimum;
}

}  // namespace orl::testing
