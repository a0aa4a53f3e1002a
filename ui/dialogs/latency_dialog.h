#pragma once

#include <QDialog>
#include <memory>

#include "core/lab/latency.h"
#include "ui/session/worker.h"

class QLabel;

namespace orl {

class LatencyChart;
class Session;

/// Cost against mean seconds at the present floor and limits, solved in the background and anew
/// whenever they change. Stays open beside the window; a click on a point takes its ω.
class LatencyDialog : public QDialog {
    Q_OBJECT
  public:
    LatencyDialog(Session& session, QWidget* parent);

    LatencyChart* chart() const { return m_chart; }
    QLabel* sentence() const { return m_sentence; }
    bool idle() const { return m_worker.idle(); }

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void ask();
    void showFrontier(const SolveView& solve, const std::vector<LatencyPoint>& points);
    void say(const SolveView& solve, const std::vector<LatencyPoint>& points);

    Session& m_session;
    LatencyChart* m_chart;
    QLabel* m_sentence;
    Worker m_worker;
};

}  // namespace orl
