// Where a query would go elsewhere: wall-clock milliseconds of the first query and of the next one.
//   bench_flips
#include <fmt/format.h>

#include <chrono>

#include "core/lab/flips.h"
#include "tests/core/lab/routed_support.h"

namespace {

using namespace orl;           // NOLINT(google-build-using-namespace)
using namespace orl::testing;  // NOLINT(google-build-using-namespace)

double millisecondsOf(FlipEngine& engine, const SolveView& view, std::size_t query, FlipAxis axis) {
    const auto begin = std::chrono::steady_clock::now();
    engine.along(view, query, axis, {});
    const auto passed = std::chrono::steady_clock::now() - begin;
    return std::chrono::duration<double, std::milli>(passed).count();
}

}  // namespace

int main() {
    constexpr std::size_t models = 10;
    for (const std::size_t queries : {2'500UL, 10'000UL, 100'000UL}) {
        for (const double capacity : {1.0, 0.4}) {
            ConstraintSettings settings;
            settings.qualityFloor = 0.75;
            settings.commonCapacity = capacity;
            const auto view = routed(randomProblem(queries, models, 1), settings);
            FlipEngine engine;
            fmt::print("{:>7} queries, L {:>3.0f} %:", queries, capacity * 100.0);
            for (const FlipAxis axis :
                 {FlipAxis::Constraint, FlipAxis::Price, FlipAxis::Capacity}) {
                const double first = millisecondsOf(engine, *view, 0, axis);
                const double next = millisecondsOf(engine, *view, 7, axis);
                fmt::print("  {:>5.0f} {:>5.0f}", first, next);
            }
            fmt::print("\n");
        }
    }
    return 0;
}
