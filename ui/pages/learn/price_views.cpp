#include "ui/pages/learn/price_views.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/lessons/lesson.h"
#include "ui/session/label_text.h"
#include "ui/style/disc.h"
#include "ui/style/palette.h"
#include "ui/style/tokens.h"

namespace orl {

namespace {

constexpr int kStripRow = 20;
constexpr int kStripHead = 20;

QString cents(double value) {
    return QString::fromStdString(lessonNumber(std::round(value * 100.0) / 100.0));
}

/// The next larger number that reads well.
double roundedUp(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(std::max(value, 1e-9))));
    for (const double step : {1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0}) {
        if (step * power >= value - 1e-12) return step * power;
    }
    return 10.0 * power;
}

}  // namespace

double lambdaRange(const LessonInstance& instance) {
    double last = 0.0;
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        for (const double flip : flipsOf(instance, i)) last = std::max(last, flip);
    }
    const double wide = last > 0.0 ? last * 1.2 : std::max(1.0, instance.cost.maxCoeff());
    return roundedUp(wide);
}

LessonStrips::LessonStrips(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void LessonStrips::setPrices(LessonPrices prices) {
    m_prices = std::move(prices);
    const LessonInstance& instance = m_prices.instance;
    const LessonDual dual = dualAt(instance, m_prices.lambda, m_prices.mu);
    QStringList words;
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        QStringList winners;
        for (const std::size_t j : dual.best[i]) winners << labelText(instance.models[j].name);
        words << tr("%1: %2").arg(labelText(instance.queries[i].name), winners.join(tr(" or ")));
    }
    setAccessibleName(tr("Who wins each query: %1").arg(words.join(QStringLiteral("; "))));
    updateGeometry();
    update();
}

QSize LessonStrips::sizeHint() const {
    const int rows = int(m_prices.instance.queryCount() * m_prices.instance.modelCount());
    return {200, rows * kStripRow + int(m_prices.instance.queryCount()) * kStripHead + 6};
}

/// Where sums are on the strips' axis: all of them and zero are on it.
struct LessonStrips::Axis {
    double left;
    double right;
    double least;
    double most;
    double x(double value) const {
        return left + (value - least) / std::max(1e-9, most - least) * (right - left);
    }
};

LessonStrips::Axis LessonStrips::axis() const {
    const LessonInstance& instance = m_prices.instance;
    Axis made{std::min(110.0, width() * 0.34), width() - 46.0, 0.0, 0.0};
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            const double worth =
                m_prices.lambda * instance.chance(Eigen::Index(i), Eigen::Index(j));
            made.least = std::min(made.least, -worth);
            made.most = std::max(made.most,
                                 lessonReducedCost(instance, i, j, m_prices.lambda, m_prices.mu));
        }
    }
    return made;
}

void LessonStrips::paintEvent(QPaintEvent*) {
    const LessonInstance& instance = m_prices.instance;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const LessonDual dual = dualAt(instance, m_prices.lambda, m_prices.mu);
    const Axis on = axis();
    double y = 0.0;
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        painter.setFont(type::section(font()));
        painter.setPen(Theme::of(palette()).text);
        painter.drawText(QRectF(0, y, width(), kStripHead), Qt::AlignVCenter,
                         labelText(instance.queries[i].name));
        y += kStripHead;
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            const bool wins = std::ranges::find(dual.best[i], j) != dual.best[i].end();
            paintStrip(painter, on, i, j, wins, y);
            y += kStripRow;
        }
    }
}

void LessonStrips::paintStrip(QPainter& painter, const Axis& on, std::size_t query,
                              std::size_t model, bool wins, double y) const {
    const Theme& theme = Theme::of(palette());
    const LessonInstance& instance = m_prices.instance;
    if (wins) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.tint);
        painter.drawRoundedRect(QRectF(0, y, width(), kStripRow - 2), 3, 3);
    }
    const QColor color = modelColor(int(model), theme.dark);
    const double worth =
        -m_prices.lambda * instance.chance(Eigen::Index(query), Eigen::Index(model));
    const double paid = worth + instance.cost(Eigen::Index(query), Eigen::Index(model));
    const double sum = paid + (model < m_prices.mu.size() ? m_prices.mu[model] : 0.0);
    const auto bar = [&](double from, double to, const QBrush& brush) {
        painter.fillRect(QRectF(on.x(from), y + 4, on.x(to) - on.x(from), kStripRow - 10), brush);
    };
    painter.setFont(type::note(font()));
    painter.fillRect(QRectF(4, y + 5, 8, 8), color);
    painter.setPen(theme.text);
    painter.drawText(QRectF(17, y, on.left - 20, kStripRow - 2), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(labelText(instance.models[model].name),
                                                      Qt::ElideRight, int(on.left) - 22));
    bar(worth, 0.0, theme.border);
    bar(worth, paid, color);
    if (sum > paid) bar(paid, sum, QBrush(color, Qt::BDiagPattern));
    painter.fillRect(QRectF(on.x(sum) - 1.25, y + 1, 2.5, kStripRow - 4), theme.text);
    painter.setPen(wins ? theme.accent : theme.text);
    if (wins) painter.setFont(type::section(font()));
    painter.drawText(QRectF(on.right + 4, y, 42, kStripRow - 2), Qt::AlignVCenter | Qt::AlignRight,
                     cents(sum));
}

