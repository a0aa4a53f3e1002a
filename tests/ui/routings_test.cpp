// All routings of a few queries: the picture, the check list that adds up to the gap, the board.
#include <QComboBox>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>
#include <cmath>

#include "core/lab/duals/own_instance.h"
#include "core/lab/duals/slackness.h"
#include "ui/charts/routing_board.h"
#include "ui/charts/routing_plane.h"
#include "ui/charts/trace_plot.h"
#include "ui/charts/waterfall_chart.h"
#include "ui/pages/duals/page.h"
#include "ui/pages/duals/routings_panel.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class RoutingsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        m_panel.reset();
        end();
    }
    void allRoutingsAreShownAndTheBestIsAmongThem();
    void theCheckListAddsUpToTheGap();
    void aQueryIsDraggedToAnotherModel();
    void greedyIsReplayedArrivalByArrival();
    void aClickPutsARoutingOnTheBoard();
    void manyQueriesAreASampleAndATable();
    void whatCannotBeSolvedIsSaid();
    void theBoardOutlivesItsData();
    void picture();

  private:
    void openPanel() {
        constraints()->capacity()->field()->setValue(40.0);
        constraints()->alpha()->field()->setValue(65.0);
        QVERIFY(settle());
        m_panel = std::make_unique<RoutingsPanel>(m_window->session());
        m_panel->resize(1256, 860);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        QVERIFY(ready());
        QVERIFY(m_panel->view());
    }
    bool ready() {
        return QTest::qWaitFor(
            [this] { return m_window->session().settled() && !m_panel->isBusy(); }, kPatience);
    }
    const RoutingsView& view() const { return *m_panel->view(); }
    std::unique_ptr<RoutingsPanel> m_panel;
};

void RoutingsTest::allRoutingsAreShownAndTheBestIsAmongThem() {
    open();
    openPanel();
    QVERIFY(view().cloud.complete());
    const auto& points = *m_panel->overview()->content().points;
    QCOMPARE(points.size(), view().cloud.size());
    QCOMPARE(double(points.size()), std::pow(3.0, 8.0));
    double least = INFINITY;
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (points[k].kind == 2) least = std::min(least, view().cloud.cost(k));
    }
    QVERIFY(view().best.solved());
    QVERIFY(std::abs(least - view().best.cost) < 1e-12);
    QVERIFY(view().relaxation.bound <= view().best.cost + 1e-12);
    // Other queries, the same picture of them.
    const auto before = view().batch.queries;
    QTest::mouseClick(m_panel->drawButton(), Qt::LeftButton);
    QVERIFY(ready());
    QVERIFY(view().batch.queries != before);
    QVERIFY(!m_panel->gaps().empty());
}

void RoutingsTest::theCheckListAddsUpToTheGap() {
    open();
    openPanel();
    QTest::mouseClick(m_panel->bestButton(), Qt::LeftButton);
    QCOMPARE(m_panel->routing(), view().best.assignment);
    const Slackness slack =
        slacknessOf(view().batch, view().relaxation.prices, view().best.assignment);
    QCOMPARE(m_panel->conditions()->rowCount(), int(slack.items.size()));
    for (int row = 0; row < m_panel->conditions()->rowCount(); ++row) {
        QCOMPARE(m_panel->conditions()->item(row, 1)->text(), QString("✓"));
        QCOMPARE(m_panel->conditions()->item(row, 2)->text(),
                 slack.items[std::size_t(row)].holds() ? QString("✓") : QString("✗"));
    }
    const WaterfallData& shown = m_panel->waterfall()->data();
    QVERIFY(std::abs(shown.start - view().relaxation.bound * 1000.0) < 1e-9);
    QVERIFY(std::abs(shown.end() - view().best.cost * 1000.0) < 1e-9);
}

