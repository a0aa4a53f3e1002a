#include "ui/widgets/range_slider.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/style/palette.h"

namespace orl {

namespace {
constexpr int kRadius = 7;
constexpr int kGroove = 6;
}  // namespace

RangeSlider::RangeSlider(QWidget* parent) : QAbstractSlider(parent) {
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void RangeSlider::setReachable(int least, int greatest) {
    if (least == m_least && greatest == m_greatest) return;
    m_least = least;
    m_greatest = greatest;
    update();
}

void RangeSlider::setMark(int position) {
    if (position == m_mark) return;
    m_mark = position;
    update();
}

QSize RangeSlider::sizeHint() const {
    return {160, 2 * kRadius + 8};
}

QSize RangeSlider::minimumSizeHint() const {
    return {80, 2 * kRadius + 8};
}

int RangeSlider::pixelOf(int position) const {
    const double share = double(position - minimum()) / std::max(1, maximum() - minimum());
    const int margin = kRadius + 1;
    return margin + int(std::lround(share * (width() - 2 * margin)));
}

int RangeSlider::positionAt(qreal x) const {
    const int margin = kRadius + 1;
    const double share = std::clamp((x - margin) / std::max(1, width() - 2 * margin), 0.0, 1.0);
    return minimum() + int(std::lround(share * (maximum() - minimum())));
}

void RangeSlider::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int y = height() / 2;
    const auto bar = [&](int from, int to) {
        return QRectF(from, y - kGroove / 2.0, std::max(0, to - from), kGroove);
    };
    const int left = pixelOf(minimum());
    const int right = pixelOf(maximum());
    const int least = pixelOf(std::clamp(m_least, minimum(), maximum()));
    const int greatest = pixelOf(std::clamp(m_greatest, minimum(), maximum()));

    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.grid);
    painter.drawRoundedRect(bar(left, right), kGroove / 2.0, kGroove / 2.0);
    painter.setBrush(QBrush(theme.warning, Qt::BDiagPattern));
    if (least > left) painter.drawRect(bar(left, least));
    if (greatest < right) painter.drawRect(bar(greatest, right));
    QColor reachable = theme.accent;
    reachable.setAlphaF(isEnabled() ? 0.55F : 0.2F);
    painter.setBrush(reachable);
    const int filled = m_mark == kNoMark ? greatest : pixelOf(sliderPosition());
    if (filled > least) {
        painter.drawRoundedRect(bar(least, filled), kGroove / 2.0, kGroove / 2.0);
    }
    if (m_mark >= minimum() && m_mark <= maximum()) {
        const QPointF at(pixelOf(m_mark), y);
        constexpr double size = 5.5;
        painter.setBrush(theme.background);
        painter.setPen(QPen(theme.text, 1.4));
        painter.drawPolygon(QPolygonF({at + QPointF(0, -size), at + QPointF(size, 0),
                                       at + QPointF(0, size), at + QPointF(-size, 0)}));
    }

    if (m_pin >= minimum() && m_pin <= maximum()) {
        const double x = pixelOf(m_pin);
        painter.setBrush(theme.background);
        painter.setPen(QPen(theme.ghost, 1.4));
        painter.drawPolygon(QPolygonF({{x - 4.5, 0.8}, {x + 4.5, 0.8}, {x, 6.8}}));
    }

    const bool inside = sliderPosition() >= m_least && sliderPosition() <= m_greatest;
    const QPointF centre(pixelOf(sliderPosition()), y);
    painter.setBrush(isEnabled() ? (inside ? theme.accent : theme.warning) : theme.mutedText);
    painter.setPen(QPen(theme.background, 1.5));
    painter.drawEllipse(centre, kRadius - 0.5, kRadius - 0.5);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.text, 1.2));
        painter.drawEllipse(centre, kRadius + 0.7, kRadius + 0.7);
    }
}

void RangeSlider::setPin(int position) {
    if (position == m_pin) return;
    m_pin = position;
    update();
}

void RangeSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    setSliderDown(true);
    setSliderPosition(positionAt(event->position().x()));
}

void RangeSlider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown()) setSliderPosition(positionAt(event->position().x()));
}

void RangeSlider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) setSliderDown(false);
}

void RangeSlider::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) {
        QAbstractSlider::wheelEvent(event);
    } else {
        event->ignore();
    }
}

void RangeSlider::focusInEvent(QFocusEvent* event) {
    update();
    QAbstractSlider::focusInEvent(event);
}

void RangeSlider::focusOutEvent(QFocusEvent* event) {
    update();
    QAbstractSlider::focusOutEvent(event);
}

}  // namespace orl
