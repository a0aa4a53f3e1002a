// Pictures of the Simulation page: every load, light and dark, in a small and a large window.
//     QT_QPA_PLATFORM=offscreen ui_tests simulation_gallery FOLDER [WORKSPACE]
// Without a workspace: generated data of 11 models whose speeds are made up.
#include <QApplication>
#include <cstdio>

#include "lab_fixture.h"
#include "ui/pages/simulation/controls.h"
#include "ui/pages/simulation/lane.h"
#include "ui/pages/simulation/page.h"
#include "ui/pages/simulation/query_card.h"
#include "ui/pages/simulation/runner.h"
#include "ui/session/session.h"
#include "ui/style/appearance.h"
#include "ui_test.h"

namespace {

using namespace orl;

bool settled(MainWindow& window) {
    auto* page = window.page<SimulationPage>();
    return QTest::qWaitFor(
        [&] {
            return window.session().settled() && page->view() && !page->isBusy() &&
                   !page->runner()->isStale();
        },
        kPatience);
}

void giveSpeeds(MainWindow& window) {
    Scenario next = window.session().scenario();
    int k = 0;
    for (const std::string& model : window.session().solved()->experiment->models) {
        next.pool.firstTokenSeconds[model] = 0.3 + 0.05 * (k % 4);
        next.pool.tokensPerSecond[model] = 40.0 + 17.0 * (k++ * 5 % 7);
    }
    next.constraints.qualityFloor = 0.8;
    window.session().edit(next, "speeds");
}

void pictures(MainWindow& window, const QString& folder, const char* theme) {
    auto* page = window.page<SimulationPage>();
    for (const QSize size : {QSize(1280, 800), QSize(1600, 1000), QSize(2560, 1440)}) {
        window.resize(size);
        for (int preset = 0; preset < 5; ++preset) {
            page->controls()->preset(LoadPreset(preset))->click();
            if (!settled(window)) return;
            page->card()->hide();
            if (preset == 3) {  // three lanes
                LoadSettings three = page->settings();
                three.greedy = {"threshold", "willingness"};
                page->edit(three, "three");
                if (!settled(window)) return;
            }
            if (preset == 2) {  // the card of a query
                LaneView* lane = page->lane(1);
                lane->setFocus();
                QTest::keyClick(lane, Qt::Key_Down);
                QTest::keyClick(lane, Qt::Key_Return);
            }
            QTest::qWait(60);
            window.grab().save(
                QString("%1/%2-%3-%4.png").arg(folder).arg(preset).arg(theme).arg(size.width()));
            if (preset != 3) continue;
            LoadSettings two = page->settings();
            two.greedy.clear();
            page->edit(two, "two");
        }
    }
}

}  // namespace

static int simulationGallery(int argc, char** argv) {
    const QApplication app(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "say where the pictures shall go\n");
        return 2;
    }
    const LabFixture lab;
    MainWindow window(lab.places());
    window.show();
    window.openWorkspace(argc > 2 ? QString(argv[2]) : lab.workspace(2'400, "w.orlab", "knn", 11));
    window.showPage(QStringLiteral("simulation"));
    if (!settled(window)) return 1;
    giveSpeeds(window);
    if (!settled(window)) return 1;
    for (const bool dark : {false, true}) {
        applyAppearance(dark ? Preferences::Appearance::Dark : Preferences::Appearance::Light);
        QApplication::processEvents();
        pictures(window, QString(argv[1]), dark ? "dark" : "light");
    }
    return 0;
}

ORL_UI_PROGRAM(simulationGallery);
