#pragma once

#include <QWidget>

class QHBoxLayout;

namespace orl {

class ResultCard;
class Session;

/// The answer in five figures: cost, accuracy, saving, certificate, time.
class CardStrip : public QWidget {
    Q_OBJECT
  public:
    explicit CardStrip(Session& session, QWidget* parent = nullptr);

    const ResultCard* cost() const { return m_cost; }
    const ResultCard* accuracy() const { return m_accuracy; }
    const ResultCard* saving() const { return m_saving; }
    const ResultCard* gap() const { return m_gap; }
    const ResultCard* time() const { return m_time; }

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange(bool narrow);
    void showSolve();
    void showComparison();
    void showNothing();

    Session& m_session;
    QHBoxLayout* m_upper;
    QHBoxLayout* m_lower;
    bool m_narrow = false;
    ResultCard* m_cost;
    ResultCard* m_accuracy;
    ResultCard* m_saving;
    ResultCard* m_gap;
    ResultCard* m_time;
};

}  // namespace orl
