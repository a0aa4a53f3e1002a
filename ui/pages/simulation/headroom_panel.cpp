#include "ui/pages/simulation/headroom_panel.h"

#include <QAction>
#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_view.h"
#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/words.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kBarHeight = 12.0;
constexpr double kWorthSwatch = 9.0;
constexpr double kBoxMargin = 8.0;
constexpr double kAlmostAll = 0.995;  // of the slots' time that is planned with: busy

}  // namespace

/// Where things stand, from top to bottom.
struct HeadroomPanel::Rows {
    double line = 0.0;
    double width = 0.0;
    double bar = 0.0;    ///< top of the load's bar
    double words = 0.0;  ///< of the line below it
    double head = 0.0;   ///< of the worths
    double first = 0.0;
    double step = 0.0;
    std::size_t shown = 0;  ///< models
    QRectF box;             ///< of the bottleneck
};

HeadroomPanel::HeadroomPanel(QWidget* parent) : ChartPanel(tr("Headroom and bottleneck"), parent) {
    m_plot = addPlot();
    m_plot->setBare(true);
    m_plot->setUnder([this](QPainter& painter) { paint(painter); });
    m_plot->viewport()->installEventFilter(this);
    m_try = new QPushButton(tr("Try it"), m_plot->viewport());
    m_try->setFont(type::note(font()));
    m_try->hide();
    setLegendVisible(false);
    setEmptyText(tr("Nothing is planned yet"));
    QAction* plan = addMenuAction(tr("Plan slots…"));
    plan->setToolTip(tr("Which slots keep the waits short at a load, at least cost"));
    connect(plan, &QAction::triggered, this, &HeadroomPanel::planAsked);
    connect(m_try, &QPushButton::clicked, this, [this] {
        if (m_data.best) emit tryIt(m_data.best->model, m_data.best->slotCount);
    });
}

void HeadroomPanel::setData(HeadroomData data) {
    m_data = std::move(data);
    refresh();
}

bool HeadroomPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_plot->viewport() && event->type() == QEvent::Resize) placeButton();
    return ChartPanel::eventFilter(watched, event);
}

void HeadroomPanel::refresh() {
    setEmpty(std::isnan(m_data.rate));
    const bool offered = !isEmpty() && m_data.best.has_value();
    m_try->setVisible(offered);
    if (isEmpty()) return;
    if (offered) {
        m_try->setAccessibleName(tr("Try it: %1").arg(bottleneckText()));
        m_try->setToolTip(tr("Gives %1 %2 more slots, simulates again, and can be undone")
                              .arg(m_data.best->name)
                              .arg(m_data.best->slotCount));
    }
    setNotice(tr("in the long run; slots planned %1 busy").arg(floorText(m_data.plannedUse)));
    placeButton();
    m_plot->contentChanged();
}

HeadroomPanel::Rows HeadroomPanel::rows() const {
    const QFontMetricsF metrics(m_plot->labelFont());
    const QRectF area = m_plot->viewport()->rect();
    Rows rows;
    rows.line = metrics.height();
    rows.width = area.width();
    rows.bar = rows.line + 3.0;
    rows.words = rows.bar + kBarHeight + 4.0;
    rows.head = rows.words + rows.line + 6.0;
    rows.first = rows.head + rows.line + 3.0;
    const double high = 2.0 * rows.line + 2.0 * kBoxMargin;
    rows.box = QRectF(0.0, area.height() - high, area.width(), high);
    if (m_data.bottleneck.isEmpty()) rows.box.setTop(area.height() - rows.line - 4.0);
    const double room = std::max(0.0, rows.box.top() - rows.first - 4.0);
    const auto fits = std::size_t(room / (rows.line + 1.0));
    rows.shown = std::min(fits, m_data.worth.size());
    constexpr double kMostStep = 1.9;  // lines
    rows.step =
        rows.shown == 0 ? rows.line : std::min(room / double(rows.shown), kMostStep * rows.line);
    return rows;
}

void HeadroomPanel::placeButton() {
    const QRectF box = rows().box;
    const QSize size = m_try->sizeHint();
    m_try->setGeometry(QRect(QPoint(int(box.right() - kBoxMargin) - size.width(),
                                    int(box.center().y()) - size.height() / 2),
                             size));
}

QString HeadroomPanel::headroomText() const {
    return headroomTexts().first();
}

QStringList HeadroomPanel::headroomTexts() const {
    if (std::isinf(m_data.largestRate)) return {tr("no limit of slots holds the load back")};
    const QString caveat = m_data.caveat.isEmpty() ? QString() : ", " + m_data.caveat;
    if (!(m_data.largestRate > 0.0)) return {tr("%1 cannot be held at any load").arg(m_data.goal)};
    const double more = m_data.largestRate / m_data.rate - 1.0;
    if (more < 0.0) {
        const QString over = percent(-more / (1.0 + more), 0);
        return {tr("%1 more than can be held").arg(over) + caveat, tr("%1 too much").arg(over)};
    }
    const QString left = percentBelow(more, 0);
    return {tr("%1 headroom before %2 breaks").arg(left, m_data.goal) + caveat,
            tr("%1 headroom").arg(left) + caveat, tr("%1 headroom").arg(left)};
}

