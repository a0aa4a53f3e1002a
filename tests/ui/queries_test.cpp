// The Queries page: what is listed, in which order, and how it goes with the rest of the window.
#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QToolButton>
#include <QUndoStack>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/queries/filter_bar.h"
#include "ui/pages/queries/page.h"
#include "ui/pages/queries/table_model.h"
#include "ui/results/selection_row.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class QueriesTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void everyRoutedQueryIsListed();
    void theModelIsWellBehaved();
    void searchAndFiltersNarrow();
    void headersSort();
    void cellsFollowAnotherFloor();
    void aClickOnABarSelectsItsQueries();
    void rowsOfTheTableAreASelection();
    void whatIsListedIsASelection();
    void theCurrentRowIsOne();
    void whatMovedSinceThePin();
    void aPageThatIsNotSeenDoesNotWork();
    void nothingFoundSaysWhy();
    void dataWithoutOutcomesOrTasks();
    void strangeTexts();
    void exportHasWholeTexts();

  private:
    Session& session() const { return m_window->session(); }
    QueriesPage& page() const { return *m_window->page<QueriesPage>(); }
    QueryTableModel& model() const { return *page().model(); }
    void openPage(std::size_t queries = 240) {
        open(queries);
        m_window->showPage("queries");
        QVERIFY(listed());
    }
    bool listed() {
        return QTest::qWaitFor([this] { return session().settled() && !page().isBusy(); },
                               kPatience);
    }
    QString cell(int row, QueryField field) const {
        return model().index(row, int(field)).data().toString();
    }
    void setFloor(double value) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = value;
        session().edit(next, "change of α");
    }
};

void QueriesTest::everyRoutedQueryIsListed() {
    openPage();
    QCOMPARE(std::size_t(model().rowCount()), solved().experiment->rows.size());
    QVERIFY(page().foot()->text().contains("closest calls"));
    for (int row = 0; row < model().rowCount(); ++row) {
        const std::uint32_t i = model().query(row);
        const std::int32_t chosen = (*solved().assignment)[i];
        QCOMPARE(cell(row, QueryField::Chosen).toStdString(),
                 solved().experiment->models[std::size_t(chosen)]);
    }
}

