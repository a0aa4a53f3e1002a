#include "core/optimize/bound/transport.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/dual/ties.h"
#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

using namespace parameters::bound;
using parameters::kPriceTie;

}  // namespace

Transport::Transport(const Table& table, std::pmr::memory_resource* memory)
    : m_dual(1, DualFunction(table)),
      m_table(table),
      m_queries(static_cast<std::int64_t>(table.queries)),
      m_moves(memory),
      m_waiting(memory),
      m_greatestCost(orl::greatestCost(table)) {}

Transport::Transport(const GroupedTable& groups, std::pmr::memory_resource* memory)
    : Transport(groups.whole(), memory) {
    m_groups = &groups;
    m_queries = static_cast<std::int64_t>(groups.queryCount());
    m_dual.clear();
    for (std::size_t g = 0; g < groups.groups(); ++g) m_dual.emplace_back(groups.part(g));
}

std::int64_t Transport::room(std::size_t row, std::size_t model) const {
    const std::size_t bin = row + model;
    const std::size_t whole = m_modelRow + model;
    return std::min(m_limit[bin] - m_load[bin], m_limit[whole] - m_load[whole]);
}

std::int64_t Transport::solve(const std::vector<std::int64_t>& capacity, const Multipliers& start,
                              std::span<const std::int32_t> previous, const std::stop_token& stop,
                              TransportPoint& point, const GroupTerms& terms) {
    open(capacity, start, terms);
    assign(previous);

    Path path;
    std::int64_t excess = 0;
    for (const std::int64_t e : m_excess) excess += std::max<std::int64_t>(e, 0);
    const auto wanted = [&] {
        return static_cast<std::size_t>(kMovesPerExcess * excess) + kMovesPerModel * m_table.models;
    };
    std::int64_t before = 0;  // excess when the moves were collected
    for (std::int64_t round = 0; excess > 0; ++round) {
        if (stop.stop_requested()) throw Cancelled();
        if (round == 0) {
            m_coreTarget = wanted();
            collectMoves();
            before = excess;
        }
        if (!shortestPath(path)) break;
        if (path.usesSentinel) {
            m_coreTarget = excess < before / 2 ? wanted() : kMovesGrowth * m_coreTarget;
            collectMoves();
            before = excess;
            continue;
        }
        excess -= apply(path);
    }
    if (excess + m_sums.unplaced > 0) return excess + m_sums.unplaced;

    report(point);
    point.at.qualityWeight = start.qualityWeight;
    point.groupWeight = terms.qualityWeight;
    return 0;
}

/// Lays out the nodes with their limits, weights and first prices.
void Transport::open(const std::vector<std::int64_t>& capacity, const Multipliers& start,
                     const GroupTerms& terms) {
    const std::size_t models = m_table.models;
    m_costWeight = std::max(start.costWeight, kLeastCostWeight);
    m_qualityWeight.assign(m_dual.size(), start.qualityWeight);
    for (std::size_t g = 0; g < terms.qualityWeight.size(); ++g)
        m_qualityWeight[g] += terms.qualityWeight[g];

    m_modelRow = 0;
    m_rowOfGroup.clear();
    constexpr std::size_t kDirect = ~std::size_t{0};
    for (std::size_t g = 0; g < m_dual.size(); ++g) {
        bool capped = false;
        for (std::size_t j = 0; j < models && !terms.capacity.empty(); ++j) {
            const auto members = static_cast<std::int64_t>(m_groups->queries(g));
            capped = capped || terms.capacity[g * models + j] < std::min(capacity[j], members);
        }
        m_rowOfGroup.push_back(capped ? m_modelRow : kDirect);
        m_modelRow += capped ? models : 0;
    }
    for (std::size_t& row : m_rowOfGroup) row = row == kDirect ? m_modelRow : row;
    const std::size_t nodes = m_modelRow + models;
    m_limit.assign(nodes, 0);
    m_price.assign(nodes, 0.0);
    double least = kInfinity;
    for (std::size_t j = 0; j < models; ++j) {
        const double asked = j < start.price.size() ? start.price[j] : 0.0;
        double& price = m_price[m_modelRow + j];
        m_limit[m_modelRow + j] = capacity[j];
        price = capacity[j] == 0 ? kInfinity : std::isfinite(asked) ? asked : 0.0;
        least = std::min(least, price);
    }
    for (std::size_t j = 0; j < models; ++j) m_price[m_modelRow + j] -= least;
    for (std::size_t g = 0; g < m_dual.size(); ++g) {
        for (std::size_t j = 0; j < models && m_rowOfGroup[g] != m_modelRow; ++j) {
            const std::size_t at = g * models + j;
            const std::size_t bin = m_rowOfGroup[g] + j;
            const double asked = at < terms.price.size() ? terms.price[at] : 0.0;
            m_limit[bin] = std::min(terms.capacity[at], capacity[j]);
            m_price[bin] = m_limit[bin] == 0
                               ? kInfinity
                               : m_price[m_modelRow + j] + (std::isfinite(asked) ? asked : 0.0);
        }
    }
}

