#include "core/optimize/proof/polish.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "core/optimize/parameters.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {
using namespace parameters::proof;
}  // namespace

Polish::Polish(DualFunction& dual, const Goal& goal, const std::vector<std::int64_t>& capacity,
               const Multipliers& at, double bound, std::pmr::memory_resource* memory)
    : m_dual(dual),
      m_table(dual.table()),
      m_goal(goal),
      m_capacity(capacity),
      m_at(at),
      m_bound(bound),
      m_moves(memory),
      m_list(memory),
      m_order(memory),
      m_cheapest(memory) {}

void Polish::improve(Routing& routing, const Effort& effort) {
    m_routing = std::move(routing);
    const double enough = effort.gapTarget * std::abs(m_bound);
    try {
        if (m_routing.objective - m_bound > enough) collectCore(enough);
        for (int round = 0; round < kExchangeRounds && m_routing.objective - m_bound > enough;
             ++round) {
            if (!improveOnce(effort)) break;
        }
    } catch (const MemoryBudget::Spent&) {
        // The rounds before remain.
    }
    routing = std::move(m_routing);
}

/// Makes the best exchange, or the best two. @returns false if there is none
bool Polish::improveOnce(const Effort& effort) {
    if (spent(effort)) return false;
    listMoves();
    Exchange first;
    Exchange second;
    if (bestExchange(first)) {
        apply(first);
        return true;
    }
    if (!bestPair(first, second, effort)) return false;
    apply(first);
    apply(second);
    return true;
}

bool Polish::spent(const Effort& effort) const {
    return effort.over() || m_work > kExchangeWork;
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
    m_work += (m_core.size() + models) * models;
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
void Polish::thinOut(Moves& list) {
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
    auto& order = m_order;
    auto& cheapest = m_cheapest;
    for (std::size_t j = 0; j < models; ++j) {
        for (std::size_t k = j + 1; k < models; ++k) {
            auto& out = moves(j, k);
            auto& back = moves(k, j);
            if (out.empty() || back.empty()) continue;
            m_work += out.size() + back.size();
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
void Polish::listExchanges(const Effort& effort) {
    const std::size_t models = m_table.models;
    m_list.clear();
    m_mostRegret = m_routing.objective - m_bound;
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
                    if (a.regret + b.regret > m_mostRegret) break;
                    list({a.objective + b.objective,
                          a.resource + b.resource,
                          a.regret + b.regret,
                          {a.query, b.query, -1},
                          {id(j), id(k), -1},
                          {id(k), id(j), -1}});
                }
            }
        }
    }
    for (std::size_t j = 0; j < models; ++j) {
        for (std::size_t k = j + 1; k < models; ++k) {
            if (moves(j, k).empty()) continue;
            if (spent(effort)) return;
            listCycles(j, k);
        }
    }
    keepLeast();
}

/// Cycles over three models of which the first is the lowest.
void Polish::listCycles(std::size_t first, std::size_t second) {
    const auto few = [&](std::size_t from, std::size_t to) {
        auto& all = moves(from, to);
        return std::span<const Move>(all.data(), std::min(kMovesInCycles, all.size()));
    };
    const auto id = [](std::size_t model) { return static_cast<std::int32_t>(model); };
    m_work += m_table.models;
    for (std::size_t third = first + 1; third < m_table.models; ++third) {
        if (third == second) continue;
        const auto back = few(third, first);
        if (back.empty()) continue;
        for (const Move& a : few(first, second)) {
            for (const Move& b : few(second, third)) {
                ++m_work;
                if (a.regret + b.regret + back.front().regret > m_mostRegret) break;
                for (const Move& c : back) {
                    const double regret = a.regret + b.regret + c.regret;
                    if (regret > m_mostRegret) break;
                    list({a.objective + b.objective + c.objective,
                          a.resource + b.resource + c.resource,
                          regret,
                          {a.query, b.query, c.query},
                          {id(first), id(second), id(third)},
                          {id(second), id(third), id(first)}});
                }
            }
        }
    }
}

void Polish::list(const Exchange& exchange) {
    ++m_work;
    m_list.push_back(exchange);
    if (m_list.size() >= 2 * kMostExchanges) keepLeast();
}

/// Leaves the exchanges of least regret; of others no more are listed.
void Polish::keepLeast() {
    if (m_list.size() <= kMostExchanges) return;
    const auto key = [](const Exchange& one) {
        return std::tie(one.regret, one.query[0], one.query[1], one.query[2], one.from[0],
                        one.from[1], one.from[2], one.to[0], one.to[1], one.to[2]);
    };
    const auto last = m_list.begin() + kMostExchanges;
    std::nth_element(m_list.begin(), last, m_list.end(),
                     [&](const Exchange& a, const Exchange& b) { return key(a) < key(b); });
    m_mostRegret = std::min(m_mostRegret, last->regret);
    m_list.erase(last, m_list.end());
}

/// The best two exchanges that share no query, or one exchange over three models.
bool Polish::bestPair(Exchange& first, Exchange& second, const Effort& effort) {
    listExchanges(effort);
    auto& list = m_list;
    list.push_back({});  // "nothing", so that a pair may be a single exchange
    std::sort(list.begin(), list.end(), [](const Exchange& a, const Exchange& b) {
        return std::tie(b.resource, a.objective, a.regret, a.query[0], a.query[1], a.query[2],
                        a.from[0], a.from[1], a.from[2]) <
               std::tie(a.resource, b.objective, b.regret, b.query[0], b.query[1], b.query[2],
                        b.from[0], b.from[1], b.from[2]);
    });
    const double least = m_goal.required - m_routing.resource;
    auto& cheapest = m_cheapest;
    cheapest.resize(list.size());
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
