#include "core/lab/goals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/settings.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr double kGoalPoint = 0.01;
constexpr double kGoalRounding = 1e-9;  // of sums over a batch, relative

Routed solvedFor(const Experiment& experiment, const Constraints& constraints, const Job& job) {
    job.check();
    RouteRequest request;
    request.constraints = constraints;
    request.budget = kBackgroundBudget;
    request.stop = job.stop;
    return routeOnce(experiment, "dual", std::move(request));
}

Routed solvedFor(const Experiment& experiment, const ConstraintSettings& settings, const Job& job) {
    return solvedFor(experiment, constraintsOf(settings, experiment), job);
}

bool isSolved(const Routed& routed) {
    return routed.result.solve && routed.result.solve->solved();
}

double per1000(double usd, const Experiment& experiment) {
    return usd / static_cast<double>(experiment.problem.queryCount()) * 1000.0;
}

ConstraintSettings underFloor(ConstraintSettings asked, double floor) {
    asked.mode = RoutingMode::CostUnderFloor;
    asked.qualityFloor = floor;
    return asked;
}

ConstraintSettings underBudget(ConstraintSettings asked, double budget) {
    asked.guarantee.asked = false;
    asked.mode = RoutingMode::QualityUnderBudget;
    asked.budgetPer1000 = budget;
    return asked;
}

/// The objective of both kinds, so that less is better: USD, or the quality with the sign turned.
double lossOf(const Routed& routed, RoutingMode mode) {
    const SolveResult& result = *routed.result.solve;
    return mode == RoutingMode::CostUnderFloor ? result.cost : -result.quality;
}

/// What so many USD of the batch are in terms of the objective, at the exchange rate λ.
double worthOf(double usd, const Routed& now, RoutingMode mode, const Experiment& experiment) {
    if (mode == RoutingMode::CostUnderFloor) return per1000(usd, experiment);
    const double price = now.result.solve->qualityPrice;
    if (!(price > 0.0) || !std::isfinite(price)) return usd == 0.0 ? 0.0 : kMissing;
    return usd / price / static_cast<double>(experiment.problem.queryCount());
}

double shareInForce(const ConstraintSettings& settings, const std::string& model) {
    const auto own = settings.capacityShare.find(model);
    return own == settings.capacityShare.end() ? settings.commonCapacity : own->second;
}

/// Every limit that is set, with its step taken and nothing solved yet.
class Limits {
  public:
    Limits(const Experiment& experiment, const ConstraintSettings& asked, double step)
        : m_asked(asked), m_step(step) {
        addWhole();
        for (const std::string& model : experiment.models) addCapacity(model);
        addGroups(experiment);
    }
    std::vector<RelaxedLimit> take() { return std::move(m_steps); }

  private:
    RelaxedLimit& add(RelaxedKind kind, double from, double to) {
        RelaxedLimit& made = m_steps.emplace_back();
        made.kind = kind;
        made.from = from;
        made.to = to;
        made.relaxed = m_asked;
        return made;
    }

    void addWhole() {
        if (m_asked.mode == RoutingMode::QualityUnderBudget) {
            const double to = m_asked.budgetPer1000 * (1.0 + m_step);
            add(RelaxedKind::Budget, m_asked.budgetPer1000, to).relaxed.budgetPer1000 = to;
        } else if (m_asked.qualityFloor > 0.0 && !m_asked.guarantee.asked) {
            const double to = std::max(0.0, m_asked.qualityFloor - m_step);
            add(RelaxedKind::Floor, m_asked.qualityFloor, to).relaxed.qualityFloor = to;
        }
        if (m_asked.commonCapacity < 1.0) {
            const double to = std::min(1.0, m_asked.commonCapacity + m_step);
            add(RelaxedKind::CommonCapacity, m_asked.commonCapacity, to).relaxed.commonCapacity =
                to;
        }
    }

    void addCapacity(const std::string& model) {
        const double from = shareInForce(m_asked, model);
        if (from >= 1.0) return;
        const double to = std::min(1.0, from + m_step);
        RelaxedLimit& made = add(RelaxedKind::ModelCapacity, from, to);
        made.model = model;
        made.relaxed.capacityShare[model] = to;
    }

