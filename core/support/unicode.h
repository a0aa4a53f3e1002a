#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orl {

/// Length of the well-formed UTF-8 sequence at that place (Unicode 15, table 3-7); 0: there is
/// none.
std::size_t sequenceLength(std::string_view text, std::size_t at);

/// The text as one line that does nothing to a terminal or a label: control characters (escape
/// sequences begin with one) become their pictures, line breaks and tabs blanks, marks that turn
/// the direction of writing and bytes that are no UTF-8 U+FFFD. Names and messages from outside
/// pass this door before anybody sees them.
std::string printable(std::string_view text);
/// The same for a text of several lines: line breaks and tabs stay.
std::string printableLines(std::string_view text);

/// A JSON text in which what printable() would replace in strings is written as \\uXXXX: the same
/// value.
std::string printableJson(std::string_view json);

}  // namespace orl
