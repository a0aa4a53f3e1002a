#include "core/optimize/proof/polish.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "core/optimize/parameters.h"
#include "core/support/error.h"

namespace orl {

namespace {
using namespace parameters::proof;
}  // namespace

Polish::Polish(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
               const Multipliers& at, double bound)
    : m_dual(dual),
      m_table(dual.table()),
      m_goal(goal),
      m_capacity(capacity),
      m_at(at),
      m_bound(bound) {}

Routing Polish::improved(Routing routing, double gapTarget, const std::stop_token& stop) {
    m_routing = std::move(routing);
    const double enough = gapTarget * std::abs(m_bound);
    if (m_routing.objective - m_bound > enough) collectCore(enough);
    for (int round = 0; round < kExchangeRounds && m_routing.objective - m_bound > enough;
         ++round) {
        if (stop.stop_requested()) throw Cancelled();
        listMoves();
        Exchange first;
        Exchange second;
        if (bestExchange(first)) {
            apply(first);
        } else if (bestPair(first, second)) {
            apply(first);
            apply(second);
        } else {
            break;
        }
    }
    return std::move(m_routing);
}

/// The queries of least margin; of crowds that tie alike only a few, as one is as good as another.
/// Where little is missing, the wider look at crowds is not worth its time.
void Polish::collectCore(double enough) {
    const double gap = m_routing.objective - m_bound;
    const double same = parameters::kAlikeMargin * gap;
    for (const std::size_t reach : {kExchangeCore, kMostReached}) {
        const std::vector<Undecided> near = m_dual.undecided(m_at, gap, reach);
        std::vector<std::size_t> members(m_table.models);
        double margin = -1.0;
        m_core.clear();
        for (const Undecided& query : near) {
            if (query.margin > margin + same) {
                margin = query.margin;
                members.assign(m_table.models, 0);
            }
            if (members[static_cast<std::size_t>(query.choice)]++ < kAlikeQueries)
                m_core.push_back(query);
            if (m_core.size() == kExchangeCore) break;
        }
        m_crowded = near.size() == reach && m_core.size() < kExchangeCore / 2;
        if (!m_crowded || gap < kWorthWider * enough) return;
    }
}

void Polish::listMoves() {
    const Assignment& assignment = m_routing.assignment;
    const std::size_t models = m_table.models;
    const double gap = m_routing.objective - m_bound;
    m_moves.resize(models * models);
    for (auto& list : m_moves) list.clear();
    while (!m_core.empty() && m_core.back().margin > gap) m_core.pop_back();
    for (const auto& [margin, query, choice] : m_core) {
        const auto i = static_cast<std::size_t>(query);
        const auto j = static_cast<std::size_t>(assignment[i]);
        const double here = m_at.reduced(m_table, i, j);
        const double least = m_at.reduced(m_table, i, static_cast<std::size_t>(choice));
        const double cost = m_table.cost(i, j);
        const double quality = m_table.quality(i, j);
        for (std::size_t k = 0; k < models; ++k) {
            if (k == j) continue;
            const double there = m_at.reduced(m_table, i, k);
            if (!(there - least <= gap)) continue;
            const double dCost = m_table.cost(i, k) - cost;
            const double dQuality = m_table.quality(i, k) - quality;
            moves(j, k).push_back({m_goal.objective(dCost, dQuality),
                                   m_goal.resource(dCost, dQuality), there - here, query});
        }
    }
    if (m_crowded) {
        for (auto& list : m_moves) thinOut(list);
    }
    for (std::size_t j = 0; j < models; ++j) {
        if (m_routing.load[j] >= m_capacity[j]) continue;
        for (std::size_t k = 0; k < models; ++k) {
            if (k != j && m_capacity[k] > 0)
                moves(j, k).push_back({0.0, 0.0, m_at.price[k] - m_at.price[j], -1});
        }
    }
}

/// Leaves a few of the moves that change the same.
void Polish::thinOut(std::vector<Move>& list) {
    std::sort(list.begin(), list.end(), [](const Move& a, const Move& b) {
        return std::tie(a.resource, a.objective, a.query) <
               std::tie(b.resource, b.objective, b.query);
    });
    std::size_t alike = 0;
    std::size_t kept = 0;
    for (std::size_t m = 0; m < list.size(); ++m) {
        const bool same = kept > 0 && list[m].resource == list[kept - 1].resource &&
                          list[m].objective == list[kept - 1].objective;
        alike = same ? alike + 1 : 0;
        if (alike < kAlikeMoves) list[kept++] = list[m];
    }
    list.resize(kept);
}

/// The swap of two models' queries (or of a query and a free slot) that lowers the objective most
/// and keeps the constraint.
bool Polish::bestExchange(Exchange& best) {
    const std::size_t models = m_table.models;
    const double least = m_goal.required - m_routing.resource;
    // Less than a rounding is no improvement: without this, rounds could repeat for ever.
    double record = -kLeastImprovement * std::abs(m_routing.objective);
    bool found = false;
    std::vector<std::size_t> order;
    std::vector<std::size_t> cheapest;
    for (std::size_t j = 0; j < models; ++j) {
        for (std::size_t k = j + 1; k < models; ++k) {
            auto& out = moves(j, k);
            auto& back = moves(k, j);
            if (out.empty() || back.empty()) continue;
            // back by falling resource, and the lowest objective among the first so many
            order.resize(back.size());
            for (std::size_t s = 0; s < order.size(); ++s) order[s] = s;
            std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
                return back[a].resource > back[b].resource ||
                       (back[a].resource == back[b].resource && a < b);
            });
            cheapest.resize(order.size());
            for (std::size_t s = 0; s < order.size(); ++s) {
                const bool better =
                    s == 0 || back[order[s]].objective < back[cheapest[s - 1]].objective;
                cheapest[s] = better ? order[s] : cheapest[s - 1];
            }
            for (const Move& move : out) {
                const auto end = std::partition_point(
                    order.begin(), order.end(),
                    [&](std::size_t s) { return move.resource + back[s].resource >= least; });
                if (end == order.begin()) continue;
                const Move& other =
                    back[cheapest[static_cast<std::size_t>(end - order.begin() - 1)]];
                if (move.objective + other.objective >= record) continue;
                record = move.objective + other.objective;
                best = {record,
                        move.resource + other.resource,
                        move.regret + other.regret,
                        {move.query, other.query, -1},
                        {static_cast<std::int32_t>(j), static_cast<std::int32_t>(k), -1},
                        {static_cast<std::int32_t>(k), static_cast<std::int32_t>(j), -1}};
                found = true;
            }
        }
    }
    return found;
}

