#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace orl {

/// Areas of equal size that cover exp(−x): a base with the tail beyond kTail, and 255 strips above.
/// Marsaglia and Tsang, The ziggurat method for generating random variables, 2000.
class ExponentialStrips {
  public:
    static constexpr std::size_t kCount = 256;
    static constexpr double kTail = 7.69711747013104972;

    ExponentialStrips() {
        constexpr double area = 0.0039496598225815571993;
        edge[0] = area * std::exp(kTail);
        edge[1] = kTail;
        for (std::size_t k = 1; k + 1 < kCount; ++k) {
            edge[k + 1] = -std::log(area / edge[k] + std::exp(-edge[k]));
        }
        edge[kCount] = 0.0;
        for (std::size_t k = 0; k <= kCount; ++k) height[k] = std::exp(-edge[k]);
    }

    std::array<double, kCount + 1> edge{};    ///< right end of strip k; strip 0's as if a rectangle
    std::array<double, kCount + 1> height{};  ///< exp(−edge)
};
inline const ExponentialStrips kExponentialStrips;

/// An exponential number of mean 1, mostly from one draw and without a logarithm.
/// @param bits gives 64 random bits at each call
template <typename Bits>
double standardExponential(Bits&& bits) {
    const ExponentialStrips& strips = kExponentialStrips;
    double beyond = 0.0;
    for (;;) {
        const std::uint64_t drawn = bits();
        const std::size_t strip = drawn % ExponentialStrips::kCount;
        const double x = static_cast<double>(drawn >> 11U) * 0x1.0p-53 * strips.edge[strip];
        if (x < strips.edge[strip + 1]) return beyond + x;
        if (strip == 0) {
            // Beyond the tail's begin the distribution is the same again.
            beyond += ExponentialStrips::kTail;
            continue;
        }
        const double up = static_cast<double>(bits() >> 11U) * 0x1.0p-53;
        const double low = strips.height[strip];
        const double y = low + up * (strips.height[strip + 1] - low);
        if (y < std::exp(-x)) return beyond + x;
    }
}

}  // namespace orl
