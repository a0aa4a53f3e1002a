#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <cmath>

#include "core/lab/settings.h"
#include "ui/charts/bound_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/price_bands.h"
#include "ui/charts/price_map_chart.h"
#include "ui/charts/query_plane.h"
#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/page.h"
#include "ui/pages/duals/price_row.h"
#include "ui/pages/duals/touch_view.h"
#include "ui/pages/duals/worth_panel.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/proof_seeker.h"
#include "ui/style/appearance.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The Duals page as a hand uses it: mouse and keys. What is shown is compared with the core's
/// formulas at the prices that are shown.
class DualsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void theHandStartsBelowTheOptimizer();
    void theSliderMovesEveryPicture();
    void aDragIsOneStepOfUndo();
    void keysMoveTakeAndPutBack();
    void theFieldAndThePicturesMoveLambda();
    void slotsArePricedByHand();
    void theMapShowsThePathOfAnAscent();
    void climbingReachesTheBound();
    void playStopsAtThePeak();
    void stripsSayWhoWins();
    void theQueryIsTheOneOfAllPages();
    void limitsAreWorthWhatTheySay();
    void alphaMovesTheBoundAlongTheSameCurve();
    void anAlphaOutOfReachHasNoPeak();
    void noFloorLeavesTheLeftHalf();
    void aBudgetChangesTheAxes();
    void aRouterWithoutPricesHasNoOptimum();
    void groupsSayWhatTheyAdd();
    void oneQueryAndOtherDataAreShown();
    void narrowWindowsStackThePanels();
    void nothingIsComputedForWhoDoesNotLook();
    void whatIsFoundAfterTheDataWentIsNotShown();
    void escapeWithoutAnythingToPutBackIsTheWindows();
    void anotherThemeRecoloursThePictures();
    void sizesOfPanelsAreKept();
    void pointsSayWhatTheyAre();

  private:
    DualsPage* page() const { return m_window->page<DualsPage>(); }
    TouchView* touch() const { return page()->touch(); }
    PriceHand* hand() const { return touch()->hand(); }
    PriceRow* row() const { return touch()->prices(); }
    bool ready() {
        return QTest::qWaitFor(
            [this] {
                return m_window->session().settled() && hand()->view() && hand()->curve() &&
                       hand()->curve()->complete && !page()->isBusy();
            },
            kPatience);
    }
    void openPage(std::size_t queries = 240, double capacity = 0.4) {
        show(m_lab->workspace(queries, "w.orlab", "hybrid"));
        constraints()->capacity()->field()->setValue(capacity * 100.0);
        QVERIFY(settle());
        m_alpha = std::floor(solved().reach.maxQuality * 1000.0 - 40.0) / 10.0;
        constraints()->alpha()->field()->setValue(m_alpha);
        m_window->resize(1600, 1000);
        m_window->showPage("duals");
        QVERIFY(settle());
        QVERIFY(ready());
    }
    double queries() const { return double(solved().experiment->problem.queryCount()); }
    /// The batch at the prices shown, as the formulas have it.
    void compareWithFormulas();
    void drag(RangeSlider* slider, int from, int to);

    double m_alpha = 0.0;  ///< per cent: below what can be reached, so that it binds
};

void DualsTest::compareWithFormulas() {
    const RoutingProblem& problem = solved().experiment->problem;
    const HeldPrices& at = hand()->view()->answer.prices;
    QCOMPARE(at.qualityPrice, hand()->state().prices.qualityPrice);
    double value = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!problem.allowed(i, j)) continue;
            least = std::min(least, problem.cost(i, j) - at.qualityPrice * problem.quality(i, j) +
                                        at.capacityPrice[j]);
        }
        value += least;
    }
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        value -= at.capacityPrice[j] *
                 double(std::min<std::int64_t>(solved().constraints.capacityOf(j),
                                               std::int64_t(problem.queryCount())));
    }
    const double count = queries();
    const BoundHand& shown = touch()->bound()->hand();
    QVERIFY(std::abs(shown.price - at.qualityPrice * 1000.0) < 1e-9);
    if (solved().constraints.mode == RoutingMode::CostUnderFloor) {
        const double g = solved().constraints.qualityFloor * count * at.qualityPrice + value;
        QVERIFY(std::abs(shown.bound - g / count * 1000.0) < 1e-9);
    } else {
        const double u = (solved().constraints.budget - value) / at.qualityPrice;
        QVERIFY(std::abs(shown.bound - u / count) < 1e-9);
    }
}

