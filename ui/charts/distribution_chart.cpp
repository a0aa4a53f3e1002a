#include "ui/charts/distribution_chart.h"

#include <QCheckBox>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kHalfBar = 0.42;  // of a level's place
constexpr double kHaunted = 0.16;  // left of it stands the bar of a pinned state

double totalOf(const std::vector<double>& shares) {
    double total = 0.0;
    for (const double share : shares) total += share > 0.0 ? share : 0.0;
    return total;
}

QString keyOf(std::size_t model) {
    return QStringLiteral("model:%1").arg(model);
}

}  // namespace

DistributionChart::DistributionChart(QWidget* parent)
    : ChartPanel(tr("Routing by difficulty and model"), parent) {
    m_normalise = new QCheckBox(tr("per level"), this);
    m_normalise->setToolTip(
        tr("Show each level's queries as 100 % instead of their share of all queries."));
    addHeaderWidget(m_normalise);
    m_plot = addPlot();
    m_plot->setRenderHint(QPainter::Antialiasing, false);
    m_plot->y().setUnit(Unit::Percent);
    m_plot->y().setLimits(0.0, 1.0);
    m_plot->y().setSnapped(false);
    m_plot->setUnder([this](QPainter& painter) {
        paintBars(painter);
        paintMark(painter);
    });
    m_plot->setOver([this](QPainter& painter) { paintLabels(painter); });

    connect(m_normalise, &QCheckBox::toggled, this, [this](bool on) {
        refresh();
        settle();
        emit normalisedChanged(on);
    });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::pressed, this, [this](QPointF at) { m_pressed = at; });
    connect(m_plot, &PlotView::released, this, &DistributionChart::choose);
}

bool DistributionChart::isNormalised() const {
    return m_normalise->isChecked();
}
void DistributionChart::setNormalised(bool normalised) {
    m_normalise->setChecked(normalised);
}

void DistributionChart::setData(DistributionData data) {
    m_data = std::move(data);
    refresh();
}

// One empty slot separates the routers' groups.
int DistributionChart::slotCount() const {
    const auto groups = static_cast<int>(m_data.groups.size());
    const auto levels = static_cast<int>(m_data.levelNames.size());
    return std::max(0, groups * (levels + 1) - 1);
}

double DistributionChart::levelTotal(std::size_t group, std::size_t level) const {
    double total = 0.0;
    for (std::size_t j = 0; j < m_data.modelNames.size(); ++j) {
        const double share = given(group, level, j);
        if (std::isfinite(share)) total += share;
    }
    return total;
}

double DistributionChart::given(std::size_t group, std::size_t level, std::size_t model) const {
    const auto& share = m_data.groups[group].share;
    if (level >= share.size() || model >= share[level].size()) return std::nan("");
    return share[level][model];
}

double DistributionChart::shown(std::size_t group, std::size_t level, std::size_t model) const {
    const double share = given(group, level, model);
    return isNormalised() ? share / levelTotal(group, level) : share;
}

void DistributionChart::refresh() {
    const bool empty =
        m_data.groups.empty() || m_data.levelNames.empty() || m_data.modelNames.empty();
    setEmpty(empty);
    if (empty) {
        m_plot->setHoverBox({}, {});
        return;
    }
    std::vector<LegendEntry> entries;
    for (std::size_t j = 0; j < m_data.modelNames.size(); ++j) {
        LegendEntry entry;
        entry.key = keyOf(j);
        entry.label = m_data.modelNames[j];
        entry.color = colorOf(j);
        entry.note = noteOf(j);
        entries.push_back(std::move(entry));
    }
    setLegendEntries(std::move(entries));

    double greatest = 0.0;
    for (std::size_t g = 0; g < m_data.groups.size(); ++g) {
        for (std::size_t l = 0; l < m_data.levelNames.size(); ++l) {
            greatest = std::max(greatest, levelTotal(g, l));
            const auto& ghost = m_data.groups[g].ghost;
            if (l < ghost.size()) greatest = std::max(greatest, totalOf(ghost[l]));
        }
    }
    m_plot->y().fit(0.0, isNormalised() ? 1.0 : greatest);
    m_plot->x().set(-0.7, slotCount() - 0.3);
    m_plot->setTitles(
        {}, isNormalised() ? tr("share of the level's queries, %") : tr("share of all queries, %"));
    const double line = QFontMetricsF(m_plot->labelFont()).height();
    m_plot->setOwnXLabels(static_cast<int>(std::ceil(line * 3 + 5)));
    m_plot->updateAxes();
    m_plot->contentChanged();
}

