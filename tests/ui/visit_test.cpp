#include <QCryptographicHash>
#include <QToolButton>
#include <QUndoStack>
#include <algorithm>

#include "core/lab/datasets.h"
#include "core/lab/lessons/instance.h"
#include "ui/pages/duals/page.h"
#include "ui/results/batch_choice.h"
#include "ui/results/selection_row.h"
#include "ui/session/session.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// A data set beside the workspace: shown like any other, and gone without a trace.
class VisitTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void theGuestHasTheLessonsNumbers();
    void everythingComesBack();
    void theWorkspaceIsUntouched();
    void anotherVisitReplacesTheGuest();
    void leavingBeforeTheGuestIsThere();
    void openingAWorkspaceEndsTheVisit();
    void noVisitWhileAWorkspaceIsOpened();
    void closingKeepsOnesOwnWork();
    void onesOwnDataAreVisitedWithoutAnotherFit();
    void whatChangesMeanwhileIsReadOnTheWayBack();
    void aSelectionIsRoutedAlone();
    void aPartStaysOneUnderAnotherPredictor();
    void aSampleOfTheDualsPage();

  private:
    /// What is solved is the present part of the whole batch as it was before, query by query.
    void compareWithWhole(const Experiment& whole);
    Session& session() const { return m_window->session(); }
    static LessonInstance twoQueries(double floor = 0.9) {
        LessonInstance made;
        made.queries = {{"Easy", 1}, {"Hard", 5}};
        made.models.resize(2);
        made.models[0].name = "weak";
        made.models[1].name = "strong";
        made.models[1].capacity = 1;
        made.cost = Grid(2, 2);
        made.cost << 1, 6, 1, 6;
        made.chance = Grid(2, 2);
        made.chance << 0.9, 1.0, 0.4, 0.9;
        made.floor = floor;
        return made;
    }
    void visit(const LessonInstance& instance, const std::string& name = "lesson") {
        QVERIFY(session().visit(std::make_shared<const Dataset>(instance.dataset(name)),
                                instance.scenario(name)));
        QVERIFY(QTest::qWaitFor([&] { return session().isVisiting(); }, kPatience));
        QVERIFY(settle());
    }
    void edit(double floor) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = floor;
        session().edit(next, "floor");
    }
    /// What stands in the workspace, whatever SQLite's log does.
    QByteArray contents() const {
        const Workspace workspace = Workspace::open(m_lab->path("w.orlab"));
        QByteArray all;
        for (const DatasetSummary& each : workspace.datasets()) {
            all +=
                QByteArray::fromStdString(each.name) + QByteArray::number(qulonglong(each.queries));
        }
        for (const char* key : {"lab.scenario", "lab.routers"}) {
            all += QByteArray::fromStdString(workspace.setting(key).value_or("-"));
        }
        for (const auto& [name, scenario] : keptScenarios(workspace)) {
            all += QByteArray::fromStdString(name + scenario.toJson());
        }
        return all;
    }
    QByteArray bytes() const {
        QFile file(m_lab->file("w.orlab"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void VisitTest::theGuestHasTheLessonsNumbers() {
    open();
    visit(twoQueries());
    const SolveView& view = solved();
    QCOMPARE(view.experiment->problem.queryCount(), std::size_t(2));
    QCOMPARE(view.experiment->problem.quality(1, 1), 0.9);
    QVERIFY(qAbs(view.experiment->problem.cost(1, 1) - 0.06) < 1e-15);
    QCOMPARE(view.constraints.capacityOf(1), std::int64_t(1));
    QCOMPARE(*view.assignment, (Assignment{0, 1}));
    QVERIFY(qAbs(view.chosen.cost - 0.07) < 1e-12);
    QVERIFY(session().workspaceFile().isEmpty());
}

void VisitTest::everythingComesBack() {
    open();
    edit(0.55);
    session().setComparedRouters({"dual", "threshold"});
    QVERIFY(settle());
    session().select({1, 2, 3}, "three");
    session().setCurrentRow(2);
    session().pin();
    const Scenario before = session().scenario();
    const auto kept = session().keptScenarios();
    const auto prepared = session().prepared();
    const QString file = session().workspaceFile();
    const int steps = session().undoStack()->count();
    const Assignment routed = *solved().assignment;

    visit(twoQueries());
    edit(0.7);
    session().setComparedRouters({"dual"});
    session().select({0}, "one");
    session().pin();
    QCOMPARE(session().undoStack()->count(), 2);
    session().undoStack()->undo();
    session().undoStack()->undo();
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.9);
    QVERIFY(settle());

    session().leave();
    QVERIFY(!session().isVisiting());
    QVERIFY(settle());
    QCOMPARE(session().scenario(), before);
    QCOMPARE(session().keptScenarios(), kept);
    QCOMPARE(session().comparedRouters(), (std::vector<std::string>{"dual", "threshold"}));
    QCOMPARE(session().prepared(), prepared);
    QCOMPARE(session().workspaceFile(), file);
    QCOMPARE(session().undoStack()->count(), steps);
    QVERIFY(session().selection());
    QCOMPARE(session().selection()->rows, (std::vector<std::size_t>{1, 2, 3}));
    QCOMPARE(session().currentRow(), std::optional<std::size_t>(2));
    QVERIFY(session().pinned());
    QCOMPARE(*solved().assignment, routed);
    session().undoStack()->undo();  // the selection
    session().undoStack()->undo();
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.5);
}

void VisitTest::theWorkspaceIsUntouched() {
    open();
    session().saveNow();
    const QByteArray before = contents();
    const QByteArray file = bytes();
    visit(twoQueries());
    edit(0.7);
    session().setComparedRouters({"dual"});
    QTest::qWait(1300);  // longer than edits wait to be kept
    QVERIFY(settle());
    QCOMPARE(contents(), before);
    session().leave();
    QTest::qWait(1300);
    QVERIFY(settle());
    QCOMPARE(contents(), before);
    QCOMPARE(bytes(), file);
}

void VisitTest::anotherVisitReplacesTheGuest() {
    open();
    const Scenario before = session().scenario();
    visit(twoQueries(), "first");
    edit(0.5);
    LessonInstance other = twoQueries(0.65);
    other.models[1].capacity = kUnlimited;
    QVERIFY(session().visit(std::make_shared<const Dataset>(other.dataset("second")),
                            other.scenario("second")));
    QVERIFY(QTest::qWaitFor([&] { return session().scenario().preparation.dataset == "second"; },
                            kPatience));
    QVERIFY(settle());
    QCOMPARE(session().undoStack()->count(), 0);
    QCOMPARE(solved().constraints.qualityFloor, 0.65);
    session().leave();
    QVERIFY(settle());
    QCOMPARE(session().scenario(), before);
}

void VisitTest::leavingBeforeTheGuestIsThere() {
    open();
    const Scenario before = session().scenario();
    const LessonInstance instance = twoQueries();
    QVERIFY(session().visit(std::make_shared<const Dataset>(instance.dataset("lesson")),
                            instance.scenario("lesson")));
    session().leave();
    QTest::qWait(200);
    QVERIFY(settle());
    QVERIFY(!session().isVisiting());
    QCOMPARE(session().scenario(), before);
}

void VisitTest::openingAWorkspaceEndsTheVisit() {
    open();
    visit(twoQueries());
    m_window->openWorkspace(m_lab->workspace(60, "other.orlab"));
    QVERIFY(QTest::qWaitFor([&] { return !session().isVisiting(); }, kPatience));
    QVERIFY(settle());
    QCOMPARE(session().workspaceFile(), m_lab->file("other.orlab"));
    session().leave();  // nothing is set aside
    QCOMPARE(session().workspaceFile(), m_lab->file("other.orlab"));
}

void VisitTest::noVisitWhileAWorkspaceIsOpened() {
    open();
    m_window->openWorkspace(m_lab->workspace(60, "other.orlab"));
    const LessonInstance instance = twoQueries();
    QVERIFY(!session().visit(std::make_shared<const Dataset>(instance.dataset("lesson")),
                             instance.scenario("lesson")));
    QVERIFY(QTest::qWaitFor([&] { return session().workspaceFile() == m_lab->file("other.orlab"); },
                            kPatience));
}

void VisitTest::closingKeepsOnesOwnWork() {
    open();
    edit(0.45);
    QVERIFY(settle());
    const std::string own = session().scenario().toJson();
    visit(twoQueries());
    edit(0.7);
    m_window->close();
    QCOMPARE(QSettings().value("workspace/last").toString(), m_lab->file("w.orlab"));
    m_window.reset();
    QCOMPARE(Workspace::open(m_lab->path("w.orlab")).setting("lab.scenario").value_or(""), own);
}

void VisitTest::onesOwnDataAreVisitedWithoutAnotherFit() {
    open();
    session().saveNow();
    const QByteArray before = contents();
    const Scenario own = session().scenario();
    const auto prepared = session().prepared();
    Scenario asked = own;
    asked.constraints.qualityFloor = 0.62;
    asked.preparation.predictor = "hybrid";  // is not asked for: the preparation stays
    QVERIFY(session().visitOwn(asked));
    QVERIFY(settle());
    QVERIFY(session().isVisiting());
    QCOMPARE(session().prepared()->predictor, prepared->predictor);
    QCOMPARE(solved().constraints.qualityFloor, 0.62);
    QCOMPARE(session().ownScenario(), own);
    edit(0.4);
    QTest::qWait(1300);  // longer than edits wait to be kept
    QCOMPARE(contents(), before);
    // From one visit to another: what is one's own stays what it was.
    visit(twoQueries());
    QCOMPARE(session().ownScenario(), own);
    QVERIFY(session().visitOwn(asked));
    session().leave();
    QVERIFY(settle());
    QCOMPARE(session().scenario(), own);
    QCOMPARE(session().prepared(), prepared);
    QCOMPARE(contents(), before);
}

void VisitTest::whatChangesMeanwhileIsReadOnTheWayBack() {
    open();
    const auto data = session().prepared()->data;
    visit(twoQueries());
    session().reloadData("small");
    QVERIFY(settle());
    QCOMPARE(session().prepared()->data->name, std::string("lesson"));
    session().leave();
    QVERIFY(QTest::qWaitFor([&] { return session().prepared()->data != data; }, kPatience));
    QVERIFY(settle());
    QCOMPARE(session().prepared()->data->name, std::string("small"));
    QCOMPARE(session().staleness(), QString());
}

void VisitTest::compareWithWhole(const Experiment& whole) {
    const Experiment& part = *solved().experiment;
    QCOMPARE(part.rows, session().part()->rows);
    QCOMPARE(part.models, whole.models);
    QCOMPARE(part.levelNames, whole.levelNames);
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
        const auto at =
            std::size_t(std::ranges::find(whole.rows, part.rows[i]) - whole.rows.begin());
        QCOMPARE(part.level[i], whole.level[at]);
        for (std::size_t j = 0; j < part.models.size(); ++j) {
            QCOMPARE(part.problem.cost(i, j), whole.problem.cost(at, j));
            QCOMPARE(part.problem.quality(i, j), whole.problem.quality(at, j));
            QCOMPARE(part.truth.outcome(Eigen::Index(i), Eigen::Index(j)),
                     whole.truth.outcome(Eigen::Index(at), Eigen::Index(j)));
        }
    }
    QVERIFY(std::abs(solved().chosen.cost - solveDirectly(solved()).cost) <=
            1e-6 * solved().chosen.cost);
}

