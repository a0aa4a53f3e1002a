#include "core/optimize/bound/coarse.h"

#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr std::size_t kRatio = 8;         ///< one block in so many
constexpr std::size_t kLeastBlocks = 64;  ///< of a sample worth taking
constexpr double kTolerance = 1e-4;       ///< of the bound on a sample
constexpr int kEvaluations = 200;

/// A copy of evenly spread whole blocks.
AlignedVector<double> sampleBlocks(const Table& table, std::size_t count) {
    AlignedVector<double> data;
    const std::size_t whole = table.queries / Table::kLanes;
    data.reserve(count * table.blockSize());
    for (std::size_t s = 0; s < count; ++s) {
        const double* block = table.data + (2 * s + 1) * whole / (2 * count) * table.blockSize();
        data.insert(data.end(), block, block + table.blockSize());
    }
    return data;
}

}  // namespace

FrontierSearch::Start coarseStart(const Table& table, const Goal& goal,
                                  const std::vector<std::int64_t>& capacity, ThreadPool* pool,
                                  std::stop_token stop) {
    const std::size_t blocks = table.queries / Table::kLanes / kRatio;
    if (blocks < kLeastBlocks) return {};
    const AlignedVector<double> data = sampleBlocks(table, blocks);
    const Table sample{data.data(), blocks * Table::kLanes, table.models};
    const double share = static_cast<double>(sample.queries) / static_cast<double>(table.queries);
    const Goal goalOfSample{goal.mode, goal.required * share, goal.slack * share};
    std::vector<std::int64_t> slots;
    for (const std::int64_t c : capacity) {
        const auto part = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(c)));
        slots.push_back(std::min(part, static_cast<std::int64_t>(sample.queries)));
    }
    Transport transport(sample);
    transport.dual().shareWith(pool);
    FrontierSearch search(transport, goalOfSample, slots, nullptr, stop);
    Bracket bracket =
        search.run(coarseStart(sample, goalOfSample, slots, pool, stop), kTolerance, kEvaluations);
    if (bracket.unplaced > 0 || bracket.price.empty()) return {};
    const double width = 2.0 / std::sqrt(static_cast<double>(sample.queries));
    return {bracket.multiplier, std::move(bracket.price), width};
}

}  // namespace orl
