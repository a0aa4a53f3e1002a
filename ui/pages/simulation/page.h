#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <array>
#include <memory>
#include <optional>

#include "core/lab/load_settings.h"
#include "ui/pages/page.h"
#include "ui/pages/simulation/timeline.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QStackedLayout;
class QToolButton;

namespace orl {

class LaneView;
class LoadPanels;
class LoadQueryCard;
class LoadRunner;
class NoteLabel;
class Session;
class SimulationCards;
class SimulationControls;
struct LoadView;

/// Queries that arrive over time, routed by one or two greedy routers and by the dual, side by side
/// under one load: simulated at once in the background, then played, stepped and scrubbed. Its
/// settings are steps of undo and change no scenario.
class SimulationPage : public Page {
    Q_OBJECT
  public:
    static constexpr int kLanes = 3;

    explicit SimulationPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("simulation"); }
    QString title() const override { return tr("&Simulation"); }
    bool isBusy() const override;
    QWidget* ownCards() const override;
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& state) override;

    const LoadSettings& settings() const;
    /// As one step of undo.
    void edit(const LoadSettings& next, const QString& text);
    const std::shared_ptr<const LoadView>& view() const;
    double time() const { return m_time; }
    void setTime(double time);
    bool isPlaying() const { return m_clock.isActive(); }
    void setPlaying(bool playing);
    /// To the next or the last moment at which anything happens in any lane.
    void step(int direction);

    LoadRunner* runner() const { return m_runner; }
    SimulationControls* controls() const { return m_controls; }
    TimelineView* timeline() const { return m_timeline; }
    LaneView* lane(int which) const { return m_lanes[std::size_t(which)]; }
    LoadPanels* panels() const { return m_panels; }
    SimulationCards* cards() const { return m_cards; }
    LoadQueryCard* card() const { return m_card; }
    QToolButton* playButton() const { return m_play; }
    QComboBox* speed() const { return m_speed; }
    QLabel* clock() const { return m_clockText; }
    NoteLabel* notice() const { return m_notice; }
    QLabel* emptyText() const { return m_empty; }
    bool isEmpty() const;

  signals:
    /// Somebody wants to see the current query on the Queries page.
    void queryAsked();
    /// Slots for a load are to be planned.
    void planAsked();

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    friend class LoadCommand;
    void apply(const LoadSettings& next);
    void build();
    QWidget* buildTimeline();
    QWidget* buildTransport();
    void connectParts();
    void accept();
    void showState();
    void showAge();
    void showNotice();
    void showClock();
    void showTimeline();
    void arrange();
    void tick();
    double speedFactor() const;
    double firstTime() const;
    void editBands(const std::vector<TimelineView::Band>& bands);
    void giveSlots(std::size_t model, std::int64_t more);
    void openQuery(int lane, std::uint32_t query, QPoint at);

    Session& m_session;
    LoadRunner* m_runner;
    SimulationCards* m_cards;
    LoadPanels* m_panels;
    SimulationControls* m_controls;
    TimelineView* m_timeline;
    std::array<LaneView*, kLanes> m_lanes{};
    LoadQueryCard* m_card = nullptr;
    NoteLabel* m_notice;
    QStackedLayout* m_stack = nullptr;
    QWidget* m_content = nullptr;
    QLabel* m_empty = nullptr;
    QGridLayout* m_grid = nullptr;
    QToolButton* m_play = nullptr;
    QComboBox* m_speed = nullptr;
    QLabel* m_clockText = nullptr;
    QLabel* m_status = nullptr;
    double m_time = 0.0;
    bool m_moreChosen = false;            ///< whether the second row is shown is somebody's choice
    bool m_told = false;                  ///< that the runs are old
    std::optional<LoadSettings> m_shown;  ///< settings of the runs that were shown last
    QTimer m_clock;
    QTimer m_staleLater;
    QElapsedTimer m_since;
};

}  // namespace orl
