#include "core/lab/guarantee_engine.h"

#include <algorithm>

#include "core/experiment/part.h"
#include "core/lab/parts.h"
#include "core/lab/prepare.h"
#include "core/lab/solving.h"

namespace orl {

namespace {

DatasetPart trainingOf(const Preparation& preparation) {
    return {preparation.dataset, preparation.trainSplit};
}

DatasetPart routedOf(const Preparation& preparation) {
    return {preparation.dataset, preparation.testSplit};
}

/// Rows kept apart for calibration; empty if there are none.
std::vector<std::size_t> keptApart(const Prepared& prepared) {
    const Preparation& preparation = prepared.scenario.preparation;
    const DatasetPart usual{preparation.dataset, kCalibrationSplit};
    if (overlap(usual, trainingOf(preparation)) || overlap(usual, routedOf(preparation))) return {};
    return prepared.data->rowsOfSplit(usual.split);
}

/// Those routed queries that are no copies of training queries.
std::shared_ptr<const Experiment> withoutCopies(const std::shared_ptr<const Experiment>& batch,
                                                const Prepared& prepared) {
    const std::vector<std::size_t>& copies = prepared.predictions->copies;
    if (copies.empty()) return batch;
    std::vector<std::size_t> copied;
    copied.reserve(copies.size());
    for (const std::size_t position : copies) copied.push_back(prepared.rows[position]);
    std::vector<std::uint32_t> others;
    for (std::uint32_t i = 0; i < batch->rows.size(); ++i) {
        if (!std::ranges::binary_search(copied, batch->rows[i])) others.push_back(i);
    }
    return std::make_shared<const Experiment>(partOf(*batch, others));
}

}  // namespace

bool hasCalibrationSplit(const Prepared& prepared) {
    return !keptApart(prepared).empty();
}

GuaranteeBasis usableBasis(const Prepared& prepared, std::optional<GuaranteeBasis> wanted) {
    if (prepared.crossed) return GuaranteeBasis::CrossFit;
    const bool split = hasCalibrationSplit(prepared);
    if (wanted && (wanted != GuaranteeBasis::Split || split)) return *wanted;
    return split ? GuaranteeBasis::Split : GuaranteeBasis::Batch;
}

std::shared_ptr<const GuaranteeView> GuaranteeEngine::calibrate(
    const std::shared_ptr<const Prepared>& prepared, const std::shared_ptr<const SolveView>& solve,
    GuaranteeBasis basis, double confidence, const Job& job) {
    auto view = std::make_shared<GuaranteeView>();
    view->solve = solve;
    view->basis = basis;
    view->path.confidence = confidence;
    if (solve->experiment->qualityIsRecorded) {
        view->path.explanation = "With perfect foresight there is nothing to calibrate.";
        return view;
    }
    const Preparation& preparation = prepared->scenario.preparation;
    if (overlap(trainingOf(preparation), routedOf(preparation))) {
        view->path.explanation =
            "The routed queries are among those learned from: nothing can be guaranteed.";
        return view;
    }
    try {
        takeOver(*prepared, *solve, basis, job);
        if (basis == GuaranteeBasis::CrossFit) view->crossed = m_crossed;
        view->batch = m_batch;
        view->copies = m_copies;
        GuaranteeOptions options;
        options.confidence = confidence;
        view->path = floorPath(*m_batch, *m_calibration, solve->constraints, options, job);
    } catch (const Error& e) {
        view->path.points.clear();
        view->path.explanation = e.what();
    }
    return view;
}

void GuaranteeEngine::takeOver(const Prepared& prepared, const SolveView& solve,
                               GuaranteeBasis basis, const Job& job) {
    if (solve.experiment == m_solved && basis == m_basis) return;
    m_solved.reset();
    const auto experiment = [&](std::vector<std::size_t> rows, const Predictions& predictions) {
        return std::make_shared<const Experiment>(
            makeExperiment(*prepared.data, std::move(rows), predictions, solve.scenario.pool));
    };
    m_batch = m_calibration = solve.experiment;
    m_copies = 0;
    if (basis == GuaranteeBasis::Batch) {
        m_calibration = withoutCopies(m_batch, prepared);
        m_copies = m_batch->rows.size() - m_calibration->rows.size();
    } else if (basis == GuaranteeBasis::Split) {
        const std::vector<std::size_t> rows = keptApart(prepared);
        PredictedRows heldOut =
            heldOutOf(rows, prepared.predictor->predict(*prepared.data, rows, job));
        m_copies = rows.size() - heldOut.rows.size();
        m_calibration = experiment(std::move(heldOut.rows), heldOut.predictions);
    } else if (basis == GuaranteeBasis::CrossFit) {
        m_crossed = crossFitFor(prepared.crossed ? prepared.crossed : m_crossed, prepared.data,
                                prepared.scenario.preparation, job);
        m_calibration =
            experiment(prepared.data->rowsOfSplit(prepared.scenario.preparation.trainSplit),
                       m_crossed->fit.outOfFold);
        if (!prepared.crossed) {
            m_batch = std::make_shared<const Experiment>(
                experimentOf(prepared, m_crossed->fit.batch, solve.scenario.pool));
        }
    }
    m_basis = basis;
    m_solved = solve.experiment;
}

}  // namespace orl
