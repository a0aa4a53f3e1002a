#include "ui/session/tried_states.h"

#include <QGuiApplication>
#include <algorithm>

#include "core/lab/scenarios.h"
#include "ui/session/session.h"

namespace orl {

namespace {
constexpr int kMoment = 300;               // milliseconds that a state has to stay
constexpr std::size_t kMostStates = 2000;  // more lines than anybody can tell apart
}  // namespace

TriedStates::TriedStates(Session& session) : m_session(session) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kMoment);
    connect(&m_rest, &QTimer::timeout, this, &TriedStates::record);
    connect(&session, &Session::solvedChanged, &m_rest, qOverload<>(&QTimer::start));
}

void TriedStates::record() {
    const auto& solved = m_session.solved();
    if (!solved || !m_session.solvedFrom() || m_session.isVisiting()) return;
    if (QGuiApplication::mouseButtons() != Qt::NoButton) {
        m_rest.start();
        return;
    }
    auto state = std::make_shared<const TriedState>(TriedState{
        solved->scenario, scenarioFigures(*solved), m_session.solvedFrom()->queryFingerprint});
    // Names are no part of what was tried.
    const auto same = std::ranges::find_if(m_states, [&](const auto& each) {
        return each->data == state->data && sameButName(each->scenario, state->scenario);
    });
    if (same != m_states.end()) {
        *same = std::move(state);
    } else {
        if (m_states.size() >= kMostStates) m_states.erase(m_states.begin());
        m_states.push_back(std::move(state));
    }
    emit changed();
}

}  // namespace orl
