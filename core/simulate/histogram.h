#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/support/grid.h"

namespace orl {

/// Quantiles and the mean of seconds >= 0 that stream by, in memory that does not grow with their
/// number: counts in 64 bins for every doubling from a microsecond on (as HdrHistogram has them).
/// A quantile is off by at most 1/128 of itself, or a microsecond; 0, least and greatest are exact.
class SecondsHistogram {
  public:
    static constexpr double kRelativeError = 1.0 / 128.0;

    SecondsHistogram() : m_count(kBins, 0) {}

    void add(double seconds) {
        ++m_total;
        m_sum += seconds;
        m_greatest = std::max(m_greatest, seconds);
        if (seconds == 0.0) {
            ++m_zeros;
        } else {
            ++m_count[binOf(seconds)];
        }
    }

    void add(const SecondsHistogram& more) {
        for (std::size_t bin = 0; bin < kBins; ++bin) m_count[bin] += more.m_count[bin];
        m_zeros += more.m_zeros;
        m_total += more.m_total;
        m_sum += more.m_sum;
        m_greatest = std::max(m_greatest, more.m_greatest);
    }

    std::uint64_t total() const { return m_total; }
    double sum() const { return m_sum; }
    double mean() const { return m_total == 0 ? kMissing : m_sum / static_cast<double>(m_total); }
    double greatest() const { return m_total == 0 ? kMissing : m_greatest; }

    /// The ⌈p·n⌉-th smallest of the n values; NaN of none.
    double quantile(double p) const {
        if (m_total == 0) return kMissing;
        const double wanted = std::ceil(p * static_cast<double>(m_total));
        const auto rank = std::clamp(static_cast<std::uint64_t>(wanted), std::uint64_t{1}, m_total);
        if (rank <= m_zeros) return 0.0;
        if (rank == m_total) return m_greatest;
        std::uint64_t seen = m_zeros;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            seen += m_count[bin];
            if (seen >= rank) return std::min(middleOf(bin), m_greatest);
        }
        return m_greatest;
    }

    /// Share of the values that are greater than so many seconds, to within one bin; NaN of none.
    double shareAbove(double seconds) const {
        if (m_total == 0) return kMissing;
        std::uint64_t below = m_zeros;
        if (seconds > 0.0) {
            const std::size_t last = binOf(seconds);
            for (std::size_t bin = 0; bin <= last; ++bin) below += m_count[bin];
        }
        return 1.0 - static_cast<double>(below) / static_cast<double>(m_total);
    }

  private:
    // A double's bits above the mantissa's lowest 46 are its binade and 64 steps in it.
    static constexpr int kShift = 46;
    static constexpr std::uint64_t kFirst = (std::uint64_t{1023 - 20} << 52U) >> kShift;
    static constexpr std::size_t kBins = std::size_t{56} * 64;  ///< to 2^36 s, two thousand years

    static std::size_t binOf(double seconds) {
        const std::uint64_t step = std::bit_cast<std::uint64_t>(seconds) >> kShift;
        return step < kFirst
                   ? 0
                   : std::min<std::size_t>(static_cast<std::size_t>(step - kFirst), kBins - 1);
    }
    static double middleOf(std::size_t bin) {
        const auto edge = [](std::size_t b) {
            return std::bit_cast<double>((kFirst + b) << kShift);
        };
        return 0.5 * (edge(bin) + edge(bin + 1));
    }

    std::vector<std::uint64_t> m_count;
    std::uint64_t m_zeros = 0;
    std::uint64_t m_total = 0;
    double m_sum = 0.0;
    double m_greatest = 0.0;
};

}  // namespace orl
