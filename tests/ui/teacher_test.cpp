// The teacher's journey by real events: a lesson with two queries, λ under the hand, the bound that
// rises to its peak and meets the cost; the same at the front of the class; then the same on
// thousands of queries. At two sizes, light and dark; with ORL_PICTURES=FOLDER every step leaves a
// picture there.
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <cmath>

#include "ui/charts/bound_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/page.h"
#include "ui/pages/duals/routings_panel.h"
#include "ui/pages/duals/theatre_panel.h"
#include "ui/pages/duals/touch_view.h"
#include "ui/pages/learn/lesson_list.h"
#include "ui/pages/learn/page.h"
#include "ui/pages/learn/presentation.h"
#include "ui/pages/learn/price_panel.h"
#include "ui/pages/learn/price_views.h"
#include "ui/pages/learn/step_card.h"
#include "ui/style/appearance.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class TeacherTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        end();
        applyAppearance(Preferences::Appearance::Light);
    }
    void journey_data();
    void journey();

  private:
    void shoot(const char* step, QWidget* of = nullptr);
    bool ready() {
        return QTest::qWaitFor(
            [this] {
                return m_window->session().settled() &&
                       std::ranges::none_of(m_window->pages(), &Page::isBusy);
            },
            kPatience);
    }
    void toPage(int number) {
        QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_0 + number), Qt::ControlModifier);
        QVERIFY(m_window->pages()[std::size_t(number) - 1]->isVisible());
        QVERIFY(ready());
    }
    QString m_name;
    int m_step = 0;
};

void TeacherTest::shoot(const char* step, QWidget* of) {
    const QString folder = qEnvironmentVariable("ORL_PICTURES");
    if (folder.isEmpty()) return;
    QTest::qWait(30);  // layouts and paints of the last event
    QWidget* const shown = of ? of : m_window.get();
    QVERIFY(shown->grab().save(
        QStringLiteral("%1/teacher-%2-%3-%4.png").arg(folder, m_name).arg(++m_step).arg(step)));
}

void TeacherTest::journey_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)}) {
        for (const bool dark : {false, true}) {
            QTest::addRow("%d-%s", size.width(), dark ? "dark" : "light") << size << dark;
        }
    }
}

void TeacherTest::journey() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_name = QTest::currentDataTag();
    m_step = 0;
    applyAppearance(dark ? Preferences::Appearance::Dark : Preferences::Appearance::Light);
    show(m_lab->workspace(1000, "class.orlab", "hybrid"));
    m_window->resize(size);
    constraints()->capacity()->field()->setValue(50.0);
    constraints()->alpha()->field()->setValue(80.0);
    QVERIFY(settle());
    const Scenario own = m_window->session().scenario();

    // A lesson is opened: two queries, two models.
    toPage(7);
    auto& learn = *m_window->page<LearnPage>();
    learn.goTo(0, 2);
    QVERIFY(ready());
    QVERIFY(m_window->session().isVisiting());
    QCOMPARE(learn.state().instance.queryCount(), 2U);
    shoot("lesson");

    // λ is dragged on the curve of the bound, up to its peak: the bound meets the cost.
    LessonDualCurve* curve = learn.prices()->curve();
    const auto boundAt = [&](double lambda) {
        return dualAt(learn.state().instance, lambda, learn.state().mu).bound;
    };
    const QPoint from = curve->pointAt(learn.state().lambda).toPoint();
    const QPoint peak = curve->pointAt(12.0).toPoint();
    const double before = boundAt(learn.state().lambda);
    QTest::mousePress(curve, Qt::LeftButton, {}, from);
    for (int k = 1; k <= 8; ++k) QTest::mouseMove(curve, from + (peak - from) * k / 8);
    QTest::mouseRelease(curve, Qt::LeftButton, {}, peak);
    QVERIFY(std::abs(learn.state().lambda - 12.0) < 0.5);
    QVERIFY(boundAt(learn.state().lambda) > before);
    QVERIFY(std::abs(boundAt(learn.state().lambda) -
                     optimumOf(learn.state().instance).routing.cost) < 1e-9);
    shoot("peak");

    // The same at the front of the class.
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    auto* presentation = m_window->findChild<Presentation*>();
    QVERIFY(presentation);
    presentation->resize(size);
    QVERIFY(QTest::qWaitForWindowActive(presentation));
    QTest::keyClick(presentation, Qt::Key_R);
    QVERIFY(!presentation->answer().isEmpty());
    shoot("presented", presentation);
    QTest::keyClick(presentation, Qt::Key_Right);
    QCOMPARE(learn.step(), 3U);
    QTest::keyClick(presentation, Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return !m_window->findChild<Presentation*>(); }, kPatience));

    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));

    // Back on one's own data, as they were: the same pictures of thousands of queries.
    QTest::mouseClick(learn.leaveButton(), Qt::LeftButton);
    QVERIFY(ready());
    QCOMPARE(m_window->session().scenario(), own);
    toPage(4);
    auto& duals = *m_window->page<DualsPage>();
    PriceHand* hand = duals.touch()->hand();
    QVERIFY(QTest::qWaitFor([&] { return hand->view() && hand->optimal() && !hand->isBusy(); },
                            kPatience));
    shoot("touch");
    duals.touch()->setFocus();
    QTest::keyClick(duals.touch(), Qt::Key_Return);  // takes the optimizer's
    QVERIFY(QTest::qWaitFor(
        [&] {
            return !hand->isBusy() && std::abs(hand->state().prices.qualityPrice /
                                                   hand->optimal()->prices.qualityPrice -
                                               1.0) < 1e-6;
        },
        kPatience));
    const double bound =
        hand->goal().bound(hand->view()->answer.prices.qualityPrice, hand->view()->answer.value);
    QVERIFY(bound <= solved().certificate->cost + 1e-9);
    QVERIFY(bound >= 0.97 * solved().certificate->cost);
    shoot("optimum");
    duals.showView(1);
    QVERIFY(ready());
    QVERIFY(duals.theatre()->view());
    shoot("theatre");
    duals.showView(2);
    QVERIFY(ready());
    QVERIFY(duals.routings()->view());
    shoot("routings");
}

ORL_UI_TEST(TeacherTest);

}  // namespace orl

#include "teacher_test.moc"