QString HeadroomPanel::bottleneckText() const {
    if (!m_data.best) return tr("no change of one model's slots helps");
    const HeadroomData::Change& best = *m_data.best;
    const bool helps = std::isfinite(best.savesPerHour) && best.savesPerHour > 0.0;
    // The bottleneck itself need not be named twice.
    if (best.name == m_data.bottleneck) {
        const QString more =
            best.slotCount == 1 ? tr("one slot more") : tr("%1 slots more").arg(best.slotCount);
        return helps ? tr("%1: %2 less an hour").arg(more, usd(best.savesPerHour))
                     : tr("%1: holds up to %2").arg(more, rateText(best.largestRate));
    }
    const QString slotCount = best.slotCount == 1
                                  ? tr("one slot more on %1").arg(best.name)
                                  : tr("%1 slots more on %2").arg(best.slotCount).arg(best.name);
    if (helps) return tr("%1: %2 less an hour").arg(slotCount, usd(best.savesPerHour));
    return tr("%1: holds up to %2").arg(slotCount, rateText(best.largestRate));
}

void HeadroomPanel::paint(QPainter& painter) const {
    if (isEmpty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_plot->labelFont());
    const Rows at = rows();
    paintLoad(painter, at);
    paintWorth(painter, at);
    paintBottleneck(painter, at);
}

/// From nothing to a little beyond the greater of load and limit.
void HeadroomPanel::paintLoad(QPainter& painter, const Rows& rows) const {
    const QFontMetricsF metrics(painter.font());
    constexpr double kBeyond = 1.2;
    const bool limited = std::isfinite(m_data.largestRate);
    const double end =
        kBeyond * (limited ? std::max(m_data.rate, m_data.largestRate) : m_data.rate);
    const auto x = [&](double rate) { return end > 0.0 ? rate / end * rows.width : 0.0; };
    painter.setPen(theme().mutedText);
    painter.drawText(QRectF(0.0, 0.0, rows.width, rows.line), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("load that holds %1").arg(m_data.goal));
    const QRectF whole(0.0, rows.bar, rows.width, kBarHeight);
    painter.fillRect(whole, theme().grid);
    const bool over = limited && m_data.rate > m_data.largestRate;
    const QRectF now(0.0, rows.bar, x(m_data.rate), kBarHeight);
    painter.fillRect(now, over ? theme().warning : theme().accent);
    if (limited) {
        const double limit = x(m_data.largestRate);
        const QRectF beyond(limit, rows.bar, rows.width - limit, kBarHeight);
        if (over) painter.fillRect(beyond, theme().background);
        painter.fillRect(beyond, QBrush(theme().hatch, Qt::BDiagPattern));
        painter.setPen(QPen(theme().warning, 2.0));
        painter.drawLine(QPointF(limit, rows.bar - 3.0),
                         QPointF(limit, rows.bar + kBarHeight + 3.0));
    }
    const QString load = tr("%1 now").arg(rateText(m_data.rate));
    const double wide = metrics.horizontalAdvance(load) + 8.0;
    painter.setPen(wide < now.width() && !over ? theme().background : theme().text);
    if (wide < now.width() && !over) {
        painter.drawText(now.adjusted(0, -2, -4, 2), Qt::AlignRight | Qt::AlignVCenter, load);
    }
    painter.setPen(theme().warning);
    const QString most = limited ? rateText(m_data.largestRate) : QString();
    const double mostWide = metrics.horizontalAdvance(most);
    if (limited) {
        const double centre =
            std::clamp(x(m_data.largestRate), mostWide / 2.0, rows.width - mostWide / 2.0);
        painter.drawText(
            QRectF(centre - mostWide / 2.0 - 1.0, rows.words, mostWide + 2.0, rows.line),
            Qt::AlignCenter, most);
    }
    const double room =
        limited
            ? std::clamp(x(m_data.largestRate) - mostWide / 2.0, 0.0, rows.width - mostWide) - 8.0
            : rows.width;
    QStringList words = headroomTexts();
    if (wide >= now.width() || over) {
        for (QString& each : words) each.prepend(load + QStringLiteral(": "));
    }
    // Where the limit stands far to the left, the words follow it.
    const bool behind = metrics.horizontalAdvance(words.first()) > room && room < rows.width / 2.0;
    const double left = behind ? room + mostWide + 16.0 : 0.0;
    const double given = behind ? rows.width - left : room;
    painter.setPen(over ? theme().warning : theme().gain);
    painter.drawText(QRectF(left, rows.words, given, rows.line), Qt::AlignLeft | Qt::AlignVCenter,
                     longestThatFits(words, metrics, given));
}

