#include "core/optimize/dual_function.h"

#include <algorithm>

namespace orl {

namespace {

/// Partial sums are taken over chunks of this many blocks, then added up in order.
constexpr std::size_t kChunkBlocks = 512;
/// Neighbouring queries often go to the same model: counting into separate tables avoids waiting
/// for one memory cell.
constexpr std::size_t kTables = 4;

double laneSum(const double (&lane)[kernel::kBlockLanes]) {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

}  // namespace

DualFunction::DualFunction(const Table& table) : m_table(table) {
    std::size_t count = 0;
    m_kernel = kernel::supportedVariants(count)->function;
}

void DualFunction::evaluate(const Multipliers& at, DualSums& sums,
                            std::vector<std::int32_t>& choice, std::vector<double>* margin) {
    ++m_evaluations;
    const std::size_t blocks = m_table.blocks();
    choice.resize(blocks * Table::kLanes);
    if (margin) margin->resize(blocks * Table::kLanes);
    sums.value = sums.cost = sums.quality = 0.0;
    const std::size_t row = m_table.models + 1;
    m_count.assign(row * kTables, 0);
    for (std::size_t begin = 0; begin < blocks; begin += kChunkBlocks) {
        const std::size_t end = std::min(blocks, begin + kChunkBlocks);
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
        out.choice = choice.data() + first;
        out.margin = margin ? margin->data() + first : nullptr;
        m_kernel(in, out);
        sums.value += laneSum(out.value);
        sums.cost += laneSum(out.cost);
        sums.quality += laneSum(out.quality);
        for (std::size_t i = 0; i < queries; ++i) {
            const auto slot = static_cast<std::size_t>(std::int64_t{out.choice[i]} + 1);
            ++m_count[i % kTables * row + slot];
        }
    }
    sums.load.assign(m_table.models, 0);
    sums.unplaced = 0;
    for (std::size_t k = 0; k < kTables; ++k) {
        sums.unplaced += m_count[k * row];
        for (std::size_t j = 0; j < m_table.models; ++j) sums.load[j] += m_count[k * row + j + 1];
    }
}

}  // namespace orl
