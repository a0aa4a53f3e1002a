#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <cmath>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/data_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/method_section.h"
#include "ui/problem/pool_model.h"
#include "ui/problem/pool_section.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// What the pages show, and what the window keeps of them.
class PagesTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void comparedRoutersFillTheCharts();
    void aLineDraggedInASweepMovesAlpha();
    void compareShowsTheSolvedNumbers();
    void theSessionIsRestored();
    void chartsAndTableExport();
    void recordedAndPredictedCanBeSwitched();
};

void PagesTest::comparedRoutersFillTheCharts() {
    open();
    const QList<QAction*> actions = m_window->problem()->method()->compared()->actions();
    for (QAction* action : actions) {
        const bool wanted =
            action->data().toString() == "dual" || action->data().toString() == "round-robin";
        if (action->isChecked() != wanted) action->trigger();
    }
    QVERIFY(settle());
    QCOMPARE(solved().evaluations.size(), 2U);
    QCOMPARE(m_window->page<DashboardPage>()->distribution()->data().groups.size(), 2U);
    const auto& series = m_window->page<DashboardPage>()->capacitySweep()->data().series;
    QCOMPARE(series.size(), 2U);
    QCOMPARE(series[0].router, QString("dual"));
    QCOMPARE(series[1].router, QString("round-robin"));
}

void PagesTest::aLineDraggedInASweepMovesAlpha() {
    open();
    SweepChart* chart = m_window->page<DashboardPage>()->alphaSweep();
    emit chart->dragStarted();
    emit chart->valueChosen(0.41);
    emit chart->valueChosen(0.43);
    emit chart->dragFinished(0.43);
    QCOMPARE(m_window->session().scenario().constraints.qualityFloor, 0.43);
    QCOMPARE(constraints()->alpha()->value(), 0.43);
    QCOMPARE(m_window->session().undoStack()->count(), 1);
    QVERIFY(settle());
    QCOMPARE(solved().constraints.qualityFloor, 0.43);
}

void PagesTest::compareShowsTheSolvedNumbers() {
    open();
    m_window->showPage("compare");
    ComparePage* page = m_window->page<ComparePage>();
    const auto& view = m_window->session().comparison();
    // Tuned baselines stand in rows of their own, sorted beside themselves.
    const int routers = int(view->evaluations.size());
    QCOMPARE(page->model()->rowCount(), routers + 3);
    for (int row = 0; row + 1 < page->table()->model()->rowCount(); ++row) {
        const auto name = [&](int at) {
            return page->table()->model()->index(at, ComparisonModel::Name).data().toString();
        };
        if (name(row + 1).endsWith(", tuned")) QCOMPARE(name(row + 1), name(row) + ", tuned");
    }
    for (int row = routers; row < routers + 3; ++row) {
        QVERIFY(!page->model()->isBest(row, ComparisonModel::Cost));
        QVERIFY(std::isnan(page->model()->number(row, ComparisonModel::Aiq)));
    }
    QCOMPARE(page->model()->number(0, ComparisonModel::Cost), solved().chosen.costPer1000());
    page->table()->sortByColumn(ComparisonModel::Cost, Qt::AscendingOrder);
    double last = 0.0;
    for (int row = 0; row < page->table()->model()->rowCount(); ++row) {
        const double cost = page->table()
                                ->model()
                                ->index(row, ComparisonModel::Cost)
                                .data(Qt::UserRole + 2)
                                .toDouble();
        if (std::isnan(cost)) break;
        QVERIFY(cost >= last);
        last = cost;
    }
    // The best curve is marked whether or not its router meets the present floor.
    double bestCurve = 0.0;
    for (const CurveScores& each : view->curveScores) bestCurve = std::fmax(bestCurve, each.aiq);
    bool marked = false;
    for (int row = 0; row < routers; ++row) {
        if (!page->model()->isBest(row, ComparisonModel::Aiq)) continue;
        marked = true;
        QCOMPARE(page->model()->number(row, ComparisonModel::Aiq), bestCurve);
    }
    QVERIFY(marked);
    // The plane draws what each router with a parameter can do, in whole curves.
    const auto curves = view->curves;
    QVERIFY(curves);
    for (const auto& router : m_window->page<DashboardPage>()->plane()->data().routers) {
        const auto curve =
            std::ranges::find(*curves, router.id.toStdString(), &RouterCurve::router);
        QCOMPARE(router.curve.size(), curve == curves->end() ? 0U : curve->points.size());
    }
    // The card shows the strongest as it was tuned on other queries, and says hindsight's too.
    QVERIFY(view->heldOut && view->heldOut->isKnown());
    const MatchedComparison* best = view->heldOut->tuned.best();
    QVERIFY(best);
    const ResultCard* card = m_window->cards()->saving();
    QCOMPARE(card->value(), percent(best->saving));
    QVERIFY(card->detail().contains("accuracy"));
    const MatchedComparison* inHindsight = view->hindsight.best();
    QVERIFY(inHindsight);
    QVERIFY(card->toolTip().contains(percent(inHindsight->saving)));
    for (const auto& each : view->hindsight.matched) {
        if (each.reached) QVERIFY(inHindsight->saving <= each.saving);
    }
    QVERIFY(page->note().contains("of the queries learned from"));
    page->tuning()->setCurrentIndex(1);
    QVERIFY(page->note().contains("in hindsight"));
    page->tuning()->setCurrentIndex(0);
}

