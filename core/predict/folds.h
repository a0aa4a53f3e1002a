#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orl {

/// Rows dealt at random into folds: what is learned from all but one of them is judged on that one.
struct Folds {
    std::vector<std::vector<std::size_t>> seen, heldOut;  ///< per fold, rows in rising order

    std::size_t count() const { return seen.size(); }
    static Folds dealt(std::size_t rows, std::size_t count, std::uint64_t seed);
};

}  // namespace orl
