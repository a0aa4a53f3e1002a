// What an instance's routings and prices are.
#include "core/lab/lessons/solver.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/optimize/optimize.h"
#include "core/optimize/verify.h"
#include "core/route/router.h"

namespace orl {

namespace {

constexpr double kTie = 1e-9;

LessonRouting routedBy(const char* router, const LessonInstance& instance, double tau) {
    const RoutingProblem problem = instance.problem();
    RouteRequest request;
    request.constraints = instance.constraints();
    request.parameter = tau;
    return routingOf(instance, makeRouter(router, problem)->route(request).assignment);
}

}  // namespace

LessonState::LessonState(LessonInstance start)
    : instance(std::move(start)),
      board(instance.queryCount(), -1),
      mu(instance.modelCount(), 0.0) {}

LessonRouting routingOf(const LessonInstance& instance, Assignment assignment) {
    LessonRouting made;
    made.load.assign(instance.modelCount(), 0);
    const Grid& truth = instance.truth.size() > 0 ? instance.truth : instance.chance;
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] < 0) {
            ++made.unplaced;
            continue;
        }
        const auto row = static_cast<Eigen::Index>(i);
        made.cost += instance.cost(row, assignment[i]);
        made.answers += instance.chance(row, assignment[i]);
        made.realized += truth(row, assignment[i]) / static_cast<double>(assignment.size());
        ++made.load[static_cast<std::size_t>(assignment[i])];
    }
    for (std::size_t j = 0; j < instance.modelCount(); ++j) {
        made.overload += std::max<std::int64_t>(0, made.load[j] - instance.models[j].capacity);
    }
    if (made.unplaced == 0 && !assignment.empty()) {
        made.feasible = verify(instance.problem(), instance.constraints(), assignment).feasible;
    }
    made.assignment = std::move(assignment);
    return made;
}

LessonRouting greedyRouting(const LessonInstance& instance) {
    return routedBy("quality-only", instance, 0.0);
}

LessonRouting thresholdRouting(const LessonInstance& instance, double tau) {
    return routedBy("threshold", instance, tau);
}

LessonOptimum optimumOf(const LessonInstance& instance) {
    const RoutingProblem problem = instance.problem();
    const Constraints constraints = instance.constraints();
    DualOptimizer optimizer(problem, 1);
    LessonOptimum made;
    SolveOptions options;
    options.budget = kQuickBudget;
    made.result = optimizer.solve(constraints, options);
    made.ranges = optimizer.sensitivity(constraints, options);
    made.bestAccuracy = optimizer.maxQuality(constraints);
    made.leastCost = optimizer.minCost(constraints);
    made.routing = routingOf(instance, made.result.assignment);
    if (!made.result.solved()) return made;
    made.bound = instance.budget
                     ? made.result.bound
                     : dualAt(instance, made.result.qualityPrice, made.result.capacityPrice).bound;
    return made;
}

double lessonReducedCost(const LessonInstance& instance, std::size_t query, std::size_t model,
                         double lambda, const std::vector<double>& mu) {
    const auto row = static_cast<Eigen::Index>(query);
    const auto column = static_cast<Eigen::Index>(model);
    const double slot = model < mu.size() ? mu[model] : 0.0;
    return instance.cost(row, column) - lambda * instance.chance(row, column) + slot;
}

LessonDual dualAt(const LessonInstance& instance, double lambda, const std::vector<double>& mu) {
    LessonDual made;
    made.bound = lambda * instance.floor * static_cast<double>(instance.queryCount());
    for (std::size_t j = 0; j < std::min(mu.size(), instance.modelCount()); ++j) {
        if (mu[j] > 0.0) made.bound -= mu[j] * static_cast<double>(instance.models[j].capacity);
    }
    made.best.reserve(instance.queryCount());
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            least = std::min(least, lessonReducedCost(instance, i, j, lambda, mu));
        }
        std::vector<std::size_t> best;
        double worse = 1.0;
        double better = 0.0;
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            const double reduced = lessonReducedCost(instance, i, j, lambda, mu);
            if (reduced > least + kTie * (1.0 + std::abs(least))) continue;
            best.push_back(j);
            const double chance =
                instance.chance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
            worse = std::min(worse, chance);
            better = std::max(better, chance);
        }
        made.bound += least;
        made.leastAnswers += worse;
        made.mostAnswers += better;
        made.best.push_back(std::move(best));
    }
    return made;
}

std::vector<double> flipsOf(const LessonInstance& instance, std::size_t query) {
    const auto row = static_cast<Eigen::Index>(query);
    const auto models = static_cast<Eigen::Index>(instance.modelCount());
    Eigen::Index now = 0;
    for (Eigen::Index j = 1; j < models; ++j) {
        const double cheaper = instance.cost(row, now) - instance.cost(row, j);
        const bool better = instance.chance(row, j) > instance.chance(row, now);
        if (cheaper > 0.0 || (cheaper == 0.0 && better)) now = j;
    }
    std::vector<double> flips;
    for (;;) {
        // The next corner of the lower hull: the least price of one answer more.
        Eigen::Index next = -1;
        double least = std::numeric_limits<double>::infinity();
        for (Eigen::Index j = 0; j < models; ++j) {
            const double more = instance.chance(row, j) - instance.chance(row, now);
            if (more <= kTie) continue;
            const double price = (instance.cost(row, j) - instance.cost(row, now)) / more;
            const bool further = next >= 0 && nearlyEqual(price, least) &&
                                 instance.chance(row, j) > instance.chance(row, next);
            if (next < 0 || (price < least && !nearlyEqual(price, least)) || further) {
                next = j;
                least = price;
            }
        }
        if (next < 0) return flips;
        now = next;
        flips.push_back(least);
    }
}

}  // namespace orl
