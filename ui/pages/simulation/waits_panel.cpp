#include "ui/pages/simulation/waits_panel.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"
#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/words.h"
#include "ui/style/level_color.h"

namespace orl {

namespace {

constexpr double kTail = 0.05;  // the share beyond the 95th percentile
constexpr double kWaitDot = 4.0;
constexpr double kLevelSwatch = 9.0;
constexpr int kLevelsWidth = 128;  // pixels

QColor routerColor(const WaitsData::Run& run, bool dark) {
    return routerStyle(run.router, dark).color;
}

}  // namespace

WaitsPanel::WaitsPanel(QWidget* parent) : ChartPanel(tr("Who waits how long"), parent) {
    m_curves = addPlot(1);
    m_levels = addPlot(0);
    setPlotsBeside();
    m_levels->setBare(true);
    m_levels->setFixedWidth(kLevelsWidth);
    m_curves->y().setUnit(Unit::Percent);
    m_curves->y().setLimits(0.0, 1.0);
    m_curves->x().setLimits(0.0, std::numeric_limits<double>::infinity());
    setEmptyText(tr("Nothing is simulated yet"));
    setLegendVisible(false);
    m_curves->setUnder([this](QPainter& painter) { paintCurves(painter); });
    m_curves->setOver([this](QPainter& painter) { paintMarks(painter); });
    m_levels->setUnder([this](QPainter& painter) { paintLevels(painter); });
    connect(m_curves, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_curves, &PlotView::left, this, [this] { m_curves->setHoverBox({}, {}); });
}

void WaitsPanel::setData(WaitsData data) {
    m_data = std::move(data);
    refresh();
    settle();
}

void WaitsPanel::refresh() {
    const bool any =
        std::ranges::any_of(m_data.runs, [](const WaitsData::Run& run) { return run.served > 0; });
    setEmpty(!any || m_data.seconds.size() < 2);
    if (isEmpty()) return;
    double most = 2.0 * kTail;
    for (const WaitsData::Run& run : m_data.runs) {
        for (const double share : run.shareAbove) {
            if (std::isfinite(share)) most = std::max(most, share);
        }
    }
    m_curves->x().set(0.0, m_data.seconds.back());
    m_curves->y().fit(0.0, most);
    m_curves->setTitles(tr("seconds"), tr("share that waits longer, %"));
    m_curves->updateAxes();
    m_curves->contentChanged();
    m_levels->contentChanged();
    setNotice(noticeThatFits(notices(), *this));
}

void WaitsPanel::resizeEvent(QResizeEvent* event) {
    ChartPanel::resizeEvent(event);
    if (!isEmpty()) setNotice(noticeThatFits(notices(), *this));
}

/// What the curves say in words, the longest first.
QStringList WaitsPanel::notices() const {
    QStringList whole;
    QStringList named;
    QStringList plain;
    for (const WaitsData::Run& run : m_data.runs) {
        if (!shown(run)) continue;
        const QString within = secondsText(run.p95);
        whole << tr("%1: 95 % within %2").arg(run.label, within);
        named << tr("%1 %2").arg(run.label, within);
        plain << within;
    }
    const QString between = QStringLiteral(" · ");
    return {whole.join(between), tr("95 % within: %1").arg(named.join(between)),
            tr("95 % within %1").arg(plain.join(between))};
}

void WaitsPanel::paintCurves(QPainter& painter) const {
    if (isEmpty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(m_curves->plotArea().adjusted(0.0, -1.0, 0.0, 1.0));
    for (auto run = m_data.runs.rbegin(); run != m_data.runs.rend(); ++run) {
        if (!shown(*run)) continue;
        QPainterPath line;
        bool open = false;
        for (std::size_t k = 0; k < run->shareAbove.size() && k < m_data.seconds.size(); ++k) {
            if (!std::isfinite(run->shareAbove[k])) continue;
            const QPointF at = m_curves->toPixel(m_data.seconds[k], run->shareAbove[k]);
            if (open) {
                line.lineTo(at);
            } else {
                line.moveTo(at);
            }
            open = true;
        }
        if (!open) continue;
        const RouterStyle style = routerStyle(run->router, theme().dark);
        QPainterPath filled = line;
        filled.lineTo(m_curves->toPixel(m_data.seconds.back(), 0.0));
        filled.lineTo(m_curves->toPixel(0.0, 0.0));
        QColor tint = style.color;
        tint.setAlphaF(0.1F);
        painter.fillPath(filled, tint);
        QPen pen(style.color, std::min(style.width, 2.0));
        if (!style.dashes.isEmpty()) pen.setDashPattern(style.dashes);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(line);
    }
}

/// The line of the 95th percentile, and where each curve crosses it.
void WaitsPanel::paintMarks(QPainter& painter) const {
    if (isEmpty()) return;
    const QRectF area = m_curves->plotArea();
    const double y = m_curves->toPixel(0.0, kTail).y();
    painter.setFont(m_curves->labelFont());
    const QFontMetricsF metrics(painter.font());
    painter.setPen(QPen(theme().mutedText, 1.0, Qt::DashLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const QString name = tr("p95");
    painter.setPen(theme().mutedText);
    painter.drawText(QPointF(area.right() - metrics.horizontalAdvance(name), y - 3.0), name);
    double taken = -1e9;
    bool raised = false;
    std::vector<const WaitsData::Run*> order;
    order.reserve(m_data.runs.size());
    for (const WaitsData::Run& run : m_data.runs) {
        if (shown(run) && std::isfinite(run.p95)) order.push_back(&run);
    }
    std::ranges::sort(order, {}, [](const WaitsData::Run* run) { return run->p95; });
    for (const WaitsData::Run* run : order) {
        const QPointF at = m_curves->toPixel(std::min(run->p95, m_data.seconds.back()), kTail);
        painter.setPen(QPen(theme().background, 1.0));
        painter.setBrush(routerColor(*run, theme().dark));
        painter.drawEllipse(at, kWaitDot, kWaitDot);
        const QString text = secondsText(run->p95);
        const double wide = metrics.horizontalAdvance(text);
        // Neighbours take turns in two rows above the line.
        raised = at.x() < taken && !raised;
        const double left = std::min(at.x() + 4.0, area.right() - wide);
        painter.setPen(routerColor(*run, theme().dark));
        painter.drawText(QPointF(left, y - 6.0 - (raised ? metrics.height() : 0.0)), text);
        taken = left + wide + 4.0;
    }
}

double WaitsPanel::mostLevelWait() const {
    double most = 0.0;
    for (const WaitsData::Run& run : m_data.runs) {
        if (!shown(run)) continue;
        for (const double seconds : run.levelP95) {
            if (std::isfinite(seconds)) most = std::max(most, seconds);
        }
    }
    return most;
}

void WaitsPanel::paintLevels(QPainter& painter) const {
    if (isEmpty() || m_data.levels.empty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_levels->labelFont());
    const QFontMetricsF metrics(painter.font());
    const QRectF area = m_levels->plotArea();
    const double line = metrics.height();
    painter.setPen(theme().mutedText);
    painter.drawText(QRectF(0.0, 0.0, area.width(), line), Qt::AlignLeft,
                     metrics.elidedText(tr("p95 by difficulty"), Qt::ElideRight, area.width()));
    double names = 0.0;
    for (const QString& level : m_data.levels) {
        names = std::max(names, metrics.horizontalAdvance(level));
    }
    names = kLevelSwatch + 4.0 + std::min(names, area.width() * 0.25);
    const double numbers = metrics.horizontalAdvance(QStringLiteral("88:88 h")) + 2.0;
    const double most = mostLevelWait();
    const double room = std::max(4.0, area.width() - names - 8.0 - numbers);
    const double top = line + 4.0;
    const double foot = line + 2.0;
    const double step = std::max(1.0, (area.height() - top - foot) / double(m_data.levels.size()));
    const double bar =
        std::min(line - 2.0, std::max(2.0, (step - 4.0) / double(m_data.runs.size())));
    for (std::size_t level = 0; level < m_data.levels.size(); ++level) {
        const double middle = top + (double(level) + 0.5) * step;
        painter.setPen(theme().control);
        painter.setBrush(difficultyColor(int(level), int(m_data.levels.size()), theme()));
        painter.drawRoundedRect(
            QRectF(0.5, middle - kLevelSwatch / 2.0, kLevelSwatch, kLevelSwatch), 2.0, 2.0);
        painter.setPen(theme().text);
        painter.drawText(
            QRectF(kLevelSwatch + 4.0, middle - line / 2.0, names - kLevelSwatch - 4.0, line),
            Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(m_data.levels[level], Qt::ElideRight, names - kLevelSwatch - 4.0));
        double y = middle - bar * double(m_data.runs.size()) / 2.0;
        for (const WaitsData::Run& run : m_data.runs) {
            const double seconds = level < run.levelP95.size()
                                       ? run.levelP95[level]
                                       : std::numeric_limits<double>::quiet_NaN();
            if (shown(run)) {
                const QColor color = routerColor(run, theme().dark);
                const bool known = std::isfinite(seconds);
                const double wide = known && most > 0.0 ? seconds / most * room : 0.0;
                painter.fillRect(
                    QRectF(names + 4.0, y + 0.5, std::max(1.0, wide), std::max(1.0, bar - 1.0)),
                    known ? color : theme().mutedText);
                painter.setPen(color);
                painter.drawText(QRectF(names + 8.0 + wide, y + (bar - line) / 2.0, numbers, line),
                                 Qt::AlignLeft | Qt::AlignVCenter, secondsText(seconds));
            }
            y += bar;
        }
    }
    painter.setPen(theme().text);
    painter.drawText(QRectF(0.0, area.height() - line, area.width(), line), Qt::AlignLeft,
                     metrics.elidedText(worstText(), Qt::ElideRight, area.width()));
}

QString WaitsPanel::worstText() const {
    const double most = mostLevelWait();
    if (!(most > 0.0)) return {};
    for (const WaitsData::Run& run : m_data.runs) {
        if (!shown(run)) continue;
        const auto worst = std::ranges::find(run.levelP95, most);
        if (worst == run.levelP95.end()) continue;
        const auto level = std::size_t(worst - run.levelP95.begin());
        if (level < m_data.levels.size()) return tr("worst: level %1").arg(m_data.levels[level]);
    }
    return {};
}

void WaitsPanel::hover(QPointF position) {
    if (isEmpty() || !m_curves->plotArea().contains(position)) {
        m_curves->setHoverBox({}, {});
        return;
    }
    const double seconds = m_curves->xAt(position.x());
    const auto after = std::ranges::upper_bound(m_data.seconds, seconds);
    const std::size_t at =
        after == m_data.seconds.begin() ? 0 : std::size_t(after - m_data.seconds.begin()) - 1;
    std::vector<PlotView::HoverLine> lines = {
        {tr("longer than %1").arg(secondsText(m_data.seconds[at])), {}}};
    for (const WaitsData::Run& run : m_data.runs) {
        if (!shown(run) || at >= run.shareAbove.size()) continue;
        lines.push_back(
            {run.label + QStringLiteral(": ") + valueText(run.shareAbove[at], Unit::Percent),
             routerColor(run, theme().dark)});
    }
    m_curves->setHoverBox(position, std::move(lines));
}

QString WaitsPanel::csv() const {
    QString text = QStringLiteral("router,figure,level,seconds,share_waiting_longer\n");
    for (const WaitsData::Run& run : m_data.runs) {
        if (!shown(run)) continue;
        const QString name = csvField(run.label);
        for (std::size_t k = 0; k < m_data.seconds.size() && k < run.shareAbove.size(); ++k) {
            text += name + QStringLiteral(",curve,,") + csvNumber(m_data.seconds[k]) + ',' +
                    csvNumber(run.shareAbove[k]) + '\n';
        }
        text += name + QStringLiteral(",p95,,") + csvNumber(run.p95) + ",0.05\n";
        for (std::size_t level = 0; level < run.levelP95.size(); ++level) {
            const QString of = level < m_data.levels.size() ? m_data.levels[level] : QString();
            text += name + QStringLiteral(",p95,") + csvField(of) + ',' +
                    csvNumber(run.levelP95[level]) + ",0.05\n";
        }
    }
    return text;
}

}  // namespace orl
