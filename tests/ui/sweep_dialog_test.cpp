// A sweep of whatever can be set, in the window, by real events.
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolButton>
#include <QUndoStack>
#include <cmath>
#include <sstream>

#include "core/lab/pool_edit.h"
#include "core/lab/sweep_ranges.h"
#include "ui/charts/heat_map_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/sweep_chart.h"
#include "ui/dialogs/sweep_axis_field.h"
#include "ui/dialogs/sweep_data.h"
#include "ui/dialogs/sweep_dialog.h"
#include "ui/pages/dashboard/page.h"
#include "ui/session/scenario_book.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class SweepDialogTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void theMapHasTheCellsOfTheSweepAndACellIsTaken();
    void oneAxisShowsTheComparedRouters();
    void whatMakesNoSenseIsSaidBeforeItRuns();
    void itIsNeverShownUnderOtherData();
    void aCancelledSweepKeepsWhatItHas();
    void theVolumeIsTheWorkspaces();
    void everyKindHasARangeThatCanBeSwept();

  private:
    SweepDialog* dialog() {
        auto* page = m_window->page<DashboardPage>();
        for (QToolButton* button : page->alphaSweep()->findChildren<QToolButton*>()) {
            if (button->text() == "Sweep…") QTest::mouseClick(button, Qt::LeftButton);
        }
        auto* found = m_window->findChild<SweepDialog*>();
        return found && QTest::qWaitForWindowExposed(found) ? found : nullptr;
    }
    static void set(QDoubleSpinBox* field, double value) {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, field->locale()
                                    .toString(value, 'f', field->decimals())
                                    .remove(field->locale().groupSeparator()));
        QTest::keyClick(field, Qt::Key_Tab);
    }
    static bool run(SweepDialog* dialog) {
        QTest::mouseClick(dialog->sweep(), Qt::LeftButton);
        return QTest::qWaitFor([=] { return !dialog->runner()->isBusy(); }, kPatience) &&
               dialog->runner()->view() && dialog->runner()->view()->complete;
    }
    /// α against the price of a model, few values.
    SweepDialog* small() {
        SweepDialog* made = dialog();
        if (!made) return nullptr;
        made->x()->choose(AxisKind::Alpha);
        made->y()->choose(AxisKind::Price, solved().experiment->models.front());
        set(made->x()->high(), 100.0);
        set(made->x()->low(), 50.0);
        set(made->x()->step(), 10.0);
        set(made->y()->low(), 0.5);
        set(made->y()->high(), 2.0);
        set(made->y()->step(), 0.5);
        return made;
    }
};

void SweepDialogTest::theMapHasTheCellsOfTheSweepAndACellIsTaken() {
    open();
    SweepDialog* made = small();
    QVERIFY(made && made->y()->isVisible() && made->router()->isVisible());
    QVERIFY2(made->note()->text().contains("24 values"), qPrintable(made->note()->text()));
    const QString line = made->commandLine();
    QVERIFY2(line.contains("--over 'alpha=0.5:1:0.1' --over2 'price:"), qPrintable(line));
    QVERIFY(run(made));
    HeatMapChart* map = made->map();
    QVERIFY(map->isVisible() && !map->isEmpty());
    QCOMPARE(map->data().x.size(), std::size_t(6));
    QCOMPARE(map->data().y.size(), std::size_t(4));
    const auto view = made->runner()->view();
    const GridCells expected = sweepGrid(view->inputs);
    for (std::size_t k = 0; k < expected.size(); ++k) {
        const HeatMapData::Cell& cell = map->data().cells[k];
        QVERIFY(cell.known);
        QCOMPARE(cell.feasible, expected[k]->evaluation.feasible);
        if (cell.feasible) QCOMPARE(cell.value, expected[k]->evaluation.costPer1000());
    }
    // The file has the bytes of the command line, as the chart's own menu does.
    std::ostringstream csv;
    writeGridCsv(csv, view->inputs, expected);
    QCOMPARE(map->csv(), QString::fromStdString(csv.str()));
    QVERIFY(!map->data().contours.empty());
    for (const HeatMapData::Contour& contour : map->data().contours) {
        QVERIFY2(contour.label.startsWith('$'), qPrintable(contour.label));
        QVERIFY(contour.points.size() > 1);
    }
    // What cannot be met has no shade and says why.
    bool refused = false;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        if (expected[k]->evaluation.feasible) continue;
        refused = true;
        const QPointF at = map->centreOf(k % 6, k / 6);
        QMouseEvent move(QEvent::MouseMove, at, map->plot()->viewport()->mapToGlobal(at),
                         Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(map->plot()->viewport(), &move);
        QVERIFY(!map->plot()->hoverBox().empty());
        QString said;
        for (const auto& each : map->plot()->hoverBox()) said += each.text + ' ';
        QVERIFY2(
            said.contains(QString::fromStdString(expected[k]->evaluation.explanation).left(30)),
            qPrintable(said));
        break;
    }
    QVERIFY2(refused, "a floor of 100 % is out of reach of these data");

    const Scenario before = m_window->session().scenario();
    const std::size_t column = 1;
    const std::size_t row = 3;
    QTest::mouseClick(map->plot()->viewport(), Qt::LeftButton, {},
                      map->centreOf(column, row).toPoint());
    QVERIFY(settle());
    const Scenario& taken = m_window->session().scenario();
    QCOMPARE(taken.constraints.qualityFloor, 0.6);
    QCOMPARE(taken.pool.priceMultiplier.at(solved().experiment->models.front()), 2.0);
    const Evaluation& cell = expected[gridIndex(view->inputs, 0, column, row)]->evaluation;
    QVERIFY(std::abs(solved().chosen.cost - cell.cost) <=
            (std::max(cell.gap, solved().chosen.gap) + 1e-9) * cell.cost);
    QVERIFY(made->runner()->isCurrent());
    QCOMPARE(map->data().now, QPointF(0.6, 2.0));
    QVERIFY(!made->note()->text().contains("changed since"));
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario(), before);
    // Another limit makes it a sweep of before.
    Scenario other = before;
    other.constraints.commonCapacity = 0.8;
    m_window->session().edit(other, "capacity");
    QVERIFY(settle());
    QVERIFY(made->note()->text().contains("changed since"));
    // Another shade is drawn of what is known.
    made->figure()->setCurrentIndex(made->figure()->findData(int(GridFigure::Predicted)));
    QCOMPARE(map->data().cells[0].value, expected[0]->evaluation.predictedAccuracy);
    QTest::mouseClick(made->command(), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith("omnirouter sweep --workspace '"));
}