QColor DistributionChart::colorOf(std::size_t model) const {
    const int index =
        model < m_data.modelColors.size() ? m_data.modelColors[model] : static_cast<int>(model);
    return modelColor(index, theme().dark);
}

// Not a QStackedBarSeries: it knows no groups, lays all bars out anew for every set that changes,
// and leaves seams between the parts of a stack.
void DistributionChart::paintBars(QPainter& painter) const {
    const std::size_t levels = m_data.levelNames.size();
    for (std::size_t g = 0; g < m_data.groups.size(); ++g) {
        for (std::size_t l = 0; l < levels; ++l) {
            const auto slot = static_cast<double>(g * (levels + 1) + l);
            const auto& group = m_data.groups[g];
            const bool haunted = l < group.ghost.size();
            if (l < group.share.size()) {
                paintStack(painter, slot - (haunted ? kHaunted : kHalfBar), slot + kHalfBar,
                           group.share[l], levelTotal(g, l), false);
            }
            if (haunted) {
                paintStack(painter, slot - kHalfBar, slot - kHaunted - 0.03, group.ghost[l],
                           totalOf(group.ghost[l]), true);
            }
        }
    }
}

/// One stacked bar; a ghost is faint, with a dashed outline.
void DistributionChart::paintStack(QPainter& painter, double from, double to,
                                   const std::vector<double>& shares, double total,
                                   bool ghost) const {
    double top = 0.0;
    QRect whole;
    for (std::size_t j = 0; j < m_data.modelNames.size() && j < shares.size(); ++j) {
        const double share = isNormalised() ? shares[j] / total : shares[j];
        if (!isSeriesVisible(keyOf(j)) || !(share > 0.0) || !std::isfinite(share)) continue;
        const QPointF low = m_plot->toPixel(from, top);
        top += share;
        const QPointF high = m_plot->toPixel(to, top);
        // Whole pixels: neighbouring parts meet without a seam.
        const QRect part(QPoint(qRound(low.x()), qRound(high.y())),
                         QPoint(qRound(high.x()) - 1, qRound(low.y()) - 1));
        QColor color = colorOf(j);
        if (ghost) color.setAlphaF(0.45F);
        if (!highlighted().isEmpty() && highlighted() != keyOf(j)) color.setAlphaF(0.22F);
        painter.fillRect(part, color);
        whole = whole.united(part);
    }
    constexpr int kOutlined = 5;  // pixels of width below which an outline is all one would see
    if (!ghost || whole.width() < kOutlined) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().ghost, 1.0, Qt::DashLine));
    painter.drawRect(whole.adjusted(0, 0, -1, -1));
}

/// Share of all queries now and at the pin, of the router that has ghosts.
QString DistributionChart::noteOf(std::size_t model) const {
    for (std::size_t g = 0; g < m_data.groups.size(); ++g) {
        const auto& group = m_data.groups[g];
        if (group.ghost.empty()) continue;
        double now = 0.0;
        double then = 0.0;
        for (std::size_t l = 0; l < m_data.levelNames.size(); ++l) {
            if (given(g, l, model) > 0.0) now += given(g, l, model);
            if (model < group.ghost[l].size() && group.ghost[l][model] > 0.0) {
                then += group.ghost[l][model];
            }
        }
        return tr("%1 (%2)").arg(now * 100.0, 0, 'f', 0).arg(then * 100.0, 0, 'f', 0);
    }
    return {};
}

