#pragma once

#include <QPalette>

#include "ui/session/preferences.h"
#include "ui/style/tokens.h"

namespace orl {

/// Fusion style in light or dark, or as the system's palette says.
void applyAppearance(Preferences::Appearance appearance);

/// What widgets are painted with in that theme.
QPalette paletteOf(const Theme& theme);

}  // namespace orl
