#include "core/optimize/proof/core_items.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "core/optimize/parameters.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

using parameters::proof::kMostReached;
/// What differs by rounding alone is made equal.
double snapped(double value, double grid) {
    return grid > 0.0 ? std::floor(value / grid + parameters::kSnapNoise) * grid : value;
}

/// Whether two queries may stand for each other.
bool alike(const CoreItems::Option& a, const CoreItems::Option& b) {
    return std::tie(a.model, a.regret, a.objective, a.resource, a.change) ==
           std::tie(b.model, b.regret, b.objective, b.resource, b.change);
}

bool before(const CoreItems::Option& a, const CoreItems::Option& b) {
    return std::tie(a.model, a.regret, a.objective, a.resource, a.change) <
           std::tie(b.model, b.regret, b.objective, b.resource, b.change);
}

}  // namespace

CoreItems::CoreItems(DualFunction& dual, const Goal& goal,
                     const std::vector<std::int64_t>& capacity, const Multipliers& at, double unit,
                     std::pmr::memory_resource* memory)
    : m_dual(dual),
      m_table(dual.table()),
      m_goal(goal),
      m_capacity(capacity),
      m_at(at),
      m_unit(unit),
      m_kappa(goal.mode == RoutingMode::CostUnderFloor ? at.qualityWeight : at.costWeight),
      m_reached(memory),
      m_reachedSum(memory),
      m_ties(memory),
      m_items(memory),
      m_options(memory),
      m_members(memory) {}

void CoreItems::collect(const Assignment& assignment, double reach, double tie) {
    m_tie = tie;
    const std::vector<Undecided> undecided = m_dual.undecided(m_at, reach, kMostReached + 1);
    m_truncated = undecided.size() > kMostReached;
    Assignment base = assignment;
    if (m_truncated) {
        // Some of the queries that deviate may not be among those found.
        DualSums unused;
        m_dual.evaluate(m_at, unused, base);
        base.resize(m_table.queries);
    }
    m_reached.clear();
    for (const auto& [margin, query, choice] : undecided) {
        const auto i = static_cast<std::size_t>(query);
        const auto there = static_cast<std::size_t>(assignment[i]);
        const double least = m_at.reduced(m_table, i, static_cast<std::size_t>(choice));
        base[i] = m_at.reduced(m_table, i, there) - least <= tie ? assignment[i] : choice;
        m_reached.push_back({query, snapped(margin, tie)});
    }
    if (m_truncated) m_reached.pop_back();
    std::sort(m_reached.begin(), m_reached.end(), [](const Query& a, const Query& b) {
        return std::tie(a.margin, a.query) < std::tie(b.margin, b.query);
    });
    m_reachedSum.assign(1, 0.0);
    std::vector<std::int32_t> tied;
    for (const Query& query : m_reached) {
        m_reachedSum.push_back(m_reachedSum.back() + query.margin);
        if (query.margin == 0.0) tied.push_back(query.query);
    }
    m_base = routingOf(m_table, m_goal, std::move(base));
    m_ties.collect(m_table, m_goal, m_at, m_base.assignment, tied, tie);
}

double CoreItems::marginAfter(double margin, std::size_t count) const {
    const auto first =
        std::upper_bound(m_reached.begin(), m_reached.end(), margin,
                         [](double value, const Query& query) { return value < query.margin; });
    const auto left = static_cast<std::size_t>(m_reached.end() - first);
    return count < left ? first[static_cast<std::ptrdiff_t>(count)].margin : kInfinity;
}

/// A load that could reach its capacity only by many ties at once counts as free: settling them
/// tells whether it did.
std::vector<TieForest::Role> CoreItems::rolesFor(double budget, std::size_t leastCrowd) const {
    const auto room = static_cast<std::int64_t>(mostMoves(budget) + leastCrowd);
    std::vector<TieForest::Role> roles(m_table.models, TieForest::Role::Separate);
    for (std::size_t j = 0; j < m_table.models; ++j) {
        if (m_capacity[j] == 0) continue;
        if (m_at.price[j] == 0.0 && m_capacity[j] - m_base.load[j] >= room)
            roles[j] = TieForest::Role::Free;
        else if (m_at.price[j] > budget)  // a free slot would be too dear
            roles[j] = TieForest::Role::Full;
    }
    return roles;
}

/// How many queries at most deviate beside those that tie.
std::size_t CoreItems::mostMoves(double budget) const {
    const auto first = std::upper_bound(m_reachedSum.begin(), m_reachedSum.end(), 0.0);
    return static_cast<std::size_t>(std::upper_bound(first, m_reachedSum.end(), budget) - first);
}

