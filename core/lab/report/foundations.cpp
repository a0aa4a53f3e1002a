// What a report rests on, in three paragraphs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/lab/report/sentences.h"
#include "core/lab/report/words.h"
#include "core/route/router.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

/// Where prices come from, without saying one source twice.
std::string priceSources(const ReportRequest& request) {
    const PoolSettings& pool = request.scenario.pool;
    std::vector<std::string> sources;
    if (!pool.inputPrice.empty() || !pool.outputPrice.empty()) {
        sources.push_back(pool.priceList.empty() ? "some typed by hand" : pool.priceList);
    }
    for (const ModelInfo& model : request.prepared->data->models) {
        if (model.priceSource.empty()) continue;
        if (std::ranges::find(sources, model.priceSource) == sources.end()) {
            sources.push_back(model.priceSource);
        }
    }
    if (sources.empty()) return "of unknown source";
    constexpr std::size_t kMostSources = 2;
    std::string text;
    for (std::size_t k = 0; k < std::min(sources.size(), kMostSources); ++k) {
        text += (k > 0 ? "; " : "") + shortened(sources[k], 80);
    }
    if (sources.size() > kMostSources) {
        text += fmt::format(" and {} more", sources.size() - kMostSources);
    }
    return text;
}

std::string speedsSentence(const ReportRequest& request) {
    const PoolSettings& pool = request.scenario.pool;
    if (pool.firstTokenSeconds.empty() && pool.tokensPerSecond.empty()) {
        return " Speeds are unknown and play no part.";
    }
    std::string text = " Speeds are those set for the pool";
    if (pool.secondPrice > 0.0) {
        text += fmt::format("; a second of waiting counts {}, costs are told without it",
                            askedMoney(pool.secondPrice));
    } else if (!std::isfinite(request.scenario.constraints.secondsCap)) {
        text += " and play no part";
    }
    return text + ".";
}

std::string dataParagraph(const ReportRequest& request, const ReportFindings& found) {
    const Dataset& all = *request.prepared->data;
    const Experiment& experiment = *found.solve->experiment;
    std::vector<std::string> tasks;
    for (const Query& query : all.queries) {
        if (query.task.empty() || (!tasks.empty() && tasks.back() == query.task)) continue;
        tasks.push_back(query.task);
    }
    std::ranges::sort(tasks);
    tasks.erase(std::unique(tasks.begin(), tasks.end()), tasks.end());
    const Preparation& of = request.prepared->scenario.preparation;
    std::string text = fmt::format(
        "The data {} hold {} queries{}, {} difficulty levels{}, {} models; {} learned from, {} "
        "routed.",
        shortened(all.name, 40), grouped(std::int64_t(all.queryCount())),
        tasks.empty() ? "" : fmt::format(", {} tasks", tasks.size()), experiment.levelNames.size(),
        experiment.levelsPredicted ? " (by prediction)" : "", all.modelCount(),
        grouped(std::int64_t(all.rowsOfSplit(of.trainSplit).size())),
        grouped(std::int64_t(experiment.rows.size())));
    const bool priced = std::ranges::any_of(all.models, &ModelInfo::priced);
    const PoolSettings& pool = request.scenario.pool;
    text += priced || !pool.inputPrice.empty()
                ? fmt::format(" Prices: {}, USD per million tokens.", priceSources(request))
                : std::string(" Costs are predicted from recorded ones: no prices are known.");
    for (const std::string& assumed : request.prepared->assumptions) {
        text += fmt::format(" Costs assume {}.", printable(assumed));
    }
    text += " Future queries are taken to be like these.";
    text += speedsSentence(request);
    if (request.monthlyQueries > 0.0 && !request.currency.isDollar()) {
        text +=
            fmt::format(" A dollar counts as {} {:.6g}{}.", shortened(request.currency.label, 12),
                        request.currency.perDollar,
                        request.currency.asOf.empty() ? "" : ", as of " + request.currency.asOf);
    }
    for (const std::string& warning : experiment.warnings) {
        text += ' ' + capitalized(printable(warning));
        if (!text.ends_with('.')) text += '.';
    }
    return text;
}

