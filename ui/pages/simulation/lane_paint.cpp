#include <QFontMetricsF>
#include <QPainter>
#include <QTableWidget>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "core/lab/load_query.h"
#include "ui/pages/simulation/lane.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/label_text.h"
#include "ui/style/level_color.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kBusyIsMuch = 0.9;
constexpr double kFillsFrom = 20.0;  // pixels: smaller slots do not show how far they are
constexpr double kStaleOpacity = 0.45;
constexpr double kCellRadius = 3.0;
constexpr double kSwatch = 8.0;
constexpr double kMostHatch = 22.0;

QString boldly(const QString& text, double room, QPainter& painter) {
    return painter.fontMetrics().elidedText(text, Qt::ElideRight, int(room));
}

}  // namespace

QColor LaneView::runColor(const Theme& theme) const {
    const std::string& id = m_view->runs->runs[m_run].choice.router;
    return routerStyle(QString::fromStdString(id), theme.dark).color;
}

QColor LaneView::levelColor(std::uint32_t visit, const Theme& theme) const {
    const RunReplay& replay = m_cursor->replay();
    return difficultyColor(replay.levelOf(visit), int(replay.levelCount()), theme);
}

/// Everything that does not move: painted once a size, a theme and a run.
QPixmap LaneView::ground() const {
    QPixmap drawn(size() * devicePixelRatioF());
    drawn.setDevicePixelRatio(devicePixelRatioF());
    drawn.fill(Qt::transparent);
    const Theme& theme = Theme::of(palette());
    QPainter painter(&drawn);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(theme.background);
    painter.setPen(theme.border);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::kRadius,
                            space::kRadius);
    if (m_view) paintStill(painter, theme);
    return drawn;
}

void LaneView::paintLegend(QPainter& painter, const Theme& theme) const {
    const auto& names = m_view->experiment().levelNames;
    painter.setFont(type::note(font()));
    const QFontMetricsF metrics(painter.font());
    const QFontMetricsF bold(type::title(font()));
    const double title = bold.horizontalAdvance(m_title) + 2.0 * space::kPanelMargin;
    double left = m_more->x() - 8.0;
    double whole = 0.0;
    for (const std::string& name : names) {
        whole += metrics.horizontalAdvance(labelText(name)) + kSwatch + 12.0;
    }
    const bool named = left - whole > title;  // else their numbers are all there is room for
    const double middle = space::kPanelMargin + fontMetrics().height() / 2.0;
    for (std::size_t k = names.size(); k-- > 0;) {
        const QString name = named ? labelText(names[k]) : QString::number(k + 1);
        left -= metrics.horizontalAdvance(name);
        painter.setPen(theme.mutedText);
        painter.drawText(QPointF(left, middle + metrics.ascent() / 2.0 - 1.0), name);
        left -= kSwatch + 4.0;
        painter.setPen(QPen(theme.control, 0.8));
        painter.setBrush(difficultyColor(int(k), int(names.size()), theme));
        painter.drawRoundedRect(QRectF(left, middle - kSwatch / 2.0, kSwatch, kSwatch), 2.0, 2.0);
        left -= 8.0;
    }
    const QString word =
        m_view->experiment().levelsPredicted ? tr("predicted difficulty") : tr("difficulty");
    const double wide = metrics.horizontalAdvance(word);
    if (left - wide < title) return;
    painter.setPen(theme.mutedText);
    painter.drawText(QPointF(left - wide, middle + metrics.ascent() / 2.0 - 1.0), word);
}

