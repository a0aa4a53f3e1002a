#include "ui/report/sheet.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QTextLayout>
#include <QtMath>

#include "core/lab/report/words.h"
#include "ui/session/label_text.h"

namespace orl::sheet {

namespace {

QFont sized(QFont font, qreal points, bool bold) {
    font.setPixelSize(qRound(pt(points)));
    font.setBold(bold);
    // Letters stand where the device would have them, whatever a screen would make of them.
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

}  // namespace

QFont letters(qreal points, bool bold) {
    return sized(QFont(), points, bold);
}

QFont fixedLetters(qreal points) {
    return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), points, false);
}

qreal lineHeight(const QFont& font) {
    return QFontMetricsF(font).height() * 1.08;
}

QStringList wrapped(const QString& text, const QFont& font, qreal width, int most) {
    QStringList lines;
    const QFontMetricsF metrics(font);
    for (const QString& paragraph : text.split(QLatin1Char('\n'))) {
        QTextLayout layout(paragraph, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            const bool last = most > 0 && lines.size() + 1 == most;
            const bool more = last && line.textStart() + line.textLength() < paragraph.size();
            if (more) {
                lines << metrics.elidedText(paragraph.mid(line.textStart()), Qt::ElideRight, width);
                layout.endLayout();
                return lines;
            }
            lines << paragraph.mid(line.textStart(), line.textLength()).trimmed();
            if (last) break;
        }
        layout.endLayout();
        if (most > 0 && lines.size() >= most) break;
        if (paragraph.isEmpty()) lines << QString();
    }
    return lines;
}

QStringList commandText(const std::string& command, const QFont& font, qreal width) {
    const qreal letter = QFontMetricsF(font).horizontalAdvance(QLatin1Char('m'));
    QStringList lines;
    for (const std::string& line : commandLines(command, std::size_t(width / letter))) {
        lines << wrapped(labelText(line), font, width);
    }
    return lines;
}

void writeLine(QPainter& painter, const QRectF& room, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment side) {
    painter.setFont(font);
    painter.setPen(color);
    const QString fitted = QFontMetricsF(font).elidedText(text, Qt::ElideRight, room.width() + 1.0);
    painter.drawText(room, int(side | Qt::AlignAbsolute | Qt::AlignVCenter) | Qt::TextSingleLine,
                     fitted);
}

qreal write(QPainter& painter, QPointF topLeft, qreal width, const QStringList& lines,
            const QFont& font, const QColor& color, Qt::Alignment side) {
    const qreal height = lineHeight(font);
    qreal top = topLeft.y();
    for (const QString& line : lines) {
        writeLine(painter, QRectF(topLeft.x(), top, width, height), line, font, color, side);
        top += height;
    }
    return top;
}

qreal writeHead(QPainter& painter, QPointF topLeft, qreal width, const QString& head,
                const QString& remark) {
    const Theme& theme = Theme::light();
    const QFont bold = letters(9.0, true);
    const QFont quiet = letters(kSmall);
    const qreal height = lineHeight(bold);
    const qreal gap = pt(6);
    const qreal used = std::min(width, QFontMetricsF(bold).horizontalAdvance(head));
    writeLine(painter, QRectF(topLeft, QSizeF(width, height)), head, bold, theme.text);
    writeLine(painter,
              QRectF(topLeft.x() + used + gap, topLeft.y() + pt(0.6), width - used - gap, height),
              remark, quiet, theme.mutedText);
    return topLeft.y() + height;
}

}  // namespace orl::sheet