void VisitTest::aSelectionIsRoutedAlone() {
    open();
    const auto whole = solved().experiment;
    const Scenario before = session().scenario();
    session().saveNow();
    const QByteArray written = contents();
    auto* row = m_window->findChild<SelectionRow*>();
    QVERIFY(!row->partChip()->isVisible() && !row->restrictButton()->isVisible());
    const std::vector<std::size_t> rows{whole->rows[3], whole->rows[17], whole->rows[40],
                                        whole->rows[41]};
    session().select(rows, "four of them");
    QVERIFY(row->restrictButton()->isVisible());
    QTest::mouseClick(row->restrictButton(), Qt::LeftButton);
    QVERIFY(settle());
    QVERIFY(session().isVisiting() && session().part());
    compareWithWhole(*whole);
    QVERIFY(row->partChip()->isVisible());
    QVERIFY(row->partChip()->toolTip().contains("4 queries"));
    edit(0.61);
    QVERIFY(settle());
    QCOMPARE(solved().experiment->rows, rows);
    // A part of the part, under the settings that were tried on it.
    session().select({rows[0], rows[2]}, "two");
    QTest::mouseClick(row->restrictButton(), Qt::LeftButton);
    QVERIFY(settle());
    QCOMPARE(solved().experiment->rows, (std::vector<std::size_t>{rows[0], rows[2]}));
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.61);
    QTest::mouseClick(row->partChip(), Qt::LeftButton);
    QVERIFY(settle());
    QVERIFY(!session().isVisiting() && !session().part() && !row->partChip()->isVisible());
    QCOMPARE(solved().experiment->rows, whole->rows);
    QCOMPARE(session().scenario(), before);
    session().saveNow();
    QCOMPARE(contents(), written);
}

