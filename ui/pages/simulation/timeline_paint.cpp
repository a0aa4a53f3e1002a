#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/pages/simulation/timeline.h"
#include "ui/pages/simulation/words.h"

namespace orl {

namespace {

constexpr double kAxisColumn = 34.0;
constexpr double kHead = 18.0;
constexpr double kFoot = 16.0;
constexpr double kFaint = 0.28;
constexpr int kMostTicks = 7;

/// A round step of the clock that gives at most so many.
double clockStep(double length, int most) {
    constexpr std::array kSteps = {0.1,    0.2,    0.5,    1.0,     2.0,     5.0,     10.0,
                                   15.0,   30.0,   60.0,   120.0,   300.0,   600.0,   1200.0,
                                   1800.0, 3600.0, 7200.0, 14400.0, 21600.0, 43200.0, 86400.0};
    for (const double step : kSteps) {
        if (length / step <= most) return step;
    }
    return length / most;
}

double countStep(double most) {
    const double unit = std::pow(10.0, std::floor(std::log10(std::max(1.0, most / 2.0))));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (most / (step * unit) <= 3.0) return step * unit;
    }
    return most;
}

}  // namespace

double TimelineView::rightColumn() const {
    QFont bold = font();
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    double widest = 0.0;
    for (const Track& track : m_tracks) {
        widest = std::max(widest, metrics.horizontalAdvance(track.name));
    }
    return std::min(widest + metrics.horizontalAdvance(QStringLiteral("  8,888")) + 12.0,
                    0.28 * width());
}

QRectF TimelineView::plot() const {
    return {QPointF(kAxisColumn, kHead),
            QPointF(std::max(kAxisColumn + 40.0, width() - rightColumn()), height() - kFoot)};
}

/// Each column shows the most that wait within it: a peak is never lost between pixels.
QPixmap TimelineView::curves(bool faint) const {
    QPixmap drawn(size() * devicePixelRatioF());
    drawn.setDevicePixelRatio(devicePixelRatioF());
    drawn.fill(Qt::transparent);
    QPainter painter(&drawn);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    if (faint) painter.setOpacity(kFaint);
    const auto yOf = [&](double value) { return area.bottom() - value / m_most * area.height(); };
    const int columns = std::max(1, int(area.width()));
    for (const Track& track : m_tracks) {
        const auto& steps = track.replay->waiting();
        std::size_t next = 0;
        std::uint32_t now = 0;
        QPolygonF line;
        line.reserve(columns + 1);
        for (int column = 0; column <= columns; ++column) {
            std::uint32_t most = now;
            const double until = m_length * (column + 0.5) / columns;
            for (; next < steps.size() && steps[next].time <= until; ++next) {
                now = steps[next].waiting;
                most = std::max(most, now);
            }
            line << QPointF(area.left() + column, yOf(most));
        }
        painter.setPen(QPen(track.color, 1.4));
        painter.drawPolyline(line);
    }
    return drawn;
}

void TimelineView::paintAxes(QPainter& painter, const Theme& theme) const {
    const QRectF area = plot();
    painter.setFont(type::note(font()));
    const QFontMetricsF metrics(painter.font());
    painter.setPen(theme.mutedText);
    painter.drawText(QPointF(area.left(), metrics.ascent()), tr("queries waiting"));
    const double step = countStep(m_most);
    for (double value = 0.0; value <= m_most; value += step) {
        const double y = area.bottom() - value / m_most * area.height();
        painter.setPen(value == 0.0 ? theme.axis : theme.grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(0.0, y - 8.0, area.left() - 5.0, 16.0),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(value, 'g', 6));
    }
    const double tick = clockStep(m_length, kMostTicks);
    for (int k = 0; k * tick <= m_length * 1.0001; ++k) {
        const double x = xOf(k * tick);
        painter.setPen(theme.axis);
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3.0));
        painter.setPen(theme.mutedText);
        const QString text = clockText(k * tick, m_length);
        const double wide = metrics.horizontalAdvance(text) + 2.0;
        painter.drawText(QRectF(x - wide / 2.0, area.bottom() + 2.0, wide, kFoot - 2.0),
                         Qt::AlignHCenter | Qt::AlignBottom, text);
    }
}

