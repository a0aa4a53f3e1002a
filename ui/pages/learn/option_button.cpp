#include "ui/pages/learn/option_button.h"

#include <QPainter>
#include <algorithm>

#include "ui/style/tokens.h"

namespace orl {

namespace {

constexpr int kOptionRoom = 20;  // above and below the text
constexpr int kOptionLeft = 36;
constexpr int kOptionRight = 14;

int verdictRoom(const QFontMetrics& metrics) {
    return metrics.horizontalAdvance(OptionButton::tr("your prediction")) + 8;
}

}  // namespace

OptionButton::OptionButton(const QString& text, const QString& sum, QWidget* parent)
    : QAbstractButton(parent), m_sum(sum) {
    setText(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
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
    return {200, fontMetrics().height() + kOptionRoom};
}

/// A long answer takes several lines, beside room for the verdict.
int OptionButton::heightForWidth(int width) const {
    const QFontMetrics metrics(type::section(font()));
    const int room = width - kOptionLeft - kOptionRight - verdictRoom(metrics);
    const QRect text = metrics.boundingRect(QRect(0, 0, std::max(60, room), 10'000),
                                            Qt::TextWordWrap, this->text());
    return std::max(metrics.height(), text.height()) + kOptionRoom;
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
    const QFontMetrics metrics = painter.fontMetrics();
    const QRectF room = box.adjusted(kOptionLeft, 0, -kOptionRight, 0);
    painter.setPen(line);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, verdict());
    const QRectF words = room.adjusted(0, 0, -verdictRoom(metrics), 0);
    painter.setPen(theme.text);
    painter.drawText(words, Qt::AlignVCenter | Qt::TextWordWrap, text());
    const int left = metrics.horizontalAdvance(text()) + 12;
    if (m_sum.isEmpty() || left > words.width()) return;
    painter.setFont(font());
    painter.setPen(theme.mutedText);
    painter.drawText(words.adjusted(left, 0, 0, 0), Qt::AlignVCenter, m_sum);
}

}  // namespace orl
