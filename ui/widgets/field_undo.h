#pragma once

class QWidget;

namespace orl {

/// Lets Ctrl+Z and its reverse in the spin boxes and line edits under the widget reach the window
/// while the field itself has nothing to undo: what was typed and accepted is the window's step.
void letUndoPass(QWidget& parent);

}  // namespace orl