/// Level names under the bars where they fit, else their numbers; below them the router's name
/// under its group, and one line that says what the bars are.
void DistributionChart::paintLabels(QPainter& painter) const {
    const QFontMetricsF metrics(m_plot->labelFont());
    const double line = metrics.height();
    const std::size_t levels = m_data.levelNames.size();
    const double slot = m_plot->plotArea().width() / (slotCount() + 0.4);
    double widest = 0.0;
    for (const QString& name : m_data.levelNames) {
        widest = std::max(widest, metrics.horizontalAdvance(name));
    }
    const bool names = widest + 4 <= slot;
    const bool numbers = names || metrics.horizontalAdvance(QString::number(levels)) + 2 <= slot;
    const double bottom = m_plot->plotArea().bottom();
    painter.setFont(m_plot->labelFont());
    for (std::size_t g = 0; g < m_data.groups.size(); ++g) {
        const auto first = static_cast<double>(g * (levels + 1));
        painter.setPen(theme().mutedText);
        for (std::size_t l = 0; numbers && l < levels; ++l) {
            const double centre = m_plot->toPixel(first + static_cast<double>(l), 0.0).x();
            painter.drawText(QRectF(centre - slot, bottom + 2, 2 * slot, line), Qt::AlignCenter,
                             names ? m_data.levelNames[l] : QString::number(l + 1));
        }
        const double from = m_plot->toPixel(first - 0.5, 0.0).x();
        const double to = m_plot->toPixel(first + static_cast<double>(levels) - 0.5, 0.0).x();
        // A name may reach into the gaps beside its group.
        const QRectF room(from - slot * 0.45, bottom + 2 + line, to - from + slot * 0.9, line);
        painter.setPen(theme().text);
        painter.drawText(
            room, Qt::AlignCenter,
            metrics.elidedText(m_data.groups[g].routerName, Qt::ElideMiddle, room.width()));
        painter.setPen(QPen(theme().axis, 1));
        painter.drawLine(QPointF(from + 1, std::floor(bottom + line + 2) + 0.5),
                         QPointF(to - 1, std::floor(bottom + line + 2) + 0.5));
    }
    QString caption = tr("difficulty level");
    if (!names) {
        caption = numbers ? tr("difficulty: 1 %1 … %2 %3")
                                .arg(m_data.levelNames.front())
                                .arg(levels)
                                .arg(m_data.levelNames.back())
                          : tr("difficulty: %1 → %2")
                                .arg(m_data.levelNames.front(), m_data.levelNames.back());
    }
    const QRectF room(4, bottom + 3 + 2 * line, m_plot->viewport()->width() - 8, line);
    painter.setPen(theme().mutedText);
    painter.drawText(room, Qt::AlignCenter,
                     metrics.elidedText(caption, Qt::ElideRight, room.width()));
}

std::optional<DistributionChart::Segment> DistributionChart::segmentAt(QPointF position) const {
    const auto slot = static_cast<int>(std::lround(m_plot->xAt(position.x())));
    const auto period = static_cast<int>(m_data.levelNames.size()) + 1;
    if (slot < 0 || slot >= slotCount() || slot % period == period - 1) return {};
    const QRectF area = m_plot->plotArea();
    const double below = QFontMetricsF(m_plot->labelFont()).height() + 2;
    if (position.y() < area.top() || position.y() > area.bottom() + below) return {};
    Segment segment{
        static_cast<std::size_t>(slot / period), static_cast<std::size_t>(slot % period), {}};
    if (position.y() <= area.bottom()) {
        segment.model = modelAt(segment.group, segment.level, position.y());
        if (!segment.model) return {};
    }
    return segment;
}

QRectF DistributionChart::rectOf(const Segment& segment) const {
    const bool haunted = segment.level < m_data.groups[segment.group].ghost.size();
    double from = 0.0;
    double to = 0.0;
    for (std::size_t j = 0; j < m_data.modelNames.size(); ++j) {
        if (!isSeriesVisible(keyOf(j))) continue;
        const double share = shown(segment.group, segment.level, j);
        if (!(share > 0.0)) continue;
        if (segment.model && *segment.model == j) {
            from = to;
            to = from + share;
            break;
        }
        to += share;
    }
    const auto slot =
        static_cast<double>(segment.group * (m_data.levelNames.size() + 1) + segment.level);
    return {m_plot->toPixel(slot - (haunted ? kHaunted : kHalfBar), to),
            m_plot->toPixel(slot + kHalfBar, from)};
}

QPoint DistributionChart::placeOf(const Segment& segment) const {
    return m_plot->viewport()->mapTo(this, rectOf(segment).center().toPoint());
}

void DistributionChart::setMarked(std::optional<Segment> segment) {
    if (segment == m_marked) return;
    m_marked = segment;
    m_plot->contentChanged();
}