std::string methodParagraph(const ReportRequest& request, const ReportFindings& found) {
    const Preparation& of = request.prepared->scenario.preparation;
    std::string text;
    if (of.predictor == "knn") {
        text = fmt::format("Retrieval of {} similar queries predicts", of.neighbours);
    } else if (of.predictor == "trained") {
        text = "Regressions on the query's text predict";
    } else if (of.predictor == "prior") {
        text = "Each model's mean over the queries learned from predicts";
    } else if (of.predictor == "recorded") {
        text = "The record itself (perfect foresight) gives";
    } else {
        text = fmt::format("A hybrid of retrieval ({} neighbours) and regression predicts",
                           of.neighbours);
    }
    text += " each model's accuracy and length.";
    const double caution = request.scenario.pool.caution;
    if (caution > 0.0) {
        text += fmt::format(" Routed cautiously, by accuracy less {:.3g} standard deviations.",
                            caution);
    }
    if (found.solve->certificate) {
        return text +
               " Each query goes to the model with the least cost − λ·accuracy + μ; λ and μ come "
               "from the dual problem, whose bound certifies the result.";
    }
    const auto catalogue = routerCatalogue();
    const auto info = std::ranges::find(catalogue, found.solve->chosen.router, &RouterInfo::id);
    if (info != catalogue.end()) text += fmt::format(" {}.", info->description);
    return text + " The rule gives no certificate.";
}

std::string certaintyParagraph(const ReportFindings& found) {
    const Evaluation& chosen = found.solve->chosen;
    if (!chosen.feasible) return "The constraints cannot be met: there is no plan to judge.";
    std::string text;
    if (found.bands) {
        const double lead = chosen.realizedAccuracy - chosen.predictedAccuracy;
        text =
            fmt::format("Realized {} lies in a 95\u00a0% band of {} ({} resamples){}.",
                        sharePercent(chosen.realizedAccuracy, 1), bandText(found.bands->accuracy),
                        grouped(found.resamples),
                        std::abs(lead) < 5e-4
                            ? std::string(", as predicted")
                            : fmt::format(", {} the predicted {}", lead < 0.0 ? "below" : "above",
                                          sharePercent(chosen.predictedAccuracy, 1)));
    } else {
        text = recordSentence(found);
    }
    if (!std::isnan(found.promiseCost)) {
        text += fmt::format(" Route at an internal floor of {} for {}: {} per 1,000.",
                            sharePercent(found.promiseFloor, 1), promiseWords(found),
                            money(found.promiseCost));
    } else if (!std::isnan(found.mostPromised)) {
        text += fmt::format(" At most {} can be promised with {} confidence.",
                            sharePercent(found.mostPromised, 1), sharePercent(found.confidence));
    } else if (found.bands && !found.noGuarantee.empty()) {
        text += ' ' + capitalized(printable(found.noGuarantee));
    }
    const auto& heldOut = found.comparison->heldOut;
    const MatchedComparison* best = heldOut && heldOut->isKnown() ? heldOut->tuned.best() : nullptr;
    if (best) {
        text += fmt::format(
            " Tuned on queries that are not routed, {} is strongest: the plan {}{}.",
            ruleTitle(best->router),
            best->saving < 0.0 ? fmt::format("costs {} more", sharePercent(-best->saving, 1))
                               : fmt::format("saves {} against it", sharePercent(best->saving, 1)),
            std::abs(best->accuracyLead) < 5e-4
                ? std::string()
                : fmt::format(" and is {:.1f} points {} accurate",
                              100.0 * std::abs(best->accuracyLead),
                              best->accuracyLead > 0.0 ? "more" : "less"));
    }
    return text;
}

}  // namespace

std::vector<ReportParagraph> foundationsOf(const ReportRequest& request,
                                           const ReportFindings& found) {
    return {{"Data and assumptions", dataParagraph(request, found)},
            {"Method", methodParagraph(request, found)},
            {"How sure", certaintyParagraph(found)}};
}

}  // namespace orl
