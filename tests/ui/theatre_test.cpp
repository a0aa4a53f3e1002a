// The theatre of the method: play, step, scrub, the step of the paper's method in the user's hand.
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <cmath>

#include "ui/charts/load_bars.h"
#include "ui/pages/duals/theatre_content.h"
#include "ui/pages/duals/theatre_lane.h"
#include "ui/pages/duals/theatre_panel.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class TheatreTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        m_panel.reset();
        end();
    }
    void bothLanesAreShownAtTheSameLook();
    void itPlaysStepsAndScrubs();
    void theStepIsInTheUsersHand();
    void itStartsAndStopsWhereTold();
    void itFollowsTheScenario();
    void whatCannotBeSolvedIsSaid();
    void picture();

  private:
    void openPanel() {
        constraints()->capacity()->field()->setValue(40.0);
        constraints()->alpha()->field()->setValue(70.0);
        QVERIFY(settle());
        m_panel = std::make_unique<TheatrePanel>(m_window->session());
        m_panel->resize(1256, 860);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        QVERIFY(ready());
    }
    bool ready() {
        return QTest::qWaitFor(
            [this] { return m_window->session().settled() && !m_panel->isBusy(); }, kPatience);
    }
    const TheatreView& view() const { return *m_panel->view(); }
    std::unique_ptr<TheatrePanel> m_panel;
};

void TheatreTest::bothLanesAreShownAtTheSameLook() {
    open();
    openPanel();
    QVERIFY(m_panel->view());
    QCOMPARE(m_panel->look(), lastLook(view()));  // the whole story first
    for (const int look : {1, 2, 7, lastLook(view())}) {
        m_panel->setLook(look);
        for (TheatreLaneView* shown : {m_panel->paper(), m_panel->fast()}) {
            const TheatreLane& lane = shown == m_panel->paper() ? view().paper : view().fast;
            const IterationRecord& record = lane.looks[lane.at(look)];
            QCOMPARE(shown->figure(0), objectiveText(*view().solve, record.bestBound));
            QCOMPARE(shown->figure(1), objectiveText(*view().solve, record.bestFeasible));
            QCOMPARE(shown->plot(TheatreLaneView::Bound)->cursorCount(), look);
            for (std::size_t j = 0; j < record.load.size(); ++j) {
                QCOMPARE(shown->bars()->rows()[j].load, record.load[j]);
            }
        }
    }
    QVERIFY(m_panel->fast()->figure(3).contains("looks"));
}

void TheatreTest::itPlaysStepsAndScrubs() {
    open();
    openPanel();
    m_panel->setFocus();
    QTest::keyClick(m_panel.get(), Qt::Key_Home);
    QCOMPARE(m_panel->look(), 1);
    QTest::keyClick(m_panel.get(), Qt::Key_Right);
    QTest::keyClick(m_panel.get(), Qt::Key_Right);
    QTest::keyClick(m_panel.get(), Qt::Key_Left);
    QCOMPARE(m_panel->look(), 2);
    QTest::keyClick(m_panel.get(), Qt::Key_Space);
    QVERIFY(m_panel->isPlaying());
    QVERIFY(QTest::qWaitFor([this] { return m_panel->look() >= 4; }, kPatience));
    QTest::mouseClick(m_panel->playButton(), Qt::LeftButton);
    QVERIFY(!m_panel->isPlaying());
    m_panel->scrubber()->setValue(m_panel->scrubber()->maximum());
    QCOMPARE(m_panel->look(), lastLook(view()));
    m_panel->lookField()->setValue(9);
    QCOMPARE(m_panel->look(), 9);
    // A click in a curve goes there.
    TracePlot* plot = m_panel->paper()->plot(TheatreLaneView::Gap);
    const QPoint at = plot->pixelOf({20.0, 0.01}).toPoint();
    QTest::mouseClick(plot, Qt::LeftButton, {}, at);
    QVERIFY(std::abs(m_panel->look() - 20) <= 1);
    QCOMPARE(m_panel->fast()->plot(TheatreLaneView::Over)->cursorCount(), m_panel->look());
    // At the end it stops by itself, and starts again from there.
    m_panel->setLook(lastLook(view()) - 1);
    m_panel->setPlaying(true);
    QVERIFY(QTest::qWaitFor([this] { return !m_panel->isPlaying(); }, kPatience));
    QCOMPARE(m_panel->look(), lastLook(view()));
    m_panel->setPlaying(true);
    QCOMPARE(m_panel->look(), 1);
    // Another model's slots.
    LoadBars* bars = m_panel->paper()->bars();
    QTest::mouseClick(bars, Qt::LeftButton, {}, QPoint(20, 2));
    const QString first = QString::fromStdString(solved().experiment->models.front());
    for (TheatreLaneView* lane : {m_panel->paper(), m_panel->fast()}) {
        QVERIFY(lane->plot(TheatreLaneView::Over)->content().title.contains(first));
    }
}

