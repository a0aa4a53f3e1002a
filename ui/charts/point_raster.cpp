#include "ui/charts/point_raster.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace orl {

namespace {

constexpr double kOutside = 0.34;  // of what is not selected

/// Coverage of a disc around the middle of a pixel, 0 to 256.
class Stamp {
  public:
    Stamp(double radius, double alpha) : m_reach(int(std::ceil(radius - 0.5))) {
        for (int dy = -m_reach; dy <= m_reach; ++dy) {
            for (int dx = -m_reach; dx <= m_reach; ++dx) {
                const double covered = std::clamp(radius + 0.5 - std::hypot(dx, dy), 0.0, 1.0);
                m_weight.push_back(std::uint32_t(std::lround(256.0 * alpha * covered)));
            }
        }
    }
    int reach() const { return m_reach; }
    const std::uint32_t* row(int dy) const {
        return m_weight.data() + std::ptrdiff_t(dy + m_reach) * (2 * m_reach + 1) + m_reach;
    }

  private:
    int m_reach;
    std::vector<std::uint32_t> m_weight;
};

QRgb blended(QRgb under, QRgb over, std::uint32_t weight) {
    const std::uint32_t rest = 256 - weight;
    const std::uint32_t redBlue =
        ((over & 0xFF00FFU) * weight + (under & 0xFF00FFU) * rest) >> 8U & 0xFF00FFU;
    const std::uint32_t green =
        ((over & 0x00FF00U) * weight + (under & 0x00FF00U) * rest) >> 8U & 0x00FF00U;
    return 0xFF000000U | redBlue | green;
}

/// The image as rows of pixels.
struct Canvas {
    QRgb* pixels;
    int width;
    int height;

    void put(int x, int y, const Stamp& stamp, QRgb colour) const {
        const int reach = stamp.reach();
        if (reach == 0) {
            QRgb& pixel = pixels[std::ptrdiff_t(y) * width + x];
            pixel = blended(pixel, colour, *stamp.row(0));
            return;
        }
        const int left = std::max(-reach, -x);
        const int right = std::min(reach, width - 1 - x);
        for (int dy = std::max(-reach, -y); dy <= std::min(reach, height - 1 - y); ++dy) {
            QRgb* line = pixels + std::ptrdiff_t(y + dy) * width + x;
            const std::uint32_t* weight = stamp.row(dy);
            for (int dx = left; dx <= right; ++dx) {
                line[dx] = blended(line[dx], colour, weight[dx]);
            }
        }
    }
};

double opacity(double radius) {
    return radius > 1.5 ? 0.92 : radius > 0.8 ? 0.75 : 0.6;
}

}  // namespace

double discRadius(double pointsInView) {
    if (pointsInView <= 4'000) return 2.6;
    if (pointsInView <= 25'000) return 1.8;
    if (pointsInView <= 150'000) return 1.1;
    return 0.5;
}

QImage rasterOf(const RasterPoints& points, std::span<const RasterColour> colours,
                const RasterView& view, QSize size, qreal ratio, QRgb background) {
    const QSize device = size * ratio;
    QImage image(device, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(background);
    if (device.isEmpty()) return image;
    const Canvas canvas{reinterpret_cast<QRgb*>(image.bits()), device.width(), device.height()};

    const double seen = std::min(
        1.0, double(size.width()) * double(size.height()) / std::max(1.0, view.scale * view.scale));
    const double radius = discRadius(double(points.x.size()) * seen);
    const auto scale = float(view.scale * ratio);
    const QPointF corner = view.toPixel({0.0, 0.0}, QSizeF(size)) * ratio;
    const auto left = float(corner.x());
    const auto bottom = float(corner.y());
    const auto draw = [&](bool inside, std::span<const Stamp> stamps, std::optional<QRgb> fixed) {
        const auto width = float(canvas.width);
        const auto height = float(canvas.height);
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            if (!points.inside.empty() && (points.inside[i] != 0) != inside) continue;
            const Stamp* stamp = &stamps[points.of[i]];
            if (*stamp->row(0) == 0) continue;
            const float x = left + points.x[i] * scale;
            const float y = bottom - points.y[i] * scale;
            // NaN is nowhere.
            if (!(x >= 0.0F && x < width && y >= 0.0F && y < height)) continue;
            canvas.put(int(x), int(y), *stamp, fixed ? *fixed : colours[points.of[i]].colour);
        }
    };
    const auto stampsOf = [&](double size_, double share) {
        std::vector<Stamp> stamps;
        stamps.reserve(colours.size());
        for (const RasterColour& each : colours) {
            stamps.emplace_back(size_ * ratio, each.alpha * share);
        }
        return stamps;
    };
    const double alpha = opacity(radius);
    if (points.inside.empty()) {
        draw(false, stampsOf(radius, alpha), {});
        return image;
    }
    draw(false, stampsOf(radius, alpha * kOutside), {});
    if (radius > 1.5) draw(true, stampsOf(radius + 1.0, alpha), qRgb(255, 255, 255));
    draw(true, stampsOf(radius, 1.0), {});
    return image;
}

}  // namespace orl
