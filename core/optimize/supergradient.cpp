#include "core/optimize/supergradient.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/optimize/bound/frontier.h"
#include "core/optimize/bound/task.h"
#include "core/optimize/options.h"
#include "core/optimize/parameters.h"
#include "core/optimize/proof/polish.h"
#include "core/support/error.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {

using namespace parameters::supergradient;

/// The method's state: multipliers at an objective weight of 1, and the best ones so far.
class Ascent {
  public:
    Ascent(const Task& task, DualFunction& dual)
        : m_task(task), m_dual(dual), m_price(task.capacity().size(), 0.0) {
        measureUnits();
    }

    void startFrom(double qualityPrice, const std::vector<double>& capacityPrice) {
        const bool floor = m_task.floor();
        if (qualityPrice > 0.0) m_kappa = floor ? qualityPrice : 1.0 / qualityPrice;
        const double unit = floor ? 1.0 : m_kappa;
        for (std::size_t j = 0; j < m_price.size() && j < capacityPrice.size(); ++j)
            m_price[j] = std::max(0.0, capacityPrice[j] * unit);
    }

    void run(const SupergradientOptions& options, SolveResult& result) {
        double eta = options.firstStep;
        int stale = 0;
        for (int k = 1; k <= options.iterations; ++k) {
            if (options.stop.stop_requested()) throw Cancelled();
            stale = evaluate(options.recordHistory || options.observer, result) ? 0 : stale + 1;
            if (options.observer) {
                const std::span<const std::int32_t> choice(m_choice.data(), m_dual.table().queries);
                if (!options.observer(result.history.back(), choice)) break;
            }
            if (options.patience > 0 && stale >= options.patience) {
                eta = std::max(kStepCut * eta, kLeastStepPart * options.firstStep);
                stale = 0;
            }
            const double shrunk = options.diminishes ? std::sqrt(static_cast<double>(k)) : 1.0;
            if (!step(eta / shrunk)) break;
        }
    }

    double bestKappa() const { return m_bestKappa; }
    double bestBound() const { return m_bestBound; }
    const std::vector<double>& bestPrice() const { return m_bestPrice; }

  private:
    void measureUnits() {
        DualSums low;
        DualSums high;
        m_dual.evaluate(m_task.multipliers(0.0, m_price), low, m_choice);
        Multipliers most = m_task.multipliers(1.0, m_price);
        (m_task.floor() ? most.costWeight : most.qualityWeight) = 0.0;
        m_dual.evaluate(most, high, m_choice);
        const Goal& goal = m_task.goal();
        const double rise =
            goal.objective(high.cost, high.quality) - goal.objective(low.cost, low.quality);
        const double run =
            goal.resource(high.cost, high.quality) - goal.resource(low.cost, low.quality);
        const auto queries = static_cast<double>(m_dual.table().queries);
        m_resourceScale = run > 0.0 ? run / queries : 1.0;
        m_kappaUnit = rise > 0.0 && run > 0.0 ? rise / run : 1.0;
        m_priceUnit = m_kappaUnit * m_resourceScale;
    }

    /// @returns whether the bound improved
    bool evaluate(bool record, SolveResult& result) {
        const Goal& goal = m_task.goal();
        m_dual.evaluate(m_task.multipliers(m_kappa, m_price), m_sums, m_choice);
        double value = m_sums.value;
        if (m_kappa > 0.0) value += m_kappa * goal.required;
        for (std::size_t j = 0; j < m_price.size(); ++j)
            value -= static_cast<double>(m_task.capacity()[j]) * m_price[j];
        const bool better = m_bestPrice.empty() || value > m_bestBound;
        if (better) {
            m_bestBound = value;
            m_bestKappa = m_kappa;
            m_bestPrice = m_price;
        }
        if (record) {
            TransportPoint point;
            point.at.price = m_price;
            point.cost = m_sums.cost;
            point.quality = m_sums.quality;
            point.load = m_sums.load;
            result.history.push_back(m_task.record(point, m_kappa, value, result.history));
            result.history.back().evaluations = static_cast<int>(result.history.size());
        }
        return better;
    }

