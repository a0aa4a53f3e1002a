#pragma once

#include <QPointF>

#include "ui/style/palette.h"

class QPainter;

namespace orl {

/// A marker centred on a point. A hollow one is filled with the outline's colour, so that it covers
/// the line beneath it.
void paintMarker(QPainter& painter, QPointF centre, qreal radius, MarkerShape shape,
                 const QColor& color, bool filled, const QColor& outline);

}  // namespace orl
