// What is asked for, and what the window says where it cannot be had.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <cmath>

#include "core/evaluate/guarantee.h"
#include "core/lab/guarantee_engine.h"
#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/guarantee_control.h"
#include "ui/problem/pool_model.h"
#include "ui/problem/pool_section.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/guarantee_keeper.h"
#include "ui/session/predictor_study.h"
#include "ui/session/session.h"
#include "ui/session/shadow_prices.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/confidence_choice.h"
#include "ui/widgets/format.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class ConstraintsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aStepSaysWhatItCostsAndIsTaken();
    void whatIsShownKeepsToItsCap();
    void anUnreachableFloorIsExplained();
    void capacitiesThatAreTooSmallAreExplained();
    void budgetModeSolvesTheOtherProblem();
    void aBudgetIsSweptInPlaceOfAFloor();
    void oneModelIsAPoolAsWell();
    void aGuaranteeIsAGoal();
    void whoSetsTheFloorEndsTheGuarantee();
    void aGuaranteeOutOfReachSaysSo();

  private:
    void takeAdvice();
};

void ConstraintsTest::aStepSaysWhatItCostsAndIsTaken() {
    open();
    constraints()->capacity()->field()->setValue(40.0);
    QVERIFY(settle());
    const auto steps = m_window->session().shadowPrices().steps();
    QVERIFY(steps);
    QPushButton* line = constraints()->alpha()->step();
    QVERIFY2(line->text().contains(usd(steps->floorCosts)), qPrintable(line->text()));
    const double before = solved().chosen.costPer1000();
    QTest::mouseClick(line, Qt::LeftButton);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().constraints.qualityFloor, steps->floorTo);
    QVERIFY(std::abs(solved().chosen.costPer1000() - before - steps->floorCosts) < 1e-9);
    QVERIFY(constraints()->capacity()->step()->text().contains("of N"));
    constraints()->capacity()->field()->setValue(100.0);
    QVERIFY(settle());
    QVERIFY(constraints()->capacity()->step()->text().isEmpty());
    constraints()->alpha()->field()->setValue(99.9);
    QVERIFY(settle());
    QVERIFY(constraints()->alpha()->step()->text().isEmpty());
}

/// The banner's button makes the constraints reachable, and then the banner has nothing to say.
void ConstraintsTest::takeAdvice() {
    QVERIFY(!m_window->banner()->isHidden());
    QPushButton* button = m_window->banner()->actionButton();
    QVERIFY2(button->isVisible() && !button->text().isEmpty(), qPrintable(button->text()));
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(settle());
    QCOMPARE(solved().status, SolveStatus::Solved);
    QVERIFY2(m_window->banner()->isHidden(), qPrintable(m_window->banner()->text()));
}

namespace {
void chooseGoal(QComboBox* goals, int index) {
    goals->setFocus();
    QTest::keyClick(goals, Qt::Key_Home);
    for (int k = 0; k < index; ++k) QTest::keyClick(goals, Qt::Key_Down);
}
constexpr int kGuaranteed = 2;
}  // namespace

void ConstraintsTest::aGuaranteeIsAGoal() {
    open();
    Session& session = m_window->session();
    const double floor = session.scenario().constraints.qualityFloor;
    constraints()->alpha()->field()->setValue(40.0);
    QVERIFY(settle());
    chooseGoal(constraints()->mode(), kGuaranteed);
    QVERIFY(settle());
    // The same number to begin with, and the floor that the calibration finds for it.
    GuaranteeControl* control = constraints()->guarantee();
    QVERIFY(control->isVisible());
    QVERIFY(!constraints()->alpha()->isVisible());
    QCOMPARE(control->accuracy()->value(), 0.4);
    const auto kept = [&] {
        const auto& path = session.study().floor()->path;
        const Guarantee found = guaranteedFloor(path, control->accuracy()->value());
        return session.guarantee().state() == GuaranteeKeeper::State::Kept && found.reachable &&
               session.scenario().constraints.qualityFloor == found.point.floor &&
               solved().constraints.qualityFloor == found.point.floor;
    };
    QVERIFY(kept());
    QVERIFY(m_window->cards()->accuracy()->detail().contains("guaranteed 40.0 %"));
    // It follows what else is changed, as one step of undo each.
    const int steps = session.undoStack()->count();
    control->accuracy()->field()->setValue(45.0);
    QVERIFY(settle());
    QVERIFY(kept());
    constraints()->capacity()->field()->setValue(60.0);
    QVERIFY(settle());
    QVERIFY(kept());
    control->confidence()->setFocus();
    QTest::keyClick(control->confidence(), Qt::Key_Down);
    QVERIFY(settle());
    QVERIFY(kept());
    QCOMPARE(session.study().floor()->path.confidence, 0.95);
    QCOMPARE(session.undoStack()->count(), steps + 3);
    // Back over the goal in between as well.
    for (int k = 0; k < 5; ++k) session.undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(constraints()->alpha()->isVisible());
    QCOMPARE(session.scenario().constraints.qualityFloor, 0.4);
    session.undoStack()->undo();
    QCOMPARE(session.scenario().constraints.qualityFloor, floor);
}

