// Price ranges and the cost curve: wall-clock milliseconds, medians of several runs, 11 models.
//   bench_sensitivity
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

#include "core/optimize/optimize.h"
#include "core/optimize/prices/cost_curve.h"
#include "tests/core/optimize/instances.h"

namespace {

using namespace orl;           // NOLINT(google-build-using-namespace)
using namespace orl::testing;  // NOLINT(google-build-using-namespace)

double medianOf(int runs, const std::function<void()>& work) {
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const auto passed = std::chrono::steady_clock::now() - begin;
        times.push_back(std::chrono::duration<double, std::milli>(passed).count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

void bench(Kind kind, std::size_t queries) {
    constexpr std::size_t kModels = 11;
    const RoutingProblem problem = instance(kind, queries, kModels, 7);
    DualOptimizer optimizer(problem);
    Constraints ask;
    ask.capacity = capacityShare(problem, 0.15);
    const double low = optimizer.solve(ask).quality;
    ask.qualityFloor = low + 0.6 * (optimizer.maxQuality(ask) - low);
    const int runs = queries > 100000 ? 5 : 15;
    SolveOptions cold;
    cold.warmStart = false;
    const double alone = medianOf(runs, [&] { optimizer.sensitivity(ask, cold); });
    optimizer.solve(ask);
    const double after = medianOf(runs, [&] { optimizer.sensitivity(ask); });
    std::size_t points = 0;
    const double curve = medianOf(runs, [&] { points = CostCurve(problem).points().size(); });
    fmt::print("{:>9} {:<18} {:>10.2f} {:>12.2f} {:>10.2f} {:>12}\n", queries, nameOf(kind), alone,
               after, curve, points);
}

}  // namespace

int main() {
    fmt::print("{:>9} {:<18} {:>10} {:>12} {:>10} {:>12}\n", "N", "instance", "cold", "after solve",
               "curve", "breakpoints");
    for (const std::size_t queries : {1000UL, 10000UL, 100000UL, 1000000UL}) {
        for (const Kind kind : {Kind::RouterBench, Kind::Tied}) bench(kind, queries);
    }
    return 0;
}