void RoutingsTest::aQueryIsDraggedToAnotherModel() {
    open();
    openPanel();
    QTest::mouseClick(m_panel->bestButton(), Qt::LeftButton);
    RoutingBoard* board = m_panel->board();
    // To a column with room; a full one refuses.
    int open = -1;
    int full = -1;
    for (int j = 0; j < int(board->columns().size()); ++j) {
        const int capacity = board->columns()[std::size_t(j)].capacity;
        const auto load = std::ranges::count_if(
            board->cards(), [&](const RoutingBoard::Card& card) { return card.column == j; });
        if (capacity >= 0 && load >= capacity) full = j;
        if (capacity < 0 || load < capacity) open = j;
    }
    const auto drag = [&](int card, int column) {
        const QPoint from = board->cardRect(card).center().toPoint();
        const QPoint to = board->columnRect(column).center().toPoint();
        QTest::mousePress(board, Qt::LeftButton, {}, from);
        QTest::mouseMove(board, (from + to) / 2);
        QTest::mouseMove(board, to);
        QTest::mouseRelease(board, Qt::LeftButton, {}, to);
    };
    QVERIFY(open >= 0);
    int card = -1;
    for (int i = 0; i < int(board->cards().size()); ++i) {
        if (board->cards()[std::size_t(i)].column != open) card = i;
    }
    QVERIFY(card >= 0);
    const int home = board->cards()[std::size_t(card)].column;
    drag(card, open);
    QCOMPARE(m_panel->routing()[std::size_t(card)], open);
    QVERIFY(board->cards()[std::size_t(card)].elsewhere);
    // Back again by keys: the query's number, the model's letter.
    board->setFocus();
    QTest::keyClicks(board, QString::number(card + 1));
    QTest::keyClicks(board, QString(QChar('A' + home)));
    QCOMPARE(m_panel->routing(), view().best.assignment);
    if (full < 0) return;
    int other = -1;
    for (int i = 0; i < int(board->cards().size()); ++i) {
        if (board->cards()[std::size_t(i)].column != full) other = i;
    }
    drag(other, full);
    QCOMPARE(m_panel->routing(), view().best.assignment);
    QVERIFY2(m_panel->said().contains("no free slot"), qPrintable(m_panel->said()));
}

void RoutingsTest::greedyIsReplayedArrivalByArrival() {
    open();
    openPanel();
    QTest::mouseClick(m_panel->forthButton(), Qt::LeftButton);
    const auto arrived = [&] {
        return std::ranges::count_if(m_panel->routing(), [](std::int32_t m) { return m >= 0; });
    };
    QCOMPARE(arrived(), 1);
    QTest::mouseClick(m_panel->forthButton(), Qt::LeftButton);
    QTest::mouseClick(m_panel->forthButton(), Qt::LeftButton);
    QCOMPARE(arrived(), 3);
    QTest::mouseClick(m_panel->backButton(), Qt::LeftButton);
    QCOMPARE(arrived(), 2);
    m_panel->rule()->setFocus();
    QTest::keyClick(m_panel->rule(), Qt::Key_Down);
    QCOMPARE(arrived(), 8);
    const Assignment before = m_panel->routing();
    bool changed = false;
    for (int k = 0; k < 6; ++k) {
        QTest::mouseClick(m_panel->shuffleButton(), Qt::LeftButton);
        changed = changed || m_panel->routing() != before;
    }
    QVERIFY(changed || view().batch.constraints().capacity.empty());
}

void RoutingsTest::aClickPutsARoutingOnTheBoard() {
    open();
    openPanel();
    RoutingPlane* plane = m_panel->overview();
    const std::size_t index = 1234;
    const RoutingPlane::Point point = (*plane->content().points)[index];
    QTest::mouseClick(plane, Qt::LeftButton, {},
                      plane->pixelOf(point.quality, point.cost).toPoint());
    const PlanTotals totals = totalsOf(view().batch.problem(), m_panel->routing());
    const QPointF away = plane->pixelOf(totals.quality, totals.cost * 1000.0) -
                         plane->pixelOf(point.quality, point.cost);
    QVERIFY(std::hypot(away.x(), away.y()) < 8.0);
    // The box of the overview moves the close-up.
    const RoutingPlane::Range before = m_panel->closeUp()->range();
    const QPoint middle = plane->rect().center();
    QTest::mousePress(plane, Qt::LeftButton, {}, middle);
    QTest::mouseMove(plane, middle + QPoint(20, 0));
    QTest::mouseMove(plane, middle + QPoint(40, 0));
    QTest::mouseRelease(plane, Qt::LeftButton, {}, middle + QPoint(40, 0));
    QVERIFY(m_panel->closeUp()->range() != before);
}

