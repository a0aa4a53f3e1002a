/// Random real events on the window: presses, drags, keys, wheels, sizes, menus, dialogs.
///   monkey_test                      some hundred of them, from a fixed seed
///   MONKEY_EVENTS=10000 MONKEY_SEED=3 monkey_test
#include <unistd.h>

#include <QAbstractButton>
#include <QApplication>
#include <QMenuBar>
#include <QTimer>
#include <QWheelEvent>
#include <QtTest>
#include <array>
#include <random>

#include "lab_fixture.h"
#include "ui_test.h"

namespace orl {

namespace {

/// Resident memory of this process, MB.
double residentMegabytes() {
    std::ifstream statm("/proc/self/statm");
    double size = 0.0;
    double resident = 0.0;
    statm >> size >> resident;
    return resident * double(sysconf(_SC_PAGESIZE)) / 1048576.0;
}

}  // namespace

class MonkeyTest : public QObject {
    Q_OBJECT
  private slots:
    void theWindowSurvives();

  private:
    int below(int count) { return int(m_random() % unsigned(std::max(count, 1))); }
    void open();
    /// What stands in front of everything else.
    QWidget* front() const;
    QWidget* somewhere(QPoint& at);
    void click();
    void drag();
    void type();
    void turnWheel();
    void resize();
    void openMenu();
    void step();
    /// Dialogs that run a loop of their own would wait for ever: nobody is there to answer.
    void closeLoops();

    LabFixture m_lab;
    std::unique_ptr<MainWindow> m_window;
    std::mt19937 m_random;
};

void MonkeyTest::open() {
    m_window = std::make_unique<MainWindow>(m_lab.places());
    m_window->show();
    m_window->openWorkspace(m_lab.file("w.orlab"));
    QVERIFY(QTest::qWaitFor([this] { return !m_window->session().busy(); }, kPatience));
}

QWidget* MonkeyTest::front() const {
    if (QWidget* popup = QApplication::activePopupWidget()) return popup;
    if (QWidget* modal = QApplication::activeModalWidget()) return modal;
    return m_window.get();
}

QWidget* MonkeyTest::somewhere(QPoint& at) {
    QWidget* top = front();
    const QPoint point(below(top->width()), below(top->height()));
    QWidget* target = top->childAt(point);
    if (target == nullptr) target = top;
    at = target->mapFrom(top, point);
    return target;
}

void MonkeyTest::click() {
    QPoint at;
    QPointer<QWidget> target = somewhere(at);
    const auto button = below(8) == 0 ? Qt::RightButton : Qt::LeftButton;
    if (below(10) == 0) {
        QTest::mouseDClick(target, button, {}, at);
    } else {
        QTest::mouseClick(target, button, {}, at);
    }
}

void MonkeyTest::drag() {
    QPoint at;
    QPointer<QWidget> target = somewhere(at);
    QTest::mousePress(target, Qt::LeftButton, {}, at);
    for (int k = below(8); k > 0 && target; --k) {
        at += QPoint(below(81) - 40, below(41) - 20);
        QTest::mouseMove(target, at);
        QCoreApplication::processEvents();
    }
    if (target) QTest::mouseRelease(target, Qt::LeftButton, {}, at);
}

void MonkeyTest::type() {
    constexpr std::array kKeys = {
        Qt::Key_Tab,   Qt::Key_Backtab, Qt::Key_Up,     Qt::Key_Down,
        Qt::Key_Left,  Qt::Key_Right,   Qt::Key_Return, Qt::Key_Escape,
        Qt::Key_Space, Qt::Key_Home,    Qt::Key_End,    Qt::Key_PageUp,
        Qt::Key_0,     Qt::Key_7,       Qt::Key_Period, Qt::Key_Backspace};
    QWidget* focus = QApplication::focusWidget();
    if (focus == nullptr) focus = front();
    switch (below(12)) {
        case 0:
            QTest::keyClick(focus, Qt::Key_Z, Qt::ControlModifier);
            break;
        case 1:
            QTest::keyClick(focus, Qt::Key_Y, Qt::ControlModifier);
            break;
        case 2:
            QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_1 + below(6)), Qt::ControlModifier);
            break;
        case 3:
            QTest::keyClick(focus, Qt::Key_R, Qt::ControlModifier);
            break;
        default:
            QTest::keyClick(focus, kKeys[std::size_t(below(int(kKeys.size())))]);
    }
}