void LaneView::paintStill(QPainter& painter, const Theme& theme) const {
    const double margin = space::kPanelMargin;
    const double line = fontMetrics().height();
    paintLegend(painter, theme);
    painter.setFont(type::title(font()));
    painter.setPen(theme.text);
    painter.drawText(QRectF(margin, margin - 2.0, width() * 0.6, line + 2.0),
                     Qt::AlignLeft | Qt::AlignVCenter, boldly(m_title, width() * 0.58, painter));
    const QRectF strip(margin, margin + line + 6.0, width() - 2.0 * margin, kNumbers);
    QColor tint = runColor(theme);
    tint.setAlphaF(theme.dark ? 0.14F : 0.07F);
    painter.fillRect(strip, tint);
    painter.setFont(type::note(font()));
    painter.setPen(theme.mutedText);
    const std::array names{tr("cost so far"),
                           m_recorded ? tr("accuracy so far") : tr("predicted accuracy so far"),
                           tr("95 % wait below"), tr("waiting now")};
    for (std::size_t k = 0; k < names.size(); ++k) {
        painter.drawText(QRectF(strip.left() + 8.0 + double(k) * strip.width() / kFigures,
                                strip.top() + 3.0, strip.width() / kFigures - 10.0, line),
                         Qt::AlignLeft, boldly(names[k], strip.width() / kFigures - 10.0, painter));
    }
    if (m_table->isVisible()) return;
    const double captions = m_places.top - line;
    painter.drawText(QRectF(m_places.slotsLeft, captions, m_places.slotsWidth, line), Qt::AlignLeft,
                     tr("slots"));
    painter.drawText(QRectF(m_places.queueLeft, captions, m_places.queueWidth, line), Qt::AlignLeft,
                     tr("queue"));
    painter.drawText(QRectF(m_places.busyLeft - 20.0, captions, width() - m_places.busyLeft, line),
                     Qt::AlignLeft, tr("busy so far, %"));
    const auto& models = m_view->experiment().models;
    for (std::size_t j = 0; j < rowCount(); ++j) {
        const QRectF name(margin, rowTop(j), m_places.name, m_places.row);
        const bool model = j < models.size();
        if (model) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(modelColor(int(j), theme.dark));
            painter.drawRect(
                QRectF(name.left(), name.center().y() - kSwatch / 2.0, kSwatch, kSwatch));
        }
        painter.setFont(type::note(font()));
        painter.setPen(model && m_view->runs->plan.slotsOf(j) == 0 ? theme.mutedText : theme.text);
        painter.drawText(name.adjusted(kSwatch + 5.0, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetricsF(painter.font())
                             .elidedText(model ? labelText(models[j]) : tr("together"),
                                         Qt::ElideMiddle, m_places.name - kSwatch - 5.0));
        if (!model) continue;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.grid, 1.0));
        for (std::size_t k = 0; k < cells(j); ++k) {
            painter.drawRoundedRect(placeRect(j, k).adjusted(0.5, 0.5, -0.5, -0.5), kCellRadius,
                                    kCellRadius);
        }
        if (m_view->runs->plan.slotsOf(j) == 0) {
            painter.setPen(theme.mutedText);
            painter.drawText(
                QRectF(m_places.slotsLeft, rowTop(j), m_places.slotsWidth, m_places.row),
                Qt::AlignVCenter, tr("no slots"));
        }
    }
}

void LaneView::paintFigures(QPainter& painter, const Theme& theme) const {
    const double margin = space::kPanelMargin;
    const double line = fontMetrics().height();
    const double strip = width() - 2.0 * margin;
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    for (std::size_t k = 0; k < m_figures.size(); ++k) {
        painter.setPen(k >= std::size_t(WaitP95) ? runColor(theme) : theme.text);
        painter.drawText(QRectF(margin + 8.0 + double(k) * strip / kFigures,
                                margin + 2.0 * line + 6.0, strip / kFigures - 8.0, line + 2.0),
                         Qt::AlignLeft, m_figures[k]);
    }
    bold = type::note(font());
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(runColor(theme));
    painter.drawText(QRectF(margin, m_places.sentence, strip, line + 4.0),
                     Qt::AlignLeft | Qt::AlignVCenter, boldly(m_sentence, strip, painter));
}

