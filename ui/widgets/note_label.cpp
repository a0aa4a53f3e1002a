#include "ui/widgets/note_label.h"

#include <QApplication>
#include <QEvent>

#include "ui/style/palette.h"

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
    m_whole = text;
    showText();
    appear(!text.isEmpty() || m_room > 0);
}

/// Before it has a place in a window, showing it would open a window of its own, which takes the
/// focus: then it is shown with its parent.
void NoteLabel::appear(bool visible) {
    if (parentWidget() || !visible) {
        setVisible(visible);
    } else {
        setAttribute(Qt::WA_WState_ExplicitShowHide, false);
    }
}

void NoteLabel::setRoom(int lines) {
    m_room = lines;
    setWordWrap(lines != 1);
    setFixedHeight(fontMetrics().lineSpacing() * lines + 2);
    setAlignment(Qt::AlignTop | Qt::AlignLeft);
    if (lines == 1) setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    appear(true);
    showText();
}

void NoteLabel::showText() {
    const QString shown = m_room == 1 && width() > 0
                              ? fontMetrics().elidedText(m_whole, Qt::ElideRight, width())
                              : m_whole;
    if (shown != QLabel::text()) QLabel::setText(shown);
    if (m_room > 0) setToolTip(m_whole);
}

void NoteLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    if (m_room == 1) showText();
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
