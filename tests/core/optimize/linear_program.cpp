#include "tests/core/optimize/linear_program.h"

#include <algorithm>
#include <cmath>
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
    program.group = constraints.group;
    for (std::size_t g = 0; g < constraints.groupFloor.size(); ++g) {
        const auto members = std::count(constraints.group.begin(), constraints.group.end(),
                                        static_cast<std::int32_t>(g));
        const double floor = constraints.groupFloor[g];
        program.groupRequired.push_back(std::isnan(floor) ? -COIN_DBL_MAX
                                                          : floor * static_cast<double>(members));
    }
    for (const std::int64_t cap : constraints.groupCapacity)
        program.groupCapacity.push_back(cap == kUnlimited ? COIN_DBL_MAX
                                                          : static_cast<double>(cap));
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
    // Rows: one a query (equal to 1), one a model (at most its capacity), floor or budget, then a
    // floor a group and a cap a group and model.
    const std::size_t goalRow = queries + models;
    const std::size_t floorRow = goalRow + 1;
    const std::size_t capRow = floorRow + program.groupRequired.size();
    const std::size_t rowCount = capRow + program.groupCapacity.size();
    const int rows = static_cast<int>(rowCount);
    std::vector<double> lower(rowCount, -COIN_DBL_MAX);
    std::vector<double> upper(rowCount, COIN_DBL_MAX);
    for (std::size_t i = 0; i < queries; ++i) lower[i] = upper[i] = 1.0;
    for (std::size_t j = 0; j < models; ++j) upper[queries + j] = program.capacity[j];
    if (floor)
        lower[goalRow] = program.required;
    else
        upper[goalRow] = program.required * scale;
    std::copy(program.groupRequired.begin(), program.groupRequired.end(),
              lower.begin() + static_cast<std::ptrdiff_t>(floorRow));
    std::copy(program.groupCapacity.begin(), program.groupCapacity.end(),
              upper.begin() + static_cast<std::ptrdiff_t>(capRow));
    std::vector<double> objective;
    std::vector<double> columnUpper;
    std::vector<CoinBigIndex> starts{0};
    std::vector<int> index;
    std::vector<double> value;
    const auto entry = [&](std::size_t row, double what) {
        index.push_back(static_cast<int>(row));
        value.push_back(what);
    };
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            const bool allowed = problem.allowed(i, j);
            const double cost = allowed ? problem.cost(i, j) * scale : 0.0;
            objective.push_back(floor ? cost : -problem.quality(i, j));
            columnUpper.push_back(allowed ? 1.0 : 0.0);
            entry(i, 1.0);
            entry(queries + j, 1.0);
            entry(goalRow, floor ? problem.quality(i, j) : cost);
            if (capRow > floorRow)
                entry(floorRow + static_cast<std::size_t>(program.group[i]), problem.quality(i, j));
            if (rowCount > capRow)
                entry(capRow + static_cast<std::size_t>(program.group[i]) * models + j, 1.0);
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
