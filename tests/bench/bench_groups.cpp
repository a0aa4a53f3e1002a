// Solves with floors and caps of groups: cold, dragged, and against the linear optimum.
//   bench_groups [N ...]     default: 1,000 10,000 100,000
// 7 models, 5 groups of falling size; floors for four groups and caps for two, all binding or near.
// Wall-clock milliseconds, medians of 5 or more runs.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <vector>

#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"

namespace {

using namespace orl;           // NOLINT(google-build-using-namespace)
using namespace orl::testing;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kModels = 7;
constexpr std::size_t kGroups = 5;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void bench(std::size_t queries, Kind kind, double share) {
    const RoutingProblem problem = instance(kind, queries, kModels, 42);
    const Constraints ask = groupedConstraints(problem, kGroups, share, 0.6, 7);
    const int runs = queries > 50000 ? 5 : 11;
    SolveOptions cold;
    cold.warmStart = false;
    DualOptimizer optimizer(problem);
    SolveResult result;
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        result = optimizer.solve(ask, cold);
        times.push_back(result.milliseconds);
    }
    std::vector<double> steps;
    std::vector<double> calls;
    Constraints moving = ask;
    for (int step = 0; step < 20; ++step) {
        const double by = step % 10 < 5 ? -0.002 : 0.002;
        (step % 2 == 0 ? moving.qualityFloor : moving.groupFloor[1]) += by;
        const SolveResult moved = optimizer.solve(moving);
        steps.push_back(moved.milliseconds);
        calls.push_back(moved.iterations);
    }
    Constraints plain;
    plain.capacity = ask.capacity;
    plain.qualityFloor = ask.qualityFloor;
    std::vector<double> without;
    for (int run = 0; run < runs; ++run)
        without.push_back(optimizer.solve(plain, cold).milliseconds);
    fmt::print("{:>7} {:>17} {:>5.2f} {:>9.1f} {:>6} {:>9.1f} {:>6.0f} {:>10.1e} {:>12.1f}\n",
               queries, nameOf(kind), share, median(times), result.iterations, median(steps),
               median(calls), result.solved() ? result.gap : NAN, median(without));
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::size_t> sizes;
    for (int a = 1; a < argc; ++a) sizes.push_back(std::strtoul(argv[a], nullptr, 10));
    if (sizes.empty()) sizes = {1000, 10000, 100000};
    fmt::print("{:>7} {:>17} {:>5} {:>9} {:>6} {:>9} {:>6} {:>10} {:>12}\n", "N", "instance", "L/N",
               "cold ms", "calls", "step ms", "calls", "gap", "no groups ms");
    for (const std::size_t queries : sizes) {
        for (const Kind kind : {Kind::RouterBench, Kind::Tied, Kind::Uniform}) {
            for (const double share : {1.0, 0.25}) bench(queries, kind, share);
        }
    }
    return 0;
}
