#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

/// Checks of numbers on the command lines. Those of the library let NaN pass and print limits with
/// three hundred digits.
namespace orl {

/// A finite number (a whole one for whole limits) from `least` to `most`.
/// @param name of the type in the help; empty: the limits
template <typename Number>
CLI::Validator numberBetween(Number least, Number most, const std::string& name = {}) {
    const bool open = most == std::numeric_limits<Number>::max();
    const std::string what = fmt::format(
        "{} {}", std::is_floating_point_v<Number> ? "a number" : "a whole number",
        open ? fmt::format("from {} on", least) : fmt::format("from {} to {}", least, most));
    return CLI::Validator(
        [=](std::string& text) {
            Number value{};
            const char* end = text.data() + text.size();
            const auto [stop, code] = std::from_chars(text.data(), end, value);
            const bool good = code == std::errc{} && stop == end && value >= least && value <= most;
            return good ? std::string() : fmt::format("\"{}\" is not {}", text, what);
        },
        name.empty() ? fmt::format("{} - {}", least, most) : name);
}

inline CLI::Validator nonNegative() {
    return numberBetween(0.0, std::numeric_limits<double>::max(), ">= 0");
}

/// A finite number above 0, up to `most`.
inline CLI::Validator positive(double most = std::numeric_limits<double>::max()) {
    const bool open = most == std::numeric_limits<double>::max();
    const std::string upTo = open ? std::string() : fmt::format(" and up to {}", most);
    return CLI::Validator(
        [=](std::string& text) {
            double value = 0.0;
            const char* end = text.data() + text.size();
            const auto [stop, code] = std::from_chars(text.data(), end, value);
            const bool good = code == std::errc{} && stop == end && value > 0.0 && value <= most;
            return good ? std::string()
                        : fmt::format("\"{}\" is not a number above 0{}", text, upTo);
        },
        "> 0");
}

/// For seeds: the library takes -1 for a very large one.
inline CLI::Validator wholeNumber() {
    return numberBetween(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max(), ">= 0");
}

}  // namespace orl
