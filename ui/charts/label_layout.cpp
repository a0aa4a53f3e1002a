#include "ui/charts/label_layout.h"

#include <algorithm>
#include <array>

namespace orl {

std::vector<QRectF> placeLabels(const std::vector<LabelRequest>& requests, const QRectF& area,
                                const std::vector<QRectF>& blocked,
                                const std::vector<QRectF>& avoid) {
    std::vector<QRectF> markers = blocked;
    markers.reserve(blocked.size() + requests.size());
    for (const LabelRequest& request : requests) {
        const QPointF reach(request.radius + 1.0, request.radius + 1.0);
        markers.emplace_back(request.point - reach, request.point + reach);
    }
    const auto isFree = [](const QRectF& room, const std::vector<QRectF>& taken) {
        return std::none_of(taken.begin(), taken.end(),
                            [&room](const QRectF& other) { return other.intersects(room); });
    };
    std::vector<QRectF> placed;
    std::vector<QRectF> rooms;
    for (const LabelRequest& request : requests) {
        const double w = request.size.width();
        const double h = request.size.height();
        const double away = request.radius + 3.0;
        const double near = request.radius + 1.5;
        // Right, left, above, below, then the corners.
        const std::array<QPointF, 8> offsets = {QPointF(away, -h / 2),
                                                QPointF(-away - w, -h / 2),
                                                QPointF(-w / 2, -away - h + 2),
                                                QPointF(-w / 2, away - 2),
                                                QPointF(near, -near - h + 2),
                                                QPointF(near, near - 2),
                                                QPointF(-near - w, -near - h + 2),
                                                QPointF(-near - w, near - 2)};
        QRectF room;
        for (const QPointF& offset : offsets) {
            const QRectF candidate(request.point + offset, request.size);
            if (!area.contains(candidate) || !isFree(candidate, markers) ||
                !isFree(candidate, placed)) {
                continue;
            }
            const bool better = isFree(candidate, avoid);
            if (better || room.isNull()) room = candidate;
            if (better) break;
        }
        if (!room.isNull()) placed.push_back(room);
        rooms.push_back(room);
    }
    return rooms;
}

}  // namespace orl
