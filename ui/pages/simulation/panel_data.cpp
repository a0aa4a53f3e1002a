#include "ui/pages/simulation/panel_data.h"

#include <algorithm>
#include <cmath>

#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr std::size_t kWaitMoments = 161;
constexpr double kShownWaits = 0.998;  // the longest two of a thousand do not stretch the axis

/// Seconds up to which waits are drawn.
double longestShown(const LoadRuns& runs) {
    double longest = 0.0;
    for (const LoadRun& run : runs.runs) {
        const double seconds = run.result.measures.wait.quantile(kShownWaits);
        if (std::isfinite(seconds)) longest = std::max(longest, seconds);
    }
    return longest > 0.0 ? longest : 1.0;
}

/// One of each in legends, whatever the routers.
QString runKey(const LoadRuns& runs, std::size_t run) {
    return QString::fromStdString(runs.runs[run].choice.router) + QLatin1Char('#') +
           QString::number(run);
}

}  // namespace

bool isRealized(const LoadRuns& runs) {
    return !runs.runs.empty() && std::ranges::all_of(runs.runs, [](const LoadRun& run) {
        return std::isfinite(run.result.measures.realizedAccuracy());
    });
}

double accuracyOf(const LoadRuns& runs, std::size_t run) {
    const RunMeasures& measures = runs.runs[run].result.measures;
    return isRealized(runs) ? measures.realizedAccuracy() : measures.predictedAccuracy();
}

RunningData runningData(const LoadView& view) {
    constexpr std::size_t kMoments = 384;
    const LoadRuns& runs = *view.runs;
    RunningData data;
    data.realized = isRealized(runs);
    if (runs.plan.mode == RoutingMode::CostUnderFloor) data.floor = runs.plan.qualityFloor;
    for (std::size_t k = 0; k < runs.runs.size(); ++k) {
        const RunReplay& replay = *view.replays[k];
        RunningData::Run run;
        run.key = runKey(runs, k);
        run.router = QString::fromStdString(runs.runs[k].choice.router);
        run.label = runName(view, k);
        run.curve.reserve(kMoments);
        for (std::size_t m = 0; m < kMoments; ++m) {
            // The last moment is the end itself, whatever the division rounds to.
            const double time =
                m + 1 == kMoments ? replay.end() : replay.end() * double(m) / double(kMoments - 1);
            const RunSoFar soFar = replay.soFar(time);
            run.curve.push_back(
                {time, soFar.costPer1000, soFar.predictedAccuracy, soFar.realizedAccuracy});
        }
        data.runs.push_back(std::move(run));
        data.end = std::max(data.end, replay.end());
    }
    for (const Disturbance& each : runs.plan.faults.disturbances) {
        if (each.model >= runs.experiment->models.size()) continue;
        data.disturbances.push_back(
            {labelText(runs.experiment->models[each.model]), each.from, each.until, each.outage()});
    }
    return data;
}

WaitsData waitsData(const LoadView& view) {
    const LoadRuns& runs = *view.runs;
    WaitsData data;
    const double longest = longestShown(runs);
    data.seconds.reserve(kWaitMoments);
    for (std::size_t k = 0; k < kWaitMoments; ++k) {
        data.seconds.push_back(longest * double(k) / double(kWaitMoments - 1));
    }
    for (const std::string& level : runs.experiment->levelNames) {
        data.levels.push_back(labelText(level));
    }
    for (std::size_t k = 0; k < runs.runs.size(); ++k) {
        const RunMeasures& measures = runs.runs[k].result.measures;
        WaitsData::Run run;
        run.key = runKey(runs, k);
        run.router = QString::fromStdString(runs.runs[k].choice.router);
        run.label = runName(view, k);
        run.p95 = measures.wait.quantile(0.95);
        run.mean = measures.wait.mean();
        run.served = measures.served;
        run.shareAbove.reserve(data.seconds.size());
        for (const double seconds : data.seconds) {
            run.shareAbove.push_back(measures.wait.shareAbove(seconds));
        }
        run.levelP95.reserve(measures.levels.size());
        for (const LevelWaits& level : measures.levels) {
            run.levelP95.push_back(level.wait.quantile(0.95));
        }
        data.runs.push_back(std::move(run));
    }
    return data;
}

HeadroomData headroomData(const Headroom& found, const Experiment& experiment,
                          const SimulationPlan& plan) {
    HeadroomData data;
    data.rate = found.rate;
    data.largestRate = found.largestRate;
    data.plannedUse = plan.plannedUse;
    data.goal = plan.mode == RoutingMode::CostUnderFloor ? floorText(plan.qualityFloor)
                                                         : HeadroomPanel::tr("the budget");
    data.caveat = headroomCaveat(plan);
    for (const SlotWorth& each : found.worth) {
        data.worth.push_back({labelText(experiment.models[each.model]), int(each.model),
                              each.perHour, each.use, plan.slotsOf(each.model) == 0});
    }
    // What is worth most first, then what is used most; models without limits last.
    const auto known = [](double value) { return std::isnan(value) ? -1.0 : value; };
    std::ranges::stable_sort(data.worth, [&](const auto& a, const auto& b) {
        if (known(a.perHour) != known(b.perHour)) return known(a.perHour) > known(b.perHour);
        return known(a.use) > known(b.use);
    });
    if (found.bottleneck) data.bottleneck = labelText(experiment.models[*found.bottleneck]);
    if (found.best) {
        data.best = HeadroomData::Change{
            found.best->model, labelText(experiment.models[found.best->model]),
            found.best->slotCount, found.best->savesPerHour, found.best->largestRate};
    }
    return data;
}

void RunningPanel::setRuns(const std::shared_ptr<const LoadView>& view) {
    setData(view ? runningData(*view) : RunningData{});
}

void WaitsPanel::setRuns(const std::shared_ptr<const LoadView>& view) {
    setData(view ? waitsData(*view) : WaitsData{});
}

}  // namespace orl