void SweepDialogTest::oneAxisShowsTheComparedRouters() {
    open();
    SweepDialog* made = small();
    QVERIFY(made);
    made->y()->kind()->setCurrentIndex(0);
    made->x()->choose(AxisKind::Price, solved().experiment->models.back());
    QVERIFY(!made->router()->isVisible());
    QVERIFY(run(made));
    SweepChart* curves = made->curves();
    QVERIFY(curves->isVisible() && !curves->isEmpty());
    const auto& view = *made->runner()->view();
    QCOMPARE(curves->data().series.size(), view.inputs.routers.size());
    QVERIFY(view.inputs.routers.size() >= m_window->session().comparedRouters().size());
    QCOMPARE(curves->data().series[0].x, view.inputs.x.values);
    QCOMPARE(curves->current(), 1.0);
    // The line is dragged: the price goes along, as one step of undo.
    PlotView* plot = curves->plots()[0];
    const Scenario before = m_window->session().scenario();
    const int steps = m_window->session().undoStack()->index();
    const double middle = plot->plotArea().center().y();
    const auto at = [&](double factor) {
        return QPointF(plot->toPixel(factor, plot->y().lo()).x(), middle).toPoint();
    };
    QTest::mousePress(plot->viewport(), Qt::LeftButton, {}, at(2.0));
    QTest::mouseMove(plot->viewport(), at(2.5));
    QTest::mouseRelease(plot->viewport(), Qt::LeftButton, {}, at(2.5));
    QVERIFY(settle());
    const auto& factors = m_window->session().scenario().pool.priceMultiplier;
    QVERIFY(factors.contains(view.inputs.x.model));
    QVERIFY(factors.at(view.inputs.x.model) > 1.5);
    QCOMPARE(m_window->session().undoStack()->index(), steps + 1);
    m_window->session().undoStack()->undo();
    QCOMPARE(m_window->session().scenario(), before);
}

void SweepDialogTest::whatMakesNoSenseIsSaidBeforeItRuns() {
    open();
    SweepDialog* made = small();
    QVERIFY(made && made->sweep()->isEnabled());
    made->x()->choose(AxisKind::SecondPrice);
    QVERIFY(!made->sweep()->isEnabled());
    QVERIFY2(made->note()->text().contains("speed"), qPrintable(made->note()->text()));
    made->x()->choose(AxisKind::Alpha);
    QVERIFY(made->sweep()->isEnabled());
    set(made->x()->high(), 120.0);
    QVERIFY(!made->sweep()->isEnabled());
    QVERIFY2(made->note()->text().contains("sweep over alpha"), qPrintable(made->note()->text()));
    made->x()->choose(AxisKind::Price, solved().experiment->models.front());
    QVERIFY(!made->sweep()->isEnabled());
    QVERIFY2(made->note()->text().contains("same"), qPrintable(made->note()->text()));
    made->y()->choose(AxisKind::Alpha);
    QVERIFY(made->sweep()->isEnabled());
    set(made->x()->step(), 0.001);
    set(made->y()->step(), 0.1);
    QVERIFY(!made->sweep()->isEnabled());
    QVERIFY2(made->note()->text().contains("cells"), qPrintable(made->note()->text()));
}

