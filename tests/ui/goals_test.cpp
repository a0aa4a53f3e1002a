// The goals' dialog: asked by real events, answered by what the core finds, taken and undone.
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>

#include "core/lab/goals.h"
#include "ui/dialogs/goals_dialog.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/guarantee_keeper.h"
#include "ui/session/scenario_book.h"
#include "ui/widgets/confidence_choice.h"
#include "ui/widgets/format.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class GoalsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void asksFromTheDockAndFromTheMenu();
    void answersAreThoseOfTheCore();
    void takesTheGuarantee();
    void takesTheBudget();
    void liftsTheFirstLimit();
    void saysWhatIsReachable();
    void tellsTheMonthInAnotherCurrency();
    void closesWhileItSolves();

  private:
    GoalsDialog* ask() {
        QTest::mouseClick(constraints()->goals(), Qt::LeftButton);
        return m_window->findChild<GoalsDialog*>();
    }
    bool answered(GoalsDialog* dialog) {
        return QTest::qWaitFor(
            [this, dialog] { return m_window->session().settled() && !dialog->isBusy(); },
            kPatience);
    }
    static void type(QDoubleSpinBox* field, const QString& text) {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }
    void setLimit(double share) {
        Scenario next = m_window->session().scenario();
        next.constraints.commonCapacity = share;
        m_window->session().edit(next, "limit");
        QVERIFY(settle());
    }
    const ConstraintSettings& asked() const { return m_window->session().scenario().constraints; }
};

void GoalsTest::asksFromTheDockAndFromTheMenu() {
    open();
    GoalsDialog* dialog = ask();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->accuracy()->value(), 50.0);  // what is asked for now
    dialog->close();
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QVERIFY(QTest::qWaitFor([dialog] { return dialog->isVisible(); }, kPatience));
}

void GoalsTest::answersAreThoseOfTheCore() {
    open();
    setLimit(0.4);
    GoalsDialog* dialog = ask();
    type(dialog->money(), "900");
    QVERIFY(answered(dialog));
    const Experiment& batch = *solved().experiment;
    // 900 a month for the million queries that are proposed.
    const BudgetGoal best = bestForBudget(batch, asked(), 0.9, {});
    QVERIFY(best.reachable);
    const QString said = dialog->budget()->answer();
    QVERIFY2(said.contains(percent(best.at.evaluation.predictedAccuracy)), qPrintable(said));
    QVERIFY2(said.contains(usd(best.at.evaluation.costPer1000())), qPrintable(said));
    const LimitRanking ranking = relaxEach(batch, asked(), 0.01, {});
    QVERIFY(ranking.steps.front().gain > 0.0);
    QVERIFY2(dialog->limits()->text(0).contains(usd(ranking.steps.front().gain)),
             qPrintable(dialog->limits()->text(0)));
}

void GoalsTest::takesTheGuarantee() {
    open(600);
    GoalsDialog* dialog = ask();
    type(dialog->accuracy(), "35");
    QVERIFY(answered(dialog));
    QPushButton* set = dialog->guarantee()->button(0);
    QVERIFY2(set->isEnabled(), qPrintable(dialog->guarantee()->answer()));
    QCOMPARE(set->text(), "Set it");
    const QString answer = dialog->guarantee()->answer();
    QTest::mouseClick(set, Qt::LeftButton);
    QVERIFY(answered(dialog));
    QVERIFY(asked().guarantee.asked);
    QCOMPARE(asked().guarantee.accuracy, 0.35);
    QCOMPARE(m_window->session().guarantee().state(), GuaranteeKeeper::State::Kept);
    // The window shows what was said.
    QVERIFY2(answer.contains(usd(solved().chosen.costPer1000())), qPrintable(answer));
    QCOMPARE(set->text(), "In force");
    QVERIFY(!set->isEnabled());
    m_window->session().undoStack()->undo();
    QVERIFY(!asked().guarantee.asked);
    QCOMPARE(asked().qualityFloor, 0.5);
}

void GoalsTest::takesTheBudget() {
    open();
    GoalsDialog* dialog = ask();
    type(dialog->volume(), "2000000");
    QCOMPARE(m_window->session().book().monthlyQueries(), 2e6);
    type(dialog->money(), "2400");
    QVERIFY(answered(dialog));
    QTest::mouseClick(dialog->budget()->button(0), Qt::LeftButton);
    QVERIFY(answered(dialog));
    QCOMPARE(asked().mode, RoutingMode::QualityUnderBudget);
    QVERIFY(std::abs(asked().budgetPer1000 - 1.2) < 1e-12);
    QVERIFY(dialog->budget()->answer().contains(percent(solved().chosen.predictedAccuracy)));
    m_window->session().undoStack()->undo();
    QCOMPARE(asked().mode, RoutingMode::CostUnderFloor);
}

