// Planning slots in the window, by real events.
#include <QAction>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QUndoStack>

#include "ui/dialogs/slots_dialog.h"
#include "ui/dialogs/slots_runner.h"
#include "ui/pages/simulation/page.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class SlotsDialogTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void fleetsAreFoundShownAndTaken();
    void whatCannotBeIsSaid();
    void aWrongEntryIsSaidBeforeItRuns();
    void aCancelledSearchKeepsWhatItHas();

  private:
    SlotsDialog* dialog() {
        open();
        for (QAction* menu : m_window->menuBar()->actions()) {
            for (QAction* action : menu->menu()->actions()) {
                if (action->text() == "&Plan slots…") action->trigger();
            }
        }
        auto* found = m_window->findChild<SlotsDialog*>();
        if (!found || !QTest::qWaitForWindowExposed(found)) return nullptr;
        found->rate()->setValue(2.0);
        found->constant()->setValue(1.0);
        found->floor()->setValue(50.0);
        found->runs()->setValue(2);
        for (int j = 0; j < found->prices()->model()->rowCount(); ++j) {
            type(found, j, 1, "0.5");
            type(found, j, 2, j < 3 ? "3" : "0");
        }
        return found;
    }
    static void type(SlotsDialog* dialog, int row, int column, const QString& text) {
        QAbstractItemModel* entries = dialog->prices()->model();
        entries->setData(entries->index(row, column), text);
    }
    static bool searched(SlotsDialog* dialog) {
        QTest::mouseClick(dialog->search(), Qt::LeftButton);
        return QTest::qWaitFor([dialog] { return !dialog->runner()->isBusy(); }, kPatience);
    }
};

void SlotsDialogTest::fleetsAreFoundShownAndTaken() {
    SlotsDialog* plan = dialog();
    QVERIFY(plan);
    QVERIFY(searched(plan));
    const auto& view = plan->runner()->view();
    QVERIFY(view && view->complete);
    QVERIFY2(view->plan.feasible, view->plan.reason.c_str());
    QCOMPARE(plan->table()->model()->rowCount(), int(view->plan.mixes.size()));
    const CapacityPlan again =
        planCapacity(*view->experiment, slotsQuestion(plan->asked(), *view->experiment));
    QCOMPARE(view->plan.mixes.front().fleet, again.mixes.front().fleet);
    QCOMPARE(view->plan.mixes.front().usdPerHour.mean, again.mixes.front().usdPerHour.mean);
    QVERIFY(plan->note()->text().contains("fleets simulated"));
    QVERIFY(plan->commandLine().contains("--wait-p95 '2s'"));
    QVERIFY(plan->commandLine().startsWith("omnirouter plan"));
    QVERIFY(plan->take()->isVisible());
    QTest::mouseClick(plan->take(), Qt::LeftButton);
    auto* page = m_window->page<SimulationPage>();
    const LoadSettings taken = page->settings();
    for (std::size_t j = 0; j < view->experiment->models.size(); ++j) {
        QCOMPARE(taken.ownSlots.at(view->experiment->models[j]), view->plan.mixes.front().fleet[j]);
    }
    // The load comes along, and all of it is one step.
    QCOMPARE(taken.rate, std::optional(2.0));
    QCOMPARE(taken.outages, std::optional(std::vector<LoadOutage>{}));
    QCOMPARE(taken.serviceSeconds, 1.0);
    QVERIFY(plan->note()->text().contains("miss the floor by 0.5 points"));
    m_window->session().undoStack()->undo();
    QCOMPARE(page->settings(), LoadSettings{});
    plan->rate()->setValue(2.5);
    plan->runner()->cancel();
    QVERIFY(plan->note()->text().contains("has changed since"));
}

void SlotsDialogTest::whatCannotBeIsSaid() {
    SlotsDialog* plan = dialog();
    QVERIFY(plan);
    plan->floor()->setValue(100.0);
    QVERIFY(searched(plan));
    QVERIFY(plan->note()->text().contains("above what the models can give"));
    QCOMPARE(plan->table()->model()->rowCount(), 0);
}

void SlotsDialogTest::aWrongEntryIsSaidBeforeItRuns() {
    SlotsDialog* plan = dialog();
    QVERIFY(plan);
    type(plan, 1, 1, "cheap");
    QVERIFY(!plan->search()->isEnabled());
    QVERIFY(plan->note()->text().contains("is no price of a slot"));
    type(plan, 1, 1, "0.25");
    QVERIFY(plan->search()->isEnabled());
    type(plan, 1, 2, "1.5");
    QVERIFY(plan->note()->text().contains("is no number of slots"));
}

void SlotsDialogTest::aCancelledSearchKeepsWhatItHas() {
    SlotsDialog* plan = dialog();
    QVERIFY(plan);
    plan->runs()->setValue(200);
    for (int j = 0; j < plan->prices()->model()->rowCount(); ++j) type(plan, j, 2, "");
    QTest::mouseClick(plan->search(), Qt::LeftButton);
    QVERIFY(plan->cancel()->isEnabled());
    QTest::mouseClick(plan->cancel(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([plan] { return !plan->runner()->isBusy(); }, kPatience));
    QVERIFY(plan->search()->isEnabled());
    QVERIFY(!plan->runner()->view() || !plan->runner()->view()->complete);
}

ORL_UI_TEST(SlotsDialogTest);

}  // namespace orl

#include "slots_dialog_test.moc"
