#include "core/support/quantile.h"

#include <cmath>
#include <numbers>

namespace orl {

double normalQuantile(double p) {
    // Φ is concave right of 0, so Newton's method climbs from there and never passes the solution.
    double x = 0.0;
    for (int step = 0; step < 100; ++step) {
        const double missing = p - 0.5 * std::erfc(-x / std::numbers::sqrt2);
        const double density = std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
        const double move = missing / density;
        x += move;
        if (std::abs(move) < 1e-12) break;
    }
    return x;
}

double studentQuantile(double p, double degrees) {
    const double z = normalQuantile(p);
    const double z3 = z * z * z;
    const double z5 = z3 * z * z;
    return z + (z3 + z) / (4.0 * degrees) +
           (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * degrees * degrees);
}

}  // namespace orl
