#pragma once

#include <string_view>

namespace orl {

/// For the start of a program: a limit on file sizes and a reader that went away become errors of
/// the writes that meet them, and no file is opened where stdin, stdout or stderr are closed.
void prepareProcess();

/// Writes to stderr; lost without a word where that is closed, full or gone (fmt::print would
/// throw, and what cannot be told must not end the work).
void tell(std::string_view text);

}  // namespace orl