/// Swaps and cycles over three models of the moves with least regret.
void Polish::listExchanges(std::vector<Exchange>& list) {
    const std::size_t models = m_table.models;
    const double gap = m_routing.objective - m_bound;
    list.clear();
    for (auto& moves : m_moves) {
        const auto lower = [](const Move& a, const Move& b) {
            return a.regret < b.regret || (a.regret == b.regret && a.query < b.query);
        };
        const std::size_t keep = std::min(kMovesInSwaps, moves.size());
        std::partial_sort(moves.begin(), moves.begin() + static_cast<std::ptrdiff_t>(keep),
                          moves.end(), lower);
        moves.resize(keep);
    }
    const auto id = [](std::size_t model) { return static_cast<std::int32_t>(model); };
    for (std::size_t j = 0; j < models; ++j) {
        for (std::size_t k = j + 1; k < models; ++k) {
            for (const Move& a : moves(j, k)) {
                for (const Move& b : moves(k, j)) {
                    if (a.regret + b.regret > gap) break;
                    list.push_back({a.objective + b.objective,
                                    a.resource + b.resource,
                                    a.regret + b.regret,
                                    {a.query, b.query, -1},
                                    {id(j), id(k), -1},
                                    {id(k), id(j), -1}});
                }
            }
        }
    }
    const auto few = [&](std::size_t from, std::size_t to) {
        auto& all = moves(from, to);
        return std::span<const Move>(all.data(), std::min(kMovesInCycles, all.size()));
    };
    for (std::size_t j = 0; j < models; ++j) {
        for (std::size_t k = j + 1; k < models; ++k) {
            for (std::size_t l = j + 1; l < models; ++l) {
                if (l == k) continue;
                const auto back = few(l, j);
                if (back.empty()) continue;
                for (const Move& a : few(j, k)) {
                    for (const Move& b : few(k, l)) {
                        if (a.regret + b.regret + back.front().regret > gap) break;
                        for (const Move& c : back) {
                            const double regret = a.regret + b.regret + c.regret;
                            if (regret > gap) break;
                            list.push_back({a.objective + b.objective + c.objective,
                                            a.resource + b.resource + c.resource,
                                            regret,
                                            {a.query, b.query, c.query},
                                            {id(j), id(k), id(l)},
                                            {id(k), id(l), id(j)}});
                        }
                    }
                }
            }
        }
    }
    if (list.size() <= kMostExchanges) return;
    const auto lower = [](const Exchange& a, const Exchange& b) {
        if (a.regret != b.regret) return a.regret < b.regret;
        return std::lexicographical_compare(std::begin(a.query), std::end(a.query),
                                            std::begin(b.query), std::end(b.query));
    };
    std::nth_element(list.begin(), list.begin() + kMostExchanges, list.end(), lower);
    list.resize(kMostExchanges);
}

