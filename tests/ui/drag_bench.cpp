// How fast the window follows the hand: drags the α slider of a real window over 5,000 routed
// queries by mouse events and counts what the charts really paint.
//   QT_QPA_PLATFORM=offscreen ui_tests drag_bench [seconds] [queries] [what] [page]
// what and page: alpha or capacity on the dashboard, queries or models; lambda or mu on duals.
// On the Queries page both the table and the map have to have painted the answer, on the Duals page
// all of its pictures.
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
#include "ui/charts/bound_chart.h"
#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/price_bands.h"
#include "ui/charts/query_plane.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/page.h"
#include "ui/pages/duals/price_row.h"
#include "ui/pages/duals/touch_view.h"
#include "ui/pages/models/page.h"
#include "ui/pages/models/pool_view.h"
#include "ui/pages/models/table_model.h"
#include "ui/pages/queries/map_panel.h"
#include "ui/pages/queries/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/style/appearance.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"

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

/// On the Duals page: when every picture has painted what the batch does at a λ.
class HandWatch : public QObject {
  public:
    HandWatch(TouchView& view, const QElapsedTimer& clock, bool ofSlots)
        : m_view(view), m_clock(clock), m_ofSlots(ofSlots) {
        m_pictures = {view.bound()->plots()[0]->viewport(), view.bound()->plots()[1]->viewport(),
                      view.plane()->plots()[0]->viewport(), view.strips()->viewport()};
        for (QWidget* picture : m_pictures) picture->installEventFilter(this);
    }

    void moved() {
        const double price = priceOf(m_view.hand()->state().prices);
        if (m_moves.empty() || m_moves.back().first != price)
            m_moves.emplace_back(price, double(m_clock.nsecsElapsed()) / 1e6);
    }
    std::vector<double> latencies() const {
        std::vector<double> sorted = m_latency;
        std::ranges::sort(sorted);
        return sorted;
    }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Paint) return false;
        const double price = priceOf(m_view.hand()->view()->answer.prices);
        if (price != m_price) m_painted.clear();
        m_price = price;
        if (std::ranges::find(m_painted, watched) == m_painted.end()) m_painted.push_back(watched);
        if (m_painted.size() < m_pictures.size()) return false;
        const auto move =
            std::ranges::find(m_moves, price, [](const auto& each) { return each.first; });
        if (move == m_moves.end()) return false;
        // To the end of this paint.
        QTimer::singleShot(0, this, [this, at = move->second] {
            m_latency.push_back(double(m_clock.nsecsElapsed()) / 1e6 - at);
        });
        m_moves.erase(m_moves.begin(), move + 1);
        return false;
    }

  private:
    double priceOf(const HeldPrices& prices) const {
        return m_ofSlots ? prices.capacityPrice[m_view.hand()->slotModel()] : prices.qualityPrice;
    }

    TouchView& m_view;
    const QElapsedTimer& m_clock;
    bool m_ofSlots;
    std::vector<QWidget*> m_pictures;
    std::vector<QObject*> m_painted;  ///< of those, at this λ
    std::vector<std::pair<double, double>> m_moves;
    std::vector<double> m_latency;
    double m_price = -1.0;
};

int runDuals(double seconds, std::size_t queries, bool ofSlots) {
    const LabFixture lab;
    const QString file = lab.workspace(2 * queries, "bench.orlab", "hybrid", 10);
    applyAppearance(Preferences::Appearance::Light);
    MainWindow window(lab.places());
    window.resize(1600, 1000);
    window.show();
    window.openWorkspace(file);
    window.showPage("duals");
    if (!QTest::qWaitFor([&] { return window.session().settled(); }, 10 * kPatience)) return 1;
    window.problem()->constraints()->capacity()->field()->setValue(30.0);
    window.problem()->constraints()->alpha()->field()->setValue(
        100.0 * window.session().solved()->reach.maxQuality - 5.0);
    TouchView* view = window.page<DualsPage>()->touch();
    QElapsedTimer clock;
    clock.start();
    const auto rested = [&] {
        return window.session().settled() && view->hand()->view() && !view->isBusy();
    };
    if (!QTest::qWaitFor(rested, 10 * kPatience)) return 1;
    std::printf("pictures after %.0f ms, ", double(clock.nsecsElapsed()) / 1e6);
    HandWatch watch(*view, clock, ofSlots);
    RangeSlider* slider = ofSlots ? view->prices()->slot() : view->prices()->quality();
    const auto at = [&](int x) { return QPoint(x, slider->height() / 2); };
    const int first = slider->pixelOf(200);
    const int last = slider->pixelOf(3800);
    QTest::mousePress(slider, Qt::LeftButton, {}, at(first));
    int x = first;
    int step = 1;
    QTimer hand;
    hand.setTimerType(Qt::PreciseTimer);
    QObject::connect(&hand, &QTimer::timeout, [&] {
        if (x + step > last || x + step < first) step = -step;
        x += step;
        QTest::mouseMove(slider, at(x));
        watch.moved();
    });
    hand.start(8);
    QEventLoop loop;
    QTimer::singleShot(int(seconds * 1000), &loop, &QEventLoop::quit);
    loop.exec();
    hand.stop();
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(x));
    const std::vector<double> latency = watch.latencies();
    if (latency.empty()) return 1;
    const auto quantile = [&](double share) {
        return latency[std::size_t(share * double(latency.size() - 1))];
    };
    std::printf(
        "Duals: drag of %s, N = %zu, %zu models, 1600x1000: %.1f updates/s of all pictures, "
        "slider to paint p50 %.1f ms, p95 %.1f ms, worst %.1f ms of %zu\n",
        ofSlots ? "mu" : "lambda", queries, window.session().solved()->experiment->models.size(),
        double(latency.size()) / seconds, quantile(0.5), quantile(0.95), quantile(1.0),
        latency.size());
    return 0;
}