/// A lane for every load that matters, those of a tree together.
bool CoreItems::layLanes(double budget, std::size_t leastCrowd) {
    const std::vector<TieForest::Role> roles = rolesFor(budget, leastCrowd);
    m_ties.build(roles, leastCrowd);
    m_laneOf.assign(m_table.models, -1);
    m_lanes.clear();
    std::vector<std::int64_t> loads;
    for (std::size_t j = 0; j < m_table.models; ++j) {
        const std::size_t root = m_ties.tree(j);
        if (m_capacity[j] == 0 || roles[root] == TieForest::Role::Free) continue;
        if (root == j || m_laneOf[root] < 0) {
            m_laneOf[root] = static_cast<int>(m_lanes.size());
            m_lanes.push_back({&LoadKey::low, 0, m_at.price[root]});
            loads.push_back(0);
        }
        m_laneOf[j] = m_laneOf[root];
        loads[static_cast<std::size_t>(m_laneOf[j])] += m_base.load[j] - m_capacity[j];
    }
    if (m_lanes.size() > 32) return false;
    m_laneBits = m_lanes.size() > 16 ? 4 : 8;
    const std::size_t perWord = 64 / m_laneBits;
    m_baseKey = m_fullKey = {};
    for (std::size_t l = 0; l < m_lanes.size(); ++l) {
        Lane& lane = m_lanes[l];
        lane.word = l < perWord ? &LoadKey::low : &LoadKey::high;
        lane.shift = static_cast<unsigned>(l % perWord) * m_laneBits;
        if (loads[l] < -greatestLoad() && lane.price == 0.0) {
            loads[l] = -greatestLoad();  // less room than there is
            m_complete = false;
        }
        if (std::abs(loads[l]) > greatestLoad()) return false;
        const std::uint64_t full = static_cast<std::uint64_t>(greatestLoad() + 2) << lane.shift;
        m_fullKey.*lane.word += full;
        m_baseKey.*lane.word += full + (static_cast<std::uint64_t>(loads[l]) << lane.shift);
    }
    return true;
}

LoadKey CoreItems::lanesAbove(double price) const {
    LoadKey mask;
    for (const Lane& lane : m_lanes) {
        if (lane.price > price)
            mask.*lane.word |= ((std::uint64_t{1} << m_laneBits) - 1) << lane.shift;
    }
    return mask;
}

bool CoreItems::within(const LoadKey& key, const Option& option) const {
    const auto holds = [&](int lane) {
        return lane < 0 ||
               std::abs(load(key, m_lanes[static_cast<std::size_t>(lane)])) <= greatestLoad();
    };
    return holds(option.from) && holds(option.to);
}

bool CoreItems::fits(const LoadKey& key) const {
    return std::all_of(m_lanes.begin(), m_lanes.end(),
                       [&](const Lane& lane) { return load(key, lane) <= 0; });
}

std::int64_t CoreItems::load(const LoadKey& key, const Lane& lane) const {
    const std::uint64_t mask = (std::uint64_t{1} << m_laneBits) - 1;
    return static_cast<std::int64_t>(key.*lane.word >> lane.shift & mask) - greatestLoad() - 2;
}

/// What the loads of the base assignment come to when the ties have settled them.
void CoreItems::measureBase() {
    m_baseObjective = m_base.objective;
    m_baseResource = m_base.resource;
    for (std::size_t j = 0; j < m_table.models; ++j) {
        const auto over = static_cast<double>(m_base.load[j] - m_capacity[j]);
        m_baseObjective += over * m_ties.objective(j);
        m_baseResource += over * m_ties.resource(j);
    }
}

/// Lists the other models within the budget that change anything.
void CoreItems::listOptions(const Query& query, double budget,
                            std::pmr::vector<Option>& options) const {
    const auto i = static_cast<std::size_t>(query.query);
    const auto base = static_cast<std::size_t>(m_base.assignment[i]);
    const double least = m_at.reduced(m_table, i, base);
    const auto shift = [&](LoadKey& key, int l, std::uint64_t by) {
        if (l < 0) return;
        const Lane& lane = m_lanes[static_cast<std::size_t>(l)];
        key.*lane.word += by << lane.shift;
    };
    for (std::size_t k = 0; k < m_table.models; ++k) {
        if (k == base || m_capacity[k] == 0) continue;
        const double regret = snapped(std::max(0.0, m_at.reduced(m_table, i, k) - least), m_tie);
        if (!(regret <= budget)) continue;
        const double dCost = m_table.cost(i, k) - m_table.cost(i, base);
        const double dQuality = m_table.quality(i, k) - m_table.quality(i, base);
        Option option{
            static_cast<std::int32_t>(k),
            regret,
            m_goal.objective(dCost, dQuality) - m_ties.objective(base) + m_ties.objective(k),
            m_goal.resource(dCost, dQuality) - m_ties.resource(base) + m_ties.resource(k),
            {},
            m_laneOf[base],
            m_laneOf[k]};
        option.objective = snapped(option.objective, m_tie);
        if (m_kappa > 0.0) option.resource = snapped(option.resource, m_tie / m_kappa);
        if (option.from == option.to) option.from = option.to = -1;
        shift(option.change, option.from, ~std::uint64_t{0});  // −1
        shift(option.change, option.to, 1);
        const bool idle = regret == 0.0 && option.change == LoadKey{} &&
                          std::abs(option.objective) <= 2.0 * m_tie &&
                          std::abs(option.resource) * m_kappa <= 2.0 * m_tie;
        if (!idle) options.push_back(option);
    }
}

