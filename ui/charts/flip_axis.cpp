#include "ui/charts/flip_axis.h"

#include <QPainter>
#include <QPushButton>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace orl {

namespace {

constexpr double kAxisMargin = 6.0;
constexpr double kBandHeight = 16.0;
constexpr double kMarker = 4.0;  // of the marker's head above the band
constexpr int kPillGap = 3;

/// Black or white, whichever is read better on that colour.
QColor textOnBand(const QColor& color) {
    const double luminance = 0.299 * color.redF() + 0.587 * color.greenF() + 0.114 * color.blueF();
    return luminance > 0.55 ? QColor(0x1d, 0x21, 0x26) : QColor(Qt::white);
}

}  // namespace

FlipAxisView::FlipAxisView(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int FlipAxisView::line() const {
    return fontMetrics().height() + 2;
}

QSize FlipAxisView::sizeHint() const {
    return {340, int(line() + kMarker + kBandHeight + 2) + line() + 6};
}

QSize FlipAxisView::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

QRectF FlipAxisView::band() const {
    return {kAxisMargin, double(line()) + kMarker, width() - 2.0 * kAxisMargin, kBandHeight};
}

double FlipAxisView::xOf(double value) const {
    const QRectF area = band();
    const auto scaled = [this](double v) { return m_content.logarithmic ? std::log(v) : v; };
    const double span = scaled(m_content.high) - scaled(m_content.low);
    if (!(span > 0.0)) return area.center().x();
    const double inside = std::clamp(value, m_content.low, m_content.high);
    return area.left() + (scaled(inside) - scaled(m_content.low)) / span * area.width();
}

void FlipAxisView::setContent(Content content) {
    if (content == m_content) return;
    const bool newPills = content.pills != m_content.pills;
    m_content = std::move(content);
    setToolTip(m_content.tip.toHtmlEscaped());
    setAccessibleName(m_content.title);
    setAccessibleDescription(m_content.nowText + " " + m_content.note);
    if (newPills) {
        qDeleteAll(m_pills);
        m_pills.clear();
        for (const Pill& pill : m_content.pills) {
            auto* button = new QPushButton(pill.text, this);
            button->setObjectName("flipPill");
            button->setToolTip(pill.tip.toHtmlEscaped());
            button->setAccessibleName(m_content.title + ": " + pill.text);
            button->setCursor(Qt::PointingHandCursor);
            button->setFlat(true);
            const double target = pill.target;
            // Later than the click: what it sets may take the button away.
            connect(
                button, &QPushButton::clicked, this, [this, target] { emit asked(target); },
                Qt::QueuedConnection);
            button->show();
            m_pills.push_back(button);
        }
    }
    placePills();
    update();
}

/// Each under its tick as far as the others leave it room: they push each other apart.
void FlipAxisView::placePills() {
    const Theme& theme = Theme::of(palette());
    const QString look =
        QStringLiteral(
            "QPushButton#flipPill { border: 1px solid %1; border-radius: 7px; "
            "padding: 0 5px; background: %2; color: %3; } "
            "QPushButton#flipPill:hover, QPushButton#flipPill:focus { background: %4; "
            "border-color: %3; }")
            .arg(theme.tintBorder.name(), theme.background.name(), theme.accent.name(),
                 theme.tint.name());
    std::vector<double> wide(m_pills.size());
    for (std::size_t k = 0; k < m_pills.size(); ++k) {
        m_pills[k]->setFont(type::note(font()));
        if (m_pills[k]->styleSheet() != look) m_pills[k]->setStyleSheet(look);
        wide[k] = m_pills[k]->fontMetrics().horizontalAdvance(m_pills[k]->text()) + 14.0;
    }
    const std::vector<std::size_t> shown = nearestPills(wide);
    for (QPushButton* pill : m_pills) pill->setVisible(false);
    std::vector<double> left;
    left.reserve(shown.size());
    for (const std::size_t k : shown) left.push_back(xOf(m_content.pills[k].at) - wide[k] / 2.0);
    for (std::size_t k = 0; k < left.size(); ++k) {
        left[k] = std::max(left[k], k == 0 ? 0.0 : left[k - 1] + wide[shown[k - 1]] + kPillGap);
    }
    double end = width();
    const int top = int(band().bottom()) + 4;
    for (std::size_t k = left.size(); k-- > 0;) {
        left[k] = std::min(left[k], end - wide[shown[k]]);
        end = left[k] - kPillGap;
        m_pills[shown[k]]->setGeometry(int(left[k]), top, int(wide[shown[k]]),
                                       std::max(16, fontMetrics().height()));
        m_pills[shown[k]]->setVisible(true);
    }
}

/// Those that fit side by side, the nearest to the present value first; in order.
std::vector<std::size_t> FlipAxisView::nearestPills(const std::vector<double>& wide) const {
    std::vector<std::size_t> order(wide.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [this](std::size_t k) {
        return std::abs(xOf(m_content.pills[k].at) - xOf(m_content.now));
    });
    double room = width();
    std::size_t fit = 0;
    while (fit < order.size() && room >= wide[order[fit]]) {
        room -= wide[order[fit]] + kPillGap;
        ++fit;
    }
    order.resize(fit);
    std::ranges::sort(order);
    return order;
}

void FlipAxisView::resizeEvent(QResizeEvent*) {
    placePills();
}

void FlipAxisView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.accent);
    const QRectF head(kAxisMargin, 0, width() - 2 * kAxisMargin, line());
    const int nowWide = painter.fontMetrics().horizontalAdvance(m_content.nowText);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, m_content.nowText);
    painter.setPen(theme.text);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_content.title, Qt::ElideRight,
                                                      int(head.width()) - nowWide - 10));
    painter.setFont(type::note(font()));
    if (m_content.segments.empty() && m_content.levels.empty()) {
        painter.setPen(QPen(theme.border));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(band());
        painter.setPen(theme.mutedText);
        const QString said =
            m_content.note.isEmpty() && m_content.pending ? tr("solving…") : m_content.note;
        painter.drawText(
            band().adjusted(6, 0, -6, 0), Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(said, Qt::ElideRight, int(band().width()) - 12));
        return;
    }
    if (m_content.pending) painter.setOpacity(0.45);
    if (m_content.levels.empty()) {
        paintBand(painter, theme);
    } else {
        paintLevels(painter, theme);
    }
    painter.setOpacity(1.0);
    paintMarker(painter, theme);
    painter.setPen(theme.mutedText);
    const QRectF ends(kAxisMargin, band().bottom() + 3, width() - 2 * kAxisMargin, line());
    double first = 1e9;
    double last = -1e9;
    for (const QPushButton* pill : m_pills) {
        if (pill->isHidden()) continue;
        first = std::min(first, double(pill->geometry().left()));
        last = std::max(last, double(pill->geometry().right()));
    }
    const QFontMetrics metrics = painter.fontMetrics();
    if (metrics.horizontalAdvance(m_content.lowText) + kAxisMargin + 4 < first) {
        painter.drawText(ends, Qt::AlignLeft | Qt::AlignVCenter, m_content.lowText);
    }
    if (width() - kAxisMargin - metrics.horizontalAdvance(m_content.highText) - 4 > last) {
        painter.drawText(ends, Qt::AlignRight | Qt::AlignVCenter, m_content.highText);
    }
}

