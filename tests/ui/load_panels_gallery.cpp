// Renders cards and panels of a simulated load in light and dark, large and small, to PNG files for
// looking at:
//     QT_QPA_PLATFORM=offscreen load_panels_gallery FOLDER
#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QStyleFactory>
#include <QVBoxLayout>
#include <cmath>

#include "core/lab/load_runs.h"
#include "ui/charts/slot_sweep_chart.h"
#include "ui/pages/learn/load_lane.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/panel_data.h"
#include "ui/pages/simulation/runner.h"
#include "ui/style/appearance.h"
#include "ui_test.h"

namespace {

using namespace orl;

std::shared_ptr<LoadView> viewOf(double floor) {
    SimulationPlan plan;
    plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    plan.arrivals.rate = 1.6;
    plan.arrivals.queries = 600;
    plan.service.kind = ServicePlan::Kind::Exponential;
    plan.qualityFloor = floor;
    plan.faults.disturbances = {{1, 60.0, 100.0}};
    const auto experiment = figureOneExperiment();
    plan.concurrency.assign(experiment->models.size(), 1);
    plan.seed = 7;
    auto view = std::make_shared<LoadView>();
    const std::vector<PolicyChoice> choices = {{"threshold", {}}, {"dual", {}}};
    view->runs = std::make_shared<const LoadRuns>(loadRuns(experiment, plan, choices, true, {}));
    for (const LoadRun& run : view->runs->runs) {
        view->replays.push_back(std::make_shared<const RunReplay>(*experiment, run.result));
    }
    return view;
}

HeadroomData headroomSample(int models) {
    HeadroomData data;
    data.rate = 14.0;
    data.largestRate = 19.7;
    data.goal = "85 %";
    data.plannedUse = 0.8;
    for (int j = 0; j < models; ++j) {
        const QString name = j == 2 ? QString("anthropic/claude-3-7-sonnet-20250219-thinking-max")
                                    : QString("model-%1").arg(j + 1);
        const double worth = j < 4 ? 1.02 / (j + 1) : 0.0;
        data.worth.push_back({name, j, worth, j < 4 ? 0.8 : 0.07 * j});
    }
    data.bottleneck = data.worth.front().model;
    data.best = HeadroomData::Change{0, data.bottleneck, 2, 1.75, 22.0};
    return data;
}

/// Cards above, panels below, as the page has them.
void shootRow(const QString& path, const std::shared_ptr<LoadView>& view, HeadroomData headroom,
              QSize size) {
    QWidget row;
    auto* column = new QVBoxLayout(&row);
    auto* cards = new SimulationCards;
    auto* running = new RunningPanel;
    auto* waits = new WaitsPanel;
    auto* room = new HeadroomPanel;
    column->addWidget(cards);
    auto* panels = new QHBoxLayout;
    for (QWidget* each : {static_cast<QWidget*>(running), static_cast<QWidget*>(waits),
                          static_cast<QWidget*>(room)}) {
        panels->addWidget(each, 1);
    }
    column->addLayout(panels, 1);
    row.resize(size);
    cards->setRuns(view);
    if (view) {
        const SimulationPlan& plan = view->runs->plan;
        cards->setHeadroom(std::make_shared<const Headroom>(
            headroomOf(view->experiment(), plan, plan.arrivals.rate)));
    }
    running->setRuns(view);
    running->setCursor(140.0);
    waits->setRuns(view);
    room->setData(std::move(headroom));
    row.show();
    QApplication::processEvents();
    row.grab().save(path);
}

SlotSweepData sweepSample() {
    SlotSweepData data;
    data.floor = 0.85;
    int place = 0;
    for (const char* router : {"dual", "threshold", "willingness", "random"}) {
        SlotSweepData::Series series{router, router, {}, {}, {}, {}, {}};
        for (const double slotCount : {2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32}) {
            series.slotCount.push_back(slotCount);
            series.cost.push_back(1.2 + 0.3 * place + 0.8 / slotCount);
            series.accuracy.push_back(0.86 - 0.1 / slotCount - 0.01 * place);
            series.wait.push_back(slotCount > 10 ? 0.0 : 30.0 * (1 + place) * std::exp(-slotCount));
            series.feasible.push_back(series.accuracy.back() >= 0.85);
        }
        data.series.push_back(std::move(series));
        ++place;
    }
    return data;
}

}  // namespace

static int loadPanelsGallery(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    const QDir folder(argc > 1 ? argv[1] : ".");
    const auto view = viewOf(0.7);
    for (const bool dark : {false, true}) {
        applyAppearance(dark ? Preferences::Appearance::Dark : Preferences::Appearance::Light);
        const QString tag = dark ? "-dark.png" : "-light.png";
        shootRow(folder.filePath("simulation-wide" + tag), view, headroomSample(4), {1256, 400});
        shootRow(folder.filePath("simulation-narrow" + tag), view, headroomSample(11), {940, 380});
        shootRow(folder.filePath("simulation-large" + tag), view, headroomSample(11), {2200, 620});
        HeadroomData over = headroomSample(3);
        over.largestRate = 6.0;
        over.best->savesPerHour = std::nan("");
        shootRow(folder.filePath("simulation-over" + tag), viewOf(0.95), over, {1256, 400});
        shootRow(folder.filePath("simulation-empty" + tag), nullptr, {}, {1256, 400});
        SlotSweepChart sweep;
        sweep.resize(560, 420);
        sweep.setData(sweepSample());
        sweep.show();
        QApplication::processEvents();
        sweep.grab().save(folder.filePath("slot-sweep" + tag));
    }
    return 0;
}

ORL_UI_PROGRAM(loadPanelsGallery);
