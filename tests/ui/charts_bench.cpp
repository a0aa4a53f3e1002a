// CPU time of one update of each chart, new data to painted pixels, on data of the dashboard's
// size:
//     QT_QPA_PLATFORM=offscreen ui_tests charts_bench
// Medians and 95th percentiles in milliseconds.
#include <QApplication>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

#include "charts_sample.h"
#include "cpu_clock.h"
#include "ui/charts/plot_view.h"
#include "ui_test.h"

namespace {

using namespace orl;

void measure(const char* name, ChartPanel& panel, const std::function<void(int)>& update) {
    panel.resize(640, 420);
    panel.show();
    update(0);
    QApplication::processEvents();
    std::vector<double> times;
    for (int round = 1; round <= 300; ++round) {
        const double start = milliseconds();
        update(round);
        QApplication::processEvents();  // paints what became dirty
        times.push_back(milliseconds() - start);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-40s median %6.2f ms   p95 %6.2f ms\n", name, times[times.size() / 2],
                times[times.size() * 95 / 100]);
}

}  // namespace

static int chartsBench(int argc, char** argv) {
    QApplication app(argc, argv);
    DistributionChart bars;
    measure("distribution, 3 routers", bars,
            [&bars](int k) { bars.setData(sample::distribution(3, k * 0.1)); });
    measure("distribution, 11 routers", bars,
            [&bars](int k) { bars.setData(sample::distribution(11, k * 0.1)); });
    PlaneChart plane;
    measure("plane, 11 models and routers", plane,
            [&plane](int k) { plane.setData(sample::plane(0.7 + 0.001 * (k % 200))); });
    SweepChart sweep("Sweep");
    measure("sweep, 11 routers x 41, new data", sweep,
            [&sweep](int k) { sweep.setData(sample::sweep(true, k * 0.1)); });
    measure("sweep, current line only", sweep,
            [&sweep](int k) { sweep.setCurrent(0.6 + 0.001 * (k % 300)); });
    measure("sweep, repaint of everything", sweep, [&sweep](int) {
        for (PlotView* plot : sweep.plots()) plot->viewport()->update();
    });
    return 0;
}

ORL_UI_PROGRAM(chartsBench);
