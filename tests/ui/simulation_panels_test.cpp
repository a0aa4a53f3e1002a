#include <QAction>
#include <QPushButton>
#include <algorithm>

#include "charts_panel_support.h"
#include "ui/pages/simulation/headroom_panel.h"
#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/running_panel.h"
#include "ui/pages/simulation/waits_panel.h"

namespace orl {

namespace {

/// Straight curves: cost from `from` to `to`, accuracy from 0.9 to 0.8.
RunningData::Run straightRun(const char* router, double from, double to) {
    RunningData::Run run;
    run.key = run.router = run.label = router;
    for (int k = 0; k <= 100; ++k) {
        const double share = k / 100.0;
        run.curve.push_back(
            {180.0 * share, std::lerp(from, to, share), 0.9 - 0.1 * share, 0.88 - 0.1 * share});
    }
    return run;
}

RunningData runningSample() {
    RunningData data;
    data.runs = {straightRun("threshold", 2.0, 1.8), straightRun("online-dual", 1.0, 1.2)};
    data.disturbances = {{"gpt-4o", 60.0, 80.0, true}};
    data.floor = 0.85;
    data.realized = true;
    data.end = 180.0;
    return data;
}

WaitsData waitsSample() {
    WaitsData data;
    data.levels = {"1", "2", "3"};
    for (int k = 0; k <= 50; ++k) data.seconds.push_back(k * 0.2);
    for (const auto& [router, p95] : {std::pair{"threshold", 4.2}, std::pair{"online-dual", 1.4}}) {
        WaitsData::Run run;
        run.key = run.router = run.label = router;
        run.p95 = p95;
        run.served = 100;
        for (const double t : data.seconds) {
            run.shareAbove.push_back(0.3 * std::exp(-t * std::log(6.0) / p95));
        }
        run.levelP95 = {0.0, p95 / 2.0, p95 * 1.5};
        data.runs.push_back(run);
    }
    return data;
}

HeadroomData headroomSample() {
    HeadroomData data;
    data.rate = 14.0;
    data.largestRate = 19.7;
    data.goal = "85 %";
    data.plannedUse = 0.8;
    data.worth = {{"gpt-4o", 1, 1.02, 1.0}, {"llama", 2, 0.52, 1.0}, {"mistral", 5, 0.0, 0.71}};
    data.bottleneck = "gpt-4o";
    data.best = HeadroomData::Change{1, "gpt-4o", 2, 1.75, 22.0};
    return data;
}

}  // namespace

class SimulationPanelsTest : public QObject {
    Q_OBJECT
  private slots:
    void clocksAreRead_data();
    void clocksAreRead();
    void ticksStandOnWholeSteps();
    void runningSaysItsEndsAndKeepsItsAxes();
    void runningIsSolidUpToTheCursorAlone();
    void runningShadesOutagesAndAsksForMoments();
    void runningFilesHaveEveryPoint();
    void waitsNameTheWorstLevel();
    void waitsOfNobodyAreCalm();
    void headroomTellsWhatIsLeft();
    void headroomTriesTheBestChange();
    void nothingIsShownOfNothing();
};

void SimulationPanelsTest::clocksAreRead_data() {
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("clock");
    QTest::addColumn<QString>("wait");
    QTest::newRow("start") << 0.0 << "0:00"
                           << "0 s";
    QTest::newRow("short") << 0.042 << "0:00"
                           << "42 ms";
    QTest::newRow("seconds") << 72.4 << "1:12"
                             << "72.4 s";
    QTest::newRow("minutes") << 600.0 << "10:00"
                             << "10.0 min";
    QTest::newRow("hours") << 3725.0 << "1:02:05"
                           << "62.1 min";
    QTest::newRow("days") << 187'200.0 << "2 d 4:00"
                          << "52.0 h";
    QTest::newRow("unknown") << kNan << "–"
                             << "–";
}

void SimulationPanelsTest::clocksAreRead() {
    QFETCH(double, seconds);
    QFETCH(QString, clock);
    QFETCH(QString, wait);
    QCOMPARE(clockText(seconds), clock);
    QCOMPARE(waitText(seconds), wait);
}

void SimulationPanelsTest::ticksStandOnWholeSteps() {
    for (const double end : {0.3, 1.0, 7.0, 59.0, 180.0, 3600.0, 90'000.0, 3e7, 1e9}) {
        const auto ticks = clockTicks(end, 6);
        QVERIFY(!ticks.empty() && ticks.size() <= 6);
        QCOMPARE(ticks.front().seconds, 0.0);
        for (std::size_t k = 1; k < ticks.size(); ++k) {
            QVERIFY(ticks[k].seconds <= end * (1.0 + 1e-9));
            QVERIFY(ticks[k].label != ticks[k - 1].label);
        }
    }
}

void SimulationPanelsTest::runningSaysItsEndsAndKeepsItsAxes() {
    RunningPanel panel;
    panel.setData(runningSample());
    showAt(panel, {420, 304});
    QVERIFY(!panel.isEmpty());
    QVERIFY2(panel.notice().contains("threshold ends at $1.80"), qPrintable(panel.notice()));
    QVERIFY2(panel.notice().contains("78.0 %"), qPrintable(panel.notice()));
    const auto range = [&](std::size_t plot) {
        const AxisScale& y = panel.plots()[plot]->y();
        return std::pair{y.lo(), y.hi()};
    };
    const auto cost = range(0);
    const auto accuracy = range(1);
    QVERIFY(cost.first <= 1.0 && cost.second >= 1.99);
    QVERIFY(accuracy.first <= 0.78 && accuracy.second >= 0.88);
    for (const double at : {0.0, 20.0, 179.0, 500.0}) {
        panel.setCursor(at);
        QCOMPARE(range(0), cost);
        QCOMPARE(range(1), accuracy);
    }
    QVERIFY(panel.pointAt(0, 0.0) != nullptr);
    QVERIFY(panel.pointAt(7, 10.0) == nullptr);
    QVERIFY(panel.pointAt(0, -1.0) == nullptr);
    QVERIFY(std::abs(panel.pointAt(1, 90.0)->costPer1000 - 1.1) < 0.01);
}

void SimulationPanelsTest::runningIsSolidUpToTheCursorAlone() {
    RunningPanel panel;
    panel.setData(runningSample());
    showAt(panel, {420, 304});
    const QColor solid = routerStyle("threshold", panel.theme().dark).color;
    panel.setCursor(90.0);
    const QImage image = plotImage(panel, 0);
    const PlotView* plot = panel.plots()[0];
    const int middle = int(plot->toPixel(90.0, 1.0).x());
    const int before = pixelsOf(image.copy(0, 0, middle - 6, image.height()), solid);
    const int right = int(plot->plotArea().right());
    const int after =
        pixelsOf(image.copy(middle + 6, 0, right - middle - 6, image.height()), solid);
    QVERIFY2(before > 40 && after == 0, qPrintable(QString("%1 %2").arg(before).arg(after)));
    panel.setCursor(kInf);
    const QImage whole = plotImage(panel, 0);
    QVERIFY(pixelsOf(whole.copy(middle + 6, 0, right - middle - 6, image.height()), solid) > 40);
}

void SimulationPanelsTest::runningShadesOutagesAndAsksForMoments() {
    RunningPanel panel;
    panel.setData(runningSample());
    showAt(panel, {420, 304});
    PlotView* plot = panel.plots()[1];
    const QImage image = plotImage(panel, 1);
    const auto colorAt = [&](double seconds) {
        return image.pixelColor(int(plot->toPixel(seconds, 0.0).x()),
                                int(plot->plotArea().bottom()) - 3);
    };
    QVERIFY(colorAt(70.0) != colorAt(100.0));
    QSignalSpy asked(&panel, &RunningPanel::cursorAsked);
    mouse(plot, QEvent::MouseButtonPress, plot->toPixel(120.0, 0.85), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QVERIFY(std::abs(asked[0][0].toDouble() - 120.0) < 1.0);
    mouse(plot, QEvent::MouseMove, plot->toPixel(30.0, 0.85), Qt::NoButton);
    QCOMPARE(asked.size(), 1);
    QVERIFY(!plot->hoverBox().empty());
}

void SimulationPanelsTest::runningFilesHaveEveryPoint() {
    RunningPanel panel;
    panel.setData(runningSample());
    const auto rows = table(panel.csv());
    QCOMPARE(rows.size(), 1 + 2 * 101);
    QCOMPARE(rows.back()[2].toDouble(), 1.2);
    panel.setSeriesVisible("threshold", false);
    QCOMPARE(table(panel.csv()).size(), 1 + 101);
    QVERIFY(!panel.notice().contains("threshold"));
}

void SimulationPanelsTest::waitsNameTheWorstLevel() {
    WaitsPanel panel;
    panel.setData(waitsSample());
    showAt(panel, {420, 304});
    QCOMPARE(panel.worstText(), QString("worst: level 3"));
    QVERIFY2(panel.notice().contains("threshold: 95 % within 4.2 s"), qPrintable(panel.notice()));
    const QString csv = panel.csv();
    QVERIFY2(csv.contains("online-dual,p95,3,2.0999999999999996,0.05") ||
                 csv.contains("online-dual,p95,3,2.1,0.05"),
             qPrintable(csv.right(300)));
    panel.setSeriesVisible("threshold", false);
    QCOMPARE(panel.worstText(), QString("worst: level 3"));
    QVERIFY(!panel.csv().contains("threshold"));
}

void SimulationPanelsTest::waitsOfNobodyAreCalm() {
    WaitsData data = waitsSample();
    for (WaitsData::Run& run : data.runs) {
        run.p95 = 0.0;
        std::ranges::fill(run.shareAbove, 0.0);
        run.levelP95 = {0.0, kNan, 0.0};
    }
    WaitsPanel panel;
    panel.setData(data);
    showAt(panel, {420, 304});
    QVERIFY(!panel.isEmpty());
    QVERIFY(panel.worstText().isEmpty());
    QVERIFY(!panel.image(1.0).isNull());
}

void SimulationPanelsTest::headroomTellsWhatIsLeft() {
    HeadroomPanel panel;
    HeadroomData data = headroomSample();
    panel.setData(data);
    showAt(panel, {400, 304});
    QCOMPARE(panel.headroomText(), QString("40 % headroom before 85 % breaks"));
    data.largestRate = 7.0;
    panel.setData(data);
    QCOMPARE(panel.headroomText(), QString("50 % more than can be held"));
    data.largestRate = kInf;
    panel.setData(data);
    QVERIFY(panel.headroomText().contains("no limit"));
    QVERIFY(panel.csv().contains(",inf"));
    data.largestRate = 0.0;
    panel.setData(data);
    QCOMPARE(panel.headroomText(), QString("85 % cannot be held at any load"));
    QCOMPARE(table(panel.csv()).size(), 1 + 3);
}

void SimulationPanelsTest::headroomTriesTheBestChange() {
    HeadroomPanel panel;
    HeadroomData data = headroomSample();
    panel.setData(data);
    showAt(panel, {400, 304});
    QSignalSpy tried(&panel, &HeadroomPanel::tryIt);
    QVERIFY(panel.tryButton()->isVisible());
    QCOMPARE(panel.bottleneckText(), QString("2 slots more on gpt-4o: saves $1.75 an hour"));
    QTest::mouseClick(panel.tryButton(), Qt::LeftButton);
    QCOMPARE(tried.size(), 1);
    QCOMPARE(tried[0][0].value<std::size_t>(), std::size_t(1));
    QCOMPARE(tried[0][1].toLongLong(), 2);
    data.best->savesPerHour = kNan;
    data.best->slotCount = 1;
    panel.setData(data);
    QCOMPARE(panel.bottleneckText(), QString("one slot more on gpt-4o: holds up to 22 a second"));
    data.best.reset();
    panel.setData(data);
    QVERIFY(!panel.tryButton()->isVisible());
}

void SimulationPanelsTest::nothingIsShownOfNothing() {
    RunningPanel running;
    running.setData({});
    WaitsPanel waits;
    waits.setData({});
    HeadroomPanel headroom;
    headroom.setData({});
    for (ChartPanel* panel : {static_cast<ChartPanel*>(&running), static_cast<ChartPanel*>(&waits),
                              static_cast<ChartPanel*>(&headroom)}) {
        showAt(*panel, {420, 304});
        QVERIFY(panel->isEmpty());
        QCOMPARE(table(panel->csv()).size(), 1);
    }
    running.setCursor(3.0);
}

}  // namespace orl

QTEST_MAIN(orl::SimulationPanelsTest)
#include "simulation_panels_test.moc"
