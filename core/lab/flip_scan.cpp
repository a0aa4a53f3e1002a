#include "core/lab/flip_scan.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/lab/settings.h"

namespace orl {

namespace {

constexpr double kPerMille = 1000.0;  // steps of α and L
constexpr double kPerCent = 100.0;    // steps of a multiplier

std::vector<double> steps(double low, double high, double perUnit) {
    const auto first = static_cast<std::int64_t>(std::ceil(low * perUnit - kStepRounding));
    const auto last = static_cast<std::int64_t>(std::floor(high * perUnit + kStepRounding));
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, last - first + 1)));
    for (std::int64_t k = first; k <= last; ++k) values.push_back(static_cast<double>(k) / perUnit);
    return values;
}

std::vector<double> budgetSteps(double low, double high) {
    constexpr int count = 240;
    constexpr double digits = 1e4;  // of the control
    std::vector<double> values;
    values.reserve(count + 1);
    for (int k = 0; k <= count && low > 0.0 && high > low; ++k) {
        const double value = low * std::pow(high / low, k / double(count));
        const double shown = std::ceil(value * digits - kStepRounding) / digits;
        if (values.empty() || shown > values.back()) values.push_back(shown);
    }
    return values;
}

std::vector<double> constraintSteps(const SolveView& view) {
    const auto queries = static_cast<double>(view.experiment->problem.queryCount());
    if (view.constraints.mode == RoutingMode::CostUnderFloor) {
        if (!view.alphaValues || view.alphaValues->empty()) return {};
        const double most =
            std::isnan(view.reach.maxQuality) ? view.alphaValues->back() : view.reach.maxQuality;
        return steps(std::min(view.alphaValues->front(), most), most, kPerMille);
    }
    if (!view.budgetValues || view.budgetValues->empty()) return {};
    const double least = std::isnan(view.reach.minCost)
                             ? view.budgetValues->front()
                             : std::max(view.budgetValues->front(), view.reach.minCost);
    return budgetSteps(least / queries * 1000.0, view.budgetValues->back() / queries * 1000.0);
}

double multiplierOf(const SolveView& view, std::size_t model) {
    const auto& known = view.scenario.pool.priceMultiplier;
    const auto found = known.find(view.experiment->models[model]);
    return found == known.end() ? 1.0 : found->second;
}

std::vector<double> valuesOf(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    constexpr double cheaper = 0.5;
    constexpr double dearer = 3.0;
    switch (axis) {
        case FlipAxis::Price: {
            const double now = multiplierOf(view, static_cast<std::size_t>(subject));
            if (!(now > 0.0)) return {};  // what costs nothing has no proportion
            const bool usual = now >= cheaper && now <= dearer;
            return usual ? steps(cheaper, dearer, kPerCent)
                         : steps(now * cheaper, now * dearer, std::max(kPerCent, kPerCent / now));
        }
        case FlipAxis::Capacity:
            return subject < 0 ? steps(std::max(1.0 / kPerMille, view.reach.leastCommonCapacity),
                                       1.0, kPerMille)
                               : steps(0.0, 1.0, kPerMille);
        case FlipAxis::Constraint:
        case FlipAxis::QualityPrice:
            break;
    }
    return constraintSteps(view);
}

std::vector<std::size_t> firstOfSame(const std::vector<double>& values, FlipAxis axis,
                                     std::size_t queries) {
    std::vector<std::size_t> first(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        first[k] = k;
        if (axis != FlipAxis::Capacity || k == 0 || values[k] >= 1.0) continue;
        const bool same = slotsOfShare(values[k], queries) == slotsOfShare(values[k - 1], queries);
        if (same) first[k] = first[k - 1];
    }
    return first;
}

}  // namespace

double flipValueNow(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    const ConstraintSettings& settings = view.scenario.constraints;
    switch (axis) {
        case FlipAxis::Price:
            return multiplierOf(view, static_cast<std::size_t>(subject));
        case FlipAxis::Capacity:
            return subject < 0 ? settings.commonCapacity
                               : settings.capacityShare.at(
                                     view.experiment->models[static_cast<std::size_t>(subject)]);
        case FlipAxis::Constraint:
        case FlipAxis::QualityPrice:
            break;
    }
    return settings.mode == RoutingMode::CostUnderFloor ? settings.qualityFloor
                                                        : settings.budgetPer1000;
}

