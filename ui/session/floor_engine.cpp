#include "ui/session/floor_engine.h"

#include "ui/session/settings_of.h"

namespace orl {

namespace {

constexpr const char* kCalibrationSplit = "calibration";

/// Rows kept apart for calibration; empty if there are none.
std::vector<std::size_t> keptApart(const Prepared& prepared) {
    const Scenario& scenario = prepared.scenario;
    for (const std::string& used : {scenario.trainSplit, scenario.testSplit}) {
        if (used.empty() || used == kCalibrationSplit) return {};
    }
    return prepared.data->rowsOfSplit(kCalibrationSplit);
}

bool overlap(const Scenario& scenario) {
    return scenario.trainSplit.empty() || scenario.testSplit.empty() ||
           scenario.trainSplit == scenario.testSplit;
}

}  // namespace

std::shared_ptr<const FloorView> FloorEngine::calibrate(
    const std::shared_ptr<const Prepared>& prepared, const std::shared_ptr<const SolveView>& solve,
    double confidence, const Job& job) {
    auto view = std::make_shared<FloorView>();
    view->solve = solve;
    view->path.confidence = confidence;
    if (solve->experiment->qualityIsRecorded) {
        view->path.explanation = "With perfect foresight there is nothing to calibrate.";
        return view;
    }
    if (overlap(prepared->scenario)) {
        view->path.explanation =
            "The routed queries are among those learned from: nothing can be promised.";
        return view;
    }
    try {
        takeOver(*prepared, *solve, job);
        GuaranteeOptions options;
        options.confidence = confidence;
        view->onBatch = m_calibration == m_batch;
        view->path = floorPath(*m_batch, *m_calibration, solve->constraints, options, job);
    } catch (const Error& e) {
        view->path.points.clear();
        view->path.explanation = e.what();
    }
    return view;
}

void FloorEngine::takeOver(const Prepared& prepared, const SolveView& solve, const Job& job) {
    if (solve.experiment == m_batch) return;
    m_batch.reset();
    const std::vector<std::size_t> rows = keptApart(prepared);
    m_calibration = solve.experiment;
    if (!rows.empty()) {
        m_calibration = std::make_shared<const Experiment>(makeExperiment(
            *prepared.data, rows, prepared.predictor->predict(*prepared.data, rows, job),
            poolOf(solve.scenario)));
    }
    m_batch = solve.experiment;
}

}  // namespace orl
