#pragma once

#include <QFrame>
#include <vector>

#include "core/lab/lessons/lesson.h"

class QLabel;
class QVBoxLayout;

namespace orl {

class LessonDualCurve;
class LessonStrips;
class NoteLabel;
class ValueControl;

/// Each query decides by a price: λ, and μ of models with slots, under the hand; every query's
/// reduced costs and the bound that follows.
class PricePanel : public QFrame {
    Q_OBJECT
  public:
    explicit PricePanel(QWidget* parent = nullptr);

    void setStep(const LessonStep& step, const LessonState& state);
    void setState(const LessonState& state);
    ValueControl* lambda() const { return m_lambda; }
    /// μ, of every model with slots.
    const std::vector<ValueControl*>& mu() const { return m_mu; }
    LessonDualCurve* curve() const { return m_curve; }
    QString sentence() const;

  signals:
    void changed(const orl::LessonState& state, int gesture);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void setLambda(double lambda);
    void show();

    LessonState m_state;
    LessonOptimum m_optimum;  ///< of the instance in hand
    double m_most = 1.0;
    int m_priceDisc = 0;  ///< beside the title; 0: none
    QLabel* m_title = nullptr;
    QVBoxLayout* m_prices = nullptr;
    ValueControl* m_lambda = nullptr;
    std::vector<ValueControl*> m_mu;
    LessonStrips* m_strips = nullptr;
    LessonDualCurve* m_curve = nullptr;
    NoteLabel* m_sentence = nullptr;
};

}  // namespace orl
