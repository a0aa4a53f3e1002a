// The dual function against a plain read of the same bytes, and a cold solve against N.
//   bench_kernel [--kernel | --solve]
// Times are the least of many runs, taken in turns so that a busy machine disturbs both alike.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "core/optimize/dual/dual_function.h"
#include "core/optimize/optimize.h"
#include "tests/core/optimize/instances.h"

namespace {

using namespace orl;           // NOLINT(google-build-using-namespace)
using namespace orl::testing;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kModels = 11;

double seconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Sum of doubles, eight registers in flight.
/// @param count a multiple of 64
using Read = double (*)(const double* from, std::size_t count);

// One function per instruction set and prefetch distance: a template cannot carry the target.
#define ORL_READ(name, isa, bytes, ahead)                                         \
    isa double name(const double* from, std::size_t count) {                      \
        using Vec [[gnu::vector_size(bytes)]] = double;                           \
        constexpr std::size_t kWidth = (bytes) / sizeof(double);                  \
        Vec sum[8] = {};                                                          \
        for (const double* end = from + count; from < end; from += 8 * kWidth) {  \
            for (std::size_t k = 0; k < 8; ++k) {                                 \
                Vec v;                                                            \
                std::memcpy(&v, from + k * kWidth, sizeof v);                     \
                if ((ahead) > 0) __builtin_prefetch(from + k * kWidth + (ahead)); \
                sum[k] += v;                                                      \
            }                                                                     \
        }                                                                         \
        double total = 0.0;                                                       \
        for (const Vec& s : sum) {                                                \
            for (std::size_t lane = 0; lane < kWidth; ++lane) total += s[lane];   \
        }                                                                         \
        return total;                                                             \
    }
ORL_READ(readBaseline, , 16, 0)
ORL_READ(readBaselineAhead, , 16, 1024)
#if defined(ORL_KERNEL_X86)
ORL_READ(readAvx2, [[gnu::target("avx2")]], 32, 0)
ORL_READ(readAvx2Ahead, [[gnu::target("avx2")]], 32, 1024)
ORL_READ(readAvx512, [[gnu::target("avx512f")]], 64, 0)
ORL_READ(readAvx512Ahead, [[gnu::target("avx512f")]], 64, 1024)
#endif
#undef ORL_READ

struct Reads {
    const char* name;
    Read plain;
    Read ahead;
};
constexpr Reads kReads[] = {
#if defined(ORL_KERNEL_X86)
    {"avx512", readAvx512, readAvx512Ahead},
    {"avx2", readAvx2, readAvx2Ahead},
#endif
    {"baseline", readBaseline, readBaselineAhead},
};

std::atomic<double> sink;

/// All bytes of a table, in the pieces that the dual function takes.
double readAll(Read read, std::span<const double> data, ThreadPool& pool) {
    constexpr std::size_t kPiece = 512 * kModels * 2 * RoutingProblem::kLanes;
    const std::size_t pieces = (data.size() + kPiece - 1) / kPiece;
    std::vector<double> sums(pieces);
    const auto work = [&](std::size_t p) {
        sums[p] =
            read(data.data() + p * kPiece, std::min(kPiece, data.size() - p * kPiece) / 64 * 64);
    };
    if (pieces > 1) {
        pool.forEach(pieces, {}, std::cref(work));
    } else {
        work(0);
    }
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

void benchKernel(std::size_t queries, std::size_t threads) {
    const RoutingProblem problem = instance(Kind::Uniform, queries, kModels, 1);
    const std::span<const double> data = problem.blocks();
    const double bytes = static_cast<double>(data.size_bytes());
    ThreadPool pool(threads);
    std::size_t count = 0;
    const kernel::Variant* variants = kernel::supportedVariants(count);
    for (std::size_t v = 0; v < count; ++v) {
        const auto& reads = *std::find_if(
            std::begin(kReads), std::end(kReads),
            [&](const Reads& r) { return std::strcmp(r.name, variants[v].name) == 0; });
        DualFunction dual(tableOf(problem), variants[v].function);
        dual.shareWith(&pool);
        Multipliers at{1.0, 0.0, std::vector<double>(kModels, 0.1)};
        DualSums sums;
        std::vector<std::int32_t> choice;
        std::vector<double> margin;
        double read = INFINITY;
        double evaluation = INFINITY;
        double withMargin = INFINITY;
        const int inner = static_cast<int>(std::max(1.0, 2e7 / bytes));
        const int rounds = queries > 1000000 ? 7 : 40;
        const auto least = [&](double& time, const std::function<void(int)>& work) {
            time = std::min(time, seconds([&] {
                                      for (int r = 0; r < inner; ++r) work(r);
                                  }) / inner);
        };
        for (int round = 0; round < rounds; ++round) {
            least(read, [&](int) { sink = readAll(reads.plain, data, pool); });
            least(read, [&](int) { sink = readAll(reads.ahead, data, pool); });
            const auto vary = [&](int r) { at.qualityWeight = 0.1 + 0.03 * ((round + r) % 29); };
            least(evaluation, [&](int r) {
                vary(r);
                dual.evaluate(at, sums, choice);
            });
            least(withMargin, [&](int r) {
                vary(r);
                dual.evaluate(at, sums, choice, &margin);
            });
        }
        fmt::print("{:>9} {:>7} {:>9} {:>10.4f} {:>9.1f} {:>9.1f} {:>7.0f} {:>9.1f} {:>7.0f}\n",
                   queries, threads, variants[v].name, evaluation * 1e3, bytes / read * 1e-9,
                   bytes / evaluation * 1e-9, 100.0 * read / evaluation, bytes / withMargin * 1e-9,
                   100.0 * read / withMargin);
        std::fflush(stdout);
    }
}

/// A line of /proc/self/status in bytes.
double statusBytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) return std::stod(line.substr(key.size())) * 1024.0;
    }
    return NAN;
}

