#include "core/lab/duals/routings.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/optimize.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {

namespace {

constexpr double kGoalRounding = 1e-9;

bool hasFloorGoal(const Constraints& constraints) {
    return constraints.mode == RoutingMode::CostUnderFloor;
}

}  // namespace

RoutingKind kindOf(const Constraints& constraints, const PlanTotals& totals) {
    for (std::size_t j = 0; j < totals.load.size(); ++j) {
        if (totals.load[j] > constraints.capacityOf(j)) return RoutingKind::OverSlots;
    }
    const bool kept = hasFloorGoal(constraints)
                          ? totals.quality >= constraints.qualityFloor - kGoalRounding
                          : totals.cost <= constraints.budget * (1.0 + kGoalRounding);
    return kept && totals.unplaced == 0 ? RoutingKind::Holds : RoutingKind::WithinSlots;
}

RoutingCloud::RoutingCloud(const SmallBatch& batch, std::uint64_t seed, const Job& job)
    : m_view(batch.view), m_seed(seed), m_total(1.0) {
    const RoutingProblem& problem = batch.problem();
    m_choices.resize(problem.queryCount());
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) m_choices[i].push_back(static_cast<std::int32_t>(j));
        }
        m_total *= static_cast<double>(m_choices[i].size());
    }
    m_complete = m_total <= static_cast<double>(kMost);
    const std::size_t points = m_complete ? static_cast<std::size_t>(m_total) : kMost;
    m_cost.reserve(points);
    m_quality.reserve(points);
    m_kind.reserve(points);
    for (std::size_t k = 0; k < points; ++k) {
        constexpr std::size_t kBetweenChecks = 256;
        if (k % kBetweenChecks == 0) job.check();
        add(routing(k));
    }
}

void RoutingCloud::add(const Assignment& routing) {
    const PlanTotals totals = totalsOf(m_view->experiment->problem, routing);
    m_cost.push_back(totals.cost);
    m_quality.push_back(totals.quality);
    m_kind.push_back(kindOf(m_view->constraints, totals));
}

/// The index in mixed radix; of a sample, drawn by a seed of its own.
Assignment RoutingCloud::routing(std::size_t index) const {
    Assignment made(m_choices.size());
    if (!m_complete) {
        Random random(m_seed * 0x9e3779b97f4a7c15ULL + index);
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i] = m_choices[i][random.below(m_choices[i].size())];
        }
        return made;
    }
    for (std::size_t i = 0; i < made.size(); ++i) {
        made[i] = m_choices[i][index % m_choices[i].size()];
        index /= m_choices[i].size();
    }
    return made;
}

std::size_t RoutingCloud::count(RoutingKind atLeast) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(m_kind, [&](RoutingKind kind) { return kind >= atLeast; }));
}

namespace {

/// Corners of the relaxation's edge, found by the lines through others.
class EdgeSearch {
  public:
    EdgeSearch(const SmallBatch& batch, const Job& job)
        : m_engine(std::make_shared<const DualBatch>(*batch.view)),
          m_goal(goalOf(*batch.view)),
          m_job(job) {}

    /// @returns false where the capacities cannot hold all queries
    bool ends() {
        if (!m_engine.following(0.0, {}, m_job.stop, m_low)) return false;
        const double highest = rangeEnd();
        m_engine.following(highest, {}, m_job.stop, m_high);
        // Of equal quality the cheapest: a price so high sees no cost.
        polishHigh(highest);
        return true;
    }

    /// The two neighbours on either side of the goal, and the price between them.
    /// @returns false where no routing keeps the goal
    bool straddle(Relaxation& found) {
        HeldAnswer low = m_low;
        HeldAnswer high = m_high;
        if (isKept(low) && m_goal.floor()) {
            settle(found, low, low, low);
            return true;
        }
        if (m_goal.floor() ? !isKept(high) : !isKept(low)) return false;
        if (!m_goal.floor() && isKept(high)) {
            settle(found, high, high, high);
            return true;
        }
        HeldAnswer middle;
        while (true) {
            m_job.check();
            if (!between(low, high, middle)) break;
            const bool kept = isKept(middle);
            (kept == m_goal.floor() ? high : low) = middle;
        }
        HeldAnswer at;
        const double slope = slopeOf(low, high);
        m_engine.following(slope, low.prices.capacityPrice, m_job.stop, at);
        settle(found, low, high, at);
        return true;
    }

    std::vector<Relaxation::Corner> edge(std::size_t most) {
        std::vector<HeldAnswer> corners{m_low, m_high};
        std::size_t k = 0;
        HeldAnswer middle;
        while (k + 1 < corners.size() && corners.size() < most) {
            m_job.check();
            if (between(corners[k], corners[k + 1], middle)) {
                corners.insert(corners.begin() + static_cast<std::ptrdiff_t>(k) + 1, middle);
            } else {
                ++k;
            }
        }
        std::vector<Relaxation::Corner> made;
        made.reserve(corners.size());
        for (const HeldAnswer& corner : corners) {
            made.push_back({corner.quality / m_goal.queries, corner.cost});
        }
        return made;
    }