void TheatreTest::theStepIsInTheUsersHand() {
    open();
    openPanel();
    const double adaptive = view().paper.looks.back().bestBound;
    QTest::mouseClick(m_panel->stepButton(TheatrePanel::TooSmall), Qt::LeftButton);
    QVERIFY(ready());
    QCOMPARE(view().settings.patience, 0);
    QVERIFY(view().paper.looks.back().bestBound < adaptive);
    QTest::mouseClick(m_panel->stepButton(TheatrePanel::TooLarge), Qt::LeftButton);
    QVERIFY(ready());
    QVERIFY(!view().settings.diminishes);
    QVERIFY(view().paper.looks.back().bestBound < adaptive);
    const int look = m_panel->look();
    m_panel->firstStep()->setValue(0.5);
    QVERIFY(ready());
    QCOMPARE(view().settings.firstStep, 0.5);
    for (const auto step :
         {TheatrePanel::TooSmall, TheatrePanel::Adaptive, TheatrePanel::TooLarge}) {
        QVERIFY(!m_panel->stepButton(step)->isChecked());
    }
    QCOMPARE(m_panel->look(), look);  // the place is kept
    QTest::mouseClick(m_panel->stepButton(TheatrePanel::Adaptive), Qt::LeftButton);
    QVERIFY(ready());
    QCOMPARE(view().paper.looks.back().bestBound, adaptive);
    // The rules that are not chosen are there as traces.
    QCOMPARE(m_panel->paper()->plot(TheatreLaneView::Bound)->content().traces.size(),
             std::size_t(5));
}

void TheatreTest::itStartsAndStopsWhereTold() {
    open();
    openPanel();
    m_panel->start()->setCurrentIndex(TheatrePanel::FromOptimizer);
    QVERIFY(ready());
    QCOMPARE(view().paper.looks.front().qualityPrice, solved().certificate->qualityPrice);
    HeldPrices own{0.004, std::vector<double>(solved().experiment->models.size(), 0.0)};
    m_panel->start()->setCurrentIndex(TheatrePanel::FromOwn);
    m_panel->setOwnPrices(own);
    QVERIFY(ready());
    QCOMPARE(view().paper.looks.front().qualityPrice, 0.004);
    m_panel->start()->setCurrentIndex(TheatrePanel::FromZero);
    m_panel->stopping()->setChecked(true);
    QVERIFY(ready());
    QVERIFY(view().settings.stopGap > 0.0);
    m_panel->looks()->setValue(15);
    QVERIFY(ready());
    QVERIFY(view().paper.looks.size() <= 15);
}

void TheatreTest::itFollowsTheScenario() {
    open();
    openPanel();
    const auto before = m_panel->view();
    constraints()->mode()->setFocus();
    QTest::keyClick(constraints()->mode(), Qt::Key_Down);
    QVERIFY(settle());
    QVERIFY(ready());
    QVERIFY(m_panel->view() != before);
    QCOMPARE(view().solve, m_window->session().solved());
    QVERIFY(m_panel->fast()->figure(0).contains('%'));  // accuracies under a budget
    // Hidden it does nothing, shown it catches up.
    m_panel->hide();
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(view().solve != m_window->session().solved());
    m_panel->show();
    QVERIFY(ready());
    QCOMPARE(view().solve, m_window->session().solved());
}

void TheatreTest::whatCannotBeSolvedIsSaid() {
    open();
    openPanel();
    constraints()->alpha()->field()->setValue(99.9);
    QVERIFY(settle());
    QVERIFY(ready());
    QVERIFY(!view().fast.explanation.empty());
    constraints()->capacity()->field()->setValue(5.0);
    QVERIFY(settle());
    QVERIFY(ready());
    QVERIFY(view().paper.looks.empty());
    QVERIFY(!m_panel->paper()->plot(TheatreLaneView::Bound)->isVisible());
}

/// With ORL_PICTURES=FOLDER the bundled data leave pictures there.
void TheatreTest::picture() {
    const QString folder = qEnvironmentVariable("ORL_PICTURES");
    if (folder.isEmpty()) QSKIP("ORL_PICTURES names no folder");
    show(m_lab->workspace(5000, "large.orlab", "hybrid"));
    openPanel();
    m_panel->setLook(24);
    QTest::qWait(50);
    QVERIFY(m_panel->grab().save(folder + "/theatre.png"));
    m_panel->resize(940, 640);
    QTest::qWait(50);
    QVERIFY(m_panel->grab().save(folder + "/theatre-small.png"));
}

ORL_UI_TEST(TheatreTest);

}  // namespace orl

#include "theatre_test.moc"
