#include <algorithm>
#include <limits>

#include "core/optimize/transport.h"

/// The residual graph of Transport: heaps of moves and the shortest paths through them.
namespace orl {

namespace {

constexpr std::int32_t kSentinel = -1;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Cheapest on top, then the lowest query: the order is total, so results do not depend on history.
constexpr auto kLater = [](const auto& a, const auto& b) {
    return a.key > b.key || (a.key == b.key && a.query > b.query);
};

}  // namespace

/// Fills the heaps with the moves of least reduced cost, about m_coreTarget queries' worth.
void Transport::collectMoves() {
    const std::size_t models = m_table.models;
    const std::size_t queries = m_table.queries;
    if (m_stale) {  // margins belong to the prices of the last evaluation
        DualSums unused;
        std::vector<std::int32_t> choice;
        evaluate(unused, choice);
        m_stale = false;
    }
    m_radius = kInfinity;
    if (m_coreTarget < queries / 2) {
        constexpr std::size_t kSample = 4096;
        const std::size_t stride = std::max<std::size_t>(1, queries / kSample);
        std::vector<double> sample;
        for (std::size_t i = 0; i < queries; i += stride) {
            if (m_choice[i] >= 0) sample.push_back(m_margin[i]);
        }
        if (!sample.empty()) {
            const std::size_t rank = std::min(sample.size() - 1, m_coreTarget / stride + 1);
            std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(rank),
                             sample.end());
            m_radius = sample[rank];
        }
    }
    const std::size_t nodes = m_limit.size();
    m_moves.resize(nodes * models);
    for (auto& heap : m_moves) heap.clear();
    for (std::size_t i = 0; i < queries; ++i) {
        if (m_choice[i] >= 0 && m_margin[i] <= m_radius) pushMoves(i, m_radius);
    }
    if (m_radius < kInfinity) {
        const bool direct = std::count(m_rowOfGroup.begin(), m_rowOfGroup.end(), m_modelRow) > 0;
        for (std::size_t bin = 0; bin < (direct ? nodes : m_modelRow); ++bin) {
            const std::size_t row = bin - bin % models;
            for (std::size_t k = 0; k < models; ++k) {
                if (row + k != bin && m_limit[bin] > 0 && m_limit[row + k] > 0) {
                    m_moves[bin * models + k].push_back(
                        {m_radius + m_price[bin] - m_price[row + k], kSentinel});
                }
            }
        }
    }
    for (auto& heap : m_moves) std::make_heap(heap.begin(), heap.end(), kLater);
}

void Transport::pushMoves(std::size_t query, double limit) {
    const std::size_t models = m_table.models;
    const auto from = static_cast<std::size_t>(m_choice[query]);
    const std::size_t row = rowOf(query);
    const double t = qualityWeight(query);
    const double here = weight(query, from, t);
    for (std::size_t k = 0; k < models; ++k) {
        if (k == from || m_limit[row + k] == 0) continue;
        const double key = weight(query, k, t) - here;
        if (key + m_price[row + k] - m_price[row + from] <= limit && key < kInfinity)
            m_moves[(row + from) * models + k].push_back({key, static_cast<std::int32_t>(query)});
    }
}

/// Of the queries that choose from a row, between two of its models; null if there is none.
const Transport::Move* Transport::cheapest(std::size_t row, std::size_t from, std::size_t to) {
    const auto model = static_cast<std::int32_t>(from);
    auto& heap = m_moves[(row + from) * m_table.models + to];
    while (!heap.empty()) {
        const Move& top = heap.front();
        if (top.query == kSentinel || m_choice[static_cast<std::size_t>(top.query)] == model)
            return &top;
        std::pop_heap(heap.begin(), heap.end(), kLater);
        heap.pop_back();
    }
    return nullptr;
}

void Transport::relax(Path& path, std::size_t from, std::size_t to, double step,
                      std::int32_t who) const {
    if (path.done[to] || m_limit[to] == 0) return;
    const double d = path.distance[from] + std::max(step + (m_price[to] - m_price[from]), 0.0);
    if (d >= path.distance[to]) return;
    path.distance[to] = d;
    path.into[to] = {from, who};
}