FlipScan flipScanOf(const SolveView& view, FlipAxis axis, std::int32_t subject, double fullWork) {
    constexpr std::size_t coarsePoints = 16;
    FlipScan asked;
    asked.experiment = view.experiment;
    asked.axis = axis;
    asked.subject = subject;
    asked.settings = view.scenario.constraints;
    asked.constraints = view.constraints;
    asked.settings.guarantee = {};  // only says where the floor comes from
    if (axis == FlipAxis::Constraint) {
        asked.settings.qualityFloor = asked.settings.budgetPer1000 = 0.0;
    } else if (axis == FlipAxis::Capacity && subject < 0) {
        asked.settings.commonCapacity = 0.0;
    } else if (axis == FlipAxis::Capacity) {
        asked.settings.capacityShare[view.experiment->models[std::size_t(subject)]] = 0.0;
    } else {
        asked.multiplier = multiplierOf(view, static_cast<std::size_t>(subject));
    }
    asked.values = valuesOf(view, axis, subject);
    asked.same = firstOfSame(asked.values, axis, view.experiment->problem.queryCount());
    const auto cells = static_cast<double>(view.experiment->problem.queryCount()) *
                       static_cast<double>(view.experiment->problem.modelCount());
    const std::set<std::size_t> distinct(asked.same.begin(), asked.same.end());
    if (cells * static_cast<double>(distinct.size()) > fullWork) {
        asked.stride = std::max<std::size_t>(1, asked.values.size() / coarsePoints);
    }
    return asked;
}

RoutingProblem FlipScan::pricedAt(double value) const {
    return withPriceFactor(*experiment, static_cast<std::size_t>(subject), value / multiplier);
}

Assignment FlipScan::solve(double value, const std::stop_token& stop) {
    SolveOptions options;
    options.budget = kQuickBudget;
    options.warmStart = false;
    options.stop = stop;
    if (axis == FlipAxis::Price) {
        const RoutingProblem problem = pricedAt(value);
        return DualOptimizer(problem).solve(constraints, options).assignment;
    }
    const std::size_t queries = experiment->problem.queryCount();
    Constraints asked = constraints;
    if (axis == FlipAxis::Capacity) {
        ConstraintSettings moved = settings;
        if (subject < 0) {
            moved.commonCapacity = value;
        } else {
            moved.capacityShare[experiment->models[static_cast<std::size_t>(subject)]] = value;
        }
        asked.capacity = capacitiesOf(moved, experiment->models, queries);
    } else if (asked.mode == RoutingMode::CostUnderFloor) {
        asked.qualityFloor = value;
    } else {
        asked.budget = value * static_cast<double>(queries) / 1000.0;
    }
    if (!optimizer) optimizer = std::make_unique<DualOptimizer>(experiment->problem);
    return optimizer->solve(asked, options).assignment;
}

const Assignment& FlipScan::routing(std::size_t index, const std::stop_token& stop) {
    constexpr std::size_t mostKept = std::size_t{32} << 20U;  // models of queries
    index = same[index];
    const auto found = known.find(index);
    if (found != known.end()) return found->second;
    if (!m_last.empty() && m_lastIndex == index) return m_last;
    Assignment made = solve(values[index], stop);
    if (isCoarse(index) || (known.size() + 1) * experiment->rows.size() <= mostKept) {
        return known.emplace(index, std::move(made)).first->second;
    }
    m_last = std::move(made);
    m_lastIndex = index;
    return m_last;
}

std::int32_t FlipScan::at(std::size_t index, std::size_t query, const std::stop_token& stop) {
    const Assignment& there = routing(index, stop);
    return there.empty() ? -1 : there[query];
}

void FlipScan::solveCoarsely(const Job& job) {
    ProgressMeter meter(job, "solving along the axis");
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (!isCoarse(k)) continue;
        meter.update(static_cast<double>(k) / static_cast<double>(values.size()));
        routing(k, job.stop);
    }
}

void FlipScan::refine(std::size_t low, std::size_t high, std::size_t query,
                      std::map<std::size_t, std::int32_t>& models, const std::stop_token& stop) {
    if (high - low < 2 || models.at(low) == models.at(high)) return;
    const std::size_t middle = (low + high) / 2;
    models[middle] = at(middle, query, stop);
    refine(low, middle, query, models, stop);
    refine(middle, high, query, models, stop);
}

}  // namespace orl