void FlipAxisView::paintBand(QPainter& painter, const Theme& theme) const {
    const QRectF area = band();
    for (const Segment& segment : m_content.segments) {
        const double left = xOf(segment.from);
        const QRectF part(left, area.top(), xOf(segment.to) - left, area.height());
        if (segment.color.isValid()) {
            painter.fillRect(part, segment.color);
        } else {
            painter.fillRect(part, theme.background);
            painter.fillRect(part, QBrush(theme.hatch, Qt::BDiagPattern));
        }
        const QString text = segment.name.isEmpty() ? tr("not reachable") : segment.name;
        const int room = int(part.width()) - 8;
        if (room < painter.fontMetrics().horizontalAdvance(text.left(3) + "…")) continue;
        painter.setPen(segment.color.isValid() ? textOnBand(segment.color) : theme.text);
        painter.drawText(part, Qt::AlignCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, room));
    }
    painter.setPen(QPen(theme.text, 1.6));
    for (std::size_t k = 1; k < m_content.segments.size(); ++k) {
        const double x = xOf(m_content.segments[k].from);
        painter.drawLine(QPointF(x, area.top() - 1), QPointF(x, area.bottom() + 3));
    }
}

void FlipAxisView::paintLevels(QPainter& painter, const Theme& theme) const {
    const QRectF area = band();
    painter.setPen(theme.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area);
    painter.setRenderHint(QPainter::Antialiasing, false);  // or neighbours show seams
    for (std::size_t k = 0; k < m_content.levels.size(); ++k) {
        const Level& level = m_content.levels[k];
        const double before = k == 0 ? level.at : (m_content.levels[k - 1].at + level.at) / 2.0;
        const bool last = k + 1 == m_content.levels.size();
        const double after = last ? level.at : (level.at + m_content.levels[k + 1].at) / 2.0;
        const double left = std::floor(xOf(before));
        const double wide = std::max(1.0, std::ceil(xOf(after)) - left);
        if (std::isnan(level.share)) {
            painter.fillRect(QRectF(left, area.top(), wide, area.height()),
                             QBrush(theme.hatch, Qt::BDiagPattern));
            continue;
        }
        const double tall = level.share * area.height();
        painter.fillRect(QRectF(left, area.bottom() - tall, wide, tall),
                         mixed(theme.background, theme.accent, 0.55));
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void FlipAxisView::paintMarker(QPainter& painter, const Theme& theme) const {
    const QRectF area = band();
    const double x = xOf(m_content.now);
    painter.setPen(QPen(theme.background, 4.0));
    painter.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom() + 2));
    painter.setPen(QPen(theme.accent, 2.0));
    painter.drawLine(QPointF(x, area.top() - 3), QPointF(x, area.bottom() + 3));
    painter.setBrush(theme.accent);
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF({QPointF(x - 4, area.top() - 5), QPointF(x + 4, area.top() - 5),
                                   QPointF(x, area.top() + 1)}));
}

}  // namespace orl
