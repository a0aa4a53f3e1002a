// Why a query goes where it goes: what the panel says, and that its pills do what they say.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QUndoStack>

#include "core/lab/reduced_cost.h"
#include "ui/charts/flip_axis.h"
#include "ui/charts/strips_chart.h"
#include "ui/pages/queries/why_flips.h"
#include "ui/pages/queries/why_panel.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class WhyTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        m_panel.reset();
        end();
    }
    void saysWhatIsMissing();
    void theStripsAreTheReducedCosts();
    void theVerdictFollowsAnotherFloor();
    void pillsGoWhereTheySay();
    void aPriceOfAccuracyIsAFloor();
    void tablesOfTheDetail();
    void severalAreSummed();
    void otherRoutersHaveNoPrices();
    void infeasibleSaysSo();
    void strangeTexts();
    void aPanelThatIsNotSeenDoesNotWork();
    void whatIsReadAfterTheDataWentIsNotShown();

  private:
    Session& session() const { return m_window->session(); }
    void openPanel(std::size_t queries = 240, const std::string& predictor = "prior") {
        show(m_lab->workspace(queries, "w.orlab", predictor));
        m_panel = std::make_unique<WhyPanel>(session());
        m_panel->resize(1256, 330);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    bool quiet() {
        return QTest::qWaitFor([this] { return session().settled() && !m_panel->isBusy(); },
                               kPatience);
    }
    void look(std::uint32_t query) {
        session().setCurrentRow(solved().experiment->rows[query]);
        QVERIFY(quiet());
    }
    void setFloor(double value) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = value;
        session().edit(next, "change of α");
    }
    const FlipAxisView& axis(FlipAxis which) const { return *m_panel->flips()->axis(which); }

    std::unique_ptr<WhyPanel> m_panel;
};

void WhyTest::saysWhatIsMissing() {
    openPanel();
    QVERIFY(m_panel->empty()->isVisible());
    QVERIFY(m_panel->empty()->text().contains("Choose a query"));
    session().setCurrentRow(solved().experiment->rows[2]);
    QVERIFY(!m_panel->empty()->isVisible());
    std::size_t learned = 0;
    while (std::ranges::binary_search(solved().experiment->rows, learned)) ++learned;
    session().setCurrentRow(learned);
    QVERIFY(m_panel->empty()->isVisible());
    QVERIFY(m_panel->empty()->text().contains("not among"));
}

void WhyTest::theStripsAreTheReducedCosts() {
    openPanel();
    const ReducedCosts costs(solved());
    for (const std::uint32_t query : {0U, 17U, 60U}) {
        session().setCurrentRow(solved().experiment->rows[query]);
        const StripsChart::Content& shown = m_panel->strips()->content();
        QCOMPARE(shown.strips.size(), solved().experiment->models.size());
        QVERIFY(shown.priced);
        const auto chosen = std::size_t((*solved().assignment)[query]);
        QCOMPARE(shown.strips[std::size_t(shown.chosen)].name.toStdString(),
                 solved().experiment->models[chosen]);
        QCOMPARE(shown.strips[std::size_t(shown.chosen)].reducedCost,
                 costs.of(query, chosen) * 1000.0);
        for (std::size_t k = 1; k < shown.strips.size(); ++k) {
            QVERIFY(shown.strips[k - 1].reducedCost <= shown.strips[k].reducedCost);
            QVERIFY(m_panel->strips()->xOf(shown.strips[k - 1].reducedCost) <=
                    m_panel->strips()->xOf(shown.strips[k].reducedCost));
        }
        QVERIFY(m_panel->title()->text().contains(
            QString::fromStdString(solved().experiment->models[chosen])));
        QVERIFY(!m_panel->verdict()->text().isEmpty());
    }
}

void WhyTest::theVerdictFollowsAnotherFloor() {
    openPanel();
    look(5);
    const QString before = m_panel->verdict()->text();
    const double worth = m_panel->strips()->content().strips[0].worth;
    setFloor(0.62);
    QVERIFY(quiet());
    QVERIFY(m_panel->strips()->content().strips[0].worth != worth);
    QVERIFY(m_panel->verdict()->text() != before);
}

