#include "ui/charts/strips_chart.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {

bool sameAmount(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

QString amountText(double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    if (value == 0.0) return QStringLiteral("0");
    const double size = std::abs(value);
    const int decimals = size >= 1000.0 ? 0 : size < 0.01 ? 4 : 2;
    QString text = QLocale::c().toString(value, 'f', decimals);
    return text.replace('-', QStringLiteral("−"));
}

QString shareText(double value) {
    return std::isfinite(value) ? QLocale::c().toString(value * 100.0, 'f', 0) + " %"
                                : QStringLiteral("–");
}

/// 1, 2 or 5 times a power of ten: about `count` of them cover the span.
double stripTickStep(double span, int count) {
    const double raw = span / count;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= raw) return step * power;
    }
    return 10.0 * power;
}

}  // namespace

bool StripsChart::Strip::operator==(const Strip& other) const {
    return name == other.name && color == other.color && allowed == other.allowed &&
           sameAmount(quality, other.quality) && sameAmount(cost, other.cost) &&
           sameAmount(worth, other.worth) && sameAmount(slotPrice, other.slotPrice) &&
           sameAmount(secondsPrice, other.secondsPrice) &&
           sameAmount(reducedCost, other.reducedCost) && sameAmount(score, other.score) &&
           chosenBy == other.chosenBy;
}

/// Left edges, and the right ones of the numbers.
struct StripsChart::Columns {
    double name = 0.0, nameEnd = 0.0, quality = 0.0, plot = 0.0, plotEnd = 0.0;
    double cost = 0.0, worth = 0.0, slot = 0.0, seconds = 0.0, reduced = 0.0, score = 0.0;
    bool parts = true;  ///< c, λa and μ as numbers
};

StripsChart::StripsChart(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Reduced cost of every model"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

int StripsChart::rowHeight() const {
    return std::max(22, fontMetrics().height() + 6);
}

int StripsChart::headHeight() const {
    return fontMetrics().height() + 6;
}

QSize StripsChart::sizeHint() const {
    return {620, minimumSizeHint().height()};
}

QSize StripsChart::minimumSizeHint() const {
    const int axis = fontMetrics().height() * 2 + 10;
    return {180, headHeight() + int(m_content.strips.size()) * rowHeight() + axis};
}

void StripsChart::setContent(Content content) {
    if (content == m_content) return;
    const bool grown = content.strips.size() != m_content.strips.size();
    m_content = std::move(content);
    m_low = 0.0;
    m_high = 0.0;
    for (const Strip& strip : m_content.strips) {
        if (!strip.allowed) continue;
        const double left = m_content.priced ? -strip.worth : 0.0;
        const double right = m_content.priced ? strip.reducedCost : strip.cost;
        for (const double value : {left, left + strip.cost, right}) {
            if (!std::isfinite(value)) continue;
            m_low = std::min(m_low, value);
            m_high = std::max(m_high, value);
        }
    }
    if (m_high == m_low) m_high = m_low + 1.0;
    const double room = 0.04 * (m_high - m_low);
    if (m_low < 0.0) m_low -= room;
    if (m_high > 0.0) m_high += room;
    if (grown) updateGeometry();
    setAccessibleDescription(m_content.foot);
    update();
}

/// The strips come first: where they would have no room, numbers go (the tooltips have them).
StripsChart::Columns StripsChart::columns() const {
    constexpr double leastPlot = 130.0;
    Columns at = columns(true);
    return at.plotEnd - at.plot < leastPlot ? columns(false) : at;
}

StripsChart::Columns StripsChart::columns(bool parts) const {
    const QFontMetrics metrics = fontMetrics();
    const double number = metrics.horizontalAdvance(QStringLiteral("−00.00")) + 2.0;
    Columns at;
    at.parts = parts || !m_content.priced;
    at.name = 6.0;
    double end = width() - 4.0;
    at.score = end;
    if (m_content.scored) end -= metrics.horizontalAdvance(tr("right")) + 10.0;
    at.reduced = end;
    if (m_content.priced) {
        end -= metrics.horizontalAdvance(tr("reduced")) + 8.0;
        at.seconds = end;
        if (at.parts && m_content.timed) end -= number;
        at.slot = end;
        if (at.parts) end -= number;
        at.worth = end;
        if (at.parts) end -= number;
    }
    at.cost = end;
    if (at.parts) end -= number;
    at.plotEnd = end;
    const double digits = metrics.horizontalAdvance(QStringLiteral("100 %"));
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics names(bold);
    double longest = 60.0;
    for (const Strip& strip : m_content.strips) {
        longest = std::max(longest, double(names.horizontalAdvance(strip.name)));
    }
    at.quality = std::min(longest + digits + 32.0, std::max(120.0, width() * 0.36));
    at.nameEnd = at.quality - digits - 6.0;
    at.plot = at.quality + 10.0;
    at.plotEnd = std::max(at.plotEnd, at.plot + 20.0);
    return at;
}

double StripsChart::xOf(double value) const {
    const Columns at = columns();
    return at.plot + (value - m_low) / (m_high - m_low) * (at.plotEnd - at.plot);
}

QRectF StripsChart::rowRect(int strip) const {
    return {0.0, double(headHeight() + strip * rowHeight()), double(width()), double(rowHeight())};
}

void StripsChart::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_content.strips.empty()) return;
    paintHead(painter, theme);
    if (m_content.chosen >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.tint);
        painter.drawRoundedRect(rowRect(m_content.chosen).adjusted(1, 1, -1, -1), 3, 3);
    }
    paintAxis(painter, theme);
    for (int k = 0; k < int(m_content.strips.size()); ++k) paintStrip(painter, theme, k);
    if (m_content.chosen >= 0 && m_content.priced) {
        const double x = xOf(m_content.strips[std::size_t(m_content.chosen)].reducedCost);
        QPen dashed(theme.accent, 1.0, Qt::DashLine);
        painter.setPen(dashed);
        painter.drawLine(QPointF(x, headHeight()),
                         QPointF(x, rowRect(int(m_content.strips.size()) - 1).bottom()));
    }
}

