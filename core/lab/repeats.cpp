#include "core/lab/repeats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "core/data/split.h"
#include "core/evaluate/matched.h"
#include "core/experiment/experiment.h"
#include "core/experiment/own_choices.h"
#include "core/lab/solving.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr const char* kOptimizer = "dual";

void checkInputs(const RepeatInputs& inputs) {
    if (inputs.splits < 1 || inputs.splits > 1000) {
        throw Error("splits", fmt::format("there are {} of them", inputs.splits),
                    "Choose 1 to 1,000");
    }
    if (!(inputs.share > 0.0 && inputs.share < 1.0)) {
        throw Error("share", fmt::format("it is {}", inputs.share),
                    "Choose a share between 0 and 1 to learn from");
    }
    for (const std::string& id : inputs.routers) {
        const bool there = std::ranges::any_of(
            inputs.own, [&](const OwnRouter& own) { return ownRouterId(own.name) == id; });
        if (there) continue;
        if (isOwnRouter(id)) {
            throw Error("routers", fmt::format("there is no own router \"{}\"", id),
                        "Add it first, or leave it out");
        }
        (void)routerInfo(id);
    }
}

/// In the catalogue's order, each once; the oracle only where there is a truth to know.
std::vector<std::string> routersOf(const RepeatInputs& inputs) {
    std::vector<std::string> ids;
    const bool outcomes = !inputs.data->score.isNaN().all();
    for (const RouterInfo& info : routerCatalogue()) {
        const std::string id(info.id);
        const bool asked = std::ranges::find(inputs.routers, id) != inputs.routers.end();
        if (id == kOptimizer || (asked && (outcomes || !info.needsTruth))) ids.push_back(id);
    }
    for (const OwnRouter& own : inputs.own) {
        const std::string id = ownRouterId(own.name);
        if (std::ranges::find(inputs.routers, id) != inputs.routers.end()) ids.push_back(id);
    }
    return ids;
}

double& at(RepeatRow& row, RepeatMetric metric) {
    return row[static_cast<std::size_t>(metric)];
}

RepeatRow rowOf(const Evaluation& evaluation, const Constraints& constraints) {
    RepeatRow row;
    row.fill(kMissing);
    if (!evaluation.servesAll()) return row;
    at(row, RepeatMetric::Cost) = evaluation.costPer1000();
    at(row, RepeatMetric::RealizedCost) = evaluation.realizedCostPer1000();
    at(row, RepeatMetric::PredictedAccuracy) = evaluation.predictedAccuracy;
    at(row, RepeatMetric::RealizedAccuracy) = evaluation.realizedAccuracy;
    if (constraints.mode != RoutingMode::CostUnderFloor) return row;
    const auto shortfall = [&](double accuracy) {
        return std::isnan(accuracy) ? kMissing : std::max(0.0, constraints.qualityFloor - accuracy);
    };
    at(row, RepeatMetric::Shortfall) = shortfall(evaluation.predictedAccuracy);
    at(row, RepeatMetric::RealizedShortfall) = shortfall(evaluation.realizedAccuracy);
    return row;
}

/// What the optimizer saves in this split against each baseline, and against the strongest.
void addSavings(const Experiment& experiment, const Evaluation& optimizer,
                const Constraints& constraints, const std::vector<std::string>& routers,
                std::vector<RepeatRow>& rows, const Job& job) {
    if (!optimizer.feasible) return;
    const MatchOn on = experiment.hasOutcomes && !experiment.qualityIsRecorded ? MatchOn::Realized
                                                                               : MatchOn::Predicted;
    const auto matched = matchBaselines(experiment, optimizer, constraints, on, baselineIds(), job);
    const MatchedComparison* best = strongest(matched);
    std::vector<std::string> ids;
    ids.reserve(experiment.own.size());
    for (const OwnPlan& plan : experiment.own) ids.push_back(plan.id);
    const auto own = matchBaselines(experiment, optimizer, constraints, on, ids, job);
    for (std::size_t r = 0; r < routers.size(); ++r) {
        if (routers[r] == kOptimizer) {
            if (best) at(rows[r], RepeatMetric::Saving) = best->saving;
            continue;
        }
        for (const auto* list : {&matched, &own}) {
            const auto found = std::ranges::find(*list, routers[r], &MatchedComparison::router);
            if (found != list->end()) at(rows[r], RepeatMetric::Saving) = found->saving;
        }
    }
}

void keepWarnings(Repeats& repeats, const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) {
        if (std::ranges::find(repeats.warnings, warning) == repeats.warnings.end()) {
            repeats.warnings.push_back(warning);
        }
    }
}