    void addGroups(const Experiment& experiment) {
        if (m_asked.groups.by.empty()) return;
        const QueryGroups groups = groupsOf(experiment, m_asked.groups.by);
        const auto there = [&](const std::string& group) {
            return std::ranges::find(groups.names, group) != groups.names.end();
        };
        for (const auto& [group, floor] : m_asked.groups.floor) {
            if (!there(group) || floor <= 0.0) continue;
            const double to = std::max(0.0, floor - m_step);
            RelaxedLimit& made = add(RelaxedKind::GroupFloor, floor, to);
            made.group = group;
            made.relaxed.groups.floor[group] = to;
        }
        for (const auto& [group, caps] : m_asked.groups.cap) {
            if (!there(group)) continue;
            for (const auto& [model, cap] : caps) {
                if (cap >= 1.0) continue;
                const double to = std::min(1.0, cap + m_step);
                RelaxedLimit& made = add(RelaxedKind::GroupCap, cap, to);
                made.group = group;
                made.model = model;
                made.relaxed.groups.cap[group][model] = to;
            }
        }
    }

    const ConstraintSettings& m_asked;
    double m_step;
    std::vector<RelaxedLimit> m_steps;
};

/// USD of the batch that the prices promise for what one set of constraints allows beyond another.
double promised(const Constraints& from, const Constraints& to, const SolveResult& now,
                const Experiment& experiment) {
    const auto queries = static_cast<double>(experiment.problem.queryCount());
    if (from.mode == RoutingMode::QualityUnderBudget && to.budget != from.budget) {
        return to.budget - from.budget;
    }
    double usd = 0.0;
    if (from.mode == RoutingMode::CostUnderFloor) {
        usd += now.qualityPrice * (from.qualityFloor - to.qualityFloor) * queries;
    }
    const auto slots = [&](std::int64_t more, std::int64_t less, double price) {
        if (price <= 0.0 || more == less) return;
        const auto all = static_cast<std::int64_t>(experiment.problem.queryCount());
        usd += price * static_cast<double>(std::min(more, all) - std::min(less, all));
    };
    for (std::size_t j = 0; j < now.capacityPrice.size(); ++j) {
        slots(to.capacityOf(j), from.capacityOf(j), now.capacityPrice[j]);
    }
    for (std::size_t g = 0; g < now.groupPrice.size() && g < from.groupFloor.size(); ++g) {
        // A floor that is no longer there asks for nothing.
        const double before = std::isnan(from.groupFloor[g]) ? 0.0 : from.groupFloor[g];
        const double after =
            g >= to.groupFloor.size() || std::isnan(to.groupFloor[g]) ? 0.0 : to.groupFloor[g];
        const auto size =
            static_cast<double>(std::ranges::count(from.group, static_cast<std::int32_t>(g)));
        usd += now.groupPrice[g] * (before - after) * size;
    }
    for (std::size_t k = 0; k < now.groupCapacityPrice.size() && k < from.groupCapacity.size();
         ++k) {
        const std::int64_t more = k < to.groupCapacity.size() ? to.groupCapacity[k] : kUnlimited;
        slots(more, from.groupCapacity[k], now.groupCapacityPrice[k]);
    }
    return usd;
}

/// Gains first, the greatest first; where nothing is reached now, what then is the best.
bool ranksBefore(const RelaxedLimit& one, const RelaxedLimit& other, RoutingMode mode) {
    if (one.reachable != other.reachable) return one.reachable;
    if (!std::isnan(one.gain) && !std::isnan(other.gain)) return one.gain > other.gain;
    if (!one.reachable) return false;
    return mode == RoutingMode::CostUnderFloor ? one.cost < other.cost
                                               : one.accuracy > other.accuracy;
}

}  // namespace

GuaranteeGoal cheapestGuaranteed(const Experiment& batch, const ConstraintSettings& asked,
                                 const FloorPath& path, double accuracy, const Job& job) {
    GuaranteeGoal goal;
    goal.guarantee = guaranteedFloor(path, accuracy);
    goal.taken = asked;
    const FloorPoint& point =
        goal.guarantee.reachable ? goal.guarantee.point : goal.guarantee.largest;
    if (std::isnan(point.floor)) return goal;
    goal.taken = underFloor(asked, point.floor);
    goal.taken.guarantee = {true, goal.guarantee.reachable ? accuracy : point.bound(),
                            path.confidence};
    goal.at = solvedFor(batch, goal.taken, job);
    if (!goal.guarantee.reachable || !isSolved(goal.at) || accuracy + kGoalPoint > 1.0) {
        return goal;
    }
    const Guarantee next = guaranteedFloor(path, accuracy + kGoalPoint);
    if (!next.reachable) return goal;
    const Routed there = solvedFor(batch, underFloor(asked, next.point.floor), job);
    if (!isSolved(there)) return goal;
    goal.nextPointCosts = there.evaluation.costPer1000() - goal.at.evaluation.costPer1000();
    goal.nextPointByPrice =
        goal.at.result.solve->qualityPrice * (next.point.floor - point.floor) * 1000.0;
    return goal;
}

