#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/simulate/headroom.h"
#include "ui/session/worker.h"

namespace orl {

struct LoadRuns;

/// Headroom of the load that is shown, planned on a worker of low priority. What is found belongs
/// to those runs, and goes with them. Lives on the GUI thread.
class HeadroomFinder : public QObject {
    Q_OBJECT
  public:
    explicit HeadroomFinder(QObject* parent = nullptr);

    /// Null: there are none.
    void setRuns(std::shared_ptr<const LoadRuns> runs);
    bool busy() const { return !m_worker.idle(); }
    /// Of the present runs; null: not known, see note().
    const std::shared_ptr<const Headroom>& found() const { return m_found; }
    /// Why nothing is found, or that it is being planned.
    QString note() const;

  signals:
    void changed();

  private:
    std::shared_ptr<const LoadRuns> m_runs;
    std::shared_ptr<const Headroom> m_found;
    std::optional<Error> m_error;
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
