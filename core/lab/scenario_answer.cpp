#include "core/lab/scenario_answer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/evaluate/matched.h"
#include "core/lab/proving.h"

namespace orl {

ScenarioFigures scenarioFigures(const SolveView& view) {
    const Evaluation& chosen = view.chosen;
    ScenarioFigures figures;
    figures.feasible = chosen.feasible;
    figures.explanation = chosen.explanation;
    figures.queries = chosen.queries;
    if (chosen.servesAll()) {
        figures.cost = chosen.costPer1000();
        figures.realizedCost = chosen.realizedCostPer1000();
    }
    figures.predicted = chosen.predictedAccuracy;
    figures.realized = chosen.realizedAccuracy;
    figures.realizedError = chosen.realizedAccuracyError;
    figures.meanSeconds = chosen.meanSeconds;
    figures.qualityPrice = chosen.qualityPrice;
    figures.models = view.experiment->models;
    figures.share = chosen.share;
    figures.gap = chosen.gap;
    figures.optimal = chosen.optimal;
    if (!chosen.capacityPrice.empty()) {
        const auto dearest = std::ranges::max_element(chosen.capacityPrice);
        figures.slotPrice = *dearest;
        if (*dearest > 0.0) {
            figures.dearest = figures.models[std::size_t(dearest - chosen.capacityPrice.begin())];
        }
    }
    return figures;
}

double thresholdSaving(const SolveView& view, const Job& job) {
    const Experiment& experiment = *view.experiment;
    if (!view.chosen.feasible) return kMissing;
    const MatchOn on = experiment.hasOutcomes && !experiment.qualityIsRecorded ? MatchOn::Realized
                                                                               : MatchOn::Predicted;
    const auto matched =
        matchBaselines(experiment, view.chosen, view.constraints, on, {"threshold"}, job);
    return matched.empty() || !matched.front().reached ? kMissing : matched.front().saving;
}

RoutedQueries routedQueries(const SolveView& view, std::uint64_t data) {
    const Experiment& experiment = *view.experiment;
    const std::size_t queries = experiment.rows.size();
    RoutedQueries routed;
    routed.data = data;
    routed.rows = experiment.rows;
    routed.models = experiment.models;
    routed.model.assign(queries, -1);
    routed.cost.assign(queries, kMissing);
    routed.score.assign(queries, kMissing);
    if (!view.assignment || view.assignment->empty()) return routed;
    for (std::size_t i = 0; i < queries; ++i) {
        const std::int32_t j = (*view.assignment)[i];
        if (j < 0) continue;
        routed.model[i] = j;
        routed.cost[i] = experiment.usd(i, std::size_t(j));
        routed.score[i] = experiment.truth.outcome(Eigen::Index(i), j);
    }
    return routed;
}

namespace {

/// Positions of a list in another that has all of it, appended where missing.
std::vector<std::size_t> placesIn(std::vector<std::string>& all,
                                  const std::vector<std::string>& names) {
    std::vector<std::size_t> places;
    places.reserve(names.size());
    for (const std::string& name : names) {
        const auto found = std::ranges::find(all, name);
        places.push_back(std::size_t(found - all.begin()));
        if (found == all.end()) all.push_back(name);
    }
    return places;
}

}  // namespace

QueryFlows flowsBetween(const RoutedQueries& before, const RoutedQueries& after) {
    QueryFlows all;
    if (before.data != after.data) return all;
    all.models = after.models;
    const std::vector<std::size_t> places = placesIn(all.models, before.models);
    std::vector<std::pair<std::size_t, std::size_t>> earlier;  // row, position
    earlier.reserve(before.rows.size());
    for (std::size_t i = 0; i < before.rows.size(); ++i) earlier.emplace_back(before.rows[i], i);
    std::ranges::sort(earlier);
    const std::size_t models = all.models.size();
    std::vector<Flow> flows(models * models);
    double cost = 0.0;
    for (std::size_t i = 0; i < after.rows.size(); ++i) {
        const auto found = std::ranges::lower_bound(earlier, after.rows[i], {},
                                                    &std::pair<std::size_t, std::size_t>::first);
        if (found == earlier.end() || found->first != after.rows[i]) continue;
        const std::size_t was = found->second;
        if (before.model[was] < 0 || after.model[i] < 0) continue;
        ++all.queries;
        const double added = after.cost[i] - before.cost[was];
        cost += added;
        const std::size_t from = places[std::size_t(before.model[was])];
        const auto to = std::size_t(after.model[i]);
        if (from == to) continue;
        ++all.moved;
        Flow& flow = flows[from * models + to];
        flow.from = from;
        flow.to = to;
        flow.rows.push_back(after.rows[i]);
        flow.cost += added;
        const double right = after.score[i] - before.score[was];
        if (std::isnan(right)) continue;
        flow.right += right;
        ++flow.judged;
    }
    if (all.queries > 0) all.costPer1000 = cost / double(all.queries) * 1000.0;
    std::erase_if(flows, [](const Flow& flow) { return flow.rows.empty(); });
    all.flows = std::move(flows);
    return all;
}

std::shared_ptr<const Prepared> ScenarioSolver::preparedFor(
    const std::shared_ptr<Store>& store, const std::shared_ptr<const Prepared>& prepared,
    const Scenario& scenario, const Job& job) {
    std::shared_ptr<const Prepared> of = prepared;
    if (!of || of->scenario.preparation != scenario.preparation) {
        if (!m_other || m_other->scenario.preparation != scenario.preparation) {
            m_other = prepare(store, prepared, scenario, job);
        }
        of = m_other;
    }
    // Data that took the place of names that are not there would give numbers of something else.
    if (of->scenario.preparation.dataset != scenario.preparation.dataset ||
        of->scenario.preparation.testSplit != scenario.preparation.testSplit) {
        throw Error(scenario.name, "its data set or split is not in this workspace",
                    "Import the data, or restore the scenario and choose others");
    }
    return of;
}

std::shared_ptr<const LoadFigures> ScenarioSolver::simulate(
    const std::shared_ptr<Store>& store, const std::shared_ptr<const Prepared>& prepared,
    const Scenario& scenario, const LoadSettings& load, const Job& job) {
    const auto of = preparedFor(store, prepared, scenario, job);
    const auto view = m_engine.solve(of, scenario, {}, job.stop);
    return std::make_shared<const LoadFigures>(loadFigures(*view, load, job));
}

std::shared_ptr<const ScenarioAnswer> ScenarioSolver::solve(
    const std::shared_ptr<Store>& store, const std::shared_ptr<const Prepared>& prepared,
    const Scenario& scenario, const Job& job) {
    const auto of = preparedFor(store, prepared, scenario, job);
    auto view = m_engine.solve(of, scenario, {}, job.stop);
    // What a drag may take is not enough for a column that stays.
    if (mayBeProven(*view)) view = provenOf(*view, job.stop);
    auto answer = std::make_shared<ScenarioAnswer>();
    answer->scenario = scenario;
    answer->figures = scenarioFigures(*view);
    answer->figures.thresholdSaving = thresholdSaving(*view, job);
    answer->routed =
        std::make_shared<const RoutedQueries>(routedQueries(*view, of->queryFingerprint));
    return answer;
}

}  // namespace orl