void PagesTest::theSessionIsRestored() {
    open();
    constraints()->alpha()->field()->setValue(44.4);
    m_window->session().setComparedRouters({"dual", "cheapest"});
    m_window->page<DashboardPage>()->plane()->setLogarithmic(false);
    m_window->showPage("compare");
    QVERIFY(settle());
    const Scenario left = m_window->session().scenario();
    m_window->close();
    m_window.reset();

    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->show();
    m_window->restoreLastSession();
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario(), left);
    QCOMPARE(m_window->session().comparedRouters(), (std::vector<std::string>{"dual", "cheapest"}));
    QCOMPARE(constraints()->alpha()->value(), 0.444);
    QVERIFY(m_window->windowTitle().contains("w.orlab"));
    QVERIFY(m_window->page<ComparePage>()->isVisible());
    QVERIFY(!m_window->page<DashboardPage>()->plane()->isLogarithmic());
    QVERIFY(m_window->page<DashboardPage>()->alphaSweep()->isLogarithmic());
    QCOMPARE(m_window->session().undoStack()->count(), 0);
}

void PagesTest::chartsAndTableExport() {
    open();
    const auto exists = [](const QString& file) { return QFileInfo(file).size() > 0; };
    DashboardPage* page = m_window->page<DashboardPage>();
    for (ChartPanel* chart : std::initializer_list<ChartPanel*>{
             page->distribution(), page->plane(), page->alphaSweep(), page->capacitySweep()}) {
        chart->savePng(m_lab->file("chart.png"));
        chart->saveSvg(m_lab->file("chart.svg"));
        QVERIFY(exists(m_lab->file("chart.png")) && exists(m_lab->file("chart.svg")));
        QVERIFY(chart->csv().count('\n') > 2);
    }
    m_window->page<ComparePage>()->saveCsv(m_lab->file("table.csv"));
    QVERIFY(exists(m_lab->file("table.csv")));
    QVERIFY_EXCEPTION_THROWN(
        m_window->page<ComparePage>()->saveCsv(m_lab->file("no/such/table.csv")), Error);
}

void PagesTest::recordedAndPredictedCanBeSwitched() {
    open();
    m_window->page<DashboardPage>()->setRealized(false);
    QCOMPARE(m_window->page<DashboardPage>()->plane()->data().current.accuracy,
             solved().chosen.predictedAccuracy);
    m_window->page<DashboardPage>()->setRealized(true);
    QCOMPARE(m_window->page<DashboardPage>()->plane()->data().current.accuracy,
             solved().chosen.realizedAccuracy);
}

ORL_UI_TEST(PagesTest);

}  // namespace orl

#include "pages_test.moc"
