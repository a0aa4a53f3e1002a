#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/bootstrap.h"
#include "core/lab/comparing.h"
#include "core/lab/guarantee_engine.h"
#include "core/lab/level_table.h"
#include "core/lab/prepare.h"
#include "core/lab/report/levers.h"
#include "core/lab/scenario_answer.h"
#include "core/lab/scenarios.h"
#include "core/own_router.h"

namespace orl {

/// What a report is asked about. All of it is a snapshot: nothing of it changes while it is made.
struct ReportRequest {
    std::shared_ptr<Store> store;              ///< where other data of `saved` are; null: nowhere
    std::shared_ptr<const Prepared> prepared;  ///< what is routed
    Scenario scenario;
    ScenarioList saved = {};  ///< set beside each other in the details
    /// Routers of people's own, in the table of all; null: none.
    std::shared_ptr<const std::vector<OwnRouter>> own = {};
    double monthlyQueries = 0.0;  ///< 0: not said
    Currency currency = {};       ///< that costs a month are told in
    std::string workspace = {};   ///< file that the numbers come back from; empty: there is none
    std::string title = {};       ///< empty: "Routing report"
    std::string question = {};    ///< empty: as questionOf()
    std::string note = {};        ///< words of its author's; may be empty
    std::string date = {};        ///< as people write it
    std::string program = {};     ///< its version
};

/// A saved scenario's answer, or why there is none.
struct SavedAnswer {
    SavedScenario saved;
    std::shared_ptr<const ScenarioAnswer> answer;  ///< null: see `problem`
    std::string problem;
};

/// Everything that a report tells, found by solving.
struct ReportFindings {
    std::shared_ptr<const SolveView> solve;
    /// Where the constraints cannot be met: solved at the nearest goal that can be; else null.
    std::shared_ptr<const SolveView> nearest;
    std::shared_ptr<const ComparisonView> comparison;
    std::shared_ptr<const SweepView> frontier;  ///< over α: the optimizer and threshold
    std::optional<RealizedBands> bands;         ///< of the routing, 95 %; none: nothing is recorded
    int resamples = 0;                          ///< that the bands are of
    LevelTable levels;
    std::vector<Lever> levers;
    GuaranteeBasis basis = GuaranteeBasis::Batch;
    std::string noGuarantee;     ///< why nothing can be promised; else empty
    double promised = kMissing;  ///< realized accuracy that the promise is of
    double confidence = kMissing;
    double promiseFloor = kMissing;  ///< internal floor; NaN: it cannot be promised
    double promiseCost = kMissing;   ///< predicted, USD per 1,000 queries
    double mostPromised = kMissing;  ///< highest accuracy that can be promised
    std::vector<SavedAnswer> saved;

    bool judged() const { return comparison->matchedOn == MatchOn::Realized; }
};

/// Most saved scenarios that a report sets beside each other.
inline constexpr std::size_t kMostReported = 100;

/// Solves all of it on this thread, with the job's progress. The same request gives the same
/// findings.
/// @throws Error where the scenario itself cannot be solved; Cancelled
ReportFindings findReport(const ReportRequest& request, const Job& job);

}  // namespace orl
