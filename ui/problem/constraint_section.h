#pragma once

#include "core/scenario.h"
#include "ui/problem/section.h"

class QComboBox;
class QPushButton;

namespace orl {

class GuaranteeControl;
class Session;
class ValueControl;

/// What is asked for: least cost above a floor α, best accuracy within a budget, or least cost with
/// a realized accuracy that is guaranteed; and the common capacity L. Shows what the capacities can
/// reach at all.
class ConstraintSection : public Section {
    Q_OBJECT
  public:
    explicit ConstraintSection(Session& session, QWidget* parent = nullptr);

    QComboBox* mode() const { return m_mode; }
    QPushButton* goals() const { return m_goals; }
    ValueControl* alpha() const { return m_alpha; }
    GuaranteeControl* guarantee() const { return m_guarantee; }
    ValueControl* budget() const { return m_budget; }
    ValueControl* capacity() const { return m_capacity; }

  signals:
    void dragFinished();
    void goalsAsked();

  private:
    void build();
    void showScenario();
    void chooseGoal(int index);
    void showReach();
    void showPin();
    void connectSteps();
    void showSteps();
    void showBudgetRange();

    Session& m_session;
    QComboBox* m_mode = nullptr;
    QPushButton* m_goals = nullptr;
    ValueControl* m_alpha = nullptr;
    GuaranteeControl* m_guarantee = nullptr;
    ValueControl* m_budget = nullptr;
    ValueControl* m_capacity = nullptr;
    const void* m_budgetRangeOf = nullptr;  ///< experiment that the budget slider's range is for
};

}  // namespace orl
