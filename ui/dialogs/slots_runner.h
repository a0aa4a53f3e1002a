#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/lab/prepare.h"
#include "core/lab/slots_ask.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// Fleets for a load, sought when somebody asks for them, on a worker of low priority; shown as
/// they are found. Lives on the GUI thread.
class SlotsRunner : public QObject {
    Q_OBJECT
  public:
    struct View {
        SlotsAsk ask;
        Scenario scenario;  ///< that was shown
        std::shared_ptr<const Experiment> experiment;
        std::shared_ptr<const Prepared> prepared;  ///< that the experiment is of
        CapacityPlan plan;
        bool complete = false;
    };

    explicit SlotsRunner(Session& session, QObject* parent = nullptr);

    /// Null: none yet, or of other queries.
    const std::shared_ptr<const View>& view() const { return m_view; }
    bool isBusy() const { return !m_worker.idle(); }
    /// Why the last search gave nothing more.
    const std::optional<Error>& error() const { return m_error; }
    /// Of what the window shows; a running search is stopped.
    void run(const SlotsAsk& ask);
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
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
