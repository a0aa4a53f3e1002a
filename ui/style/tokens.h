#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

/// The window's look in one place: colours for light and dark, spacing, type. Whatever is painted
/// or laid out by hand takes its numbers from here.
namespace orl {

/// Colours, taken by meaning. Good and bad are never told by red and green: better is the accent,
/// worse is amber, always with a sign.
struct Theme {
    bool dark = false;
    QColor window;      ///< behind everything
    QColor background;  ///< of panels, plots and fields
    QColor alternate;   ///< every other row of a table
    QColor button;
    QColor text;
    QColor mutedText;  ///< tick labels, notes
    QColor axis;       ///< axis lines
    QColor grid;
    QColor border;   ///< of panels
    QColor control;  ///< outline of fields and buttons
    QColor accent;
    QColor tint;        ///< behind what is chosen
    QColor tintBorder;  ///< around a chip
    QColor warning;     ///< amber
    QColor warningTint;
    QColor gain;     ///< in sentences only, with a sign
    QColor hatch;    ///< what cannot be reached
    QColor ghost;    ///< what was pinned
    QColor tooltip;  ///< background of the hover box

    static const Theme& light();
    static const Theme& night();
    /// Dark when the palette's window colour is darker than mid grey.
    static const Theme& of(const QPalette& palette);
    bool operator==(const Theme&) const = default;
};

/// Pixels.
namespace space {
inline constexpr int kGap = 8;  ///< between panels, and the grid that all else keeps to
inline constexpr int kHalf = 4;
inline constexpr int kPanelMargin = 10;  ///< inside a panel
inline constexpr int kNavigation = 64;   ///< width of the page bar and height of its buttons
inline constexpr int kChip = 22;         ///< height of a chip
inline constexpr int kTableRow = 20;
inline constexpr qreal kRadius = 6;  ///< of panels
inline constexpr qreal kFieldRadius = 4;
}  // namespace space

/// Sizes as parts of the application's font, so that a user's larger font enlarges everything.
namespace type {
QFont note(const QFont& body);     ///< axes, notes, labels of the page bar
QFont section(const QFont& body);  ///< heads of sections
QFont title(const QFont& body);    ///< of panels
QFont figure(const QFont& body);   ///< of result cards
}  // namespace type

/// `share` of the way from a to b.
QColor mixed(const QColor& a, const QColor& b, double share);

}  // namespace orl