/// The best two exchanges that share no query, or one exchange over three models.
bool Polish::bestPair(Exchange& first, Exchange& second) {
    std::vector<Exchange>& list = m_list;
    listExchanges(list);
    list.push_back({});  // "nothing", so that a pair may be a single exchange
    std::stable_sort(list.begin(), list.end(),
                     [](const Exchange& a, const Exchange& b) { return a.resource > b.resource; });
    const double least = m_goal.required - m_routing.resource;
    std::vector<std::size_t> cheapest(list.size());
    for (std::size_t s = 0; s < list.size(); ++s) {
        const bool better = s == 0 || list[s].objective < list[cheapest[s - 1]].objective;
        cheapest[s] = better ? s : cheapest[s - 1];
    }
    double record = -kLeastImprovement * std::abs(m_routing.objective);
    bool found = false;
    for (std::size_t s = 0; s < list.size(); ++s) {
        const auto end = std::partition_point(list.begin(), list.end(), [&](const Exchange& other) {
            return list[s].resource + other.resource >= least;
        });
        if (end == list.begin()) continue;
        const std::size_t t = cheapest[static_cast<std::size_t>(end - list.begin() - 1)];
        if (list[s].objective + list[t].objective >= record || s == t) continue;
        if (!compatible(list[s], list[t])) continue;
        record = list[s].objective + list[t].objective;
        first = list[s];
        second = list[t];
        found = true;
    }
    return found;
}

/// Whether both may be made: no query twice, and enough free slots for both.
bool Polish::compatible(const Exchange& a, const Exchange& b) const {
    std::vector<std::int64_t> load = m_routing.load;
    for (const Exchange* exchange : {&a, &b}) {
        for (std::size_t s = 0; s < 3; ++s) {
            if (exchange->query[s] < 0) continue;
            --load[static_cast<std::size_t>(exchange->from[s])];
            ++load[static_cast<std::size_t>(exchange->to[s])];
        }
    }
    for (std::size_t j = 0; j < load.size(); ++j) {
        if (load[j] > m_capacity[j]) return false;
    }
    for (const std::int32_t x : a.query) {
        for (const std::int32_t y : b.query) {
            if (x >= 0 && x == y) return false;
        }
    }
    return true;
}

void Polish::apply(const Exchange& exchange) {
    Assignment& assignment = m_routing.assignment;
    for (std::size_t s = 0; s < 3; ++s) {
        if (exchange.query[s] < 0) continue;
        auto& model = assignment[static_cast<std::size_t>(exchange.query[s])];
        --m_routing.load[static_cast<std::size_t>(model)];
        model = exchange.to[s];
        ++m_routing.load[static_cast<std::size_t>(model)];
    }
    m_routing.objective += exchange.objective;
    m_routing.resource += exchange.resource;
}

}  // namespace orl
