#include "ui/charts/level_table_chart.h"

#include <QComboBox>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

using Kind = LevelTableData::Kind;
constexpr std::array kKinds = {Kind::Share, Kind::Accuracy, Kind::Cost, Kind::Regret};
constexpr double kStrongest = 0.72;  // of the colour that the greatest value has
constexpr double kSwatch = 9.0;

QString kindTitle(Kind kind) {
    switch (kind) {
        case Kind::Share:
            return LevelTableChart::tr("Share of level, %");
        case Kind::Accuracy:
            return LevelTableChart::tr("Accuracy, %");
        case Kind::Cost:
            return LevelTableChart::tr("Cost, $ per 1,000");
        case Kind::Regret:
            return LevelTableChart::tr("Regret, $ per 1,000");
    }
    return {};
}

QString cellText(double value, Kind kind) {
    if (std::isnan(value)) return QStringLiteral("–");
    if (kind == Kind::Share || kind == Kind::Accuracy) {
        return QString::number(value * 100.0, 'f', 1);
    }
    const double size = std::abs(value);
    return QString::number(value, 'f', size >= 100.0 ? 0 : size >= 10.0 ? 1 : size >= 0.1 ? 2 : 3);
}

}  // namespace

double LevelTableData::Cell::of(Kind kind) const {
    switch (kind) {
        case Kind::Share:
            return share;
        case Kind::Accuracy:
            return accuracy;
        case Kind::Cost:
            return cost;
        case Kind::Regret:
            break;
    }
    return regret;
}

LevelTableChart::LevelTableChart(QWidget* parent)
    : ChartPanel(tr("Routing by level and model"), parent) {
    m_plot = addPlot();
    m_plot->setBare(true);
    m_plot->setUnder([this](QPainter& painter) { paint(painter); });
    m_kind = new QComboBox(this);
    for (const Kind kind : kKinds) m_kind->addItem(kindTitle(kind));
    m_kind->setAccessibleName(tr("Figures of the table"));
    addHeaderWidget(m_kind);
    setLegendVisible(false);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] { refresh(); });
    connect(m_plot, &PlotView::moved, this, [this](QPointF at, bool) { hover(at); });
    connect(m_plot, &PlotView::released, this, [this](QPointF at) {
        if (const auto place = placeAt(at)) emit cellChosen(*place);
    });
}

Kind LevelTableChart::kind() const {
    return kKinds[std::size_t(m_kind->currentIndex())];
}

void LevelTableChart::setKind(Kind kind) {
    m_kind->setCurrentIndex(int(std::ranges::find(kKinds, kind) - kKinds.begin()));
}

void LevelTableChart::setData(LevelTableData data) {
    m_data = std::move(data);
    refresh();
}

void LevelTableChart::setMarked(std::optional<Place> place) {
    if (place == m_marked) return;
    m_marked = place;
    m_plot->contentChanged();
}

void LevelTableChart::refresh() {
    setEmpty(m_data.cells.empty());
    if (m_data.cells.empty()) return;
    QString notice;
    if (kind() == Kind::Regret) {
        notice = m_data.noRegret.isEmpty()
                     ? tr("what hindsight would have saved at the present prices")
                     : m_data.noRegret;
    } else if (kind() != Kind::Share) {
        notice = m_data.accuracyOf;
    }
    setNotice(notice);
    m_plot->contentChanged();
}

LevelTableChart::Grid LevelTableChart::grid() const {
    const QFontMetricsF metrics(m_plot->labelFont());
    const QRectF area = m_plot->plotArea();
    double names = metrics.horizontalAdvance(tr("all models"));
    for (const QString& model : m_data.models) {
        names = std::max(names, metrics.horizontalAdvance(model));
    }
    names = std::min(names + kSwatch + 12.0, area.width() * 0.34);
    const double head = metrics.height() + 4.0;
    Grid grid;
    grid.cells = QRectF(names, head, std::max(10.0, area.width() - names - 2.0),
                        std::max(10.0, area.height() - head - 2.0));
    const double least = metrics.height() + 1.0;
    const double most = metrics.height() * 2.0;
    const auto fitting = std::size_t(std::max(2.0, std::floor(grid.cells.height() / least)));
    grid.shownModels = std::min(m_data.models.size(), fitting - 1);
    grid.width = grid.cells.width() / double(m_data.levels.size() + 1);
    grid.height = std::min(most, grid.cells.height() / double(grid.shownModels + 1));
    return grid;
}