/// @param data dealt anew
void runSplit(const RepeatInputs& inputs, Dataset& data, int split, Repeats& repeats,
              const Job& job) {
    SplitRule rule;
    rule.kind = SplitRule::Kind::Shares;
    rule.shares = {{"train", inputs.share}, {"test", 1.0 - inputs.share}};
    rule.seed = inputs.seed + static_cast<std::uint64_t>(split);
    applySplit(data, rule);
    const std::vector<std::size_t> learned = data.rowsOfSplit("train");
    const std::vector<std::size_t> tested = data.rowsOfSplit("test");
    if (learned.empty() || tested.empty()) {
        throw Error(data.name, "it has too few queries to be split so",
                    "Choose another share, or more queries");
    }
    const Predictor predictor = Predictor::fit(data, learned, inputs.predictor, job);
    const Predictions predictions = predictor.predict(data, tested, job);
    Experiment experiment = makeExperiment(data, tested, predictions, inputs.pool);
    if (!predictions.copies.empty()) {
        experiment.warnings.emplace_back(
            "splits route queries that repeat a text that they learned from: these are not held "
            "out");
    }
    setOwnPlans(experiment, inputs.own, data, job);
    const Constraints constraints = inputs.constraints(experiment);
    std::vector<std::string> ids;
    std::vector<RepeatRow> rows;
    Evaluation optimizer;
    for (RepeatedRouter& router : repeats.routers) {
        job.check();
        Routed routed = routeOnce(experiment, router.id,
                                  {constraints, std::nullopt, inputs.seed, nullptr, job.stop});
        if (routed.evaluation.feasible) ++router.feasible;
        rows.push_back(rowOf(routed.evaluation, constraints));
        ids.push_back(router.id);
        if (router.id == kOptimizer) optimizer = std::move(routed.evaluation);
    }
    addSavings(experiment, optimizer, constraints, ids, rows, job);
    for (std::size_t r = 0; r < rows.size(); ++r) repeats.routers[r].rows.push_back(rows[r]);
    repeats.learned = learned.size();
    repeats.routed = experiment.rows.size();
    keepWarnings(repeats, experiment.warnings);
    ++repeats.done;
}

std::string shortest(double value) {
    return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

}  // namespace

const char* toString(RepeatMetric metric) {
    switch (metric) {
        case RepeatMetric::Cost:
            return "cost_per_1000";
        case RepeatMetric::RealizedCost:
            return "realized_cost_per_1000";
        case RepeatMetric::PredictedAccuracy:
            return "predicted_accuracy";
        case RepeatMetric::RealizedAccuracy:
            return "realized_accuracy";
        case RepeatMetric::Saving:
            return "saving";
        case RepeatMetric::Shortfall:
            return "shortfall";
        case RepeatMetric::RealizedShortfall:
            break;
    }
    return "realized_shortfall";
}

std::string RepeatedRouter::title() const {
    return isOwnRouter(id) ? ownRouterTitle(id) : std::string(routerInfo(id).title);
}

RepeatValue RepeatedRouter::value(RepeatMetric metric) const {
    const auto index = static_cast<std::size_t>(metric);
    RepeatValue value;
    double sum = 0.0;
    for (const RepeatRow& row : rows) {
        if (std::isnan(row[index])) continue;
        sum += row[index];
        ++value.splits;
    }
    if (value.splits == 0) return value;
    const auto count = static_cast<double>(value.splits);
    value.mean = sum / count;
    if (value.splits < 2) return value;
    double squares = 0.0;
    for (const RepeatRow& row : rows) {
        if (std::isnan(row[index])) continue;
        squares += (row[index] - value.mean) * (row[index] - value.mean);
    }
    value.deviation = std::sqrt(squares / (count - 1.0));
    value.error = value.deviation / std::sqrt(count);
    return value;
}

const RepeatedRouter* Repeats::of(const std::string& id) const {
    const auto found = std::ranges::find(routers, id, &RepeatedRouter::id);
    return found == routers.end() ? nullptr : &*found;
}

Repeats repeatComparison(const RepeatInputs& inputs, const Job& job,
                         const std::function<void(const Repeats&)>& publish) {
    checkInputs(inputs);
    Repeats repeats;
    repeats.splits = inputs.splits;
    repeats.share = inputs.share;
    repeats.seed = inputs.seed;
    for (const std::string& id : routersOf(inputs)) repeats.routers.push_back({id, {}, 0});
    Dataset data = *inputs.data;
    for (int split = 0; split < inputs.splits; ++split) {
        job.check();
        const Job part{job.stop, [&](double share, std::string_view stage) {
                           if (!job.progress) return;
                           job.progress((split + std::clamp(share, 0.0, 1.0)) / inputs.splits,
                                        stage);
                       }};
        runSplit(inputs, data, split, repeats, part);
        if (publish) publish(repeats);
    }
    return repeats;
}

void writeRepeatsCsv(std::ostream& out, const Repeats& repeats) {
    out << "router,metric,mean,standard_error,deviation,splits\n";
    for (const RepeatedRouter& router : repeats.routers) {
        for (std::size_t m = 0; m < kRepeatMetrics; ++m) {
            const auto metric = static_cast<RepeatMetric>(m);
            const RepeatValue value = router.value(metric);
            out << router.id << ',' << toString(metric) << ',' << shortest(value.mean) << ','
                << shortest(value.error) << ',' << shortest(value.deviation) << ',' << value.splits
                << '\n';
        }
    }
}

}  // namespace orl
