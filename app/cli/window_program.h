#pragma once

#include <string>
#include <vector>

#include "core/support/job.h"

namespace orl::cli {

/// Runs the window's program, which stands beside this one, to its end; without a wish of the
/// user's it draws off screen. Its messages go to stderr as they are.
/// @return kDone, kFailed or kUsage
/// @throws Error where it is not there or does not start; Cancelled
int runWindowProgram(const std::vector<std::string>& arguments, const Job& job);

}  // namespace orl::cli
