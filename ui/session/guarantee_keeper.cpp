#include "ui/session/guarantee_keeper.h"

#include <algorithm>
#include <cmath>

#include "ui/session/predictor_study.h"
#include "ui/session/session.h"

namespace orl {

GuaranteeKeeper::GuaranteeKeeper(Session& session) : m_session(session) {
    connect(&session, &Session::scenarioChanged, this, &GuaranteeKeeper::follow);
    connect(&session, &Session::stalenessChanged, this, &GuaranteeKeeper::follow);
    connect(&session, &Session::solvedChanged, this, &GuaranteeKeeper::follow);
    connect(&session.study(), &PredictorStudy::floorChanged, this, &GuaranteeKeeper::follow);
}

void GuaranteeKeeper::forget(State state) {
    m_state = state;
    m_guarantee = {};
    m_why.clear();
    m_nextPointCosts = kMissing;
}

void GuaranteeKeeper::follow() {
    if (!m_session.scenario().constraints.guarantee.asked) {
        if (m_state == State::NotAsked) return;
        forget(State::NotAsked);
    } else if (m_session.study().isFloorCurrent() && m_session.staleness().isEmpty()) {
        answer();
    } else {
        // What was found for other settings is routed at until it is replaced.
        if (m_state == State::Sought) return;
        forget(State::Sought);
    }
    emit changed();
}

void GuaranteeKeeper::answer() {
    const std::shared_ptr<const GuaranteeView> floor = m_session.study().floor();
    const GuaranteeSettings asked = m_session.scenario().constraints.guarantee;
    forget(State::Unknown);
    m_why = floor->path.explanation;
    if (floor->path.points.empty()) return;
    try {
        m_guarantee = guaranteedFloor(floor->path, asked.accuracy);
        constexpr double kPoint = 0.01;
        const double more = asked.accuracy + kPoint;
        const Guarantee next = more <= 1.0 ? guaranteedFloor(floor->path, more) : Guarantee{};
        if (next.reachable && m_guarantee.reachable) {
            m_nextPointCosts = (next.point.cost - m_guarantee.point.cost) /
                               double(floor->path.batchQueries) * 1000.0;
        }
    } catch (const Error& e) {
        m_why = e.what();
        return;
    }
    m_state = m_guarantee.reachable ? State::Kept : State::OutOfReach;
    routeAt(m_guarantee.reachable ? m_guarantee.point : m_guarantee.largest, *floor);
}

void GuaranteeKeeper::routeAt(const FloorPoint& point, const GuaranteeView& floor) {
    if (std::isnan(point.floor)) return;
    Scenario next = m_session.scenario();
    next.constraints.qualityFloor = point.floor;
    if (floor.crossed) {
        // The guarantee is about these predictions.
        m_session.offer(floor.crossed);
        next.preparation.folds = floor.crossed->preparation.folds;
    }
    m_session.adjust(next);
}

}  // namespace orl