void QueriesTest::theModelIsWellBehaved() {
    openPage();
    const QAbstractItemModelTester tester(&model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    setFloor(0.6);
    QVERIFY(listed());
    page().filters()->search()->setText("a");
    QVERIFY(listed());
    page().filters()->search()->setText("no text has this");
    QVERIFY(listed());
    page().filters()->clear();
    QVERIFY(listed());
    m_window->openWorkspace(m_lab->workspace(160, "other.orlab"));
    QVERIFY(QTest::qWaitFor([this] { return session().settled(); }, kPatience));
    QVERIFY(listed());
    QCOMPARE(std::size_t(model().rowCount()), solved().experiment->rows.size());
}

void QueriesTest::searchAndFiltersNarrow() {
    openPage();
    FilterBar& filters = *page().filters();
    const int all = model().rowCount();
    const QString word = cell(0, QueryField::Text).section(' ', 0, 0);
    QTest::keyClicks(filters.search(), word.toUpper());
    QVERIFY(listed());
    QVERIFY(model().rowCount() > 0 && model().rowCount() < all);
    for (int row = 0; row < model().rowCount(); ++row) {
        const std::string& text = model().fields()->query(model().query(row)).text;
        QVERIFY(QString::fromStdString(text).contains(word, Qt::CaseInsensitive));
    }
    filters.clear();
    filters.models()->actions().at(1)->trigger();
    QVERIFY(listed());
    for (int row = 0; row < model().rowCount(); ++row) {
        QCOMPARE(model().fields()->chosen(model().query(row)), 1);
    }
    filters.clear();
    filters.outcomes()->actions().at(1)->trigger();
    filters.outcomes()->actions().at(0)->trigger();  // one at a time
    QVERIFY(listed());
    QVERIFY(model().rowCount() > 0);
    for (int row = 0; row < model().rowCount(); ++row) {
        QVERIFY(model().fields()->number(QueryField::Score, model().query(row)) >= 0.5);
    }
    filters.clear();
    filters.setRange({QueryField::PredictedQuality, 0.5, 1.0});
    QVERIFY(listed());
    for (int row = 0; row < model().rowCount(); ++row) {
        QVERIFY(model().fields()->number(QueryField::PredictedQuality, model().query(row)) >= 0.5);
    }
    filters.clear();
    QVERIFY(listed());
    QCOMPARE(model().rowCount(), all);
}

void QueriesTest::headersSort() {
    openPage();
    QHeaderView* header = page().table()->horizontalHeader();
    const auto click = [&](QueryField field, Qt::KeyboardModifiers keys) {
        const int x = header->sectionViewportPosition(int(field)) + 6;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, keys,
                          QPoint(x, header->height() / 2));
        QVERIFY(listed());
    };
    click(QueryField::PredictedCost, {});
    for (int row = 1; row < model().rowCount(); ++row) {
        QVERIFY(model().fields()->number(QueryField::PredictedCost, model().query(row - 1)) >=
                model().fields()->number(QueryField::PredictedCost, model().query(row)));
    }
    click(QueryField::PredictedCost, {});
    QVERIFY(!page().sort()[0].descending);
    click(QueryField::Level, {});
    click(QueryField::PredictedQuality, Qt::ShiftModifier);
    QCOMPARE(page().sort().size(), std::size_t(2));
    QVERIFY(model()
                .headerData(int(QueryField::Level), Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .endsWith('1'));
}

void QueriesTest::cellsFollowAnotherFloor() {
    openPage();
    setFloor(0.3);
    QVERIFY(listed());
    const Assignment before = *solved().assignment;
    setFloor(0.75);
    QVERIFY(listed());
    QVERIFY(before != *solved().assignment);
    for (int row = 0; row < model().rowCount(); ++row) {
        const std::int32_t chosen = (*solved().assignment)[model().query(row)];
        QCOMPARE(cell(row, QueryField::Chosen).toStdString(),
                 solved().experiment->models[std::size_t(chosen)]);
    }
}

void QueriesTest::aClickOnABarSelectsItsQueries() {
    openPage();
    m_window->showPage("dashboard");
    DistributionChart* chart = m_window->page<DashboardPage>()->distribution();
    QTest::qWait(1);
    // The greatest part of the solver's bars.
    DistributionChart::Segment segment;
    double greatest = 0.0;
    for (std::size_t level = 0; level < solved().experiment->levelNames.size(); ++level) {
        for (std::size_t j = 0; j < solved().experiment->models.size(); ++j) {
            const double share = solved().chosen.levelShare[level][j];
            if (share > greatest) segment = {0, level, j};
            greatest = std::max(greatest, share);
        }
    }
    QTest::mouseClick(chart->plots().front()->viewport(), Qt::LeftButton, {},
                      chart->plots().front()->viewport()->mapFrom(chart, chart->placeOf(segment)));
    QVERIFY(session().selection());
    const auto& rows = solved().experiment->rows;
    QCOMPARE(double(session().selection()->rows.size()),
             std::round(greatest * double(rows.size())));
    for (const std::uint32_t i : *session().selecting().queries()) {
        QCOMPARE((*solved().assignment)[i], std::int32_t(*segment.model));
        QCOMPARE(solved().experiment->level[i], int(segment.level));
    }
    QCOMPARE(chart->marked(), std::optional(segment));
    SelectionRow* row = m_window->selectionRow();
    QVERIFY(row->chipText().contains(
        QString::fromStdString(solved().experiment->models[*segment.model])));
    QVERIFY(row->figures().contains("%"));
    QTest::mouseClick(row->showButton(), Qt::LeftButton);
    QVERIFY(page().isVisible());
    QVERIFY(listed());
    QCOMPARE(std::size_t(model().rowCount()), session().selection()->rows.size());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!session().selection());
    QVERIFY(listed());
    QCOMPARE(std::size_t(model().rowCount()), rows.size());
    session().undoStack()->undo();
    QCOMPARE(chart->marked(), std::optional(segment));
}

void QueriesTest::rowsOfTheTableAreASelection() {
    openPage();
    QTableView* table = page().table();
    const auto press = [&](int row, Qt::KeyboardModifiers keys) {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, keys,
                          table->visualRect(model().index(row, 0)).center());
    };
    press(1, {});
    press(4, Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([this] { return session().selection() != nullptr; }, kPatience));
    QCOMPARE(session().selection()->rows.size(), std::size_t(4));
    QVERIFY(!page().filters()->selectionOnly()->isChecked());
    QCOMPARE(model().index(2, 0).data(Qt::BackgroundRole).isValid(), true);
    QCOMPARE(model().index(6, 0).data(Qt::BackgroundRole).isValid(), false);
    QCOMPARE(session().undoStack()->count(), 1);
}

void QueriesTest::whatIsListedIsASelection() {
    openPage();
    page().filters()->tasks()->actions().at(0)->trigger();
    page().filters()->outcomes()->actions().at(1)->trigger();
    QVERIFY(listed());
    const int listedRows = model().rowCount();
    QVERIFY(listedRows > 0);
    emit page().filters()->selectAsked();
    QVERIFY(session().selection());
    QCOMPARE(int(session().selection()->rows.size()), listedRows);
    const QString task = QString::fromStdString(model().fields()->query(model().query(0)).task);
    QVERIFY(QString::fromStdString(session().selection()->reason).startsWith(task));
    QVERIFY(QString::fromStdString(session().selection()->reason).contains("Wrong"));
}