/// Dijkstra over the nodes from all overloaded ones to the nearest with room.
bool Transport::shortestPath(Path& path) {
    const std::size_t models = m_table.models;
    const std::size_t nodes = m_limit.size();
    path.distance.assign(nodes, kInfinity);
    path.into.assign(nodes, {nodes, kSentinel});
    path.done.assign(nodes, 0);
    for (std::size_t j = 0; j < nodes; ++j) {
        if (m_excess[j] > 0) path.distance[j] = 0.0;
    }
    for (;;) {
        std::size_t j = nodes;
        for (std::size_t k = 0; k < nodes; ++k) {
            if (!path.done[k] && path.distance[k] < kInfinity &&
                (j == nodes || path.distance[k] < path.distance[j]))
                j = k;
        }
        if (j == nodes) return false;
        path.done[j] = 1;
        if (m_excess[j] < 0) {
            path.end = j;
            break;
        }
        const std::size_t row = j - j % models;
        for (std::size_t k = 0; k < models; ++k) {
            if (path.done[row + k] || m_limit[row + k] == 0) continue;
            if (m_dummies[j] > 0) relax(path, j, row + k, 0.0, Path::kDummy);
            if (const Move* move = cheapest(row, j - row, k))
                relax(path, j, row + k, move->key, move->query);
        }
        if (row != m_modelRow) {
            if (m_flow[j] < m_limit[j]) relax(path, j, m_modelRow + j % models, 0.0, Path::kFlow);
            continue;
        }
        for (std::size_t bin = j % models; bin < m_modelRow; bin += models) {
            if (m_flow[bin] > 0) relax(path, j, bin, 0.0, Path::kFlow);
        }
    }
    path.length = path.distance[path.end];
    path.usesSentinel = false;
    for (std::size_t k = path.end; path.into[k].from < nodes; k = path.into[k].from)
        path.usesSentinel |= path.into[k].query == kSentinel;
    return true;
}

void Transport::apply(const Path& path) {
    const std::size_t models = m_table.models;
    const std::size_t nodes = m_limit.size();
    std::int64_t amount = -m_excess[path.end];
    std::size_t source = path.end;
    for (std::size_t k = path.end; path.into[k].from < nodes; k = source) {
        source = path.into[k].from;
        const std::int32_t who = path.into[k].query;
        const std::int64_t most = who == Path::kDummy   ? m_dummies[source]
                                  : who != Path::kFlow  ? std::int64_t{1}
                                  : source < m_modelRow ? m_limit[source] - m_flow[source]
                                                        : m_flow[k];
        amount = std::min(amount, most);
    }
    amount = std::min(amount, m_excess[source]);
    m_stale = m_stale || path.length > 0.0;
    for (std::size_t k = 0; k < nodes; ++k) {
        if (m_limit[k] > 0) m_price[k] += std::max(0.0, path.length - path.distance[k]);
    }
    for (std::size_t k = path.end; path.into[k].from < nodes; k = path.into[k].from) {
        const auto [from, who] = path.into[k];
        if (who == Path::kDummy) {
            m_dummies[from] -= amount;
            m_dummies[k] += amount;
            continue;
        }
        if (who == Path::kFlow) {
            if (from < m_modelRow)
                m_flow[from] += amount;
            else
                m_flow[k] -= amount;
            continue;
        }
        const auto query = static_cast<std::size_t>(who);
        const std::size_t row = rowOf(query);
        const std::size_t to = k - row;
        const double t = qualityWeight(query);
        moveQuery(query, to);
        for (std::size_t l = 0; l < models; ++l) {
            if (l == to || m_limit[row + l] == 0) continue;
            const double key = weight(query, l, t) - weight(query, to, t);
            if (key == kInfinity) continue;
            auto& heap = m_moves[k * models + l];
            heap.push_back({key, who});
            std::push_heap(heap.begin(), heap.end(), kLater);
        }
    }
    m_excess[source] -= amount;
    m_excess[path.end] += amount;
}

}  // namespace orl
