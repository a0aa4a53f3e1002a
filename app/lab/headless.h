#pragma once

#include "app/lab/options.h"
#include "core/lab/opening.h"

namespace orl {

/// Draws a page to a picture or prints the comparison, once everything is computed, without a
/// visible window. Changes neither workspace settings nor preferences.
/// @return exit code: 0 done, 1 failed with a message on stderr
int runHeadless(const LabOptions& options, const BundledPlaces& places);

}  // namespace orl
