#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QTableView>
#include <QToolButton>
#include <QUndoStack>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/compare/disagreements.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The one selection of the window: who may undo it, and what it does not survive.
class SelectingTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void selectingIsAStepOfUndo();
    void invertingTwiceIsTheSame();
    void nothingSelectsNothing();
    void otherDataTakeItAway();
    void itStaysWhenOtherQueriesAreRouted();
    void theCurrentRowIsNoStep();
    void compareShowsFiguresOfTheSelection();
    void aCellOfDisagreementsIsASelection();
    void cardsShowTheDifferenceToThePin();
    void aPinIsSeenFaintlyInEveryChart();

  private:
    Session& session() const { return m_window->session(); }
    std::vector<std::size_t> firstRows(std::size_t count) const {
        const auto& rows = solved().experiment->rows;
        return {rows.begin(), rows.begin() + std::ptrdiff_t(count)};
    }
};

void SelectingTest::selectingIsAStepOfUndo() {
    open();
    session().select(firstRows(5), "five");
    QCOMPARE(session().selection()->rows.size(), std::size_t(5));
    QCOMPARE(session().selecting().queries()->size(), std::size_t(5));
    session().select(firstRows(3), "three");
    session().select(firstRows(3), "three");  // changes nothing
    QCOMPARE(session().undoStack()->count(), 2);
    session().undoStack()->undo();
    QCOMPARE(session().selection()->reason, std::string("five"));
    session().undoStack()->undo();
    QVERIFY(!session().selection());
    QVERIFY(!session().selecting().queries());
    session().undoStack()->redo();
    session().clearSelection();
    QVERIFY(!session().selection());
    session().undoStack()->undo();
    QCOMPARE(session().selection()->reason, std::string("five"));
}

void SelectingTest::invertingTwiceIsTheSame() {
    open();
    const auto rows = firstRows(7);
    session().select(rows, "seven");
    session().selecting().invert();
    QCOMPARE(session().selection()->rows.size(), solved().experiment->rows.size() - 7);
    session().selecting().invert();
    QCOMPARE(session().selection()->rows, rows);
}

void SelectingTest::nothingSelectsNothing() {
    open();
    session().select({}, "none");
    QVERIFY(!session().selection());
    session().select({std::size_t(1) << 40U}, "beyond the data");
    QVERIFY(!session().selection());
    QCOMPARE(session().undoStack()->count(), 0);
    session().select({3, 3, 1}, "twice");
    QCOMPARE(session().selection()->rows, (std::vector<std::size_t>{1, 3}));
}

void SelectingTest::otherDataTakeItAway() {
    open();
    session().select(firstRows(5), "five");
    session().setCurrentRow(firstRows(1)[0]);
    m_window->openWorkspace(m_lab->workspace(200, "other.orlab"));
    QVERIFY(QTest::qWaitFor([this] { return !session().selection(); }, kPatience));
    QVERIFY(settle());
    QVERIFY(session().selecting().lost().contains("five"));
    QVERIFY(!session().currentRow());
    session().select(firstRows(2), "two");
    QVERIFY(session().selecting().lost().isEmpty());
}

void SelectingTest::itStaysWhenOtherQueriesAreRouted() {
    open();
    const auto rows = firstRows(5);
    session().select(rows, "five");
    Scenario next = session().scenario();
    next.preparation.testSplit = "train";
    session().edit(next, "other split");
    QVERIFY(settle());
    QCOMPARE(session().selection()->rows, rows);
    QVERIFY(session().selecting().queries()->empty());
    session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(session().selecting().queries()->size(), std::size_t(5));
}

void SelectingTest::theCurrentRowIsNoStep() {
    open();
    const std::size_t row = firstRows(4)[3];
    session().setCurrentRow(row);
    QCOMPARE(session().undoStack()->count(), 0);
    QCOMPARE(*session().selecting().currentQuery(), std::uint32_t(3));
}

void SelectingTest::compareShowsFiguresOfTheSelection() {
    open();
    ComparePage* page = m_window->page<ComparePage>();
    m_window->showPage("compare");
    QVERIFY(!page->part()->isEnabled());
    session().select(firstRows(6), "six");
    page->part()->click();
    const ComparisonModel& model = *page->model();
    const auto& shown = *model.view();
    QCOMPARE(shown.evaluations.front().queries, std::size_t(6));
    for (std::size_t r = 0; r < shown.evaluations.size(); ++r) {
        const Assignment& routed = *shown.assignments[r];
        double cost = 0.0;
        for (std::size_t i = 0; i < 6; ++i) {
            cost += solved().experiment->problem.cost(i, std::size_t(routed[i]));
        }
        QVERIFY(std::abs(model.number(int(r), ComparisonModel::Cost) - cost / 6.0 * 1000.0) < 1e-9);
    }
    QVERIFY(page->note().startsWith("6 queries"));
    session().clearSelection();
    QVERIFY(!page->part()->isChecked());
    QCOMPARE(page->model()->view()->evaluations.front().queries, solved().experiment->rows.size());
}

