#pragma once

#include <QFont>
#include <QPainter>
#include <QString>
#include <QStringList>
#include <string>

#include "ui/style/tokens.h"

/// What pages of a report are painted with: always in light colours, on any paint device. Lengths
/// are tenths of a point, so that sizes of type are whole numbers on every device.
namespace orl::sheet {

/// That many points.
constexpr qreal pt(qreal points) {
    return points * 10.0;
}

inline constexpr qreal kSmall = 7.5;  ///< points; nothing is set smaller

QFont letters(qreal points, bool bold = false);
/// For command lines.
QFont fixedLetters(qreal points);

/// The text in lines no wider than that, broken at words, and within one that is too long. Of more
/// lines than `most` (0: all are taken) the last ends with an ellipsis.
QStringList wrapped(const QString& text, const QFont& font, qreal width, int most = 0);
qreal lineHeight(const QFont& font);
/// A command in lines that a shell takes as they stand; see commandLines().
QStringList commandText(const std::string& command, const QFont& font, qreal width);

/// Writes lines below each other. Names that are written from right to left keep their direction,
/// and their place.
/// @return the bottom
qreal write(QPainter& painter, QPointF topLeft, qreal width, const QStringList& lines,
            const QFont& font, const QColor& color, Qt::Alignment side = Qt::AlignLeft);
/// One line, ended with an ellipsis where there is no more room.
void writeLine(QPainter& painter, const QRectF& room, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment side = Qt::AlignLeft);
/// Bold, with a quiet remark behind it. @return the bottom
qreal writeHead(QPainter& painter, QPointF topLeft, qreal width, const QString& head,
                const QString& remark);

}  // namespace orl::sheet
