#include <QAction>
#include <QPushButton>
#include <algorithm>

#include "charts_panel_support.h"
#include "core/lab/load_runs.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/headroom_panel.h"
#include "ui/pages/simulation/load_panels.h"
#include "ui/pages/simulation/panel_data.h"
#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/run_repeats.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/running_panel.h"
#include "ui/pages/simulation/waits_panel.h"
#include "ui/results/result_card.h"
#include "ui/widgets/format.h"
#include "ui_test.h"

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

/// Queries like the paper's two at random moments, more than the slots can take for a while.
std::shared_ptr<LoadView> realView(double floor) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = 1.6;
    plan.arrivals.queries = 600;
    plan.service.kind = ServicePlan::Kind::Exponential;
    plan.service.seconds = 1.0;
    plan.qualityFloor = floor;
    plan.faults.disturbances = {{0, 40.0, 60.0}};
    auto experiment = figureOneExperiment();
    plan.concurrency.assign(experiment->models.size(), 1);
    plan.seed = 7;
    auto view = std::make_shared<LoadView>();
    const std::vector<PolicyChoice> choices = {{"threshold", 0.5}, {"dual", {}}};
    view->runs = std::make_shared<const LoadRuns>(loadRuns(experiment, plan, choices, false, {}));
    for (const LoadRun& run : view->runs->runs) {
        view->replays.push_back(std::make_shared<const RunReplay>(*experiment, run.result));
    }
    return view;
}

}  // namespace

class SimulationPanelsTest : public QObject {
    Q_OBJECT
  private slots:
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
    void panelsShowRealRuns();
    void cardsShowRealRuns();
    void cardsWarnOfAShortfallAndOfCountsThatDoNotAddUp();
    void repeatsAreOfTheRunsThatAreShown();
    void theRowFollowsItsRuns();
};

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
    QCOMPARE(panel.headroomText(), QString("100 % more than can be held"));
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
    QCOMPARE(panel.bottleneckText(), QString("2 slots more: $1.75 less an hour"));
    QTest::mouseClick(panel.tryButton(), Qt::LeftButton);
    QCOMPARE(tried.size(), 1);
    QCOMPARE(tried[0][0].value<std::size_t>(), std::size_t(1));
    QCOMPARE(tried[0][1].toLongLong(), 2);
    data.best->savesPerHour = kNan;
    data.best->slotCount = 1;
    panel.setData(data);
    QCOMPARE(panel.bottleneckText(), QString("one slot more: holds up to 22 / s"));
    data.bottleneck = "llama";
    panel.setData(data);
    QCOMPARE(panel.bottleneckText(), QString("one slot more on gpt-4o: holds up to 22 / s"));
    QVERIFY(panel.rect().contains(
        QRect(panel.tryButton()->mapTo(&panel, QPoint()), panel.tryButton()->size())));
    QVERIFY(panel.tryButton()->mapTo(&panel, QPoint()).y() > panel.height() / 2);
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

void SimulationPanelsTest::panelsShowRealRuns() {
    const auto view = realView(0.6);
    RunningPanel running;
    running.setRuns(view);
    QCOMPARE(running.data().runs.size(), std::size_t(2));
    QCOMPARE(running.data().disturbances.size(), std::size_t(1));
    QCOMPARE(running.data().floor, 0.6);
    for (std::size_t k = 0; k < 2; ++k) {
        const RunMeasures& measures = view->runs->runs[k].result.measures;
        const auto& last = running.data().runs[k].curve.back();
        QCOMPARE(last.costPer1000, measures.costPer1000());
        QCOMPARE(last.predicted, measures.predictedAccuracy());
    }
    WaitsPanel waits;
    waits.setRuns(view);
    for (std::size_t k = 0; k < 2; ++k) {
        const RunMeasures& measures = view->runs->runs[k].result.measures;
        const WaitsData::Run& run = waits.data().runs[k];
        QCOMPARE(run.p95, measures.wait.quantile(0.95));
        QVERIFY(std::ranges::is_sorted(run.shareAbove, std::greater<>()));
        QCOMPARE(run.levelP95.size(), measures.levels.size());
    }
    const SimulationPlan& plan = view->runs->plan;
    const Experiment& experiment = view->experiment();
    const Headroom found = headroomOf(experiment, plan, plan.arrivals.rate);
    const HeadroomData data = headroomData(found, experiment, plan);
    QCOMPARE(data.worth.size(), experiment.models.size());
    QCOMPARE(data.rate, 1.6);
    QCOMPARE(data.caveat, QString("without the outage"));
    SimulationPlan bare = plan;
    bare.concurrency.assign(experiment.models.size(), 4);
    bare.concurrency[0] = 0;
    const HeadroomData without = headroomData(found, experiment, bare);
    for (const auto& worth : without.worth) QCOMPARE(worth.none, worth.column == 0);
    QVERIFY(std::ranges::is_sorted(
        data.worth, [](const auto& a, const auto& b) { return a.perHour > b.perHour; }));
    running.setRuns(nullptr);
    waits.setRuns(nullptr);
    QVERIFY(running.isEmpty() && waits.isEmpty());
}