void DualsTest::drag(RangeSlider* slider, int from, int to) {
    const auto at = [&](int position) {
        return QPoint(slider->pixelOf(position), slider->height() / 2);
    };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(from));
    for (int k = 1; k <= 5; ++k) {
        QTest::mouseMove(slider, at(from + (to - from) * k / 5));
        QTest::qWait(5);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(to));
    QVERIFY(ready());
}

void DualsTest::theHandStartsBelowTheOptimizer() {
    openPage();
    QVERIFY(hand()->state().follows);
    const double optimal = solved().certificate->qualityPrice;
    QVERIFY(optimal > 0.0);
    QVERIFY(hand()->state().prices.qualityPrice > 0.0);
    QVERIFY(hand()->state().prices.qualityPrice < optimal);
    QVERIFY(hand()->highest() > optimal);
    compareWithFormulas();
    const PriceHand& held = *hand();
    const double right = held.view()->answer.quality / queries();
    QVERIFY(row()->words().contains(percent(right)));
    QVERIFY(row()->words().contains("missing"));
    QVERIFY(row()->advice().startsWith("λ is too low"));
    // The best that prices prove is at the optimizer's, and the best routing is not cheaper.
    const auto& ground = touch()->bound()->ground();
    QVERIFY(ground.optimal && ground.routing);
    QVERIFY(ground.optimal->bound <= ground.routing->y() + 1e-9);
    for (const BoundGround::Bound& point : ground.bounds)
        QVERIFY(point.bound <= ground.optimal->bound + 1e-9);
}

void DualsTest::theSliderMovesEveryPicture() {
    openPage();
    const double before = touch()->bound()->hand().bound;
    const SolveView* answer = &solved();
    const QString card = m_window->cards()->saving()->value();
    drag(row()->quality(), 800, 2600);
    QVERIFY(touch()->bound()->hand().bound != before);
    compareWithFormulas();
    QVERIFY(std::abs(touch()->plane()->data().price -
                     hand()->state().prices.qualityPrice * 1000.0) < 1e-9);
    QVERIFY(std::abs(row()->qualityField()->value() -
                     hand()->state().prices.qualityPrice * 1000.0) <= 0.01);
    // A drag changes no result.
    QCOMPARE(&solved(), answer);
    QCOMPARE(m_window->cards()->saving()->value(), card);
    // The winner in the plane is the least of all.
    const auto& models = touch()->plane()->data().models;
    for (const auto& model : models) QVERIFY(models.front().reduced <= model.reduced);
}

void DualsTest::aDragIsOneStepOfUndo() {
    openPage();
    QUndoStack* undo = m_window->session().undoStack();
    const int before = undo->count();
    const HandState start = hand()->state();
    drag(row()->quality(), 900, 2000);
    QCOMPARE(undo->count(), before + 1);
    const HandState moved = hand()->state();
    undo->undo();
    QVERIFY(ready());
    QCOMPARE(hand()->state().prices.qualityPrice, start.prices.qualityPrice);
    compareWithFormulas();
    undo->redo();
    QVERIFY(ready());
    QCOMPARE(hand()->state().prices.qualityPrice, moved.prices.qualityPrice);
    drag(row()->quality(), 2000, 2400);
    QCOMPARE(undo->count(), before + 2);
}

