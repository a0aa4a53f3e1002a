#include "core/optimize/transport.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/support/error.h"

namespace orl {

namespace {

constexpr std::int32_t kSentinel = -1;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Relative difference of two reduced costs that counts as none: a few roundings.
constexpr double kTie = 16.0 * std::numeric_limits<double>::epsilon();

/// Cheapest on top, then the lowest query: the order is total, so results do not depend on history.
constexpr auto kLater = [](const auto& a, const auto& b) {
    return a.key > b.key || (a.key == b.key && a.query > b.query);
};

}  // namespace

struct Transport::Path {
    static constexpr std::int32_t kDummy = -2;
    struct Step {
        std::size_t from;
        std::int32_t query;  ///< who moves, or kDummy
    };
    std::vector<double> distance;
    std::vector<Step> into;  ///< how each node is reached
    std::vector<char> done;
    std::size_t end = 0;
    double length = 0.0;
    bool usesSentinel = false;
};

Transport::Transport(const Table& table)
    : m_dual(table), m_table(table), m_greatestCost(greatestCost(table)) {}

double Transport::weight(std::size_t query, std::size_t model) const {
    const double* cell = m_table.cell(query, model);
    return cell[0] * m_at.costWeight - cell[Table::kLanes] * m_at.qualityWeight;
}

std::int64_t Transport::solve(const std::vector<std::int64_t>& capacity, const Multipliers& start,
                              std::span<const std::int32_t> previous, const std::stop_token& stop,
                              TransportPoint& point) {
    m_capacity = capacity;
    m_at = start;
    m_at.costWeight = std::max(m_at.costWeight, kLeastCostWeight);
    closeEmptyModels();
    assign(previous);

    Path path;
    std::int64_t excess = 0;
    for (const std::int64_t e : m_excess) excess += std::max<std::int64_t>(e, 0);
    bool collected = false;
    for (std::int64_t round = 0; excess > 0; ++round) {
        if (round % 1024 == 0 && stop.stop_requested()) throw Cancelled();
        if (!collected) {
            m_coreTarget = static_cast<std::size_t>(4 * excess) + 32 * m_table.models;
            collectMoves();
            collected = true;
        }
        if (!shortestPath(path)) break;
        if (path.usesSentinel) {
            m_coreTarget *= 4;
            collectMoves();
            continue;
        }
        apply(path);
        excess = 0;
        for (const std::int64_t e : m_excess) excess += std::max<std::int64_t>(e, 0);
    }
    if (excess + m_sums.unplaced > 0) return excess + m_sums.unplaced;

    // Where slots are left over, somebody's price is 0; where none are, a common shift is free.
    double least = kInfinity;
    for (std::size_t j = 0; j < m_table.models; ++j) {
        if (m_capacity[j] > 0) least = std::min(least, m_at.price[j]);
    }
    for (double& price : m_at.price) price -= least;

    point.at = m_at;
    point.assignment.assign(m_choice.begin(),
                            m_choice.begin() + static_cast<std::ptrdiff_t>(m_table.queries));
    point.cost = m_sums.cost;
    point.quality = m_sums.quality;
    point.load = m_sums.load;
    return 0;
}

void Transport::closeEmptyModels() {
    m_at.price.resize(m_table.models, 0.0);
    double least = kInfinity;
    for (std::size_t j = 0; j < m_table.models; ++j) {
        if (m_capacity[j] == 0) {
            m_at.price[j] = kInfinity;
        } else {
            if (!std::isfinite(m_at.price[j])) m_at.price[j] = 0.0;
            least = std::min(least, m_at.price[j]);
        }
    }
    for (double& price : m_at.price) price -= least;
}

void Transport::assign(std::span<const std::int32_t> previous) {
    m_dual.evaluate(m_at, m_sums, m_choice, &m_margin);
    m_stale = false;
    settleTies(previous);
    placeDummies();
}

/// Among ties the kernel takes the cheapest model, which may overload it by thousands. Queries that
/// tie stay where they were, or go where there is room.
void Transport::settleTies(std::span<const std::int32_t> previous) {
    std::vector<std::int64_t>& load = m_sums.load;
    bool overloaded = false;
    for (std::size_t j = 0; j < m_table.models; ++j) overloaded |= load[j] > m_capacity[j];
    if (!overloaded && previous.empty()) return;
    double greatest = m_greatestCost * m_at.costWeight + m_at.qualityWeight;
    for (const double price : m_at.price) {
        if (price < kInfinity) greatest = std::max(greatest, price);
    }
    greatest *= 3.0 * kTie;  // no tie has a margin beyond this
    for (std::size_t i = 0; i < m_table.queries; ++i) {
        const std::int32_t chosen = m_choice[i];
        if (chosen < 0 || !(m_margin[i] <= greatest)) continue;
        const auto j = static_cast<std::size_t>(chosen);
        const double least = weight(i, j) + m_at.price[j];
        const double scale = m_table.cost(i, j) * m_at.costWeight +
                             m_table.quality(i, j) * m_at.qualityWeight + m_at.price[j];
        if (m_margin[i] > kTie * scale) continue;
        std::size_t best = j;
        if (!previous.empty() && previous[i] >= 0) {
            const auto k = static_cast<std::size_t>(previous[i]);
            if (weight(i, k) + m_at.price[k] - least <= kTie * scale) best = k;
        } else if (load[j] > m_capacity[j]) {
            for (std::size_t k = 0; k < m_table.models; ++k) {
                if (weight(i, k) + m_at.price[k] - least <= kTie * scale &&
                    m_capacity[k] - load[k] > m_capacity[best] - load[best])
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
    --m_sums.load[from];
    ++m_sums.load[to];
    m_choice[query] = static_cast<std::int32_t>(to);
}

void Transport::placeDummies() {
    const std::size_t models = m_table.models;
    m_dummies.assign(models, 0);
    m_excess.assign(models, 0);
    std::int64_t spare = -static_cast<std::int64_t>(m_table.queries) + m_sums.unplaced;
    for (const std::int64_t capacity : m_capacity) spare += capacity;
    std::size_t free = models;  // a model of price 0: where dummies are at home
    for (std::size_t j = 0; j < models; ++j) {
        m_excess[j] = m_sums.load[j] - m_capacity[j];
        if (m_capacity[j] == 0 || m_at.price[j] > 0.0) continue;
        free = j;
        const std::int64_t room = std::min(spare, std::max<std::int64_t>(-m_excess[j], 0));
        m_dummies[j] = room;
        m_excess[j] += room;
        spare -= room;
    }
    if (spare > 0 && free < models) {
        m_dummies[free] += spare;
        m_excess[free] += spare;
    }
}

/// Fills the heaps with the moves of least reduced cost, about m_coreTarget queries' worth.
void Transport::collectMoves() {
    const std::size_t models = m_table.models;
    const std::size_t queries = m_table.queries;
    if (m_stale) {  // margins belong to the prices of the last evaluation
        DualSums unused;
        std::vector<std::int32_t> choice;
        m_dual.evaluate(m_at, unused, choice, &m_margin);
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
    m_moves.resize(models * models);
    for (auto& heap : m_moves) heap.clear();
    for (std::size_t i = 0; i < queries; ++i) {
        if (m_choice[i] >= 0 && m_margin[i] <= m_radius) pushMoves(i, m_radius);
    }
    if (m_radius < kInfinity) {
        for (std::size_t j = 0; j < models; ++j) {
            for (std::size_t k = 0; k < models; ++k) {
                if (j != k && m_capacity[j] > 0 && m_capacity[k] > 0) {
                    m_moves[j * models + k].push_back(
                        {m_radius + m_at.price[j] - m_at.price[k], kSentinel});
                }
            }
        }
    }
    for (auto& heap : m_moves) std::make_heap(heap.begin(), heap.end(), kLater);
}

void Transport::pushMoves(std::size_t query, double limit) {
    const std::size_t models = m_table.models;
    const auto from = static_cast<std::size_t>(m_choice[query]);
    const double here = weight(query, from);
    for (std::size_t k = 0; k < models; ++k) {
        if (k == from || m_capacity[k] == 0) continue;
        const double key = weight(query, k) - here;
        if (key + m_at.price[k] - m_at.price[from] <= limit && key < kInfinity)
            m_moves[from * models + k].push_back({key, static_cast<std::int32_t>(query)});
    }
}

const Transport::Move* Transport::cheapest(std::size_t from, std::size_t to) {
    auto& heap = m_moves[from * m_table.models + to];
    while (!heap.empty()) {
        const Move& top = heap.front();
        if (top.query == kSentinel ||
            m_choice[static_cast<std::size_t>(top.query)] == static_cast<std::int32_t>(from))
            return &top;
        std::pop_heap(heap.begin(), heap.end(), kLater);
        heap.pop_back();
    }
    return nullptr;
}

/// Dijkstra over the models from all overloaded ones to the nearest with room.
bool Transport::shortestPath(Path& path) {
    const std::size_t models = m_table.models;
    path.distance.assign(models, kInfinity);
    path.into.assign(models, {models, kSentinel});
    path.done.assign(models, 0);
    for (std::size_t j = 0; j < models; ++j) {
        if (m_excess[j] > 0) path.distance[j] = 0.0;
    }
    for (;;) {
        std::size_t j = models;
        for (std::size_t k = 0; k < models; ++k) {
            if (!path.done[k] && path.distance[k] < kInfinity &&
                (j == models || path.distance[k] < path.distance[j]))
                j = k;
        }
        if (j == models) return false;
        path.done[j] = 1;
        if (m_excess[j] < 0) {
            path.end = j;
            break;
        }
        for (std::size_t k = 0; k < models; ++k) {
            if (path.done[k] || m_capacity[k] == 0) continue;
            const double step = m_at.price[k] - m_at.price[j];
            if (m_dummies[j] > 0) {
                const double d = path.distance[j] + std::max(step, 0.0);
                if (d < path.distance[k]) {
                    path.distance[k] = d;
                    path.into[k] = {j, Path::kDummy};
                }
            }
            if (const Move* move = cheapest(j, k)) {
                const double d = path.distance[j] + std::max(move->key + step, 0.0);
                if (d < path.distance[k]) {
                    path.distance[k] = d;
                    path.into[k] = {j, move->query};
                }
            }
        }
    }
    path.length = path.distance[path.end];
    path.usesSentinel = false;
    for (std::size_t k = path.end; path.into[k].from < models; k = path.into[k].from)
        path.usesSentinel |= path.into[k].query == kSentinel;
    return true;
}

void Transport::apply(const Path& path) {
    const std::size_t models = m_table.models;
    std::int64_t amount = -m_excess[path.end];
    std::size_t source = path.end;
    for (std::size_t k = path.end; path.into[k].from < models; k = source) {
        source = path.into[k].from;
        amount = std::min(amount,
                          path.into[k].query == Path::kDummy ? m_dummies[source] : std::int64_t{1});
    }
    amount = std::min(amount, m_excess[source]);
    m_stale = m_stale || path.length > 0.0;
    for (std::size_t k = 0; k < models; ++k) {
        if (m_capacity[k] > 0) m_at.price[k] += std::max(0.0, path.length - path.distance[k]);
    }
    for (std::size_t k = path.end; path.into[k].from < models; k = path.into[k].from) {
        const auto [from, who] = path.into[k];
        if (who == Path::kDummy) {
            m_dummies[from] -= amount;
            m_dummies[k] += amount;
            continue;
        }
        const auto query = static_cast<std::size_t>(who);
        moveQuery(query, k);
        for (std::size_t l = 0; l < models; ++l) {
            if (l == k || m_capacity[l] == 0) continue;
            const double key = weight(query, l) - weight(query, k);
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
