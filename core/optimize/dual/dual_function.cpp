#include "core/optimize/dual/dual_function.h"

#include <algorithm>
#include <functional>

#include "core/optimize/parameters.h"

namespace orl {

namespace {

using namespace parameters::dual;
/// Sums are taken over chunks, then added up in order: the bits depend neither on who evaluates a
/// chunk nor on when.
constexpr std::size_t kChunkQueries = kChunkBlocks * Table::kLanes;

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
    const std::size_t chunks = chunkCount();
    m_parts.resize(chunks);
    m_loads.assign(chunks * m_table.models, 0);
    const auto work = [&](std::size_t chunk) {
        const std::size_t first = chunk * kChunkQueries;
        m_parts[chunk] = evaluateChunk(chunk, at, choice.data() + first,
                                       margin ? margin->data() + first : nullptr,
                                       m_loads.data() + chunk * m_table.models);
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

void DualFunction::forUndecided(const Multipliers& at, double reach,
                                const std::function<void(const Undecided&)>& visit) {
    ++m_evaluations;
    std::vector<std::int32_t> choice(kChunkQueries);
    std::vector<double> margin(kChunkQueries);
    std::vector<std::int64_t> load(m_table.models);
    for (std::size_t chunk = 0; chunk < chunkCount(); ++chunk) {
        evaluateChunk(chunk, at, choice.data(), margin.data(), load.data());
        const std::size_t first = chunk * kChunkQueries;
        const std::size_t queries = std::min(m_table.queries - first, kChunkQueries);
        for (std::size_t i = 0; i < queries; ++i) {
            if (margin[i] <= reach)
                visit({margin[i], static_cast<std::int32_t>(first + i), choice[i]});
        }
    }
}

std::vector<Undecided> DualFunction::undecided(const Multipliers& at, double reach,
                                               std::size_t limit) {
    const auto closer = [](const Undecided& a, const Undecided& b) {
        return a.margin < b.margin || (a.margin == b.margin && a.query < b.query);
    };
    std::vector<Undecided> found;
    const auto keepClosest = [&] {
        if (found.size() <= limit) return;
        const auto end = found.begin() + static_cast<std::ptrdiff_t>(limit);
        std::nth_element(found.begin(), end, found.end(), closer);
        found.resize(limit);
    };
    forUndecided(at, reach, [&](const Undecided& query) {
        found.push_back(query);
        if (found.size() > 2 * limit + kChunkQueries) keepClosest();
    });
    keepClosest();
    std::sort(found.begin(), found.end(), closer);
    return found;
}

std::size_t DualFunction::chunkCount() const {
    return (m_table.blocks() + kChunkBlocks - 1) / kChunkBlocks;
}

DualFunction::Part DualFunction::evaluateChunk(std::size_t chunk, const Multipliers& at,
                                               std::int32_t* choice, double* margin,
                                               std::int64_t* load) const {
    const std::size_t first = chunk * kChunkQueries;
    const std::size_t queries = std::min(m_table.queries - first, kChunkQueries);
    kernel::Input in{};
    in.blocks = m_table.data + chunk * kChunkBlocks * m_table.blockSize();
    in.blockCount = (queries + Table::kLanes - 1) / Table::kLanes;
    in.tailLanes = queries - (in.blockCount - 1) * Table::kLanes;
    in.models = m_table.models;
    in.costWeight = std::max(at.costWeight, kLeastCostWeight);
    in.qualityWeight = at.qualityWeight;
    in.price = at.price.data();
    kernel::Output out{};
    out.choice = choice;
    out.margin = margin;
    out.load = load;
    m_kernel(in, out);
    return {laneSum(out.value), laneSum(out.cost), laneSum(out.quality)};
}

}  // namespace orl
