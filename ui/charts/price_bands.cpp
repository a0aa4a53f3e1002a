#include "ui/charts/price_bands.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/charts/axis_scale.h"

namespace orl {

namespace {

constexpr int kLeastRow = 13;
constexpr int kMostRow = 24;
constexpr double kGapBetween = 10.0;

/// Lines close enough for a bar of a few pixels, which a brush's pattern is not.
void hatchBar(QPainter& painter, const QRectF& bar, const Theme& theme) {
    constexpr double apart = 3.0;
    painter.fillRect(bar, theme.background);
    painter.save();
    painter.setClipRect(bar, Qt::IntersectClip);
    painter.setPen(QPen(theme.text, 0.9));
    for (double x = bar.left() - bar.height(); x < bar.right(); x += apart) {
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x + bar.height(), bar.top()));
    }
    painter.restore();
}

}  // namespace

PriceBands::PriceBands(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Who wins each query as λ moves"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::ClickFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    QPalette clear = viewport()->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    viewport()->setPalette(clear);
}

int PriceBands::line() const {
    return QFontMetrics(type::note(font())).height();
}

int PriceBands::rowHeight() const {
    const int room = viewport()->height() - 2 * line() - 12;
    const int least = std::max(kLeastRow, line() - 2);
    return std::clamp(room / std::max(1, int(m_rows.size())), least, std::max(kMostRow, least));
}

QRectF PriceBands::rowRect(int row) const {
    return {0.0, double(line() + 4 + row * rowHeight() - verticalScrollBar()->value()),
            double(viewport()->width()), double(rowHeight())};
}

int PriceBands::rowAt(double y) const {
    if (y < line() + 4 || y > viewport()->height() - line() - 6) return -1;
    const int row = int((y - line() - 4 + verticalScrollBar()->value()) / rowHeight());
    return row < int(m_rows.size()) ? row : -1;
}

PriceBands::Columns PriceBands::columns() const {
    const double width = viewport()->width();
    const bool wide = width > 560;
    Columns at;
    at.text = 4.0;
    at.textEnd = (wide ? 0.235 : 0.3) * width;
    at.bands = at.textEnd + kGapBetween;
    at.nameEnd = width - 2.0;
    at.name = width - std::min(0.16 * width, 130.0);
    at.bandsEnd = wide ? at.bands + 0.33 * width : at.name - kGapBetween;
    at.parts = at.bandsEnd + 3 * kGapBetween;
    at.partsEnd = wide ? at.name - kGapBetween : at.parts;
    return at;
}

double PriceBands::xOf(const Columns& at, double price) const {
    return at.bands + std::clamp(price / m_highest, 0.0, 1.0) * (at.bandsEnd - at.bands);
}

double PriceBands::priceAt(double x) const {
    const Columns at = columns();
    return std::clamp((x - at.bands) / (at.bandsEnd - at.bands), 0.0, 1.0) * m_highest;
}

QPoint PriceBands::placeOf(int row, double price) const {
    return QPointF(xOf(columns(), price), rowRect(row).center().y()).toPoint();
}

void PriceBands::setRows(std::vector<Row> rows, double highest) {
    m_rows = std::move(rows);
    m_highest = highest > 0.0 ? highest : 1.0;
    m_low = 0.0;
    m_high = 0.0;
    fitParts();
    fitScroll();
    viewport()->update();
}

void PriceBands::setParts(std::vector<Row> rows) {
    for (std::size_t k = 0; k < std::min(rows.size(), m_rows.size()); ++k) {
        rows[k].text = std::move(m_rows[k].text);
        if (rows[k].bands.empty()) rows[k].bands = std::move(m_rows[k].bands);
        m_rows[k] = std::move(rows[k]);
    }
    fitParts();
    viewport()->update();
}

void PriceBands::setPrices(double price, double optimal) {
    m_price = price;
    m_optimal = optimal;
    viewport()->update();
}

/// Grows with the amounts and never jumps back under the hand.
void PriceBands::fitParts() {
    double low = 0.0;
    double high = 0.0;
    for (const Row& row : m_rows) {
        for (const Parts& parts : row.parts) {
            low = std::min(low, -parts.worth);
            high = std::max(high, std::max(parts.sum(), parts.cost - parts.worth));
        }
    }
    if (low < m_low) m_low = 1.1 * low;
    if (high > m_high) m_high = 1.1 * high;
    if (!(m_high > m_low)) m_high = m_low + 1.0;
}

