#include "app/cli/run_json.h"

#include <cmath>
#include <string>

namespace orl::cli {
namespace {

Json levelsJson(const RunMeasures& measures, const Experiment& experiment) {
    Json levels = Json::array();
    for (std::size_t k = 0; k < measures.levels.size(); ++k) {
        const LevelWaits& level = measures.levels[k];
        levels.push_back({{"level", experiment.levelNames[k]},
                          {"served", level.wait.total()},
                          {"wait_mean", level.wait.mean()},
                          {"wait_p50", level.wait.quantile(0.5)},
                          {"wait_p95", level.wait.quantile(0.95)},
                          {"total_p95", level.total.quantile(0.95)}});
    }
    return levels;
}

Json seriesJson(const RunMeasures& measures) {
    Json bins = Json::array();
    for (const SeriesBin& bin : measures.series.bins()) {
        bins.push_back({{"arrived", bin.arrived},
                        {"served", bin.served},
                        {"late", bin.late},
                        {"rejected", bin.rejected},
                        {"cost", bin.cost},
                        {"quality", bin.quality},
                        {"waiting", bin.waitingSeconds / measures.series.width()},
                        {"begun", bin.begun}});
    }
    return {{"seconds", measures.series.width()}, {"bins", bins}};
}

Json pricesJson(const SimulationResult& result, const Experiment& experiment) {
    if (result.prices.empty()) return nullptr;
    const RunPrices& last = result.prices.back();
    Json slots = Json::object();
    for (std::size_t j = 0; j < last.slotPrice.size(); ++j) {
        slots[experiment.models[j]] = 3600.0 * last.slotPrice[j];
    }
    return {{"lambda", last.qualityPrice}, {"slot_hour", slots}};
}

}  // namespace

Json runJson(const RepeatedRuns& runs, const Experiment& experiment, const SimulationPlan& plan) {
    const RunMeasures& measures = runs.first.measures;
    const std::size_t repeats = runs.values.empty() ? 0 : runs.values.front().size();
    Json json = {{"router", runs.router}};
    Json errors = Json::object();
    for (std::size_t k = 0; k < runs.keys.size(); ++k) {
        const std::string key(runs.keys[k]);
        const RunBand band = runBand(runs.values[k]);
        const bool count =
            repeats == 1 && band.mean == std::floor(band.mean) && isCount(runs.keys[k]);
        if (count) {
            json[key] = static_cast<std::uint64_t>(band.mean);
        } else {
            json[key] = band.mean;
        }
        errors[key] = band.error;
    }
    Json utilisation = Json::object();
    Json share = Json::object();
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        utilisation[experiment.models[j]] = measures.utilisation(j, plan.slotsOf(j));
        share[experiment.models[j]] = measures.share(j);
    }
    json["utilisation"] = utilisation;
    json["share"] = share;
    json["levels"] = levelsJson(measures, experiment);
    json["prices"] = pricesJson(runs.first, experiment);
    json["series"] = seriesJson(measures);
    json["repeats"] = repeats;
    if (repeats > 1) json["standard_error"] = errors;
    return json;
}

}  // namespace orl::cli
