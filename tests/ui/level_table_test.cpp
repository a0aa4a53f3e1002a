#include "ui/charts/level_table_chart.h"

#include <QSignalSpy>

#include "core/lab/level_table.h"
#include "ui/charts/plot_view.h"
#include "ui/pages/dashboard/page.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The table beside the bars: its numbers, and the queries behind a cell.
class LevelTableTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aCellSelectsItsQueries();
    void theFileHasEveryFigure();
    void theChoiceIsKept();
    void manyModelsAndUnknownFigures();

  private:
    LevelTableChart* shownTable() {
        auto* page = m_window->page<DashboardPage>();
        page->showTable(true);
        return QTest::qWaitFor([=] { return !page->isBusy(); }, kPatience) ? page->levelTable()
                                                                           : nullptr;
    }
};

void LevelTableTest::aCellSelectsItsQueries() {
    open();
    LevelTableChart* table = shownTable();
    QVERIFY(table && table->isVisible() && !table->isEmpty());
    const LevelTable expected = levelTable(solved());
    for (std::size_t level = 0; level <= expected.levels.size(); ++level) {
        for (std::size_t model = 0; model <= expected.models.size(); ++model) {
            const LevelCell& cell = expected.cells[level][model];
            QCOMPARE(table->data().cells[level][model].queries, cell.queries);
            LevelTableChart::Place place;
            if (level < expected.levels.size()) place.level = level;
            if (model < expected.models.size()) place.model = model;
            QTest::mouseClick(table->plots()[0]->viewport(), Qt::LeftButton, {},
                              table->centreOf(place).toPoint());
            const auto& selection = m_window->session().selection();
            QCOMPARE(selection ? selection->rows.size() : 0, cell.queries);
        }
    }
}

void LevelTableTest::theFileHasEveryFigure() {
    open();
    LevelTableChart* table = shownTable();
    const auto& data = table->data();
    const QStringList lines = table->csv().split('\n', Qt::SkipEmptyParts);
    QCOMPARE(std::size_t(lines.size()), 1 + (data.levels.size() + 1) * (data.models.size() + 1));
    const QStringList last = lines.back().split(',');
    QCOMPARE(last[0], QString("all"));
    QCOMPARE(last[1], QString("all"));
    QCOMPARE(last[2].toULongLong(), qulonglong(solved().experiment->rows.size()));
    QCOMPARE(last[4].toDouble(), solved().chosen.realizedAccuracy);
    QVERIFY(std::abs(last[5].toDouble() - solved().chosen.realizedCostPer1000()) < 1e-9);
    for (const auto kind : {LevelTableData::Kind::Share, LevelTableData::Kind::Accuracy,
                            LevelTableData::Kind::Cost, LevelTableData::Kind::Regret}) {
        table->setKind(kind);
        QVERIFY(!table->image(1.0).isNull());
    }
}

void LevelTableTest::theChoiceIsKept() {
    open();
    auto* page = m_window->page<DashboardPage>();
    QVERIFY(!page->levelTable()->isVisible());
    page->showTable(true);
    const QByteArray state = page->saveLayout();
    page->showTable(false);
    QVERIFY(page->distribution()->isVisible());
    page->restoreLayout(state);
    QVERIFY(page->levelTable()->isVisible());
}

void LevelTableTest::manyModelsAndUnknownFigures() {
    LevelTableData data;
    data.levels = {"all of one"};
    for (int j = 0; j < 200; ++j) {
        data.models.push_back(QString("model %1").arg(j));
        data.colors.push_back(j);
    }
    data.cells.assign(2, std::vector<LevelTableData::Cell>(201));
    data.cells[0][3].queries = 5;  // whose answers are not recorded
    LevelTableChart table;
    table.resize(400, 260);
    table.show();
    table.setData(data);
    table.setKind(LevelTableData::Kind::Regret);
    table.plots()[0]->viewport()->grab();
    QSignalSpy chosen(&table, &LevelTableChart::cellChosen);
    QTest::mouseClick(table.plots()[0]->viewport(), Qt::LeftButton, {},
                      table.centreOf({std::size_t(0), std::size_t(3)}).toPoint());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(table.csv().count('\n'), 1 + 2 * 201);
    table.setData({});
    QVERIFY(table.isEmpty());
}

ORL_UI_TEST(LevelTableTest);

}  // namespace orl

#include "level_table_test.moc"
