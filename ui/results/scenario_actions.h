#pragma once

class QWidget;

namespace orl {

class Session;

/// What menus and pages offer for scenarios and pins. Each asks what it has to, without holding the
/// window up.

/// Asks for a name and keeps the present state under it.
void askToSaveScenario(Session& session, QWidget* parent);
/// Asks for a name and pins the present state beside the pins there are.
void askToPinFurther(Session& session, QWidget* parent);

}  // namespace orl
