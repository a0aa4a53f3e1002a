#pragma once

#include <QImage>
#include <QPointF>
#include <QRgb>
#include <QSize>
#include <cstdint>
#include <span>
#include <vector>

namespace orl {

/// Points of a map as they are now: places in the unit square, y upwards, and a class each.
struct RasterPoints {
    std::span<const float> x, y;           ///< NaN: not drawn
    std::span<const std::uint8_t> of;      ///< class of each
    std::span<const std::uint8_t> inside;  ///< 1: selected; empty: nothing is
};

/// What part of the unit square is seen: pixels per unit, the same in both directions so that near
/// on the screen is near on the map, and what is in the middle.
struct RasterView {
    double scale = 1.0;
    QPointF centre = {0.5, 0.5};

    QPointF toPixel(QPointF place, QSizeF size) const {
        return {size.width() / 2 + (place.x() - centre.x()) * scale,
                size.height() / 2 - (place.y() - centre.y()) * scale};
    }
    QPointF toPlace(QPointF pixel, QSizeF size) const {
        return {centre.x() + (pixel.x() - size.width() / 2) / scale,
                centre.y() - (pixel.y() - size.height() / 2) / scale};
    }
};

/// How a class is drawn.
struct RasterColour {
    QRgb colour = 0;
    double alpha = 1.0;  ///< 0: not at all
};

/// Draws the points into an image of that size: small soft discs, smaller and fainter the more
/// there are in view, so that crowds show how dense they are. Selected ones come last, in full and
/// with a white rim where discs are large enough; the others are then at 34 %. Time is linear in
/// the points; one item a point would be a hundred times slower.
/// @param background whole, so that no pixel needs an alpha of its own
/// @param ratio device pixels of the image per pixel of the view
QImage rasterOf(const RasterPoints& points, std::span<const RasterColour> colours,
                const RasterView& view, QSize size, qreal ratio, QRgb background);

/// Radius of a disc in pixels where so many points are in view.
double discRadius(double pointsInView);

}  // namespace orl
