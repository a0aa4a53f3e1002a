#pragma once

#include <QByteArray>
#include <QPainter>
#include <QRectF>

#include "core/lab/report/report.h"

/// The two charts of a report, as vectors on any paint device. Lengths as in sheet.h.
namespace orl::sheet {

/// Cost and accuracy: least cost as a line, the plan on it, the rule that it is held against, and
/// each model alone. A legend below.
void paintPlane(QPainter& painter, const QRectF& room, const PlanePicture& plane);
/// Who answers what of each level, as bars of equal length. A legend below.
void paintShares(QPainter& painter, const QRectF& room, const SharePicture& shares);

/// As an SVG element that stands within HTML.
using Paint = void (*)(QPainter&, const QRectF&, const Report&);
QByteArray svgOf(const Report& report, QSizeF size, Paint paint);

}  // namespace orl::sheet
