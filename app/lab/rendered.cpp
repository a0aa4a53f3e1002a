#include "app/lab/rendered.h"

#include <QAction>
#include <QPushButton>
#include <QRadioButton>
#include <algorithm>
#include <array>
#include <string_view>

#include "ui/dialogs/embed_dialog.h"
#include "ui/dialogs/goals_dialog.h"
#include "ui/dialogs/latency_dialog.h"
#include "ui/dialogs/own_routers_dialog.h"
#include "ui/dialogs/slots_dialog.h"
#include "ui/dialogs/slots_runner.h"
#include "ui/dialogs/sweep_dialog.h"
#include "ui/dialogs/sweep_runner.h"
#include "ui/main_window.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/duals/page.h"

namespace orl {

namespace {

constexpr std::array<std::string_view, 11> kPages = {
    "dashboard", "queries",    "models",  "duals",   "theatre", "routings",
    "predictor", "simulation", "compare", "routers", "learn"};
constexpr std::array<std::string_view, 7> kDialogs = {"embed", "words",   "sweep", "own",
                                                      "goals", "latency", "slots"};

RenderedDialog embedDialog(MainWindow& window) {
    window.embedAction()->trigger();
    EmbedDialog* dialog = window.embedDialog();
    if (!dialog) return {};
    return {dialog, [dialog] { return dialog->plan().isEmpty(); }};
}

RenderedDialog wordsDialog(MainWindow& window) {
    window.embedAction()->trigger();
    EmbedDialog* dialog = window.embedDialog();
    if (!dialog) return {};
    dialog->fromWords()->click();
    return {dialog, [] { return false; }};
}

/// As somebody sweeps who opens the dialog and presses the button.
RenderedDialog sweepDialog(MainWindow& window) {
    window.showSweep();
    auto* dialog = window.findChild<SweepDialog*>();
    dialog->resize(window.size());
    dialog->sweep()->click();
    return {dialog, [dialog] { return dialog->runner()->isBusy(); }};
}

/// As somebody plans who opens the dialog and presses the button.
RenderedDialog slotsDialog(MainWindow& window) {
    window.showSlots();
    auto* dialog = window.findChild<SlotsDialog*>();
    dialog->search()->click();
    return {dialog, [dialog] { return dialog->runner()->isBusy(); }};
}

RenderedDialog goalsDialog(MainWindow& window) {
    window.showGoals();
    auto* dialog = window.findChild<GoalsDialog*>();
    return {dialog, [dialog] { return dialog->isBusy(); }};
}

RenderedDialog latencyDialog(MainWindow& window) {
    window.showLatencyFrontier();
    auto* dialog = window.findChild<LatencyDialog*>();
    return {dialog, [dialog] { return !dialog->idle(); }};
}

}  // namespace

std::vector<std::string> renderedNames() {
    std::vector<std::string> names(kPages.begin(), kPages.end());
    names.insert(names.end(), kDialogs.begin(), kDialogs.end());
    return names;
}

bool isRenderedDialog(const QString& what) {
    return std::ranges::find(kDialogs, what.toStdString()) != kDialogs.end();
}

void showRendered(MainWindow& window, const QString& what) {
    if (what == "routers" || what == "own") {
        window.showPage(QStringLiteral("compare"));
        if (what == "routers") {
            window.page<ComparePage>()->showColumns(ComparePage::Columns::Routers);
        }
        return;
    }
    const int view = what == "theatre" ? 1 : what == "routings" ? 2 : 0;
    window.showPage(view > 0                 ? QStringLiteral("duals")
                    : isRenderedDialog(what) ? QStringLiteral("dashboard")
                                             : what);
    if (view > 0) window.page<DualsPage>()->showView(view);
}

RenderedDialog openRendered(MainWindow& window, const QString& what) {
    if (what == "embed") return embedDialog(window);
    if (what == "words") return wordsDialog(window);
    if (what == "sweep") return sweepDialog(window);
    if (what == "slots") return slotsDialog(window);
    if (what == "goals") return goalsDialog(window);
    if (what == "latency") return latencyDialog(window);
    OwnRoutersDialog* own = window.showOwnRouters();
    return {own, [own] { return !own->isIdle(); }};
}

}  // namespace orl
