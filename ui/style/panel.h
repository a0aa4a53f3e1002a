#pragma once

#include <QPainter>
#include <QWidget>

#include "ui/style/tokens.h"

namespace orl {

/// The ground of a panel: rounded, with a quiet border. Called from its paintEvent().
/// @param warning amber instead
inline void paintPanel(QWidget& panel, bool warning = false) {
    const Theme& theme = Theme::of(panel.palette());
    QPainter painter(&panel);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(warning ? theme.warningTint : theme.background);
    painter.setPen(warning ? theme.warning : theme.border);
    painter.drawRoundedRect(QRectF(panel.rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::kRadius,
                            space::kRadius);
}

}  // namespace orl
