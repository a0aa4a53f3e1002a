#pragma once

#include <QWidget>

class QHBoxLayout;

namespace orl {

class ResultCard;
class Session;
struct SolveView;

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

    /// Whether cost and accuracy are those of the record, where there is one, or as predicted.
    void setRealized(bool realized);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange(bool narrow);
    void showSolve();
    void showCost(const SolveView& view, bool realized, const QStringList& assumed,
                  const QString& wrong);
    void showAccuracy(const SolveView& view, bool realized, const QString& wrong);
    void showComparison();
    /// Each figure's difference to the pinned state, and in the last card how many queries moved.
    void showPin();
    void showTime(const SolveView& view);
    /// "selection $0.88"; empty while nothing is selected.
    QString selectionText(bool cost, bool realized) const;
    void showNothing();

    Session& m_session;
    QHBoxLayout* m_upper;
    QHBoxLayout* m_lower;
    bool m_realized = true;
    bool m_narrow = false;
    bool m_tight = false;  ///< smaller letters
    ResultCard* m_cost;
    ResultCard* m_accuracy;
    ResultCard* m_saving;
    ResultCard* m_gap;
    ResultCard* m_time;
};

}  // namespace orl