  private:
    static double slopeOf(const HeldAnswer& low, const HeldAnswer& high) {
        return (high.cost - low.cost) / (high.quality - low.quality);
    }
    bool isKept(const HeldAnswer& answer) const {
        const double slack = kGoalRounding * std::max(1.0, std::abs(m_goal.required));
        return m_goal.floor() ? answer.quality >= m_goal.required - slack
                              : answer.cost <= m_goal.required * (1.0 + kGoalRounding);
    }
    /// A corner below the line through two others. @returns whether there is one
    bool between(const HeldAnswer& low, const HeldAnswer& high, HeldAnswer& middle) {
        if (!(high.quality > low.quality) || !(high.cost > low.cost)) return false;
        const double slope = slopeOf(low, high);
        m_engine.following(slope, low.prices.capacityPrice, m_job.stop, middle);
        const double line = low.cost - slope * low.quality;
        const double there = middle.cost - slope * middle.quality;
        const double rounding = kGoalRounding * (std::abs(high.cost) + slope * high.quality);
        return there < line - rounding && middle.quality > low.quality &&
               middle.quality < high.quality;
    }
    double rangeEnd() {
        // Steeper than any step between two routings can usefully be.
        constexpr double kSteep = 1e7;
        double dearest = 0.0;
        const DualBatch& batch = *m_engine.batch();
        for (std::size_t i = 0; i < batch.queries(); ++i) {
            for (std::size_t j = 0; j < batch.models(); ++j) {
                if (batch.allowed(i, j)) dearest = std::max(dearest, batch.cost(i, j));
            }
        }
        return std::max(dearest, 1e-12) * kSteep;
    }
    void polishHigh(double highest) {
        // Step down in price while the quality stays the greatest: the cheapest such routing.
        HeldAnswer next;
        for (double price = highest / 10.0; price > highest * 1e-9; price /= 10.0) {
            m_engine.following(price, m_high.prices.capacityPrice, m_job.stop, next);
            if (next.quality < m_high.quality - kGoalRounding) break;
            if (next.cost <= m_high.cost) m_high = next;
        }
    }
    void settle(Relaxation& found, const HeldAnswer& low, const HeldAnswer& high,
                const HeldAnswer& at) const {
        const double run = m_goal.floor() ? high.quality - low.quality : high.cost - low.cost;
        const double from = m_goal.floor() ? low.quality : low.cost;
        found.share = run > 0.0 ? std::clamp((m_goal.required - from) / run, 0.0, 1.0) : 1.0;
        found.prices = at.prices;
        const bool same = low.winners == high.winners;
        if (same) found.prices.qualityPrice = 0.0;
        found.cost = std::lerp(low.cost, high.cost, found.share);
        found.quality = std::lerp(low.quality, high.quality, found.share) / m_goal.queries;
        found.bound = m_goal.floor() ? found.cost : found.quality;
        found.below = low.winners;
        found.above = high.winners;
        for (std::size_t i = 0; i < found.below.size(); ++i) {
            found.split += found.below[i] != found.above[i];
        }
        found.feasible = true;
    }

    DualEngine m_engine;
    DualGoal m_goal;
    const Job& m_job;
    HeldAnswer m_low;
    HeldAnswer m_high;
};

}  // namespace

Relaxation relaxationOf(const SmallBatch& batch, std::size_t corners, const Job& job) {
    Relaxation found;
    if (batch.queries.empty()) return found;
    EdgeSearch search(batch, job);
    if (!search.ends()) return found;
    search.straddle(found);
    if (corners > 2) found.edge = search.edge(corners);
    return found;
}

bool SlacknessItem::holds() const {
    constexpr double kNothing = 1e-9;
    switch (kind) {
        case Regret:
            return amount == 0.0;
        case Floor:
        case Slots:
            break;
    }
    return amount >= -kNothing && (price <= 0.0 || std::abs(amount) <= kNothing);
}

