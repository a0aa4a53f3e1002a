#include "core/optimize/proof/crowd_search.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <queue>
#include <span>
#include <tuple>
#include <unordered_map>

#include "core/optimize/dual/ties.h"
#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

using namespace parameters::proof;
constexpr int kMostLanes = 8;
constexpr unsigned kLaneBits = 8;
constexpr std::uint64_t kBalanced = 0x8080808080808080;

bool withinLoads(std::uint64_t loads) {
    for (unsigned lane = 0; lane < 64; lane += kLaneBits) {
        const auto load = static_cast<std::int64_t>(loads >> lane & 0xff) - 0x80;
        if (std::abs(load) > kMostCrowdLoad) return false;
    }
    return true;
}

}  // namespace

CrowdSearch::CrowdSearch(DualFunction& dual, std::vector<std::int64_t> capacity, Multipliers at,
                         double unit, std::pmr::memory_resource* memory)
    : m_dual(dual),
      m_table(dual.table()),
      m_capacity(std::move(capacity)),
      m_at(std::move(at)),
      m_unit(unit),
      m_span(std::llround(1.0 / unit)),
      m_regret(memory),
      m_members(memory),
      m_forest(memory),
      m_kinds(memory),
      m_sources(memory) {}

bool CrowdSearch::holdsFor(const Multipliers& at, const std::vector<std::int64_t>& capacity) const {
    return at.costWeight == m_at.costWeight && at.qualityWeight == m_at.qualityWeight &&
           at.price == m_at.price && capacity == m_capacity;
}

CoreOutcome CrowdSearch::run(Routing& routing, const Goal& goal, double dualValue,
                             const std::stop_token& stop) {
    const double best = routing.objective - dualValue;
    const double rounding = goal.rounding(dualValue, best, m_at.qualityWeight);
    if (best <= rounding) return {dualValue + best, true};
    // What has a total regret below some reach is made of moves below it: few kinds may do.
    double reach = std::min(best - rounding, std::max(m_reach, kFirstReach * best));
    Path path;
    for (;;) {
        if (reach > m_reach) {
            m_tie = ties::ofRounding(rounding, m_table.queries);
            survey(routing, kReachAhead * reach, stop);
            m_usable = grow();
        }
        const Node start = startOf(routing, goal);
        if (!m_usable || !withinLoads(start.loads)) return {dualValue, false};
        path = shortest(start, reach, stop);
        if (path.least < reach || reach >= best - rounding) break;
        reach = std::min(best - rounding, kReachGrowth * reach);
    }
    const double bound = dualValue + std::min(path.least, best) - 2.0 * rounding;
    if (!path.found) return {bound, path.least >= best - rounding};
    std::optional<Routing> improved = realize(path, routing, goal);
    if (!improved || improved->objective - dualValue > path.total + 2.0 * rounding)
        return {bound, false};
    routing = std::move(*improved);
    return {bound, path.least >= path.total};
}

/// Lists what a query's move from any of its tied models changes, at the least regret.
void CrowdSearch::survey(const Routing& routing, double reach, const std::stop_token& stop) {
    const std::size_t models = m_table.models;
    m_reach = reach;
    m_regret.assign(models * models * static_cast<std::size_t>(2 * m_span + 1), kInfinity);
    m_members.assign(m_regret.size(), 0);
    std::vector<double> regret(models);
    std::vector<std::size_t> tied;
    std::vector<std::size_t> near;
    m_dual.forUndecided(m_at, m_reach, [&](const Undecided& query) {
        const auto i = static_cast<std::size_t>(query.query);
        const auto choice = static_cast<std::size_t>(query.choice);
        const double least = m_at.reduced(m_table, i, choice);
        // Where a vertex may have left a query, ties by rounding included.
        const double here = std::max(m_tie, parameters::kLooseTie * m_at.terms(m_table, i, choice));
        for (std::size_t k = 0; k < models; ++k)
            regret[k] = m_at.reduced(m_table, i, k) - least;  // closed models: infinite
        // Listed without a branch each: which they are cannot be foretold.
        tied.resize(models);
        near.resize(models);
        std::size_t ties = 0;
        std::size_t nears = 0;
        for (std::size_t k = 0; k < models; ++k) {
            tied[ties] = k;
            ties += regret[k] <= here ? 1 : 0;
            near[nears] = k;
            nears += regret[k] <= m_reach ? 1 : 0;
        }
        for (const std::size_t j : std::span(tied).first(ties)) {
            const bool stays = routing.assignment[i] == static_cast<std::int32_t>(j);
            const double quality = m_table.quality(i, j);
            for (const std::size_t k : std::span(near).first(nears)) {
                if (k == j) continue;
                const double gain = m_table.quality(i, k) - quality;
                const std::size_t at = slot(j, k, std::llround(gain / m_unit));
                const double snapped = regret[k] <= m_tie ? 0.0 : regret[k];
                m_regret[at] = std::min(m_regret[at], snapped);
                m_members[at] += stays && snapped == 0.0 ? 1 : 0;
            }
        }
    });
    if (stop.stop_requested()) throw Cancelled();
}

