#include "ui/charts/query_plane.h"

#include <QEvent>
#include <QLabel>
#include <QLayout>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr double kDot = 5.0;
constexpr double kUsualSlope = 0.5;  // of λ's range, where there is no optimum
constexpr double kMostList = 0.4;    // of the panel's width

QString signedAmount(double value) {
    const int decimals = std::abs(value) >= 100.0 ? 0 : std::abs(value) < 0.1 ? 4 : 2;
    QString text = QLocale::c().toString(std::abs(value), 'f', decimals);
    return (value < 0.0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
}

}  // namespace

QueryPlane::QueryPlane(QWidget* parent) : ChartPanel(tr("One query"), parent) {
    m_plot = addPlot();
    setLegendVisible(false);
    m_plot->x().setUnit(Unit::Percent);
    m_plot->x().setLimits(0.0, 1.0);
    m_plot->y().setUnit(Unit::Usd);
    m_plot->y().setLimits(0.0, std::numeric_limits<double>::infinity());
    m_plot->setTitles(tr("predicted chance of a right answer, %"),
                      tr("cost + slot price, $ per 1,000 such queries"));
    m_plot->setCursor(Qt::SizeVerCursor);
    m_plot->setFocusPolicy(Qt::ClickFocus);
    m_plot->setLive([this](QPainter& painter) {
        paintLines(painter);
        paintModels(painter);
        paintList(painter);
    });
    m_foot = new QLabel(this);
    m_foot->setTextFormat(Qt::PlainText);
    m_foot->setFont(type::note(font()));
    m_foot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_foot->setCursor(Qt::PointingHandCursor);
    m_foot->setToolTip(tr("Show this query on the Queries page"));
    m_foot->installEventFilter(this);
    layout()->addWidget(m_foot);
    connect(m_plot, &PlotView::pressed, this, [this](QPointF position) {
        if (m_data.models.empty() || !m_plot->plotArea().contains(position)) return;
        m_held = m_editable ? modelAt(position) : -1;
        if (m_held >= 0) return;
        m_turning = true;
        const QueryPlaneData::Model& winner = m_data.models.front();
        m_pivot = {winner.quality, winner.price};
        emit dragStarted();
        turn(position);
    });
    connect(m_plot, &PlotView::moved, this, [this](QPointF position, bool held) {
        if (m_held >= 0 && held) {
            moveHeld(position);
        } else if (m_turning && held) {
            turn(position);
        } else if (!held) {
            hover(position);
        }
    });
    connect(m_plot, &PlotView::left, this, [this] { m_plot->setHoverBox({}, {}); });
    connect(m_plot, &PlotView::released, this, [this] {
        if (m_held >= 0) {
            const QueryPlaneData::Model moved =
                m_data.models[std::size_t(std::exchange(m_held, -1))];
            emit modelMoved(moved.column, moved.quality, moved.price);
        }
        if (std::exchange(m_turning, false)) emit dragFinished();
    });
}

int QueryPlane::modelAt(QPointF position) const {
    constexpr double kReach = 10.0;
    int found = -1;
    double least = kReach;
    for (std::size_t k = 0; k < m_data.models.size(); ++k) {
        const QPointF away = placeOf(m_data.models[k]) - position;
        const double distance = std::hypot(away.x(), away.y());
        if (distance >= least) continue;
        least = distance;
        found = int(k);
    }
    return found;
}

/// The point goes along with the pointer; the answers follow.
void QueryPlane::moveHeld(QPointF position) {
    QueryPlaneData::Model& held = m_data.models[std::size_t(m_held)];
    const QRectF area = m_plot->plotArea();
    const double share = std::clamp((area.bottom() - position.y()) / area.height(), 0.0, 1.0);
    const AxisScale& y = m_plot->y();
    held.quality = std::clamp(m_plot->xAt(position.x()), 0.0, 1.0);
    held.price = y.lo() + share * (y.hi() - y.lo());
    held.reduced = held.price - m_data.price * held.quality;
    m_plot->updateLive(m_plot->viewport()->rect());
    emit modelMoving(held.column, held.quality, held.price);
}