void GoalsTest::liftsTheFirstLimit() {
    open();
    setLimit(0.3);
    GoalsDialog* dialog = ask();
    type(dialog->step(), "5");
    QVERIFY(answered(dialog));
    const LimitRanking ranking = relaxEach(*solved().experiment, asked(), 0.05, {});
    const double before = solved().chosen.costPer1000();
    QTest::mouseClick(dialog->limits()->button(0), Qt::LeftButton);
    QVERIFY(answered(dialog));
    QCOMPARE(asked(), ranking.steps.front().relaxed);
    QVERIFY(std::abs(before - solved().chosen.costPer1000() - ranking.steps.front().gain) < 1e-9);
}

void GoalsTest::saysWhatIsReachable() {
    open();
    GoalsDialog* dialog = ask();
    type(dialog->accuracy(), "99.9");
    type(dialog->money(), "0.01");
    QVERIFY(answered(dialog));
    QVERIFY2(dialog->guarantee()->answer().startsWith("Out of reach. At most "),
             qPrintable(dialog->guarantee()->answer()));
    QVERIFY2(dialog->budget()->answer().startsWith("Too little: "),
             qPrintable(dialog->budget()->answer()));
    QTest::mouseClick(dialog->budget()->button(0), Qt::LeftButton);
    QVERIFY(answered(dialog));
    QVERIFY(solved().chosen.feasible);
    // A floor beyond all limits: which of them would help?
    Scenario next = m_window->session().scenario();
    next.constraints.mode = RoutingMode::CostUnderFloor;
    next.constraints.qualityFloor = solved().reach.maxQuality + 0.02;
    next.constraints.qualityFloor = std::min(1.0, next.constraints.qualityFloor);
    m_window->session().edit(next, "floor");
    QVERIFY(answered(dialog));
    QVERIFY(!solved().chosen.feasible);
    type(dialog->step(), "20");
    QVERIFY(answered(dialog));
    QVERIFY2(dialog->limits()->answer().startsWith("Not reachable now"),
             qPrintable(dialog->limits()->answer()));
    QTest::mouseClick(dialog->limits()->button(0), Qt::LeftButton);
    QVERIFY(answered(dialog));
    QVERIFY(solved().chosen.feasible);
}

void GoalsTest::tellsTheMonthInAnotherCurrency() {
    open();
    GoalsDialog* dialog = ask();
    QCOMPARE(m_window->session().book().monthlyQueries(), 0.0);  // only proposed
    dialog->currency()->setFocus();
    dialog->currency()->selectAll();
    QTest::keyClicks(dialog->currency(), "EUR");
    QTest::keyClick(dialog->currency(), Qt::Key_Return);
    QCOMPARE(m_window->session().book().currency().label, "EUR");
    type(dialog->rate(), "0.5");
    type(dialog->volume(), "1000000");
    const Currency& kept = m_window->session().book().currency();
    QCOMPARE(kept.perDollar, 0.5);
    QCOMPARE(kept.asOf, QDate::currentDate().toString(Qt::ISODate).toStdString());
    type(dialog->money(), "450");  // EUR, so 900 USD
    QVERIFY(answered(dialog));
    const BudgetGoal best = bestForBudget(*solved().experiment, asked(), 0.9, {});
    const double month = best.at.evaluation.costPer1000() * 1000.0 * 0.5;
    const QString inEuros = usd(month).replace('$', QString("EUR") + QChar::Nbsp);
    QVERIFY2(dialog->budget()->answer().contains(inEuros), qPrintable(dialog->budget()->answer()));
    // The card of the window as well.
    QVERIFY2(m_window->cards()->cost()->detail().contains(QString("EUR") + QChar::Nbsp),
             qPrintable(m_window->cards()->cost()->detail()));
    // It is kept with the workspace.
    m_window->session().saveNow();
    m_window->openWorkspace(m_lab->file("w.orlab"));
    QVERIFY(settle());
    QCOMPARE(m_window->session().book().currency(), kept);
    // Back in dollars there is no rate.
    dialog->currency()->setFocus();
    dialog->currency()->selectAll();
    QTest::keyClicks(dialog->currency(), "USD");
    QTest::keyClick(dialog->currency(), Qt::Key_Return);
    QVERIFY(m_window->session().book().currency().isDollar());
    QVERIFY(!dialog->rate()->isEnabled());
}

void GoalsTest::closesWhileItSolves() {
    open(600);
    GoalsDialog* dialog = ask();
    type(dialog->accuracy(), "40");
    dialog->close();
    m_window->openWorkspace(m_lab->workspace(120, "other.orlab"));
    dialog->show();
    QVERIFY(answered(dialog));
    QVERIFY(!dialog->budget()->answer().isEmpty());
    end();
}

ORL_UI_TEST(GoalsTest);

}  // namespace orl

#include "goals_test.moc"
