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
constexpr qreal kFoundationGap = pt(14);
constexpr int kFoundationLines = 11;
constexpr qreal kSummarySize = 8.0;
constexpr int kSummaryLines = 4;
constexpr int kNoteLines = 4;
constexpr qreal kNoteIndent = pt(8);

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
    block(lineOf(report.summary), kSummarySize, false, kSummaryLines, pt(4));
    if (!report.note.empty()) {
        const qreal from = top;
        const QFont font = letters(kSummarySize);
        const qreal width = room.width() - kNoteIndent;
        top = write(painter, {room.left() + kNoteIndent, top}, width,
                    wrapped(labelLines(report.note), font, width, kNoteLines), font, theme.text);
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

/// The command in a box at the foot. @return its top
qreal paintCommandBox(QPainter& painter, const QRectF& room, const Report& report) {
    const Theme& theme = Theme::light();
    const QFont bold = letters(kSmall, true);
    const QFont fixed = fixedLetters(kSmall);
    const qreal pad = pt(6);
    QStringList lines = commandText(report.commandLine, fixed, room.width() - 2 * pad);
    constexpr qsizetype kMostCommand = 3;
    QString title = QStringLiteral("Recompute, in the folder of the workspace");
    if (report.commandLine.empty()) {
        title = QStringLiteral("Recompute");
        lines = {QStringLiteral(
            "What is shown is not kept in a workspace: no command gives these numbers.")};
    } else if (lines.size() > kMostCommand) {
        lines = {QStringLiteral("The command is long: it stands at the end of the details.")};
    }
    const qreal height =
        lineHeight(bold) + qreal(lines.size()) * lineHeight(fixed) + 2 * pad - pt(2);
    const QRectF box(room.left(), room.bottom() - height, room.width(), height);
    painter.setPen(QPen(theme.border, pt(0.6)));
    painter.setBrush(mixed(theme.background, theme.window, 0.7));
    painter.drawRoundedRect(box, pt(2.5), pt(2.5));
    const QRectF head(box.left() + pad, box.top() + pad - pt(1), box.width() - 2 * pad,
                      lineHeight(bold));
    writeLine(painter, head, title, bold, theme.text);
    writeLine(painter, head, lineOf(report.origin), letters(kSmall), theme.mutedText,
              Qt::AlignRight);
    write(painter, {head.left(), head.bottom()}, head.width(), lines, fixed, theme.text);
    return box.top();
}

/// Of three paragraphs beside each other.
qreal foundationWidth(const Report& report, qreal width) {
    const auto columns = qreal(std::max<std::size_t>(1, report.foundations.size()));
    return (width - kFoundationGap * (columns - 1)) / columns;
}

/// Bottom up: the command, then three paragraphs. @return their top
qreal paintFoundations(QPainter& painter, const QRectF& room, const Report& report) {
    const Theme& theme = Theme::light();
    const QFont small = letters(kSmall);
    const QFont headFont = letters(8.5, true);
    const qreal bottom = paintCommandBox(painter, room, report) - kGap;
    const qreal width = foundationWidth(report, room.width());
    qsizetype most = 0;
    std::vector<QStringList> texts;
    texts.reserve(report.foundations.size());
    for (const ReportParagraph& each : report.foundations) {
        texts.push_back(wrapped(lineOf(each.text), small, width, kFoundationLines));
        most = std::max(most, texts.back().size());
    }
    const qreal top = bottom - qreal(most) * lineHeight(small) - lineHeight(headFont) - pt(8);
    painter.setPen(QPen(theme.border, pt(0.6)));
    painter.drawLine(QPointF(room.left(), top), QPointF(room.right(), top));
    qreal left = room.left();
    for (std::size_t k = 0; k < texts.size(); ++k) {
        const qreal y = write(painter, {left, top + pt(6)}, width,
                              {lineOf(report.foundations[k].head)}, headFont, theme.text);
        write(painter, {left, y + pt(2)}, width, texts[k], small, theme.text);
        left += width + kFoundationGap;
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

std::vector<ReportParagraph> cutOnFirstPage(const Report& report, qreal width) {
    std::vector<ReportParagraph> cut;
    const auto check = [&cut](const ReportParagraph& each, qreal room, qreal points, int lines) {
        const QString text = labelLines(each.text);
        if (wrapped(text, letters(points), room).size() > lines) cut.push_back(each);
    };
    check({"Summary", report.summary}, width, kSummarySize, kSummaryLines);
    check({"Note", report.note}, width - kNoteIndent, kSummarySize, kNoteLines);
    for (const ReportParagraph& each : report.foundations) {
        check(each, foundationWidth(report, width), kSmall, kFoundationLines);
    }
    return cut;
}

}  // namespace orl::sheet
