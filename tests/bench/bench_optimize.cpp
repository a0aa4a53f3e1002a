// The optimizer against what a user would pick instead, on the same instances in one run.
//   bench_optimize [--quick]     quick: no CBC, no CLP at 10,000
// Times are wall-clock milliseconds; ours are medians of five or more runs, CLP's and CBC's of one.
#include <fmt/format.h>

#include <CbcModel.hpp>
#include <OsiClpSolverInterface.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <functional>
#include <vector>

#include "core/optimize/dual_function.h"
#include "core/optimize/optimize.h"
#include "core/optimize/supergradient.h"
#include "tests/core/optimize/instances.h"
#include "tests/core/optimize/linear_program.h"

namespace {

using namespace orl;           // NOLINT(google-build-using-namespace)
using namespace orl::testing;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kModels = 11;

double milliseconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double medianOf(int runs, const std::function<void()>& work) {
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) times.push_back(milliseconds(work));
    return median(times);
}

/// The binary program as a modelling layer would hand it over, for a limited time.
struct Branched {
    double cost = INFINITY;
    bool proven = false;
    double milliseconds = 0.0;
};
Branched branchAndCut(const RoutingProblem& problem, const Constraints& ask, double seconds) {
    const int queries = static_cast<int>(problem.queryCount());
    const int models = static_cast<int>(problem.modelCount());
    const int rows = queries + models + 1;
    double mean = 0.0;
    for (int i = 0; i < queries; ++i)
        mean += problem.cost(static_cast<std::size_t>(i), 0) / queries;
    const double scale = 1.0 / mean;
    CoinPackedMatrix matrix(true, 0, 0);
    matrix.setDimensions(rows, 0);
    const auto columns = static_cast<std::size_t>(queries * models);
    std::vector<double> objective;
    for (int i = 0; i < queries; ++i) {
        for (int j = 0; j < models; ++j) {
            const auto qi = static_cast<std::size_t>(i);
            const auto mj = static_cast<std::size_t>(j);
            objective.push_back(problem.cost(qi, mj) * scale);
            const int index[] = {i, queries + j, rows - 1};
            const double value[] = {1.0, 1.0, problem.quality(qi, mj)};
            matrix.appendCol(3, index, value);
        }
    }
    std::vector<double> lower(static_cast<std::size_t>(rows), -COIN_DBL_MAX);
    std::vector<double> upper(static_cast<std::size_t>(rows), COIN_DBL_MAX);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) lower[i] = upper[i] = 1.0;
    for (std::size_t j = 0; j < problem.modelCount(); ++j)
        upper[problem.queryCount() + j] = static_cast<double>(ask.capacity[j]);
    lower.back() = ask.qualityFloor * queries;
    const std::vector<double> zeros(columns, 0.0);
    const std::vector<double> ones(columns, 1.0);
    OsiClpSolverInterface solver;
    solver.messageHandler()->setLogLevel(0);
    solver.loadProblem(matrix, zeros.data(), ones.data(), objective.data(), lower.data(),
                       upper.data());
    for (int c = 0; c < queries * models; ++c) solver.setInteger(c);
    Branched out;
    CbcModel model(solver);
    model.setLogLevel(0);
    model.setMaximumSeconds(seconds);
    out.milliseconds = milliseconds([&] {
        model.initialSolve();
        model.branchAndBound();
    });
    out.proven = model.isProvenOptimal();
    if (model.bestSolution() != nullptr) out.cost = model.getObjValue() / scale;
    return out;
}

