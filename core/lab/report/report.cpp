#include "core/lab/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "core/lab/report/details.h"
#include "core/lab/report/sentences.h"
#include "core/lab/report/words.h"

namespace orl {

namespace {

PlanePoint pointOf(const ReportFindings& found, const Evaluation& evaluation) {
    return {costOf(found, evaluation), accuracyOf(found, evaluation)};
}

bool isKnown(const PlanePoint& point) {
    return std::isfinite(point.cost) && std::isfinite(point.quality);
}

std::vector<PlanePoint> curveOf(const ReportFindings& found, const std::string& router) {
    std::vector<PlanePoint> curve;
    if (!found.frontier) return curve;
    for (const SweepPoint& each : found.frontier->flat()) {
        if (each.evaluation.router != router || !each.evaluation.feasible) continue;
        const PlanePoint at = pointOf(found, each.evaluation);
        if (isKnown(at)) curve.push_back(at);
    }
    return curve;
}

PlanePicture planeOf(const ReportFindings& found) {
    PlanePicture plane;
    const SolveView& solve = *found.solve;
    plane.realized = found.judged();
    plane.frontier = curveOf(found, "dual");
    plane.rivalCurve = curveOf(found, "threshold");
    const Evaluation& shown = found.nearest ? found.nearest->chosen : solve.chosen;
    if (shown.feasible && isKnown(pointOf(found, shown))) plane.plan = pointOf(found, shown);
    plane.planName = found.nearest ? "nearest that is reachable" : "this plan";
    if (const MatchedComparison* rival = rivalOf(found)) {
        plane.rival = rival->router;
        plane.rivalPoint = {ruleTitle(rival->router), -1, pointOf(found, rival->tuned)};
    }
    for (std::size_t j = 0; j < solve.experiment->models.size(); ++j) {
        const SingleModel& single = (*solve.singleModels)[j];
        const PlanePoint& at = plane.realized ? single.realized : single.predicted;
        if (!single.inPool() || !isKnown(at)) continue;
        plane.models.push_back({solve.experiment->models[j], int(j), at});
    }
    return plane;
}

SharePicture sharesOf(const ReportFindings& found) {
    SharePicture shares;
    const LevelTable& table = found.levels;
    if (!found.solve->chosen.feasible) return shares;
    shares.models = table.models;
    for (std::size_t level = 0; level < table.cells.size(); ++level) {
        std::vector<double> row(table.models.size(), 0.0);
        for (std::size_t j = 0; j < row.size(); ++j) {
            const double share = table.cells[level][j].share;
            if (share == share) row[j] = share;
        }
        if (level + 1 == table.cells.size()) {
            shares.whole = std::move(row);
        } else if (table.cells[level].back().queries > 0) {
            shares.levels.push_back(table.levels[level]);
            shares.share.push_back(std::move(row));
        }
    }
    // Numbers alone do not say which end is which.
    const auto isNumber = [](const std::string& name) {
        return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    };
    if (shares.levels.size() > 1 && std::ranges::all_of(shares.levels, isNumber)) {
        shares.levels.front() += " easiest";
        shares.levels.back() += " hardest";
    }
    return shares;
}

/// The plan, then all that reach its accuracy, cheapest first.
std::vector<ReportRule> rulesOf(const ReportFindings& found) {
    const Evaluation& chosen = found.solve->chosen;
    std::vector<ReportRule> rules;
    for (const MatchedComparison& each : found.comparison->hindsight.matched) {
        if (!each.reached || each.router == chosen.router || std::isnan(each.saving)) continue;
        rules.push_back({each.router, ruleTitle(each.router), false, accuracyOf(found, each.tuned),
                         costOf(found, each.tuned), each.saving});
    }
    std::ranges::stable_sort(rules, {}, &ReportRule::cost);
    rules.insert(rules.begin(), {chosen.router, ruleTitle(chosen.router) + " (this plan)", true,
                                 accuracyOf(found, chosen), costOf(found, chosen), kMissing});
    return rules;
}

/// "+0.76 points": of accuracy.
std::string signedPoints(double change) {
    return fmt::format("{}{:.2f}\u00a0points", change < 0.0 ? "−" : "+", std::abs(change) * 100.0);
}

std::vector<ReportLever> leverRows(const ReportFindings& found) {
    const RoutingMode mode = found.solve->scenario.constraints.mode;
    const bool budget = mode == RoutingMode::QualityUnderBudget;
    std::vector<ReportLever> rows;
    rows.reserve(found.levers.size());
    for (const Lever& lever : found.levers) {
        ReportLever row;
        row.words = lever.words;
        row.better = lever.isBetter(mode);
        row.change = lever.change;
        if (!lever.reachable) {
            row.becomes = "not reachable";
        } else {
            row.becomes = budget ? sharePercent(lever.becomes, 2) : money(lever.becomes);
        }
        if (!std::isnan(lever.change)) {
            row.changeText = budget ? signedPoints(lever.change) : signedMoney(lever.change);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string headingOf(const ReportRequest& request) {
    std::string text;
    const auto add = [&text](const std::string& part) {
        if (part.empty()) return;
        text += (text.empty() ? "" : " · ") + part;
    };
    constexpr std::size_t kHeadingRoom = 40;
    add(shortened(request.scenario.name, kHeadingRoom));
    add(dataWords(request.scenario.preparation));
    if (request.prepared->part) {
        add("only: " + shortened(request.prepared->part->reason, kHeadingRoom));
    }
    add(request.date);
    return text;
}

}  // namespace

Report reportOf(const ReportRequest& request, const ReportFindings& found) {
    Report report;
    const Evaluation& chosen = found.solve->chosen;
    report.title = request.title.empty() ? "Routing report" : request.title;
    report.heading = headingOf(request);
    report.question = request.question.empty() ? questionOf(request.scenario) : request.question;
    report.reachable = chosen.feasible;
    report.answer = answerOf(found);
    report.summary = summaryOf(request, found);
    report.note = request.note;
    report.tiles = tilesOf(found);
    report.plane = planeOf(found);
    report.shares = sharesOf(found);
    report.monthlyQueries = request.monthlyQueries;
    report.currency = request.currency;
    const char* const basis = found.judged() ? "realized" : "predicted";
    report.rulesTitle = fmt::format("Every rule at the same {} accuracy", basis);
    if (!chosen.feasible) {
        report.noRules = "Nothing is compared: the constraints cannot be met.";
    } else {
        report.rules = rulesOf(found);
        report.rulesRemark = rulesRemark(found);
        if (report.rules.size() == 1) report.noRules = "No other rule reaches this accuracy.";
    }
    const bool budget = request.scenario.constraints.mode == RoutingMode::QualityUnderBudget;
    report.leversRemark =
        budget ? "each line solved again within the same budget unless said; predicted accuracy"
               : fmt::format("each line solved again, floor {} unless said; USD per 1,000",
                             sharePercent(request.scenario.constraints.qualityFloor));
    report.levers = leverRows(found);
    report.foundations = foundationsOf(request, found);
    if (!request.workspace.empty() && !request.prepared->part) {
        // Whoever reads the page has no business with the folders of this machine.
        const std::filesystem::path file(request.workspace);
        report.commandLine = commandLineOf(request.scenario, file.filename().string());
    }
    report.program = request.program;
    report.origin = fmt::format("program {} · data {:016x}", request.program,
                                request.prepared->data->fingerprint());
    report.details = detailsOf(request, found);
    return report;
}

}  // namespace orl