void DualsTest::keysMoveTakeAndPutBack() {
    openPage();
    row()->quality()->setFocus();
    const double start = hand()->state().prices.qualityPrice;
    const double step = hand()->step();
    QTest::keyClick(row()->quality(), Qt::Key_Right);
    QVERIFY(std::abs(hand()->state().prices.qualityPrice - start - step) < 1e-12);
    QTest::keyClick(row()->quality(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(std::abs(hand()->state().prices.qualityPrice - start - 11 * step) < 1e-12);
    QTest::keyClick(row()->quality(), Qt::Key_Left);
    QVERIFY(std::abs(hand()->state().prices.qualityPrice - start - 10 * step) < 1e-12);
    QVERIFY(ready());
    QTest::keyClick(row()->quality(), Qt::Key_Return);
    QCOMPARE(hand()->state().prices.qualityPrice, solved().certificate->qualityPrice);
    QVERIFY(ready());
    compareWithFormulas();
    QTest::keyClick(row()->quality(), Qt::Key_Escape);
    QVERIFY(std::abs(hand()->state().prices.qualityPrice - start) < 1e-12);
    // From a plot, too, where the keys belong to something that scrolls.
    PlotView* plot = touch()->bound()->plots().front();
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Up);
    QVERIFY(std::abs(hand()->state().prices.qualityPrice - start - step) < 1e-12);
    QVERIFY(ready());
}

void DualsTest::theFieldAndThePicturesMoveLambda() {
    openPage();
    QDoubleSpinBox* field = row()->qualityField();
    field->setFocus();
    field->selectAll();
    const double typed = std::round(hand()->highest() * 1000.0 * 0.6 * 10.0) / 10.0;
    QTest::keyClicks(field, QString::number(typed, 'f', 1));
    QTest::keyClick(field, Qt::Key_Tab);
    QVERIFY(ready());
    QVERIFY(std::abs(hand()->state().prices.qualityPrice * 1000.0 - typed) < 1e-9);
    // The point on g: a press takes it there, a drag goes on.
    QWidget* bound = touch()->bound()->plots()[1]->viewport();
    const QPoint from = touch()->bound()->placeOfBound().toPoint();
    QTest::mousePress(bound, Qt::LeftButton, {}, from);
    QTest::mouseMove(bound, from - QPoint(60, 0));
    QTest::mouseRelease(bound, Qt::LeftButton, {}, from - QPoint(60, 0));
    QVERIFY(ready());
    QVERIFY(hand()->state().prices.qualityPrice * 1000.0 < typed);
    QVERIFY(std::abs(touch()->bound()->placeOfBound().x() - (from.x() - 60)) < 2.0);
    compareWithFormulas();
    // The line on the left: it touches where the pointer is.
    QWidget* cost = touch()->bound()->plots()[0]->viewport();
    const QPoint touched = touch()->bound()->placeOfTouch().toPoint();
    QTest::mousePress(cost, Qt::LeftButton, {}, touched);
    QTest::mouseMove(cost, touched - QPoint(40, 0));
    QTest::mouseRelease(cost, Qt::LeftButton, {}, touched - QPoint(40, 0));
    QVERIFY(ready());
    QVERIFY(touch()->bound()->placeOfTouch().x() < touched.x());
    // The line of the query turns about its winner.
    const double before = hand()->state().prices.qualityPrice;
    QWidget* plane = touch()->plane()->plots()[0]->viewport();
    const QPoint winner = touch()->plane()->placeOfWinner().toPoint();
    const QRectF area = touch()->plane()->plots()[0]->plotArea();
    const bool right = winner.x() < area.center().x();
    const QPoint near(winner.x() + (right ? 50 : -50), int(area.top()) + 20);
    QTest::mousePress(plane, Qt::LeftButton, {}, near);
    QTest::mouseRelease(plane, Qt::LeftButton, {}, near);
    QVERIFY(ready());
    QVERIFY(hand()->state().prices.qualityPrice != before);
    // A strip's axis.
    const QPoint place = touch()->strips()->placeOf(1, hand()->highest() * 1000.0 * 0.3);
    QTest::mouseClick(touch()->strips()->viewport(), Qt::LeftButton, {}, place);
    QVERIFY(ready());
    QVERIFY(std::abs(hand()->state().prices.qualityPrice - 0.3 * hand()->highest()) <
            0.01 * hand()->highest());
}

void DualsTest::slotsArePricedByHand() {
    openPage(240, 0.25);
    QTest::keyClick(row()->quality(), Qt::Key_Return);
    QVERIFY(ready());
    QVERIFY(row()->slot()->isEnabled());
    QVERIFY(hand()->view()->answer.exact);
    const auto& capacity = hand()->batch()->capacity();
    for (std::size_t j = 0; j < capacity.size(); ++j)
        QVERIFY(hand()->view()->answer.load[j] <= capacity[j]);
    drag(row()->slot(), row()->slot()->value(), 40);
    QVERIFY(!hand()->state().follows);
    QVERIFY(!row()->follows()->isChecked());
    compareWithFormulas();
    const std::size_t model = hand()->slotModel();
    QVERIFY(hand()->view()->answer.load[model] > capacity[model]);
    QVERIFY(row()->words().contains("queries over on"));
    // So many more are over than answers are missing that this price is the one to move.
    const double over = double(hand()->view()->answer.load[model] - capacity[model]);
    QVERIFY(over > std::abs(hand()->goal().slope(hand()->view()->answer)));
    QVERIFY(row()->advice().contains(QString::fromStdString(solved().experiment->models[model])));
    QVERIFY(row()->advice().contains("is too low. Raise it"));
    QVERIFY(row()->advice().contains(usd(over / queries())));
    // With prices held, g is another curve, and never above the one with the best prices.
    const auto& held = touch()->bound()->hand().held;
    QVERIFY(!held.empty());
    for (const BoundGround::Bound& point : held) {
        const double best = hand()->goal().bound(point.price / 1000.0,
                                                 hand()->curve()->valueAt(point.price / 1000.0)) /
                            queries() * 1000.0;
        QVERIFY(point.bound <= best + hand()->curve()->error / queries() * 1000.0 + 1e-9);
    }
    // The next model that has a limit.
    QVERIFY(row()->model()->count() > 1);
    row()->model()->setFocus();
    QTest::keyClick(row()->model(),
                    row()->model()->currentIndex() == 0 ? Qt::Key_Down : Qt::Key_Up);
    QVERIFY(hand()->slotModel() != model);
    QVERIFY(ready());
    row()->slot()->setFocus();
    const double slotPrice = hand()->state().prices.capacityPrice[hand()->slotModel()];
    QTest::keyClick(row()->slot(), Qt::Key_Right);
    QVERIFY(hand()->state().prices.capacityPrice[hand()->slotModel()] > slotPrice);
    QVERIFY(ready());
    QTest::mouseClick(row()->follows(), Qt::LeftButton, {},
                      QPoint(8, row()->follows()->height() / 2));
    QVERIFY(ready());
    QVERIFY(hand()->state().follows);
    QVERIFY(touch()->bound()->hand().held.empty());
}

void DualsTest::theMapShowsThePathOfAnAscent() {
    openPage(240, 0.25);
    QVERIFY(!touch()->mapButton()->isVisible());
    QTest::mouseClick(row()->follows(), Qt::LeftButton, {},
                      QPoint(8, row()->follows()->height() / 2));
    QVERIFY(ready());
    QVERIFY(touch()->mapButton()->isVisible());
    QTest::mouseClick(touch()->mapButton(), Qt::LeftButton);
    QVERIFY(ready());
    QVERIFY(touch()->map()->isVisible());
    const PriceMapData& data = touch()->map()->data();
    QCOMPARE(data.bound.size(), data.columns * data.rows);
    for (int k = 0; k < 3; ++k) {
        QTest::mouseClick(row()->climbButton(), Qt::LeftButton);
        QVERIFY(ready());
    }
    QVERIFY(touch()->map()->path().size() >= 2);
    const double before = hand()->state().prices.qualityPrice;
    QWidget* plot = touch()->map()->plots()[0]->viewport();
    const QPoint to =
        touch()->map()->placeOf({0.5 * data.highest, 0.5 * data.highestSlot}).toPoint();
    QTest::mouseClick(plot, Qt::LeftButton, {}, to);
    QVERIFY(ready());
    QVERIFY(hand()->state().prices.qualityPrice != before);
    QVERIFY(touch()->map()->path().empty());
    compareWithFormulas();
    QVERIFY(touch()->map()->csv().count('\n') > 100);
}

void DualsTest::climbingReachesTheBound() {
    openPage();
    double last = touch()->bound()->hand().bound;
    QUndoStack* undo = m_window->session().undoStack();
    const int steps = undo->count();
    for (int k = 0; k < 3; ++k) {
        QTest::mouseClick(row()->climbButton(), Qt::LeftButton);
        QVERIFY(ready());
        QVERIFY(touch()->bound()->hand().bound >= last - 1e-9);
        last = touch()->bound()->hand().bound;
        compareWithFormulas();
    }
    QVERIFY(undo->count() > steps);
    QTest::mouseClick(row()->takeButton(), Qt::LeftButton);
    QVERIFY(ready());
    QVERIFY(std::abs(touch()->bound()->hand().bound - touch()->bound()->ground().optimal->bound) <
            1e-6);
}

void DualsTest::playStopsAtThePeak() {
    openPage();
    QUndoStack* undo = m_window->session().undoStack();
    const int before = undo->count();
    QTest::mouseClick(row()->playButton(), Qt::LeftButton);
    QVERIFY(row()->isPlaying());
    QVERIFY(QTest::qWaitFor([this] { return !row()->isPlaying(); }, kPatience));
    QVERIFY(ready());
    QVERIFY(!row()->playButton()->isChecked());
    const double peak = touch()->bound()->ground().optimal->bound;
    QVERIFY(touch()->bound()->hand().bound > 0.97 * peak);
    QCOMPARE(undo->count(), before + 1);
    // Whoever takes the handle stops it.
    QTest::keyClick(row()->quality(), Qt::Key_Escape);
    QVERIFY(ready());
    QTest::mouseClick(row()->playButton(), Qt::LeftButton);
    QTest::mouseClick(row()->quality(), Qt::LeftButton, {},
                      QPoint(row()->quality()->pixelOf(3000), row()->quality()->height() / 2));
    QVERIFY(!row()->isPlaying());
    QVERIFY(ready());
}

void DualsTest::stripsSayWhoWins() {
    openPage();
    PriceBands* strips = touch()->strips();
    QCOMPARE(strips->rows().size(), touch()->stripQueries().size());
    QCOMPARE(strips->rows().size(), 40U);
    const auto check = [&] {
        const DualBatch& batch = *hand()->batch();
        const HeldPrices& at = hand()->view()->answer.prices;
        for (std::size_t k = 0; k < strips->rows().size(); ++k) {
            const PriceBands::Row& shown = strips->rows()[k];
            const std::size_t winner = byReducedCost(batch, touch()->stripQueries()[k], at).front();
            QCOMPARE(shown.winner, QString::fromStdString(batch.experiment().models[winner]));
            QVERIFY(std::abs(shown.parts.front().sum() -
                             1000.0 * batch.reduced(touch()->stripQueries()[k], winner, at)) <
                    1e-9);
        }
    };
    check();
    drag(row()->quality(), 800, 2500);
    check();
    touch()->stripOrder()->setFocus();
    QTest::keyClick(touch()->stripOrder(), Qt::Key_Down);
    QVERIFY(ready());
    QCOMPARE(hand()->stripOrder(), StripOrder::Nearest);
    check();
    QTest::keyClick(touch()->stripOrder(), Qt::Key_Down);
    QVERIFY(ready());
    QVERIFY(strips->rows().empty());
    m_window->session().select({solved().experiment->rows[3], solved().experiment->rows[9]}, "two");
    QVERIFY(ready());
    QCOMPARE(strips->rows().size(), 2U);
    check();
}

void DualsTest::theQueryIsTheOneOfAllPages() {
    openPage();
    const QPoint text(12, touch()->strips()->placeOf(2, 0.0).y());
    QTest::mouseClick(touch()->strips()->viewport(), Qt::LeftButton, {}, text);
    const std::uint32_t query = touch()->stripQueries()[2];
    QCOMPARE(m_window->session().currentRow(), solved().experiment->rows[query]);
    const auto& models = touch()->plane()->data().models;
    const HeldPrices& at = hand()->view()->answer.prices;
    const auto order = byReducedCost(*hand()->batch(), query, at);
    QCOMPARE(models.size(), order.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        QCOMPARE(models[k].name, QString::fromStdString(solved().experiment->models[order[k]]));
    }
    QVERIFY(touch()->strips()->rows()[2].marked);
    m_window->session().setCurrentRow(solved().experiment->rows[0]);
    QVERIFY(touch()->plane()->data().number.contains(
        count(std::int64_t(solved().experiment->rows[0] + 1))));
}

void DualsTest::limitsAreWorthWhatTheySay() {
    openPage(240, 0.25);
    // A proof that is found later is another answer, of which nothing has been checked.
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().proof().seeking(), kPatience);
    QVERIFY(ready());
    WorthPanel* worth = touch()->worth();
    QVERIFY(worth->steps().size() >= 4);
    const LimitPrices prices = limitPrices(solved(), {});
    QCOMPARE(worth->steps(), limitSteps(solved(), prices, false));
    QVERIFY(worth->lines()[0].sentence->text().contains(usd(worth->steps()[0].priced)));
    QTest::mouseClick(worth->lines()[0].check, Qt::LeftButton);
    QVERIFY(ready());
    QVERIFY(worth->result(0));
    QCOMPARE(*worth->result(0), checkLimit(solved(), worth->steps()[0], {}));
    QVERIFY(worth->lines()[0].note->text().contains("re-solved"));
    QVERIFY(!worth->result(1));
    QTest::mouseClick(worth->checkAll(), Qt::LeftButton);
    QVERIFY(ready());
    for (std::size_t k = 0; k < worth->steps().size(); ++k) QVERIFY(worth->result(k));
    // The limits themselves have not moved.
    QCOMPARE(constraints()->alpha()->field()->value(), m_alpha);
    const std::size_t few = worth->steps().size();
    QTest::mouseClick(worth->allModels(), Qt::LeftButton);
    QVERIFY(worth->steps().size() > few);
    // Another floor: nothing that was found holds any longer.
    constraints()->alpha()->field()->setValue(m_alpha - 1.0);
    QVERIFY(ready());
    for (std::size_t k = 0; k < worth->steps().size(); ++k) QVERIFY(!worth->result(k));
}

