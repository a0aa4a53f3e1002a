#include "core/data/text/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

CellNumber bad(std::string problem) {
    return {CellNumber::State::Bad, 0.0, std::move(problem)};
}

CellNumber good(double value) {
    if (std::isnan(value)) return bad("is NaN");
    if (std::isinf(value)) return bad("is infinite");
    return {CellNumber::State::Number, value, {}};
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
    if (text.ends_with('%')) return "is a percentage; give a share between 0 and 1";
    if (text.starts_with('$') || text.starts_with("\xe2\x82\xac")) {
        return "has a currency sign; give the number alone";
    }
    if (text.find_first_not_of("0123456789,.-+") == std::string_view::npos) {
        return "has a comma in the number; write the point as decimal sign";
    }
    return "is no number";
}

}  // namespace

CellNumber readNumber(std::string_view raw) {
    auto text = trimmed(raw);
    const auto word = text.size() <= 8 ? lowered(text) : std::string();
    constexpr std::array<std::string_view, 5> blanks{"none", "null", "na", "n/a", "<na>"};
    if (text.empty() || std::find(blanks.begin(), blanks.end(), word) != blanks.end()) return {};
    if (word == "true") return good(1.0);
    if (word == "false") return good(0.0);
    if (text.front() == '+') text.remove_prefix(1);
    double value = 0.0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ptr != text.data() + text.size() || text.empty()) {
        return bad(shown(raw) + " " + whyNoNumber(text));
    }
    if (parsed.ec == std::errc::result_out_of_range) {
        const auto exponent = lowered(text).find("e-");
        if (exponent != std::string::npos) return good(0.0);
        return bad(shown(raw) + " is too large");
    }
    if (parsed.ec != std::errc{}) return bad(shown(raw) + " is no number");
    return good(value);
}

CellNumber numberOf(const nlohmann::json& value) {
    if (value.is_null()) return {};
    if (value.is_boolean()) return good(value.get<bool>() ? 1.0 : 0.0);
    if (value.is_number()) return good(value.get<double>());
    if (value.is_string()) return readNumber(value.get_ref<const std::string&>());
    return bad("is an object or array, no number");
}

}  // namespace orl
