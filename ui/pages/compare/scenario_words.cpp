#include "ui/pages/compare/scenario_words.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

#include "core/lab/scenarios.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/tried_states.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("orl::ScenarioWords", text);
}

double multiplierOf(const Scenario& scenario, const std::string& model) {
    const auto found = scenario.pool.priceMultiplier.find(model);
    return found == scenario.pool.priceMultiplier.end() ? 1.0 : found->second;
}

double shareOf(const ScenarioFigures& figures, const std::string& model) {
    const auto found = std::ranges::find(figures.models, model);
    return found == figures.models.end()
               ? kMissing
               : figures.share[std::size_t(found - figures.models.begin())];
}

using States = std::vector<std::shared_ptr<const TriedState>>;

/// The model whose share differs most among the states; empty: none differs.
std::string mostVaried(const States& states) {
    std::map<std::string, std::pair<double, double>> ranges;
    for (const auto& state : states) {
        for (std::size_t j = 0; j < state->figures.models.size(); ++j) {
            const double share = state->figures.share[j];
            auto& [least, greatest] =
                ranges.try_emplace(state->figures.models[j], share, share).first->second;
            least = std::min(least, share);
            greatest = std::max(greatest, share);
        }
    }
    std::string most;
    double widest = 0.0;
    for (const auto& [model, range] : ranges) {
        if (range.second - range.first <= widest) continue;
        widest = range.second - range.first;
        most = model;
    }
    return most;
}

/// Models whose price was multiplied differently, the first two.
std::vector<std::string> repriced(const States& states) {
    std::vector<std::string> models;
    for (const auto& state : states) {
        for (const auto& [model, factor] : state->scenario.pool.priceMultiplier) {
            const bool known = std::ranges::find(models, model) != models.end();
            if (factor != 1.0 && !known && models.size() < 2) models.push_back(model);
        }
    }
    return models;
}

}  // namespace

QString columnLetter(int position) {
    const QString letter(QChar('A' + position % 26));
    return position < 26 ? letter : letter + QString::number(position / 26 + 1);
}

QString columnKey(const ScenarioColumn& column) {
    switch (column.kind) {
        case ScenarioColumn::Kind::Pinned:
            return "pin:" + column.letter;
        case ScenarioColumn::Kind::Now:
            return QStringLiteral("now");
        case ScenarioColumn::Kind::Saved:
            break;
    }
    return "saved:" + QString::fromStdString(column.scenario.name);
}

double hindsightSaving(const ComparisonView& comparison) {
    const MatchedComparison* threshold = comparison.hindsight.against("threshold");
    return threshold ? threshold->saving : kMissing;
}

FlowData flowData(const QueryFlows& flows, const std::vector<std::string>& pool,
                  const QString& from, const QString& to) {
    FlowData shown;
    shown.from = from;
    shown.to = to;
    for (const std::string& model : flows.models) {
        shown.models.push_back(labelText(model));
        shown.colors.push_back(int(std::ranges::find(pool, model) - pool.begin()));
    }
    for (const Flow& flow : flows.flows) {
        const QString right = flow.judged == 0 ? words("right answers: not recorded")
                                               : words("%1%2 right answers, of %3 recorded")
                                                     .arg(flow.right > 0.0   ? QStringLiteral("+")
                                                          : flow.right < 0.0 ? QStringLiteral("−")
                                                                             : QStringLiteral("±"))
                                                     .arg(std::abs(flow.right), 0, 'g', 4)
                                                     .arg(count(std::int64_t(flow.judged)));
        shown.ribbons.push_back({flow.from, flow.to, flow.rows.size(),
                                 flow.cost / double(flows.queries) * 1000.0, right});
    }
    return shown;
}

QString flowEmptyText(bool hasBase, bool hasTarget, const QueryFlows* flows) {
    if (!hasBase) {
        return words("Press P to pin this state, then change something; or choose a base above.");
    }
    if (!hasTarget)
        return words("This is the base itself: choose another column, or change something.");
    if (!flows) return words("Computing…");
    return flows->queries == 0 ? words("The two have no queries in common.")
                               : words("No query goes to another model than by the base.");
}

QString triedText(const TriedState& state) {
    QStringList parts = {askedText(state.scenario)};
    for (const auto& change : poolChanges(state.scenario.pool)) parts << labelText(change);
    if (!state.figures.feasible) {
        parts << words("not reachable");
    } else {
        parts << usd(state.figures.cost)
              << percent(std::isnan(state.figures.realized) ? state.figures.predicted
                                                            : state.figures.realized);
    }
    return parts.join(QStringLiteral(" · "));
}

ParallelData parallelData(const States& lines, const std::vector<const ScenarioColumn*>& told,
                          std::size_t infeasible) {
    ParallelData shown;
    const bool budget = std::ranges::any_of(lines, [](const auto& state) {
        return state->scenario.constraints.mode == RoutingMode::QualityUnderBudget;
    });
    const bool recorded = std::ranges::any_of(
        lines, [](const auto& state) { return !std::isnan(state->figures.realized); });
    const std::vector<std::string> prices = repriced(lines);
    const std::string shared = mostVaried(lines);
    shown.axes.push_back({QStringLiteral("α"), QStringLiteral("%"), Unit::Percent});
    if (budget) shown.axes.push_back({words("budget"), words("$/1,000"), Unit::Usd});
    shown.axes.push_back({QStringLiteral("L"), words("% of N"), Unit::Percent});
    for (const auto& model : prices) {
        shown.axes.push_back({labelText(model), words("price ×"), Unit::Number});
    }
    shown.axes.push_back({QStringLiteral("λ"), words("$/1,000"), Unit::Usd});
    if (!shared.empty()) {
        shown.axes.push_back({labelText(shared), words("share, %"), Unit::Percent});
    }
    shown.axes.push_back({words("cost"), words("$/1,000"), Unit::Usd});
    shown.axes.push_back({words("accuracy"),
                          recorded ? words("realized, %") : words("predicted, %"), Unit::Percent});
    for (std::size_t k = 0; k < lines.size(); ++k) {
        const auto& state = lines[k];
        const ConstraintSettings& asked = state->scenario.constraints;
        const ScenarioFigures& figures = state->figures;
        const bool bounded = asked.mode == RoutingMode::QualityUnderBudget;
        ParallelData::Line line;
        line.values.push_back(bounded ? kMissing : asked.qualityFloor);
        if (budget) line.values.push_back(bounded ? asked.budgetPer1000 : kMissing);
        line.values.push_back(asked.commonCapacity);
        for (const auto& model : prices) {
            line.values.push_back(multiplierOf(state->scenario, model));
        }
        line.values.push_back(figures.qualityPrice * 1000.0);
        if (!shared.empty()) line.values.push_back(shareOf(figures, shared));
        line.values.push_back(figures.cost);
        line.values.push_back(recorded ? figures.realized : figures.predicted);
        line.label = triedText(*state);
        if (const ScenarioColumn* column = told[k]) {
            line.letter = column->letter;
            line.now = column->kind == ScenarioColumn::Kind::Now;
        }
        shown.lines.push_back(std::move(line));
    }
    shown.foot = words("drag along an axis to brush · click a line to bring it back");
    if (infeasible > 0) {
        shown.foot += words(" · %1 not reachable, not drawn").arg(infeasible);
    }
    return shown;
}

}  // namespace orl
