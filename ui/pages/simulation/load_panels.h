#pragma once

#include <QWidget>
#include <memory>

#include "ui/pages/simulation/headroom_finder.h"
#include "ui/pages/simulation/run_repeats.h"

class QBoxLayout;

namespace orl {

struct LoadView;
class HeadroomPanel;
class RunningPanel;
class SimulationCards;
class WaitsPanel;

/// The bottom row of a simulated load: what it runs to, who waits, what is left of the slots. It
/// fills the cards as well, which the page places; both come from the same runs.
class LoadPanels : public QWidget {
    Q_OBJECT
  public:
    /// @param cards must outlive it, or be destroyed with the same parent
    explicit LoadPanels(SimulationCards* cards, QWidget* parent = nullptr);

    /// Null: nothing is shown.
    void setView(const std::shared_ptr<const LoadView>& view);
    /// Seconds of the run that have been shown.
    void setCursor(double seconds);
    /// Height of a row of panels: where they do not fit beside each other, each has its own.
    void setRowHeight(int height);
    /// Lets all axes fit.
    void settle();
    /// Something is being planned or repeated.
    bool isBusy() const { return m_finder.busy() || m_repeats.busy(); }

    RunningPanel* running() const { return m_running; }
    WaitsPanel* waits() const { return m_waits; }
    HeadroomPanel* headroom() const { return m_headroom; }
    const RunRepeats& repeats() const { return m_repeats; }

  signals:
    /// A click or a drag asks for a moment.
    void cursorAsked(double seconds);
    /// So many more slots of that model are to be tried.
    void tryIt(std::size_t model, std::int64_t slotCount);
    void planAsked();
    /// As ChartPanel::exported.
    void exported(const QString& error);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange();
    void showHeadroom();
    void showRepeats();

    std::shared_ptr<const LoadView> m_view;
    SimulationCards* m_cards;
    RunningPanel* m_running;
    WaitsPanel* m_waits;
    HeadroomPanel* m_headroom;
    QBoxLayout* m_row = nullptr;
    int m_rowHeight = 220;
    HeadroomFinder m_finder;
    RunRepeats m_repeats;
};

}  // namespace orl