void LaneView::paintCells(QPainter& painter, const Theme& theme, std::size_t model) const {
    const auto places = m_cursor->places(model);
    const double side = cellSide(model);
    for (std::size_t k = 0; k < places.size() && k < cells(model); ++k) {
        if (places[k] == RunCursor::kNobody) continue;
        const QColor color = levelColor(places[k], theme);
        const QRectF cell = placeRect(model, k);
        painter.setPen(
            QPen(mixed(color, theme.dark ? QColor(Qt::white) : theme.accent, 0.25), 0.8));
        painter.setBrush(color);
        const Visit& visit = m_cursor->replay().visits()[places[k]];
        const double lasts = visit.ended - visit.begun;
        if (side < kFillsFrom || !(lasts > 0.0)) {
            painter.drawRoundedRect(cell, kCellRadius, kCellRadius);
            continue;
        }
        painter.setBrush(mixed(color, theme.background, 0.55));
        painter.drawRoundedRect(cell, kCellRadius, kCellRadius);
        const double left = std::clamp((visit.ended - m_cursor->time()) / lasts, 0.0, 1.0);
        painter.fillRect(QRectF(cell.left() + 1.0, cell.top() + 1.0, (cell.width() - 2.0) * left,
                                cell.height() - 2.0),
                         color);
    }
}

/// Slots that are too many to be drawn one by one: the levels of who is in them, hardest last.
void LaneView::paintBar(QPainter& painter, const Theme& theme, std::size_t model) const {
    const double end = barEnd(model);
    const double high = std::min(14.0, m_places.row - 5.0);
    const QRectF bar(m_places.slotsLeft, rowTop(model) + (m_places.row - high) / 2.0,
                     m_places.slotsWidth - 40.0, high);
    painter.setPen(theme.grid);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
    double left = bar.left();
    const auto levels = m_cursor->levels(model);
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const double wide = double(levels[level]) / end * bar.width();
        painter.fillRect(QRectF(left, bar.top(), wide, bar.height()),
                         difficultyColor(int(level), int(levels.size()), theme));
        left += wide;
    }
    painter.setFont(type::note(font()));
    painter.setPen(theme.text);
    const bool unlimited = m_view->runs->plan.slotsOf(model) == kUnlimited;
    const QString text = unlimited
                             ? count(std::int64_t(m_cursor->serving(model)))
                             : tr("%1/%2").arg(m_cursor->serving(model)).arg(std::int64_t(end));
    painter.drawText(QRectF(bar.right() + 3.0, rowTop(model), 40.0, m_places.row),
                     Qt::AlignVCenter | Qt::AlignLeft, text);
}

void LaneView::paintOut(QPainter& painter, const Theme& theme, std::size_t model,
                        double until) const {
    const double high = std::min(m_places.row - 4.0, kMostHatch);
    const std::size_t count = cells(model);
    const double wide =
        count > 0 ? placeRect(model, count - 1).right() - m_places.slotsLeft : m_places.slotsWidth;
    const QRectF band(m_places.slotsLeft, rowTop(model) + (m_places.row - high) / 2.0,
                      std::max(wide, 90.0), high);
    painter.fillRect(band, theme.background);
    painter.setPen(QPen(theme.warning, 1.0));
    painter.setBrush(QBrush(theme.warning, Qt::BDiagPattern));
    painter.drawRoundedRect(band, kCellRadius, kCellRadius);
    QFont bold = type::note(font());
    bold.setBold(true);
    painter.setFont(bold);
    const QString text =
        std::isinf(until) ? tr("out") : tr("out until %1").arg(clockText(until, m_view->end()));
    QRectF label = QFontMetricsF(bold).boundingRect(text).adjusted(-5, 0, 5, 0);
    label.moveCenter(band.center());
    painter.fillRect(label.intersected(band.adjusted(1, 1, -1, -1)), theme.background);
    painter.setPen(theme.warning);
    painter.drawText(band, Qt::AlignCenter, text);
}

void LaneView::paintQueue(QPainter& painter, const Theme& theme, std::size_t row) const {
    const auto queue = queueOf(row);
    const std::size_t shown = queueMarks(queue.size());
    painter.setPen(Qt::NoPen);
    for (std::size_t k = 0; k < shown; ++k) {
        painter.setBrush(levelColor(queue[k], theme));
        painter.drawRoundedRect(queueRect(row, k), 1.5, 1.5);
    }
    if (shown == queue.size()) return;
    QFont bold = type::note(font());
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(runColor(theme));
    painter.drawText(QRectF(queueRect(row, shown).left(), rowTop(row), 40.0, m_places.row),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     QStringLiteral("+%1").arg(queue.size() - shown));
}