void DualsTest::alphaMovesTheBoundAlongTheSameCurve() {
    openPage();
    const PriceCurve* curve = hand()->curve().get();
    drag(row()->quality(), 800, 1500);
    const double held = hand()->state().prices.qualityPrice;
    constraints()->alpha()->field()->setValue(m_alpha - 0.5);
    QVERIFY(ready());
    QCOMPARE(hand()->curve().get(), curve);
    QCOMPARE(hand()->state().prices.qualityPrice, held);
    QVERIFY(std::abs(touch()->bound()->ground().goal - (m_alpha - 0.5) / 100.0) < 1e-9);
    compareWithFormulas();
    constraints()->capacity()->field()->setValue(35.0);
    QVERIFY(ready());
    QVERIFY(hand()->curve().get() != curve);
    QCOMPARE(hand()->state().prices.qualityPrice, held);
    compareWithFormulas();
}

void DualsTest::anAlphaOutOfReachHasNoPeak() {
    openPage();
    constraints()->alpha()->field()->setValue(99.0);
    QVERIFY(ready());
    QCOMPARE(solved().status, SolveStatus::FloorUnreachable);
    QVERIFY(row()->advice().contains("No λ reaches α"));
    QVERIFY(touch()->bound()->notice().contains("no peak"));
    QVERIFY(!row()->takeButton()->isEnabled());
    QVERIFY(!touch()->bound()->ground().optimal);
    compareWithFormulas();
    const double before = hand()->state().prices.qualityPrice;
    QTest::mouseClick(row()->climbButton(), Qt::LeftButton);
    QVERIFY(ready());
    QVERIFY(hand()->state().prices.qualityPrice > before);
    QVERIFY(touch()->worth()->steps().empty());
}

