#include "ui/pages/learn/shelf.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <utility>

#include "core/lab/lessons/check.h"

namespace orl {

namespace {

constexpr std::size_t kMostOwn = 200;  // files of a folder that is perhaps no folder of lessons

QChar letterOf(StepProgress progress) {
    switch (progress) {
        case StepProgress::Seen:
            return 's';
        case StepProgress::Answered:
            return 'a';
        case StepProgress::Skipped:
            return 'k';
        case StepProgress::None:
            break;
    }
    return '.';
}

QString keyOf(const Lesson& lesson) {
    return QString::fromStdString(lesson.id);
}

ShelvedLesson shelved(ReadLesson read, bool own, const std::stop_token& stop) {
    ShelvedLesson made;
    made.own = own;
    made.mistakes = std::move(read.mistakes);
    if (made.mistakes.empty()) made.mistakes = checkLesson(read.lesson, stop).mistakes;
    made.lesson = std::move(read.lesson);
    if (own) made.lesson.id = "own/" + made.lesson.id;
    return made;
}

}  // namespace

StepProgress LessonProgress::of(const Lesson& lesson, std::size_t step) const {
    const QString known = m_steps.value(keyOf(lesson));
    const QChar letter = qsizetype(step) < known.size() ? known[qsizetype(step)] : QChar('.');
    for (const auto each : {StepProgress::Seen, StepProgress::Answered, StepProgress::Skipped}) {
        if (letter == letterOf(each)) return each;
    }
    return StepProgress::None;
}

void LessonProgress::note(const Lesson& lesson, std::size_t step, StepProgress progress) {
    if (of(lesson, step) == StepProgress::Answered) return;
    QString& known = m_steps[keyOf(lesson)];
    known = known.leftJustified(qsizetype(lesson.steps.size()), '.');
    known[qsizetype(step)] = letterOf(progress);
}

void LessonProgress::forget(const Lesson& lesson) {
    m_steps.remove(keyOf(lesson));
}

bool LessonProgress::isDone(const Lesson& lesson) const {
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        const StepProgress progress = of(lesson, k);
        const bool done = lesson.steps[k].question ? progress == StepProgress::Answered
                                                   : progress == StepProgress::Seen;
        if (!done) return false;
    }
    return !lesson.steps.empty();
}

bool LessonProgress::isStarted(const Lesson& lesson) const {
    return m_steps.contains(keyOf(lesson));
}

bool LessonProgress::isSkipped(const Lesson& lesson) const {
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        if (of(lesson, k) == StepProgress::Skipped) return true;
    }
    return false;
}

std::vector<ShelvedLesson> shelvedLessons(const QString& folder, const std::stop_token& stop) {
    std::vector<ShelvedLesson> made;
    const QDir bundled(QStringLiteral(":/omnirouter/lessons"));
    for (const QString& name : bundled.entryList({"*.json"}, QDir::Files, QDir::Name)) {
        QFile file(bundled.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) continue;
        made.push_back(
            shelved(readLesson(file.readAll().toStdString(), name.toStdString()), false, stop));
    }
    if (folder.isEmpty()) return made;
    const QDir own(folder);
    std::size_t count = 0;
    for (const QString& name : own.entryList({"*.json"}, QDir::Files, QDir::Name)) {
        if (name == QLatin1String("lesson.schema.json")) continue;
        if (++count > kMostOwn) break;
        try {
            const std::filesystem::path path = own.filePath(name).toStdString();
            made.push_back(shelved(readLesson(path), true, stop));
        } catch (const Error& e) {
            ShelvedLesson none;
            none.own = true;
            none.lesson.title = none.lesson.id = name.toStdString();
            none.mistakes = {e};
            made.push_back(std::move(none));
        }
    }
    return made;
}

}  // namespace orl
