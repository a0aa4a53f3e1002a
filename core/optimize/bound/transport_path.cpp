#include <algorithm>
#include <bit>

#include "core/optimize/bound/transport.h"
#include "core/optimize/parameters.h"
#include "core/support/infinity.h"

/// The residual graph of Transport: heaps of moves and the shortest paths through them.
namespace orl {

namespace {

constexpr std::int32_t kSentinel = -1;
using namespace parameters::bound;

/// Cheapest on top; of equals the sentinel last, as all moves of its key are in the heap.
constexpr auto kLater = [](const auto& a, const auto& b) {
    return a.key > b.key || (a.key == b.key && a.query == kSentinel && b.query != kSentinel);
};

/// Makes a heap again of one that moves were added to.
template <typename Moves>
void restoreHeap(Moves& heap, std::size_t before) {
    if (heap.size() - before > before / kHeapAnew) {
        std::make_heap(heap.begin(), heap.end(), kLater);
        return;
    }
    for (std::size_t end = before + 1; end <= heap.size(); ++end)
        std::push_heap(heap.begin(), heap.begin() + static_cast<std::ptrdiff_t>(end), kLater);
}

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
    if (m_coreTarget < queries) {
        const std::size_t stride = std::max<std::size_t>(1, queries / kMarginSample);
        std::vector<double> sample;
        for (std::size_t i = 0; i < queries; i += stride) {
            if (m_choice[i] >= 0) sample.push_back(m_margin[i]);
        }
        if (!sample.empty()) {
            // Those that tie come first and do not make a path longer.
            const std::size_t wanted = m_coreTarget + static_cast<std::size_t>(m_crowd);
            const std::size_t rank = std::min(sample.size() - 1, wanted / stride + 1);
            std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(rank),
                             sample.end());
            m_radius = sample[rank];
        }
    }
    const std::size_t nodes = m_limit.size();
    m_collectPrice = m_price;
    m_moves.resize(nodes * models);
    for (auto& heap : m_moves) heap.clear();
    m_waiting.resize(nodes);
    for (auto& waiting : m_waiting) waiting.clear();
    m_near.clear();
    for (std::size_t i = 0; i < queries; ++i) {
        if (m_choice[i] >= 0 && m_margin[i] <= m_radius)
            m_near.push_back(static_cast<std::int32_t>(i));
    }
    for (std::size_t s = 0; s < m_near.size(); ++s) {
        if (s + kQueriesAhead < m_near.size()) {
            const char* next = reinterpret_cast<const char*>(
                m_table.cell(static_cast<std::size_t>(m_near[s + kQueriesAhead]), 0));
            for (std::size_t line = 0; line < 2 * models; ++line)
                __builtin_prefetch(next + 64 * line);
        }
        pushMoves(static_cast<std::size_t>(m_near[s]));
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

/// All moves of the query that its heaps have to hold. Which these are cannot be foretold: picked
/// without a branch each, up to 64 models at a time.
void Transport::pushMoves(std::size_t query) {
    constexpr std::size_t kTogether = 64;
    const std::size_t models = m_table.models;
    const auto from = static_cast<std::size_t>(m_choice[query]);
    const std::size_t row = rowOf(query);
    const double t = qualityWeight(query);
    const double here = weight(query, from, t);
    const double reach = here + m_radius + m_collectPrice[row + from];
    for (std::size_t first = 0; first < models; first += kTogether) {
        const std::size_t last = std::min(models, first + kTogether);
        std::uint64_t near = 0;
        for (std::size_t k = first; k < last; ++k) {
            const bool within = weight(query, k, t) + m_collectPrice[row + k] <= reach;
            near |= std::uint64_t{within} << (k - first);
        }
        for (; near != 0; near &= near - 1) {
            const std::size_t k = first + static_cast<std::size_t>(std::countr_zero(near));
            const double key = weight(query, k, t) - here;
            if (k != from && m_limit[row + k] > 0 && key < kInfinity)
                m_moves[(row + from) * models + k].push_back(
                    {key, static_cast<std::int32_t>(query)});
        }
    }
}

/// Fills the node's heaps with the moves of the queries that wait for it.
void Transport::listMoves(std::size_t node) {
    auto& waiting = m_waiting[node];
    if (waiting.empty()) return;
    const std::size_t models = m_table.models;
    const auto model = static_cast<std::int32_t>(node % models);
    const auto heaps = std::span(m_moves).subspan(node * models, models);
    m_sizes.clear();
    for (const auto& heap : heaps) m_sizes.push_back(heap.size());
    for (const std::int32_t query : waiting) {
        if (m_choice[static_cast<std::size_t>(query)] == model)
            pushMoves(static_cast<std::size_t>(query));
    }
    waiting.clear();
    for (std::size_t k = 0; k < models; ++k) restoreHeap(heaps[k], m_sizes[k]);
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
        listMoves(j);
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

/// Sends as many queries along the path as it carries at its length: whole crowds where queries
/// tie.
/// @returns how many
std::int64_t Transport::apply(const Path& path) {
    const std::size_t nodes = m_limit.size();
    std::int64_t most = -m_excess[path.end];
    std::size_t source = path.end;
    m_hops.clear();
    for (std::size_t k = path.end; path.into[k].from < nodes; k = source) {
        source = path.into[k].from;
        const std::int32_t who = path.into[k].query;
        if (who == Path::kDummy) {
            most = std::min(most, m_dummies[source]);
        } else if (who == Path::kFlow) {
            const bool on = source < m_modelRow;
            most = std::min(most, on ? m_limit[source] - m_flow[source] : m_flow[k]);
        } else {
            const std::size_t row = rowOf(static_cast<std::size_t>(who));
            m_hops.push_back(
                {row, source - row, k - row, cheapest(row, source - row, k - row)->key});
        }
    }
    most = std::min(most, m_excess[source]);
    m_stale = m_stale || path.length > 0.0;
    for (std::size_t k = 0; k < nodes; ++k) {
        if (m_limit[k] > 0) m_price[k] += std::max(0.0, path.length - path.distance[k]);
    }
    const std::int64_t amount = m_hops.empty() ? most : moveCrowds(most);
    for (std::size_t k = path.end; path.into[k].from < nodes; k = path.into[k].from) {
        const auto [from, who] = path.into[k];
        if (who == Path::kDummy) {
            m_dummies[from] -= amount;
            m_dummies[k] += amount;
        } else if (who == Path::kFlow) {
            if (from < m_modelRow)
                m_flow[from] += amount;
            else
                m_flow[k] -= amount;
        }
    }
    m_excess[source] -= amount;
    m_excess[path.end] += amount;
    return amount;
}

/// Takes queries off the heap whose moves are as cheap as the cheapest.
/// @param most of them
void Transport::takeCrowd(const Hop& hop, std::int64_t most, std::vector<std::int32_t>& crowd) {
    const auto [row, from, to, key] = hop;
    const auto wanted = static_cast<std::size_t>(most);
    const auto model = static_cast<std::int32_t>(from);
    auto& heap = m_moves[(row + from) * m_table.models + to];
    crowd.clear();
    while (crowd.size() < wanted) {
        const Move* move = cheapest(row, from, to);
        if (move == nullptr || move->query == kSentinel || move->key != hop.key) return;
        if (kLinearTake * crowd.size() > heap.size()) break;
        crowd.push_back(move->query);
        std::pop_heap(heap.begin(), heap.end(), kLater);
        heap.pop_back();
    }
    if (crowd.size() == wanted) return;
    // So many that one pass over all moves is faster.
    const auto rest = std::partition(heap.begin(), heap.end(), [&](const Move& move) {
        if (move.query == kSentinel || move.key != hop.key) return true;
        const bool here = m_choice[static_cast<std::size_t>(move.query)] == model;
        if (here && crowd.size() == wanted) return true;
        if (here) crowd.push_back(move.query);
        return false;
    });
    heap.erase(rest, heap.end());
    std::make_heap(heap.begin(), heap.end(), kLater);
}

/// Moves queries over every hop, as many as tie on all of them.
/// @returns how many on each, at least 1
std::int64_t Transport::moveCrowds(std::int64_t most) {
    m_crowds.resize(std::max(m_crowds.size(), m_hops.size()));
    for (std::size_t h = 0; h < m_hops.size(); ++h) {
        const Hop& hop = m_hops[h];
        takeCrowd(hop, most, m_crowds[h]);
        // Who left a node and came back may be in its heap twice.
        std::sort(m_crowds[h].begin(), m_crowds[h].end());
        m_crowds[h].erase(std::unique(m_crowds[h].begin(), m_crowds[h].end()), m_crowds[h].end());
        most = static_cast<std::int64_t>(m_crowds[h].size());
    }
    for (std::size_t h = 0; h < m_hops.size(); ++h) {
        const Hop& hop = m_hops[h];
        const auto amount = static_cast<std::size_t>(most);
        auto& crowd = m_crowds[h];
        auto& heap = m_moves[(hop.row + hop.from) * m_table.models + hop.to];
        const std::size_t before = heap.size();
        for (std::size_t s = amount; s < crowd.size(); ++s) heap.push_back({hop.key, crowd[s]});
        restoreHeap(heap, before);
        crowd.resize(amount);
        for (const std::int32_t query : crowd) moveQuery(static_cast<std::size_t>(query), hop.to);
        auto& waiting = m_waiting[hop.row + hop.to];
        waiting.insert(waiting.end(), crowd.begin(), crowd.end());
    }
    m_crowd = std::max(m_crowd, most);
    return most;
}

}  // namespace orl
