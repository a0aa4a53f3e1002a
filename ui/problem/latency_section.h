#pragma once

#include "ui/problem/section.h"

class QPushButton;

namespace orl {

class NoteLabel;
class Session;
class ValueControl;

/// Time beside money: ω, what a second of waiting costs, and a cap on the mean predicted seconds of
/// the answers. Both need the models' speeds; where none is known it says so and offers to give
/// them.
class LatencySection : public Section {
    Q_OBJECT
  public:
    explicit LatencySection(Session& session, QWidget* parent = nullptr);

    ValueControl* price() const { return m_price; }
    ValueControl* cap() const { return m_cap; }
    QPushButton* examples() const { return m_examples; }
    QPushButton* speeds() const { return m_speeds; }
    QPushButton* frontier() const { return m_frontier; }
    NoteLabel* note() const { return m_note; }

  signals:
    void dragFinished();
    void speedsAsked();    ///< to type them on the Models page
    void frontierAsked();  ///< cost against seconds

  private:
    void build();
    void editPrice(int gesture);
    void editCap(int gesture);
    void giveExamples();
    void showScenario();
    void showReach();
    void showPin();
    void showSteps();
    void showCapNote();

    Session& m_session;
    NoteLabel* m_note = nullptr;
    QPushButton* m_examples = nullptr;
    QPushButton* m_speeds = nullptr;
    ValueControl* m_price = nullptr;
    ValueControl* m_cap = nullptr;
    QPushButton* m_frontier = nullptr;
    const void* m_rangeOf = nullptr;  ///< seconds that the sliders' ranges are for
    double m_slowest = 0.0;           ///< mean seconds that no cap is above
};

}  // namespace orl
