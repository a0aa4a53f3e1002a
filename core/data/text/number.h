#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace orl {

/// A number as a cell holds it.
struct CellNumber {
    enum class State { Blank, Number, Bad };
    /// How it is written: what may stand for a score need not for a cost.
    enum class Form {
        Plain,
        Truth,         ///< True, False, Yes, pass, wrong, …: 1 or 0
        Percent,       ///< 85%: value is the share, 0.85
        Dollars,       ///< $0.01, 0.01 USD
        DecimalComma,  ///< 0,85
        Grouped,       ///< 1.234: may also be 1234 where the comma is the decimal sign
        NaN,           ///< bad, but usual for what is missing
    };
    State state = State::Blank;
    double value = 0.0;   ///< State::Number: finite
    std::string problem;  ///< State::Bad: why it is none ("is a date, no number")
    Form form = Form::Plain;
};

/// Blank, None, null, NA, N/A and a dash are blank; truth values, percentages, dollars and decimal
/// commas are numbers of their form; NaN and infinities, dates, other currencies and commas that
/// can be read in two ways are bad, each with its reason.
/// @param commaIsDecimal the table is known to write a comma as decimal sign: 1,234 is 1.234
CellNumber readNumber(std::string_view text, bool commaIsDecimal = false);
/// The same for a JSON value; null is blank, strings are read as text.
CellNumber numberOf(const nlohmann::json& value);

}  // namespace orl