LessonDualCurve::LessonDualCurve(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setCursor(Qt::SizeHorCursor);
}

void LessonDualCurve::setPrices(LessonPrices prices) {
    m_prices = std::move(prices);
    const auto g = [this](double lambda) {
        return dualAt(m_prices.instance, lambda, m_prices.mu).bound;
    };
    double most = m_prices.cost.value_or(0.0);
    constexpr int kSamples = 100;
    for (int k = 0; k <= kSamples; ++k) most = std::max(most, g(m_prices.most * k / kSamples));
    m_least = std::min(0.0, g(0.0));
    m_most = roundedUp(std::max(most * 1.08, m_least + 1.0));
    setAccessibleName(tr("Bound g at the held λ: %1 ¢").arg(cents(g(m_prices.lambda))));
    update();
}

void LessonDualCurve::setDisc(int number) {
    m_disc = number;
    update();
}

QRectF LessonDualCurve::plot() const {
    return QRectF(rect()).adjusted(34, 20, -12, -34);
}

double LessonDualCurve::heightOf(double value) const {
    const QRectF area = plot();
    const double share = (value - m_least) / (m_most - m_least);
    return area.bottom() - std::clamp(share, 0.0, 1.0) * area.height();
}

QPointF LessonDualCurve::pointAt(double lambda) const {
    const QRectF area = plot();
    const double value = dualAt(m_prices.instance, lambda, m_prices.mu).bound;
    return {area.left() + lambda / m_prices.most * area.width(), heightOf(value)};
}

double LessonDualCurve::lambdaAt(double x) const {
    const QRectF area = plot();
    return std::clamp((x - area.left()) / area.width(), 0.0, 1.0) * m_prices.most;
}

void LessonDualCurve::paintAxes(QPainter& painter) const {
    const Theme& theme = Theme::of(palette());
    const QRectF area = plot();
    painter.setFont(type::note(font()));
    constexpr int kTicks = 4;
    for (int k = 0; k <= kTicks; ++k) {
        const double value = m_least + (m_most - m_least) * k / kTicks;
        const double y = heightOf(value);
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(0, y - 9, area.left() - 5, 18), Qt::AlignVCenter | Qt::AlignRight,
                         cents(value));
        const double lambda = m_prices.most * k / kTicks;
        const double x = area.left() + area.width() * k / kTicks;
        painter.drawText(QRectF(x - 25, area.bottom() + 2, 50, 16), Qt::AlignCenter, cents(lambda));
    }
    painter.setPen(theme.axis);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0, 0, width(), 18), Qt::AlignVCenter, tr("bound g(λ), ¢"));
    painter.drawText(QRectF(area.left(), area.bottom() + 17, area.width(), 16), Qt::AlignCenter,
                     tr("λ, ¢ for one right answer"));
}

void LessonDualCurve::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    const QRectF area = plot();
    if (m_prices.cost) {
        const double y = heightOf(*m_prices.cost);
        painter.setPen(QPen(theme.gain, 1.2, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        const bool proven = m_prices.bound && nearlyEqual(*m_prices.bound, *m_prices.cost);
        painter.drawText(QRectF(area.left() + 4, y - 17, area.width(), 16), Qt::AlignVCenter,
                         proven ? tr("cost %1 ¢ = bound").arg(cents(*m_prices.cost))
                                : tr("cost %1 ¢").arg(cents(*m_prices.cost)));
    }
    QPolygonF curve;
    const int steps = std::max(2, int(area.width() / 2));
    for (int k = 0; k <= steps; ++k) curve << pointAt(m_prices.most * k / steps);
    painter.setPen(QPen(theme.text, 2));
    painter.setBrush(Qt::NoBrush);
    painter.save();
    painter.setClipRect(area.adjusted(-2, -6, 2, 1));
    painter.drawPolyline(curve);
    painter.restore();
    painter.setPen(QPen(theme.background, 2));
    painter.setBrush(theme.accent);
    const QPointF point = pointAt(m_prices.lambda);
    painter.drawEllipse(point, 6.5, 6.5);
    if (m_disc > 0) paintDisc(painter, point.toPoint() + QPoint(8, 6), m_disc, theme, font());
}

void LessonDualCurve::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) emit lambdaDragged(lambdaAt(event->position().x()));
}

void LessonDualCurve::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        emit lambdaDragged(lambdaAt(event->position().x()));
    }
}

}  // namespace orl
