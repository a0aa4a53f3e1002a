#include "ui/session/predictor_study.h"

#include <utility>

#include "core/lab/guarantee_engine.h"
#include "core/lab/settings.h"
#include "core/lab/study.h"
#include "ui/session/session.h"

namespace orl {

PredictorStudy::PredictorStudy(Session& session)
    : m_session(session),
      m_engine(std::make_shared<StudyEngine>()),
      m_floorEngine(std::make_shared<GuaranteeEngine>()),
      m_calibrator(Worker::Priority::Low) {
    connect(&session, &Session::preparedChanged, this, &PredictorStudy::followPrepared);
    connect(&session, &Session::scenarioChanged, this, &PredictorStudy::followScenario);
    connect(&session, &Session::solvedChanged, this, &PredictorStudy::followSolved);
    connect(&m_calibrator, &Worker::progress, this, &PredictorStudy::floorProgress);
    for (Worker* worker : {&m_judge, &m_seeker, &m_calibrator}) {
        connect(worker, &Worker::failed, this, &PredictorStudy::failed);
        connect(worker, &Worker::becameIdle, this, [this] {
            if (!busy()) emit becameIdle();
        });
    }
}

PredictorStudy::~PredictorStudy() = default;

void PredictorStudy::setActive(bool active) {
    if (std::exchange(m_active, active) == active) return;
    if (active) {
        followPrepared();
        followSolved();
    } else {
        m_judge.discard();
        if (isFloorWanted()) return;
        m_calibrator.discard();
        m_calibratedFor.reset();
    }
}

bool PredictorStudy::isFloorWanted() const {
    return m_active || m_session.scenario().constraints.guarantee.asked;
}

void PredictorStudy::followScenario() {
    const auto& prepared = m_session.prepared();
    const Scenario& scenario = m_session.scenario();
    if (!prepared) return;
    followSolved();
    // Other data or splits: what is prepared next will say.
    if (sameStudy(prepared->scenario.preparation, scenario.preparation)) {
        preview(scenario.preparation.neighbours, scenario.preparation.blend);
    }
}

void PredictorStudy::forget() {
    m_seeker.discard();
    m_sought.reset();
    m_neighbourhood.reset();
    m_view.reset();
    emit viewChanged();
    emit neighbourhoodChanged();
}

void PredictorStudy::followPrepared() {
    const auto& prepared = m_session.prepared();
    if (!prepared) {
        m_judge.discard();
        forget();
        return;
    }
    m_neighbours = prepared->scenario.preparation.neighbours;
    m_blend = prepared->scenario.preparation.blend;
    // What is judged for other data is worthless; of other fits it is only old.
    const bool otherData = m_view && m_view->prepared->data != prepared->data;
    if (otherData) forget();
    request(otherData ? Worker::Running::Stop : Worker::Running::Finish);
}

void PredictorStudy::preview(int neighbours, double blend) {
    if (neighbours == m_neighbours && blend == m_blend) return;
    m_neighbours = neighbours;
    m_blend = blend;
    if (m_session.prepared()) request(Worker::Running::Finish);
}

void PredictorStudy::request(Worker::Running running) {
    const auto& prepared = m_session.prepared();
    if (!m_active) return;
    if (m_view && m_view->prepared == prepared && m_view->neighbours == m_neighbours &&
        m_view->blend == m_blend && m_judge.idle()) {
        return;
    }
    m_judge.submit(
        [this, engine = m_engine, store = m_session.store(), prepared, neighbours = m_neighbours,
         blend = m_blend](const Worker::Context& context) {
            auto view = engine->judge(store, prepared, neighbours, blend, context.job);
            context.show([this, view = std::move(view)] { accept(view); });
        },
        running);
}

void PredictorStudy::accept(std::shared_ptr<const PredictorView> view) {
    const bool sameRows =
        m_view && m_view->rows == view->rows && m_view->prepared->data == view->prepared->data;
    m_view = std::move(view);
    if (!sameRows) {
        m_sought.reset();
        m_neighbourhood.reset();
    }
    emit viewChanged();
    if (!sameRows) emit neighbourhoodChanged();
    if (m_sought) seek(*m_sought);
}

void PredictorStudy::setBasis(GuaranteeBasis basis) {
    m_basis = basis;
    followSolved();
}

void PredictorStudy::cancelCrossFit() {
    m_calibrator.discard();
    m_basis.reset();
    m_calibratedFor.reset();
    followSolved();
}

GuaranteeBasis PredictorStudy::basis() const {
    return usableBasis(*m_session.prepared(), m_basis);
}

bool PredictorStudy::isCalibratedFor(const SolveView& solve) const {
    return m_calibratedFor == solve.experiment && m_calibratedBasis == basis() &&
           sameLimits(m_calibratedWith, solve.constraints) &&
           m_calibratedConfidence == m_session.scenario().constraints.guarantee.confidence;
}

bool PredictorStudy::isFloorCurrent() const {
    const auto& solve = m_session.solved();
    return m_floor && solve && m_session.prepared() && isCalibratedFor(*solve) &&
           m_floor->solve->experiment == solve->experiment &&
           sameLimits(m_floor->solve->constraints, solve->constraints) &&
           m_floor->path.confidence == m_calibratedConfidence && m_floor->basis == basis();
}

void PredictorStudy::followSolved() {
    const auto& solve = m_session.solved();
    const auto& prepared = m_session.prepared();
    if (!solve || !prepared) {
        m_calibrator.discard();
        m_calibratedFor.reset();
        m_floor.reset();
        emit floorChanged();
        return;
    }
    if (!isFloorWanted() || isCalibratedFor(*solve)) return;
    const GuaranteeBasis used = basis();
    const bool otherData = m_calibratedFor != solve->experiment || m_calibratedBasis != used;
    m_calibratedFor = solve->experiment;
    m_calibratedWith = solve->constraints;
    m_calibratedConfidence = m_session.scenario().constraints.guarantee.confidence;
    m_calibratedBasis = used;
    if (otherData) {
        m_floor.reset();
        emit floorChanged();
    }
    m_calibrator.submit(
        [this, engine = m_floorEngine, prepared, solve, used,
         confidence = m_calibratedConfidence](const Worker::Context& context) {
            auto view = engine->calibrate(prepared, solve, used, confidence, context.job);
            context.show([this, view = std::move(view)] {
                m_floor = view;
                emit floorChanged();
            });
        },
        otherData ? Worker::Running::Stop : Worker::Running::Finish);
}

void PredictorStudy::seek(std::size_t position) {
    if (!m_view || position >= m_view->rows.size()) return;
    m_sought = position;
    m_seeker.submit([this, study = m_view, position](const Worker::Context& context) {
        auto view = seekNeighbours(study, position, study->neighbours);
        context.show([this, view = std::move(view)] {
            m_neighbourhood = view;
            emit neighbourhoodChanged();
        });
    });
}

}  // namespace orl
