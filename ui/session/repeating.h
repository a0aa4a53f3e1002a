#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/lab/repeats.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// The comparison over many splits of the present data, when somebody asks for it: minutes of work
/// on a worker of its own, shown split by split. Lives on the GUI thread.
class Repeating : public QObject {
    Q_OBJECT
  public:
    /// What was found for one scenario.
    struct View {
        Repeats repeats;
        Scenario scenario;
        std::shared_ptr<const Dataset> data;
    };

    explicit Repeating(Session& session);

    /// Null: none yet, or of other data.
    const std::shared_ptr<const View>& view() const { return m_view; }
    /// view() is of the present settings.
    bool isCurrent() const;
    bool busy() const { return !m_worker.idle(); }
    /// Why the last run gave nothing more.
    const std::optional<Error>& error() const { return m_error; }

    /// The present scenario with the compared routers; a running one is stopped. Nothing happens
    /// while there are no data.
    void run(int splits, double share);
    /// What was found so far stays.
    void cancel();

  signals:
    void changed();
    /// As Worker::progress.
    void progress(double share, const QString& stage);
    /// It ended, or was cancelled.
    void finished();

  private:
    void followData();

    Session& m_session;
    std::shared_ptr<const View> m_view;
    std::optional<Error> m_error;
    Worker m_worker{Worker::Priority::Low};
};

/// What the repeats of a scenario take, on any data set: as the command line has it.
RepeatInputs repeatInputsOf(const Scenario& scenario, std::shared_ptr<const Dataset> data,
                            std::vector<std::string> routers, int splits, double share);

}  // namespace orl
