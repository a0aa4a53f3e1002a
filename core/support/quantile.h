#pragma once

namespace orl {

/// x with Φ(x) = p for the standard normal distribution; p in [0.5, 1).
double normalQuantile(double p);

/// The quantile of Student's distribution by Cornish and Fisher's expansion of the normal one: to
/// three digits from 10 degrees of freedom on. p in [0.5, 1), degrees > 0.
double studentQuantile(double p, double degrees);

}  // namespace orl