void DualsTest::noFloorLeavesTheLeftHalf() {
    openPage();
    constraints()->alpha()->field()->setValue(0.0);
    QVERIFY(ready());
    QVERIFY(std::isnan(touch()->bound()->ground().goal));
    QVERIFY(!touch()->bound()->plots()[1]->isVisible());
    row()->quality()->setFocus();
    QTest::keyClick(row()->quality(), Qt::Key_Return);
    QVERIFY(ready());
    QCOMPARE(hand()->state().prices.qualityPrice, 0.0);
    QVERIFY(row()->advice().contains("λ"));
}

void DualsTest::aBudgetChangesTheAxes() {
    openPage();
    Scenario next = m_window->session().scenario();
    next.constraints.mode = RoutingMode::QualityUnderBudget;
    next.constraints.budgetPer1000 = solved().chosen.costPer1000() * 1.05;
    m_window->session().edit(next, "budget");
    QVERIFY(ready());
    QVERIFY(solved().certificate->solved());
    const BoundGround& ground = touch()->bound()->ground();
    QVERIFY(ground.budget);
    QVERIFY(std::abs(ground.goal - next.constraints.budgetPer1000) < 1e-9);
    compareWithFormulas();
    QVERIFY(row()->words().contains("per 1,000"));
    QVERIFY(ground.optimal);
    // An upper bound, and least at the optimizer's prices.
    QVERIFY(ground.optimal->bound >= ground.routing->y() - 1e-9);
    for (const BoundGround::Bound& point : ground.bounds) {
        if (std::isfinite(point.bound)) QVERIFY(point.bound >= ground.optimal->bound - 1e-9);
    }
    QVERIFY(touch()->worth()->lines()[0].sentence->text().contains("$0.01 more"));
    row()->quality()->setFocus();
    QTest::keyClick(row()->quality(), Qt::Key_Return);
    QVERIFY(ready());
    QVERIFY(std::abs(touch()->bound()->hand().bound - ground.optimal->bound) < 1e-6);
}