/// Every pill of every axis: pressed, the query is then at the model that the tip names.
void WhyTest::pillsGoWhereTheySay() {
    openPanel(160, "hybrid");
    setFloor(0.6);
    QVERIFY(quiet());
    int pressed = 0;
    for (const std::uint32_t query : {1U, 9U, 33U}) {
        for (const FlipAxis which : {FlipAxis::Constraint, FlipAxis::Price, FlipAxis::Capacity}) {
            look(query);
            const auto pills = axis(which).content().pills.size();
            for (std::size_t k = 0; k < pills; ++k) {
                const Scenario before = session().scenario();
                const int steps = session().undoStack()->index();
                const FlipAxisView::Pill pill = axis(which).content().pills[k];
                QPushButton* button = axis(which).pills()[k];
                if (!button->isVisible()) continue;
                button->click();
                QVERIFY(QTest::qWaitFor([&] { return !(session().scenario() == before); }));
                QVERIFY(quiet());
                QCOMPARE(session().undoStack()->index(), steps + 1);
                const auto now = std::size_t((*solved().assignment)[query]);
                const QString name = QString::fromStdString(solved().experiment->models[now]);
                QVERIFY2(pill.tip.contains(name), qPrintable(pill.tip + " not " + name));
                ++pressed;
                session().undoStack()->undo();
                QVERIFY(quiet());
                QVERIFY(session().scenario() == before);
            }
        }
    }
    QVERIFY(pressed > 5);
}

void WhyTest::aPriceOfAccuracyIsAFloor() {
    openPanel(400, "hybrid");
    setFloor(0.6);
    QVERIFY(quiet());
    for (std::uint32_t query = 0; query < 30; ++query) {
        look(query);
        const auto& pills = axis(FlipAxis::QualityPrice).content().pills;
        if (pills.empty()) continue;
        const double now = solved().certificate->qualityPrice;
        const double target = pills.back().target;
        const double floor = session().scenario().constraints.qualityFloor;
        axis(FlipAxis::QualityPrice).pills().back()->click();
        QVERIFY(QTest::qWaitFor(
            [&] { return session().scenario().constraints.qualityFloor != floor; }));
        QVERIFY((session().scenario().constraints.qualityFloor > floor) == (target > now));
        return;
    }
    QFAIL("no query has a change along λ");
}