void Transport::report(TransportPoint& point) {
    const std::size_t models = m_table.models;
    // Where slots are left over, somebody's price is 0; where none are, a common shift is free.
    double least = kInfinity;
    for (std::size_t j = 0; j < models; ++j) {
        if (m_limit[m_modelRow + j] > 0) least = std::min(least, m_price[m_modelRow + j]);
    }
    for (double& price : m_price) price -= least;
    const auto modelPrices = m_price.begin() + static_cast<std::ptrdiff_t>(m_modelRow);
    point.at.costWeight = m_costWeight;
    point.at.price.assign(modelPrices, m_price.end());
    point.groupPrice.clear();
    for (std::size_t g = 0; g < m_dual.size() && m_modelRow > 0; ++g) {
        for (std::size_t j = 0; j < models; ++j) {
            // A bin that nobody uses may be priced below its model: then the model's price will do.
            const double model = point.at.price[j];
            const double bin = m_price[m_rowOfGroup[g] + j];
            point.groupPrice.push_back(model < kInfinity ? std::max(0.0, bin - model) : 0.0);
        }
    }
    point.assignment.assign(m_choice.begin(),
                            m_choice.begin() + static_cast<std::ptrdiff_t>(m_table.queries));
    // Next to a sum that it once was, a much smaller one is rounding.
    if (m_greatestSum > kSumShrunk * m_sums.cost) addUp();
    point.cost = m_sums.cost;
    point.quality = m_sums.quality;
    point.regret = 0.0;
    const auto loads = m_load.begin() + static_cast<std::ptrdiff_t>(m_modelRow);
    point.load.assign(loads, m_load.end());
}

void Transport::addUp() {
    m_sums.cost = m_sums.quality = 0.0;
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        if (m_choice[i] < 0) continue;
        m_sums.cost += m_table.cost(i, static_cast<std::size_t>(m_choice[i]));
        m_sums.quality += m_table.quality(i, static_cast<std::size_t>(m_choice[i]));
    }
}

void Transport::assign(std::span<const std::int32_t> previous) {
    evaluate(m_sums, m_choice);
    m_greatestSum = m_sums.cost;
    m_stale = false;
    countLoads();
    settleTies(previous);
    fillBins();
    placeDummies();
}

/// The minimising assignment and its margins at the present prices, group by group.
void Transport::evaluate(DualSums& sums, std::vector<std::int32_t>& choice) {
    ++m_evaluations;
    const auto models = static_cast<std::ptrdiff_t>(m_table.models);
    const auto at = [&](std::size_t g) {
        const auto row = m_price.begin() + static_cast<std::ptrdiff_t>(m_rowOfGroup[g]);
        return Multipliers{m_costWeight, m_qualityWeight[g], {row, row + models}};
    };
    if (m_groups == nullptr) {
        m_dual.front().evaluate(at(0), sums, choice, &m_margin);
        return;
    }
    sums = {};
    choice.assign(m_table.queries, -1);
    m_margin.assign(m_table.queries, kInfinity);
    DualSums part;
    std::vector<std::int32_t> chosen;
    std::vector<double> margin;
    for (std::size_t g = 0; g < m_dual.size(); ++g) {
        if (m_groups->queries(g) == 0) continue;
        m_dual[g].evaluate(at(g), part, chosen, &margin);
        const auto count = static_cast<std::ptrdiff_t>(m_groups->queries(g));
        const auto first = static_cast<std::ptrdiff_t>(m_groups->first(g));
        std::copy_n(chosen.begin(), count, choice.begin() + first);
        std::copy_n(margin.begin(), count, m_margin.begin() + first);
        sums.cost += part.cost;
        sums.quality += part.quality;
        sums.unplaced += part.unplaced;
    }
}

void Transport::countLoads() {
    m_load.assign(m_limit.size(), 0);
    if (m_groups == nullptr) {
        m_load = m_sums.load;
        return;
    }
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        if (m_choice[i] < 0) continue;
        const auto j = static_cast<std::size_t>(m_choice[i]);
        ++m_load[m_modelRow + j];
        if (rowOf(i) != m_modelRow) ++m_load[rowOf(i) + j];
    }
}