void VisitTest::aPartStaysOneUnderAnotherPredictor() {
    open();
    const auto& all = solved().experiment->rows;
    session().select({all[1], all[5], all[9]}, "three");
    QVERIFY(session().restrictToSelection());
    QVERIFY(settle());
    Scenario next = session().scenario();
    next.preparation.predictor = "knn";
    session().edit(next, "predictor");
    QVERIFY(settle());
    QCOMPARE(session().prepared()->scenario.preparation.predictor, std::string("knn"));
    QCOMPARE(solved().experiment->rows, session().part()->rows);
    // And in a part of the part.
    session().select({session().part()->rows[0], session().part()->rows[2]}, "two");
    QVERIFY(session().restrictToSelection());
    QVERIFY(settle());
    QCOMPARE(solved().experiment->rows.size(), std::size_t(2));
    QCOMPARE(session().prepared()->scenario.preparation.predictor, std::string("knn"));
    session().leave();
    QVERIFY(settle());
    QCOMPARE(session().scenario().preparation.predictor, std::string("prior"));
}

void VisitTest::aSampleOfTheDualsPage() {
    open();
    const auto whole = solved().experiment;
    m_window->showPage("duals");
    auto* batch = m_window->page<DualsPage>()->batch();
    QCOMPARE(batch->itemText(0), QString("All 120 queries"));
    batch->drawSample(20);
    QVERIFY(settle());
    compareWithWhole(*whole);
    QCOMPARE(solved().experiment->rows.size(), std::size_t(20));
    QCOMPARE(batch->currentIndex(), 1);
    const auto first = solved().experiment->rows;
    batch->drawSample(20);
    QVERIFY(settle());
    QVERIFY(solved().experiment->rows != first);
    QTest::keyClick(batch, Qt::Key_Home);
    QVERIFY(settle());
    QVERIFY(!session().part());
    QCOMPARE(solved().experiment->rows, whole->rows);
    // A lesson has its own queries.
    visit(twoQueries());
    QVERIFY(!batch->isEnabled());
    QCOMPARE(batch->itemText(0), QString("All 2 queries"));
}

ORL_UI_TEST(VisitTest);

}  // namespace orl

#include "visit_test.moc"
