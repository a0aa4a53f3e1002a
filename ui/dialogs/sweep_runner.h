#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/lab/grid_sweep.h"
#include "core/lab/views.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// A sweep of whatever was asked for, when somebody asks for it, on a worker of low priority; shown
/// cell by cell. Lives on the GUI thread.
class SweepRunner : public QObject {
    Q_OBJECT
  public:
    /// What is known of one sweep, and what it is of.
    struct View {
        GridInputs inputs;
        Scenario scenario;  ///< what stays
        std::shared_ptr<const Prepared> prepared;
        GridCells cells;  ///< as of gridIndex; null: not known yet
        bool complete = false;
    };

    explicit SweepRunner(Session& session, QObject* parent = nullptr);

    /// Null: none yet, or of other data.
    const std::shared_ptr<const View>& view() const { return m_view; }
    /// But for what was swept, view() is of the present settings.
    bool isCurrent() const;
    bool isBusy() const { return !m_worker.idle(); }
    /// Why the last sweep gave nothing more.
    const std::optional<Error>& error() const { return m_error; }

    /// What would be swept of what the window shows; nothing while it shows nothing.
    std::optional<GridInputs> inputsFor(SweepAxis x, std::optional<SweepAxis> y,
                                        std::vector<std::string> routers) const;
    /// Of what the window shows; a running one is stopped.
    void run(const GridInputs& inputs);
    /// What was found so far stays.
    void cancel();

  signals:
    void changed();
    /// As Worker::progress.
    void progress(double share, const QString& stage);

  private:
    void followData();

    Session& m_session;
    std::shared_ptr<const View> m_view;
    std::optional<Error> m_error;
    Worker m_worker{Worker::Priority::Low};
};

}  // namespace orl
