#pragma once

#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <string_view>

namespace orl {

/// Parses one JSON value of at most kMaxElements values in kMaxNesting brackets, in time linear in
/// the text. @return why it is none, or that an object has a key twice, or which bound it passes;
/// empty if good. @throws Cancelled
std::string parseJson(std::string_view text, nlohmann::json& value,
                      const std::stop_token& stop = {});

/// Mends what other programs write though JSON forbids it: NaN and Infinity (and numbers too large
/// for a double) become null, invalid UTF-8 and lone surrogates U+FFFD, raw control characters in
/// strings are escaped, commas before a closing bracket are left out. @return what was mended, for
/// the report; empty if nothing was. @throws Cancelled
std::string mendJson(std::string& text, const std::stop_token& stop = {});

}  // namespace orl
