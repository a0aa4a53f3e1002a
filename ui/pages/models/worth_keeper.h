#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/worth.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// What each model of the pool is worth in what the session shows, row by row in the background
/// once the hand rests. What was known before stays, as old, until it is known anew. Lives on the
/// GUI thread.
class WorthKeeper : public QObject {
    Q_OBJECT
  public:
    struct Row {
        std::optional<ModelWorth> worth;
        /// Of a model that is switched off: the objective if it were on.
        std::optional<double> ifOn;
        bool fresh = false;  ///< of what is shown now
    };
    explicit WorthKeeper(Session& session, QObject* parent = nullptr);

    /// In the order of the experiment's models.
    const std::vector<Row>& rows() const { return m_rows; }
    /// What the rows are of, or will be; null: nothing.
    const std::shared_ptr<const SolveView>& solve() const { return m_solve; }
    /// Takes up what the session shows, if that is another question.
    void follow();
    /// Which model is wanted first; column.
    void prefer(int model) { m_preferred = model; }
    bool isBusy() const { return m_rest.isActive() || !m_worker.idle(); }
    QString failure() const { return m_failure; }

  signals:
    void changed();

  private:
    void request();
    std::vector<std::size_t> order() const;
    void giveWay();

    Session& m_session;
    std::shared_ptr<const SolveView> m_solve;
    std::vector<Row> m_rows;
    int m_preferred = -1;
    QString m_failure;
    bool m_interrupted = false;
    QTimer m_rest;
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

/// Whether both ask the optimizer the same, whoever routes.
bool sameOptimum(const SolveView& one, const SolveView& other);

}  // namespace orl
