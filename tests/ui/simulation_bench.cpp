// How long a frame of the Simulation page takes while a whole run is played: the time moves, every
// lane, the timeline and whatever else follows are painted. CPU time of the window's thread, over
// the frames of a play of `seconds` at 60 frames a second; and what it takes until a drag of the
// cursor over the whole run is painted.
//     QT_QPA_PLATFORM=offscreen ui_tests simulation_bench [seconds] [picture.png]
#include <QApplication>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "cpu_clock.h"
#include "lab_fixture.h"
#include "ui/pages/simulation/page.h"
#include "ui/pages/simulation/runner.h"
#include "ui/session/session.h"
#include "ui/style/appearance.h"
#include "ui_test.h"

namespace {

using namespace orl;

void say(const char* what, QSize size, std::vector<double> times) {
    constexpr double kFrame = 1000.0 / 60.0;
    const auto late = std::ranges::count_if(times, [](double time) { return time > kFrame; });
    const auto worst = std::ranges::max_element(times) - times.begin();
    std::ranges::sort(times);
    std::printf(
        "%4d x %4d, %s: %zu frames, median %5.2f ms   p95 %5.2f ms   most %5.2f ms (frame %td); "
        "%td over %.1f ms\n",
        size.width(), size.height(), what, times.size(), times[times.size() / 2],
        times[times.size() * 95 / 100], times.back(), worst + 1, late, kFrame);
}

void measure(MainWindow& window, QSize size, double seconds, const char* picture) {
    auto* page = window.page<SimulationPage>();
    window.resize(size);
    QApplication::processEvents();
    const double length = page->view()->end();
    const int frames = int(seconds * 60.0);
    std::vector<double> times;
    page->setTime(0.0);
    QApplication::processEvents();
    for (int frame = 1; frame <= frames; ++frame) {
        const double start = milliseconds();
        page->setTime(length * frame / frames);
        QApplication::processEvents();
        times.push_back(milliseconds() - start);
    }
    say("playing", size, times);
    times.clear();
    for (int jump = 0; jump < 60; ++jump) {
        const double start = milliseconds();
        page->setTime(length * double(jump * 37 % 61) / 61.0);
        QApplication::processEvents();
        times.push_back(milliseconds() - start);
    }
    say("jumping anywhere", size, times);
    if (picture) {
        page->setTime(0.4 * length);
        window.grab().save(picture);
    }
}

}  // namespace

static int simulationBench(int argc, char** argv) {
    const QApplication app(argc, argv);
    applyAppearance(Preferences::Appearance::Light);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 20.0;
    const LabFixture lab;
    MainWindow window(lab.places());
    window.resize(1280, 800);
    window.show();
    // Half of them are routed: 10,000 arrive, each once.
    window.openWorkspace(lab.workspace(20'000, "w.orlab", "prior", 11));
    window.showPage(QStringLiteral("simulation"));
    auto* page = window.page<SimulationPage>();
    LoadSettings settings = page->settings();
    settings.greedy = {"threshold"};
    page->edit(settings, "bench");
    const bool there = QTest::qWaitFor(
        [&] { return window.session().settled() && page->view() && !page->isBusy(); }, kPatience);
    if (!there) {
        std::fprintf(stderr, "nothing was simulated\n");
        return 1;
    }
    std::printf("%zu queries, %zu models, %zu lanes, %.0f s of the run's own time\n",
                page->view()->replays[0]->record().size(), page->view()->experiment().models.size(),
                page->view()->replays.size(), page->view()->end());
    for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)}) {
        measure(window, size, seconds, argc > 2 ? argv[2] : nullptr);
    }
    return 0;
}

ORL_UI_PROGRAM(simulationBench);
