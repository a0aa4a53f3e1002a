#pragma once

#include "ui/session/preferences.h"

namespace orl {

/// Fusion style in light or dark, or as the system's palette says.
void applyAppearance(Preferences::Appearance appearance);

}  // namespace orl
