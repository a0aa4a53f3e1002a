#include "ui/pages/learn/spotlight.h"

#include <QPainter>
#include <QPainterPath>

namespace orl {

namespace {
constexpr double kVeil = 0.62;
}

Theme boardTheme(bool dark) {
    Theme theme = dark ? Theme::night() : Theme::light();
    theme.background = theme.window = dark ? QColor(0x12, 0x16, 0x1c) : QColor(Qt::white);
    theme.text = dark ? QColor(Qt::white) : QColor(0x11, 0x14, 0x18);
    theme.mutedText = mixed(theme.background, theme.text, 0.72);
    return theme;
}

SpotlightVeil::SpotlightVeil(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    hide();
}

void SpotlightVeil::light(const QRect& place, const QString& caption) {
    m_place = place;
    m_caption = caption;
    show();
    raise();
    update();
}

void SpotlightVeil::paintEvent(QPaintEvent*) {
    const Theme theme = boardTheme(Theme::of(palette()).dark);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath all;
    all.addRect(rect());
    QPainterPath hole;
    constexpr double kRound = 10.0;
    hole.addRoundedRect(QRectF(m_place), kRound, kRound);
    QColor veil = theme.background;
    veil.setAlphaF(float(kVeil));
    painter.fillPath(all.subtracted(hole), veil);
    painter.setPen(QPen(theme.warning, 4.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(hole);
    if (m_caption.isEmpty()) return;
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    const QFontMetrics metrics(bold);
    QRect box = metrics.boundingRect(m_caption).adjusted(-12, -6, 12, 6);
    box.moveCenter({m_place.center().x(), m_place.bottom() + box.height() / 2 + 8});
    if (box.bottom() > height()) box.moveBottom(m_place.top() - 8);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.warning);
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(theme.background);
    painter.drawText(box, Qt::AlignCenter, m_caption);
}

}  // namespace orl