void LaneView::paintBusy(QPainter& painter, const Theme& theme, std::size_t model) const {
    const std::int64_t limit = m_view->runs->plan.slotsOf(model);
    const double passed = m_cursor->time() - m_view->runs->runs[m_run].result.measures.firstArrival;
    const QRectF groove(m_places.busyLeft, rowTop(model) + m_places.row / 2.0 - 3.5, kBusyBar, 7.0);
    const bool known = limit != kUnlimited && limit > 0 && passed > 0.0;
    const double share =
        known ? std::clamp(m_cursor->busySeconds(model) / (double(limit) * passed), 0.0, 1.0) : 0.0;
    const bool much = share > kBusyIsMuch;
    painter.fillRect(groove, theme.grid);
    painter.fillRect(QRectF(groove.left(), groove.top(), groove.width() * share, groove.height()),
                     much ? theme.warning : mixed(theme.mutedText, theme.background, 0.3));
    QFont text = type::note(font());
    text.setBold(much);
    painter.setFont(text);
    painter.setPen(much ? theme.warning : theme.text);
    painter.drawText(QRectF(groove.right(), rowTop(model), 32.0, m_places.row),
                     Qt::AlignVCenter | Qt::AlignRight,
                     known ? QString::number(std::lround(100.0 * share)) : QStringLiteral("–"));
}

void LaneView::paintRow(QPainter& painter, const Theme& theme, std::size_t model) const {
    const double until = outUntil(m_view->runs->plan, model, m_cursor->time());
    if (!std::isnan(until)) {
        paintOut(painter, theme, model, until);
    } else if (cells(model) > 0) {
        paintCells(painter, theme, model);
    } else if (m_view->runs->plan.slotsOf(model) != 0) {
        paintBar(painter, theme, model);
    }
    paintQueue(painter, theme, model);
    if (m_view->runs->plan.slotsOf(model) != 0) paintBusy(painter, theme, model);
}

/// Around the query that the keys are at.
void LaneView::paintFocus(QPainter& painter, const Theme& theme) const {
    const auto visit = focusedVisit();
    QRectF around(m_places.slotsLeft - 2.0, rowTop(m_focusRow) + 1.0,
                  m_places.queueLeft + m_places.queueWidth - m_places.slotsLeft,
                  m_places.row - 2.0);
    if (visit && m_focusRow < m_view->experiment().models.size() && cells(m_focusRow) > 0) {
        const auto places = m_cursor->places(m_focusRow);
        const auto found = std::ranges::find(places, *visit);
        if (found != places.end()) {
            around = placeRect(m_focusRow, std::size_t(found - places.begin()));
        }
    }
    if (visit) {
        const auto queue = queueOf(m_focusRow);
        const auto found = std::ranges::find(queue, *visit);
        if (found != queue.end() && std::size_t(found - queue.begin()) < queueMarks(queue.size())) {
            around = queueRect(m_focusRow, std::size_t(found - queue.begin()));
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, 2.0));
    painter.drawRoundedRect(around.adjusted(-2, -2, 2, 2), kCellRadius, kCellRadius);
}

void LaneView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    if (m_ground.isNull()) m_ground = ground();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_ground);
    if (!m_cursor) return;
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_stale) painter.setOpacity(kStaleOpacity);
    paintFigures(painter, theme);
    if (m_table->isVisible()) return;
    for (std::size_t j = 0; j < m_view->experiment().models.size(); ++j) {
        paintRow(painter, theme, j);
    }
    if (rowCount() > m_view->experiment().models.size()) {
        paintQueue(painter, theme, m_view->experiment().models.size());
    }
    if (hasFocus()) paintFocus(painter, theme);
}

}  // namespace orl
