#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/prepare.h"
#include "core/lab/scenario_load.h"
#include "core/lab/solving.h"
#include "core/lab/views.h"

/// What scenarios come to when they are solved, and how queries move from one to another.
namespace orl {

/// The numbers of one solve that scenarios are compared by. Costs in USD per 1,000 queries; NaN
/// unknown.
struct ScenarioFigures {
    bool feasible = false;
    std::string explanation;  ///< why not feasible; else empty
    std::size_t queries = 0;
    double cost = kMissing;  ///< predicted; unknown unless all queries are served
    double realizedCost = kMissing;
    double predicted = kMissing;      ///< mean predicted accuracy, [0,1]
    double realized = kMissing;       ///< accuracy by the record, [0,1]
    double realizedError = kMissing;  ///< its standard error
    /// 1 − cost / the cost of threshold routing tuned to the same accuracy in hindsight.
    double thresholdSaving = kMissing;
    double meanSeconds = kMissing;   ///< predicted, of an answer
    double qualityPrice = kMissing;  ///< λ, USD for one more expected right answer
    double slotPrice = kMissing;     ///< greatest μ, USD for one slot
    std::string dearest;             ///< model of that μ; empty: no slot is worth anything
    double gap = kMissing;
    bool optimal = false;
    std::vector<std::string> models;
    std::vector<double> share;  ///< of the queries, per model
};

/// All but thresholdSaving, which has to be computed.
ScenarioFigures scenarioFigures(const SolveView& view);
/// @throws Cancelled
double thresholdSaving(const SolveView& view, const Job& job);

/// Where each query goes by one solve, and what comes of it.
struct RoutedQueries {
    std::uint64_t data = 0;         ///< Dataset::queryFingerprint
    std::vector<std::size_t> rows;  ///< of the data set, each once
    std::vector<std::string> models;
    std::vector<std::int32_t> model;  ///< per query, −1: none
    std::vector<double> cost;         ///< predicted, USD, of the choice
    std::vector<double> score;        ///< recorded, of the choice; NaN unknown
};

/// @param data Dataset::queryFingerprint of what was solved
RoutedQueries routedQueries(const SolveView& view, std::uint64_t data);

/// Queries that go from one model to another.
struct Flow {
    std::size_t from = 0;  ///< in QueryFlows::models
    std::size_t to = 0;
    std::vector<std::size_t> rows;  ///< of the data set, as in RoutedQueries
    double cost = 0.0;              ///< what the move adds, predicted, USD
    double right = 0.0;             ///< right answers that it adds, over recorded scores
    std::size_t judged = 0;         ///< moved queries whose both scores are recorded
};

/// Everything that moved between two solves of the same data.
struct QueryFlows {
    std::vector<std::string> models;  ///< those after, then those that were only before
    std::size_t queries = 0;          ///< served by both
    std::size_t moved = 0;
    std::vector<Flow> flows;  ///< in order of from, then to; no model to itself
    /// What all of it adds, in USD per 1,000 queries: also queries that stay, at other prices.
    double costPer1000 = 0.0;
};

/// Queries are the same where their rows are: both must be of the same data.
QueryFlows flowsBetween(const RoutedQueries& before, const RoutedQueries& after);

/// One scenario, solved.
struct ScenarioAnswer {
    Scenario scenario;
    ScenarioFigures figures;
    std::shared_ptr<const RoutedQueries> routed;
};

/// Solves scenarios one after the other, also of other data than those that are prepared. Belongs
/// to one worker thread.
class ScenarioSolver {
  public:
    /// @param store    where other data are; null: there are none
    /// @param prepared what is shown
    /// @throws Error, Cancelled
    std::shared_ptr<const ScenarioAnswer> solve(const std::shared_ptr<Store>& store,
                                                const std::shared_ptr<const Prepared>& prepared,
                                                const Scenario& scenario, const Job& job);
    /// The scenario's router over time, see loadFigures(). @throws Error, Cancelled
    std::shared_ptr<const LoadFigures> simulate(const std::shared_ptr<Store>& store,
                                                const std::shared_ptr<const Prepared>& prepared,
                                                const Scenario& scenario, const LoadSettings& load,
                                                const Job& job);

  private:
    std::shared_ptr<const Prepared> preparedFor(const std::shared_ptr<Store>& store,
                                                const std::shared_ptr<const Prepared>& prepared,
                                                const Scenario& scenario, const Job& job);

    std::shared_ptr<const Prepared> m_other;  ///< the last that was prepared here
    SolveEngine m_engine;
};

}  // namespace orl
