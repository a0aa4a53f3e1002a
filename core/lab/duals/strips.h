#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/lab/duals/curve.h"

/// Who wins each query as λ moves.
namespace orl {

/// The query goes to one model all along [from, to] of λ, USD per answer.
struct PriceBand {
    double from = 0.0;
    double to = 0.0;
    std::int32_t model = -1;  ///< column
    std::int32_t tied = -1;   ///< another that pays the same all along; −1: none
    bool operator==(const PriceBand&) const = default;
};

/// The lower envelope of c − λa + μ(λ) along a path of prices, exact between its knots, in
/// O(knots · M) and O(M²) more where the winner changes.
/// @returns from the path's first λ to its last without a gap, neighbours apart
std::vector<PriceBand> bandsAlong(const DualBatch& batch, const PricePath& path, std::size_t query);

/// What a query's choice would cost at held prices, winner first: columns by reduced cost, ties by
/// column; pairs that may not be chosen are left out.
std::vector<std::size_t> byReducedCost(const DualBatch& batch, std::size_t query,
                                       const HeldPrices& at);

enum class StripOrder {
    Spread,     ///< evenly over all flips
    Nearest,    ///< to flipping at a λ
    Selection,  ///< the selected ones
};

struct PriceStrip {
    std::uint32_t query = 0;  ///< position
    std::vector<PriceBand> bands;
    bool operator==(const PriceStrip&) const = default;
};

struct PriceStrips {
    std::vector<PriceStrip> strips;  ///< by their last flip; those without one first
    std::size_t flipping = 0;        ///< of the batch: how many flip anywhere on the path …
    std::size_t flippingUpTo = 0;    ///< … and up to the mark
};

/// The queries to show, at most `most` of them.
/// @param at    λ to be near to, for StripOrder::Nearest
/// @param mark  λ up to which flips are counted
/// @param selection positions, for StripOrder::Selection
/// @throws Cancelled
PriceStrips chooseStrips(const DualBatch& batch, const PricePath& path, StripOrder order, double at,
                         double mark, std::span<const std::uint32_t> selection, std::size_t most,
                         const std::stop_token& stop);

}  // namespace orl