void TimelineView::paintBands(QPainter& painter, const Theme& theme) const {
    const QRectF area = plot();
    QFont bold = type::note(font());
    bold.setBold(true);
    painter.setFont(bold);
    const QFontMetricsF metrics(bold);
    const double first =
        area.left() + QFontMetricsF(type::note(font())).horizontalAdvance(tr("queries waiting")) +
        6.0;
    for (std::size_t k = 0; k < m_bands.size(); ++k) {
        const Band& band = m_bands[k];
        if (band.from > m_length) continue;
        const QRectF where(QPointF(xOf(band.from), area.top()),
                           QPointF(xOf(std::min(band.until, m_length)), area.bottom()));
        painter.fillRect(where, theme.warningTint);
        painter.setPen(QPen(theme.warning, int(k) == m_chosen ? 2.0 : 1.0));
        painter.setBrush(
            QBrush(theme.warning, band.isOut() ? Qt::BDiagPattern : Qt::Dense7Pattern));
        painter.setOpacity(0.55);
        painter.drawRect(where);
        painter.setOpacity(1.0);
        const QString what =
            band.isOut() ? tr("out") : tr("%1 × slow").arg(band.slowness, 0, 'g', 3);
        const QString text =
            std::isinf(band.until)
                ? tr("%1 %2 from %3").arg(band.name, what, clockText(band.from, m_length))
                : tr("%1 %2 %3–%4")
                      .arg(band.name, what, clockText(band.from, m_length),
                           clockText(band.until, m_length));
        const double wide = metrics.horizontalAdvance(text) + 10.0;
        const double left =
            std::clamp(where.center().x() - wide / 2.0, first, std::max(first, width() - wide));
        const QRectF label(left, 0.0, wide, kHead - 2.0);
        painter.setBrush(theme.warning);
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(label, 3.0, 3.0);
        painter.setPen(theme.dark ? theme.background : QColor(Qt::white));
        painter.drawText(label, Qt::AlignCenter, text);
    }
}

void TimelineView::paintCursor(QPainter& painter, const Theme& theme) const {
    const QRectF area = plot();
    const double x = xOf(m_time);
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(QPen(theme.background, 1.5));
    painter.setBrush(theme.accent);
    constexpr double kThumb = 6.5;
    painter.drawEllipse(QPointF(x, area.bottom()), kThumb, kThumb);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(x, area.bottom()), kThumb + 2.5, kThumb + 2.5);
    }
}

void TimelineView::paintNow(QPainter& painter, const Theme& theme) const {
    const QRectF area = plot();
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    const QFontMetricsF metrics(bold);
    double y = area.top() + metrics.ascent();
    const double numbers = metrics.horizontalAdvance(QStringLiteral("  8,888"));
    const double left = area.right() + 10.0;
    for (const Track& track : m_tracks) {
        painter.setPen(mixed(track.color, theme.text, theme.dark ? 0.1 : 0.0));
        const double room = width() - left - numbers;
        painter.drawText(QPointF(left, y), metrics.elidedText(track.name, Qt::ElideRight, room));
        painter.drawText(
            QRectF(width() - numbers, y - metrics.ascent(), numbers - 2.0, metrics.height()),
            Qt::AlignRight, QString::number(waitingAt(track, m_time)));
        y += metrics.height() + 2.0;
    }
}

void TimelineView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_strong.isNull()) {
        m_strong = curves(false);
        m_faint = curves(true);
    }
    paintAxes(painter, theme);
    paintBands(painter, theme);
    painter.drawPixmap(0, 0, m_faint);
    painter.save();
    painter.setClipRect(QRectF(0.0, 0.0, xOf(m_time), height()));
    painter.drawPixmap(0, 0, m_strong);
    painter.restore();
    paintCursor(painter, theme);
    paintNow(painter, theme);
}

}  // namespace orl
