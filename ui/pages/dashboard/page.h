#pragma once

#include <memory>

#include "core/evaluate/router_curve.h"
#include "core/evaluate/sweep.h"
#include "ui/charts/distribution_chart.h"
#include "ui/charts/level_table_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/pages/page.h"
#include "ui/session/worker.h"

class QLabel;
class QSplitter;
class QStackedLayout;
class QStackedWidget;

namespace orl {

class Session;
class SlotSweepChart;
class SlotSweeper;
class SweepChart;
class Throttle;
struct Experiment;
struct Selection;

/// The four charts that answer the problem: who gets what, what it costs, and both sweeps with the
/// present value in them. Until there is data, a calm line about what is going on.
class DashboardPage : public Page {
    Q_OBJECT
  public:
    explicit DashboardPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("dashboard"); }
    QString title() const override { return tr("&Dashboard"); }
    bool showsFollowers() const override { return true; }

    /// Accuracies and costs as recorded, else as predicted.
    void setRealized(bool realized) override;
    /// Lets all axes fit, e.g. at the end of a drag.
    void settle() override;
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& state) override;

    bool isBusy() const override;

    DistributionChart* distribution() const { return m_distribution; }
    /// In place of the bars where showTable() was wanted.
    LevelTableChart* levelTable() const { return m_table; }
    void showTable(bool table);
    PlaneChart* plane() const { return m_plane; }
    SweepChart* alphaSweep() const { return m_alpha; }
    SweepChart* capacitySweep() const { return m_capacity; }
    /// In place of the sweep of the batch's L where showSlots() was wanted.
    SlotSweepChart* slotSweep() const { return m_slots; }
    void showSlots(bool overTime);
    const SlotSweeper& slotSweeper() const { return *m_slotSweeper; }
    /// In place of the sweep of α while there is a budget.
    SweepChart* budgetSweep() const { return m_budget; }

  signals:
    /// Whatever else can be swept.
    void sweepAsked();

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void build();
    void followWork();
    /// What is said in place of the charts while there are none.
    void setWaiting(const QString& text);
    void showEmptiness();
    void showSolve();
    void showSweep(SweepOver over);
    void showSlotSweep();
    void wantSlotSweep();
    void showPlane();
    /// How old the curves are.
    void showAges();
    void showAge(SweepChart* chart, SweepOver over);
    void showCurrent();
    SweepChart* chartOf(SweepOver over) const;
    void selectSegment(const DistributionChart::Segment& segment);
    void selectCell(const LevelTableChart::Place& place);
    void select(std::optional<std::size_t> level, std::optional<std::size_t> model,
                std::size_t router);
    void tabulate();
    void showMark();
    void chooseAlpha(double value);
    void chooseBudget(double value);
    void chooseCapacity(double value);

    Session& m_session;
    std::shared_ptr<const std::vector<RouterCurve>> m_curves;  ///< that the plane shows
    bool m_realized = true;
    int m_gesture = 0;
    std::optional<DistributionChart::Segment> m_marked;
    std::optional<LevelTableChart::Place> m_markedCell;
    std::shared_ptr<const Selection> m_markedSelection;  ///< that it made
    std::shared_ptr<const Experiment> m_groundOf;
    bool m_groundRealized = true;
    PlaneData m_ground;
    DistributionChart* m_distribution = nullptr;
    LevelTableChart* m_table = nullptr;
    QStackedWidget* m_levels = nullptr;  ///< bars or table
    PlaneChart* m_plane = nullptr;
    SweepChart* m_alpha = nullptr;
    SweepChart* m_capacity = nullptr;
    SlotSweepChart* m_slots = nullptr;
    QStackedWidget* m_limits = nullptr;  ///< the sweep of the batch's L or of slots over time
    SlotSweeper* m_slotSweeper = nullptr;
    SweepChart* m_budget = nullptr;
    QStackedWidget* m_goal = nullptr;  ///< the sweep of α or of the budget
    QSplitter* m_rows = nullptr;
    QSplitter* m_top = nullptr;
    QSplitter* m_bottom = nullptr;
    QLabel* m_waiting = nullptr;
    QStackedLayout* m_stack = nullptr;
    Worker m_tabulator;  ///< last, so that it ends first
};

}  // namespace orl
