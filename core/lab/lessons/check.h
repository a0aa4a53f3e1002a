#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/lab/lessons/lesson.h"

namespace orl {

/// What a learner's answer gets.
struct Verdict {
    bool right = false;
    std::string words;  ///< of a wrong answer: its own sentence; of a right one perhaps none
};

/// A question as the solver answers it.
struct SolvedQuestion {
    std::size_t step = 0;  ///< index
    QuestionKind kind = QuestionKind::Choice;
    double value = kMissing;  ///< of a number, or of a choice whose options have values
    std::size_t right = 0;    ///< index of a choice's right option
    std::string answer;       ///< in words
};

struct LessonCheck {
    std::vector<Error> mistakes;  ///< "where" is file:line
    std::vector<SolvedQuestion> solved;
};

/// Solves a question. @throws Error where it has no answer, or more than one
SolvedQuestion solveQuestion(const LessonQuestion& question, const LessonState& start);
/// @param option index of the one chosen
Verdict judgeChoice(const LessonQuestion& question, const LessonState& start, std::size_t option);
Verdict judgeNumber(const LessonQuestion& question, const LessonState& start, double given);
/// @param now what the learner holds
Verdict judgeDrag(const LessonQuestion& question, const LessonState& now);

/// Solves every question, tells every text, and finds all that is wrong with them: questions with
/// no right option or several, wrong answers without a sentence, "mistakes" that are right, drags
/// that are done before they begin or not done by their solution.
/// @throws Cancelled
LessonCheck checkLesson(const Lesson& lesson, const std::stop_token& stop = {});

}  // namespace orl
