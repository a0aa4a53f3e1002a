#include "core/optimize/bound/coarse.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/parameters.h"

namespace orl {

namespace {

using namespace parameters::bound;

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
                                  std::pmr::memory_resource* memory, std::stop_token stop) {
    const std::size_t blocks = table.queries / Table::kLanes / kSampleRatio;
    if (blocks < kLeastSampleBlocks) return {};
    const AlignedVector<double> data = sampleBlocks(table, blocks);
    const Table sample{data.data(), blocks * Table::kLanes, table.models};
    const double share = static_cast<double>(sample.queries) / static_cast<double>(table.queries);
    const Goal goalOfSample{goal.mode, goal.required * share, goal.slack * share};
    std::vector<std::int64_t> slots;
    for (const std::int64_t c : capacity) {
        const auto part = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(c)));
        slots.push_back(std::min(part, static_cast<std::int64_t>(sample.queries)));
    }
    Transport transport(sample, memory);
    transport.dual().shareWith(pool);
    FrontierSearch search(transport, goalOfSample, slots, nullptr, stop);
    Bracket bracket = search.run(coarseStart(sample, goalOfSample, slots, pool, memory, stop),
                                 kSampleTolerance, kSampleEvaluations);
    if (bracket.unplaced > 0 || bracket.price.empty()) return {};
    const double width = kSampleWidth / std::sqrt(static_cast<double>(sample.queries));
    return {bracket.multiplier, std::move(bracket.price), width};
}

}  // namespace orl
