#include "ui/pages/simulation/load_panels.h"

#include <QAction>
#include <QBoxLayout>
#include <cmath>

#include "core/lab/load_runs.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/panel_data.h"
#include "ui/pages/simulation/runner.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr int kLeastRow = 320;     // pixels
constexpr int kThreeBeside = 860;  // pixels that three panels need

}  // namespace

LoadPanels::LoadPanels(SimulationCards* cards, QWidget* parent)
    : QWidget(parent),
      m_cards(cards),
      m_running(new RunningPanel),
      m_waits(new WaitsPanel),
      m_headroom(new HeadroomPanel) {
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(space::kGap);
    // Said here, lest the width of three beside each other is taken for the least.
    setMinimumWidth(kLeastRow);
    for (ChartPanel* panel :
         {static_cast<ChartPanel*>(m_running), static_cast<ChartPanel*>(m_waits),
          static_cast<ChartPanel*>(m_headroom)}) {
        m_row->addWidget(panel, 1);
        connect(panel, &ChartPanel::exported, this, &LoadPanels::exported);
    }
    connect(m_running, &RunningPanel::cursorAsked, this, &LoadPanels::cursorAsked);
    connect(m_headroom, &HeadroomPanel::tryIt, this, &LoadPanels::tryIt);
    connect(m_headroom, &HeadroomPanel::planAsked, this, &LoadPanels::planAsked);
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

void LoadPanels::setRowHeight(int height) {
    m_rowHeight = height;
    arrange();
}

void LoadPanels::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void LoadPanels::arrange() {
    const bool below = width() < kThreeBeside;
    m_row->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    setFixedHeight(below ? 3 * m_rowHeight + 2 * space::kGap : m_rowHeight);
}

void LoadPanels::settle() {
    m_running->settle();
    m_waits->settle();
}

void LoadPanels::showHeadroom() {
    const auto& found = m_finder.found();
    m_headroom->setEmptyText(m_finder.note());
    HeadroomData shown;
    if (found && m_view) {
        shown = headroomData(*found, m_view->experiment(), m_view->runs->plan);
        // The paper's two queries have their own slots, which nobody can change.
        if (m_view->settings.preset == LoadPreset::TwoQueries) shown.best.reset();
    }
    m_headroom->setData(std::move(shown));
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
