#include <QAction>
#include <QPushButton>
#include <QUndoStack>

#include "ui/charts/plot_view.h"
#include "ui/dialogs/slots_dialog.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/headroom_panel.h"
#include "ui/pages/simulation/load_panels.h"
#include "ui/pages/simulation/page.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/running_panel.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// Cards and panels of the Simulation page, in the window.
class SimulationRowTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        show(m_lab->workspace(240, "w.orlab", "knn"));
        m_window->showPage("simulation");
        QVERIFY(simulated());
    }
    void cleanup() { end(); }
    void thePageHasItsOwnCards();
    void theCursorIsOneForAll();
    void whatHelpsMostIsTriedAndUndone();
    void headroomLeadsToThePlanOfSlots();
    void cardsStayWhenTheWindowGetsNarrow();

  private:
    SimulationPage* page() const { return m_window->page<SimulationPage>(); }
    bool simulated() {
        return QTest::qWaitFor(
            [this] {
                return m_window->session().settled() && !page()->isBusy() && page()->view() &&
                       !page()->runner()->isStale();
            },
            kPatience);
    }
};

void SimulationRowTest::thePageHasItsOwnCards() {
    auto* strip = m_window->findChild<CardStrip*>();
    QVERIFY(page()->cards()->isVisible() && !strip->isVisible());
    const RunMeasures& measures = page()->view()->runs->runs.back().result.measures;
    QVERIFY2(page()->cards()->served()->value().endsWith(
                 QString("of %1").arg(QLocale(QLocale::English).toString(measures.arrived))),
             qPrintable(page()->cards()->served()->value()));
    QVERIFY(!page()->panels()->headroom()->isEmpty());
    m_window->showPage("dashboard");
    QVERIFY(strip->isVisible() && !page()->cards()->isVisible());
}

void SimulationRowTest::theCursorIsOneForAll() {
    page()->setTime(page()->view()->end() / 3.0);
    QCOMPARE(page()->panels()->running()->cursor(), page()->time());
    PlotView* plot = page()->panels()->running()->plots()[1];
    const double wanted = page()->view()->end() / 2.0;
    const QPointF at(plot->toPixel(wanted, plot->y().lo()).x(), plot->plotArea().center().y());
    QTest::mouseClick(plot->viewport(), Qt::LeftButton, {}, at.toPoint());
    QVERIFY(std::abs(page()->time() - wanted) < 0.02 * page()->view()->end());
    QCOMPARE(page()->panels()->running()->cursor(), page()->time());
}

void SimulationRowTest::cardsStayWhenTheWindowGetsNarrow() {
    const auto all = page()->ownCards()->findChildren<ResultCard*>();
    QCOMPARE(all.size(), 5);
    for (const QSize size :
         {QSize(1400, 900), QSize(1024, 700), QSize(1280, 800), QSize(1024, 700)}) {
        m_window->resize(size);
        QTest::qWait(200);
        QRegion covered;
        for (const ResultCard* card : all) {
            QVERIFY(card->isVisible());
            QVERIFY(card->width() > 80 && card->height() > 40);
            const QRect place = card->geometry();
            QVERIFY2(page()->ownCards()->rect().contains(place),
                     qPrintable(QString("%1 x %2 at %3, %4 of %5 x %6")
                                    .arg(place.width())
                                    .arg(place.height())
                                    .arg(place.x())
                                    .arg(place.y())
                                    .arg(page()->ownCards()->width())
                                    .arg(page()->ownCards()->height())));
            QVERIFY(!covered.intersects(card->geometry()));
            covered += card->geometry();
        }
    }
}

void SimulationRowTest::headroomLeadsToThePlanOfSlots() {
    QVERIFY(m_window->findChild<SlotsDialog*>() == nullptr);
    const auto actions = page()->panels()->headroom()->findChildren<QAction*>();
    const auto plan = std::ranges::find(actions, QStringLiteral("Plan slots…"), &QAction::text);
    QVERIFY(plan != actions.end());
    (*plan)->trigger();
    QVERIFY(m_window->findChild<SlotsDialog*>() != nullptr);
}

void SimulationRowTest::whatHelpsMostIsTriedAndUndone() {
    const auto before = page()->settings();
    LoadSettings few = before;
    few.commonSlots = 3;
    page()->edit(few, "test");
    QVERIFY(simulated());
    HeadroomPanel* panel = page()->panels()->headroom();
    QVERIFY(panel->data().best);
    const HeadroomData::Change best = *panel->data().best;
    const double rate = panel->data().largestRate;
    const double load = panel->data().rate;
    panel->tryButton()->click();
    QVERIFY(simulated());
    const std::string& model = page()->view()->experiment().models[best.model];
    QCOMPARE(page()->settings().ownSlots.at(model), 3 + best.slotCount);
    QCOMPARE(page()->view()->runs->plan.slotsOf(best.model), 3 + best.slotCount);
    QVERIFY(panel->data().largestRate >= rate * (1.0 - 1e-6));
    // More slots for the same load, not more queries for more slots.
    QCOMPARE(panel->data().rate, load);
    m_window->session().undoStack()->undo();
    QVERIFY(simulated());
    QVERIFY(page()->settings() == few);
}

ORL_UI_TEST(SimulationRowTest);

}  // namespace orl

#include "simulation_row_test.moc"