QRectF LevelTableChart::cellRect(const Grid& grid, std::size_t column, std::size_t row) const {
    return {grid.cells.left() + double(column) * grid.width,
            grid.cells.top() + double(row) * grid.height, grid.width, grid.height};
}

/// Where not all fit, the first of them; the file has all.
std::size_t LevelTableChart::modelOfRow(const Grid& grid, std::size_t row) const {
    return row < grid.shownModels ? row : m_data.models.size();
}

QPointF LevelTableChart::centreOf(const Place& place) const {
    const Grid at = grid();
    return cellRect(at, place.level.value_or(m_data.levels.size()),
                    place.model.value_or(at.shownModels))
        .center();
}

std::optional<LevelTableChart::Place> LevelTableChart::placeAt(QPointF pixel) const {
    if (m_data.cells.empty()) return {};
    const Grid at = grid();
    const double column = std::floor((pixel.x() - at.cells.left()) / at.width);
    const double row = std::floor((pixel.y() - at.cells.top()) / at.height);
    if (column < 0.0 || column > double(m_data.levels.size()) || row < 0.0 ||
        row > double(at.shownModels)) {
        return {};
    }
    Place place;
    if (column < double(m_data.levels.size())) place.level = std::size_t(column);
    if (row < double(at.shownModels)) place.model = std::size_t(row);
    return place;
}

const LevelTableData::Cell& LevelTableChart::cellOf(const Place& place) const {
    return m_data.cells[place.level.value_or(m_data.levels.size())]
                       [place.model.value_or(m_data.models.size())];
}

