#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <stop_token>
#include <vector>

#include "core/lab/lessons/lesson.h"

namespace orl {

/// What a learner has done with one step.
enum class StepProgress { None, Seen, Answered, Skipped };

/// Of all lessons, by their ids; as bytes for the preferences.
class LessonProgress {
  public:
    StepProgress of(const Lesson& lesson, std::size_t step) const;
    /// Answered stays answered.
    void note(const Lesson& lesson, std::size_t step, StepProgress progress);
    void forget(const Lesson& lesson);
    /// Every step with a question is answered, every other one seen.
    bool isDone(const Lesson& lesson) const;
    bool isStarted(const Lesson& lesson) const;
    bool isSkipped(const Lesson& lesson) const;
    QMap<QString, QString> all() const { return m_steps; }
    void setAll(const QMap<QString, QString>& steps) { m_steps = steps; }

  private:
    QMap<QString, QString> m_steps;  ///< a letter a step: . s a k
};

/// A lesson in the list, or why it is none.
struct ShelvedLesson {
    Lesson lesson;
    std::vector<Error> mistakes;
    bool own = false;  ///< from the user's folder
};

/// The lessons that come with the program, then those of the folder, by their names; each is read
/// and solved. Runs on a worker.
/// @param folder of one's own; empty or missing: none
std::vector<ShelvedLesson> shelvedLessons(const QString& folder, const std::stop_token& stop);

}  // namespace orl
