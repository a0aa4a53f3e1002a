#include "core/lab/scenario_load.h"

#include <algorithm>

#include "core/simulate/arrival_rate.h"

namespace orl {

LoadSettings fixedLoad(LoadSettings settings, const SolveView& view, const Job& job) {
    if (settings.rate || settings.preset == LoadPreset::TwoQueries) return settings;
    const LoadQuestion question = loadQuestion(settings, view.experiment, view.constraints, job);
    settings.rate = question.load.plan.arrivals.rate;
    return settings;
}

LoadFigures loadFigures(const SolveView& view, const LoadSettings& settings, const Job& job) {
    LoadFigures figures;
    const std::string& router = view.scenario.router;
    const std::vector<std::string_view> ids = policyIds();
    if (std::ranges::find(ids, router) == ids.end()) {
        figures.reason = "its router routes whole batches and decides nothing over time";
        return figures;
    }
    if (settings.preset == LoadPreset::TwoQueries) {
        figures.reason = "the load of two queries is an instance of its own; choose another one";
        return figures;
    }
    try {
        const LoadQuestion question =
            loadQuestion(settings, view.experiment, view.constraints, job);
        const SimulationPlan& plan = question.load.plan;
        const RunMeasures measures =
            simulate(*question.load.experiment, plan, {router, {}}, {}, job).measures;
        const auto arrived = static_cast<double>(measures.arrived);
        figures.rate = longRunRate(plan.arrivals);
        figures.waitP95 = measures.wait.quantile(0.95);
        figures.rejected = static_cast<double>(measures.rejected + measures.late) / arrived;
        figures.costPer1000 = measures.costPer1000();
        figures.predicted = measures.predictedAccuracy();
    } catch (const Error& error) {
        figures.reason = error.what();
    }
    return figures;
}

}  // namespace orl
