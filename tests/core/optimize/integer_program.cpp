#include "tests/core/optimize/integer_program.h"

#include <CbcModel.hpp>
#include <OsiClpSolverInterface.hpp>
#include <ctime>
#include <vector>

namespace orl::testing {

IntegerOptimum branchAndCut(const RoutingProblem& problem, const Constraints& constraints,
                            const IntegerEffort& effort) {
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    const bool floor = constraints.mode == RoutingMode::CostUnderFloor;
    double scale = 0.0;  // tolerances are absolute: bring costs to about 1
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            if (problem.allowed(i, j)) scale += problem.cost(i, j);
        }
    }
    scale = scale > 0.0 ? static_cast<double>(queries * models) / scale : 1.0;
    const int rows = static_cast<int>(queries + models) + 1;
    std::vector<double> lower(static_cast<std::size_t>(rows), -COIN_DBL_MAX);
    std::vector<double> upper(static_cast<std::size_t>(rows), COIN_DBL_MAX);
    for (std::size_t i = 0; i < queries; ++i) lower[i] = upper[i] = 1.0;
    for (std::size_t j = 0; j < models; ++j) {
        if (constraints.capacityOf(j) != kUnlimited)
            upper[queries + j] = static_cast<double>(constraints.capacityOf(j));
    }
    if (floor)
        lower.back() = constraints.qualityFloor * static_cast<double>(queries);
    else
        upper.back() = constraints.budget * scale;

    CoinPackedMatrix matrix(true, 0, 0);
    matrix.setDimensions(rows, 0);
    std::vector<double> objective;
    std::vector<double> columnUpper;
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            const bool allowed = problem.allowed(i, j);
            const double cost = allowed ? problem.cost(i, j) * scale : 0.0;
            const double quality = problem.quality(i, j);
            const int index[] = {static_cast<int>(i), static_cast<int>(queries + j), rows - 1};
            const double value[] = {1.0, 1.0, floor ? quality : cost};
            matrix.appendCol(3, index, value);
            objective.push_back(floor ? cost : -quality);
            columnUpper.push_back(allowed ? 1.0 : 0.0);
        }
    }
    const std::vector<double> columnLower(objective.size(), 0.0);
    OsiClpSolverInterface solver;
    solver.messageHandler()->setLogLevel(0);
    solver.loadProblem(matrix, columnLower.data(), columnUpper.data(), objective.data(),
                       lower.data(), upper.data());
    for (int column = 0; column < static_cast<int>(objective.size()); ++column)
        solver.setInteger(column);
    CbcModel model(solver);
    model.setLogLevel(0);
    model.setMaximumSeconds(effort.seconds);
    model.setMaximumNodes(effort.nodes);
    const std::clock_t begin = std::clock();
    model.initialSolve();
    model.branchAndBound();
    IntegerOptimum out;
    out.milliseconds = 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    out.feasible = model.bestSolution() != nullptr;
    out.proven = model.isProvenOptimal() || model.isProvenInfeasible();
    if (out.feasible) {
        const double value = model.getObjValue();
        out.objective = floor ? value / scale : -value / static_cast<double>(queries);
    }
    return out;
}

}  // namespace orl::testing