void SimulationPanelsTest::cardsShowRealRuns() {
    const auto view = realView(0.6);
    SimulationCards cards;
    cards.setRuns(view);
    const auto& runs = view->runs->runs;
    QCOMPARE(cards.served()->value(), QString("%1 of 600").arg(runs[1].result.measures.served));
    QVERIFY2(cards.served()->detail().contains("still waiting 0"),
             qPrintable(cards.served()->detail()));
    QVERIFY2(cards.cost()->detail().contains("Threshold 50 %"), qPrintable(cards.cost()->detail()));
    const double difference =
        runs[1].result.measures.costPer1000() - runs[0].result.measures.costPer1000();
    QVERIFY2(cards.cost()->difference().startsWith(difference < 0.0 ? "−$" : "+$"),
             qPrintable(cards.cost()->difference()));
    // A saving at another accuracy is none.
    const double apart = std::abs(accuracyOf(*view->runs, 0) - accuracyOf(*view->runs, 1));
    QCOMPARE(cards.cost()->detail().contains("not at the same accuracy"), apart > 0.005);
    QVERIFY(cards.waiting()->value().endsWith(" s") || cards.waiting()->value().contains(':'));
    QCOMPARE(cards.headroom()->value(), QString("–"));
    const SimulationPlan& plan = view->runs->plan;
    auto headroom =
        std::make_shared<const Headroom>(headroomOf(view->experiment(), plan, plan.arrivals.rate));
    cards.setHeadroom(headroom);
    QVERIFY2(cards.headroom()->value().startsWith("1.6 of "),
             qPrintable(cards.headroom()->value()));
    // The run has an outage, and the headroom none.
    QVERIFY2(cards.headroom()->detail().endsWith("without the outage"),
             qPrintable(cards.headroom()->detail()));
    QCOMPARE(cards.headroom()->isWarning(), !headroom->planned());
    cards.setRuns(nullptr);
    for (const ResultCard* card :
         {cards.cost(), cards.accuracy(), cards.waiting(), cards.served(), cards.headroom()}) {
        QCOMPARE(card->value(), QString("–"));
        QVERIFY(!card->isWarning());
    }
}

void SimulationPanelsTest::cardsWarnOfAShortfallAndOfCountsThatDoNotAddUp() {
    const auto view = realView(0.999);
    SimulationCards cards;
    cards.setRuns(view);
    QVERIFY(cards.accuracy()->isWarning());
    QVERIFY2(cards.accuracy()->detail().contains(" short"), qPrintable(cards.accuracy()->detail()));
    QVERIFY(!cards.served()->isWarning());
    auto wrong = std::make_shared<LoadRuns>(*view->runs);
    ++wrong->runs[0].result.measures.arrived;
    auto other = std::make_shared<LoadView>(*view);
    other->runs = wrong;
    cards.setRuns(other);
    QVERIFY(cards.served()->isWarning());
    QVERIFY2(cards.served()->detail().contains("does not add up"),
             qPrintable(cards.served()->detail()));
    cards.setRuns(realView(0.3));
    QVERIFY(!cards.accuracy()->isWarning());
}