void MonkeyTest::turnWheel() {
    QPoint at;
    QWidget* target = somewhere(at);
    const QPoint turned(0, below(2) == 0 ? 120 : -120);
    QWheelEvent wheel(at, target->mapToGlobal(QPointF(at)), {}, turned, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(target, &wheel);
}

void MonkeyTest::resize() {
    m_window->resize(600 + below(2000), 400 + below(1100));
}

void MonkeyTest::openMenu() {
    const auto menus = m_window->menuBar()->actions();
    QMenu* menu = menus[below(int(menus.size()))]->menu();
    emit menu->aboutToShow();
    const auto actions = menu->actions();
    QAction* action = actions[below(int(actions.size()))];
    // Closing is tried where it ends nothing that is still to be tried.
    if (action->isEnabled() && action->menu() == nullptr && !action->text().contains("Quit")) {
        action->trigger();
    }
}

void MonkeyTest::step() {
    switch (below(16)) {
        case 0:
            resize();
            break;
        case 1:
            openMenu();
            break;
        case 2:
        case 3:
            turnWheel();
            break;
        case 4:
        case 5:
        case 6:
            type();
            break;
        case 7:
        case 8:
        case 9:
            drag();
            break;
        default:
            click();
    }
}

void MonkeyTest::closeLoops() {
    if (below(4) != 0) return;
    if (QWidget* popup = QApplication::activePopupWidget()) {
        popup->close();
    } else if (QWidget* modal = QApplication::activeModalWidget()) {
        modal->close();
    }
}

void MonkeyTest::theWindowSurvives() {
    const auto setting = [](const char* name, int usual) {
        bool given = false;
        const int value = qEnvironmentVariableIntValue(name, &given);
        return given ? value : usual;
    };
    const int events = setting("MONKEY_EVENTS", 400);
    m_random.seed(unsigned(setting("MONKEY_SEED", 1)));
    m_lab.workspace(160);
    open();
    QTimer closer;
    connect(&closer, &QTimer::timeout, this, &MonkeyTest::closeLoops);
    closer.start(40);
    double early = 0.0;
    qint64 longest = 0;
    for (int k = 0; k < events; ++k) {
        QElapsedTimer timer;
        timer.start();
        step();
        QCoreApplication::processEvents();
        longest = std::max(longest, timer.elapsed());
        if (!m_window->isVisible()) m_window->show();
        if (k == events / 4) early = residentMegabytes();
        // Now and then what was begun may end; else everything is asked for in the middle.
        if (below(60) == 0) {
            (void)QTest::qWaitFor([this] { return !m_window->session().busy(); }, 2000);
        }
    }
    closer.stop();
    while (QWidget* left = QApplication::activePopupWidget()) left->close();
    while (QWidget* left = QApplication::activeModalWidget()) left->close();
    QVERIFY(QTest::qWaitFor([this] { return !m_window->session().busy(); }, kPatience));
    qInfo("%d events, longest %lld ms, %.0f MB after a quarter, %.0f MB at the end", events,
          longest, early, residentMegabytes());
    // It still does what it is for, or says why not: models may all have been switched off by now,
    // or the data set deleted.
    open();
    const Session& session = m_window->session();
    QVERIFY(session.solved() || session.solveError() || session.dataError() ||
            session.datasets().empty());
}

ORL_UI_TEST(MonkeyTest);

}  // namespace orl

#include "monkey_test.moc"