/// The line from the pivot to the pointer; too close to it there is no line.
void QueryPlane::turn(QPointF position) {
    constexpr double kClose = 10.0;
    const QPointF pivot = m_plot->toPixel(m_pivot.x(), m_pivot.y());
    if (std::abs(position.x() - pivot.x()) < kClose) return;
    const double fromTop = m_plot->plotArea().bottom() - position.y();
    const double perPixel =
        (m_plot->y().hi() - m_plot->y().lo()) / std::max(1.0, m_plot->plotArea().height());
    const double y = m_plot->y().lo() + fromTop * perPixel;
    const double slope = (y - m_pivot.y()) / (m_plot->xAt(position.x()) - m_pivot.x());
    emit priceAsked(std::clamp(slope, 0.0, m_data.highest));
}

/// Which model a point is.
void QueryPlane::hover(QPointF position) {
    constexpr double kReach = 9.0;
    const QueryPlaneData::Model* found = nullptr;
    double nearest = kReach;
    for (const QueryPlaneData::Model& model : m_data.models) {
        const QPointF at = placeOf(model) - position;
        const double distance = std::hypot(at.x(), at.y());
        if (distance >= nearest) continue;
        nearest = distance;
        found = &model;
    }
    if (!found) {
        m_plot->setHoverBox({}, {});
        return;
    }
    m_plot->setHoverBox(
        position,
        {{found->name, modelColor(found->column, theme().dark)},
         {tr("%1 right, %2")
              .arg(valueText(found->quality, Unit::Percent), valueText(found->price, Unit::Usd)),
          QColor()},
         {tr("c + μ − λa = %1").arg(signedAmount(found->reduced)), QColor()}});
}

void QueryPlane::clear(const QString& reason) {
    m_data = {};
    m_foot->clear();
    setEmptyText(reason);
    setEmpty(true);
}

void QueryPlane::setData(QueryPlaneData data, bool fresh) {
    const bool first = m_data.models.empty();
    m_data = std::move(data);
    setEmpty(m_data.models.empty());
    fitAxes(first || fresh);
    m_plot->viewport()->update();
    const QString foot =
        m_data.number.isEmpty() ? QString() : tr("%1: “%2”").arg(m_data.number, m_data.query);
    const QString shown =
        m_foot->fontMetrics().elidedText(foot, Qt::ElideRight, std::max(80, width() - 24));
    if (shown != m_foot->text()) m_foot->setText(shown);
}

void QueryPlane::refresh() {
    setEmpty(m_data.models.empty());
    fitAxes(true);
    m_plot->contentChanged();
}

/// A model far above the others is a triangle at the edge: else all others lie on the ground.
void QueryPlane::fitAxes(bool fresh) {
    if (m_data.models.empty()) return;
    double left = 1.0;
    double right = 0.0;
    std::vector<double> prices;
    prices.reserve(m_data.models.size());
    for (const QueryPlaneData::Model& model : m_data.models) {
        left = std::min(left, model.quality);
        right = std::max(right, model.quality);
        if (std::isfinite(model.price)) prices.push_back(model.price);
    }
    // As high as the lines that matter go, and half of the models.
    std::ranges::sort(prices);
    double top = prices.empty() ? 1.0 : prices.back();
    if (!prices.empty()) {
        const double turned = std::isfinite(m_data.optimal) && m_data.optimal > 0.0
                                  ? m_data.optimal
                                  : kUsualSlope * m_data.highest;
        constexpr double kRoom = 1.3;
        top = std::min(top, kRoom * std::max(prices[prices.size() / 2],
                                             lineAt(turned, right) + 0.1 * prices.front()));
    }
    if (!(top > 0.0)) top = 1.0;
    const QFontMetricsF metrics(m_plot->labelFont());
    double longest = metrics.horizontalAdvance(tr("c + μ − λa"));
    for (const QueryPlaneData::Model& model : m_data.models) {
        longest = std::max(longest, metrics.horizontalAdvance(model.name));
    }
    const double list = longest + metrics.horizontalAdvance(QStringLiteral("−000.00")) + 44.0;
    m_plot->setRight(int(std::min(kMostList * width(), list)));
    bool changed = m_plot->x().fit(left, right);
    changed = m_plot->y().fit(0.0, top) || changed;
    if (fresh) {
        changed = m_plot->x().settle() || changed;
        changed = m_plot->y().settle() || changed;
    }
    if (changed || fresh) m_plot->updateAxes();
}

