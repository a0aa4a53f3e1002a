#include "ui/widgets/segment.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/style/tokens.h"

namespace orl {

Segment::Segment(const QString& text, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Segment::setPlace(Place place) {
    m_place = place;
    update();
}

QSize Segment::sizeHint() const {
    constexpr int kBeside = 24;
    QFont bold = font();
    bold.setBold(true);
    const QString shown = QString(text()).remove('&');
    return {QFontMetrics(bold).horizontalAdvance(shown) + kBeside,
            fontMetrics().height() + space::kGap};
}

void Segment::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool first = m_place == Place::First || m_place == Place::Only;
    const bool last = m_place == Place::Last || m_place == Place::Only;
    // Neighbours share their border; what is square reaches beyond.
    QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (!first) box.setLeft(-space::kRadius - 2.0);
    if (!last) box.setRight(width() + space::kRadius + 2.0);
    painter.setBrush(isChecked()    ? theme.accent
                     : underMouse() ? theme.alternate
                                    : theme.background);
    painter.setPen(isChecked() ? theme.accent : theme.control);
    painter.drawRoundedRect(box, space::kRadius, space::kRadius);
    if (!first && !isChecked()) {
        painter.setPen(theme.control);
        painter.drawLine(QPointF(0.0, 1.0), QPointF(0.0, height() - 1.0));
    }
    QFont shown = font();
    shown.setBold(isChecked());
    painter.setFont(shown);
    painter.setPen(!isEnabled()  ? theme.mutedText
                   : isChecked() ? (theme.dark ? theme.window : QColor(Qt::white))
                                 : theme.text);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
    if (!hasFocus()) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(isChecked() ? painter.pen().color() : theme.accent, 1.0, Qt::DotLine));
    painter.drawRect(QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5));
}

}  // namespace orl