void PriceBands::fitScroll() {
    const int all = int(m_rows.size()) * rowHeight();
    const int room = viewport()->height() - 2 * line() - 12;
    verticalScrollBar()->setRange(0, std::max(0, all - room));
    verticalScrollBar()->setPageStep(std::max(1, room));
    verticalScrollBar()->setSingleStep(rowHeight());
}

void PriceBands::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    fitScroll();
}

void PriceBands::scrollContentsBy(int, int) {
    viewport()->update();
}

void PriceBands::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(viewport());
    painter.setFont(type::note(font()));
    if (m_rows.empty()) return;
    const Columns at = columns();
    paintHead(painter, theme, at);
    painter.save();
    painter.setClipRect(
        QRectF(0, line() + 4, viewport()->width(), viewport()->height() - 2 * line() - 10));
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const QRectF room = rowRect(row);
        if (room.bottom() < 0 || room.top() > viewport()->height()) continue;
        paintRow(painter, theme, at, row);
    }
    painter.restore();
    paintAxis(painter, theme, at);
    paintCursor(painter, theme, at);
}

void PriceBands::paintHead(QPainter& painter, const Theme& theme, const Columns& at) const {
    painter.setPen(theme.mutedText);
    const auto head = [&](double from, double to, const QString& text) {
        const QString shown =
            painter.fontMetrics().elidedText(text, Qt::ElideRight, int(to - from));
        painter.drawText(QRectF(from, 0, to - from, line()), Qt::AlignLeft | Qt::AlignVCenter,
                         shown);
    };
    head(at.text, at.textEnd, tr("query"));
    head(at.bands, at.bandsEnd, tr("winner at each λ, $ for 1,000 right answers"));
    head(at.name, at.nameEnd, tr("winner now"));
    if (!(at.partsEnd > at.parts)) return;
    double x = at.parts;
    const double middle = line() / 2.0;
    const auto swatch = [&](const QColor& color, const QString& text) {
        const double wide = painter.fontMetrics().horizontalAdvance(text);
        if (x + wide + 16 > at.partsEnd) return;
        const QRectF bar(x, middle - 3, 12, 6);
        if (color.isValid()) {
            painter.fillRect(bar, color);
        } else {
            hatchBar(painter, bar, theme);
        }
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(x + 15, 0, wide + 2, line()), Qt::AlignVCenter, text);
        x += wide + 24;
    };
    swatch(mixed(theme.background, theme.mutedText, 0.3), tr("−λa"));
    swatch(theme.mutedText, tr("c"));
    swatch(QColor(), tr("μ"));
    if (x + 30 < at.partsEnd) {
        painter.fillRect(QRectF(x + 4, middle - 4, 2, 8), theme.text);
        painter.drawText(QRectF(x + 10, 0, 30, line()), Qt::AlignVCenter, tr("sum"));
    }
}

void PriceBands::paintRow(QPainter& painter, const Theme& theme, const Columns& at, int row) const {
    const Row& content = m_rows[std::size_t(row)];
    const QRectF room = rowRect(row);
    if (content.marked) painter.fillRect(room, theme.tint);
    painter.setPen(theme.text);
    const QRectF text(at.text, room.top(), at.textEnd - at.text, room.height());
    painter.drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(content.text, Qt::ElideRight, int(text.width())));
    const double inset = room.height() > 18 ? 2.0 : 1.0;
    for (const Band& band : content.bands) {
        const double from = xOf(at, band.from);
        const QRectF part(from, room.top() + inset, xOf(at, band.to) - from,
                          room.height() - 2 * inset);
        // What wins at the price held stands out.
        const bool now = m_price >= band.from && m_price <= band.to;
        const double share = now ? 1.0 : 0.45;
        painter.fillRect(part, mixed(theme.background, band.color, share));
        if (band.tiedColor.isValid()) {
            painter.fillRect(
                QRectF(part.left(), part.center().y(), part.width(), part.height() / 2),
                mixed(theme.background, band.tiedColor, share));
            painter.setPen(theme.text);
            if (part.width() > painter.fontMetrics().horizontalAdvance(tr("tie")) + 6) {
                painter.drawText(part, Qt::AlignCenter, tr("tie"));
            }
        }
    }
    if (at.partsEnd > at.parts) paintParts(painter, theme, at, room, content);
    painter.fillRect(QRectF(at.name, room.center().y() - 4, 8, 8), content.winnerColor);
    painter.setPen(theme.text);
    const QRectF name(at.name + 12, room.top(), at.nameEnd - at.name - 12, room.height());
    const QString winner = content.tied ? tr("%1 (tie)").arg(content.winner) : content.winner;
    painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(winner, Qt::ElideRight, int(name.width())));
}

