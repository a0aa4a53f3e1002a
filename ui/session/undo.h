#pragma once

#include <QUndoCommand>

#include "core/scenario.h"

namespace orl {

class Session;

/// A number for edits that belong together (one drag, one held key), unique in the program, so that
/// two controls never merge their edits. GUI thread.
int newGesture();

/// One change of the scenario. Changes of one gesture merge, so a drag is one step.
class ScenarioCommand : public QUndoCommand {
  public:
    ScenarioCommand(Session& session, Scenario before, Scenario after, const QString& text,
                    int gesture);
    void undo() override;
    void redo() override;
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* other) override;

  private:
    Session& m_session;
    Scenario m_before;
    Scenario m_after;
    int m_gesture;
};

}  // namespace orl
