#include "ui/session/floor_engine.h"

#include "ui/session/prepare.h"
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

bool hasCalibrationSplit(const Prepared& prepared) {
    return !keptApart(prepared).empty();
}

FloorBasis usableBasis(const Prepared& prepared, std::optional<FloorBasis> wanted) {
    if (prepared.crossed) return FloorBasis::CrossFit;
    const bool split = hasCalibrationSplit(prepared);
    if (wanted && (wanted != FloorBasis::Split || split)) return *wanted;
    return split ? FloorBasis::Split : FloorBasis::Batch;
}

std::shared_ptr<const FloorView> FloorEngine::calibrate(
    const std::shared_ptr<const Prepared>& prepared, const std::shared_ptr<const SolveView>& solve,
    FloorBasis basis, double confidence, const Job& job) {
    auto view = std::make_shared<FloorView>();
    view->solve = solve;
    view->basis = basis;
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
        takeOver(*prepared, *solve, basis, job);
        if (basis == FloorBasis::CrossFit) view->crossed = m_crossed;
        GuaranteeOptions options;
        options.confidence = confidence;
        view->path = floorPath(*m_batch, *m_calibration, solve->constraints, options, job);
    } catch (const Error& e) {
        view->path.points.clear();
        view->path.explanation = e.what();
    }
    return view;
}

void FloorEngine::takeOver(const Prepared& prepared, const SolveView& solve, FloorBasis basis,
                           const Job& job) {
    if (solve.experiment == m_solved && basis == m_basis) return;
    m_solved.reset();
    const auto experiment = [&](std::vector<std::size_t> rows, const Predictions& predictions) {
        return std::make_shared<const Experiment>(
            makeExperiment(*prepared.data, std::move(rows), predictions, poolOf(solve.scenario)));
    };
    m_batch = m_calibration = solve.experiment;
    if (basis == FloorBasis::Split) {
        const std::vector<std::size_t> rows = keptApart(prepared);
        m_calibration = experiment(rows, prepared.predictor->predict(*prepared.data, rows, job));
    } else if (basis == FloorBasis::CrossFit) {
        m_crossed = crossFitFor(prepared.crossed ? prepared.crossed : m_crossed, prepared.data,
                                prepared.scenario, job);
        m_calibration = experiment(prepared.data->rowsOfSplit(prepared.scenario.trainSplit),
                                   m_crossed->fit.outOfFold);
        if (!prepared.crossed) m_batch = experiment(prepared.rows, m_crossed->fit.batch);
    }
    m_basis = basis;
    m_solved = solve.experiment;
}

}  // namespace orl