void SweepDialogTest::itIsNeverShownUnderOtherData() {
    open();
    SweepDialog* made = small();
    QVERIFY(made && run(made));
    QVERIFY(made->map()->notice().contains(
        QString::fromStdString(m_window->session().prepared()->data->name)));
    // A lesson's guest, in the midst of a run.
    QTest::mouseClick(made->sweep(), Qt::LeftButton);
    Dataset guest = *m_window->session().prepared()->data;
    guest.name = "guest";
    guest.models[0].name = "another";
    Scenario scenario = m_window->session().scenario();
    scenario.preparation.dataset = "guest";
    scenario.preparation.predictor = "prior";
    QVERIFY(m_window->session().visit(std::make_shared<const Dataset>(guest), scenario));
    QVERIFY(QTest::qWaitFor(
        [&] {
            return m_window->session().settled() &&
                   m_window->session().prepared()->data->name == "guest";
        },
        kPatience));
    QVERIFY(!made->runner()->view());
    QVERIFY(made->map()->isEmpty());
    QVERIFY(made->y()->model()->findText("another") >= 0);
    QVERIFY(run(made));
    QVERIFY(made->map()->notice().contains("guest"));
}

void SweepDialogTest::aCancelledSweepKeepsWhatItHas() {
    open();
    SweepDialog* made = dialog();
    QVERIFY(made);
    made->x()->choose(AxisKind::Price, solved().experiment->models.front());
    made->y()->choose(AxisKind::Price, solved().experiment->models.back());
    set(made->x()->step(), 0.05);
    set(made->y()->step(), 0.05);
    QTest::mouseClick(made->sweep(), Qt::LeftButton);
    QVERIFY(made->cancel()->isEnabled());
    const auto known = [&] {
        return std::ranges::count_if(made->runner()->view()->cells,
                                     [](const auto& cell) { return bool(cell); });
    };
    QVERIFY(QTest::qWaitFor([&] { return known() > 0; }, kPatience));
    QTest::mouseClick(made->cancel(), Qt::LeftButton);
    const auto then = known();
    QVERIFY(QTest::qWaitFor([&] { return !made->runner()->isBusy(); }, kPatience));
    QVERIFY(!made->cancel()->isEnabled());
    QVERIFY(then > 0 && then < std::ssize(made->runner()->view()->cells));
    QVERIFY(!made->runner()->view()->complete);
    QVERIFY(!made->map()->isEmpty());
    QTest::qWait(150);
    QCOMPARE(known(), then);
}

void SweepDialogTest::theVolumeIsTheWorkspaces() {
    open();
    SweepDialog* made = small();
    QVERIFY(made);
    made->figure()->setCurrentIndex(made->figure()->findData(int(GridFigure::CostAMonth)));
    QVERIFY(run(made));
    QVERIFY2(made->map()->notice().contains("queries a month"), qPrintable(made->map()->notice()));
    m_window->session().book().setMonthlyQueries(2e6);
    QVERIFY(made->note()->text().contains("changed since"));
    QVERIFY(made->commandLine().contains("--volume '2000000'"));
    QVERIFY(run(made));
    const auto& cells = made->runner()->view()->cells;
    QCOMPARE(made->map()->data().cells[0].value, cells[0]->evaluation.costPer1000() * 2000.0);
    // Under a budget the money is what stays while the volume moves.
    Scenario next = m_window->session().scenario();
    next.constraints.mode = RoutingMode::QualityUnderBudget;
    next.constraints.budgetPer1000 = solved().chosen.costPer1000();
    m_window->session().edit(next, "budget");
    QVERIFY(settle());
    made->x()->choose(AxisKind::Volume);
    QVERIFY(made->commandLine().contains("--money"));
    QVERIFY(run(made));
    QCOMPARE(made->runner()->view()->inputs.monthlyMoney, next.constraints.budgetPer1000 * 2000.0);
    for (const HeatMapData::Contour& contour : made->map()->data().contours) {
        QVERIFY2(contour.label.contains('%'), qPrintable(contour.label));
    }
}

void SweepDialogTest::everyKindHasARangeThatCanBeSwept() {
    open();
    Scenario next = m_window->session().scenario();
    giveExampleSpeeds(next.pool, *m_window->session().prepared()->data);
    m_window->session().edit(next, "speeds");
    QVERIFY(settle());
    SweepDialog* made = dialog();
    QVERIFY(made);
    made->y()->kind()->setCurrentIndex(0);
    for (int k = 0; k < made->x()->kind()->count(); ++k) {
        made->x()->kind()->setCurrentIndex(k);
        QVERIFY2(made->sweep()->isEnabled(), qPrintable(made->note()->text()));
        const std::size_t values = made->x()->axis()->values.size();
        QVERIFY2(values >= 5 && values <= 40, qPrintable(made->x()->kind()->currentText()));
        QVERIFY(run(made));
        QVERIFY2(!made->curves()->isEmpty(), qPrintable(made->x()->kind()->currentText()));
    }
}

ORL_UI_TEST(SweepDialogTest);

}  // namespace orl

#include "sweep_dialog_test.moc"