void StripsChart::paintHead(QPainter& painter, const Theme& theme) const {
    const Columns at = columns();
    painter.setPen(theme.mutedText);
    painter.setFont(type::note(font()));
    const auto right = [&](double end, const QString& text) {
        painter.drawText(QRectF(end - 120.0, 0, 120.0, headHeight()),
                         Qt::AlignRight | Qt::AlignVCenter, text);
    };
    right(at.quality, tr("quality"));
    if (at.parts) right(at.cost, tr("c"));
    if (at.parts && m_content.priced) {
        right(at.worth, tr("λa"));
        right(at.slot, tr("μ"));
        if (m_content.timed) right(at.seconds, tr("seconds"));
    }
    if (m_content.priced) right(at.reduced, tr("reduced"));
    if (m_content.scored) right(at.score, tr("right"));
    // What the parts of a strip are.
    double x = at.plot;
    const double middle = headHeight() / 2.0;
    const auto swatch = [&](const QBrush& brush, const QString& text) {
        const double wide = painter.fontMetrics().horizontalAdvance(text);
        if (x + wide + 18 > at.plotEnd) return;
        painter.setPen(brush.style() == Qt::SolidPattern ? Qt::NoPen : QPen(theme.mutedText));
        painter.setBrush(brush);
        painter.drawRect(QRectF(x, middle - 3.5, 14, 7));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(x + 17, 0, wide + 2, headHeight()), Qt::AlignVCenter, text);
        x += wide + 26;
    };
    if (m_content.priced) swatch(mixed(theme.background, theme.mutedText, 0.3), tr("−λa"));
    swatch(theme.mutedText, tr("c"));
    if (m_content.priced) swatch(QBrush(theme.mutedText, Qt::BDiagPattern), tr("μ"));
    if (m_content.timed) swatch(QBrush(theme.mutedText, Qt::Dense5Pattern), tr("seconds"));
}

void StripsChart::paintStrip(QPainter& painter, const Theme& theme, int index) const {
    const Strip& strip = m_content.strips[std::size_t(index)];
    const QRectF row = rowRect(index);
    const Columns at = columns();
    const bool winner = index == m_content.chosen;
    QFont name = font();
    name.setBold(winner);
    painter.setFont(name);
    painter.setPen(Qt::NoPen);
    painter.setBrush(strip.color);
    painter.drawRect(QRectF(at.name, row.center().y() - 5, 10, 10));
    painter.setPen(strip.allowed ? theme.text : theme.mutedText);
    const double nameStart = at.name + 16;
    painter.drawText(
        QRectF(nameStart, row.top(), at.nameEnd - nameStart, row.height()),
        Qt::AlignVCenter | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(strip.name, Qt::ElideRight, int(at.nameEnd - nameStart)));
    const auto right = [&](double end, const QString& text, const QColor& color) {
        painter.setPen(color);
        painter.drawText(QRectF(end - 120.0, row.top(), 120.0, row.height()),
                         Qt::AlignRight | Qt::AlignVCenter, text);
    };
    if (!strip.allowed) {
        painter.setFont(type::note(font()));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(at.plot, row.top(), at.plotEnd - at.plot, row.height()),
                         Qt::AlignVCenter, tr("may not take it"));
        return;
    }
    paintBar(painter, theme, strip, row);
    right(at.quality, shareText(strip.quality), theme.text);
    if (at.parts) right(at.cost, amountText(strip.cost), theme.text);
    if (at.parts && m_content.priced) {
        right(at.worth, amountText(strip.worth), theme.text);
        right(at.slot, amountText(strip.slotPrice),
              strip.slotPrice > 0.0 ? theme.warning : theme.mutedText);
        if (m_content.timed) right(at.seconds, amountText(strip.secondsPrice), theme.text);
    }
    if (m_content.priced) {
        name.setBold(winner || index == m_content.runnerUp);
        painter.setFont(name);
        right(at.reduced, amountText(strip.reducedCost), theme.text);
        painter.setFont(font());
    }
    if (!m_content.scored) return;
    const bool whole = strip.score == 0.0 || strip.score == 1.0;
    const QString mark = std::isnan(strip.score) ? QStringLiteral("–")
                         : strip.chosenBy >= 0   ? shareText(strip.score)
                         : whole                 ? QString(strip.score > 0.5 ? "✓" : "✗")
                                                 : QLocale::c().toString(strip.score, 'f', 2);
    right(at.score, mark, strip.score >= 0.5 ? theme.text : theme.warning);
}

