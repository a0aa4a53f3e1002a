// How fast the window follows the hand: drags the α slider of a real window over 5,000 routed
// queries by mouse events and counts what the charts really paint.
//   QT_QPA_PLATFORM=offscreen ./drag_bench [seconds] [queries] [alpha|capacity] [dashboard|queries]
// On the Queries page both the table and the map have to have painted the answer.
#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "lab_fixture.h"
#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/queries/map_panel.h"
#include "ui/pages/queries/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/style/appearance.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"

namespace orl {
namespace {

/// Notices every paint of a chart that shows a solve not painted before.
class PaintWatch : public QObject {
  public:
    PaintWatch(MainWindow& window, const QElapsedTimer& clock, bool ofQueries)
        : m_window(window), m_clock(clock) {
        // What is painted last of a page says when all of it is there.
        QWidget* last = ofQueries ? static_cast<QWidget*>(window.page<QueriesPage>()->map())
                                  : static_cast<QWidget*>(window.page<DashboardPage>()->plane());
        for (QWidget* child : last->findChildren<QWidget*>()) child->installEventFilter(this);
    }

    void moved(double value) { m_moves.push_back({value, double(m_clock.nsecsElapsed()) / 1e6}); }
    int updates() const { return m_updates; }
    std::size_t measured() const { return m_latency.size(); }
    double latency(double quantile) {
        if (m_latency.empty()) return 0.0;
        std::ranges::sort(m_latency);
        return m_latency[std::size_t(quantile * double(m_latency.size() - 1))];
    }

  protected:
    bool eventFilter(QObject*, QEvent* event) override {
        const auto& solve = m_window.session().solved();
        if (event->type() == QEvent::Paint && solve && solve.get() != m_painted) {
            m_painted = solve.get();
            ++m_updates;
            // From the first move that asked for this value to the end of this paint.
            const double asked = m_byCapacity ? solve->scenario.constraints.commonCapacity
                                              : solve->scenario.constraints.qualityFloor;
            for (const Move& move : m_moves) {
                if (std::abs(move.value - asked) > 1e-9) continue;
                QTimer::singleShot(0, this, [this, at = move.time] {
                    m_latency.push_back(double(m_clock.nsecsElapsed()) / 1e6 - at);
                });
                break;
            }
            m_moves.erase(m_moves.begin(),
                          std::find_if(m_moves.begin(), m_moves.end(), [&](const Move& move) {
                              return std::abs(move.value - asked) <= 1e-9;
                          }));
        }
        return false;
    }

  public:
    bool m_byCapacity = false;

  private:
    struct Move {
        double value;
        double time;
    };
    MainWindow& m_window;
    const QElapsedTimer& m_clock;
    std::vector<Move> m_moves;
    std::vector<double> m_latency;
    const SolveView* m_painted = nullptr;
    int m_updates = 0;
};

int run(double seconds, std::size_t queries, bool byCapacity, bool ofQueries) {
    const LabFixture lab;
    const QString file = lab.workspace(2 * queries, "bench.orlab", "hybrid");
    applyAppearance(Preferences::Appearance::Light);
    MainWindow window(lab.places());
    window.resize(1600, 1000);
    window.show();
    window.openWorkspace(file);
    window.showPage(ofQueries ? "queries" : "dashboard");
    const auto rested = [&] {
        return window.session().settled() && !window.page<QueriesPage>()->isBusy();
    };
    if (!QTest::qWaitFor(rested, 10 * kPatience)) return 1;

    ValueControl* control = byCapacity ? window.problem()->constraints()->capacity()
                                       : window.problem()->constraints()->alpha();
    RangeSlider* slider = control->slider();
    const int first = slider->pixelOf(byCapacity ? std::max(slider->reachableLeast(), 200) : 300);
    const int last = slider->pixelOf(byCapacity ? 1000 : slider->reachableGreatest());
    QElapsedTimer clock;
    clock.start();
    PaintWatch watch(window, clock, ofQueries);
    watch.m_byCapacity = byCapacity;
    const auto at = [&](int x) { return QPoint(x, slider->height() / 2); };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(first));
    int x = first;
    int step = 1;
    QTimer hand;  // a hand's mouse reports about 125 times a second
    hand.setTimerType(Qt::PreciseTimer);
    QObject::connect(&hand, &QTimer::timeout, [&] {
        if (x + step > last || x + step < first) step = -step;
        x += step;
        QTest::mouseMove(slider, at(x));
        watch.moved(control->value());
    });
    hand.start(8);
    QEventLoop loop;
    QTimer::singleShot(int(seconds * 1000), &loop, &QEventLoop::quit);
    loop.exec();
    hand.stop();
    const double elapsed = double(clock.nsecsElapsed()) / 1e9;
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(x));
    std::printf(
        "%s: drag of %s, N = %zu, %zu models, 1600x1000: %.1f painted chart updates/s, slider to "
        "paint p50 %.1f ms, p95 %.1f ms, worst %.1f ms of %zu (%.1f s)\n",
        ofQueries ? "Queries" : "Dashboard", byCapacity ? "L" : "alpha", queries,
        window.session().solved()->experiment->models.size(), watch.updates() / elapsed,
        watch.latency(0.5), watch.latency(0.95), watch.latency(1.0), watch.measured(), elapsed);
    return 0;
}

}  // namespace
}  // namespace orl

int main(int argc, char** argv) {
    const QApplication app(argc, argv);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 4.0;
    const auto queries = std::size_t(argc > 2 ? std::atoi(argv[2]) : 5000);
    const bool byCapacity = argc > 3 && std::strcmp(argv[3], "capacity") == 0;
    const bool ofQueries = argc > 4 && std::strcmp(argv[4], "queries") == 0;
    return orl::run(seconds, queries, byCapacity, ofQueries);
}
