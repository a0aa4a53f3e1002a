// An instance of one's own: begun, dragged, grown, and left without a trace.
#include <QLineEdit>
#include <QPlainTextEdit>
#include <cmath>

#include "ui/charts/bound_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/query_plane.h"
#include "ui/dialogs/lesson_step_dialog.h"
#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/own_instance.h"
#include "ui/pages/duals/page.h"
#include "ui/pages/duals/routings_panel.h"
#include "ui/pages/duals/touch_view.h"
#include "ui/pages/learn/page.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class OwnInstanceTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        open();
        m_window->showPage("duals");
        QVERIFY(ready());
    }
    void cleanup() { end(); }
    void theTextbookIsShownAndOnesOwnComesBack();
    void aPointIsDraggedAndAllAnswers();
    void queriesAndModelsAreAddedAndTakenAway();
    void drawnQueriesBecomeAnInstance();
    void theLastOneCanBeGoneOnWith();
    void itIsWhatIsSavedAsALessonStep();

  private:
    DualsPage& page() const { return *m_window->page<DualsPage>(); }
    Session& session() const { return m_window->session(); }
    bool ready() {
        return QTest::qWaitFor([this] { return session().settled() && !page().isBusy(); },
                               kPatience);
    }
};

void OwnInstanceTest::theTextbookIsShownAndOnesOwnComesBack() {
    const Scenario before = session().scenario();
    page().own()->beginTextbook();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    QVERIFY(ready());
    QCOMPARE(solved().experiment->rows.size(), 2U);
    QVERIFY(std::abs(solved().chosen.cost - 0.07) < 1e-9);
    QVERIFY(std::abs(solved().chosen.predictedAccuracy - 0.9) < 1e-9);
    // The dearest of its routings is the best one, and the words stand above the bound's peak.
    const BoundChart* chart = page().touch()->bound();
    QVERIFY(QTest::qWaitFor(
        [&] {
            return chart->ground().routing && std::abs(chart->ground().routing->y() - 35) < 1e-6;
        },
        kPatience));
    for (const PlotView* plot : chart->plots()) QVERIFY(plot->y().hi() > 1.1 * 35);
    page().showView(2);
    QVERIFY(ready());
    QCOMPARE(page().routings()->view()->cloud.size(), 4U);
    session().leave();
    QVERIFY(ready());
    QVERIFY(!page().own()->isOn());
    QCOMPARE(session().scenario(), before);
}

