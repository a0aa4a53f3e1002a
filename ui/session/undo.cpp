#include "ui/session/undo.h"

#include <utility>

#include "ui/session/session.h"

namespace orl {

int newGesture() {
    static int last = 0;
    return ++last;
}

ScenarioCommand::ScenarioCommand(Session& session, Scenario before, Scenario after,
                                 const QString& text, int gesture)
    : QUndoCommand(text),
      m_session(session),
      m_before(std::move(before)),
      m_after(std::move(after)),
      m_gesture(gesture) {}

void ScenarioCommand::undo() {
    m_session.apply(m_before);
}

void ScenarioCommand::redo() {
    m_session.apply(m_after);
}

bool ScenarioCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const ScenarioCommand*>(other);
    if (m_gesture <= 0 || next->m_gesture != m_gesture || next->text() != text()) return false;
    m_after = next->m_after;
    setObsolete(m_after == m_before);
    return true;
}

}  // namespace orl