void HeadroomPanel::paintWorth(QPainter& painter, const Rows& rows) const {
    QFont bold = painter.font();
    bold.setWeight(QFont::DemiBold);
    const QFont plain = painter.font();
    const QFontMetricsF metrics(plain);
    painter.setFont(bold);
    painter.setPen(theme().text);
    painter.drawText(QRectF(0.0, rows.head, rows.width, rows.line),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("What a slot is worth"));
    painter.setFont(plain);
    painter.setPen(theme().mutedText);
    painter.drawText(QRectF(0.0, rows.head, rows.width, rows.line),
                     Qt::AlignRight | Qt::AlignVCenter, tr("μ, $ per slot and hour"));
    const double money = metrics.horizontalAdvance(QStringLiteral("$8,888.88"));
    const double use = metrics.horizontalAdvance(tr("%1 used").arg(QStringLiteral("100 %")));
    const double names = std::max(40.0, rows.width * 0.36);
    const double bars = std::max(8.0, rows.width - names - use - money - 18.0);
    double most = 0.0;
    for (const HeadroomData::Worth& each : m_data.worth) {
        if (std::isfinite(each.perHour)) most = std::max(most, each.perHour);
    }
    const bool cut = rows.shown < m_data.worth.size();
    for (std::size_t k = 0; k < rows.shown; ++k) {
        const double top = rows.first + double(k) * rows.step;
        const double middle = top + rows.step / 2.0;
        const QRectF line(0.0, top, rows.width, rows.step);
        if (cut && k + 1 == rows.shown) {
            painter.setPen(theme().mutedText);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             tr("and %1 more models").arg(m_data.worth.size() - k));
            break;
        }
        const HeadroomData::Worth& each = m_data.worth[k];
        const QColor color = modelColor(each.column, theme().dark);
        painter.fillRect(QRectF(0.0, middle - kWorthSwatch / 2.0, kWorthSwatch, kWorthSwatch),
                         color);
        painter.setPen(theme().text);
        const double room = names - kWorthSwatch - 8.0;
        painter.drawText(QRectF(kWorthSwatch + 5.0, top, room, rows.step),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(each.model, Qt::ElideMiddle, room));
        const QRectF ground(names, middle - 4.0, bars, 8.0);
        painter.fillRect(ground, theme().grid);
        if (most > 0.0 && std::isfinite(each.perHour)) {
            painter.fillRect(QRectF(ground.left(), ground.top(), bars * each.perHour / most, 8.0),
                             color);
        }
        painter.setPen(theme().mutedText);
        const QString used = each.none              ? tr("no slots")
                             : std::isnan(each.use) ? tr("no limit")
                             : each.use >= kAlmostAll * m_data.plannedUse
                                 ? tr("busy")
                                 : tr("%1 used").arg(percent(each.use, 0));
        painter.drawText(QRectF(names + bars + 8.0, top, use, rows.step),
                         Qt::AlignLeft | Qt::AlignVCenter, used);
        painter.setFont(each.perHour > 0.0 ? bold : plain);
        painter.setPen(each.perHour > 0.0 ? theme().text : theme().mutedText);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, usd(each.perHour));
        painter.setFont(plain);
    }
}

void HeadroomPanel::paintBottleneck(QPainter& painter, const Rows& rows) const {
    if (m_data.bottleneck.isEmpty()) {
        painter.setPen(theme().mutedText);
        painter.drawText(rows.box, Qt::AlignLeft | Qt::AlignVCenter,
                         tr("No bottleneck: no slots are short"));
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().tint);
    painter.drawRoundedRect(rows.box, space::kFieldRadius, space::kFieldRadius);
    const double button = m_data.best ? m_try->sizeHint().width() + kBoxMargin : 0.0;
    const double room = rows.box.width() - 2.0 * kBoxMargin - button;
    QFont bold = painter.font();
    const QFont plain = painter.font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(theme().text);
    const QRectF upper(kBoxMargin, rows.box.top() + kBoxMargin - 1.0, room, rows.line);
    painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(bold).elidedText(tr("Bottleneck: %1").arg(m_data.bottleneck),
                                                    Qt::ElideMiddle, room));
    painter.setFont(plain);
    painter.setPen(theme().accent);
    painter.drawText(upper.translated(0.0, rows.line + 2.0), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(plain).elidedText(bottleneckText(), Qt::ElideRight, room));
}

QString HeadroomPanel::csv() const {
    QString text = QStringLiteral("model,usd_per_slot_and_hour,use,rate,largest_rate\n");
    for (const HeadroomData::Worth& each : m_data.worth) {
        text += csvField(each.model) + ',' + csvNumber(each.perHour) + ',' + csvNumber(each.use) +
                ',' + csvNumber(m_data.rate) + ',' +
                (std::isinf(m_data.largestRate) ? QStringLiteral("inf")
                                                : csvNumber(m_data.largestRate)) +
                '\n';
    }
    return text;
}

}  // namespace orl
