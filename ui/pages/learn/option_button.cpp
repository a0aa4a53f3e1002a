#include "ui/pages/learn/option_button.h"

#include <QPainter>

#include "ui/style/tokens.h"

namespace orl {

OptionButton::OptionButton(const QString& text, const QString& sum, QWidget* parent)
    : QAbstractButton(parent), m_sum(sum) {
    setText(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void OptionButton::setState(State state) {
    m_state = state;
    setEnabled(state == State::Open);
    describe();
    update();
}

QString OptionButton::verdict() const {
    switch (m_state) {
        case State::Chosen:
            return tr("your prediction");
        case State::Right:
            return tr("right");
        case State::Wrong:
            return tr("your prediction");
        case State::Open:
        case State::Plain:
            break;
    }
    return {};
}

void OptionButton::describe() {
    QStringList parts = {text()};
    for (const QString& part : {m_sum, verdict()}) {
        if (!part.isEmpty()) parts << part;
    }
    setAccessibleName(parts.join(QStringLiteral(", ")));
}

QSize OptionButton::sizeHint() const {
    return {200, fontMetrics().height() + 20};
}

void OptionButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool right = m_state == State::Right;
    const bool wrong = m_state == State::Wrong;
    const QColor line = right                      ? theme.gain
                        : wrong                    ? theme.warning
                        : m_state == State::Chosen ? theme.accent
                        : hasFocus()               ? theme.accent
                                                   : theme.control;
    painter.setPen(QPen(line, right || wrong || m_state == State::Chosen ? 1.8 : 1.0));
    painter.setBrush(right                         ? mixed(theme.background, theme.gain, 0.08)
                     : wrong                       ? theme.warningTint
                     : m_state == State::Chosen    ? theme.tint
                     : underMouse() && isEnabled() ? theme.alternate
                                                   : theme.background);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.drawRoundedRect(box, 5, 5);
    const QRectF circle(14, (height() - 14) / 2.0, 14, 14);
    painter.setPen(QPen(line, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(circle);
    if (right) {
        painter.drawPolyline(
            QPolygonF({circle.topLeft() + QPointF(3.5, 7.5), circle.topLeft() + QPointF(6, 10),
                       circle.topLeft() + QPointF(10.5, 4.5)}));
    } else if (wrong || m_state == State::Chosen) {
        painter.setBrush(line);
        painter.drawEllipse(circle.adjusted(4, 4, -4, -4));
    }
    painter.setFont(type::section(font()));
    painter.setPen(theme.text);
    const int word = painter.fontMetrics().horizontalAdvance(verdict());
    const QRectF room = box.adjusted(36, 0, -14, 0);
    painter.setPen(line);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, verdict());
    painter.setPen(theme.text);
    const QString shown =
        painter.fontMetrics().elidedText(text(), Qt::ElideRight, int(room.width()) - word - 8);
    painter.drawText(room, Qt::AlignVCenter, shown);
    if (m_sum.isEmpty()) return;
    const int left = painter.fontMetrics().horizontalAdvance(shown) + 12;
    painter.setFont(font());
    painter.setPen(theme.mutedText);
    painter.drawText(room.adjusted(left, 0, -word - 8, 0), Qt::AlignVCenter, m_sum);
}

}  // namespace orl