bool CoreItems::prepare(double budget, std::size_t leastCrowd) {
    m_complete = true;
    if (!layLanes(budget, leastCrowd)) return false;
    measureBase();
    m_items.clear();
    m_options.clear();
    m_members.clear();
    struct Candidate {
        std::int32_t query;
        std::size_t first;
        std::size_t count;
    };
    std::pmr::vector<Candidate> run(m_items.get_allocator());
    std::pmr::vector<Option> found(m_items.get_allocator());
    const auto options = [&](const Candidate& candidate) {
        return std::span(found).subspan(candidate.first, candidate.count);
    };
    for (std::size_t first = 0; first < m_reached.size() && m_reached[first].margin <= budget;) {
        const double margin = m_reached[first].margin;
        run.clear();
        found.clear();
        for (; first < m_reached.size() && m_reached[first].margin == margin; ++first) {
            const std::size_t known = found.size();
            listOptions(m_reached[first], budget, found);
            if (found.size() > known)
                run.push_back({m_reached[first].query, known, found.size() - known});
        }
        std::sort(run.begin(), run.end(), [&](const Candidate& a, const Candidate& b) {
            const std::span<Option> left = options(a);
            const std::span<Option> right = options(b);
            if (std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                             before))
                return true;
            return a.query < b.query &&
                   !std::lexicographical_compare(right.begin(), right.end(), left.begin(),
                                                 left.end(), before);
        });
        bool loadsStay = true;
        double leastRegret = kInfinity;  // of those above 0
        for (const Candidate& candidate : run) {
            for (const Option& option : options(candidate)) {
                if (option.regret > 0.0)
                    leastRegret = std::min(leastRegret, option.regret);
                else
                    loadsStay = loadsStay && option.change == LoadKey{};
            }
        }
        const Useful useful =
            margin > 0.0
                ? Useful{std::floor(budget / margin * (1.0 + parameters::proof::kStepNoise)), true}
            : loadsStay ? usefulTies(budget, std::floor(budget / leastRegret))
                        : Useful{};
        for (auto from = run.begin(); from != run.end();) {
            const auto to = std::find_if(from, run.end(), [&](const Candidate& candidate) {
                return !std::ranges::equal(options(*from), options(candidate), alike);
            });
            const std::size_t firstQuery = m_members.size();
            for (auto it = from; it != to; ++it) m_members.push_back(it->query);
            addAlike(margin, options(*from), firstQuery, useful);
            from = to;
        }
    }
    return true;
}

/// Items for queries that may stand for each other: no more of them than can be of use, and those
/// that change nothing but objective and resource in bundles of 1, 2, 4, …
void CoreItems::addAlike(double margin, std::span<const Option> options, std::size_t firstQuery,
                         const Useful& useful) {
    const auto count = static_cast<double>(m_members.size() - firstQuery);
    m_complete = m_complete && (useful.proven || count <= useful.count);
    auto left = static_cast<std::size_t>(std::min(count, useful.count));
    const bool bundles = margin == 0.0 && options.size() == 1 && options[0].change == LoadKey{};
    for (std::size_t size = 1; left > 0; size = bundles ? 2 * size : 1) {
        size = std::min(size, left);
        m_items.push_back({margin, m_options.size(), options.size(), firstQuery, size});
        for (Option option : options) {
            option.objective *= static_cast<double>(size);
            option.resource *= static_cast<double>(size);
            m_options.push_back(option);
        }
        firstQuery += size;
        left -= size;
    }
}

/// How many queries that tie alike can be of use.
///
/// Where qualities are multiples of a unit and are the resource, take a solution with the fewest
/// deviations at no regret and no change of loads. No part of these cancels out, so ordered to keep
/// their partial sums near zero, no partial sum repeats: there are no more than the units that they
/// add up to, and twice the units of the greatest step.
CoreItems::Useful CoreItems::usefulTies(double budget, double others) const {
    if (m_unit <= 0.0 || m_goal.mode != RoutingMode::CostUnderFloor) return {};
    double low = 0.0;
    double high = 0.0;
    for (std::size_t j = 0; j < m_table.models; ++j) {
        low = std::min(low, m_ties.resource(j));
        high = std::max(high, m_ties.resource(j));
    }
    const double step = 1.0 + high - low;
    const double moves = static_cast<double>(mostMoves(budget)) + others;
    const double surplus = m_kappa > 0.0 ? budget / m_kappa : 0.0;
    const double total = std::abs(m_goal.required - m_baseResource) + surplus + moves * step;
    return {std::ceil((total + 2.0 * step) / m_unit) + others, true};
}

}  // namespace orl