void ConstraintsTest::whoSetsTheFloorEndsTheGuarantee() {
    open();
    constraints()->alpha()->field()->setValue(45.0);
    chooseGoal(constraints()->mode(), kGuaranteed);
    QVERIFY(settle());
    Session& session = m_window->session();
    QVERIFY(session.scenario().constraints.guarantee.asked);
    Scenario next = session.scenario();
    next.constraints.qualityFloor = 0.5;
    session.edit(next, "change of α");
    QVERIFY(settle());
    QVERIFY(!session.scenario().constraints.guarantee.asked);
    QCOMPARE(session.scenario().constraints.qualityFloor, 0.5);
    QVERIFY(constraints()->alpha()->isVisible());
    session.undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(session.guarantee().state() == GuaranteeKeeper::State::Kept);
    chooseGoal(constraints()->mode(), 1);
    QVERIFY(settle());
    QVERIFY(!session.scenario().constraints.guarantee.asked);
    QVERIFY(constraints()->budget()->isVisible());
}

void ConstraintsTest::aGuaranteeOutOfReachSaysSo() {
    open();
    chooseGoal(constraints()->mode(), kGuaranteed);
    GuaranteeControl* control = constraints()->guarantee();
    control->accuracy()->field()->setValue(99.9);
    QVERIFY(settle());
    const Session& session = m_window->session();
    QVERIFY(session.guarantee().state() == GuaranteeKeeper::State::OutOfReach);
    const Guarantee& guarantee = session.guarantee().guarantee();
    QCOMPARE(session.scenario().constraints.qualityFloor, guarantee.largest.floor);
    const ResultCard* card = m_window->cards()->accuracy();
    QVERIFY(card->isWarning());
    QVERIFY2(card->detail().contains("cannot be guaranteed"), qPrintable(card->detail()));
    control->accuracy()->field()->setValue(40.0);
    QVERIFY(settle());
    QVERIFY(!card->isWarning());
}

void ConstraintsTest::whatIsShownKeepsToItsCap() {
    open();
    const PoolModel* pool = m_window->problem()->pool()->model();
    const auto shown = [&](int row, int column) {
        return pool->index(row, column).data().toString().split(' ').front().toDouble();
    };
    for (const double cap : {20.4, 24.9, 33.4, 41.6}) {
        constraints()->capacity()->field()->setValue(cap);
        QVERIFY(settle());
        for (int row = 0; row < pool->rowCount(); ++row) {
            const double now = shown(row, PoolModel::Share);
            QVERIFY2(!(now > shown(row, PoolModel::Capacity)), qPrintable(QString::number(now)));
        }
    }
}

void ConstraintsTest::anUnreachableFloorIsExplained() {
    open();
    constraints()->alpha()->field()->setValue(99.9);
    QVERIFY(settle());
    QCOMPARE(solved().status, SolveStatus::FloorUnreachable);
    const ResultCard* card = m_window->cards()->accuracy();
    QVERIFY(card->isWarning());
    QVERIFY2(card->detail().contains(percentBelow(solved().reach.maxQuality)),
             qPrintable(card->detail()));
    const RangeSlider* slider = constraints()->alpha()->slider();
    QCOMPARE(slider->reachableGreatest(), int(std::floor(solved().reach.maxQuality * 1000.0)));
    takeAdvice();
    QCOMPARE(constraints()->alpha()->slider()->value(), slider->reachableGreatest());
    QVERIFY(!card->isWarning());
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(card->isWarning());
    QVERIFY(!m_window->banner()->isHidden());
    constraints()->alpha()->field()->setValue(40.0);
    QVERIFY(settle());
    QVERIFY(!card->isWarning());
    QVERIFY(m_window->banner()->isHidden());
}

void ConstraintsTest::capacitiesThatAreTooSmallAreExplained() {
    open();
    constraints()->capacity()->field()->setValue(10.0);
    QVERIFY(settle());
    QCOMPARE(solved().status, SolveStatus::CapacityShort);
    QVERIFY(m_window->cards()->cost()->isWarning());
    QVERIFY(m_window->cards()->cost()->detail().contains("60 of 120"));
    QVERIFY(m_window->page<DashboardPage>()->alphaSweep()->isEmpty());
    // Whoever serves a part is not compared with those that serve all.
    const ComparisonModel& table = *m_window->page<ComparePage>()->model();
    int parts = 0;
    for (int row = 0; row < table.rowCount(); ++row) {
        if (!table.index(row, ComparisonModel::Meets)
                 .data()
                 .toString()
                 .contains("serves 60 of 120"))
            continue;
        ++parts;
        for (const auto column : {ComparisonModel::Accuracy, ComparisonModel::PredictedAccuracy,
                                  ComparisonModel::Cost, ComparisonModel::ArenaScore}) {
            QVERIFY(std::isnan(table.number(row, column)));
            QVERIFY(!table.isBest(row, column));
        }
    }
    QVERIFY(parts > 3);
    for (const auto& router : m_window->page<DashboardPage>()->plane()->data().routers) {
        QVERIFY(std::isnan(router.point.accuracy));
    }
    // Five models hold everything from a fifth on.
    QCOMPARE(constraints()->capacity()->slider()->reachableLeast(), 200);
    takeAdvice();
    QCOMPARE(m_window->session().scenario().constraints.commonCapacity, 0.2);
    // Capacities of the models' own may be in the way of any common one.
    Scenario tight = m_window->session().scenario();
    for (const std::string& name : solved().experiment->models) {
        tight.constraints.capacityShare[name] = 0.19;
    }
    m_window->session().edit(tight, "own capacities");
    QVERIFY(settle());
    QCOMPARE(solved().status, SolveStatus::CapacityShort);
    takeAdvice();
    QVERIFY(solved().constraints.capacity.empty());
}

