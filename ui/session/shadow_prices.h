#pragma once

#include <QObject>
#include <memory>

#include "core/lab/next_steps.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// What the next step of each constraint would do, solved in the background for what the session
/// shows. Lives on the GUI thread.
class ShadowPrices : public QObject {
    Q_OBJECT
  public:
    ShadowPrices(Session& session, Worker::Priority priority);

    /// Null while they are not known of what is shown.
    const std::shared_ptr<const NextSteps>& steps() const { return m_steps; }
    /// Of what is shown now.
    void request();
    bool idle() const { return m_worker.idle(); }

  signals:
    void changed();
    void becameIdle();

  private:
    Session& m_session;
    std::shared_ptr<const NextSteps> m_steps;
    Worker m_worker;
};

}  // namespace orl