/// Connects the models by crowds, and lists the kinds of moves that are left.
/// @returns false if too many loads stay unconnected
bool CrowdSearch::grow() {
    const std::size_t models = m_table.models;
    std::pmr::vector<TieForest::Crowd> crowds(m_kinds.get_allocator());
    for (std::size_t j = 0; j < models; ++j) {
        for (std::size_t k = j + 1; k < models; ++k) {
            for (std::int64_t units = -m_span; units <= m_span; ++units) {
                const std::int32_t smaller =
                    std::min(m_members[slot(j, k, units)], m_members[slot(k, j, -units)]);
                if (smaller == 0) continue;
                crowds.push_back({j,
                                  k,
                                  0.0,
                                  static_cast<double>(units) * m_unit,
                                  static_cast<std::size_t>(smaller),
                                  {},
                                  {}});
            }
        }
    }
    m_forest.take(std::move(crowds));
    std::vector<TieForest::Role> roles(models, TieForest::Role::Separate);
    for (std::size_t j = 0; j < models; ++j) {
        if (m_capacity[j] == 0) continue;
        roles[j] = priced(j) ? TieForest::Role::Full : TieForest::Role::Free;
    }
    m_forest.build(roles, parameters::kLeastCrowd);
    m_laneOf.assign(models, -1);
    int lanes = 0;
    for (std::size_t j = 0; j < models; ++j) {
        const std::size_t root = m_forest.tree(j);
        if (root == j && priced(j)) m_laneOf[j] = lanes++;
    }
    for (std::size_t j = 0; j < models; ++j) m_laneOf[j] = m_laneOf[m_forest.tree(j)];
    if (lanes > kMostLanes) return false;
    listKinds();
    return true;
}

/// Slots with a price that the routing leaves free are debts: they have to be filled, or paid for.
CrowdSearch::Node CrowdSearch::startOf(const Routing& routing, const Goal& goal) const {
    Node start{kBalanced, static_cast<std::int64_t>(std::floor(
                              (routing.resource - goal.required) / m_unit + kSurplusNoise))};
    for (std::size_t j = 0; j < m_table.models; ++j) {
        if (!priced(j)) continue;
        // More would carry into the next lane.
        const std::int64_t over = std::max(routing.load[j] - m_capacity[j], -kMostCrowdLoad - 1);
        start.loads += static_cast<std::uint64_t>(over) * laneStep(j);
        start.surplus += over * settled(j);
    }
    return start;
}

std::uint64_t CrowdSearch::laneStep(std::size_t model) const {
    const int lane = m_laneOf[model];
    return lane < 0 ? 0 : std::uint64_t{1} << (kLaneBits * static_cast<unsigned>(lane));
}

void CrowdSearch::listKinds() {
    const std::size_t models = m_table.models;
    struct Listed {
        std::uint64_t loads;
        std::int64_t units;
        double regret;
        Source source;
    };
    std::pmr::vector<Listed> all(m_kinds.get_allocator());
    for (std::size_t j = 0; j < models; ++j) {
        if (priced(j) && m_at.price[j] <= m_reach)
            all.push_back({laneStep(j), settled(j), m_at.price[j], {models, j, 0}});
        for (std::size_t k = 0; k < models; ++k) {
            for (std::int64_t units = -m_span; units <= m_span; ++units) {
                const double regret = m_regret[slot(j, k, units)];
                if (regret == kInfinity) continue;
                all.push_back({laneStep(k) - laneStep(j),
                               units - settled(j) + settled(k),
                               regret,
                               {j, k, units}});
            }
        }
    }
    std::sort(all.begin(), all.end(), [](const Listed& a, const Listed& b) {
        return std::tie(a.loads, a.units, a.regret, a.source.from, a.source.to, a.source.units) <
               std::tie(b.loads, b.units, b.regret, b.source.from, b.source.to, b.source.units);
    });
    m_kinds.clear();
    m_sources.clear();
    for (const Listed& kind : all) {
        if (kind.loads == 0 && kind.units == 0) continue;
        const bool known = !m_kinds.empty() && m_kinds.back().loads == kind.loads &&
                           m_kinds.back().units == kind.units;
        if (!known)
            m_kinds.push_back({kind.loads, kind.units, kind.regret, m_sources.size(), 0});
        else if (kind.regret > m_kinds.back().regret + m_tie)
            continue;
        m_sources.push_back(kind.source);
        ++m_kinds.back().sourceCount;
    }
}

