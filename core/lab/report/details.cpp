#include "core/lab/report/details.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/pool_edit.h"
#include "core/lab/report/sentences.h"
#include "core/lab/report/words.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

constexpr std::size_t kNameCell = 36;

ReportTable routersTable(const ReportFindings& found) {
    ReportTable table;
    table.title = "Every router under these constraints";
    table.remark =
        "as each is without tuning; what the plan saves against each rule tuned to its accuracy, "
        "in hindsight and without; USD per 1,000";
    table.cells.head = {"Router",        "keeps all", "predicted",           "realized",     "cost",
                        "realized cost", "saved",     "saved, no hindsight", "certified gap"};
    const ComparisonView& view = *found.comparison;
    const auto saved = [](const TunedBaselines* tuned, const std::string& router) {
        const MatchedComparison* each = tuned ? tuned->against(router) : nullptr;
        return each ? sharePercent(each->saving, 1) : std::string("–");
    };
    const TunedBaselines* elsewhere =
        view.heldOut && view.heldOut->isKnown() ? &view.heldOut->tuned : nullptr;
    if (elsewhere) table.remark += "; without hindsight: tuned on " + view.heldOut->on;
    for (const Evaluation& each : view.evaluations) {
        table.cells.rows.push_back(
            {ruleTitle(each.router), each.feasible ? "yes" : "no",
             sharePercent(each.predictedAccuracy, 1), sharePercent(each.realizedAccuracy, 1),
             each.served > 0 ? money(each.costPer1000()) : "–",
             each.served > 0 ? money(each.realizedCostPer1000()) : "–",
             saved(&view.hindsight, each.router), saved(elsewhere, each.router),
             each.optimal ? "0\u00a0%, proven" : gapPercent(each.gap)});
    }
    return table;
}

ReportTable levelsTable(const ReportFindings& found) {
    ReportTable table;
    table.title = "By difficulty";
    table.remark = "accuracy and cost of the plan's answers; USD per 1,000 queries of the level";
    table.cells.head = {"Level", "queries", "predicted", "realized", "cost", "most answered by"};
    const LevelTable& levels = found.levels;
    for (std::size_t row = 0; row < levels.cells.size(); ++row) {
        const auto& cells = levels.cells[row];
        const LevelCell& all = cells.back();
        if (all.queries == 0) continue;
        const auto most = std::max_element(
            cells.begin(), cells.end() - 1,
            [](const LevelCell& a, const LevelCell& b) { return a.queries < b.queries; });
        const std::string who =
            most == cells.end() - 1 || most->queries == 0
                ? "–"
                : fmt::format(
                      "{} {}",
                      shortened(levels.models[std::size_t(most - cells.begin())], kNameCell),
                      sharePercent(most->share, 0));
        table.cells.rows.push_back(
            {row < levels.levels.size() ? shortened(levels.levels[row], kNameCell) : "all",
             grouped(std::int64_t(all.queries)), sharePercent(all.predictedAccuracy, 1),
             sharePercent(all.accuracy, 1), money(all.cost * 1000.0), who});
    }
    return table;
}

ReportTable modelsTable(const ReportRequest& request, const ReportFindings& found) {
    ReportTable table;
    table.title = "Models";
    table.remark =
        "prices in USD per million tokens; spend in USD per 1,000 queries of the batch; μ in USD "
        "for 1,000 slots more; alone: what it would do with every query";
    table.cells.head = {"Model", "input", "output",         "×",         "limit", "share",
                        "spend", "μ",     "accuracy alone", "cost alone"};
    const SolveView& solve = *found.solve;
    const Evaluation& chosen = solve.chosen;
    for (const ModelInfo& model : poolOf(*request.prepared->data, request.scenario.pool)) {
        const auto at = std::ranges::find(solve.experiment->models, model.name);
        if (at == solve.experiment->models.end()) continue;
        const auto j = std::size_t(at - solve.experiment->models.begin());
        const auto of = [&](const std::vector<double>& figures) {
            return j < figures.size() ? figures[j] : kMissing;
        };
        const auto value = [&](PoolField field) {
            return valueInForce(request.scenario, model, field);
        };
        const SingleModel& single = (*solve.singleModels)[j];
        const PlanePoint& alone = found.judged() ? single.realized : single.predicted;
        const bool on = isOn(request.scenario.pool, model.name);
        const double queries = double(chosen.queries);
        table.cells.rows.push_back(
            {shortened(model.name, kNameCell), money(value(PoolField::InputPrice)),
             money(value(PoolField::OutputPrice)),
             fmt::format("{:.4g}", value(PoolField::Multiplier)),
             on ? sharePercent(value(PoolField::Capacity)) : "off",
             sharePercent(of(chosen.share), 1), money(of(chosen.spend) / queries * 1000.0),
             chosen.capacityPrice.empty() ? "–" : money(of(chosen.capacityPrice) * 1000.0),
             sharePercent(alone.quality, 1), money(alone.cost)});
    }
    return table;
}

ReportTable savedTable(const ReportRequest& request, const ReportFindings& found) {
    ReportTable table;
    table.title = "Saved scenarios";
    table.words = 3;
    table.remark = "USD per 1,000 queries";
    if (request.saved.size() > found.saved.size()) {
        table.remark +=
            fmt::format("; the first {} of {}", found.saved.size(), request.saved.size());
    }
    table.cells.head = {
        "Scenario", "asks for", "data", "cost", "predicted", "realized", "saved against threshold",
        "gap"};
    for (const SavedAnswer& each : found.saved) {
        const Scenario& scenario = each.saved.scenario;
        std::vector<std::string> row = {shortened(scenario.name, kNameCell), askedWords(scenario),
                                        dataWords(scenario.preparation)};
        if (!each.answer) {
            row.push_back(shortened(each.problem, 60));
            row.resize(table.cells.head.size(), "–");
        } else if (!each.answer->figures.feasible) {
            row.push_back("not reachable");
            row.resize(table.cells.head.size(), "–");
        } else {
            const ScenarioFigures& figures = each.answer->figures;
            for (std::string& cell : std::vector<std::string>{
                     money(figures.cost), sharePercent(figures.predicted, 1),
                     sharePercent(figures.realized, 1), sharePercent(figures.thresholdSaving, 1),
                     figures.optimal ? "0\u00a0%, proven" : gapPercent(figures.gap)}) {
                row.push_back(std::move(cell));
            }
        }
        table.cells.rows.push_back(std::move(row));
    }
    return table;
}

ReportTable settingsTable(const ReportRequest& request) {
    ReportTable table;
    table.title = "Settings";
    table.words = 2;
    table.remark = "all that is not as it usually is, as a scenario's file has it";
    table.cells.head = {"Asked", "Scenario"};
    table.cells.rows = {{askedWords(request.scenario), printable(request.scenario.toShortJson())}};
    return table;
}

}  // namespace

std::vector<ReportTable> detailsOf(const ReportRequest& request, const ReportFindings& found) {
    std::vector<ReportTable> tables;
    tables.push_back(routersTable(found));
    if (found.solve->chosen.feasible) tables.push_back(levelsTable(found));
    tables.push_back(modelsTable(request, found));
    if (!found.saved.empty()) tables.push_back(savedTable(request, found));
    tables.push_back(settingsTable(request));
    return tables;
}

}  // namespace orl
