#pragma once

#include <QFrame>
#include <array>
#include <functional>
#include <optional>

#include "core/data/dataset.h"
#include "ui/pages/models/worth_keeper.h"

class QLabel;
class QPushButton;

namespace orl {

/// What one model is worth, in three sentences with a button each that does it.
class ModelWorthPanel : public QFrame {
    Q_OBJECT
  public:
    explicit ModelWorthPanel(const WorthKeeper& keeper, QWidget* parent = nullptr);

    /// @param model column; −1: none is selected
    /// @param current what is in force, as the table has it
    void show(int model, const ModelInfo* info, const Scenario& scenario);

    struct Line {
        QLabel* sentence = nullptr;
        QPushButton* button = nullptr;
    };
    const std::array<Line, 3>& lines() const { return m_lines; }
    QLabel* head() const { return m_head; }

  signals:
    void switchAsked(int model);
    void multiplierAsked(int model, double multiple);
    void limitAsked(int model, double share);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void say(int line, const QString& text, const QString& button = {},
             std::function<void()> act = {});
    void sayWithout(int model, const WorthKeeper::Row& row, const QString& name);
    void sayPrice(int model, const ModelWorth& worth, const ModelInfo& info,
                  const Scenario& scenario);
    void sayLimit(int model, const ModelWorth& worth, const Scenario& scenario);

    const WorthKeeper& m_keeper;
    QLabel* m_head = nullptr;
    QLabel* m_note = nullptr;
    std::array<Line, 3> m_lines;
    std::array<std::function<void()>, 3> m_acts;
};

/// "85 %" or "$1.00 per 1,000": what is asked for, in words.
QString askedText(const SolveView& solve);
/// "$1.425 per 1,000" or "83.1 %": an objective of the batch.
QString batchText(const SolveView& solve, double objective);
/// What one objective is worse than another: "$0.361" or "2.1 points"; without a sign.
QString batchDifference(const SolveView& solve, double one, double other);

}  // namespace orl
