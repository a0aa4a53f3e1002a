#pragma once

#include <QColor>
#include <QList>
#include <QString>

#include "ui/style/tokens.h"

namespace orl {

/// Number of model colours that stay apart, also for people with deuteranopia or protanopia.
inline constexpr int kModelColorCount = 12;

/// Colour of the model with that index. Stable: the same index has the same hue in light and dark.
/// Past kModelColorCount the hues repeat, lighter and darker in turn. A negative index is grey.
QColor modelColor(int index, bool dark);

enum class MarkerShape { Circle, Square, Diamond, TriangleUp, TriangleDown, Cross, Plus, Star };

/// How a router is drawn everywhere: line colour, dash pattern in pen widths (empty: solid), width
/// in pixels and marker.
struct RouterStyle {
    QColor color;
    QList<qreal> dashes;
    qreal width = 1.5;
    MarkerShape marker = MarkerShape::Square;
};

/// Style of a router by its id ("dual", "threshold", …). The optimizer has the accent colour and
/// the widest line, the oracle is neutral; unknown ids get a stable style from their text.
RouterStyle routerStyle(const QString& id, bool dark);

/// Colour of a share in [0,1] of a scale that is even to the eye, also a colour-blind one (viridis,
/// by S. van der Walt and N. Smith): from bright to dark in light, the other way in dark.
QColor evenShade(double share, bool dark);

}  // namespace orl
