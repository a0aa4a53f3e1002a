#pragma once

#include <QWidget>
#include <memory>

#include "core/evaluate/sweep.h"
#include "ui/charts/plane_chart.h"

class QLabel;
class QSplitter;
class QStackedLayout;

namespace orl {

class DistributionChart;
class Session;
class SweepChart;
class Throttle;
struct Experiment;

/// The four charts that answer the problem: who gets what, what it costs, and both sweeps with the
/// present value in them. Until there is data, a calm line about what is going on.
class DashboardPage : public QWidget {
    Q_OBJECT
  public:
    explicit DashboardPage(Session& session, QWidget* parent = nullptr);

    /// Accuracies and costs as recorded, else as predicted.
    void setRealized(bool realized);
    bool isRealized() const { return m_realized; }
    /// What is said in place of the charts while there are none.
    void setWaiting(const QString& text);
    /// Lets all axes fit, e.g. at the end of a drag.
    void settle();
    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray& state);

    DistributionChart* distribution() const { return m_distribution; }
    PlaneChart* plane() const { return m_plane; }
    SweepChart* alphaSweep() const { return m_alpha; }
    SweepChart* capacitySweep() const { return m_capacity; }

  signals:
    void exportFailed(const QString& message);

  private:
    void build();
    void showSolve();
    void showSweep(SweepOver over);
    void showCurrent();
    void chooseAlpha(double value);
    void chooseCapacity(double value);

    Session& m_session;
    bool m_realized = true;
    int m_gesture = 0;
    std::shared_ptr<const Experiment> m_groundOf;
    bool m_groundRealized = true;
    PlaneData m_ground;
    DistributionChart* m_distribution = nullptr;
    PlaneChart* m_plane = nullptr;
    SweepChart* m_alpha = nullptr;
    SweepChart* m_capacity = nullptr;
    QSplitter* m_rows = nullptr;
    QSplitter* m_top = nullptr;
    QSplitter* m_bottom = nullptr;
    QLabel* m_waiting = nullptr;
    QStackedLayout* m_stack = nullptr;
};

}  // namespace orl