void OwnInstanceTest::aPointIsDraggedAndAllAnswers() {
    page().own()->beginTextbook();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    session().setCurrentRow(1);
    QVERIFY(ready());
    QueryPlane* plane = page().touch()->plane();
    QVERIFY(QTest::qWaitFor([&] { return plane->data().models.size() == 2; }, kPatience));
    std::size_t strong = 0;
    while (plane->data().models[strong].column != 1) ++strong;
    const double cost = session().prepared()->data->cost(1, 1);
    PlotView* plot = plane->plots()[0];
    const QPoint from = plane->placeOfModel(strong).toPoint();
    const QPoint to = from + QPoint(-20, 25);  // cheaper and not so good
    QTest::mousePress(plot->viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(plot->viewport(), (from + to) / 2);
    QTest::mouseMove(plot->viewport(), to);
    // The rest of the window answers on the way; the point stays under the hand.
    QVERIFY(
        QTest::qWaitFor([&] { return session().prepared()->data->cost(1, 1) < cost; }, kPatience));
    QVERIFY(settle());
    QVERIFY(solved().experiment->problem.cost(1, 1) < cost);
    QVERIFY((plane->placeOfModel(strong) - to).manhattanLength() < 3);
    QTest::mouseRelease(plot->viewport(), Qt::LeftButton, {}, to);
    QVERIFY(ready());
    const Dataset& data = *session().prepared()->data;
    QVERIFY(data.cost(1, 1) < cost);
    QVERIFY(data.score(1, 1) < 0.9);
    QCOMPARE(solved().experiment->problem.cost(1, 1), data.cost(1, 1));
    QCOMPARE(solved().experiment->problem.quality(1, 1), data.score(1, 1));
    QVERIFY(page().own()->canTakeBack());
    page().own()->takeBack();
    QVERIFY(ready());
    QCOMPARE(session().prepared()->data->cost(1, 1), cost);
    QVERIFY(!page().own()->canTakeBack());
}

void OwnInstanceTest::queriesAndModelsAreAddedAndTakenAway() {
    page().own()->beginTextbook();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    QVERIFY(ready());
    page().own()->addQuery();
    QVERIFY(ready());
    page().own()->addModel();
    QVERIFY(ready());
    QCOMPARE(solved().experiment->rows.size(), 3U);
    QCOMPARE(solved().experiment->models.size(), 3U);
    page().own()->removeQuery(0);
    QVERIFY(ready());
    page().own()->removeModel(0);
    QVERIFY(ready());
    QCOMPARE(solved().experiment->rows.size(), 2U);
    QCOMPARE(solved().experiment->models.front(), std::string("strong"));
}

/// A lesson, or leaving, throws nothing away.
void OwnInstanceTest::theLastOneCanBeGoneOnWith() {
    QVERIFY(!page().own()->canGoOn());
    page().own()->beginTextbook();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    QVERIFY(ready());
    page().own()->addQuery();
    QVERIFY(ready());
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.7;
    session().edit(next, "floor");
    QVERIFY(ready());
    session().leave();
    QVERIFY(ready());
    QVERIFY(page().own()->canGoOn());
    page().own()->goOn();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    QVERIFY(ready());
    QCOMPARE(solved().experiment->rows.size(), 3U);
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.7);
}

void OwnInstanceTest::drawnQueriesBecomeAnInstance() {
    page().showView(2);
    QVERIFY(ready());
    const RoutingsView before = *page().routings()->view();
    page().own()->beginDrawn();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    QVERIFY(ready());
    QCOMPARE(solved().experiment->rows.size(), before.batch.queries.size());
    if (before.best.solved()) QVERIFY(std::abs(solved().chosen.cost - before.best.cost) < 1e-9);
}

/// Not the lesson that the Learn page happens to stand at.
void OwnInstanceTest::itIsWhatIsSavedAsALessonStep() {
    auto* learn = m_window->page<LearnPage>();
    learn->setFolder(m_lab->file("mine"));
    QVERIFY(QTest::qWaitFor([&] { return !learn->lessons().empty(); }, kPatience));
    learn->goTo(3, 0);  // three models
    QVERIFY(QTest::qWaitFor([&] { return learn->isEntered() && ready(); }, kPatience));
    page().own()->beginTextbook();
    QVERIFY(QTest::qWaitFor([this] { return page().own()->isOn(); }, kPatience));
    QVERIFY(ready());
    QVERIFY(!learn->isEntered());
    page().own()->movePair(1, 1, 0.05, 0.95);
    QVERIFY(ready());
    emit learn->lessonAsked();
    auto* dialog = m_window->findChild<LessonStepDialog*>();
    QVERIFY(dialog);
    dialog->lesson()->setEditText("mine");
    dialog->title()->setText("My own");
    dialog->text()->setPlainText("Two queries.");
    dialog->accept();
    const ReadLesson kept = readLesson(m_lab->path("mine/mine.json"));
    QVERIFY(kept.mistakes.empty());
    const LessonInstance instance = kept.lesson.stateAt(0).instance;
    QCOMPARE(instance.modelCount(), std::size_t(2));
    QCOMPARE(instance.models[1].name, std::string("strong"));
    QCOMPARE(instance.models[1].capacity, std::int64_t(1));
    QVERIFY(std::abs(instance.cost(1, 1) - 5.0) < 1e-9);
    QVERIFY(std::abs(instance.chance(1, 1) - 0.95) < 1e-9);
    QVERIFY(std::abs(instance.floor - 0.9) < 1e-9);
}

ORL_UI_TEST(OwnInstanceTest);

}  // namespace orl

#include "own_instance_test.moc"
