#include "core/optimize/proof/tie_forest.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "core/optimize/dual/ties.h"

namespace orl {

namespace {

struct Member {
    std::size_t from;  ///< the lower model of the pair
    std::size_t to;
    double resource;  ///< of a move from `from` to `to`
    double objective;
    std::int32_t query;
    bool here;  ///< is at `from`
};

}  // namespace

void TieForest::collect(const Table& table, const Goal& goal, const Multipliers& at,
                        const Assignment& base, std::span<const std::int32_t> queries, double tie) {
    std::pmr::memory_resource* memory = m_crowds.get_allocator().resource();
    std::pmr::vector<Member> members(memory);
    for (const std::int32_t query : queries) {
        const auto i = static_cast<std::size_t>(query);
        const auto j = static_cast<std::size_t>(base[i]);
        ties::forTied(table, at, i, j, tie, [&](std::size_t k) {
            const std::size_t from = std::min(j, k);
            const std::size_t to = std::max(j, k);
            const double dCost = table.cost(i, to) - table.cost(i, from);
            const double dQuality = table.quality(i, to) - table.quality(i, from);
            members.push_back({from, to, goal.resource(dCost, dQuality),
                               goal.objective(dCost, dQuality), query, j == from});
        });
    }
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return std::tie(a.from, a.to, a.resource, a.objective, a.query) <
               std::tie(b.from, b.to, b.resource, b.objective, b.query);
    });
    std::pmr::vector<Crowd> crowds(memory);
    for (auto first = members.begin(); first != members.end();) {
        const auto last = std::find_if(first, members.end(), [&](const Member& member) {
            return std::tie(member.from, member.to, member.resource, member.objective) !=
                   std::tie(first->from, first->to, first->resource, first->objective);
        });
        Crowd crowd{first->from,
                    first->to,
                    first->objective,
                    first->resource,
                    0,
                    std::pmr::vector<std::int32_t>(memory),
                    std::pmr::vector<std::int32_t>(memory)};
        for (; first != last; ++first)
            (first->here ? crowd.here : crowd.there).push_back(first->query);
        crowd.smaller = std::min(crowd.here.size(), crowd.there.size());
        crowds.push_back(std::move(crowd));
    }
    take(std::move(crowds));
}

void TieForest::take(std::pmr::vector<Crowd> crowds) {
    m_crowds = std::move(crowds);
    std::sort(m_crowds.begin(), m_crowds.end(), [](const Crowd& a, const Crowd& b) {
        return std::tie(b.smaller, a.from, a.to, a.resource, a.objective) <
               std::tie(a.smaller, b.from, b.to, b.resource, b.objective);
    });
}

void TieForest::build(const std::vector<Role>& roles, std::size_t least) {
    const std::size_t models = roles.size();
    m_tree.resize(models);
    std::iota(m_tree.begin(), m_tree.end(), std::size_t{0});
    // All free models together are one place: their loads do not matter.
    const auto firstFree =
        static_cast<std::size_t>(std::find(roles.begin(), roles.end(), Role::Free) - roles.begin());
    for (std::size_t j = 0; j < models; ++j) {
        if (roles[j] == Role::Free) m_tree[j] = firstFree;
    }
    std::vector<std::size_t> used;
    for (std::size_t c = 0; c < m_crowds.size(); ++c) {
        const Crowd& crowd = m_crowds[c];
        if (crowd.smaller < least) break;
        if (roles[crowd.from] == Role::Separate || roles[crowd.to] == Role::Separate) continue;
        const std::size_t a = m_tree[crowd.from];
        const std::size_t b = m_tree[crowd.to];
        if (a == b) continue;
        used.push_back(c);
        const std::size_t kept = a == firstFree || (b != firstFree && a < b) ? a : b;
        std::replace(m_tree.begin(), m_tree.end(), kept == a ? b : a, kept);
    }
    m_objective.assign(models, 0.0);
    m_resource.assign(models, 0.0);
    m_links.clear();
    std::vector<char> reached(models, 0);
    for (std::size_t j = 0; j < models; ++j)
        reached[j] = roles[j] == Role::Free || m_tree[j] == j ? 1 : 0;
    while (m_links.size() < used.size()) {
        for (const std::size_t c : used) {
            const Crowd& crowd = m_crowds[c];
            if (reached[crowd.from] == reached[crowd.to]) continue;
            const bool down = reached[crowd.to] != 0;  // `from` hangs from `to`
            const std::size_t model = down ? crowd.from : crowd.to;
            const std::size_t parent = down ? crowd.to : crowd.from;
            const double sign = down ? 1.0 : -1.0;
            m_objective[model] = m_objective[parent] + sign * crowd.objective;
            m_resource[model] = m_resource[parent] + sign * crowd.resource;
            reached[model] = 1;
            m_links.push_back({c, model, parent});
        }
    }
}

bool TieForest::settle(std::vector<std::int64_t> excess, const Mover& move) const {
    for (auto link = m_links.rbegin(); link != m_links.rend(); ++link) {
        const std::int64_t over = excess[link->model];
        const std::size_t from = over > 0 ? link->model : link->parent;
        const std::size_t to = over > 0 ? link->parent : link->model;
        if (!move(m_crowds[link->crowd], from, to, std::abs(over))) return false;
        excess[link->parent] += over;
        excess[link->model] = 0;
    }
    return std::all_of(excess.begin(), excess.end(), [](std::int64_t e) { return e <= 0; });
}

bool TieForest::settle(Assignment& assignment, const std::vector<std::int64_t>& capacity) const {
    std::vector<std::int64_t> excess(capacity.size());
    for (std::size_t j = 0; j < capacity.size(); ++j) excess[j] = -capacity[j];
    for (const std::int32_t model : assignment) ++excess[static_cast<std::size_t>(model)];
    const auto move = [&](const Crowd& crowd, std::size_t from, std::size_t to,
                          std::int64_t count) {
        for (const std::int32_t query : from == crowd.from ? crowd.here : crowd.there) {
            if (count == 0) break;
            std::int32_t& model = assignment[static_cast<std::size_t>(query)];
            if (model != static_cast<std::int32_t>(from)) continue;
            model = static_cast<std::int32_t>(to);
            --count;
        }
        return count == 0;
    };
    return settle(std::move(excess), move);
}

}  // namespace orl
