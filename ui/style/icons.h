#pragma once

#include <QIcon>
#include <QString>

namespace orl {

/// The program's own icon, in every size it was drawn in.
QIcon applicationIcon();

/// The line icon of the page with this id, in the colour that text has when it is painted, or in
/// the accent colour where it is on, so that it follows a change between light and dark; a null
/// icon where none was drawn.
QIcon pageIcon(const QString& id);

/// The same of an action: new, open, import, export, undo, redo, report, pin.
QIcon actionIcon(const QString& id);

}  // namespace orl