void RoutingsTest::manyQueriesAreASampleAndATable() {
    open();
    openPanel();
    m_panel->queries()->setValue(40);
    QVERIFY(ready());
    QVERIFY(!view().cloud.complete());
    QCOMPARE(view().cloud.size(), RoutingCloud::kMost);
    QVERIFY(m_panel->said().contains("routings in all"));
    QVERIFY(!m_panel->board()->isVisible());
    m_panel->queries()->setValue(1);
    m_panel->models()->setValue(1);
    QVERIFY(ready());
    QCOMPARE(view().cloud.size(), 1U);
    m_panel->models()->setValue(5);
    QVERIFY(ready());
    QCOMPARE(view().cloud.size(), view().batch.models.size());
}

void RoutingsTest::whatCannotBeSolvedIsSaid() {
    open();
    openPanel();
    constraints()->alpha()->field()->setValue(99.9);
    QVERIFY(settle());
    QVERIFY(ready());
    QVERIFY2(m_panel->said().contains("reach no more than"), qPrintable(m_panel->said()));
    constraints()->mode()->setFocus();
    QTest::keyClick(constraints()->mode(), Qt::Key_Down);
    QVERIFY(settle());
    QVERIFY(ready());
    QVERIFY(view().batch.constraints().mode == RoutingMode::QualityUnderBudget);
    QVERIFY(m_panel->overview()->content().budget);
    // More money than the best routing costs: nothing has a price, and nothing is said of it.
    constraints()->budget()->field()->setValue(900.0);
    QVERIFY(settle());
    QVERIFY(ready());
    QVERIFY(view().best.solved());
    QCOMPARE(m_panel->conditions()->rowCount(), 0);
}

/// While the panel is hidden its queries stay those of the data that they were drawn from.
void RoutingsTest::theBoardOutlivesItsData() {
    open();
    openPanel();
    m_panel->hide();
    Dataset tiny = textbookInstance();
    m_window->session().visit(std::make_shared<const Dataset>(tiny), textbookScenario());
    QVERIFY(QTest::qWaitFor([this] { return m_window->session().isVisiting(); }, kPatience));
    QVERIFY(settle());
    QCOMPARE(solved().experiment->rows.size(), 2U);
    const std::size_t before = view().batch.queries.size();
    QTest::mouseClick(m_panel->bestButton(), Qt::LeftButton);
    QCOMPARE(m_panel->board()->cards().size(), before);
    m_panel->show();
    QVERIFY(ready());
    QCOMPARE(view().batch.queries.size(), 2U);
}

/// With ORL_PICTURES=FOLDER the bundled data leave pictures there.
void RoutingsTest::picture() {
    const QString folder = qEnvironmentVariable("ORL_PICTURES");
    if (folder.isEmpty()) QSKIP("ORL_PICTURES names no folder");
    show(m_lab->workspace(5000, "large.orlab", "hybrid"));
    openPanel();
    QTest::qWait(50);
    QVERIFY(m_panel->grab().save(folder + "/routings.png"));
    m_panel->resize(940, 640);
    m_panel->queries()->setValue(12);
    QVERIFY(ready());
    QTest::qWait(50);
    QVERIFY(m_panel->grab().save(folder + "/routings-small.png"));
}

ORL_UI_TEST(RoutingsTest);

}  // namespace orl

#include "routings_test.moc"
