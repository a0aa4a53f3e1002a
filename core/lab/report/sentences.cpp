#include "core/lab/report/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/lab/report/words.h"
#include "core/own_router.h"
#include "core/route/router.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

bool isBudget(const ReportFindings& found) {
    return found.solve->scenario.constraints.mode == RoutingMode::QualityUnderBudget;
}

const char* basisWord(const ReportFindings& found) {
    return found.judged() ? "realized" : "predicted";
}

/// "41 % less than", "3 % more than" or "as much as".
std::string lessThan(double saving) {
    const double whole = std::round(std::abs(saving) * 100.0);
    if (whole == 0.0) return "as much as";
    return fmt::format("{} {} than", sharePercent(whole / 100.0, 0),
                       saving > 0.0 ? "less" : "more");
}

/// What stands between the routing and the best there is, in words; empty for rules without a
/// certificate.
std::string proofWords(const Evaluation& chosen) {
    if (chosen.optimal) return "proven optimal for the predictions";
    if (std::isnan(chosen.gap)) return {};
    return fmt::format("within {} of the best possible for the predictions",
                       gapPercent(chosen.gap));
}

std::string unreachableAnswer(const ReportFindings& found) {
    const SolveView& solve = *found.solve;
    if (!solve.certificate) return "This rule does not keep what is asked.";
    switch (solve.status) {
        case SolveStatus::FloorUnreachable:
            return fmt::format("Not reachable: at most {} under these limits{}.",
                               sharePercent(std::floor(solve.reach.maxQuality * 1000.0) / 1000.0),
                               found.nearest
                                   ? fmt::format(", for {} per 1,000 queries",
                                                 roundMoney(found.nearest->chosen.costPer1000()))
                                   : "");
        case SolveStatus::BudgetTooSmall:
            return found.nearest ? fmt::format("Not for that: at least {} per 1,000 queries.",
                                               moneyAbove(found.nearest->chosen.costPer1000()))
                                 : "Not for that budget.";
        case SolveStatus::CapacityShort:
            return "Not possible: the limits leave no room for all queries.";
        default:
            return "Not possible under these constraints.";
    }
}

}  // namespace

const MatchedComparison* rivalOf(const ReportFindings& found) {
    const TunedBaselines& tuned = found.comparison->hindsight;
    const std::string& plan = found.solve->chosen.router;
    if (plan != "threshold") {
        if (const auto* usual = tuned.against("threshold")) return usual;
    }
    const auto* best = tuned.best();
    return best && best->router != plan ? best : nullptr;
}

double costOf(const ReportFindings& found, const Evaluation& evaluation) {
    return found.judged() ? evaluation.realizedCostPer1000() : evaluation.costPer1000();
}

double accuracyOf(const ReportFindings& found, const Evaluation& evaluation) {
    return found.judged() ? evaluation.realizedAccuracy : evaluation.predictedAccuracy;
}

std::string ruleTitle(const std::string& id) {
    if (isOwnRouter(id)) return ownRouterTitle(id);
    const auto catalogue = routerCatalogue();
    const auto info = std::ranges::find(catalogue, id, &RouterInfo::id);
    return info == catalogue.end() ? id : std::string(info->title);
}

std::string bandText(const Band& band) {
    const std::string low = sharePercent(band.low, 1);
    const std::string high = sharePercent(band.high, 1);
    // Two signs beside each other cannot be told apart.
    if (band.low < 0.0) return low + " to " + high;
    return fmt::format("{}–{}", low.substr(0, low.find("\u00a0")), high);
}

std::string promiseWords(const ReportFindings& found) {
    return fmt::format("{} realized{} with {} confidence", sharePercent(found.promised),
                       found.basis == GuaranteeBasis::Batch ? " on another batch like this" : "",
                       sharePercent(found.confidence));
}

std::string recordSentence(const ReportFindings& found) {
    const Evaluation& chosen = found.solve->chosen;
    if (!found.judged()) {
        const Experiment& experiment = *found.solve->experiment;
        if (experiment.qualityIsRecorded) {
            return "Accuracies are the recorded answers themselves: perfect foresight, which no "
                   "router in use has.";
        }
        return experiment.hypothetical.empty()
                   ? "No answers of these queries are recorded: what was predicted cannot be "
                     "judged here."
                   : "A hypothetical model may take queries: nothing can be judged by the record.";
    }
    std::string text =
        fmt::format("The plan realized {} on {} routed queries",
                    sharePercent(chosen.realizedAccuracy), grouped(std::int64_t(chosen.queries)));
    if (!std::isnan(found.promiseCost)) {
        text += fmt::format("; for {} it costs {} per 1,000", promiseWords(found),
                            roundMoney(found.promiseCost));
    } else if (!std::isnan(found.mostPromised)) {
        text += fmt::format("; {} cannot be promised, at most {}", promiseWords(found),
                            sharePercent(found.mostPromised));
    }
    return text + ".";
}

std::string answerOf(const ReportFindings& found) {
    const Evaluation& chosen = found.solve->chosen;
    if (!chosen.feasible) return unreachableAnswer(found);
    const MatchedComparison* rival = rivalOf(found);
    std::string text =
        isBudget(found)
            ? fmt::format("{} predicted accuracy for {} per 1,000 queries",
                          sharePercent(chosen.predictedAccuracy), roundMoney(chosen.costPer1000()))
            : fmt::format("{} per 1,000 queries", roundMoney(chosen.costPer1000()));
    if (!rival) return text + ".";
    const std::string name =
        rival->router == "threshold" ? "threshold routing" : ruleTitle(rival->router);
    const MatchedComparison* best = found.comparison->hindsight.best();
    if (best && best->router != rival->router && best->router != chosen.router &&
        best->saving < 0.0) {
        return text + fmt::format(": {} {}, {} {} tuned in hindsight.", lessThan(rival->saving),
                                  name, lessThan(best->saving), ruleTitle(best->router));
    }
    return text + fmt::format(": {} {} at the same {} accuracy.", lessThan(rival->saving), name,
                              basisWord(found));
}