void WhyTest::tablesOfTheDetail() {
    openPanel(240, "hybrid");
    look(3);
    const auto models = int(solved().experiment->models.size());
    for (const auto tab :
         {WhyPanel::Tab::Predictions, WhyPanel::Tab::Neighbours, WhyPanel::Tab::Recorded}) {
        m_panel->showTab(tab);
        QAbstractItemModel* model = m_panel->table(tab)->model();
        const QAbstractItemModelTester tester(
            model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(m_panel->table(tab)->isVisible());
        QCOMPARE(model->rowCount(), tab == WhyPanel::Tab::Neighbours ? 32 : models);
        look(4);
        look(3);
    }
    m_panel->showTab(WhyPanel::Tab::Predictions);
    const QAbstractItemModel* predicted = m_panel->table(WhyPanel::Tab::Predictions)->model();
    for (int row = 0; row < models; ++row) {
        for (int column = 1; column < predicted->columnCount(); ++column) {
            QVERIFY(predicted->index(row, column).data().toString() != QString("–"));
        }
    }
}

void WhyTest::severalAreSummed() {
    openPanel();
    std::vector<std::size_t> rows(solved().experiment->rows.begin(),
                                  solved().experiment->rows.begin() + 37);
    session().setCurrentRow(rows[0]);
    session().select(rows, "the first");
    QVERIFY(quiet());
    QVERIFY(m_panel->title()->text().contains("37"));
    QVERIFY(m_panel->verdict()->text().contains("% of the batch"));
    QVERIFY(m_panel->flips()->saving()->text().contains("two points lower"));
    QVERIFY(!axis(FlipAxis::Price).isVisible());
    QVERIFY(!axis(FlipAxis::Constraint).content().levels.empty());
    QVERIFY(m_panel->toggle()->isVisible());
    m_panel->toggle()->click();
    QVERIFY(quiet());
    QVERIFY(axis(FlipAxis::Price).isVisible());
    QVERIFY(!m_panel->title()->text().contains("37"));
    session().clearSelection();
    QVERIFY(quiet());
    QVERIFY(!m_panel->toggle()->isVisible());
}

void WhyTest::otherRoutersHaveNoPrices() {
    openPanel();
    Scenario next = session().scenario();
    next.router = "threshold";
    session().edit(next, "change of the solver");
    look(2);
    QVERIFY(m_panel->verdict()->text().contains("no prices"));
    QVERIFY(!m_panel->strips()->content().priced);
    QVERIFY(axis(FlipAxis::Constraint).content().note.contains("prices"));
}

void WhyTest::infeasibleSaysSo() {
    openPanel();
    look(2);
    setFloor(0.999);
    QVERIFY(quiet());
    QVERIFY(m_panel->verdict()->text().contains("goes nowhere"));
    QCOMPARE(m_panel->strips()->content().chosen, -1);
}

void WhyTest::strangeTexts() {
    Dataset data = generateDataset({120, 4, 3});
    data.name = "small";
    data.queries[0].text.assign(1'000'000, 'x');
    data.queries[1].text = "שלום \xF0\x9F\x98\x80 <b>not bold</b> \x1b[31m";
    data.queries[2].text.clear();
    for (Query& query : data.queries) query.task.clear();
    data.score.setConstant(kMissing);
    data.score.topRows(60).setConstant(1.0);
    for (std::size_t i = 0; i < 120; ++i) data.queries[i].split = i < 60 ? "test" : "train";
    data.score.bottomRows(60).setConstant(0.5);
    data.score.topRows(60).setConstant(kMissing);
    const QString file = m_lab->file("strange.orlab");
    Workspace made = Workspace::create(file.toStdString());
    made.saveDataset(data);
    show(file);
    m_panel = std::make_unique<WhyPanel>(session());
    m_panel->resize(1256, 330);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    for (std::uint32_t query = 0; query < 3; ++query) {
        look(query);
        QVERIFY(m_panel->text()->toPlainText().size() < 21'000);
        QVERIFY(!m_panel->text()->toPlainText().contains(QChar(0x1b)));
    }
    m_panel->showTab(WhyPanel::Tab::Recorded);
    QVERIFY(!m_panel->grab().isNull());
}

void WhyTest::aPanelThatIsNotSeenDoesNotWork() {
    openPanel();
    look(3);
    const QString before = m_panel->verdict()->text();
    m_panel->hide();
    setFloor(0.63);
    QVERIFY(quiet());
    QCOMPARE(m_panel->verdict()->text(), before);
    m_panel->show();
    QVERIFY(quiet());
    QVERIFY(m_panel->verdict()->text() != before);
}

/// Another workspace is opened, and what was read of a query of the one before comes behind it.
void WhyTest::whatIsReadAfterTheDataWentIsNotShown() {
    openPanel(240, "hybrid");
    session().setCurrentRow(solved().experiment->rows[1]);
    QVERIFY(quiet());
    m_panel->showTab(WhyPanel::Tab::Predictions);
    m_window->openWorkspace(m_lab->workspace(120, "other.orlab"));
    QTest::qSleep(1000);  // opened, and queued for the window
    session().setCurrentRow(solved().experiment->rows[2]);
    m_panel->hide();
    QTest::qSleep(200);  // read, and queued behind it
    QVERIFY(quiet());
    m_panel->show();
    QVERIFY(quiet());
    QVERIFY(!m_panel->text()->isVisible());
}

ORL_UI_TEST(WhyTest);

}  // namespace orl

#include "why_test.moc"
