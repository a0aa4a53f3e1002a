#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/lab/slot_sweep.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// The sweep of slots of what the window shows, while somebody looks at it: on a worker of low
/// priority, begun again when the data, the goal or the compared routers are others. Lives on the
/// GUI thread.
class SlotSweeper : public QObject {
    Q_OBJECT
  public:
    explicit SlotSweeper(Session& session, QObject* parent = nullptr);

    /// Whether anybody looks; what runs is stopped when nobody does.
    void setWanted(bool wanted);
    /// Null: nothing is known yet. May be of the settings before: see isCurrent().
    const std::shared_ptr<const SlotSweepView>& view() const { return m_view; }
    /// view() is complete and of the present settings.
    bool isCurrent() const;
    bool busy() const { return !m_worker.idle(); }
    const std::optional<Error>& error() const { return m_error; }

  signals:
    void changed();

  private:
    void follow();
    std::optional<SlotSweepInputs> asked() const;

    Session& m_session;
    bool m_wanted = false;
    std::optional<SlotSweepInputs> m_running;  ///< what the worker is at, or has done last
    std::shared_ptr<const SlotSweepView> m_view;
    std::optional<Error> m_error;
    Worker m_worker{Worker::Priority::Low};
};

}  // namespace orl