/// Dijkstra's method over surpluses and loads. Moves can be put in an order in which the surplus
/// never leaves the range from where it starts to where it ends by more than one move.
CrowdSearch::Path CrowdSearch::shortest(const Node& start, double reach,
                                        const std::stop_token& stop) const {
    struct Label {
        Node node;
        double regret;
        std::size_t before;
        std::size_t kind;
    };
    const auto hash = [](const Node& node) {
        return std::hash<std::uint64_t>()(node.loads * 0x9e3779b97f4a7c15 +
                                          static_cast<std::uint64_t>(node.surplus));
    };
    const double price = m_at.qualityWeight * m_unit;  // of a unit that is left over
    std::int64_t step = 0;
    for (const Kind& kind : m_kinds) step = std::max(step, std::abs(kind.units));
    const double dearest = std::min(reach / price, kMostSurplus);
    const std::int64_t lowest = std::min<std::int64_t>(start.surplus, 0) - step;
    const std::int64_t highest = std::max(start.surplus, static_cast<std::int64_t>(dearest)) + step;

    std::pmr::memory_resource* memory = m_kinds.get_allocator().resource();
    std::pmr::vector<Label> labels(memory);
    labels.push_back({start, 0.0, 0, 0});
    std::pmr::unordered_map<Node, double, decltype(hash)> least(64, hash, {}, memory);
    least.emplace(start, 0.0);
    using Entry = std::pair<double, std::size_t>;
    std::priority_queue<Entry, std::pmr::vector<Entry>, std::greater<>> open{
        std::greater<>{}, std::pmr::vector<Entry>(memory)};
    open.push({0.0, 0});
    Path path;
    path.total = reach;
    std::size_t end = 0;
    while (!open.empty()) {
        const auto [regret, at] = open.top();
        if (regret >= path.total || labels.size() > kMostLabels) break;
        open.pop();
        const Node node = labels[at].node;
        if (regret > least.at(node)) continue;
        const double total = regret + price * static_cast<double>(node.surplus);
        if (node.loads == kBalanced && node.surplus >= 0 && total < path.total) {
            path.total = total;
            path.found = true;
            end = at;
        }
        for (std::size_t k = 0; k < m_kinds.size(); ++k) {
            const Kind& kind = m_kinds[k];
            const double longer = regret + kind.regret;
            const Node next{node.loads + kind.loads, node.surplus + kind.units};
            if (longer >= path.total || next.surplus < lowest || next.surplus > highest ||
                !withinLoads(next.loads))
                continue;
            const auto [known, fresh] = least.try_emplace(next, longer);
            if (!fresh && known->second <= longer) continue;
            known->second = longer;
            open.push({longer, labels.size()});
            labels.push_back({next, longer, at, k});
        }
        if (stop.stop_requested()) throw Cancelled();
    }
    path.least = open.empty() ? path.total : std::min(path.total, open.top().first);
    if (path.found) {
        for (std::size_t at = end; at != 0; at = labels[at].before)
            path.kinds.push_back(labels[at].kind);
    }
    return path;
}

/// Makes the path's moves by queries that are there, the dearest first, and settles the loads.
/// @returns nothing where queries are too few
std::optional<Routing> CrowdSearch::realize(const Path& path, const Routing& from,
                                            const Goal& goal) const {
    const Assignment& base = from.assignment;
    std::optional<Routing> result = from;
    Routing& routing = *result;
    std::vector<std::int64_t> vacant(m_table.models, 0);  // slots that are to stay free
    const auto move = [&](const Source& source, double regret, std::int64_t count) {
        if (source.from == m_table.models) {
            ++vacant[source.to];
            return true;
        }
        const auto model = static_cast<std::int32_t>(source.from);
        for (std::size_t i = 0; i < base.size() && count > 0; ++i) {
            if (routing.assignment[i] != model) continue;
            const double least =
                m_at.reduced(m_table, i, static_cast<std::size_t>(base[i]));  // as all of them are
            const double gain = m_table.quality(i, source.to) - m_table.quality(i, source.from);
            if (m_at.reduced(m_table, i, source.from) - least > m_tie ||
                m_at.reduced(m_table, i, source.to) - least > regret + m_tie ||
                std::llround(gain / m_unit) != source.units)
                continue;
            const double cost = m_table.cost(i, source.to) - m_table.cost(i, source.from);
            routing.assignment[i] = static_cast<std::int32_t>(source.to);
            routing.objective += goal.objective(cost, gain);
            routing.resource += goal.resource(cost, gain);
            --routing.load[source.from];
            ++routing.load[source.to];
            --count;
        }
        return count == 0;
    };
    std::vector<std::size_t> kinds = path.kinds;
    std::stable_sort(kinds.begin(), kinds.end(), [&](std::size_t a, std::size_t b) {
        return m_kinds[a].regret > m_kinds[b].regret;
    });
    for (const std::size_t k : kinds) {
        const Kind& kind = m_kinds[k];
        if (std::ranges::none_of(
                sources(kind), [&](const Source& source) { return move(source, kind.regret, 1); }))
            return std::nullopt;
    }
    std::vector<std::int64_t> excess(routing.load);
    for (std::size_t j = 0; j < excess.size(); ++j) excess[j] += vacant[j] - m_capacity[j];
    const bool settled =
        m_forest.settle(std::move(excess), [&](const TieForest::Crowd& crowd, std::size_t left,
                                               std::size_t entered, std::int64_t count) {
            const std::int64_t units = std::llround(crowd.resource / m_unit);
            return move({left, entered, left == crowd.from ? units : -units}, 0.0, count);
        });
    if (!settled || routing.resource < goal.required) return std::nullopt;
    return result;
}

}  // namespace orl
