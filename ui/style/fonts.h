#pragma once

namespace orl {

/// @throws Error where this machine has no font at all: whatever is written would be empty boxes
void requireFonts();

}  // namespace orl
