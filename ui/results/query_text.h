#pragma once

#include <QString>
#include <cstddef>
#include <string>

#include "core/predict/shared_prefixes.h"

/// Texts of queries as lists and tooltips show them.
namespace orl {

/// Bytes at the beginning of the text that many share, so that they need not be shown of each.
std::size_t sharedLength(const std::string& text, const SharedPrefixes& beginnings);
/// The text as one line of at most that many characters; "…" in place of its sharedLength(),
/// so that the part that tells it from the others is seen.
QString oneLine(const std::string& text, const SharedPrefixes& beginnings, int most = 240);
/// For a tooltip: wrapped, and without its middle where it would fill the screen.
QString tooltipOf(const std::string& text);

}  // namespace orl
