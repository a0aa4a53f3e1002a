/// Simulated queries a second, one thread, processor time, the best of five runs of a million.
///
///     bench_simulate [--queue | --reference]
///
/// Eleven models with ten slots and a queue of eight each, 2,000 distinct queries, Poisson arrivals
/// at 85 % of the slots, constant service; greedy rules, and the dual at arrival. Then a queue of
/// three servers (M/M/3 at 90 %), with --reference beside SimPy (python3-simpy of Debian; skipped
/// where it is not there).

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>

#include "core/simulate/simulation.h"
#include "core/support/random.h"

namespace {

using namespace orl;

constexpr std::uint64_t kQueries = 1'000'000;

double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Experiment poolOf(std::size_t queries, std::size_t models) {
    Random random(7);
    Experiment experiment;
    experiment.problem = RoutingProblem(queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        const double difficulty = random.uniform();
        for (std::size_t j = 0; j < models; ++j) {
            const double tier = static_cast<double>(j + 1) / static_cast<double>(models);
            experiment.problem.set(
                i, j, 1e-4 * std::pow(30.0, tier) * random.uniform(0.5, 1.5),
                1.0 / (1.0 + std::exp(4.0 * (difficulty - tier) + random.uniform(-1.0, 1.0))));
        }
        experiment.rows.push_back(i);
        experiment.level.push_back(static_cast<int>(5.0 * difficulty));
    }
    experiment.levelNames = {"1", "2", "3", "4", "5"};
    for (std::size_t j = 0; j < models; ++j) experiment.models.push_back(std::to_string(j));
    return experiment;
}

SimulationPlan planOf(std::size_t models, std::int64_t slots, double rate, double seconds) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = rate;
    plan.arrivals.queries = kQueries;
    plan.service.kind = ServicePlan::Kind::Constant;
    plan.service.seconds = seconds;
    plan.concurrency.assign(models, slots);
    plan.qualityFloor = 0.6;
    return plan;
}

struct Timed {
    double perSecond = 0.0;
    double wait = 0.0;
};

Timed timed(const Experiment& experiment, const SimulationPlan& plan, const std::string& router) {
    Timed best;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const double begun = processorSeconds();
        const SimulationResult run = simulate(experiment, plan, {router, {}});
        const double taken = processorSeconds() - begun;
        if (!run.measures.conserved()) std::abort();
        best.perSecond = std::max(best.perSecond, static_cast<double>(kQueries) / taken);
        best.wait = run.measures.wait.mean();
    }
    return best;
}

/// What the command prints; empty where it fails.
std::string outputOf(const std::string& command) {
    std::string text;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return text;
    std::array<char, 512> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) text += part.data();
    if (pclose(pipe) != 0) text.clear();
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string only = argc > 1 ? argv[1] : "";
    const bool reference = only == "--reference";
    const Experiment experiment = poolOf(2000, 11);
    const SimulationPlan plan = [] {
        SimulationPlan busy = planOf(11, 10, 0.85 * 110.0 / 2.0, 2.0);
        busy.queue.limit = 8;
        return busy;
    }();
    for (const char* router : {"cheapest", "cost-only", "quality-only", "threshold", "willingness",
                               "balance-aware", "random", "online-dual"}) {
        if (only == "--queue") break;
        const Timed run = timed(experiment, plan, router);
        fmt::print("{:14} {:>9.0f} queries a second\n", router, run.perSecond);
    }
    Experiment one = poolOf(1, 1);
    SimulationPlan queue = planOf(1, 3, 0.9 * 3.0, 1.0);
    queue.service.kind = ServicePlan::Kind::Exponential;
    const Timed own = timed(one, queue, "cheapest");
    fmt::print("{:14} {:>9.0f} queries a second, mean wait {:.3f} s\n", "M/M/3", own.perSecond,
               own.wait);
    if (!reference) return 0;
    const std::string said =
        outputOf(fmt::format("/usr/bin/python3 {}/tests/bench/reference/simulate_speed.py 200000 3 "
                             "2.7 1.0 1 2>/dev/null",
                             ORL_SOURCE_DIR));
    if (said.empty()) {
        fmt::print("SimPy          skipped: python3-simpy is not installed\n");
        return 0;
    }
    fmt::print("SimPy          {}", said);
    return 0;
}
