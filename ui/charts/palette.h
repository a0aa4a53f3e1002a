#pragma once

#include <QColor>
#include <QList>
#include <QPalette>
#include <QString>

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

/// Colours of the charts, derived from the application's palette.
struct Theme {
    bool dark = false;
    QColor background;  ///< of plots
    QColor text;
    QColor mutedText;  ///< tick labels, subtitles
    QColor axis;       ///< axis lines
    QColor grid;
    QColor accent;
    QColor warning;  ///< amber
    QColor tooltip;  ///< background of the hover box
    QColor border;

    /// Dark when the palette's window colour is darker than mid grey.
    static Theme of(const QPalette& palette);
    bool operator==(const Theme&) const = default;
};

}  // namespace orl
