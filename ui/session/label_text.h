#pragma once

#include <QString>
#include <string>

#include "core/support/unicode.h"

namespace orl {

/// A name or message from outside as a label shows it: harmless, in one line. Every text that came
/// from a file, a workspace or a server passes here on its way into the window.
inline QString labelText(const std::string& text) {
    return QString::fromStdString(printable(text));
}

/// The same for a text of several lines.
inline QString labelLines(const std::string& text) {
    return QString::fromStdString(printableLines(text));
}

}  // namespace orl
