#include "app/cli/certainty.h"

#include <fmt/format.h>

#include <cmath>

#include "app/cli/command.h"
#include "app/numbers.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

Json partsJson(const ErrorParts& parts) {
    return {{"optimality", parts.optimality},   {"forecast", parts.forecast},
            {"calibration", parts.calibration}, {"prediction", parts.prediction()},
            {"headroom", parts.headroom},       {"total", parts.total()}};
}

Json guaranteeJson(const GuaranteeReport& report) {
    const Guarantee& guarantee = report.guarantee;
    const FloorPoint& point = guarantee.point;
    return {{"alpha", guarantee.alpha},
            {"confidence", report.confidence},
            {"reachable", guarantee.reachable},
            {"internal_floor", point.floor},
            {"mean_residual", point.residual},
            {"margin", point.margin},
            {"bound", point.bound()},
            {"largest_promise", guarantee.largestGuarantee()},
            {"largest_floor", guarantee.largest.floor},
            {"calibrated_on", report.calibratedOn},
            {"folds", report.folds},
            {"copies_left_out", report.copies},
            {"outcomes", guarantee.largest.outcomes},
            {"explanation", guarantee.explanation}};
}

std::string guaranteed(const GuaranteeReport& report) {
    return fmt::format("{} ({} confidence)", percent(report.guarantee.alpha),
                       percent(report.confidence));
}

std::string between(const std::string& low, const std::string& high) {
    return low + " to " + high;
}

}  // namespace

void CertaintyArguments::addTo(CLI::App& command) {
    command
        .add_option("--guarantee", guarantee,
                    "Guarantee that the realized accuracy reaches --alpha with this confidence: "
                    "route at the floor on predictions that it takes. Exit code 1 when nothing "
                    "that high can be guaranteed")
        ->check(numberBetween(0.5, 0.999));
    command
        .add_option("--calibrate", calibrate,
                    "Queries with outcomes, unseen by the predictor, that the guarantee rests on; "
                    "else the split \"calibration\" if there is one, else the training queries by "
                    "cross-fitting")
        ->type_name("D[:split]");
    command
        .add_option("--bootstrap", bootstrap,
                    "Bands of 95 % of the realized accuracy and cost, from so many resamples")
        ->check(numberBetween(1, 1'000'000));
    command
        .add_option("--robust", robust,
                    "Optimise predicted quality less so many of its standard deviations")
        ->check(numberBetween(0.0, 100.0));
    command.add_flag("--explain-error", explainError,
                     "Split what is lost against hindsight into its causes");
}

void CertaintyArguments::check(const ConstraintArguments& constraints, const std::string& router,
                               bool grouped) const {
    if (!calibrate.empty() && !guarantee) {
        throw UsageError("--calibrate belongs to --guarantee");
    }
    if (explainError && grouped) throw UsageError("--explain-error does not cover groups");
    if (!guarantee) return;
    if (!constraints.alpha)
        throw UsageError("--guarantee needs --alpha, the accuracy to guarantee");
    if (router != "dual") throw UsageError("--guarantee belongs to the router dual");
    if (grouped) throw UsageError("--guarantee does not cover groups");
}

void Certainty::addTo(Json& json) const {
    if (robust > 0.0) json["robust"] = robust;
    if (guarantee) json["guarantee"] = guaranteeJson(*guarantee);
    if (bands) {
        json["bands"] = {{"confidence", BootstrapOptions{}.confidence},
                         {"resamples", resamples},
                         {"realized_accuracy", {bands->accuracy.low, bands->accuracy.high}},
                         {"realized_cost", {bands->cost.low, bands->cost.high}}};
    }
    if (loss) {
        json["explained_error"] = {{"cost", partsJson(loss->cost)},
                                   {"accuracy", partsJson(loss->accuracy)},
                                   {"realized_cost", loss->realizedCost},
                                   {"realized_accuracy", loss->realizedAccuracy},
                                   {"hindsight_cost", loss->hindsightCost},
                                   {"hindsight_accuracy", loss->hindsightAccuracy},
                                   {"unknown_outcomes", loss->unknownOutcomes},
                                   {"unknown_costs", loss->unknownCosts}};
    }
}

std::vector<std::vector<std::string>> Certainty::rows() const {
    std::vector<std::vector<std::string>> rows;
    if (bands) {
        rows.push_back({"realized accuracy, 95 %",
                        between(percent(bands->accuracy.low), percent(bands->accuracy.high))});
        rows.push_back(
            {"realized cost, 95 % (USD)", between(usd(bands->cost.low), usd(bands->cost.high))});
    }
    if (guarantee) {
        const FloorPoint& point = guarantee->guarantee.point;
        rows.push_back({"guaranteed accuracy", guaranteed(*guarantee)});
        rows.push_back({"  floor on predictions", percent(point.floor)});
        rows.push_back({"  mean residual", percent(point.residual)});
        rows.push_back({"  margin", percent(point.margin)});
        // Not rounded up: what is offered has to be had when it is asked for.
        const double most = std::floor(guarantee->guarantee.largestGuarantee() * 1000.0) / 1000.0;
        rows.push_back({"  largest guarantee", percent(most)});
        rows.push_back({"  calibrated on", guarantee->folds > 0
                                               ? guarantee->calibratedOn + " by cross-fitting"
                                               : guarantee->calibratedOn});
        if (guarantee->copies > 0) {
            rows.push_back(
                {"  without copies of training queries", std::to_string(guarantee->copies)});
        }
    }
    return rows;
}

std::string Certainty::lossTable() const {
    if (!loss) return {};
    const auto row = [&](const char* name, double cost, double accuracy) {
        return std::vector<std::string>{name, usd(cost), percent(accuracy)};
    };
    return "\n" +
           table({{"lost against hindsight", "USD", "accuracy"},
                  row("by the optimizer", loss->cost.optimality, loss->accuracy.optimality),
                  row("by prediction", loss->cost.prediction(), loss->accuracy.prediction()),
                  row("  forecast of its choices", loss->cost.forecast, loss->accuracy.forecast),
                  row("  calibration", loss->cost.calibration, loss->accuracy.calibration),
                  row("headroom", loss->cost.headroom, loss->accuracy.headroom),
                  row("in all", loss->cost.total(), loss->accuracy.total())});
}

Certainty certaintyOf(const CertaintyArguments& arguments, std::optional<GuaranteeReport> guarantee,
                      const Experiment& experiment, const Constraints& constraints,
                      const Assignment& assignment, std::uint64_t seed, const Job& job) {
    Certainty certainty;
    certainty.guarantee = std::move(guarantee);
    certainty.robust = arguments.robust;
    if (assignment.empty()) return certainty;
    if (arguments.bootstrap > 0) {
        BootstrapOptions options;
        options.resamples = certainty.resamples = arguments.bootstrap;
        options.seed = seed;
        certainty.bands = bootstrapBands(experiment, assignment, options, job);
    }
    if (arguments.explainError) {
        certainty.loss = explainError(experiment, constraints, assignment, job);
    }
    return certainty;
}

}  // namespace orl::cli
