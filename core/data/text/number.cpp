#include "core/data/text/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

CellNumber bad(std::string problem) {
    return {CellNumber::State::Bad, 0.0, std::move(problem), CellNumber::Form::Plain};
}

CellNumber good(double value) {
    if (std::isnan(value)) {
        return {CellNumber::State::Bad, 0.0, "is NaN", CellNumber::Form::NaN};
    }
    if (std::isinf(value)) return bad("is infinite");
    return {CellNumber::State::Number, value, {}, CellNumber::Form::Plain};
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// 2024-01-31, 31.01.2024, 1/31/24, 12:30, …: digits with two separators or a colon between.
bool looksLikeDate(std::string_view text) {
    if (text.empty() || !isDigit(text.front())) return false;
    const auto separators = std::count_if(text.begin(), text.end(), [](char c) {
        return c == '-' || c == '/' || c == '.' || c == ':';
    });
    const bool only = text.find_first_not_of("0123456789-/.: TZ+") == std::string_view::npos;
    return only && (separators >= 2 || text.find(':') != std::string_view::npos);
}

std::string whyNoNumber(std::string_view text) {
    if (looksLikeDate(text)) return "is a date or time, no number";
    if (text.find_first_of("$%") != std::string_view::npos || text.starts_with("\xe2\x82\xac") ||
        text.ends_with("\xe2\x82\xac")) {
        return "has a currency or percent sign that cannot be read; give the number alone";
    }
    const bool comma = text.find(',') != std::string_view::npos;
    if (comma && text.find_first_not_of("0123456789,.-+") == std::string_view::npos) {
        return "has a comma in the number that can be read in two ways; write the point as decimal "
               "sign";
    }
    return "is no number";
}

std::optional<double> truthValue(std::string_view word) {
    constexpr std::array<std::string_view, 8> yes{"true", "yes",    "y",       "t",
                                                  "pass", "passed", "correct", "right"};
    constexpr std::array<std::string_view, 8> no{"false", "no",     "n",         "f",
                                                 "fail",  "failed", "incorrect", "wrong"};
    if (std::find(yes.begin(), yes.end(), word) != yes.end()) return 1.0;
    if (std::find(no.begin(), no.end(), word) != no.end()) return 0.0;
    return {};
}

/// Digits alone, with a sign or none, around one separator: "12" and "345" of "12,345".
struct Halves {
    std::string_view whole, rest;
};

std::optional<Halves> halvesAt(std::string_view text, char separator) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return {};
    const Halves halves{text.substr(0, at), text.substr(at + 1)};
    const bool digits = !halves.rest.empty() &&
                        std::all_of(halves.whole.begin(), halves.whole.end(), isDigit) &&
                        std::all_of(halves.rest.begin(), halves.rest.end(), isDigit);
    return digits ? std::optional(halves) : std::nullopt;
}

/// 1.234 or 1,234 is a whole number of thousands in the habit of half the world.
bool mayBeThousands(const Halves& halves) {
    return halves.rest.size() == 3 && !halves.whole.empty() && halves.whole.size() <= 3 &&
           halves.whole != "0";
}

CellNumber plainNumber(std::string_view text, std::string_view shownAs) {
    double value = 0.0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ptr != text.data() + text.size() || text.empty()) {
        return bad(shown(shownAs) + " " + whyNoNumber(text));
    }
    if (parsed.ec == std::errc::result_out_of_range) {
        const auto exponent = lowered(text).find("e-");
        if (exponent != std::string::npos) return good(0.0);
        return bad(shown(shownAs) + " is too large");
    }
    if (parsed.ec != std::errc{}) return bad(shown(shownAs) + " is no number");
    CellNumber number = good(value);
    const auto halves = halvesAt(text, '.');
    if (halves && mayBeThousands(*halves)) number.form = CellNumber::Form::Grouped;
    return number;
}

/// A number alone, without signs of money or percent: with a decimal point or a decimal comma.
CellNumber pointOrComma(std::string_view text, std::string_view shownAs, bool commaIsDecimal) {
    const auto halves = halvesAt(text, ',');
    if (!halves || (mayBeThousands(*halves) && !commaIsDecimal)) return plainNumber(text, shownAs);
    std::string pointed(text);
    pointed[pointed.find(',')] = '.';
    CellNumber number = plainNumber(pointed, shownAs);
    number.form = CellNumber::Form::DecimalComma;
    return number;
}

/// Takes an affix off the text. @return false, and the text untouched, if it is not there
bool strip(std::string_view& text, std::string_view affix, bool atEnd) {
    if (!(atEnd ? text.ends_with(affix) : text.starts_with(affix))) return false;
    text = atEnd ? text.substr(0, text.size() - affix.size()) : text.substr(affix.size());
    text = trimmed(text);
    return true;
}

}  // namespace

CellNumber readNumber(std::string_view raw, bool commaIsDecimal) {
    auto text = trimmed(raw);
    const auto word = text.size() <= 9 ? lowered(text) : std::string();
    constexpr std::array<std::string_view, 9> blanks{"none", "null", "na", "n/a", "<na>",
                                                     "#n/a", "nil",  "-",  "--"};
    if (text.empty() || std::find(blanks.begin(), blanks.end(), word) != blanks.end()) return {};
    if (const auto truth = truthValue(word)) {
        CellNumber number = good(*truth);
        number.form = CellNumber::Form::Truth;
        return number;
    }
    const bool percent = strip(text, "%", true);
    const bool dollars = !percent && (strip(text, "$", false) || strip(text, "USD", false) ||
                                      strip(text, "$", true) || strip(text, "USD", true));
    if (text.starts_with('+')) text.remove_prefix(1);
    CellNumber number = pointOrComma(text, raw, commaIsDecimal);
    if (number.state != CellNumber::State::Number) return number;
    if (percent) {
        number.value /= 100.0;
        number.form = CellNumber::Form::Percent;
    } else if (dollars) {
        number.form = CellNumber::Form::Dollars;
    }
    return number;
}

CellNumber numberOf(const nlohmann::json& value) {
    if (value.is_null()) return {};
    if (value.is_boolean()) {
        CellNumber number = good(value.get<bool>() ? 1.0 : 0.0);
        number.form = CellNumber::Form::Truth;
        return number;
    }
    if (value.is_number()) return good(value.get<double>());
    if (value.is_string()) return readNumber(value.get_ref<const std::string&>());
    return bad("is an object or array, no number");
}

}  // namespace orl