void DualsTest::aRouterWithoutPricesHasNoOptimum() {
    openPage();
    Scenario next = m_window->session().scenario();
    next.router = "threshold";
    m_window->session().edit(next, "router");
    QVERIFY(ready());
    QVERIFY(!solved().certificate);
    QVERIFY(!row()->takeButton()->isEnabled());
    QVERIFY(touch()->bound()->notice().contains("no prices"));
    compareWithFormulas();
}

void DualsTest::groupsSayWhatTheyAdd() {
    openPage(240, 0.9);
    Scenario next = m_window->session().scenario();
    next.constraints.groups.by = "level";
    const QueryGroups groups = groupsOf(*solved().experiment, "level");
    const double hardest = 0.5;
    next.constraints.groups.floor[groups.names.back()] = hardest;
    m_window->session().edit(next, "groups");
    QVERIFY(ready());
    if (!solved().certificate->solved()) QSKIP("the group's floor is out of reach");
    QVERIFY(hand()->view());
    if (hand()->batch()->hasGroupPrices())
        QVERIFY(touch()->bound()->notice().contains("Groups add"));
    QVERIFY(touch()->bound()->hand().bound <=
            solved().certificate->cost / queries() * 1000.0 + 1e-6);
}

void DualsTest::oneQueryAndOtherDataAreShown() {
    openPage();
    drag(row()->quality(), 800, 1500);
    // Other data with other models: nothing of the old ones is held on to.
    m_window->session().openBundledData();
    QVERIFY(QTest::qWaitFor(
        [this] { return m_window->session().onBundledData() && m_window->session().settled(); },
        kPatience));
    QVERIFY(ready());
    QCOMPARE(hand()->batch()->models(), solved().experiment->models.size());
    QCOMPARE(hand()->state().prices.capacityPrice.size(), hand()->batch()->models());
    compareWithFormulas();
}

