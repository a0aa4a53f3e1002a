#pragma once

#include <map>
#include <string>
#include <string_view>

namespace orl {

/// The line (1-based) on which each value of a JSON text begins, by its JSON pointer
/// ("/steps/0/text";
/// "" is the whole). The text must be JSON; a key's line is that of its value.
std::map<std::string, int> jsonPlaces(std::string_view text);

}  // namespace orl
