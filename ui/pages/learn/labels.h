#pragma once

#include <QLabel>

#include "core/lab/lessons/lesson.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/note_label.h"

/// Words of a lesson as labels: whatever stands in the file is text, and nothing else.
namespace orl {

inline QLabel* plainLabel(const QString& text) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

inline QLabel* quietLabel(const QString& text) {
    auto* label = new NoteLabel;
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::note(label->font()));
    label->setText(text);
    return label;
}

inline QString toldBy(const LessonText& text, const LessonSolver& solver) {
    return labelText(text.told(solver));
}

}  // namespace orl