void DualsTest::narrowWindowsStackThePanels() {
    openPage();
    const auto left = [this](QWidget* widget) {
        return widget->mapTo(m_window.get(), QPoint(0, 0));
    };
    QVERIFY(left(touch()->bound()).x() > left(touch()->plane()).x());
    QVERIFY(left(row()->climbButton()).x() > left(row()->quality()).x());
    m_window->resize(1024, 720);
    QTest::qWait(1);
    QVERIFY(left(touch()->bound()).y() > left(touch()->plane()).y());
    QCOMPARE(left(touch()->bound()).x(), left(touch()->plane()).x());
    QVERIFY(left(row()->climbButton()).y() > left(row()->slot()).y());
    m_window->resize(2560, 1440);
    QTest::qWait(1);
    QVERIFY(left(touch()->bound()).x() > left(touch()->plane()).x());
}

void DualsTest::nothingIsComputedForWhoDoesNotLook() {
    open();
    QVERIFY(!hand()->batch());
    m_window->showPage("duals");
    QVERIFY(ready());
    const SolveView* shown = hand()->solve().get();
    m_window->showPage("dashboard");
    constraints()->alpha()->field()->setValue(52.0);
    QVERIFY(settle());
    QCOMPARE(hand()->solve().get(), shown);
    m_window->showPage("duals");
    QVERIFY(ready());
    QCOMPARE(hand()->solve().get(), &solved());
    compareWithFormulas();
}