void StripsChart::paintBar(QPainter& painter, const Theme& theme, const Strip& strip,
                           QRectF row) const {
    const QRectF bar = row.adjusted(0, 5, 0, -5);
    const auto fill = [&](double from, double to, const QBrush& brush) {
        const double left = xOf(std::min(from, to));
        painter.fillRect(
            QRectF(left, bar.top(), std::max(0.0, xOf(std::max(from, to)) - left), bar.height()),
            brush);
    };
    const double start = m_content.priced ? -strip.worth : 0.0;
    const double afterCost = start + strip.cost;
    if (m_content.priced) fill(start, 0.0, mixed(theme.background, strip.color, 0.2));
    fill(start, afterCost, strip.color);
    if (strip.slotPrice > 0.0 && m_content.priced) {
        fill(afterCost, afterCost + strip.slotPrice, mixed(theme.background, strip.color, 0.35));
        fill(afterCost, afterCost + strip.slotPrice, QBrush(theme.text, Qt::BDiagPattern));
    }
    if (strip.secondsPrice > 0.0 && m_content.priced) {
        const double afterSlot = afterCost + strip.slotPrice;
        fill(afterSlot, afterSlot + strip.secondsPrice, mixed(theme.background, strip.color, 0.35));
        fill(afterSlot, afterSlot + strip.secondsPrice, QBrush(theme.text, Qt::Dense6Pattern));
    }
    if (!m_content.priced) return;
    painter.fillRect(QRectF(xOf(strip.reducedCost) - 1.5, bar.top() - 2, 3, bar.height() + 4),
                     theme.text);
}

void StripsChart::paintAxis(QPainter& painter, const Theme& theme) const {
    const Columns at = columns();
    const double bottom = rowRect(int(m_content.strips.size()) - 1).bottom();
    const int labels = std::max(2, int((at.plotEnd - at.plot) / 70.0));
    const double step = stripTickStep(m_high - m_low, labels);
    painter.setFont(type::note(font()));
    const int tall = painter.fontMetrics().height();
    for (double tick = std::ceil(m_low / step) * step; tick <= m_high; tick += step) {
        const double value = std::abs(tick) < step / 2.0 ? 0.0 : tick;
        const double x = xOf(value);
        painter.setPen(value == 0.0 ? theme.axis : theme.grid);
        painter.drawLine(QPointF(x, headHeight()), QPointF(x, bottom));
        painter.setPen(theme.mutedText);
        const int decimals = step >= 1.0 ? 0 : int(std::ceil(-std::log10(step)));
        QString text = QLocale::c().toString(value, 'f', decimals);
        text.replace('-', QStringLiteral("−"));
        painter.drawText(QRectF(x - 40, bottom + 2, 80, tall), Qt::AlignCenter, text);
    }
    const QRectF foot(at.name, bottom + 4 + tall, width() - 2 * at.name, tall + 2);
    painter.drawText(
        foot, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_content.foot, Qt::ElideRight, int(foot.width())));
}

QString StripsChart::tipOf(const Strip& strip) const {
    if (!strip.allowed)
        return tr("%1 may not take it: it lacks a prediction or a cost, or is "
                  "switched off")
            .arg(strip.name);
    if (!m_content.priced) {
        return tr("%1: %2 predicted quality, $%3 per 1,000")
            .arg(strip.name, shareText(strip.quality), amountText(strip.cost));
    }
    const QString seconds =
        m_content.timed ? tr(" + seconds %1").arg(amountText(strip.secondsPrice)) : QString();
    QString text = tr("%1, $ per 1,000 such queries: c %2 − λa %3 + μ %4%5 = %6")
                       .arg(strip.name, amountText(strip.cost), amountText(strip.worth),
                            amountText(strip.slotPrice), seconds, amountText(strip.reducedCost));
    if (strip.chosenBy >= 0) text += tr("; %1 of the queries go there").arg(strip.chosenBy);
    return text;
}

bool StripsChart::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int k = 0; k < int(m_content.strips.size()); ++k) {
        if (!rowRect(k).contains(help->pos())) continue;
        // Names come from files: no markup.
        QToolTip::showText(help->globalPos(),
                           tipOf(m_content.strips[std::size_t(k)]).toHtmlEscaped(), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

}  // namespace orl
