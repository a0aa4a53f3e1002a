#include "ui/widgets/note_label.h"

#include <QApplication>
#include <QEvent>

#include "ui/charts/palette.h"

namespace orl {

NoteLabel::NoteLabel(QWidget* parent) : QLabel(parent) {
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    applyTone();
    hide();
}

void NoteLabel::setText(const QString& text, Tone tone) {
    if (tone != m_tone) {
        m_tone = tone;
        applyTone();
    }
    if (text != QLabel::text()) QLabel::setText(text);
    setHidden(text.isEmpty());
}

void NoteLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_applying) applyTone();
}

void NoteLabel::applyTone() {
    m_applying = true;
    // From the application, not from this widget, whose own palette is being replaced.
    const Theme theme = Theme::of(QApplication::palette());
    QPalette colours;
    colours.setColor(QPalette::WindowText, m_tone == Tone::Warning  ? theme.warning
                                           : m_tone == Tone::Strong ? theme.text
                                                                    : theme.mutedText);
    setPalette(colours);
    m_applying = false;
}

}  // namespace orl
