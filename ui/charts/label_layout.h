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

/// A place for each label inside the area that covers no marker, no other label and nothing in
/// `blocked`, nor anything in `avoid` as long as there is such a place; a null rectangle where
/// there is none. Earlier requests choose first. Deterministic.
std::vector<QRectF> placeLabels(const std::vector<LabelRequest>& requests, const QRectF& area,
                                const std::vector<QRectF>& blocked,
                                const std::vector<QRectF>& avoid);

}  // namespace orl