/// Of a sample, so that the big instance is solved only once.
double floorAtSeventyPercent(Kind kind, double share) {
    const RoutingProblem sample = instance(kind, 10000, kModels, 42);
    Constraints ask;
    ask.capacity = capacityShare(sample, share);
    DualOptimizer optimizer(sample);
    const double low = optimizer.solve(ask).quality;
    return low + 0.7 * (optimizer.maxQuality(ask) - low);
}

/// Cold solves in a process of their own; its greatest memory after the first is that solve's.
void benchSolve(Kind kind, std::size_t queries, double share, int threads, double floor) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child != 0) {
        waitpid(child, nullptr, 0);
        return;
    }
    Constraints ask;
    ask.qualityFloor = floor;
    const RoutingProblem problem = instance(kind, queries, kModels, 42);
    ask.capacity = capacityShare(problem, share);
    const double input = statusBytes("VmRSS:");
    SolveResult result;
    double start = 0.0;
    double cold = INFINITY;
    double extra = 0.0;
    for (int run = 0; run < (queries > 1000000 ? 1 : 5); ++run) {
        std::unique_ptr<DualOptimizer> optimizer;
        start = seconds([&] { optimizer = std::make_unique<DualOptimizer>(problem, threads); });
        cold = std::min(cold, seconds([&] { result = optimizer->solve(ask); }));
        if (run > 0) continue;
        extra = (statusBytes("VmHWM:") - input) / static_cast<double>(queries);
    }
    fmt::print(
        "{:>9} {:>17} {:>5.2f} {:>7} {:>9.1f} {:>9.1f} {:>9.3f} {:>6} {:>9.1e} {:>9.1f} "
        "{:>7.2f}\n",
        queries, nameOf(kind), share, threads, start * 1e3, cold * 1e3,
        cold * 1e6 / static_cast<double>(queries), result.iterations, result.gap, extra,
        1.0 + extra / (16.0 * kModels));
    std::fflush(stdout);
    _exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string only = argc > 1 ? argv[1] : "";
    if (only != "--solve") {
        fmt::print(
            "One evaluation of the dual function, 11 models, and a plain read of the same bytes\n"
            "{:>9} {:>7} {:>9} {:>10} {:>9} {:>9} {:>7} {:>9} {:>7}\n",
            "N", "threads", "variant", "ms", "read GB/s", "GB/s", "% read", "+margins", "% read");
        for (const std::size_t threads : {1UL, 2UL}) {
            for (const std::size_t queries : {1000UL, 4000UL, 100000UL, 1000000UL, 10000000UL})
                if (threads == 1 || queries > 4000) benchKernel(queries, threads);
        }
    }
    if (only != "--kernel") {
        fmt::print(
            "\nCold solve, floor at 70 % of the reachable range; memory beside the input's 176 "
            "bytes a query\n{:>9} {:>17} {:>5} {:>7} {:>9} {:>9} {:>9} {:>6} {:>9} {:>9} {:>7}\n",
            "N", "instance", "L/N", "threads", "start ms", "cold ms", "us/query", "calls", "gap",
            "B/query", "x input");
        for (const Kind kind : {Kind::RouterBench, Kind::Tied}) {
            for (const double share : {1.0, 0.15}) {
                const double floor = floorAtSeventyPercent(kind, share);
                for (const int threads : {1, 2}) {
                    for (const std::size_t queries : {10000UL, 100000UL, 1000000UL, 10000000UL})
                        benchSolve(kind, queries, share, threads, floor);
                }
            }
        }
    }
    return 0;
}
