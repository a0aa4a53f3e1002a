// Seconds beside money in the window: speeds, ω, the cap and the curve, by real events.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QUndoStack>
#include <cmath>

#include "core/lab/latency.h"
#include "core/lab/why.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/dialogs/latency_dialog.h"
#include "ui/pages/models/page.h"
#include "ui/pages/queries/why_content.h"
#include "ui/problem/latency_section.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/shadow_prices.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class LatencyWindowTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void withoutSpeedsItSaysSoAndOffersThem();
    void aPriceOfASecondMakesAnswersFaster();
    void whyShowsWhatSecondsCost();
    void aCapIsKeptAndItsStepIsTaken();
    void aCapOutOfReachIsExplained();
    void theCurveIsSolvedAndAPointIsTaken();

  private:
    LatencySection* latency() const { return m_window->problem()->latency(); }
    void giveSpeeds() {
        QTest::mouseClick(latency()->examples(), Qt::LeftButton);
        QVERIFY(settle());
    }
    static void type(ValueControl* control, double value) {
        control->field()->setFocus();
        control->field()->selectAll();
        QTest::keyClicks(control->field(), control->field()->locale().toString(value, 'f', 3));
        QTest::keyClick(control->field(), Qt::Key_Return);
    }
};

void LatencyWindowTest::withoutSpeedsItSaysSoAndOffersThem() {
    open();
    QVERIFY(!latency()->price()->isVisible());
    QVERIFY(!latency()->cap()->isVisible());
    QVERIFY2(latency()->note()->text().contains("speed"), qPrintable(latency()->note()->text()));
    QVERIFY(std::isnan(solved().chosen.meanSeconds));
    giveSpeeds();
    QVERIFY(latency()->price()->isVisible());
    QVERIFY(latency()->cap()->isVisible());
    QVERIFY(!latency()->examples()->isVisible());
    QVERIFY(!qobject_cast<QComboBox*>(m_window->focusWidget()));  // that the wheel would change
    QVERIFY(solved().chosen.meanSeconds > 0.0);
    QVERIFY(m_window->cards()->cost()->detail().contains(
        QString(" · %1 s").arg(solved().chosen.meanSeconds, 0, 'f', 2)));
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(!latency()->price()->isVisible());
    QVERIFY(!solved().experiment->seconds);
    QTest::mouseClick(latency()->speeds(), Qt::LeftButton);
    QVERIFY(m_window->page<ModelsPage>()->isVisible());
}

void LatencyWindowTest::aPriceOfASecondMakesAnswersFaster() {
    open();
    giveSpeeds();
    const double seconds = solved().chosen.meanSeconds;
    const double cost = solved().chosen.cost;
    type(latency()->price(), 0.5);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().pool.secondPrice, 0.5 / 1000.0);
    QVERIFY(solved().chosen.meanSeconds < seconds);
    QVERIFY(solved().chosen.cost > cost);  // what is shown stays USD
    QVERIFY(m_window->cards()->cost()->value() == usd(solved().chosen.realizedCostPer1000()) ||
            m_window->cards()->cost()->value() == usd(solved().chosen.costPer1000()));
    // The slider's left end is no price at all.
    latency()->price()->slider()->setFocus();
    QTest::keyClick(latency()->price()->slider(), Qt::Key_Home);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().pool.secondPrice, 0.0);
    QCOMPARE(solved().chosen.cost, cost);
    QTest::keyClick(latency()->price()->slider(), Qt::Key_End);
    QVERIFY(settle());
    QVERIFY(m_window->session().scenario().pool.secondPrice > 0.0);
    // Without their speeds no model may be asked; the window says what to do.
    Scenario bare = m_window->session().scenario();
    bare.pool.tokensPerSecond.clear();
    m_window->session().edit(bare, "no speeds");
    QVERIFY(QTest::qWaitFor([this] { return m_window->banner()->isVisible(); }, kPatience));
    QVERIFY2(m_window->banner()->text().contains("speed"), qPrintable(m_window->banner()->text()));
    QVERIFY(latency()->price()->isVisible());
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(solved().chosen.meanSeconds < seconds);
}