BudgetGoal bestForBudget(const Experiment& experiment, const ConstraintSettings& asked,
                         double budget, const Job& job) {
    BudgetGoal goal;
    goal.budget = budget;
    goal.taken = underBudget(asked, budget);
    goal.at = solvedFor(experiment, goal.taken, job);
    goal.reachable = isSolved(goal.at);
    if (!goal.reachable) {
        const SolveResult& refused = *goal.at.result.solve;
        const bool dear = refused.status == SolveStatus::BudgetTooSmall ||
                          refused.status == SolveStatus::FloorsConflict;
        if (!dear || std::isnan(refused.limit)) return goal;
        goal.enough = per1000(refused.limit, experiment) * (1.0 + kGoalRounding);
        goal.taken = underBudget(asked, goal.enough);
        goal.at = solvedFor(experiment, goal.taken, job);
        return goal;
    }
    const double accuracy = goal.at.result.solve->quality;
    const Routed cheapest =
        solvedFor(experiment, underFloor(asked, accuracy * (1.0 - kGoalRounding)), job);
    goal.enough = isSolved(cheapest) ? std::min(cheapest.evaluation.costPer1000(),
                                                goal.at.evaluation.costPer1000())
                                     : goal.at.evaluation.costPer1000();
    const double more = budget * kGoalPoint;
    const Routed richer = solvedFor(experiment, underBudget(asked, budget + more), job);
    if (!isSolved(richer)) return goal;
    goal.percentGains = std::max(0.0, richer.result.solve->quality - accuracy);
    const double usd = more * static_cast<double>(experiment.problem.queryCount()) / 1000.0;
    goal.percentByPrice = worthOf(usd, goal.at, RoutingMode::QualityUnderBudget, experiment);
    return goal;
}

LimitRanking relaxEach(const Experiment& experiment, const ConstraintSettings& asked, double step,
                       const Job& job) {
    if (!(step > 0.0 && step <= 1.0)) {
        throw Error("step", "It must be above 0 and at most 1", "Give it as a share: 0.01 is 1 %");
    }
    LimitRanking ranking;
    const Constraints now = constraintsOf(asked, experiment);
    ranking.now = solvedFor(experiment, now, job);
    const bool reached = isSolved(ranking.now);
    ranking.steps = Limits(experiment, asked, step).take();
    ProgressMeter meter(job, "relaxing limits");
    std::size_t done = 0;
    for (RelaxedLimit& each : ranking.steps) {
        const Constraints then = constraintsOf(each.relaxed, experiment);
        const Routed routed = solvedFor(experiment, then, job);
        meter.update(static_cast<double>(++done) / static_cast<double>(ranking.steps.size()));
        each.reachable = isSolved(routed);
        if (!each.reachable) continue;
        each.cost = routed.evaluation.costPer1000();
        each.accuracy = routed.evaluation.predictedAccuracy;
        each.proven = routed.evaluation.optimal && (!reached || ranking.now.evaluation.optimal);
        if (!reached) continue;
        // Rounding, or a routing of a proof that was given up, is no gain and no loss.
        const double before = lossOf(ranking.now, asked.mode);
        const double gained = before - lossOf(routed, asked.mode);
        const bool counts = gained > std::abs(before) * kGoalRounding;
        each.gain = !counts                                     ? 0.0
                    : asked.mode == RoutingMode::CostUnderFloor ? per1000(gained, experiment)
                                                                : gained;
        each.byPrice = worthOf(promised(now, then, *ranking.now.result.solve, experiment),
                               ranking.now, asked.mode, experiment);
    }
    std::ranges::stable_sort(ranking.steps,
                             [&](const RelaxedLimit& one, const RelaxedLimit& other) {
                                 return ranksBefore(one, other, asked.mode);
                             });
    return ranking;
}

}  // namespace orl