void QueriesTest::theCurrentRowIsOne() {
    openPage();
    page().table()->setCurrentIndex(model().index(3, 0));
    const std::size_t row = *session().currentRow();
    QCOMPARE(row, model().dataRow(3));
    page().sortBy(QueryField::PredictedCost, false);
    QVERIFY(listed());
    QCOMPARE(*session().currentRow(), row);
    QCOMPARE(model().dataRow(page().table()->currentIndex().row()), row);
    session().setCurrentRow(model().dataRow(7));
    QCOMPARE(page().table()->currentIndex().row(), 7);
}

void QueriesTest::whatMovedSinceThePin() {
    openPage();
    setFloor(0.4);
    QVERIFY(listed());
    QVERIFY(!page().filters()->movedOnly()->isEnabled());
    QVERIFY(page().table()->isColumnHidden(int(QueryField::Pinned)));
    session().pin();
    setFloor(0.75);
    QVERIFY(listed());
    QVERIFY(!page().table()->isColumnHidden(int(QueryField::Pinned)));
    page().filters()->movedOnly()->click();
    QVERIFY(listed());
    QVERIFY(model().rowCount() > 0);
    for (int row = 0; row < model().rowCount(); ++row) {
        QVERIFY(cell(row, QueryField::Pinned) != cell(row, QueryField::Chosen));
    }
    session().unpin();
    QVERIFY(listed());
    QCOMPARE(std::size_t(model().rowCount()), solved().experiment->rows.size());
    session().pin();
    m_window->openWorkspace(m_lab->workspace(160, "other.orlab"));
    QVERIFY(QTest::qWaitFor([this] { return !session().pinned(); }, kPatience));
}

void QueriesTest::aPageThatIsNotSeenDoesNotWork() {
    open();
    QCOMPARE(model().rowCount(), 0);
    m_window->showPage("queries");
    QVERIFY(listed());
    QCOMPARE(std::size_t(model().rowCount()), solved().experiment->rows.size());
}

void QueriesTest::nothingFoundSaysWhy() {
    openPage();
    page().filters()->search()->setText("xyzzy");
    page().filters()->models()->actions().at(0)->trigger();
    QVERIFY(listed());
    QCOMPARE(model().rowCount(), 0);
    QVERIFY(page().filters()->words().contains("xyzzy"));
    QVERIFY(page().filters()->words().contains("1 filter"));
    const auto labels = page().findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->isVisible() && label->text().contains("xyzzy");
    }));
}

void QueriesTest::dataWithoutOutcomesOrTasks() {
    m_lab->workspace(120);
    {
        Workspace workspace = Workspace::open(m_lab->path("w.orlab"));
        Dataset data = workspace.loadDataset("small");
        for (std::size_t i = 0; i < data.queries.size(); ++i) {
            data.queries[i].task.clear();
            if (data.queries[i].split == "test")
                data.score.row(Eigen::Index(i)).setConstant(kMissing);
        }
        workspace.saveDataset(data);
    }
    show(m_lab->file("w.orlab"));
    m_window->showPage("queries");
    QVERIFY(listed());
    QVERIFY(model().rowCount() > 0);
    QVERIFY(page().table()->isColumnHidden(int(QueryField::Score)));
    QVERIFY(page().table()->isColumnHidden(int(QueryField::Regret)));
    QVERIFY(page().foot()->text().contains("no outcomes"));
}

void QueriesTest::strangeTexts() {
    m_lab->workspace(120);
    {
        Workspace workspace = Workspace::open(m_lab->path("w.orlab"));
        Dataset data = workspace.loadDataset("small");
        std::vector<std::size_t> rows = data.rowsOfSplit("test");
        data.queries[rows[0]].text.clear();
        data.queries[rows[1]].text = std::string(1'000'000, 'x');
        data.queries[rows[2]].text = "שלום <b>עולם</b> 🙂\n\nzwei Zeilen";
        data.queries[rows[3]].text = data.queries[rows[4]].text;
        workspace.saveDataset(data);
    }
    show(m_lab->file("w.orlab"));
    m_window->showPage("queries");
    QVERIFY(listed());
    const auto textOf = [&](std::size_t k) {
        const std::size_t row = solved().experiment->rows[k];
        return cell(model().rowOf(row), QueryField::Text);
    };
    QVERIFY(!textOf(0).isEmpty());
    QVERIFY(textOf(1).size() < 300);
    QVERIFY(!textOf(2).contains('\n'));
    page().filters()->search()->setText("עולם");
    QVERIFY(listed());
    QCOMPARE(model().rowCount(), 1);
}

void QueriesTest::exportHasWholeTexts() {
    openPage();
    page().saveCsv(m_lab->file("queries.csv"));
    QFile file(m_lab->file("queries.csv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString csv = QString::fromUtf8(file.readAll());
    QVERIFY(csv.startsWith("Query,Task,Level,Chosen"));
    QVERIFY(csv.contains(
        QString::fromStdString(model().fields()->query(model().query(0)).text).left(60)));
    QVERIFY_EXCEPTION_THROWN(page().saveCsv(m_lab->file("no/such/q.csv")), Error);
}

ORL_UI_TEST(QueriesTest);

}  // namespace orl

#include "queries_test.moc"