/// The strips add up: what seconds cost is a part of the reduced cost, and is shown as one.
void LatencyWindowTest::whyShowsWhatSecondsCost() {
    open();
    giveSpeeds();
    type(latency()->price(), 0.02);
    QVERIFY(settle());
    m_window->showPage("queries");
    const Experiment& experiment = *solved().experiment;
    for (const bool capped : {false, true}) {
        const Why why = whyOf(solved(), 7);
        QVERIFY(why.hasPrices);
        const StripsChart::Content strips =
            stripsOf(why, experiment.models, experiment.hasOutcomes, false);
        QVERIFY(strips.timed);
        for (const StripsChart::Strip& strip : strips.strips) {
            QVERIFY(strip.secondsPrice > 0.0);
            QVERIFY(std::abs(strip.cost - strip.worth + strip.slotPrice + strip.secondsPrice -
                             strip.reducedCost) < 1e-9);
        }
        const ModelReason& chosen = *why.of(why.chosen);
        const double perSecond =
            solved().scenario.pool.secondPrice + (capped ? solved().chosen.secondsPrice : 0.0);
        QVERIFY(std::abs(chosen.secondsPrice - perSecond * chosen.seconds) < 1e-12);
        QVERIFY2(why.verdict.find("seconds at") != std::string::npos, why.verdict.c_str());
        const std::vector<std::uint32_t> several{1, 7, 12};
        const WhyMany many = whyOf(solved(), several);
        for (const ModelReason& mean : many.models) {
            QVERIFY(std::abs(mean.cost - mean.worth + mean.slotPrice + mean.secondsPrice -
                             mean.reducedCost) < 1e-12);
        }
        if (capped) break;
        type(latency()->cap(), std::floor(96.0 * solved().chosen.meanSeconds) / 100.0);
        QVERIFY(settle());
        QVERIFY2(solved().chosen.secondsPrice > 0.0, solved().chosen.explanation.c_str());
    }
}

void LatencyWindowTest::aCapIsKeptAndItsStepIsTaken() {
    open();
    giveSpeeds();
    const double free = solved().chosen.meanSeconds;
    const double wanted = std::floor(90.0 * free) / 100.0;
    type(latency()->cap(), wanted);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().constraints.secondsCap, wanted);
    QVERIFY(solved().chosen.meanSeconds <= wanted + 1e-9);
    QVERIFY(solved().chosen.feasible);
    const auto steps = m_window->session().shadowPrices().steps();
    QVERIFY(steps && !std::isnan(steps->secondsSaves));
    QVERIFY(latency()->cap()->step()->text().contains(
        steps->secondsSaves > 1e-9 ? usd(steps->secondsSaves) : QStringLiteral("nothing")));
    QTest::mouseClick(latency()->cap()->step(), Qt::LeftButton);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().constraints.secondsCap, steps->secondsTo);
    // At the right end there is none.
    type(latency()->cap(), 9000.0);
    QVERIFY(settle());
    QVERIFY(std::isinf(m_window->session().scenario().constraints.secondsCap));
    QVERIFY(latency()->cap()->step()->text().isEmpty());
}

void LatencyWindowTest::aCapOutOfReachIsExplained() {
    open();
    giveSpeeds();
    Scenario next = m_window->session().scenario();
    next.constraints.qualityFloor = solved().reach.maxQuality - 1e-6;
    next.constraints.secondsCap = 0.01;
    m_window->session().edit(next, "too fast");
    QVERIFY(settle());
    QCOMPARE(solved().status, SolveStatus::SecondsUnreachable);
    QVERIFY(!m_window->banner()->isHidden());
    QTest::mouseClick(m_window->banner()->actionButton(), Qt::LeftButton);
    QVERIFY(settle());
    QVERIFY2(solved().chosen.feasible, solved().chosen.explanation.c_str());
    QVERIFY(std::isfinite(m_window->session().scenario().constraints.secondsCap));
}

void LatencyWindowTest::theCurveIsSolvedAndAPointIsTaken() {
    open();
    giveSpeeds();
    QTest::mouseClick(latency()->frontier(), Qt::LeftButton);
    auto* dialog = m_window->findChild<LatencyDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    LatencyChart* chart = dialog->chart();
    QVERIFY(QTest::qWaitFor([&] { return !chart->data().points.empty(); }, kPatience));
    const auto expected = latencyFrontier(solved(), 24, {});
    QCOMPARE(chart->data().points.size(), expected.size());
    QVERIFY(expected.size() >= 3);
    QCOMPARE(chart->data().points[1].cost, expected[1].cost);
    QVERIFY(dialog->sentence()->text().contains(usd(expected.front().cost)));
    const LatencyPoint& middle = expected[expected.size() / 2];
    const QPoint at = chart->plot()->toPixel(middle.seconds, middle.cost).toPoint();
    QTest::mouseClick(chart->plot()->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(settle());
    QVERIFY(m_window->session().scenario().pool.secondPrice > 0.0);
    QVERIFY(QTest::qWaitFor([&] { return dialog->idle(); }, kPatience));
    // Whichever of two points that lie close was meant: it is one of them, and the state is there.
    const auto& now = chart->data().now;
    QVERIFY(std::ranges::any_of(chart->data().points, [&](const LatencyData::Point& point) {
        return std::abs(point.secondPrice - now.secondPrice) < 1e-9;
    }));
    dialog->close();
    QVERIFY(dialog->idle());
}

ORL_UI_TEST(LatencyWindowTest);

}  // namespace orl

#include "latency_test.moc"
