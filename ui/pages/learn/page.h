#pragma once

#include <vector>

#include "ui/pages/learn/shelf.h"
#include "ui/pages/page.h"
#include "ui/results/card_strip.h"
#include "ui/session/worker.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSplitter;
class QToolButton;

namespace orl {

class LessonList;
class LivePanel;
class PricePanel;
class Session;
class StepCard;

/// Lessons: the list, one step, its instance live, and the prices by which each query decides.
/// Whoever begins a lesson visits its instance (Session::visit); the user's own work comes back
/// with Leave.
class LearnPage : public Page {
    Q_OBJECT
  public:
    explicit LearnPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("learn"); }
    QString title() const override { return tr("&Learn"); }
    bool isBusy() const override { return !m_reader.idle(); }
    /// Where the learner is, what is done, and the folder of one's own.
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& state) override;

    LessonList* list() const { return m_list; }
    StepCard* card() const { return m_card; }
    LivePanel* live() const { return m_live; }
    PricePanel* prices() const { return m_prices; }
    QPushButton* leaveButton() const { return m_leave; }
    QPushButton* restoreButton() const { return m_restore; }
    QCheckBox* classMode() const { return m_class; }
    QComboBox* lessonBox() const { return m_choice; }
    const std::vector<ShelvedLesson>& lessons() const { return m_lessons; }
    const LessonProgress& progress() const { return m_progress; }
    std::size_t lesson() const { return m_lesson; }
    std::size_t step() const { return m_step; }
    /// What is in hand; an instance without queries where the step has none.
    const LessonState& state() const { return m_state; }
    /// The session shows the present step's instance, and no other guest.
    bool isEntered() const;
    /// Folder of one's own lessons; empty: none was chosen.
    QString folder() const { return m_folder; }
    void setFolder(const QString& folder);
    void goTo(std::size_t lesson, std::size_t step);
    void restart();
    void skip();
    /// How far the learner is in the present lesson, for the cards; none without lessons.
    std::optional<LessonCards> cards() const;
    /// The lesson as a file of its own. @throws Error
    void exportLesson(const QString& file) const;

  signals:
    /// Another step is shown, or the lessons were read anew.
    void stepShown();
    /// state() is another.
    void stateChanged();
    /// cards() may be others.
    void progressed();
    /// The step is about another page.
    void pageAsked(const QString& id);
    /// A control of the dock that the step speaks of, one of lessonPlaces(); empty: none.
    /// @param number of the disc that speaks of it; 0: none
    void highlightAsked(const QString& place, int number);
    /// Begin a lesson of one's own with the present state.
    void lessonAsked();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    enum class Columns { One, Two, Three };
    QWidget* buildBar();
    void arrange(Columns wanted);
    void connectParts();
    void readLessons();
    void showStep();
    void enter();
    void setState(const LessonState& state, int gesture = 0);
    void follow();
    void restoreScenario();
    void setPrices(LessonInstance& instance, const PoolSettings& pool) const;
    void showList();
    void next();
    void print(bool withAnswers);
    void chooseFolder();
    const LessonStep* now() const;
    std::string guestName() const;

    Session& m_session;
    Worker m_reader;
    std::vector<ShelvedLesson> m_lessons;
    LessonProgress m_progress;
    QString m_folder;
    QString m_wanted;  ///< id of the lesson to go to once it is read
    std::size_t m_lesson = 0;
    std::size_t m_step = 0;
    LessonState m_state;
    bool m_entered = false;  ///< the learner has begun: the step sets the scenario
    LessonList* m_list;
    StepCard* m_card;
    LivePanel* m_live;
    PricePanel* m_prices;
    Columns m_shape = Columns::One;
    QComboBox* m_choice = nullptr;  ///< the list, where there is no room for it
    QToolButton* m_more = nullptr;  ///< its buttons
    QLabel* m_place = nullptr;
    QLabel* m_data = nullptr;
    QPushButton* m_leave = nullptr;
    QPushButton* m_restore = nullptr;
    QCheckBox* m_class = nullptr;
    QSplitter* m_left = nullptr;     ///< list and step
    QSplitter* m_columns = nullptr;  ///< these, and the instance
};

}  // namespace orl
