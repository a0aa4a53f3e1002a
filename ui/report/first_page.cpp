#include "ui/report/first_page.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "ui/report/charts.h"
#include "ui/report/first_page_tables.h"
#include "ui/report/sheet.h"
#include "ui/session/label_text.h"

namespace orl::sheet {

namespace {

constexpr qreal kGap = pt(9);
constexpr qreal kLeastCharts = pt(152);
constexpr qreal kMostCharts = pt(225);

QString lineOf(const std::string& text) {
    return labelText(text);
}

/// Title and heading over a rule, then question, answer, summary and note. @return the bottom
qreal paintTop(QPainter& painter, const QRectF& room, const Report& report) {
    const Theme& theme = Theme::light();
    const QFont small = letters(kSmall);
    const QFont bold = letters(kSmall, true);
    const qreal line = lineHeight(bold);
    const qreal half = room.width() * 0.34;
    writeLine(painter, QRectF(room.topLeft(), QSizeF(half, line)), lineOf(report.title), bold,
              theme.accent);
    writeLine(painter, QRectF(room.left() + half, room.top(), room.width() - half, line),
              lineOf(report.heading), small, theme.mutedText, Qt::AlignRight);
    qreal top = room.top() + line + pt(4);
    painter.setPen(QPen(theme.text, pt(0.6)));
    painter.drawLine(QPointF(room.left(), top), QPointF(room.right(), top));
    top += pt(7);
    const auto block = [&](const QString& text, qreal points, bool heavy, int most, qreal after) {
        if (text.isEmpty()) return;
        const QFont font = letters(points, heavy);
        top = write(painter, {room.left(), top}, room.width(),
                    wrapped(text, font, room.width(), most), font, theme.text);
        top += after;
    };
    block(lineOf(report.question), 8.5, false, 2, pt(2));
    // A long answer is smaller before any of it is left out.
    qreal size = 16.0;
    while (size > 12.0 &&
           wrapped(lineOf(report.answer), letters(size, true), room.width()).size() > 2) {
        size -= 1.0;
    }
    block(lineOf(report.answer), size, true, 2, pt(6));
    block(lineOf(report.summary), 8.0, false, 4, pt(4));
    if (!report.note.empty()) {
        const qreal from = top;
        const QFont font = letters(8.0);
        top = write(painter, {room.left() + pt(8), top}, room.width() - pt(8),
                    wrapped(labelLines(report.note), font, room.width() - pt(8), 4), font,
                    theme.text);
        painter.fillRect(QRectF(room.left(), from, pt(2), top - from), theme.tintBorder);
        top += pt(4);
    }
    return top + pt(3);
}

/// @return the bottom
qreal paintTiles(QPainter& painter, const QRectF& room, qreal top, const Report& report) {
    if (report.tiles.empty()) return top;
    const Theme& theme = Theme::light();
    const QFont small = letters(kSmall);
    const QFont figure = letters(14.0, true);
    const qreal line = lineHeight(small);
    const qreal gap = pt(10);
    const auto count = qreal(report.tiles.size());
    const qreal width = (room.width() - gap * (count - 1)) / count;
    const qreal height = 3 * line + lineHeight(figure) + pt(7);
    qreal left = room.left();
    for (const ReportTile& tile : report.tiles) {
        const QRectF box(left, top, width, height);
        painter.fillRect(box, mixed(theme.background, theme.tint, 0.4));
        painter.fillRect(QRectF(box.topLeft(), QSizeF(pt(1.8), height)), theme.accent);
        const qreal text = left + pt(9);
        const qreal room2 = width - pt(13);
        qreal y = write(painter, {text, top + pt(3)}, room2, {lineOf(tile.label)}, small,
                        theme.mutedText);
        y = write(painter, {text, y}, room2, {lineOf(tile.figure)}, figure, theme.text);
        write(painter, {text, y}, room2, wrapped(lineOf(tile.remark), small, room2, 2), small,
              theme.mutedText);
        left += width + gap;
    }
    return top + height + kGap;
}

/// Bottom up: the command, then three paragraphs. @return their top
qreal paintFoundations(QPainter& painter, const QRectF& room, const Report& report) {
    const Theme& theme = Theme::light();
    const QFont small = letters(kSmall);
    const QFont bold = letters(kSmall, true);
    const QFont fixed = fixedLetters(kSmall);
    const qreal pad = pt(6);
    QStringList lines = commandText(report.commandLine, fixed, room.width() - 2 * pad);
    constexpr qsizetype kMostCommand = 3;
    if (report.commandLine.empty()) {
        lines = {QStringLiteral(
            "What is shown is not kept in a workspace: no command gives these numbers.")};
    } else if (lines.size() > kMostCommand) {
        lines = {QStringLiteral("The command is long: it stands at the end of the details.")};
    }
    const qreal height =
        lineHeight(bold) + qreal(lines.size()) * lineHeight(fixed) + 2 * pad - pt(2);
    const QRectF box(room.left(), room.bottom() - height, room.width(), height);
    painter.setPen(QPen(theme.border, pt(0.6)));
    painter.setBrush(QColor(0xf6f8fa));
    painter.drawRoundedRect(box, pt(2.5), pt(2.5));
    const QRectF head(box.left() + pad, box.top() + pad - pt(1), box.width() - 2 * pad,
                      lineHeight(bold));
    writeLine(painter, head,
              report.commandLine.empty()
                  ? QStringLiteral("Recompute")
                  : QStringLiteral("Recompute, in the folder of the workspace"),
              bold, theme.text);
    writeLine(painter, head, lineOf(report.origin), small, theme.mutedText, Qt::AlignRight);
    write(painter, {head.left(), head.bottom()}, head.width(), lines, fixed, theme.text);

    const qreal gap = pt(14);
    const auto columns = qreal(std::max<std::size_t>(1, report.foundations.size()));
    const qreal width = (room.width() - gap * (columns - 1)) / columns;
    constexpr int kMostLines = 10;
    qsizetype most = 0;
    std::vector<QStringList> texts;
    texts.reserve(report.foundations.size());
    for (const ReportParagraph& each : report.foundations) {
        texts.push_back(wrapped(lineOf(each.text), small, width, kMostLines));
        most = std::max(most, texts.back().size());
    }
    const QFont headFont = letters(8.5, true);
    const qreal top =
        box.top() - kGap - qreal(most) * lineHeight(small) - lineHeight(headFont) - pt(8);
    painter.setPen(QPen(theme.border, pt(0.6)));
    painter.drawLine(QPointF(room.left(), top), QPointF(room.right(), top));
    qreal left = room.left();
    for (std::size_t k = 0; k < texts.size(); ++k) {
        const qreal y = write(painter, {left, top + pt(6)}, width,
                              {lineOf(report.foundations[k].head)}, headFont, theme.text);
        write(painter, {left, y + pt(2)}, width, texts[k], small, theme.text);
        left += width + gap;
    }
    return top;
}

void paintCharts(QPainter& painter, const QRectF& room, const Report& report) {
    const qreal gap = pt(22);
    const qreal width = (room.width() - gap) / 2;
    const auto chart = [&](qreal left, const char* head, const QString& remark) {
        const qreal top =
            writeHead(painter, {left, room.top()}, width, QLatin1String(head), remark);
        return QRectF(left, top + pt(2), width, room.bottom() - top - pt(2));
    };
    const bool plane = !report.plane.frontier.empty() || !report.plane.models.empty();
    if (plane) {
        paintPlane(
            painter,
            chart(room.left(), "Cost and accuracy",
                  report.plane.realized ? QStringLiteral("realized") : QStringLiteral("predicted")),
            report.plane);
    }
    if (report.shares.levels.empty()) return;
    paintShares(painter,
                chart(room.left() + (plane ? width + gap : 0.0), "Who answers, by difficulty",
                      QStringLiteral("share of each level, %")),
                report.shares);
}

}  // namespace

void paintFirstPage(QPainter& painter, const QRectF& room, const Report& report) {
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const qreal from = paintTiles(painter, room, paintTop(painter, room, report), report);
    const qreal until = paintFoundations(painter, room, report) - kGap;
    // What is left is for charts, rules and levers: charts shrink first, then rows go.
    FirstPageTables tables(report);
    const bool charts = !report.plane.frontier.empty() || !report.shares.levels.empty();
    const qreal chartsNeed = charts ? kLeastCharts + kGap : 0.0;
    while (until - from - chartsNeed < tables.height() && tables.shorten()) {
    }
    const qreal rest = until - from - tables.height() - kGap;
    qreal top = from;
    if (charts && rest >= kLeastCharts * 0.8) {
        const qreal height = std::min(rest, kMostCharts);
        paintCharts(painter, QRectF(room.left(), top, room.width(), height), report);
        top += height + kGap;
    }
    tables.paint(painter, QRectF(room.left(), top, room.width(), until - top));
}

}  // namespace orl::sheet
