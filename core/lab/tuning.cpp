#include "core/lab/tuning.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/lab/solving.h"
#include "core/support/random.h"

namespace orl {

namespace {

std::vector<std::size_t> without(std::vector<std::size_t> rows,
                                 std::span<const std::size_t> others) {
    std::vector<std::size_t> out(others.begin(), others.end());
    std::ranges::sort(out);
    std::erase_if(rows, [&](std::size_t row) { return std::ranges::binary_search(out, row); });
    return rows;
}

/// A query without any recorded outcome says nothing about a baseline.
void keepRecorded(std::vector<std::size_t>& rows, const Dataset& data) {
    std::erase_if(rows, [&](std::size_t row) {
        return data.score.row(static_cast<Eigen::Index>(row)).isNaN().all();
    });
}

/// Deals at random; what is kept stays in the data's order.
std::vector<std::size_t> drawn(std::vector<std::size_t>& rows, std::size_t count, Random& random) {
    random.shuffle(std::span(rows));
    const auto cut = rows.begin() + static_cast<std::ptrdiff_t>(std::min(count, rows.size()));
    std::vector<std::size_t> first(rows.begin(), cut);
    rows.erase(rows.begin(), cut);
    std::ranges::sort(first);
    std::ranges::sort(rows);
    return first;
}

std::vector<std::size_t> allRowsOf(const Dataset& data) {
    std::vector<std::size_t> rows(data.queryCount());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    return rows;
}

TuningGround noGround() {
    TuningGround none;
    none.explanation =
        fmt::format("fewer than {} queries with outcomes are not routed", kLeastTuningQueries);
    return none;
}

/// The same share of other queries, up to the next whole one: what is feasible for the batch should
/// not fail there for a fraction of a query.
Constraints inProportion(Constraints constraints, std::size_t from, std::size_t to) {
    const double ratio = static_cast<double>(to) / static_cast<double>(from);
    for (auto& slots : constraints.capacity) {
        if (slots == kUnlimited) continue;
        slots = static_cast<std::int64_t>(std::ceil(static_cast<double>(slots) * ratio - 1e-9));
    }
    constraints.budget *= ratio;
    return constraints;
}

TuningGround groundOf(const Prepared& prepared, const Job& job) {
    const Dataset& data = *prepared.data;
    std::vector<std::size_t> learned = data.rowsOfSplit(prepared.scenario.preparation.trainSplit);
    const bool apart = without(learned, prepared.rows).size() == learned.size();
    if (!prepared.crossed || !apart) {
        return tuningGround(data, learned, prepared.rows, *prepared.predictor, job);
    }
    TuningGround ground;
    ground.on = fmt::format("the {} queries learned from, predicted by cross-fits", learned.size());
    ground.rows = std::move(learned);
    ground.predictions = prepared.crossed->fit.outOfFold;
    return ground;
}

}  // namespace

TuningGround tuningGround(const Dataset& data, std::span<const std::size_t> training,
                          std::span<const std::size_t> routed, const Predictor& predictor,
                          const Job& job) {
    const bool recorded = predictor.options().kind == PredictorKind::Recorded;
    Random random(predictor.options().seed);
    TuningGround ground;
    std::vector<std::size_t> apart = without(allRowsOf(data), routed);
    // What is read from the record was not learned.
    if (!recorded) apart = without(std::move(apart), training);
    keepRecorded(apart, data);
    if (apart.size() >= kLeastTuningQueries) {
        ground.rows = drawn(apart, kMostTuningQueries, random);
        ground.predictions = predictor.predict(data, ground.rows, job);
        ground.on =
            fmt::format("{} queries that are neither learned from nor routed", ground.rows.size());
        return ground;
    }
    std::vector<std::size_t> learned =
        without(std::vector<std::size_t>(training.begin(), training.end()), routed);
    keepRecorded(learned, data);
    if (recorded || learned.size() < 2 * kLeastTuningQueries) return noGround();
    ground.rows = drawn(learned, std::min(learned.size() / 2, kMostTuningQueries), random);
    const Predictor other = Predictor::fit(data, learned, predictor.options(), job);
    ground.predictions = other.predict(data, ground.rows, job);
    ground.on = fmt::format("{} of the queries learned from, predicted by a fit on the others",
                            ground.rows.size());
    return ground;
}

HeldOutTuning tuneOn(const Experiment& ground, std::string on, const TunedTo& batch,
                     const Job& job) {
    HeldOutTuning result;
    result.on = std::move(on);
    if (ground.models != batch.experiment.models) {
        result.explanation = "the queries to tune on have other models";
        return result;
    }
    if (!batch.constraints.group.empty()) {
        result.explanation = "groups have floors of their own";
        return result;
    }
    Constraints there = inProportion(batch.constraints, batch.experiment.problem.queryCount(),
                                     ground.problem.queryCount());
    if (there.hasSecondsCap()) there.seconds = ground.secondsForCap();
    const Routed routed = routeOnce(ground, batch.evaluation.router,
                                    {there, batch.parameter, batch.seed, nullptr, job.stop});
    if (!routed.evaluation.feasible) {
        result.explanation = "the queries to tune on cannot be routed under the same constraints";
        return result;
    }
    const std::vector<MatchedComparison> tuned =
        matchBaselines(ground, routed.evaluation, there, MatchOn::Realized, baselineIds(), job);
    if (const auto* best = strongest(tuned)) result.tuned.strongest = best->router;
    result.tuned.matched =
        applyTuned(batch.experiment, batch.evaluation, batch.constraints, tuned, job);
    return result;
}

std::vector<std::string> headlined(const TunedBaselines& tuned) {
    return {tuned.strongest, "threshold"};
}

void addBands(TunedBaselines& tuned, const std::vector<std::string>& routers,
              const Experiment& experiment, const Assignment& assignment, std::uint64_t seed,
              const Job& job) {
    if (assignment.empty()) return;
    constexpr double kDraws = 1e6;  // a band in whole percent, within a few milliseconds
    BootstrapOptions options;
    options.resamples = static_cast<int>(
        std::clamp(kDraws / static_cast<double>(assignment.size()), 200.0, 1000.0));
    options.seed = seed;
    for (MatchedComparison& each : tuned.matched) {
        const bool asked = std::ranges::find(routers, each.router) != routers.end();
        if (!asked || !each.reached || each.assignment.empty()) continue;
        each.bands = bootstrapPair(experiment, assignment, each.assignment, options, job);
    }
}

bool BaselineTuner::isReadyFor(const std::shared_ptr<const Prepared>& prepared) const {
    return m_prepared == prepared;
}

std::shared_ptr<const HeldOutTuning> BaselineTuner::tune(
    const std::shared_ptr<const Prepared>& prepared, const SolveView& solve, const Job& job) {
    auto result = std::make_shared<HeldOutTuning>();
    const Experiment& batch = *solve.experiment;
    if (!batch.hasOutcomes || batch.qualityIsRecorded) {
        result->explanation = "without recorded outcomes, or with them known, predictions decide";
        return result;
    }
    if (!solve.chosen.feasible || !solve.assignment) {
        result->explanation = "the constraints are not met";
        return result;
    }
    if (!isReadyFor(prepared)) {
        m_prepared.reset();
        m_experiment.reset();
        m_ground = groundOf(*prepared, job);
        m_prepared = prepared;
    }
    if (!m_ground.explanation.empty()) {
        result->explanation = m_ground.explanation;
        return result;
    }
    if (!m_experiment || !(m_pool == solve.scenario.pool)) {
        m_pool = solve.scenario.pool;
        m_experiment = std::make_shared<const Experiment>(
            makeExperiment(*prepared->data, m_ground.rows, m_ground.predictions, m_pool));
    }
    *result = tuneOn(*m_experiment, m_ground.on,
                     {batch, solve.chosen, *solve.assignment, solve.constraints, std::nullopt,
                      solve.scenario.preparation.seed},
                     job);
    addBands(result->tuned, headlined(result->tuned), batch, *solve.assignment,
             solve.scenario.preparation.seed, job);
    return result;
}

}  // namespace orl
