#include "ui/charts/slot_sweep_chart.h"

#include <QToolButton>

#include "ui/charts/plot_view.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/dashboard/slot_sweeper.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The switch of the L sweep between the batch and slots over time.
class SlotSweepTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void theSwitchSimulatesWhileSomebodyLooks();
    void anotherGoalIsSimulatedAnew();
    void theChoiceIsKept();
    void lineAndFileLeaveOutWhatIsSwitchedOff();

  private:
    DashboardPage* page() const { return m_window->page<DashboardPage>(); }
    bool swept() {
        return QTest::qWaitFor([this] { return page()->slotSweeper().isCurrent(); }, kPatience);
    }
};

void SlotSweepTest::theSwitchSimulatesWhileSomebodyLooks() {
    open(160);
    QVERIFY(!page()->slotSweeper().view());
    QVERIFY(page()->capacitySweep()->isVisible() && !page()->slotSweep()->isVisible());
    const auto buttons = page()->capacitySweep()->findChildren<QToolButton*>();
    const auto overTime = std::ranges::find(buttons, QString("Over time"), &QToolButton::text);
    QVERIFY(overTime != buttons.end());
    QTest::mouseClick(*overTime, Qt::LeftButton);
    QVERIFY(page()->slotSweep()->isVisible());
    QVERIFY(swept());
    const SlotSweepData& data = page()->slotSweep()->data();
    const SlotSweepView& view = *page()->slotSweeper().view();
    QCOMPARE(data.series.size(), view.inputs.routers.size());
    QCOMPARE(data.series.front().label, QString("Online dual"));
    QCOMPARE(data.series.front().cost.size(), slotGrid().size());
    QCOMPARE(data.series.front().wait.back(), view.points.back().figures.front().waitP95);
    QVERIFY2(page()->slotSweep()->notice().contains("a second"),
             qPrintable(page()->slotSweep()->notice()));
    QVERIFY(QTest::qWaitFor([this] { return !page()->isBusy(); }, kPatience));
}

void SlotSweepTest::anotherGoalIsSimulatedAnew() {
    open(160);
    page()->showSlots(true);
    QVERIFY(swept());
    const auto before = page()->slotSweeper().view();
    Scenario next = m_window->session().scenario();
    next.constraints.qualityFloor = 0.55;
    m_window->session().edit(next, "change of α");
    QVERIFY(settle());
    QVERIFY(swept());
    QVERIFY(page()->slotSweeper().view() != before);
    QCOMPARE(page()->slotSweep()->data().floor, 0.55);
    // Limits of the batch play no part, and nothing runs where nobody looks.
    const auto now = page()->slotSweeper().view();
    next.constraints.commonCapacity = 0.6;
    m_window->session().edit(next, "change of L");
    QVERIFY(settle());
    QVERIFY(page()->slotSweeper().view() == now);
    page()->showSlots(false);
    next.constraints.qualityFloor = 0.5;
    m_window->session().edit(next, "change of α");
    QVERIFY(settle());
    QVERIFY(!page()->slotSweeper().busy());
    QVERIFY(page()->slotSweeper().view() == now);
    page()->showSlots(true);
    QVERIFY(swept());
    QCOMPARE(page()->slotSweeper().view()->inputs.floor, 0.5);
}

void SlotSweepTest::theChoiceIsKept() {
    open(160);
    page()->showSlots(true);
    const QByteArray state = page()->saveLayout();
    page()->showSlots(false);
    page()->restoreLayout(state);
    QVERIFY(page()->slotSweep()->isVisible());
    page()->restoreLayout(state.left(state.size() - 1));  // of a version that had no such choice
    QVERIFY(!page()->slotSweep()->isVisible());
}

void SlotSweepTest::lineAndFileLeaveOutWhatIsSwitchedOff() {
    SlotSweepData data;
    data.floor = 0.8;
    for (const char* router : {"dual", "threshold"}) {
        data.series.push_back({router,
                               router,
                               {2, 4, 8},
                               {1.0, 0.9, 0.8},
                               {0.8, 0.81, 0.82},
                               {3.0, 0.5, 0.0},
                               {false, true, true}});
    }
    SlotSweepChart chart;
    chart.resize(480, 360);
    chart.show();
    chart.setData(data);
    QVERIFY(!chart.isEmpty());
    QCOMPARE(chart.csv().count('\n'), 1 + 6);
    QVERIFY(chart.csv().contains("threshold,8,0.8,0.82,0,1"));
    QVERIFY(chart.csv().contains("dual,2,1,0.8,3,0"));
    chart.setSeriesVisible("dual", false);
    QCOMPARE(chart.csv().count('\n'), 1 + 3);
    QVERIFY(!chart.image(1.0).isNull());
    chart.setData({});
    QVERIFY(chart.isEmpty());
}

ORL_UI_TEST(SlotSweepTest);

}  // namespace orl

#include "slot_sweep_test.moc"
