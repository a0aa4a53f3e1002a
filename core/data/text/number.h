#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace orl {

/// A number as a cell holds it.
struct CellNumber {
    enum class State { Blank, Number, Bad };
    State state = State::Blank;
    double value = 0.0;   ///< State::Number: finite
    std::string problem;  ///< State::Bad: why it is none ("is a date, no number")
};

/// Blank, None, null, NA and N/A are blank; True and False are 1 and 0; NaN and infinities, dates,
/// percentages, amounts with a currency sign and decimal commas are bad, each with its reason.
CellNumber readNumber(std::string_view text);
/// The same for a JSON value; null is blank, strings are read as text.
CellNumber numberOf(const nlohmann::json& value);

}  // namespace orl