/// Another workspace is opened, and an answer about the one before comes right behind it.
void DualsTest::whatIsFoundAfterTheDataWentIsNotShown() {
    openPage();
    m_window->openWorkspace(m_lab->workspace(120, "other.orlab"));
    QTest::qSleep(1000);                       // opened, and queued for the window
    emit m_window->session().solvedChanged();  // asks what the optimizer's prices do
    m_window->showPage("dashboard");
    QTest::qSleep(200);  // found, and queued behind it
    QVERIFY(settle());
    m_window->showPage("duals");
    QVERIFY(ready());
    QCOMPARE(hand()->solve().get(), &solved());
    compareWithFormulas();
}

void DualsTest::escapeWithoutAnythingToPutBackIsTheWindows() {
    openPage();
    m_window->session().select({solved().experiment->rows[3]}, "one");
    row()->quality()->setFocus();
    QTest::keyClick(row()->quality(), Qt::Key_Right);
    QTest::keyClick(row()->quality(), Qt::Key_Escape);
    QVERIFY(m_window->session().selection());
    QTest::keyClick(row()->quality(), Qt::Key_Escape);
    QVERIFY(!m_window->session().selection());
    QVERIFY(ready());
}

void DualsTest::anotherThemeRecoloursThePictures() {
    applyAppearance(Preferences::Appearance::Light);
    openPage();
    const auto shown = [this] { return touch()->strips()->rows().front().bands.front().color; };
    const std::int32_t model = hand()->chosen().strips.front().bands.front().model;
    QCOMPARE(shown(), modelColor(model, false));
    applyAppearance(Preferences::Appearance::Dark);
    QTest::qWait(1);
    QCOMPARE(shown(), modelColor(model, true));
    applyAppearance(Preferences::Appearance::Light);
    QTest::qWait(1);
    QCOMPARE(shown(), modelColor(model, false));
}

void DualsTest::sizesOfPanelsAreKept() {
    openPage();
    const auto* splitter = touch()->bound()->parentWidget();
    auto* handle = qobject_cast<const QSplitter*>(splitter)->handle(1);
    const int before = touch()->bound()->width();
    const QPoint at = handle->rect().center();
    QTest::mousePress(handle, Qt::LeftButton, {}, at);
    QTest::mouseMove(handle, at + QPoint(80, 0));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, at + QPoint(80, 0));
    const int after = touch()->bound()->width();
    QVERIFY(after < before);
    const QByteArray kept = page()->saveLayout();
    QTest::mousePress(handle, Qt::LeftButton, {}, at);
    QTest::mouseMove(handle, at - QPoint(60, 0));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, at - QPoint(60, 0));
    QVERIFY(touch()->bound()->width() > after);
    page()->restoreLayout("no layout");
    QVERIFY(touch()->bound()->width() > after);
    page()->restoreLayout(kept);
    QCOMPARE(touch()->bound()->width(), after);
}

void DualsTest::pointsSayWhatTheyAre() {
    openPage();
    PlotView* plane = touch()->plane()->plots()[0];
    QTest::mouseMove(plane->viewport(), touch()->plane()->placeOfWinner().toPoint());
    QVERIFY(!plane->hoverBox().empty());
    QCOMPARE(plane->hoverBox().front().text, touch()->plane()->data().models.front().name);
    PlotView* bound = touch()->bound()->plots()[1];
    const QPoint point = touch()->bound()->placeOfBound().toPoint();
    QTest::mouseMove(bound->viewport(), point);
    QCOMPARE(bound->hoverBox().size(), 2U);
    QVERIFY(bound->hoverBox().front().text.startsWith("λ $"));
    PlotView* cost = touch()->bound()->plots()[0];
    QTest::mouseMove(cost->viewport(), touch()->bound()->placeOfTouch().toPoint());
    QCOMPARE(cost->hoverBox().size(), 2U);
    QTest::mouseMove(cost->viewport(), QPoint(2, 2));
    QVERIFY(cost->hoverBox().empty());
}

ORL_UI_TEST(DualsTest);

}  // namespace orl

#include "duals_test.moc"
