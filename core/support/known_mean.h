#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace orl {

/// A mean over what is known: NaN is left out, and so is the mean of nothing.
struct KnownMean {
    double sum = 0.0;
    std::size_t count = 0;

    void add(double value) {
        if (std::isnan(value)) return;
        sum += value;
        ++count;
    }
    double value() const {
        return count == 0 ? std::numeric_limits<double>::quiet_NaN()
                          : sum / static_cast<double>(count);
    }
};

}  // namespace orl