namespace {

/// A month's bill and how good it is.
std::string monthSentence(const ReportRequest& request, const ReportFindings& found) {
    const Evaluation& chosen = found.solve->chosen;
    const std::string proof = proofWords(chosen);
    if (request.monthlyQueries > 0.0) {
        return fmt::format(
            "At {} queries a month: {}{}.", grouped(std::llround(request.monthlyQueries)),
            moneyIn(request.currency, chosen.costPer1000() * request.monthlyQueries / 1000.0),
            proof.empty() ? "" : ", " + proof);
    }
    return proof.empty() ? std::string() : capitalized(proof) + ".";
}

/// The rule that comes closest, whoever the answer names: a page that will be checked says so
/// first.
std::string closestSentence(const ReportFindings& found) {
    const TunedBaselines& tuned = found.comparison->hindsight;
    const MatchedComparison* best = tuned.best();
    const MatchedComparison* rival = rivalOf(found);
    if (!best || !rival || best->router == rival->router ||
        best->router == found.solve->chosen.router) {
        return {};
    }
    const std::string title = ruleTitle(best->router);
    // Where the plan costs more than it, the answer itself says so.
    if (best->saving < 0.0) return {};
    return fmt::format("{}, tuned in hindsight, comes within {}.", title,
                       sharePercent(best->saving, 1));
}

void appendSentence(std::string& text, const std::string& sentence) {
    if (sentence.empty()) return;
    if (!text.empty()) text += ' ';
    text += sentence;
}

}  // namespace

std::string summaryOf(const ReportRequest& request, const ReportFindings& found) {
    const Evaluation& chosen = found.solve->chosen;
    std::string text;
    if (!chosen.feasible) {
        if (!chosen.explanation.empty()) {
            text = chosen.explanation;
            if (!text.ends_with('.')) text += '.';
        }
        return text;
    }
    appendSentence(text, monthSentence(request, found));
    appendSentence(text, closestSentence(found));
    appendSentence(text, recordSentence(found));
    return text;
}

std::vector<ReportTile> tilesOf(const ReportFindings& found) {
    const SolveView& shown = found.nearest ? *found.nearest : *found.solve;
    const Evaluation& chosen = shown.chosen;
    if (!chosen.feasible) return {};
    const bool judged = found.judged() && !found.nearest;
    std::vector<ReportTile> tiles;
    tiles.push_back({"Cost per 1,000", money(chosen.costPer1000()),
                     found.nearest ? "at the nearest goal that is reachable"
                     : judged      ? "predicted; realized " + money(chosen.realizedCostPer1000())
                                   : "predicted"});
    ReportTile accuracy{"Accuracy", sharePercent(chosen.predictedAccuracy, 1), "predicted"};
    if (judged) {
        accuracy.remark += "; realized " + sharePercent(chosen.realizedAccuracy, 1);
        if (found.bands) accuracy.remark += ", 95\u00a0% band " + bandText(found.bands->accuracy);
    }
    tiles.push_back(std::move(accuracy));
    if (const MatchedComparison* rival = rivalOf(found)) {
        ReportTile saving{"Saving", sharePercent(rival->saving, 1),
                          "against " + ruleTitle(rival->router)};
        if (rival->bands) saving.remark += "; 95\u00a0% band " + bandText(rival->bands->saving);
        tiles.push_back(std::move(saving));
    }
    if (std::isnan(chosen.gap)) return tiles;
    const bool budget = isBudget(found);
    // The bound is of what is made least, which is more than USD where a second has a price.
    const bool priced = found.solve->scenario.pool.secondPrice > 0.0;
    const std::string bound =
        budget ? sharePercent(chosen.bound, 2) : money(chosen.bound) + " for the batch";
    tiles.push_back(
        {"Certified gap", gapPercent(chosen.optimal ? 0.0 : chosen.gap),
         (chosen.optimal ? fmt::format("proven: no routing is {}", budget ? "better" : "cheaper")
                         : "bound " + bound) +
             (priced ? ", seconds priced" : "")});
    return tiles;
}

std::string rulesRemark(const ReportFindings& found) {
    const TunedBaselines& tuned = found.comparison->hindsight;
    std::string text = found.judged() ? "By the recorded answers, each rule tuned in hindsight."
                                      : "By predictions, each rule tuned to the same accuracy.";
    if (const MatchedComparison* best = tuned.best(); best && best->bands) {
        const Band& band = best->bands->saving;
        const bool certain = band.low > 0.0 || band.high < 0.0;
        const std::string band95 =
            fmt::format("95\u00a0% band of the saving {} to {}", sharePercent(band.low, 1),
                        sharePercent(band.high, 1));
        text +=
            best->saving < 0.0
                ? fmt::format(" That the plan costs {} more than {} is {}: {}.",
                              sharePercent(-best->saving, 1), ruleTitle(best->router),
                              certain ? "certain" : "not certain", band95)
                : fmt::format(" The {} against {} are {}: {}.", sharePercent(best->saving, 1),
                              ruleTitle(best->router), certain ? "certain" : "not certain", band95);
    }
    std::string missing;
    for (const MatchedComparison& each : tuned.matched) {
        if (each.reached || each.router == found.solve->chosen.router) continue;
        missing += (missing.empty() ? "" : ", ") + ruleTitle(each.router);
    }
    if (!missing.empty()) text += " Not that accurate at any setting: " + missing + ".";
    return text;
}

}  // namespace orl
