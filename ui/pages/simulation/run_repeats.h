#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/simulate/figures.h"
#include "ui/session/worker.h"

namespace orl {

struct LoadRuns;

/// The runs that are shown, over many seeds, when somebody asks for it: on a worker of low
/// priority. What is found belongs to those runs, and goes with them. Lives on the GUI thread.
class RunRepeats : public QObject {
    Q_OBJECT
  public:
    static constexpr int kSeeds = 20;

    explicit RunRepeats(QObject* parent = nullptr);

    /// Null: there are none. What was being repeated of others is stopped.
    void setRuns(std::shared_ptr<const LoadRuns> runs);
    /// Nothing happens without runs, and while the same are being repeated.
    void run();
    void cancel();
    bool busy() const { return !m_worker.idle(); }
    /// Of the present runs, in their order; null: not repeated yet.
    const std::shared_ptr<const std::vector<RepeatedRuns>>& found() const { return m_found; }
    const std::optional<Error>& error() const { return m_error; }

  signals:
    /// Something was found, or what was found is gone, or busy() is another.
    void changed();
    /// As Worker::progress.
    void progress(double share, const QString& stage);

  private:
    std::shared_ptr<const LoadRuns> m_runs;
    std::shared_ptr<const std::vector<RepeatedRuns>> m_found;
    std::optional<Error> m_error;
    Worker m_worker{Worker::Priority::Low};
};

}  // namespace orl
