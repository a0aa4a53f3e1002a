#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <vector>

namespace orl {

/// A text that wants to stand beside a marker.
struct LabelRequest {
    QPointF point;
    double radius = 0.0;  ///< of the marker
    QSizeF size;          ///< of the text
    QString text;
};

/// A place for each label inside the area that covers no marker and no other label; a null
/// rectangle where there is none. Earlier requests choose first. Deterministic.
std::vector<QRectF> placeLabels(const std::vector<LabelRequest>& requests, const QRectF& area);

}  // namespace orl