void PriceBands::paintParts(QPainter& painter, const Theme& theme, const Columns& at,
                            const QRectF& room, const Row& row) const {
    const auto x = [&](double amount) {
        return at.parts + (amount - m_low) / (m_high - m_low) * (at.partsEnd - at.parts);
    };
    const double height = (room.height() - 2.0) / 2.0;
    double top = room.top() + 1.0;
    for (const Parts& parts : row.parts) {
        const double inner = std::max(2.0, height - 1.0);
        const double left = x(-parts.worth);
        painter.fillRect(QRectF(left, top, x(0.0) - left, inner),
                         mixed(theme.background, theme.mutedText, 0.3));
        const double afterCost = x(parts.cost - parts.worth);
        painter.fillRect(QRectF(left, top, afterCost - left, inner), parts.color);
        const double end = x(parts.sum());
        if (end > afterCost) {
            hatchBar(painter, {afterCost, top, end - afterCost, inner}, theme);
        }
        painter.fillRect(QRectF(end - 1.0, top - 1.0, 2.0, inner + 2.0), theme.text);
        top += height;
    }
}

void PriceBands::paintAxis(QPainter& painter, const Theme& theme, const Columns& at) const {
    const double top = viewport()->height() - line() - 4;
    const auto ticks = [&](double from, double to, double low, double high) {
        AxisScale scale;
        scale.set(low, high);
        const auto extent = [&](const QString& text) {
            return double(painter.fontMetrics().horizontalAdvance(text));
        };
        painter.setPen(theme.mutedText);
        for (const AxisScale::Tick& tick : scale.ticks(to - from, extent, 14.0)) {
            const double x = from + (tick.value - low) / (high - low) * (to - from);
            painter.drawText(QRectF(x - 40, top, 80, line()), Qt::AlignCenter,
                             QString(tick.label).replace('-', QStringLiteral("−")));
        }
    };
    ticks(at.bands, at.bandsEnd, 0.0, m_highest);
    if (at.partsEnd > at.parts) ticks(at.parts, at.partsEnd, m_low, m_high);
}

void PriceBands::paintCursor(QPainter& painter, const Theme& theme, const Columns& at) const {
    const double bottom = viewport()->height() - line() - 5;
    if (std::isfinite(m_optimal) && m_optimal > 0.0 && m_optimal <= m_highest) {
        const double x = xOf(at, m_optimal);
        painter.setPen(QPen(theme.text, 1.2, Qt::DashLine));
        painter.drawLine(QPointF(x, line() + 2), QPointF(x, bottom));
    }
    const double x = xOf(at, m_price);
    painter.setPen(QPen(theme.background, 4.0));
    painter.drawLine(QPointF(x, line() + 2), QPointF(x, bottom));
    painter.setPen(QPen(theme.accent, 2.0));
    painter.drawLine(QPointF(x, line() + 2), QPointF(x, bottom));
    const QString text = valueText(m_price, Unit::Usd);
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 8;
    const double left = std::clamp(x - wide / 2, at.bands - 8, at.bandsEnd + 8 - wide);
    const QRectF tag(left, bottom, wide, line() + 1);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(tag, 2, 2);
    painter.setPen(theme.background);
    painter.drawText(tag, Qt::AlignCenter, text);
}

void PriceBands::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_rows.empty()) return;
    const Columns at = columns();
    const double x = event->position().x();
    if (x >= at.bands - 4 && x <= at.bandsEnd + 4) {
        m_dragging = true;
        emit dragStarted();
        emit priceAsked(priceAt(x));
    } else if (const int row = rowAt(event->position().y()); row >= 0) {
        emit rowClicked(row);
    }
}

void PriceBands::mouseMoveEvent(QMouseEvent* event) {
    const Columns at = columns();
    const double x = event->position().x();
    viewport()->setCursor(x >= at.bands && x <= at.bandsEnd ? Qt::SizeHorCursor
                                                            : Qt::PointingHandCursor);
    if (m_dragging) emit priceAsked(priceAt(x));
}

void PriceBands::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && std::exchange(m_dragging, false)) emit dragFinished();
}

bool PriceBands::viewportEvent(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = rowAt(help->pos().y());
    QString text;
    if (row >= 0) {
        const Row& content = m_rows[std::size_t(row)];
        text = content.text;
        for (const Band& band : content.bands) {
            text +=
                tr("\nλ %1 to %2: %3")
                    .arg(valueText(band.from, Unit::Usd), valueText(band.to, Unit::Usd), band.name);
        }
    }
    // Texts and names come from files: no markup.
    QToolTip::showText(help->globalPos(), text.toHtmlEscaped().replace('\n', "<br>"), viewport());
    return true;
}

}  // namespace orl