Slackness slacknessOf(const SmallBatch& batch, const HeldPrices& prices,
                      const Assignment& routing) {
    const RoutingProblem& problem = batch.problem();
    const Constraints& constraints = batch.constraints();
    const bool floor = hasFloorGoal(constraints);
    const auto queries = static_cast<double>(problem.queryCount());
    const PlanTotals totals = totalsOf(problem, routing);
    // Under a budget everything is measured in answers: divided by λ.
    const double unit = floor ? 1.0 : prices.qualityPrice;
    const auto priceOf = [&](std::size_t j) {
        return prices.capacityPrice.empty() ? 0.0 : prices.capacityPrice[j];
    };
    const auto reduced = [&](std::size_t i, std::size_t j) {
        return problem.cost(i, j) - prices.qualityPrice * problem.quality(i, j) + priceOf(j);
    };
    Slackness result;
    SlacknessItem regret;
    double least = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        double best = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) best = std::min(best, reduced(i, j));
        }
        const double over = reduced(i, static_cast<std::size_t>(routing[i])) - best;
        const double rounding = kGoalRounding * std::max(std::abs(best), 1e-6);
        regret.amount += over > rounding ? 1.0 : 0.0;
        regret.pays += over / unit;
        least += best;
    }
    result.items.push_back(regret);
    SlacknessItem goal;
    goal.kind = SlacknessItem::Floor;
    if (floor) {
        goal.amount = totals.quality - constraints.qualityFloor;
        goal.price = prices.qualityPrice;
        goal.pays = goal.amount * queries * goal.price;
    } else {
        goal.amount = constraints.budget - totals.cost;
        goal.price = 1.0 / unit;
        goal.pays = goal.amount * goal.price;
    }
    result.items.push_back(goal);
    double slots = 0.0;
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        const std::int64_t limit =
            std::min(constraints.capacityOf(j), static_cast<std::int64_t>(problem.queryCount()));
        if (limit == static_cast<std::int64_t>(problem.queryCount()) && priceOf(j) == 0.0) continue;
        SlacknessItem item;
        item.kind = SlacknessItem::Slots;
        item.model = j;
        item.amount = static_cast<double>(limit - totals.load[j]);
        item.price = priceOf(j) / unit;
        item.pays = item.amount * item.price;
        slots += priceOf(j) * static_cast<double>(limit);
        result.items.push_back(item);
    }
    if (floor) {
        result.bound = constraints.qualityFloor * queries * prices.qualityPrice + least - slots;
        result.value = totals.cost;
    } else {
        result.bound = (constraints.budget - least + slots) / unit;
        result.value = totals.quality * queries;
    }
    return result;
}

std::shared_ptr<const RoutingsView> routingsOf(std::shared_ptr<const SolveView> whole,
                                               std::size_t queries, std::size_t models,
                                               std::uint64_t seed, const Job& job) {
    constexpr std::size_t kCorners = 400;
    SmallBatch batch = drawnFrom(*whole, queries, models, seed);
    if (batch.queries.empty())
        throw Error("queries", "none of the drawn queries may go to these models",
                    "Draw again, or take more models");
    RoutingCloud cloud(batch, seed, job);
    Relaxation relaxation = relaxationOf(batch, kCorners, job);
    SolveOptions options;
    options.stop = job.stop;
    options.budget = kQuickBudget;
    SolveResult best = DualOptimizer(batch.problem()).solve(batch.constraints(), options);
    return std::make_shared<const RoutingsView>(
        RoutingsView{std::move(whole), std::move(batch), std::move(cloud), std::move(relaxation),
                     std::move(best)});
}

double gapOfPrices(const SmallBatch& batch, const Relaxation& relaxation, const Job& job) {
    if (!relaxation.feasible) return kMissing;
    SolveOptions options;
    options.budget = kQuickBudget;
    options.stop = job.stop;
    const SolveResult best = DualOptimizer(batch.problem()).solve(batch.constraints(), options);
    if (!best.solved() || !(relaxation.bound > 0.0)) return kMissing;
    const double distance = hasFloorGoal(batch.constraints()) ? best.cost - relaxation.bound
                                                              : relaxation.bound - best.quality;
    return std::max(0.0, distance / relaxation.bound);
}

std::uint64_t tellingSeed(const SolveView& whole, std::size_t queries, std::size_t models,
                          std::uint64_t from, const Job& job) {
    constexpr std::uint64_t kTries = 40;
    constexpr double kSeen = 0.02;
    if (queries >= whole.experiment->problem.queryCount()) return from;
    for (std::uint64_t seed = from; seed < from + kTries; ++seed) {
        const SmallBatch batch = drawnFrom(whole, queries, models, seed);
        const Relaxation relaxation = relaxationOf(batch, 0, job);
        if (!batch.notes.empty() || !(relaxation.prices.qualityPrice > 0.0)) continue;
        if (gapOfPrices(batch, relaxation, job) > kSeen) return seed;
    }
    return from;
}

std::vector<GapPoint> gapsOver(const SolveView& whole, const std::vector<std::size_t>& sizes,
                               std::size_t models, int samples, std::uint64_t seed,
                               const Job& job) {
    std::vector<GapPoint> points;
    points.reserve(sizes.size());
    ProgressMeter meter(job, "gap over the size");
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        GapPoint point;
        point.queries = sizes[k];
        double sum = 0.0;
        for (int s = 0; s < samples; ++s) {
            meter.update((static_cast<double>(k) + s / double(samples)) /
                         static_cast<double>(sizes.size()));
            const SmallBatch batch =
                drawnFrom(whole, sizes[k], models, seed + static_cast<std::uint64_t>(s));
            const double gap = gapOfPrices(batch, relaxationOf(batch, 0, job), job);
            if (std::isnan(gap)) continue;
            sum += gap;
            point.least = point.samples == 0 ? gap : std::min(point.least, gap);
            point.greatest = point.samples == 0 ? gap : std::max(point.greatest, gap);
            ++point.samples;
        }
        if (point.samples > 0) point.mean = sum / static_cast<double>(point.samples);
        points.push_back(point);
    }
    return points;
}

}  // namespace orl
