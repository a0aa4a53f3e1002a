// Who answers what, by difficulty.
#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "ui/report/charts.h"
#include "ui/report/sheet.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"

namespace orl::sheet {

namespace {

/// Models that answer anything, most first.
std::vector<std::size_t> answering(const SharePicture& shares) {
    std::vector<std::size_t> order(shares.whole.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t j) { return !(shares.whole[j] > 0.0); });
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return shares.whole[a] > shares.whole[b]; });
    return order;
}

void paintBar(QPainter& painter, const QRectF& bar, const std::vector<double>& row,
              const std::vector<std::size_t>& order) {
    const QFont bold = letters(kSmall, true);
    const QFontMetricsF metrics(bold);
    qreal left = bar.left();
    for (const std::size_t j : order) {
        const qreal width = row[j] * bar.width();
        if (width <= 0.0) continue;
        const QRectF part(left, bar.top(), width, bar.height());
        const QColor color = modelColor(int(j), false);
        painter.fillRect(part.adjusted(0, 0, -std::min(pt(0.6), width / 3), 0), color);
        const QString text = QString::number(std::lround(row[j] * 100.0));
        if (metrics.horizontalAdvance(text) + pt(4) < width) {
            const bool dark = color.lightnessF() < 0.55F;
            writeLine(painter, part, text, bold, dark ? QColor(Qt::white) : Theme::light().text,
                      Qt::AlignHCenter);
        }
        left += width;
    }
}

constexpr std::size_t kColumns = 2;
constexpr std::size_t kMostRows = 4;

/// In columns of equal width; what there is no room for is counted.
void paintShareLegend(QPainter& painter, const QRectF& room, const SharePicture& shares,
                      const std::vector<std::size_t>& order, std::size_t rows) {
    const QFont font = letters(kSmall);
    const QFontMetricsF metrics(font);
    const qreal line = lineHeight(font);
    const qreal column = room.width() / kColumns;
    const std::size_t places = rows * kColumns;
    const qreal figure = metrics.horizontalAdvance(QStringLiteral("100.0 %"));
    for (std::size_t k = 0; k < std::min(places, order.size()); ++k) {
        const std::size_t row = k / kColumns;
        const QRectF place(room.left() + column * qreal(k % kColumns),
                           room.top() + line * qreal(row), column - pt(10), line);
        const bool rest = k + 1 == places && order.size() > places;
        double share = shares.whole[order[k]];
        QString name = labelText(shares.models[order[k]]);
        if (rest) {
            name = QStringLiteral("and %1 more").arg(order.size() - k);
            for (std::size_t more = k + 1; more < order.size(); ++more) {
                share += shares.whole[order[more]];
            }
        } else {
            painter.fillRect(QRectF(place.left(), place.center().y() - pt(3), pt(6), pt(6)),
                             modelColor(int(order[k]), false));
        }
        const QRectF words = place.adjusted(pt(9), 0, -figure - pt(2), 0);
        writeLine(painter, words, metrics.elidedText(name, Qt::ElideMiddle, words.width()), font,
                  Theme::light().text);
        writeLine(painter, place, QStringLiteral("%1 %").arg(share * 100.0, 0, 'f', 1), font,
                  Theme::light().mutedText, Qt::AlignRight);
    }
}

}  // namespace

void paintShares(QPainter& painter, const QRectF& room, const SharePicture& shares) {
    const Theme& theme = Theme::light();
    const QFont font = letters(kSmall);
    const QFontMetricsF metrics(font);
    const qreal line = lineHeight(font);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<std::size_t> order = answering(shares);
    const std::size_t legendRows =
        std::clamp((order.size() + 1) / kColumns, std::size_t{1}, kMostRows);
    const qreal legend = qreal(legendRows) * line;
    qreal names = 0.0;
    for (const std::string& level : shares.levels) {
        names = std::max(names, metrics.horizontalAdvance(labelText(level)));
    }
    names = std::min(names, room.width() * 0.22) + pt(5);
    const QRectF bars = room.adjusted(names, pt(2), 0, -legend - line - pt(8));
    // Of very many levels as many as can be read.
    const auto fit = std::size_t(std::max(1.0, bars.height() / (line + pt(1))));
    const std::size_t levels = std::min(fit, shares.levels.size());
    const qreal pitch = bars.height() / qreal(std::max<std::size_t>(1, levels));
    const qreal high = std::min(pitch * 0.72, pt(17));
    for (std::size_t k = 0; k < levels; ++k) {
        const qreal top = bars.top() + pitch * qreal(k) + (pitch - high) / 2;
        writeLine(painter, QRectF(room.left(), top, names - pt(5), high),
                  labelText(shares.levels[k]), font, theme.text, Qt::AlignRight);
        paintBar(painter, QRectF(bars.left(), top, bars.width(), high), shares.share[k], order);
    }
    for (const int percent : {0, 25, 50, 75, 100}) {
        const qreal x = bars.left() + bars.width() * percent / 100.0;
        const Qt::Alignment side = percent == 0     ? Qt::AlignLeft
                                   : percent == 100 ? Qt::AlignRight
                                                    : Qt::AlignHCenter;
        const qreal from = percent == 0 ? x : percent == 100 ? x - pt(30) : x - pt(15);
        writeLine(painter, QRectF(from, bars.bottom() + pt(1), pt(30), line),
                  QString::number(percent), font, theme.mutedText, side);
    }
    paintShareLegend(painter, QRectF(room.left(), room.bottom() - legend, room.width(), legend),
                     shares, order, legendRows);
}

}  // namespace orl::sheet
