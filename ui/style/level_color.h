#pragma once

#include <algorithm>
#include <array>

#include "ui/style/tokens.h"

namespace orl {

/// Colour of a difficulty level, 0 the easiest of `count`: five blues, light to dark, or in dark
/// the other way, so that hard queries stand out in both.
inline QColor difficultyColor(int level, int count, const Theme& theme) {
    constexpr std::array<QRgb, 5> kLight = {0xffdce8fb, 0xffa9c5f5, 0xff6c98e8, 0xff2f62c0,
                                            0xff17357c};
    constexpr std::array<QRgb, 5> kDark = {0xff27405f, 0xff345f9c, 0xff4a82d6, 0xff86b3f8,
                                           0xffd6e6ff};
    const auto& blues = theme.dark ? kDark : kLight;
    const double last = double(blues.size() - 1);
    const double at =
        count <= 1 ? last / 2.0 : std::clamp(level, 0, count - 1) * last / double(count - 1);
    const auto below = std::min(std::size_t(at), blues.size() - 2);
    return mixed(QColor(blues[below]), QColor(blues[below + 1]), at - double(below));
}

}  // namespace orl