void benchKernel() {
    fmt::print("One evaluation of the dual function, 1 thread\n{:>8} {:>10} {:>12} {:>12} {:>14}\n",
               "N", "variant", "ms", "ns per pair", "GB/s");
    std::size_t count = 0;
    const kernel::Variant* variants = kernel::supportedVariants(count);
    for (const std::size_t queries : {1000UL, 10000UL, 100000UL, 1000000UL}) {
        const RoutingProblem problem = instance(Kind::Uniform, queries, kModels, 1);
        for (std::size_t v = 0; v < count; ++v) {
            std::vector<std::int32_t> choice(problem.blockCount() * 8);
            const std::vector<double> price(kModels, 0.1);
            kernel::Input in{problem.blocks().data(),
                             problem.blockCount(),
                             queries - (problem.blockCount() - 1) * 8,
                             kModels,
                             1.0,
                             0.0,
                             price.data()};
            kernel::Output out{};
            out.choice = choice.data();
            const int inner = queries < 100000 ? 50 : 3;
            const double time = medianOf(9,
                                         [&] {
                                             for (int r = 0; r < inner; ++r) {
                                                 in.qualityWeight =
                                                     0.1 + 0.01 * r;  // vary the branches
                                                 variants[v].function(in, out);
                                             }
                                         }) /
                                inner;
            const double pairs = static_cast<double>(queries * kModels);
            fmt::print("{:>8} {:>10} {:>12.4f} {:>12.3f} {:>14.1f}\n", queries, variants[v].name,
                       time, time * 1e6 / pairs, pairs * 16.0 / time / 1e6);
        }
    }
}

void benchSolve(std::size_t queries, Kind kind, double share, bool quick) {
    const RoutingProblem problem = instance(kind, queries, kModels, 42);
    Constraints ask;
    ask.capacity = capacityShare(problem, share);
    DualOptimizer optimizer(problem);
    const double low = optimizer.solve(ask).quality;
    const double high = optimizer.maxQuality(ask.capacity);
    ask.qualityFloor = low + 0.7 * (high - low);

    SolveOptions cold;
    cold.warmStart = false;
    SolveResult result;
    const double coldTime =
        medianOf(queries >= 100000 ? 5 : 15, [&] { result = optimizer.solve(ask, cold); });
    DualFunction dual(tableOf(problem));
    DualSums sums;
    std::vector<std::int32_t> choice;
    Multipliers at{1.0, 0.0, std::vector<double>(kModels, 0.0)};
    const double evaluation = medianOf(9, [&] {
        at.qualityWeight += 0.1 * result.qualityPrice;
        dual.evaluate(at, sums, choice);
    });
    Constraints moving = ask;
    optimizer.solve(moving);
    std::vector<double> steps;
    for (int step = 0; step < 20; ++step) {
        moving.qualityFloor += step % 10 < 5 ? -0.002 : 0.002;
        steps.push_back(milliseconds([&] { optimizer.solve(moving); }));
    }
    const double paper =
        queries > 10000 ? NAN : medianOf(5, [&] { solveSupergradient(problem, ask); });
    std::string rivals;
    if (queries <= (quick ? 1000 : 10000)) {
        std::optional<double> linear;
        const double time = milliseconds([&] { linear = linearOptimum(problem, ask); });
        rivals +=
            fmt::format(" {:>10.0f} {:>10.2e}", time, linear ? result.cost / *linear - 1.0 : NAN);
    } else {
        rivals += fmt::format(" {:>10} {:>10}", "-", "-");
    }
    if (queries <= 1000 && !quick) {
        const Branched cbc = branchAndCut(problem, ask, 15.0);
        rivals += fmt::format(" {:>10.0f} {:>10.2e}{}", cbc.milliseconds,
                              result.cost / cbc.cost - 1.0, cbc.proven ? " proven" : " stopped");
    }
    fmt::print(
        "{:>7} {:>17} {:>5.2f} {:>9.3f} {:>9.2f} {:>6.0f} {:>6} {:>9.2f} {:>10.1e} {:>9.1f}{}\n",
        queries, nameOf(kind), share, evaluation, coldTime, coldTime / evaluation,
        result.iterations, median(steps), result.gap, paper, rivals);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
    benchKernel();
    fmt::print(
        "\nFloor at 70 % of the reachable range, 11 models, capacity as a share of N per model\n"
        "{:>7} {:>17} {:>5} {:>9} {:>9} {:>6} {:>6} {:>9} {:>10} {:>9} {:>10} {:>10} {:>10} "
        "{:>10}\n",
        "N", "instance", "L/N", "eval ms", "cold ms", "evals", "calls", "step ms", "gap",
        "paper ms", "CLP ms", "over LP", "CBC ms", "over CBC");
    for (const std::size_t queries : {1000UL, 10000UL, 100000UL}) {
        for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform, Kind::Adversarial}) {
            for (const double share : {1.0, 0.15}) benchSolve(queries, kind, share, quick);
        }
    }
    return 0;
}