/// Every edit on the Models page is one of the pool's cells: from the edit to the window that has
/// painted its answer, while what models are worth is solved in the background.
int runModels(double seconds, std::size_t queries) {
    const LabFixture lab;
    const QString file = lab.workspace(2 * queries, "bench.orlab", "hybrid", 10);
    applyAppearance(Preferences::Appearance::Light);
    MainWindow window(lab.places());
    window.resize(1600, 1000);
    window.show();
    window.openWorkspace(file);
    window.showPage("models");
    Session& session = window.session();
    if (!QTest::qWaitFor([&] { return session.settled(); }, 10 * kPatience)) return 1;
    window.problem()->constraints()->capacity()->field()->setValue(40.0);
    window.problem()->constraints()->alpha()->field()->setValue(
        100.0 * session.solved()->reach.maxQuality - 5.0);
    if (!QTest::qWaitFor([&] { return session.settled(); }, 10 * kPatience)) return 1;
    ModelTableModel* model = window.page<ModelsPage>()->model();
    std::vector<double> latency;
    QElapsedTimer clock;
    clock.start();
    for (int k = 0; double(clock.elapsed()) < seconds * 1000.0; ++k) {
        const int row = k % model->rowCount();
        const double from = double(clock.nsecsElapsed()) / 1e6;
        if (k % 3 == 0) {
            model->accept(row, PoolField::Multiplier, 1.0 + 0.01 * double(k % 50 + 1));
        } else if (k % 3 == 1) {
            model->accept(row, PoolField::Capacity, 0.3 + 0.001 * double(k % 100));
        } else {
            model->accept(row, PoolField::OutputPrice, 1.0 + 0.01 * double(k % 500));
        }
        const auto answered = [&] {
            return session.solved() && session.solved()->scenario == session.scenario();
        };
        while (!answered()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::processEvents();  // paints all that asked for it
        latency.push_back(double(clock.nsecsElapsed()) / 1e6 - from);
        QTest::qWait(k % 4 == 0 ? 300 : 20);  // now and then long enough for the worth to begin
    }
    std::ranges::sort(latency);
    const auto quantile = [&](double share) {
        return latency[std::size_t(share * double(latency.size() - 1))];
    };
    std::printf(
        "Models: edit to paint, N = %zu, %d models, 1600x1000: p50 %.1f ms, p95 %.1f ms, "
        "worst %.1f ms of %zu\n",
        queries, model->rowCount(), quantile(0.5), quantile(0.95), quantile(1.0), latency.size());
    return 0;
}

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

static int dragBench(int argc, char** argv) {
    const QApplication app(argc, argv);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 4.0;
    const auto queries = std::size_t(argc > 2 ? std::atoi(argv[2]) : 5000);
    const bool byCapacity = argc > 3 && std::strcmp(argv[3], "capacity") == 0;
    if (argc > 4 && std::strcmp(argv[4], "duals") == 0) {
        return orl::runDuals(seconds, queries, std::strcmp(argv[3], "mu") == 0);
    }
    if (argc > 4 && std::strcmp(argv[4], "models") == 0) return orl::runModels(seconds, queries);
    const bool ofQueries = argc > 4 && std::strcmp(argv[4], "queries") == 0;
    return orl::run(seconds, queries, byCapacity, ofQueries);
}

ORL_UI_PROGRAM(dragBench);
