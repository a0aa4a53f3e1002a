#pragma once

#include <QString>

#include "core/lab/lessons/lesson.h"

class QPrinter;

namespace orl {

/// The lesson on paper: every step with its instance as a table, its question with options, and, if
/// wanted, the answers that the solver finds, at the end.
/// @throws Error of the solver
QString handoutHtml(const Lesson& lesson, bool withAnswers);
void printHandout(const Lesson& lesson, bool withAnswers, QPrinter& printer);

}  // namespace orl
