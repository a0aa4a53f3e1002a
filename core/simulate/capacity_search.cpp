#include "core/simulate/capacity_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

namespace orl {
namespace {

/// Runs of each fleet while fleets are sought.
constexpr int kSearchRuns = 5;
/// What slots are priced at on top of their own price, in parts of what one can be worth at most:
/// from fleets whose answers cost least to those with the fewest slots.
constexpr double kShades[] = {0.0, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 1e3};
/// Slots beyond those that are busy on average, in square roots of them, and steps in which the
/// least that meets the target is sought.
constexpr double kMostRoom = 8.0;
constexpr int kRoomSteps = 64;
/// Busy slots below which a model is left out.
constexpr double kIdle = 1e-6;
/// Fleets simulated at once while the neighbours of one are looked at, and how many in all before
/// none of them is thought to be better.
constexpr std::size_t kBatch = 8;
constexpr std::size_t kMostNeighbours = 48;
/// Fleets from which the search goes down.
constexpr std::size_t kStarts = 3;
/// Standard errors of a mean cost by which runs may be cheaper than the fluid, by chance.
constexpr double kLuck = 4.0;

std::int64_t sumOf(const FleetSlots& slots) {
    return std::accumulate(slots.begin(), slots.end(), std::int64_t{0});
}

}  // namespace

CapacitySearch::CapacitySearch(const CapacityQuestion& question, CapacityTrials& trials,
                               const Job& job, Heard heard)
    : m_question(question),
      m_trials(trials),
      m_job(job),
      m_heard(std::move(heard)),
      m_runs(static_cast<std::size_t>(std::min(question.runs, kSearchRuns))) {
    // The costs of a routing's answers lie within the spread, and differ by about half of it.
    const FluidProblem& fluid = trials.limit().fluid();
    const double share = fluid.costSpread / (fluid.leastCost + fluid.costSpread);
    const double answers = static_cast<double>(trials.queries() * m_runs);
    m_luck = share > 0.0 ? std::min(0.5, kLuck * 0.5 * share / std::sqrt(answers)) : 0.0;
}

CapacityRank CapacitySearch::rankOf(double usd, std::int64_t slots) const {
    CapacityRank rank{false, 0.0, slots, usd};
    if (m_cheapest > 0.0 && m_question.tie > 0.0) {
        rank.step =
            std::max(0.0, std::floor(std::log(usd / m_cheapest) / std::log1p(m_question.tie)));
    } else if (m_question.tie == 0.0) {
        rank.step = usd;
    }
    return rank;
}

CapacityRank CapacitySearch::rankOf(const FleetSlots& slots) const {
    const CapacityTrial& trial = m_trials.of(slots);
    CapacityRank rank = rankOf(runBand(trial.usdPerHour).mean, sumOf(slots));
    rank.strained = !trial.lasts;
    return rank;
}

std::vector<FleetSlots> CapacitySearch::ranked() const {
    std::vector<std::pair<CapacityRank, FleetSlots>> all;
    all.reserve(m_trials.count());
    for (const auto& [slots, trial] : m_trials.all()) {
        if (m_trials.meets(trial)) all.emplace_back(rankOf(slots), slots);
    }
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<FleetSlots> fleets;
    fleets.reserve(all.size());
    for (auto& [rank, slots] : all) fleets.push_back(std::move(slots));
    return fleets;
}

void CapacitySearch::setCheapest() {
    std::pair<bool, double> least{true, std::numeric_limits<double>::infinity()};
    for (const auto& [slots, trial] : m_trials.all()) {
        if (!m_trials.meets(trial)) continue;
        least = std::min(least, {!trial.lasts, runBand(trial.usdPerHour).mean});
    }
    m_cheapest = std::isfinite(least.second) ? least.second : 0.0;
}

/// Those of them that any routing can keep the goal with, as many as may still be simulated; what
/// is found then is ranked anew.
void CapacitySearch::simulateThose(std::vector<FleetSlots> fleets) {
    const std::size_t left =
        m_question.mostFleets - std::min(m_trials.count(), m_question.mostFleets);
    std::set<FleetSlots> fresh;
    std::erase_if(fleets, [&](const FleetSlots& slots) {
        if (m_trials.all().contains(slots) || fresh.contains(slots)) return false;
        if (fresh.size() == left || !m_trials.canKeepGoal(slots, m_job)) return true;
        fresh.insert(slots);
        return false;
    });
    m_trials.run(fleets, m_runs, m_job);
    setCheapest();
    if (m_heard) m_heard(*this);
}

/// Fleets within the most slots.
double CapacitySearch::possible() const {
    double count = 1.0;
    for (const std::int64_t most : m_trials.most()) count *= static_cast<double>(most) + 1.0;
    return count;
}

/// Every fleet in the order of its bound, until the bound is above what was found.
bool CapacitySearch::lookAtAll() {
    std::vector<std::pair<double, FleetSlots>> fleets;
    FleetSlots slots(m_trials.most().size(), 0);
    for (bool more = true; more;) {
        const double bound = m_trials.bound(slots, m_job);
        if (!std::isnan(bound)) fleets.emplace_back(bound, slots);
        more = false;
        for (std::size_t j = 0; j < slots.size() && !more; ++j) {
            more = slots[j] < m_trials.most()[j];
            slots[j] = more ? slots[j] + 1 : 0;
        }
    }
    std::ranges::sort(fleets);
    for (std::size_t k = 0; k < fleets.size();) {
        std::vector<FleetSlots> batch;
        batch.reserve(kBatch);
        for (; k < fleets.size() && batch.size() < kBatch; ++k) {
            const double least = fleets[k].first * (1.0 - m_luck);
            if (m_cheapest > 0.0 && least > m_cheapest * (1.0 + m_question.tie)) break;
            batch.push_back(fleets[k].second);
        }
        if (batch.empty()) break;
        simulateThose(std::move(batch));
    }
    return true;
}

/// Busy slots of each model in the cheapest routing by the fluid when a slot costs its price and a
/// shade more, within the most slots.
std::vector<double> CapacitySearch::busyAt(double shade) {
    FluidProblem priced = m_trials.limit().fluid();
    std::vector<double> supply(priced.models, 0.0);
    double most = 0.0;
    for (std::size_t j = 0; j < priced.models; ++j) {
        if (m_trials.most()[j] > 0) most = std::max(most, m_trials.limit().mostWorth(j));
    }
    const double use = m_question.plan.plannedUse;
    for (std::size_t j = 0; j < priced.models; ++j) {
        const double second = (m_trials.slotPrice(j) + shade * most) / (3600.0 * use);
        for (std::size_t k = j; k < priced.cost.size(); k += priced.models) {
            if (priced.cost[k] != RoutingProblem::kForbidden) {
                priced.cost[k] += second * priced.seconds[k];
            }
        }
        if (m_trials.most()[j] == 0) continue;
        supply[j] = static_cast<double>(m_trials.most()[j]) / m_trials.rate();
    }
    const double allowed = priced.floor;  // α less the shortfall
    priced.floor = m_question.plan.qualityFloor;
    FluidPlan plan = FluidPlanner(priced).plan(supply, m_job.stop);
    if (!plan.feasible) {
        // At the very end of what the models can give.
        priced.floor = allowed;
        plan = FluidPlanner(std::move(priced)).plan(supply, m_job.stop);
    }
    if (!plan.feasible) return {};
    for (double& seconds : plan.seconds) seconds *= m_trials.rate();
    return plan.seconds;
}

FleetSlots CapacitySearch::staffed(const std::vector<double>& busy, double room) const {
    FleetSlots slots(busy.size(), 0);
    for (std::size_t j = 0; j < busy.size(); ++j) {
        if (busy[j] < kIdle) continue;
        const double wanted = std::ceil(busy[j] + room * std::sqrt(busy[j]) - kIdle);
        slots[j] =
            std::clamp(static_cast<std::int64_t>(wanted), std::int64_t{1}, m_trials.most()[j]);
    }
    return slots;
}

/// The least room with which each shape meets the target, by halving.
void CapacitySearch::widen(const std::vector<std::vector<double>>& shapes) {
    std::vector<int> few(shapes.size(), -1);
    std::vector<int> enough(shapes.size(), kRoomSteps);
    for (int gap = kRoomSteps + 1; gap > 1; gap = (gap + 1) / 2) {
        std::vector<FleetSlots> batch;
        batch.reserve(shapes.size());
        std::vector<int> middle(shapes.size());
        for (std::size_t s = 0; s < shapes.size(); ++s) {
            middle[s] = few[s] + (enough[s] - few[s]) / 2;
            batch.push_back(staffed(shapes[s], kMostRoom * std::max(middle[s], 0) / kRoomSteps));
        }
        simulateThose(batch);
        for (std::size_t s = 0; s < shapes.size(); ++s) {
            const auto found = m_trials.all().find(batch[s]);
            const bool meets = found != m_trials.all().end() && m_trials.meets(found->second);
            (meets ? enough[s] : few[s]) = middle[s];
        }
    }
    std::vector<FleetSlots> last;
    last.reserve(shapes.size());
    for (std::size_t s = 0; s < shapes.size(); ++s) {
        last.push_back(staffed(shapes[s], kMostRoom * std::max(enough[s], 0) / kRoomSteps));
    }
    simulateThose(std::move(last));
}

/// One slot or a few less, more, or of another model instead; what each could at best cost by the
/// prices of the fleet's plan, below which its convex cost does not fall.
std::vector<CapacitySearch::Move> CapacitySearch::movesFrom(const FleetSlots& from) {
    const std::size_t models = from.size();
    const FluidPlan plan = m_trials.limit().plan(from, m_trials.rate(), m_job);
    if (!plan.feasible) return {};
    const double answers = 3600.0 * m_trials.rate() * plan.bound;
    std::vector<double> worth(models);
    for (std::size_t j = 0; j < models; ++j) {
        worth[j] = m_trials.limit().slotWorth(plan, j, from[j]);
    }
    std::vector<Move> moves;
    const CapacityRank now = rankOf(from);
    const auto offer = [&](FleetSlots slots, double lessAnswers) {
        const double usd = (answers - lessAnswers) * (1.0 - m_luck) + m_trials.slotsUsd(slots);
        const CapacityRank hope = rankOf(usd, sumOf(slots));
        if (hope < now) moves.push_back({std::move(slots), hope});
    };
    for (std::size_t j = 0; j < models; ++j) {
        for (std::int64_t step = 1; step == 1 || 4 * step <= from[j]; step *= 2) {
            if (from[j] >= step) {
                FleetSlots less = from;
                less[j] -= step;
                offer(less, -worth[j] * static_cast<double>(step));
                for (std::size_t k = 0; k < models; ++k) {
                    if (k == j || less[k] + step > m_trials.most()[k]) continue;
                    FleetSlots other = less;
                    other[k] += step;
                    offer(std::move(other), (worth[k] - worth[j]) * static_cast<double>(step));
                }
            }
            if (from[j] + step > m_trials.most()[j]) continue;
            FleetSlots more = from;
            more[j] += step;
            offer(std::move(more), worth[j] * static_cast<double>(step));
        }
    }
    std::ranges::stable_sort(moves, [](const Move& a, const Move& b) { return a.hope < b.hope; });
    return moves;
}

bool CapacitySearch::bestOf(const std::vector<FleetSlots>& fleets, FleetSlots& best) {
    bool better = false;
    for (const FleetSlots& slots : fleets) {
        const auto found = m_trials.all().find(slots);
        if (found == m_trials.all().end() || !m_trials.meets(found->second)) continue;
        if (!(rankOf(slots) < rankOf(best))) continue;
        best = slots;
        better = true;
    }
    return better;
}

/// Without the slots of models that serve nobody: rules that look at no prices leave some, and the
/// prices of the fluid do not tell which.
FleetSlots CapacitySearch::trimmed(const FleetSlots& slots) const {
    FleetSlots less = slots;
    const std::vector<bool>& used = m_trials.of(slots).used;
    for (std::size_t j = 0; j < less.size(); ++j) {
        if (!used[j]) less[j] = 0;
    }
    return less;
}

/// From one fleet to the best of its neighbours that meets the target, until none is better.
void CapacitySearch::descend(FleetSlots from) {
    for (bool moved = true; moved && !full();) {
        const std::vector<FleetSlots> less{trimmed(from)};
        if (less.front() != from) simulateThose(less);
        moved = bestOf(less, from);
        if (moved) continue;
        const std::vector<Move> moves = movesFrom(from);
        const std::size_t end = std::min(moves.size(), kMostNeighbours);
        for (std::size_t k = 0; k < end && !moved && !full(); k += kBatch) {
            std::vector<FleetSlots> batch;
            batch.reserve(kBatch);
            for (std::size_t m = k; m < std::min(k + kBatch, end); ++m) {
                batch.push_back(moves[m].slots);
            }
            simulateThose(batch);
            moved = bestOf(batch, from);
        }
    }
}

bool CapacitySearch::run() {
    simulateThose({m_trials.most()});
    const std::size_t all = std::min(m_question.allFleetsUpTo, m_question.mostFleets);
    if (possible() <= static_cast<double>(all)) return lookAtAll();
    std::vector<std::vector<double>> shapes;
    for (const double shade : kShades) {
        std::vector<double> busy = busyAt(shade);
        if (!busy.empty()) shapes.push_back(std::move(busy));
    }
    widen(shapes);
    const std::vector<FleetSlots> starts = ranked();
    for (std::size_t k = 0; k < std::min(kStarts, starts.size()); ++k) descend(starts[k]);
    return false;
}

}  // namespace orl
