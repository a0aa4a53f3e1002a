#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/lab/scenario_answer.h"

namespace orl {

class Session;

/// One state that was looked at.
struct TriedState {
    Scenario scenario;
    ScenarioFigures figures;
    std::uint64_t data = 0;  ///< Dataset::queryFingerprint of it
};

/// All that was tried since the program was started: every state that was looked at for a moment,
/// each once. A drag leaves where it rested. Lives on the GUI thread.
class TriedStates : public QObject {
    Q_OBJECT
  public:
    explicit TriedStates(Session& session);

    /// In the order in which they were tried first.
    const std::vector<std::shared_ptr<const TriedState>>& states() const { return m_states; }

  signals:
    void changed();

  private:
    void record();

    Session& m_session;
    QTimer m_rest;
    std::vector<std::shared_ptr<const TriedState>> m_states;
};

}  // namespace orl
