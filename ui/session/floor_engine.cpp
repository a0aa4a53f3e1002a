#include "ui/session/floor_engine.h"

#include "core/predict/cross_fit.h"
#include "ui/session/settings_of.h"

namespace orl {

namespace {

constexpr int kFolds = 5;
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
        takeOver(prepared, job);
        if (solve->experiment != m_batch) {
            m_calibration = std::make_shared<const Experiment>(
                makeExperiment(*prepared->data, m_rows, m_predictions, poolOf(solve->scenario)));
            m_batch = solve->experiment;
        }
        GuaranteeOptions options;
        options.confidence = confidence;
        view->path = floorPath(*m_batch, *m_calibration, solve->constraints, options, job);
        view->folds = m_folds;
    } catch (const Error& e) {
        view->path.points.clear();
        view->path.explanation = e.what();
    }
    return view;
}

void FloorEngine::takeOver(const std::shared_ptr<const Prepared>& prepared, const Job& job) {
    if (prepared == m_prepared) return;
    m_prepared.reset();
    m_batch.reset();
    m_rows = keptApart(*prepared);
    m_folds = m_rows.empty() ? kFolds : 0;
    if (m_rows.empty()) {
        m_rows = prepared->data->rowsOfSplit(prepared->scenario.trainSplit);
        m_predictions =
            crossFit(*prepared->data, m_rows, prepared->predictor->options(), kFolds, job);
    } else {
        m_predictions = prepared->predictor->predict(*prepared->data, m_rows, job);
    }
    m_prepared = prepared;
}

}  // namespace orl
