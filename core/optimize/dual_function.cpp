#include "core/optimize/dual_function.h"

#include <algorithm>
#include <functional>

namespace orl {

namespace {

/// Sums are taken over chunks of this many blocks, then added up in order: the bits depend neither
/// on who evaluates a chunk nor on when.
constexpr std::size_t kChunkBlocks = 512;
/// Fewer chunks are not worth waking a thread for.
constexpr std::size_t kChunksToShare = 4;

double laneSum(const double (&lane)[kernel::kBlockLanes]) {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

}  // namespace

DualFunction::DualFunction(const Table& table, kernel::Function function)
    : m_table(table), m_kernel(function) {}

void DualFunction::evaluate(const Multipliers& at, DualSums& sums,
                            std::vector<std::int32_t>& choice, std::vector<double>* margin) {
    ++m_evaluations;
    const std::size_t blocks = m_table.blocks();
    choice.resize(blocks * Table::kLanes);
    if (margin) margin->resize(blocks * Table::kLanes);
    const std::size_t chunks = (blocks + kChunkBlocks - 1) / kChunkBlocks;
    m_parts.resize(chunks);
    m_loads.assign(chunks * m_table.models, 0);
    const auto work = [&](std::size_t chunk) {
        evaluateChunk(chunk, at, choice.data(), margin ? margin->data() : nullptr);
    };
    if (m_pool && chunks >= kChunksToShare) {
        m_pool->forEach(chunks, {}, std::cref(work));
    } else {
        for (std::size_t chunk = 0; chunk < chunks; ++chunk) work(chunk);
    }
    sums.value = sums.cost = sums.quality = 0.0;
    sums.load.assign(m_table.models, 0);
    sums.unplaced = static_cast<std::int64_t>(m_table.queries);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        sums.value += m_parts[chunk].value;
        sums.cost += m_parts[chunk].cost;
        sums.quality += m_parts[chunk].quality;
        for (std::size_t j = 0; j < m_table.models; ++j)
            sums.load[j] += m_loads[chunk * m_table.models + j];
    }
    for (const std::int64_t load : sums.load) sums.unplaced -= load;
}

void DualFunction::evaluateChunk(std::size_t chunk, const Multipliers& at, std::int32_t* choice,
                                 double* margin) {
    const std::size_t begin = chunk * kChunkBlocks;
    const std::size_t end = std::min(m_table.blocks(), begin + kChunkBlocks);
    const std::size_t first = begin * Table::kLanes;
    const std::size_t queries = std::min(m_table.queries, end * Table::kLanes) - first;
    kernel::Input in{};
    in.blocks = m_table.data + begin * m_table.blockSize();
    in.blockCount = end - begin;
    in.tailLanes = queries - (end - begin - 1) * Table::kLanes;
    in.models = m_table.models;
    in.costWeight = std::max(at.costWeight, kLeastCostWeight);
    in.qualityWeight = at.qualityWeight;
    in.price = at.price.data();
    kernel::Output out{};
    out.choice = choice + first;
    out.margin = margin ? margin + first : nullptr;
    out.load = m_loads.data() + chunk * m_table.models;
    m_kernel(in, out);
    m_parts[chunk] = {laneSum(out.value), laneSum(out.cost), laneSum(out.quality)};
}

}  // namespace orl
