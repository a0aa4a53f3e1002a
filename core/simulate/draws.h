#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/simulate/exponential.h"

namespace orl {

/// What chance decides about one query in a simulation. A draw is a function of the seed, what it
/// is for and the query's number, not of how many draws came before: two routers in one run see
/// the same queries take the same time on the same model (common random numbers), so that their
/// difference is not noise.
class Draws {
  public:
    enum class Of : std::uint64_t { Row = 1, Service = 2, Failure = 3, Order = 4 };

    explicit Draws(std::uint64_t seed) : m_seed(mixed(seed + 0x9e3779b97f4a7c15ULL)) {}

    std::uint64_t bits(Of what, std::uint64_t number, std::uint64_t part = 0) const {
        const std::uint64_t key = static_cast<std::uint64_t>(what) << 56U;
        return mixed(mixed(m_seed ^ number * 0xd1342543de82ef95ULL) ^ (key + part));
    }
    /// In (0, 1).
    double uniform(Of what, std::uint64_t number, std::uint64_t part = 0) const {
        return (static_cast<double>(bits(what, number, part) >> 12U) + 0.5) * 0x1.0p-52;
    }
    /// Exponential of mean 1.
    double exponential(Of what, std::uint64_t number, std::uint64_t part = 0) const {
        std::uint64_t again = 0;
        return standardExponential([&] { return bits(what, number, part + (again++ << 40U)); });
    }
    /// Standard normal (Box–Muller).
    double normal(Of what, std::uint64_t number, std::uint64_t part = 0) const {
        const double radius = std::sqrt(-2.0 * std::log(uniform(what, number, part * 2)));
        return radius * std::cos(2.0 * std::numbers::pi * uniform(what, number, part * 2 + 1));
    }
    /// In {0, …, n−1}; n > 0. Its bias is below n / 2^64.
    std::uint64_t below(std::uint64_t n, Of what, std::uint64_t number) const {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((Wide{bits(what, number)} * n) >> 64U);
    }

  private:
    /// The finaliser of splitmix64.
    static std::uint64_t mixed(std::uint64_t z) {
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }

    std::uint64_t m_seed;
};

}  // namespace orl
