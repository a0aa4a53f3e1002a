#pragma once

#include <QFrame>
#include <QTimer>
#include <vector>

#include "core/lab/lessons/lesson.h"

class QHBoxLayout;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace orl {

class LoadLane;
class NoteLabel;
class RoutingLane;
class ValueControl;

/// The instance of a step, live: routings beside each other, limits under the hand, arrivals that
/// can be swapped and replayed.
class LivePanel : public QFrame {
    Q_OBJECT
  public:
    explicit LivePanel(QWidget* parent = nullptr);

    /// @param state what is in hand; @param step what is shown of it
    void setStep(const LessonStep& step, const LessonState& state);
    /// Routers' routings are to be predicted, or have been.
    void setConcealed(bool concealed);
    /// The same step with something changed by hand.
    void setState(const LessonState& state);
    const std::vector<RoutingLane*>& lanes() const { return m_lanes; }
    /// The load of an instance over time; null where it is not shown.
    LoadLane* load() const { return m_load; }
    ValueControl* floorControl() const { return m_floor; }
    ValueControl* budgetControl() const { return m_budget; }
    /// Slots, a model each.
    const std::vector<QSpinBox*>& slotFields() const { return m_slots; }
    QPushButton* swapButton() const { return m_swap; }
    QPushButton* replayButton() const { return m_replay; }
    /// The step has something to show here.
    bool isNeeded() const;
    QString verdict() const;

  signals:
    /// The learner holds something else by now. Changes of one drag share their gesture; 0: none.
    void changed(const orl::LessonState& state, int gesture);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void build();
    void buildLimits();
    void makeLanes();
    void fillLanes();
    void fillLimits();
    void replayStep();
    void swapArrivals();
    bool shows(const char* part) const;

    LessonStep m_step;
    LessonState m_state;
    bool m_concealed = false;
    std::vector<RoutingLane*> m_lanes;
    std::vector<QSpinBox*> m_slots;
    QHBoxLayout* m_laneRow = nullptr;
    QVBoxLayout* m_column = nullptr;
    LoadLane* m_load = nullptr;
    QWidget* m_limits = nullptr;
    QHBoxLayout* m_slotRow = nullptr;
    ValueControl* m_floor = nullptr;
    ValueControl* m_budget = nullptr;
    NoteLabel* m_verdict = nullptr;
    QPushButton* m_swap = nullptr;
    QPushButton* m_replay = nullptr;
    QTimer m_player;
};

}  // namespace orl
