#pragma once

#include <cstddef>
#include <cstdint>

/// The inner loops of regression, compiled once per instruction set and chosen at run time. Numbers
/// lie in lanes of 16 side by side: one lane a model, a latent dimension or a landmark. Every lane
/// adds in an order that is the same everywhere, products are rounded before they are added, and
/// nothing else is used than what IEEE 754 defines: so the results are the same to the bit on every
/// processor. Plain data only: what is included here is compiled with wide instructions, and no
/// inline function of it may leak into code that runs on an older processor.
namespace orl::lanes {

inline constexpr std::size_t kLanes = 16;
inline constexpr std::size_t kPanel = 48;  ///< stored vectors that lie side by side
inline constexpr std::size_t kGroup = 8;   ///< vectors that are multiplied with them at once

/// The least multiple of kLanes that holds so many.
constexpr std::size_t padded(std::size_t count) {
    return (count + kLanes - 1) / kLanes * kLanes;
}

struct SparseEntry {
    std::uint32_t column = 0;
    float value = 0.0F;
};

/// sum = Σ value × row(column) over rows of `width` numbers, a multiple of kLanes.
using SparseTimes = void (*)(const SparseEntry* entries, std::size_t count, const float* rows,
                             std::size_t width, float* sum);

/// One step of dual coordinate ascent (logistic.h) on one row, for kLanes regressions at once.
struct LogisticRow {
    const SparseEntry* entries;
    std::size_t count;
    float squares;       ///< ‖x‖², the bias counted as a feature of value 1
    const float* label;  ///< kLanes of 1 or −1
    float* alpha;        ///< kLanes of (0, strength)
};
struct LogisticState {
    const float* base;  ///< log-odds to start from
    float* bias;        ///< what is added to them
    float* weight;      ///< features × kLanes
    float* moved;       ///< Σ |change of α| so far
    float strength;
};
using LogisticStep = void (*)(const LogisticRow& row, const LogisticState& state);

/// product[g][c] = Σ_d group[d][g] × panel[d][c], kGroup × kPanel.
/// @param panel dimensions × kPanel numbers, from the start of a cache line on
/// @param group dimensions × kGroup numbers
using Products = void (*)(const float* panel, const float* group, std::size_t dimensions,
                          float* product);

/// e^x in place, to about 2 units in the last place; x beyond ±87 counts as ±87.
using Exponentials = void (*)(float* values, std::size_t count);

/// One instruction set's loops.
struct Variant {
    const char* name;
    SparseTimes sparseTimes;
    LogisticStep logisticStep;
    Products products;
    Exponentials exponentials;
};
extern const Variant kBaseline;
#if defined(ORL_SCAN_X86)
extern const Variant kAvx2;
extern const Variant kAvx512;
#endif

/// The variants that this processor can run, widest first.
const Variant* const* supportedVariants(std::size_t& count);
const Variant& widest();

}  // namespace orl::lanes
