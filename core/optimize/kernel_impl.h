// Included by one translation unit per instruction set, which defines ORL_KERNEL_WIDTH (doubles in
// a register) and ORL_KERNEL_NAME. Everything else stays inside that unit.
#include <string.h>

#include "core/optimize/kernel.h"

namespace orl::kernel {
namespace {

constexpr std::size_t kWidth = ORL_KERNEL_WIDTH;
constexpr std::size_t kParts = kBlockLanes / kWidth;
/// Independent chains in flight, to hide the latency of compare and blend.
constexpr std::size_t kFlight = 2;

using Vec [[gnu::vector_size(kWidth * 8)]] = double;
using Mask [[gnu::vector_size(kWidth * 8)]] = long long;
using Index [[gnu::vector_size(kWidth * 4)]] = std::int32_t;

inline Vec load(const double* from) {
    Vec v;
    memcpy(&v, from, sizeof v);
    return v;
}

inline Vec spread(double value) {
    return Vec{} + value;
}

struct Lanes {
    Vec value;
    Vec cost;
    Vec quality;
    Vec second;
    Mask index;
};

template <bool kMargin>
inline void step(Lanes& best, const double* cell, Vec costWeight, Vec qualityWeight, Vec price,
                 long long model) {
    const Vec c = load(cell);
    const Vec a = load(cell + kBlockLanes);
    const Vec v = c * costWeight - a * qualityWeight + price;
    const Mask wins = (v < best.value) | ((v == best.value) & (c < best.cost));
    if constexpr (kMargin) {
        const Vec loser = wins ? best.value : v;
        best.second = loser < best.second ? loser : best.second;
    }
    best.value = wins ? v : best.value;
    best.cost = wins ? c : best.cost;
    best.quality = wins ? a : best.quality;
    best.index = wins ? Mask{} + model : best.index;
}

inline Lanes start() {
    const double infinity = __builtin_inf();
    // No cost is below the first one: a closed model's infinite reduced cost must not win the tie.
    return {spread(infinity), spread(-infinity), Vec{}, spread(infinity), Mask{} - 1};
}

template <bool kMargin>
inline void finish(const Lanes& best, Output& out, std::size_t at, Vec& value, Vec& cost,
                   Vec& quality) {
    value += best.value;
    cost += best.cost;
    quality += best.quality;
    const Index index = __builtin_convertvector(best.index, Index);
    memcpy(out.choice + at, &index, sizeof index);
    if constexpr (kMargin) {
        const Vec margin = best.second - best.value;
        memcpy(out.margin + at, &margin, sizeof margin);
    }
}

/// Blocks [0, count), whole ones, lane sums added to out.
template <bool kMargin>
void wholeBlocks(const Input& in, std::size_t count, Output& out) {
    const Vec costWeight = spread(in.costWeight);
    const Vec qualityWeight = spread(in.qualityWeight);
    const std::size_t stride = in.models * 2 * kBlockLanes;
    Vec value[kParts] = {};
    Vec cost[kParts] = {};
    Vec quality[kParts] = {};
    // A chain is one register's lanes of one block; chains are visited in block order per part.
    const std::size_t chains = count * kParts;
    std::size_t chain = 0;
    for (; chain + kFlight <= chains; chain += kFlight) {
        Lanes best[kFlight];
        const double* from[kFlight];
        for (std::size_t f = 0; f < kFlight; ++f) {
            best[f] = start();
            from[f] = in.blocks + (chain + f) / kParts * stride + (chain + f) % kParts * kWidth;
        }
        for (std::size_t j = 0; j < in.models; ++j) {
            const Vec price = spread(in.price[j]);
            for (std::size_t f = 0; f < kFlight; ++f) {
                step<kMargin>(best[f], from[f] + j * 2 * kBlockLanes, costWeight, qualityWeight,
                              price, static_cast<long long>(j));
            }
        }
        for (std::size_t f = 0; f < kFlight; ++f) {
            const std::size_t part = (chain + f) % kParts;
            finish<kMargin>(best[f], out, (chain + f) * kWidth, value[part], cost[part],
                            quality[part]);
        }
    }
    for (; chain < chains; ++chain) {
        const std::size_t part = chain % kParts;
        const double* from = in.blocks + chain / kParts * stride + part * kWidth;
        Lanes best = start();
        for (std::size_t j = 0; j < in.models; ++j) {
            step<kMargin>(best, from + j * 2 * kBlockLanes, costWeight, qualityWeight,
                          spread(in.price[j]), static_cast<long long>(j));
        }
        finish<kMargin>(best, out, chain * kWidth, value[part], cost[part], quality[part]);
    }
    memcpy(out.value, value, sizeof value);
    memcpy(out.cost, cost, sizeof cost);
    memcpy(out.quality, quality, sizeof quality);
}

/// The last block where it is not full: only its queries count.
void tailBlock(const Input& in, Output& out) {
    const std::size_t block = in.blockCount - 1;
    const double* data = in.blocks + block * in.models * 2 * kBlockLanes;
    for (std::size_t lane = 0; lane < in.tailLanes; ++lane) {
        double best = __builtin_inf();
        double second = best;
        double bestCost = -best;
        double bestQuality = 0.0;
        std::int32_t index = -1;
        for (std::size_t j = 0; j < in.models; ++j) {
            const double c = data[j * 2 * kBlockLanes + lane];
            const double a = data[j * 2 * kBlockLanes + kBlockLanes + lane];
            const double v = c * in.costWeight - a * in.qualityWeight + in.price[j];
            if (v < best || (v == best && c < bestCost)) {
                second = best;
                best = v;
                bestCost = c;
                bestQuality = a;
                index = static_cast<std::int32_t>(j);
            } else if (v < second) {
                second = v;
            }
        }
        out.value[lane] += best;
        out.cost[lane] += bestCost;
        out.quality[lane] += bestQuality;
        out.choice[block * kBlockLanes + lane] = index;
        if (out.margin) out.margin[block * kBlockLanes + lane] = second - best;
    }
}

}  // namespace

void ORL_KERNEL_NAME(const Input& input, Output& output) {
    const std::size_t whole =
        input.tailLanes == kBlockLanes ? input.blockCount : input.blockCount - 1;
    if (output.margin)
        wholeBlocks<true>(input, whole, output);
    else
        wholeBlocks<false>(input, whole, output);
    if (whole < input.blockCount) tailBlock(input, output);
}

}  // namespace orl::kernel
