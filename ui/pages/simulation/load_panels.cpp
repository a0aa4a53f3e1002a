#include "ui/pages/simulation/load_panels.h"

#include <QAction>
#include <QHBoxLayout>
#include <cmath>

#include "core/lab/load_runs.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/panel_data.h"
#include "ui/pages/simulation/runner.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

LoadPanels::LoadPanels(SimulationCards* cards, QWidget* parent)
    : QWidget(parent),
      m_cards(cards),
      m_running(new RunningPanel),
      m_waits(new WaitsPanel),
      m_headroom(new HeadroomPanel) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kGap);
    for (ChartPanel* panel :
         {static_cast<ChartPanel*>(m_running), static_cast<ChartPanel*>(m_waits),
          static_cast<ChartPanel*>(m_headroom)}) {
        row->addWidget(panel, 1);
        connect(panel, &ChartPanel::exported, this, &LoadPanels::exported);
    }
    connect(m_running, &RunningPanel::cursorAsked, this, &LoadPanels::cursorAsked);
    connect(m_headroom, &HeadroomPanel::tryIt, this, &LoadPanels::tryIt);
    connect(m_running->repeatAction(), &QAction::triggered, this, [this] {
        if (m_repeats.busy()) {
            m_repeats.cancel();
        } else {
            m_repeats.run();
        }
    });
    connect(&m_finder, &HeadroomFinder::changed, this, &LoadPanels::showHeadroom);
    connect(&m_repeats, &RunRepeats::changed, this, &LoadPanels::showRepeats);
    connect(&m_repeats, &RunRepeats::progress, this, [this](double share, const QString&) {
        if (m_repeats.busy() && share >= 0.0) {
            m_cards->setBusy(
                tr("repeating over %1 seeds: %2").arg(RunRepeats::kSeeds).arg(percent(share, 0)));
        }
    });
    showHeadroom();
    showRepeats();
}

void LoadPanels::setView(const std::shared_ptr<const LoadView>& view) {
    if (view == m_view) return;
    m_view = view;
    m_running->setRuns(view);
    m_waits->setRuns(view);
    m_cards->setRuns(view);
    const auto runs = view ? view->runs : nullptr;
    m_finder.setRuns(runs);
    m_repeats.setRuns(runs);
}

void LoadPanels::setCursor(double seconds) {
    m_running->setCursor(seconds);
}

void LoadPanels::settle() {
    m_running->settle();
    m_waits->settle();
}

void LoadPanels::showHeadroom() {
    const auto& found = m_finder.found();
    m_headroom->setEmptyText(m_finder.note());
    m_headroom->setData(found && m_view
                            ? headroomData(*found, m_view->experiment(), m_view->runs->plan)
                            : HeadroomData{});
    m_cards->setHeadroom(found);
}

void LoadPanels::showRepeats() {
    const bool busy = m_repeats.busy();
    m_running->repeatAction()->setText(busy ? tr("Stop repeating")
                                            : tr("Repeat over %1 seeds").arg(RunRepeats::kSeeds));
    m_cards->setBusy(busy ? tr("repeating over %1 seeds…").arg(RunRepeats::kSeeds) : QString());
    m_cards->setRepeats(m_repeats.found());
    if (const auto& error = m_repeats.error()) emit exported(sentence(*error));
}

}  // namespace orl