void SimulationPanelsTest::repeatsAreOfTheRunsThatAreShown() {
    const auto view = realView(0.6);
    RunRepeats repeats;
    repeats.run();
    QVERIFY(!repeats.busy());
    repeats.setRuns(view->runs);
    repeats.run();
    QVERIFY(QTest::qWaitFor([&] { return repeats.found() && !repeats.busy(); }, 20'000));
    QCOMPARE(repeats.found()->size(), std::size_t(2));
    QCOMPARE(repeats.found()->front().values.front().size(), std::size_t(RunRepeats::kSeeds));
    QCOMPARE(repeats.found()->back().first.measures.cost, view->runs->runs[1].result.measures.cost);
    SimulationCards cards;
    cards.setRuns(view);
    cards.setRepeats(repeats.found());
    // The figures are the means with their bands, and the run that is played stands below.
    QVERIFY2(cards.cost()->detail().startsWith("this run $"), qPrintable(cards.cost()->detail()));
    for (const ResultCard* card :
         {cards.cost(), cards.accuracy(), cards.waiting(), cards.served()}) {
        QVERIFY2(card->value().contains("±"), qPrintable(card->value()));
        QVERIFY2(card->title().endsWith(", 20 runs"), qPrintable(card->title()));
        QVERIFY2(card->detail().contains("this run "), qPrintable(card->detail()));
    }
    const RunBand band = repeats.found()->back().band("cost_per_1000");
    const QString mean = usd(band.mean);
    const auto decimals = int(mean.size() - mean.indexOf('.') - 1);
    QCOMPARE(cards.cost()->value(),
             mean + "\u2009±\u2009" + QString::number(band.error, 'f', decimals));
    QVERIFY2(cards.accuracy()->value().endsWith(" %"), qPrintable(cards.accuracy()->value()));
    // What was found, and what is still being found, goes with its runs.
    repeats.setRuns(realView(0.5)->runs);
    QVERIFY(!repeats.found());
    repeats.run();
    repeats.setRuns(nullptr);
    QTest::qWait(50);
    QVERIFY(!repeats.found() && !repeats.busy());
    cards.setRuns(realView(0.5));
    QVERIFY(!cards.cost()->title().contains("20 runs") && !cards.cost()->value().contains("±"));
}

void SimulationPanelsTest::theRowFollowsItsRuns() {
    SimulationCards cards;
    cards.resize(1000, 80);
    cards.show();
    LoadPanels row(&cards);
    QVERIFY(row.headroom()->isEmpty() && row.running()->isEmpty());
    const auto view = realView(0.6);
    row.setView(view);
    QVERIFY(!row.running()->isEmpty() && !row.waits()->isEmpty());
    const auto done = [&] { return !row.isBusy(); };
    QVERIFY(QTest::qWaitFor(done, 20'000));
    QVERIFY(!row.headroom()->isEmpty());
    QVERIFY(cards.headroom()->value() != "–");
    row.setCursor(30.0);
    QCOMPARE(row.running()->cursor(), 30.0);
    row.running()->repeatAction()->trigger();
    QVERIFY(row.isBusy());
    QCOMPARE(row.running()->repeatAction()->text(), QString("Stop repeating"));
    QVERIFY(QTest::qWaitFor(done, 20'000));
    QVERIFY2(cards.cost()->title().endsWith(", 20 runs"), qPrintable(cards.cost()->title()));
    // The title is the card's first label.
    QCOMPARE(cards.cost()->findChild<QLabel*>()->text(), cards.cost()->title());
    // Queries that come all at once have no rate, and that is said.
    auto runs = std::make_shared<LoadRuns>(*view->runs);
    runs->plan.arrivals.shape = ArrivalPlan::Shape::AllAtOnce;
    auto other = std::make_shared<LoadView>(*view);
    other->runs = runs;
    row.setView(other);
    QVERIFY(QTest::qWaitFor(done, 20'000));
    QVERIFY(row.headroom()->isEmpty());
    QVERIFY2(row.headroom()->emptyText().contains("no rate"),
             qPrintable(row.headroom()->emptyText()));
    QVERIFY(!cards.cost()->title().contains("20 runs"));
    row.setView(nullptr);
    QVERIFY(row.running()->isEmpty() && row.headroom()->isEmpty());
    QCOMPARE(cards.cost()->value(), QString("–"));
}

ORL_UI_TEST(SimulationPanelsTest);

}  // namespace orl

#include "simulation_panels_test.moc"
