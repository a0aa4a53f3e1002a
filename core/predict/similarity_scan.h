#pragma once

#include <cstddef>
#include <cstdint>

#include "core/predict/lanes.h"

/// The inner loop of retrieval, compiled once per instruction set. Plain data only: what is
/// included here is compiled with wide instructions, and no inline function of it may leak into
/// code that runs on an older processor.
namespace orl::similarity {

using lanes::kGroup;
using lanes::kPanel;

struct Hit {
    float similarity;  ///< in single precision; the last bits depend on the instruction set
    std::uint16_t query;
    std::uint16_t column;
};

/// The pairs of a group and a panel whose dot product reaches the query's floor. The products
/// themselves never leave the registers.
/// @param panel   dimensions × kPanel numbers, from the start of a cache line on
/// @param queries dimensions × kGroup numbers
/// @param floor   kGroup numbers; +inf for a query that wants nothing
/// @param hits    room for kGroup × kPanel
/// @return number of hits
using Scan = std::size_t (*)(const float* panel, const float* queries, std::size_t dimensions,
                             const float* floor, Hit* hits);

/// Some number that at least `wanted` of the values reach, and seldom many more: by bisection,
/// which takes no branch on the values, unlike a selection of the exact one.
/// @param count at least `wanted`
using Floor = float (*)(const float* values, std::size_t count, std::size_t wanted);

inline constexpr std::size_t kSums = 8;
/// Dot products of a query with some of the stored vectors in double precision, where the product
/// of two floats is exact: dimension d is added to the sum d mod kSums, in order, and the sums to
/// each other as ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)). The same to the bit everywhere.
/// @param vectors rows of `dimensions` numbers
/// @param rows    which of them, `count`
using Dots = void (*)(const float* query, const float* vectors, std::size_t dimensions,
                      const std::uint32_t* rows, std::size_t count, double* dots);

/// One instruction set's loops.
struct Variant {
    const char* name;
    Scan scan;
    Floor floor;
    Dots dots;
};
extern const Variant kBaseline;
#if defined(ORL_SCAN_X86)
extern const Variant kAvx2;
extern const Variant kAvx512;
#endif

/// The variants that this processor can run, widest first.
const Variant* const* supportedVariants(std::size_t& count);
const Variant& widest();

}  // namespace orl::similarity
