#pragma once

#include <QWidget>
#include <optional>
#include <string>

class QHBoxLayout;
class QPushButton;

namespace orl {

class ResultCard;
class Session;
struct SolveView;

/// Where a learner is, for the cards.
struct LessonCards {
    QString lesson;       ///< "Lesson 1 of 10"
    QString step;         ///< "Step 3 of 5"
    QString answered;     ///< "2 questions answered"
    std::string dataset;  ///< that the step is about; another guest is no lesson
    bool inCents = true;  ///< the step has queries of its own, whose costs are in ¢
};

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
    QPushButton* unpin() const { return m_unpin; }

    /// Whether cost and accuracy are those of the record, where there is one, or as predicted.
    void setRealized(bool realized);
    /// While a lesson is visited the cards speak of its few queries.
    void setLesson(std::optional<LessonCards> lesson);

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
    bool showsLesson() const;
    void showLesson(const SolveView& view, const QString& wrong);
    void showLessonGreedy(const SolveView& view);
    void showTime(const SolveView& view);
    /// "selection $0.88"; empty while nothing is selected.
    QString selectionText(bool cost, bool realized) const;
    void showNothing();

    Session& m_session;
    QHBoxLayout* m_upper;
    QHBoxLayout* m_lower;
    std::optional<LessonCards> m_lesson;
    bool m_realized = true;
    bool m_narrow = false;
    bool m_tight = false;  ///< smaller letters
    ResultCard* m_cost;
    ResultCard* m_accuracy;
    ResultCard* m_saving;
    ResultCard* m_gap;
    ResultCard* m_time;
    QPushButton* m_unpin;
};

}  // namespace orl
