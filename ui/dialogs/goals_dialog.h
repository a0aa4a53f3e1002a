#pragma once

#include <QDialog>

#include "ui/dialogs/goal_panel.h"

class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace orl {

class ConfidenceChoice;
class GoalAnswers;
class Session;
struct ConstraintSettings;

/// Asks for the goal instead of the setting: the cheapest routing for an accuracy that is realized
/// with confidence, the best for so much money a month, the limit to lift first. It stays open
/// beside the window and follows it; a button takes an answer as one step of undo.
class GoalsDialog : public QDialog {
    Q_OBJECT
  public:
    explicit GoalsDialog(Session& session, QWidget* parent = nullptr);
    ~GoalsDialog() override;

    GoalPanel* guarantee() const { return m_guarantee; }
    GoalPanel* budget() const { return m_budget; }
    GoalPanel* limits() const { return m_limits; }
    QDoubleSpinBox* accuracy() const { return m_accuracy; }
    ConfidenceChoice* confidence() const { return m_confidence; }
    QDoubleSpinBox* money() const { return m_money; }
    QDoubleSpinBox* step() const { return m_step; }
    QDoubleSpinBox* volume() const { return m_volume; }
    QLineEdit* currency() const { return m_currency; }
    QDoubleSpinBox* rate() const { return m_rate; }
    /// Something that is asked is not answered yet.
    bool isBusy() const;

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void buildFields();
    void build();
    void connectParts();
    void showBook();
    void keepCurrency();
    void ask();
    void showAnswers();
    void showGuarantee();
    void showBudget();
    void showLimits();
    void take(const ConstraintSettings& next, const QString& text);
    double budgetPer1000() const;
    QString priced(double usdPer1000) const;

    Session& m_session;
    GoalAnswers* m_answers;
    double m_queries;  ///< a month: what the workspace says, or what is proposed
    bool m_begun = false;
    bool m_volumeTyped = false;  ///< and not taken yet
    GoalPanel* m_guarantee;
    GoalPanel* m_budget;
    GoalPanel* m_limits;
    QDoubleSpinBox* m_accuracy;
    ConfidenceChoice* m_confidence;
    QDoubleSpinBox* m_money;
    QDoubleSpinBox* m_step;
    QDoubleSpinBox* m_volume;
    QLineEdit* m_currency;
    QDoubleSpinBox* m_rate;
    QLabel* m_asOf;
};

}  // namespace orl