    /// @returns false where the supergradient is zero: the multipliers are optimal
    bool step(double length) {
        const Goal& goal = m_task.goal();
        const auto queries = static_cast<double>(m_dual.table().queries);
        const double resource = goal.resource(m_sums.cost, m_sums.quality);
        const double short0 = (goal.required - resource) / queries / m_resourceScale;
        // A budget without end is never short of anything.
        const double missing = std::isfinite(short0) ? short0 : 0.0;
        double norm = missing * missing;
        std::vector<double> over(m_price.size());
        for (std::size_t j = 0; j < over.size(); ++j) {
            over[j] = static_cast<double>(m_sums.load[j] - m_task.capacity()[j]) / queries;
            if (over[j] < 0.0 && m_price[j] == 0.0) over[j] = 0.0;  // projected away
            norm += over[j] * over[j];
        }
        if (missing < 0.0 && m_kappa == 0.0) norm -= missing * missing;
        if (!(norm > 0.0)) return false;
        const double scale = length / std::sqrt(norm);
        m_kappa = std::max(0.0, m_kappa + scale * m_kappaUnit * missing);
        for (std::size_t j = 0; j < over.size(); ++j)
            m_price[j] = std::max(0.0, m_price[j] + scale * m_priceUnit * over[j]);
        return true;
    }

    const Task& m_task;
    DualFunction& m_dual;
    DualSums m_sums;
    std::vector<std::int32_t> m_choice;
    double m_kappa = 0.0;
    std::vector<double> m_price;
    double m_kappaUnit = 1.0;
    double m_priceUnit = 1.0;
    double m_resourceScale = 1.0;  ///< of the resource per query between the ends of the frontier
    double m_bestBound = 0.0;
    double m_bestKappa = 0.0;
    std::vector<double> m_bestPrice;
};

}  // namespace

SolveResult solveSupergradient(const RoutingProblem& problem, const Constraints& constraints,
                               const SupergradientOptions& options) {
    const auto begin = std::chrono::steady_clock::now();
    problem.validate();
    if (constraints.hasSecondsCap()) {
        throw Error("cap on seconds", "the paper's method knows no cap on seconds",
                    "Leave it out, or solve with DualOptimizer");
    }
    if (constraints.hasGroups()) {
        throw Error("groups", "the paper's method knows no floors and caps of groups",
                    "Route with the dual optimizer, or without them");
    }
    const Table table = tableOf(problem);
    const Task task(problem, constraints, 0.0);
    SolveResult result;
    const auto timed = [&](SolveResult done) {
        const auto passed = std::chrono::steady_clock::now() - begin;
        done.milliseconds = std::chrono::duration<double, std::milli>(passed).count();
        return done;
    };
    if (auto tooFew = task.tooFewSlots()) return timed(std::move(*tooFew));
    MemoryBudget memory;
    memory.open(std::max(SolveOptions{}.budget.memoryBytes, 4 * table.bytes()));
    Transport transport(table, &memory);
    DualFunction& dual = transport.dual();
    Ascent ascent(task, dual);
    ascent.startFrom(options.startQualityPrice, options.startCapacityPrice);
    ascent.run(options, result);
    if (!options.recordHistory) result.history.clear();

    // Recovery: the vertices on either side of the constraint that are nearest to the multipliers.
    FrontierSearch search(transport, task.goal(), task.capacity(), nullptr, options.stop);
    const Bracket bracket =
        search.run({ascent.bestKappa(), ascent.bestPrice(), kRecoveryWidth},
                   std::numeric_limits<double>::infinity(), std::numeric_limits<int>::max());
    if (auto infeasible = task.infeasible(bracket)) {
        infeasible->iterations = dual.evaluations();
        infeasible->history = std::move(result.history);
        return timed(std::move(*infeasible));
    }
    Routing routing = bracket.missed ? Passage(table, task.goal(), bracket.met, bracket.missed,
                                               bracket.tied, &memory)
                                           .at(task.goal().required)
                                     : routingOf(*bracket.met, task.goal());
    Effort effort;
    effort.gapTarget = kPolishGap;
    effort.stop = options.stop;
    Polish(dual, task.goal(), task.capacity(),
           task.multipliers(ascent.bestKappa(), ascent.bestPrice()), ascent.bestBound(), &memory)
        .improve(routing, effort);
    result.iterations = dual.evaluations();
    task.report(std::move(routing), ascent.bestKappa(), ascent.bestPrice(), ascent.bestBound(),
                result);
    return timed(std::move(result));
}

}  // namespace orl