/// Of the cells of one level and one model: "all" is not measured by them.
std::pair<double, double> LevelTableChart::range() const {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t level = 0; level < m_data.levels.size(); ++level) {
        for (std::size_t model = 0; model < m_data.models.size(); ++model) {
            const double value = m_data.cells[level][model].of(kind());
            if (!std::isfinite(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    // A share of nothing is white; of accuracies the difference is what one looks for.
    return {kind() == Kind::Accuracy ? low : std::min(low, 0.0), high};
}

void LevelTableChart::paintCell(QPainter& painter, const QRectF& rect,
                                const LevelTableData::Cell& cell, bool total) const {
    const double value = cell.of(kind());
    const auto [low, high] = range();
    QColor ground = theme().background;
    if (!total && std::isfinite(value)) {
        const double strength = high > low ? (value - low) / (high - low) : 0.5;
        const bool bad = kind() == Kind::Cost || kind() == Kind::Regret;
        ground = mixed(theme().background, bad ? theme().warning : theme().accent,
                       kStrongest * std::clamp(strength, 0.0, 1.0));
        painter.fillRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), ground);
    }
    // Nothing goes there: no figure. Something does, but its record is not known: a dash.
    if (cell.queries == 0 && kind() != Kind::Share) return;
    const bool unknown = std::isnan(value);
    const bool nothing = cell.queries == 0;
    const bool onDark = ground.lightness() < 128;
    painter.setPen(nothing                  ? theme().mutedText
                   : unknown                ? theme().warning
                   : onDark == theme().dark ? theme().text
                   : onDark                 ? QColor(Qt::white)
                                            : QColor(Qt::black));
    painter.drawText(rect, Qt::AlignCenter, cellText(value, kind()));
}

void LevelTableChart::paint(QPainter& painter) const {
    if (m_data.cells.empty()) return;
    const Grid at = grid();
    painter.setFont(m_plot->labelFont());
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetricsF metrics(m_plot->labelFont());
    const std::size_t levels = m_data.levels.size();
    for (std::size_t column = 0; column <= levels; ++column) {
        const QRectF below = cellRect(at, column, 0);
        const QRectF head(below.left(), 0, below.width(), at.cells.top());
        const QString name = column == levels ? tr("all") : m_data.levels[column];
        painter.setPen(theme().mutedText);
        painter.drawText(head, Qt::AlignCenter,
                         metrics.elidedText(name, Qt::ElideRight, head.width() - 4));
    }
    for (std::size_t row = 0; row <= at.shownModels; ++row) {
        const bool total = row == at.shownModels;
        const std::size_t model = modelOfRow(at, row);
        const QRectF first = cellRect(at, 0, row);
        const QRectF head(0, first.top(), at.cells.left() - 4, first.height());
        if (!total) {
            painter.fillRect(QRectF(2, head.center().y() - kSwatch / 2, kSwatch, kSwatch),
                             modelColor(m_data.colors[model], theme().dark));
        }
        const std::size_t hidden = m_data.models.size() - at.shownModels;
        const QString name = !total       ? m_data.models[model]
                             : hidden > 0 ? tr("all (%1 more)").arg(hidden)
                                          : tr("all models");
        painter.setPen(total ? theme().mutedText : theme().text);
        const QRectF room = head.adjusted(kSwatch + 7, 0, 0, 0);
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(name, Qt::ElideMiddle, room.width()));
        for (std::size_t column = 0; column <= levels; ++column) {
            paintCell(painter, cellRect(at, column, row), m_data.cells[column][model],
                      total || column == levels);
        }
    }
    painter.setPen(QPen(theme().axis, 1.0));
    const QRectF corner = cellRect(at, levels, at.shownModels);
    painter.drawLine(QPointF(0, corner.top()), QPointF(at.cells.right(), corner.top()));
    painter.drawLine(corner.topLeft().x() > 0 ? QPointF(corner.left(), at.cells.top()) : QPointF(),
                     corner.bottomLeft());
    if (!m_marked) return;
    const QRectF marked =
        cellRect(at, m_marked->level.value_or(levels), m_marked->model.value_or(at.shownModels));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().background, 4.0));
    painter.drawRect(marked.adjusted(1, 1, -1, -1));
    painter.setPen(QPen(theme().text, 2.0));
    painter.drawRect(marked.adjusted(1, 1, -1, -1));
}

void LevelTableChart::hover(QPointF pixel) {
    const auto place = placeAt(pixel);
    if (!place) {
        m_plot->setHoverBox({}, {});
        return;
    }
    const LevelTableData::Cell& cell = cellOf(*place);
    const QString level =
        place->level ? tr("level %1").arg(m_data.levels[*place->level]) : tr("all levels");
    std::vector<PlotView::HoverLine> lines;
    lines.push_back(
        {level + (place->model ? " → " + m_data.models[*place->model] : QString()),
         place->model ? modelColor(m_data.colors[*place->model], theme().dark) : QColor()});
    lines.push_back({tr("%1 queries").arg(cell.queries), {}});
    for (const Kind kind : kKinds) {
        lines.push_back({kindTitle(kind) + ": " + cellText(cell.of(kind), kind), {}});
    }
    m_plot->setHoverBox(centreOf(*place), std::move(lines));
}

QString LevelTableChart::csv() const {
    QString text = QStringLiteral(
        "level,model,queries,share,accuracy,cost_usd_per_1000,regret_usd_per_1000\n");
    for (std::size_t level = 0; level < m_data.cells.size(); ++level) {
        for (std::size_t model = 0; model < m_data.cells[level].size(); ++model) {
            const LevelTableData::Cell& cell = m_data.cells[level][model];
            text += csvField(level < m_data.levels.size() ? m_data.levels[level] : "all") + ',' +
                    csvField(model < m_data.models.size() ? m_data.models[model] : "all") + ',' +
                    QString::number(cell.queries);
            for (const Kind kind : kKinds) text += ',' + csvNumber(cell.of(kind));
            text += '\n';
        }
    }
    return text;
}

}  // namespace orl
