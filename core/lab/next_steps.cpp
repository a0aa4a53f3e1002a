#include "core/lab/next_steps.h"

#include <algorithm>
#include <cmath>

#include "core/lab/settings.h"

namespace orl {

namespace {

constexpr double kPoint = 0.01;        // of accuracy, and of N
constexpr double kBudgetFactor = 1.1;  // a budget's steps are ratios
constexpr double kSecondsFactor = 1.1;
constexpr double kLeastStep = 0.0005;  // of accuracy: less is no step to speak of

class Stepper {
  public:
    Stepper(const SolveView& view, const std::stop_token& stop)
        : m_view(view), m_optimizer(view.experiment->problem) {
        m_options.budget = kQuickBudget;
        m_options.stop = stop;
    }

    /// What is optimised, where the settings can be met: USD per 1,000, or mean quality.
    double objective(const ConstraintSettings& settings) {
        const std::size_t queries = m_view.experiment->problem.queryCount();
        const Constraints constraints = constraintsOf(settings, *m_view.experiment);
        const SolveResult result = m_optimizer.solve(constraints, m_options);
        if (!result.solved()) return kMissing;
        return settings.mode == RoutingMode::QualityUnderBudget
                   ? result.quality
                   : result.cost / static_cast<double>(queries) * 1000.0;
    }

  private:
    const SolveView& m_view;
    DualOptimizer m_optimizer;
    SolveOptions m_options;
};

}  // namespace

NextSteps nextSteps(const SolveView& view, const std::stop_token& stop) {
    NextSteps steps;
    if (!view.certificate || !view.certificate->solved()) return steps;
    const ConstraintSettings& now = view.scenario.constraints;
    const bool budget = now.mode == RoutingMode::QualityUnderBudget;
    const double here = budget ? view.chosen.predictedAccuracy : view.chosen.objectivePer1000();
    Stepper stepper(view, stop);
    ConstraintSettings next = now;
    if (budget) {
        next.budgetPer1000 = now.budgetPer1000 * kBudgetFactor;
        steps.budgetTo = next.budgetPer1000;
        steps.budgetGains = stepper.objective(next) - here;
    } else {
        next.qualityFloor = std::min(now.qualityFloor + kPoint, view.reach.maxQuality);
        if (next.qualityFloor - now.qualityFloor >= kLeastStep) {
            steps.floorTo = next.qualityFloor;
            steps.floorCosts = stepper.objective(next) - here;
        }
    }
    next = now;
    if (now.commonCapacity < 1.0) {
        next.commonCapacity = std::min(1.0, now.commonCapacity + kPoint);
        steps.capacityTo = next.commonCapacity;
        const double there = stepper.objective(next);
        (budget ? steps.capacityGains : steps.capacitySaves) = budget ? there - here : here - there;
    }
    next = now;
    if (view.constraints.hasSecondsCap()) {
        next.secondsCap = now.secondsCap * kSecondsFactor;
        steps.secondsTo = next.secondsCap;
        const double there = stepper.objective(next);
        (budget ? steps.secondsGains : steps.secondsSaves) = budget ? there - here : here - there;
    }
    return steps;
}

}  // namespace orl