void SelectingTest::aCellOfDisagreementsIsASelection() {
    open();
    m_window->showPage("compare");
    DisagreementPanel* panel = m_window->page<ComparePage>()->disagreements();
    const QAbstractItemModelTester tester(panel->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::int64_t all = 0;
    QModelIndex most;
    for (int row = 0; row < panel->model()->rowCount(); ++row) {
        for (int column = 0; column < panel->model()->columnCount(); ++column) {
            const std::int64_t here = panel->model()->countAt(row, column);
            all += here;
            if (!most.isValid() || here > panel->model()->countAt(most.row(), most.column())) {
                most = panel->model()->index(row, column);
            }
        }
    }
    QCOMPARE(std::size_t(all), solved().experiment->rows.size());
    QTest::qWait(1);
    panel->table()->scrollTo(most);
    QTest::mouseClick(panel->table()->viewport(), Qt::LeftButton, {},
                      panel->table()->visualRect(most).center());
    QVERIFY(session().selection());
    QCOMPARE(std::int64_t(session().selection()->rows.size()),
             panel->model()->countAt(most.row(), most.column()));
    for (const std::uint32_t i : *session().selecting().queries()) {
        QCOMPARE((*solved().assignment)[i], most.row());
    }
}

void SelectingTest::cardsShowTheDifferenceToThePin() {
    open();
    QVERIFY(m_window->cards()->cost()->difference().isEmpty());
    session().pin();
    QCOMPARE(m_window->cards()->cost()->difference(), QString("±0"));
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.75;
    session().edit(next, "change of α");
    QVERIFY(settle());
    QVERIFY(m_window->cards()->cost()->difference().startsWith("+$"));
    QVERIFY(m_window->cards()->accuracy()->difference().startsWith('+'));
    QVERIFY(m_window->cards()->time()->title().contains("pin A"));
    session().unpin();
    QVERIFY(m_window->cards()->cost()->difference().isEmpty());
    QVERIFY(m_window->cards()->time()->title().contains("Solve"));
}

void SelectingTest::aPinIsSeenFaintlyInEveryChart() {
    open();
    Scenario next = session().scenario();
    next.constraints.commonCapacity = 0.6;
    session().edit(next, "change of L");
    QVERIFY(settle());
    session().pin();
    const auto was = session().solved();
    const auto charts = m_window->page<DashboardPage>();
    next.constraints.qualityFloor = 0.6;
    session().edit(next, "change of α");
    QVERIFY(settle());
    const auto& groups = charts->distribution()->data().groups;
    for (std::size_t r = 0; r < groups.size(); ++r) {
        const bool own = solved().evaluations[r].router == was->chosen.router;
        QCOMPARE(groups[r].ghost, own ? was->chosen.levelShare : decltype(groups[r].ghost)());
    }
    QCOMPARE(charts->plane()->data().pinned.cost, was->chosen.realizedCostPer1000());
    // Another α moves along its curve, and gives the others new ones.
    const SweepData::Ghost& alpha = charts->alphaSweep()->data().ghost;
    QCOMPARE(alpha.at, 0.5);
    QVERIFY(alpha.same && alpha.curve.x.empty());
    const SweepData::Ghost& capacity = charts->capacitySweep()->data().ghost;
    QCOMPARE(capacity.at, 0.6);
    QVERIFY(!capacity.same && !capacity.curve.x.empty());
    QVERIFY(charts->capacitySweep()->csv().count('\n') > 1);
    RangeSlider* slider = constraints()->alpha()->slider();
    QVERIFY(slider->pin() >= 0 && slider->pin() < slider->value());
    QCOMPARE(constraints()->capacity()->slider()->pin(),
             constraints()->capacity()->slider()->value());
    session().unpin();
    QVERIFY(std::isnan(charts->plane()->data().pinned.cost));
    QVERIFY(charts->capacitySweep()->data().ghost.name.isEmpty());
    QVERIFY(charts->distribution()->data().groups.front().ghost.empty());
    QCOMPARE(slider->pin(), -1);
}

ORL_UI_TEST(SelectingTest);

}  // namespace orl

#include "selecting_test.moc"