/// White, then the text's colour: seen on every model's.
void DistributionChart::paintMark(QPainter& painter) const {
    if (!m_marked || m_marked->group >= m_data.groups.size() ||
        m_marked->level >= m_data.levelNames.size())
        return;
    const QRectF part = rectOf(*m_marked);
    if (part.height() <= 0.0) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().background, 2));
    painter.drawRect(part.adjusted(-2, -2, 2, 2));
    painter.setPen(QPen(theme().text, 2));
    painter.drawRect(part);
}

void DistributionChart::choose(QPointF position) {
    constexpr double kStill = 5.0;  // pixels that a click may move
    if ((position - m_pressed).manhattanLength() > kStill) return;
    if (const auto segment = segmentAt(position)) emit segmentChosen(*segment);
}

void DistributionChart::hover(QPointF position) {
    const double at = m_plot->xAt(position.x());
    const auto slot = static_cast<int>(std::lround(at));
    const auto period = static_cast<int>(m_data.levelNames.size()) + 1;
    const bool inside = m_plot->plotArea().contains(position) && slot >= 0 && slot < slotCount() &&
                        slot % period != period - 1;
    if (!inside) {
        hoverName(position, at / period);
        return;
    }
    const auto group = static_cast<std::size_t>(slot / period);
    const auto level = static_cast<std::size_t>(slot % period);
    std::vector<PlotView::HoverLine> lines;
    lines.push_back({m_data.groups[group].routerName + " · " + m_data.levelNames[level], {}});
    if (!m_data.groups[group].remark.isEmpty()) lines.push_back({m_data.groups[group].remark, {}});
    const double total = levelTotal(group, level);
    if (const auto model = modelAt(group, level, position.y())) {
        const double share = given(group, level, *model);
        lines.push_back({m_data.modelNames[*model], colorOf(*model)});
        lines.push_back({tr("%1 of all queries").arg(valueText(share, Unit::Percent)), {}});
        lines.push_back({tr("%1 of this level").arg(valueText(share / total, Unit::Percent)), {}});
        const auto& ghost = m_data.groups[group].ghost;
        if (level < ghost.size() && *model < ghost[level].size()) {
            lines.push_back(
                {tr("%1 of all at %2")
                     .arg(valueText(ghost[level][*model], Unit::Percent), m_data.pinName),
                 theme().ghost});
        }
    } else {
        lines.push_back({tr("level: %1 of all queries").arg(valueText(total, Unit::Percent)), {}});
    }
    m_plot->setHoverBox(position, std::move(lines));
}

/// Below the bars: the whole of a name that may be elided there.
void DistributionChart::hoverName(QPointF position, double place) {
    const auto group = static_cast<std::size_t>(std::max(0.0, place + 0.25));
    if (position.y() <= m_plot->plotArea().bottom() || group >= m_data.groups.size()) {
        m_plot->setHoverBox({}, {});
        return;
    }
    std::vector<PlotView::HoverLine> lines = {{m_data.groups[group].routerName, {}}};
    if (!m_data.groups[group].remark.isEmpty()) lines.push_back({m_data.groups[group].remark, {}});
    m_plot->setHoverBox(position, std::move(lines));
}

std::optional<std::size_t> DistributionChart::modelAt(std::size_t group, std::size_t level,
                                                      double pixel) const {
    double top = 0.0;
    for (std::size_t j = 0; j < m_data.modelNames.size(); ++j) {
        const double share = shown(group, level, j);
        if (!isSeriesVisible(keyOf(j)) || !(share > 0.0)) continue;
        const double from = m_plot->toPixel(0.0, top).y();
        top += share;
        if (pixel <= from && pixel > m_plot->toPixel(0.0, top).y()) return j;
    }
    return std::nullopt;
}

QString DistributionChart::csv() const {
    QString text = QStringLiteral("router,level,model,%1\n")
                       .arg(isNormalised() ? "share_of_level" : "share_of_all_queries");
    for (std::size_t g = 0; g < m_data.groups.size(); ++g) {
        for (std::size_t l = 0; l < m_data.levelNames.size(); ++l) {
            for (std::size_t j = 0; j < m_data.modelNames.size(); ++j) {
                if (!isSeriesVisible(keyOf(j))) continue;
                text += csvField(m_data.groups[g].routerName) + "," +
                        csvField(m_data.levelNames[l]) + "," + csvField(m_data.modelNames[j]) +
                        "," + csvNumber(shown(g, l, j)) + "\n";
            }
        }
    }
    return text;
}

}  // namespace orl
