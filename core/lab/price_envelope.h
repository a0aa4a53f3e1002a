#pragma once

#include <cstdint>
#include <vector>

namespace orl {

/// Models as lines over λ: what each pays at λ = 0 and how fast it gets cheaper.
struct PriceLine {
    std::int32_t model;
    double base;     ///< c + μ − λ_g a
    double quality;  ///< a
};

/// From λ = 0 upwards the model that pays least, and the λ from which it does.
struct EnvelopePart {
    double from;
    std::int32_t model;
};

/// Gift wrapping: from each least line to the one that undercuts it first; of equals the best, then
/// the lowest column. @pre at least one line
std::vector<EnvelopePart> lowerEnvelope(const std::vector<PriceLine>& lines);

}  // namespace orl