QPointF QueryPlane::placeOf(const QueryPlaneData::Model& model) const {
    return m_plot->toPixel(model.quality, std::min(model.price, 1e3 * m_plot->y().hi()));
}

QPointF QueryPlane::placeOfWinner() const {
    return m_data.models.empty() ? QPointF() : placeOf(m_data.models.front());
}

/// Height at that quality of the line of that slope that touches the models from below.
double QueryPlane::lineAt(double slope, double quality) const {
    double least = std::numeric_limits<double>::infinity();
    for (const QueryPlaneData::Model& model : m_data.models) {
        least = std::min(least, model.price - slope * model.quality);
    }
    return least + slope * quality;
}

/// The line of that slope that touches the models from below.
void QueryPlane::paintSlope(QPainter& painter, double slope, const QPen& pen,
                            const QString& text) const {
    const double least = lineAt(slope, 0.0);
    const auto at = [&](double x) { return m_plot->toPixel(x, least + slope * x); };
    const QRectF area = m_plot->plotArea();
    painter.setPen(pen);
    painter.drawLine(at(m_plot->x().lo()), at(m_plot->x().hi()));
    // At its upper end, inside.
    QPointF end = at(m_plot->x().hi());
    if (end.y() < area.top() && slope > 0.0) {
        const double x = (m_plot->y().hi() - least) / slope;
        end = m_plot->toPixel(x, m_plot->y().hi());
    }
    const QFontMetricsF metrics(m_plot->labelFont());
    painter.setFont(m_plot->labelFont());
    const double wide = metrics.horizontalAdvance(text) + 6;
    QRectF room(end.x() - wide - 6, std::max(area.top() + 1, end.y() + 2), wide, metrics.height());
    if (room.bottom() > area.bottom()) room.moveBottom(end.y() - 3);
    if (room.left() < area.left()) room.moveLeft(area.left() + 2);
    QColor ground = theme().background;
    ground.setAlphaF(0.85F);
    painter.fillRect(room, ground);
    painter.drawText(room, Qt::AlignCenter, text);
}

void QueryPlane::paintLines(QPainter& painter) const {
    if (m_data.models.empty()) return;
    const QRectF area = m_plot->plotArea();
    painter.save();
    painter.setClipRect(area);
    const QueryPlaneData::Model& winner = m_data.models.front();
    const auto below = [&](double x) {
        return m_plot->toPixel(x, winner.reduced + m_data.price * x);
    };
    QColor tint = theme().accent;
    tint.setAlphaF(0.07F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    constexpr double kDeep = 1e4;
    painter.drawPolygon(QPolygonF({below(m_plot->x().lo()), below(m_plot->x().hi()),
                                   QPointF(area.right(), kDeep), QPointF(area.left(), kDeep)}));
    if (std::isfinite(m_data.optimal)) {
        paintSlope(painter, m_data.optimal, QPen(theme().text, 1.2, Qt::DashLine),
                   tr("λ %1").arg(valueText(m_data.optimal, Unit::Usd)));
    }
    paintSlope(painter, m_data.price, QPen(theme().accent, 2.0),
               tr("λ %1").arg(valueText(m_data.price, Unit::Usd)));
    painter.restore();
}

void QueryPlane::paintModels(QPainter& painter) const {
    const QRectF area = m_plot->plotArea();
    const double line = QFontMetricsF(m_plot->labelFont()).height();
    double above = area.top() + 6;  // of the next name of a model above the range
    for (std::size_t k = m_data.models.size(); k-- > 0;) {
        const QueryPlaneData::Model& model = m_data.models[k];
        QPointF at = placeOf(model);
        painter.setPen(QPen(theme().background, 1.0));
        painter.setBrush(modelColor(model.column, theme().dark));
        if (at.y() < area.top()) {
            at.setY(above);
            above += line;
            painter.drawPolygon(
                QPolygonF({at + QPointF(0, -5), at + QPointF(5, 4), at + QPointF(-5, 4)}));
            painter.setFont(m_plot->labelFont());
            painter.setPen(theme().mutedText);
            const QFontMetricsF metrics(painter.font());
            const bool right = at.x() > area.center().x();
            const QString price = ' ' + valueText(model.price, Unit::Usd);
            const double free = (right ? at.x() - area.left() : area.right() - at.x()) - 14 -
                                metrics.horizontalAdvance(price);
            const QString text = metrics.elidedText(model.name, Qt::ElideMiddle, free) + price;
            const double wide = metrics.horizontalAdvance(text) + 4;
            const QRectF room(right ? at.x() - 8 - wide : at.x() + 8, at.y() - line / 2, wide,
                              line);
            QColor ground = theme().background;
            ground.setAlphaF(0.85F);
            painter.fillRect(room, ground);
            painter.drawText(room, Qt::AlignCenter, text);
            continue;
        }
        painter.drawEllipse(at, kDot, kDot);
        if (k != 0) continue;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().accent, 1.8));
        painter.drawEllipse(at, kDot + 3.5, kDot + 3.5);
    }
}

