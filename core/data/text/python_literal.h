#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace orl {

/// What reading a literal gave: a value, or why there is none.
struct PythonLiteral {
    nlohmann::json value;
    std::string problem;  ///< empty: the value is good
    bool ok() const { return problem.empty(); }
};

/// Reads one Python literal as repr() writes it: strings, numbers, True, False, None, nan, inf,
/// lists, tuples and dictionaries with string keys, at most 64 deep. Tuples become arrays, nan and
/// inf numbers that are not finite. Nothing is evaluated; anything else is a problem, with the byte
/// where it was met. A key that occurs twice is a problem too.
PythonLiteral readPythonLiteral(std::string_view text);

/// The text of a list of string literals, items joined by line breaks.
/// @return false, and the text untouched, if it is no such list
bool joinPythonList(std::string_view literal, std::string& text);

}  // namespace orl
