#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orl {

std::string_view trimmed(std::string_view text);
/// ASCII only.
std::string lowered(std::string_view text);
/// Unicode code points of valid UTF-8.
std::size_t codePoints(std::string_view text);
/// Appends the UTF-8 form; a surrogate or a number beyond U+10FFFF becomes U+FFFD.
void appendCodePoint(std::string& text, char32_t point);
/// Replaces every byte that is no part of valid UTF-8 by U+FFFD. @return how many
std::size_t repairUtf8(std::string& text);
/// The text for a message: printable, in quotes, cut after 60 bytes.
std::string shown(std::string_view text);

}  // namespace orl
