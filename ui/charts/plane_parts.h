#pragma once

#include <cmath>

#include "ui/charts/plane_chart.h"

/// What the files of the plane share.
namespace orl {

/// Of the legend entries.
namespace plane {
inline QString modelsKey() {
    return QStringLiteral("models");
}
inline QString frontierKey() {
    return QStringLiteral("frontier");
}
inline QString hullKey() {
    return QStringLiteral("hull");
}
inline QString oracleKey() {
    return QStringLiteral("oracle");
}
inline QString currentKey() {
    return QStringLiteral("current");
}

inline QString pinKey() {
    return QStringLiteral("pin");
}

inline bool known(const PlaneData::Point& point) {
    return std::isfinite(point.cost) && std::isfinite(point.accuracy);
}
}  // namespace plane

struct PlaneChart::Mark {
    QString key;      // of the legend entry
    QString clicked;  // what pointClicked tells
    QString name;
    PlaneData::Point point;
    QColor color;
    MarkerShape shape = MarkerShape::Circle;
    double radius = 4.5;
    bool filled = true;
    QString remark = {};  // why it is hollow
    PlaneData::Spread spread = {};
};

}  // namespace orl
