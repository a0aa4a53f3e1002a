#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/lessons/formula.h"
#include "core/lab/lessons/instance.h"
#include "core/lab/lessons/load.h"
#include "core/optimize/result.h"

namespace orl {

/// What a learner holds in hand: the instance as changed so far, an own routing, own prices.
struct LessonState {
    LessonInstance instance;
    Assignment board;        ///< a query's model, −1 while it has none
    double lambda = 0.0;     ///< ¢ for one right answer
    std::vector<double> mu;  ///< ¢ for one slot, a model each

    /// Nothing routed, no price.
    explicit LessonState(LessonInstance start);
    LessonState() = default;
};

/// A routing and its totals.
struct LessonRouting {
    Assignment assignment;
    double cost = 0.0;      ///< ¢, of what is placed
    double answers = 0.0;   ///< Σ of the predicted chances of what is placed
    double realized = 0.0;  ///< mean true chance over all queries
    std::vector<std::int64_t> load;
    std::int64_t unplaced = 0;
    std::int64_t overload = 0;  ///< Σ max(0, load − L)
    bool feasible = false;      ///< all placed, slots, floor and budget kept
};

/// The optimizer's answer, with the bound that its prices give: g at them, whatever more the search
/// has proven.
struct LessonOptimum {
    SolveResult result;
    LessonRouting routing;
    Sensitivity ranges;
    double bound = kMissing;         ///< g(λ, μ); budget mode: of the accuracy
    double bestAccuracy = kMissing;  ///< highest floor that the slots allow
    double leastCost = kMissing;     ///< least budget that the slots allow, ¢
};

/// g and the choices at given prices.
struct LessonDual {
    double bound = 0.0;                          ///< g(λ, μ), ¢
    std::vector<std::vector<std::size_t>> best;  ///< per query: models of least reduced cost
    double leastAnswers = 0.0;                   ///< Σ a over those choices, ties to the worse
    double mostAnswers = 0.0;
};

LessonRouting routingOf(const LessonInstance& instance, Assignment assignment);
/// In order of arrival, each to the free model with the best chance, the cheaper of equal ones.
LessonRouting greedyRouting(const LessonInstance& instance);
/// In order of arrival, each to the cheapest free model with a chance of at least τ, else the best.
LessonRouting thresholdRouting(const LessonInstance& instance, double tau);
/// @throws Error on an instance that makes no sense
LessonOptimum optimumOf(const LessonInstance& instance);
LessonDual dualAt(const LessonInstance& instance, double lambda, const std::vector<double>& mu);
/// c − λa + μ of a query and a model, ¢.
double lessonReducedCost(const LessonInstance& instance, std::size_t query, std::size_t model,
                         double lambda, const std::vector<double>& mu);
/// λ > 0 at which the model that a query would take changes, without prices of slots; ascending.
std::vector<double> flipsOf(const LessonInstance& instance, std::size_t query);

/// Answers the quantities of formulas for a state of one instance; keeps what it has solved.
/// The sources and their fields are listed in docs/lessons.md.
class LessonSolver {
  public:
    explicit LessonSolver(LessonState state);

    const LessonState& state() const { return m_state; }
    double value(const Formula& formula) const;
    bool holds(const Formula& formula) const { return value(formula) != 0.0; }
    /// @throws Error on a source, field, change or name that is not known
    double lookup(const Formula::Quantity& asked) const;

  private:
    struct Changed {
        LessonInstance instance;
        double tau = 0.0;
        double upTo = 1.0;
        std::optional<double> lambda;
        std::vector<std::optional<double>> mu;
        std::string by = "optimizer";  ///< who routes a run
    };
    Changed changed(const std::vector<Formula::Change>& changes) const;
    const LessonOptimum& optimum(const std::vector<Formula::Change>& changes,
                                 const LessonInstance& instance) const;
    double ofOptimum(const Formula::Quantity& asked, const Changed& with) const;
    double ofPrices(const Formula::Quantity& asked, const Changed& with) const;
    double ofRun(const Formula::Quantity& asked, const Changed& with) const;
    double ofHeadroom(const Formula::Quantity& asked, const Changed& with) const;

    LessonState m_state;
    mutable std::map<std::vector<Formula::Change>, LessonOptimum> m_optima;
    mutable std::map<std::vector<Formula::Change>, LessonRun> m_runs;
    mutable std::map<std::vector<Formula::Change>, Headroom> m_headrooms;
};

}  // namespace orl
