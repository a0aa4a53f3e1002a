#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace orl {

/// Parses one JSON value. @return why it is none, or that an object has a key twice; empty if good
std::string parseJson(std::string_view text, nlohmann::json& value);

/// Mends what other programs write though JSON forbids it: NaN and Infinity (and numbers too large
/// for a double) become null, invalid UTF-8 and lone surrogates U+FFFD, raw control characters in
/// strings are escaped, commas before a closing bracket are left out. @return what was mended, for
/// the report; empty if nothing was
std::string mendJson(std::string& text);

}  // namespace orl
