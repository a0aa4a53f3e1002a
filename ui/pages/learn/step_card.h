#pragma once

#include <QFrame>
#include <optional>
#include <vector>

#include "core/lab/lessons/check.h"
#include "ui/pages/learn/shelf.h"

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace orl {

class NoteLabel;
class OptionButton;

/// One step: what it says, what it asks, the learner's prediction, and the reveal. Right is what
/// the solver finds for the step as it begins; a drag is judged by what is in hand.
class StepCard : public QFrame {
    Q_OBJECT
  public:
    explicit StepCard(QWidget* parent = nullptr);

    /// @param number of the lesson in the list, 1-based
    void setStep(const ShelvedLesson& lesson, int number, std::size_t step,
                 const LessonProgress& progress);
    /// What the learner holds by now: a drag may be done.
    void setState(const LessonState& state);
    /// For the front of a class: nothing is predicted or kept, and Reveal always shows.
    void setClassMode(bool on);
    /// The learner may look at another page for this step.
    QPushButton* pageButton() const { return m_page; }

    const std::vector<OptionButton*>& options() const { return m_options; }
    QDoubleSpinBox* numberField() const { return m_number; }
    QPushButton* predictButton() const { return m_predict; }
    QPushButton* revealButton() const { return m_reveal; }
    QPushButton* guessButton() const { return m_guess; }
    QPushButton* backButton() const { return m_back; }
    QPushButton* nextButton() const { return m_next; }
    /// What stands in the box below the question; empty: nothing has been revealed.
    QString answerText() const;
    bool isAnsweredRight() const { return m_right; }
    QString titleText() const;

  signals:
    /// What the solver finds is shown from now on, or not any more.
    void revealed(bool shown);
    /// A prediction was revealed; right or not.
    void answered(bool right);
    void backAsked();
    void nextAsked();
    /// The page that the step is about.
    void pageAsked(const QString& id);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    enum class Phase { Open, Locked, Revealed };
    QVBoxLayout* freshBody();
    void addTitle(QVBoxLayout& column, int number, const LessonProgress& progress);
    void addDiscs(QVBoxLayout& column);
    void addTable(QVBoxLayout& column);
    void addQuestion(QVBoxLayout& column);
    QWidget* answerBox();
    void addChoice(QVBoxLayout& column);
    void addNumber(QVBoxLayout& column);
    void addMistakes(QVBoxLayout& column);
    void lock(std::optional<std::size_t> option);
    void reveal();
    void guessAgain();
    void showPhase();
    void showAnswer(const QString& headline, const QString& text, bool right);
    void showWhole(QWidget* part);

    ShelvedLesson m_lesson;
    std::size_t m_step = 0;
    LessonState m_start;
    Phase m_phase = Phase::Open;
    bool m_right = false;
    bool m_classMode = false;
    std::optional<std::size_t> m_chosen;
    std::vector<OptionButton*> m_options;
    QDoubleSpinBox* m_number = nullptr;
    QPushButton* m_predict = nullptr;
    QPushButton* m_page = nullptr;
    QFrame* m_answer = nullptr;
    QLabel* m_answerHead = nullptr;
    QLabel* m_answerText = nullptr;
    NoteLabel* m_answerFoot = nullptr;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_holder = nullptr;
    QScrollArea* m_area = nullptr;
    QPushButton* m_reveal = nullptr;
    QPushButton* m_guess = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
};

}  // namespace orl