void ConstraintsTest::budgetModeSolvesTheOtherProblem() {
    open();
    QTest::keyClick(constraints()->mode(), Qt::Key_Down);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().constraints.mode, RoutingMode::QualityUnderBudget);
    QVERIFY(constraints()->budget()->isVisible());
    QVERIFY(!constraints()->alpha()->isVisible());
    const double least = solved().reach.minCost / 120.0 * 1000.0;
    constraints()->budget()->field()->setValue(least * 3.0);
    QVERIFY(settle());
    const SolveResult direct = solveDirectly(solved());
    QVERIFY(direct.solved());
    QVERIFY(solved().chosen.cost <= solved().constraints.budget * (1 + 1e-9));
    QVERIFY(std::abs(solved().chosen.predictedAccuracy - direct.quality) <=
            direct.gap + solved().chosen.gap + 1e-9);
    constraints()->budget()->field()->setValue(least * 0.5);
    QVERIFY(settle());
    QCOMPARE(solved().status, SolveStatus::BudgetTooSmall);
    QVERIFY(m_window->cards()->cost()->isWarning());
    takeAdvice();
}

/// Over what is asked for: a floor or a budget.
void ConstraintsTest::aBudgetIsSweptInPlaceOfAFloor() {
    open();
    const DashboardPage& page = *m_window->page<DashboardPage>();
    QVERIFY(page.alphaSweep()->isVisible());
    QVERIFY(!m_window->session().sweep(SweepOver::Budget));
    QTest::keyClick(constraints()->mode(), Qt::Key_Down);
    QVERIFY(settle());
    QVERIFY(!page.alphaSweep()->isVisible());
    SweepChart* chart = page.budgetSweep();
    QVERIFY(chart->isVisible());
    QVERIFY(m_window->session().isSweepCurrent(SweepOver::Budget));
    QCOMPARE(chart->current(), m_window->session().scenario().constraints.budgetPer1000);
    const SweepData::Series& dual = chart->data().series.front();
    QVERIFY(dual.x.size() > 10);
    double last = 0.0;
    for (std::size_t k = 0; k < dual.x.size(); ++k) {
        QVERIFY(dual.feasibleAt(k));  // from the cheapest routing on
        const auto& point = m_window->session().sweep(SweepOver::Budget)->points[0][k];
        QVERIFY(point->evaluation.costPer1000() <= dual.x[k] * (1 + 1e-9));
        QVERIFY(point->evaluation.predictedAccuracy >= last - 1e-9);
        last = point->evaluation.predictedAccuracy;
    }
    emit chart->valueChosen(dual.x[5]);
    QVERIFY(settle());
    QVERIFY(std::abs(constraints()->budget()->value() - dual.x[5]) < 1e-4);
    constraints()->mode()->setFocus();
    QTest::keyClick(constraints()->mode(), Qt::Key_Up);
    QVERIFY(page.alphaSweep()->isVisible());
    QVERIFY(settle());
}

void ConstraintsTest::oneModelIsAPoolAsWell() {
    open();
    PoolModel* pool = m_window->problem()->pool()->model();
    for (int row = 1; row < pool->rowCount(); ++row) {
        QVERIFY(
            pool->setData(pool->index(row, PoolModel::Name), Qt::Unchecked, Qt::CheckStateRole));
    }
    QVERIFY(settle());
    QVERIFY2(m_window->banner()->isHidden() || m_window->banner()->cause() == "reach",
             qPrintable(m_window->banner()->text()));
    for (const SweepOver over : {SweepOver::Alpha, SweepOver::Capacity}) {
        QVERIFY(m_window->session().isSweepCurrent(over));
        QVERIFY(!m_window->session().sweepError(over));
    }
    QTest::keyClick(constraints()->mode(), Qt::Key_Down);
    QVERIFY(settle());
    QVERIFY(m_window->session().isSweepCurrent(SweepOver::Budget));
}

ORL_UI_TEST(ConstraintsTest);

}  // namespace orl

#include "constraints_test.moc"
