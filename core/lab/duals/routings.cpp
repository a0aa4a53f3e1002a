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
