#pragma once

#include <QPainter>

#include "ui/style/tokens.h"

namespace orl {

inline constexpr int kDisc = 17;  ///< pixels across

/// A numbered amber disc, which ties words to a place.
inline void paintDisc(QPainter& painter, QPoint corner, int number, const Theme& theme,
                      const QFont& font) {
    const QRect disc(corner, QSize(kDisc, kDisc));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.warning);
    painter.drawEllipse(disc);
    painter.setFont(type::section(font));
    painter.setPen(theme.background);
    painter.drawText(disc, Qt::AlignCenter, QString::number(number));
}

}  // namespace orl
