#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "tests/core/optimize/instances.h"

namespace {

// Every allocation of this program by new is counted, to tell what no structure's own account does.
// One thread counts at a time: the tests that use threads do not look at it.
thread_local std::size_t held = 0;
thread_local std::size_t most = 0;

[[maybe_unused]] void* counted(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    held += malloc_usable_size(memory);
    most = std::max(most, held);
    return memory;
}

[[maybe_unused]] void release(void* memory) {
    if (memory != nullptr) held -= std::min(held, malloc_usable_size(memory));
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc)
}

}  // namespace

// Sanitizers bring their own, of which only all can be replaced: under them nothing is counted.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(std::size_t bytes) {
    return counted(std::malloc(std::max<std::size_t>(bytes, 1)));  // NOLINT
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    const auto unit = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit));  // NOLINT
}
void operator delete(void* memory) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t /*bytes*/) noexcept {
    release(memory);
}
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*a*/) noexcept {
    release(memory);
}
#endif

namespace orl::testing {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20U;

/// What a solve takes at most beside what was there before, by the program's own count.
struct Taken {
    SolveResult result;
    std::size_t bytes = 0;
};

Taken solve(const RoutingProblem& problem, const Constraints& ask, const SolveOptions& options) {
    const std::size_t before = held;
    most = held;
    Taken taken;
    DualOptimizer optimizer(problem);
    taken.result = optimizer.solve(ask, options);
    taken.bytes = most - before;
    return taken;
}

/// Beside what is counted: a few numbers a query, and lists of tens of thousands of queries.
std::size_t uncounted(const RoutingProblem& problem) {
    return 4 * kMegabyte + 400 * problem.queryCount();
}

Constraints oneSlotEach(const RoutingProblem& problem, double floor) {
    Constraints ask;
    ask.qualityFloor = floor;
    ask.capacity.assign(problem.modelCount(), 1);
    return ask;
}

// Far more models than the lists of moves and exchanges are meant for.
TEST(Memory, ManyModelsStayWithinTheBudget) {
    const RoutingProblem problem = instance(Kind::Uniform, 200, 1000, 1);
    for (const double floor : {0.5, 0.9}) {
        for (const std::size_t budget : {48 * kMegabyte, 256 * kMegabyte}) {
            SolveOptions options;
            options.budget.memoryBytes = budget;
            const Constraints ask = oneSlotEach(problem, floor);
            const Taken taken = solve(problem, ask, options);
            ASSERT_TRUE(taken.result.solved());
            EXPECT_TRUE(verify(problem, ask, taken.result.assignment).feasible);
            EXPECT_LE(taken.result.bound, taken.result.cost * (1.0 + 1e-12));
            EXPECT_LT(taken.result.gap, 0.1);
            EXPECT_LE(taken.result.memoryBytes, budget);
            EXPECT_LE(taken.bytes, budget + uncounted(problem));
        }
    }
}

TEST(Memory, AProofThatDoesNotFitLeavesTheBestWithItsGap) {
    const RoutingProblem problem = instance(Kind::Tight, 2000, 11, 3);
    const Constraints ask = tightFloor(problem, 0.12);
    SolveOptions options;
    options.warmStart = false;
    const Taken whole = solve(problem, ask, options);
    ASSERT_EQ(whole.result.proof, Proof::Optimal);
    ASSERT_GT(whole.result.memoryBytes, kMegabyte);
    for (const std::size_t budget : {whole.result.memoryBytes / 2, 2 * kMegabyte}) {
        options.budget.memoryBytes = budget;
        const Taken cut = solve(problem, ask, options);
        ASSERT_TRUE(cut.result.solved());
        EXPECT_TRUE(verify(problem, ask, cut.result.assignment).feasible);
        EXPECT_LE(cut.result.bound, whole.result.cost);
        EXPECT_GE(cut.result.cost, whole.result.cost);
        EXPECT_LT(cut.result.gap, 1e-3);
        EXPECT_LE(cut.result.memoryBytes, budget);
        EXPECT_LE(cut.bytes, budget + uncounted(problem));
    }
}

// Crowds of tied queries between many models: lists by pair of models and unit of quality.
TEST(Memory, CrowdsStayWithinTheBudget) {
    const RoutingProblem problem = instance(Kind::Tied, 400, 150, 5);
    Constraints ask;
    ask.capacity.assign(problem.modelCount(), 4);
    DualOptimizer optimizer(problem);
    ask.qualityFloor = 0.9 * optimizer.maxQuality(ask);
    SolveOptions options;
    options.budget.memoryBytes = 8 * kMegabyte;
    const Taken taken = solve(problem, ask, options);
    ASSERT_TRUE(taken.result.solved());
    const std::size_t budget =
        std::max(options.budget.memoryBytes, 4 * problem.blocks().size() * sizeof(double));
    EXPECT_LE(taken.result.memoryBytes, budget);
    EXPECT_LE(taken.bytes, budget + uncounted(problem));
}

TEST(Memory, GroupsStayWithinTheBudget) {
    const RoutingProblem problem = instance(Kind::Uniform, 120, 400, 7);
    Constraints ask = oneSlotEach(problem, 0.7);
    for (std::size_t i = 0; i < problem.queryCount(); ++i)
        ask.group.push_back(static_cast<std::int32_t>(i % 3));
    ask.groupFloor = {0.75, 0.6, 0.72};
    SolveOptions options;
    options.budget.memoryBytes = 64 * kMegabyte;
    const Taken taken = solve(problem, ask, options);
    ASSERT_TRUE(taken.result.solved());
    EXPECT_LE(taken.result.memoryBytes, options.budget.memoryBytes);
    // The groups' own copy of the problem comes on top.
    EXPECT_LE(taken.bytes, options.budget.memoryBytes +
                               2 * problem.blocks().size() * sizeof(double) + uncounted(problem));
}

TEST(Memory, WhatNoResultCanDoWithoutIsAnError) {
    const RoutingProblem problem = instance(Kind::Uniform, 150, 600, 7);
    SolveOptions options;
    options.budget.memoryBytes = kMegabyte;
    DualOptimizer optimizer(problem);
    EXPECT_THROW(optimizer.solve(oneSlotEach(problem, 0.9), options), Error);
    options.budget.memoryBytes = 256 * kMegabyte;
    EXPECT_TRUE(optimizer.solve(oneSlotEach(problem, 0.9), options).solved());
}

TEST(Memory, ASolveEndsAtItsTime) {
    const RoutingProblem problem = instance(Kind::Tight, 2000, 11, 3);
    const Constraints ask = tightFloor(problem, 0.12);
    SolveOptions options;
    options.budget.proofSeconds = 0.0;
    DualOptimizer optimizer(problem);
    const SolveResult cut = optimizer.solve(ask, options);
    ASSERT_TRUE(cut.solved());
    EXPECT_EQ(cut.proof, Proof::LimitReached);
    options.budget.proofSeconds = 1e9;
    const SolveResult whole = optimizer.solve(ask, options);
    EXPECT_EQ(whole.proof, Proof::Optimal);
    EXPECT_LE(cut.bound, whole.cost);
    EXPECT_GE(cut.cost, whole.cost);
}

}  // namespace
}  // namespace orl::testing