/// Beside the plot, by reduced cost.
void QueryPlane::paintList(QPainter& painter) const {
    const QRectF area = m_plot->plotArea();
    const double left = area.right() + 10;
    const double right = m_plot->viewport()->width() - 4;
    if (right - left < 60) return;
    painter.setFont(m_plot->labelFont());
    const QFontMetricsF metrics(painter.font());
    const double line =
        std::max(metrics.height() + 1, std::min(metrics.height() + 5, area.height() / 12.0));
    double top = area.top() - 2;
    painter.setPen(theme().mutedText);
    painter.drawText(QRectF(left, top, right - left, line), Qt::AlignRight | Qt::AlignVCenter,
                     tr("c + μ − λa"));
    top += line;
    const double number = metrics.horizontalAdvance(QStringLiteral("−000.00"));
    QFont bold = painter.font();
    bold.setBold(true);
    const QFont plain = painter.font();
    for (std::size_t k = 0; k < m_data.models.size(); ++k) {
        if (top + line > m_plot->viewport()->height()) break;
        const QueryPlaneData::Model& model = m_data.models[k];
        const QRectF row(left, top, right - left, line);
        if (k == 0) painter.fillRect(row.adjusted(-3, 0, 2, 0), theme().tint);
        painter.fillRect(QRectF(left, row.center().y() - 4, 8, 8),
                         modelColor(model.column, theme().dark));
        painter.setFont(k == 0 ? bold : plain);
        painter.setPen(theme().text);
        const QFontMetricsF wide(painter.font());
        painter.drawText(row.adjusted(12, 0, -number, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         wide.elidedText(model.name, Qt::ElideRight, row.width() - number - 12));
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, signedAmount(model.reduced));
        top += line;
    }
    painter.setFont(plain);
    painter.setPen(theme().mutedText);
    const QRectF rest(left, top + 4, right - left, m_plot->viewport()->height() - top - 4);
    if (rest.height() > 3 * metrics.height()) {
        painter.drawText(rest, int(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap,
                         tr("The line turns with λ; the first model it touches wins."));
    }
}

bool QueryPlane::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_foot && event->type() == QEvent::MouseButtonRelease) emit queryClicked();
    return ChartPanel::eventFilter(watched, event);
}

QString QueryPlane::csv() const {
    QString text = tr("model,quality,cost and slot price in USD per 1,000,reduced cost") + "\n";
    for (const QueryPlaneData::Model& model : m_data.models) {
        text += csvField(model.name) + "," + csvNumber(model.quality) + "," +
                csvNumber(model.price) + "," + csvNumber(model.reduced) + "\n";
    }
    return text;
}

}  // namespace orl