/// Among ties the kernel takes the cheapest model, which may overload it by thousands. Queries that
/// tie stay where they were, or go where there is room.
void Transport::settleTies(std::span<const std::int32_t> previous) {
    const double greatestPair = m_greatestCost * m_costWeight +
                                *std::max_element(m_qualityWeight.begin(), m_qualityWeight.end());
    const double greatest = ties::greatest(kPriceTie, greatestPair, m_price);
    const auto count = static_cast<std::ptrdiff_t>(m_table.queries);
    m_crowd = std::count_if(m_margin.begin(), m_margin.begin() + count,
                            [&](double margin) { return margin <= greatest; });
    bool overloaded = false;
    for (std::size_t node = 0; node < m_limit.size(); ++node)
        overloaded |= m_load[node] > m_limit[node];
    if (m_crowd == 0 || (!overloaded && previous.empty())) return;
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        const std::int32_t chosen = m_choice[i];
        if (chosen < 0 || !(m_margin[i] <= greatest)) continue;
        if (!previous.empty() && previous[i] == chosen) continue;
        const auto j = static_cast<std::size_t>(chosen);
        const std::size_t row = rowOf(i);
        const double t = qualityWeight(i);
        const double least = weight(i, j, t) + m_price[row + j];
        const double tie = kPriceTie * (m_table.cost(i, j) * m_costWeight +
                                        m_table.quality(i, j) * t + m_price[row + j]);
        if (m_margin[i] > tie) continue;
        std::size_t best = j;
        if (!previous.empty() && previous[i] >= 0) {
            const auto k = static_cast<std::size_t>(previous[i]);
            if (weight(i, k, t) + m_price[row + k] - least <= tie) best = k;
        } else if (room(row, j) < 0) {
            for (std::size_t k = 0; k < m_table.models; ++k) {
                if (weight(i, k, t) + m_price[row + k] - least <= tie &&
                    room(row, k) > room(row, best))
                    best = k;
            }
        }
        if (best != j) moveQuery(i, best);
    }
}

void Transport::moveQuery(std::size_t query, std::size_t to) {
    const auto from = static_cast<std::size_t>(m_choice[query]);
    m_sums.cost += m_table.cost(query, to) - m_table.cost(query, from);
    m_sums.quality += m_table.quality(query, to) - m_table.quality(query, from);
    m_greatestSum = std::max(m_greatestSum, m_sums.cost);
    --m_load[m_modelRow + from];
    ++m_load[m_modelRow + to];
    if (rowOf(query) != m_modelRow) {
        --m_load[rowOf(query) + from];
        ++m_load[rowOf(query) + to];
    }
    m_choice[query] = static_cast<std::int32_t>(to);
}

/// A priced bin passes on as much as it may, whether it has that much or not; others what they
/// have.
void Transport::fillBins() {
    const std::size_t models = m_table.models;
    m_flow.assign(m_limit.size(), 0);
    m_excess.assign(m_limit.size(), 0);
    for (std::size_t j = m_modelRow; j < m_limit.size(); ++j) m_excess[j] = m_load[j] - m_limit[j];
    for (std::size_t bin = 0; bin < m_modelRow; ++bin) {
        const std::size_t model = m_modelRow + bin % models;
        if (m_limit[bin] > 0) {
            m_flow[bin] =
                m_price[bin] > m_price[model] ? m_limit[bin] : std::min(m_load[bin], m_limit[bin]);
        }
        m_excess[bin] = m_load[bin] - m_flow[bin];
        m_excess[model] -= m_excess[bin];
    }
}

void Transport::placeDummies() {
    const std::size_t nodes = m_limit.size();
    m_dummies.assign(nodes, 0);
    std::int64_t spare = m_sums.unplaced - m_queries;
    for (std::size_t j = m_modelRow; j < nodes; ++j) spare += m_limit[j];
    std::size_t free = nodes;  // a model of price 0: where dummies are at home
    for (std::size_t j = m_modelRow; j < nodes; ++j) {
        if (m_limit[j] == 0 || m_price[j] > 0.0) continue;
        free = j;
        const std::int64_t room = std::min(spare, std::max<std::int64_t>(-m_excess[j], 0));
        m_dummies[j] = room;
        m_excess[j] += room;
        spare -= room;
    }
    if (spare > 0 && free < nodes) {
        m_dummies[free] += spare;
        m_excess[free] += spare;
    }
}

}  // namespace orl
