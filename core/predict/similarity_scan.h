#pragma once

#include <cstddef>
#include <cstdint>

/// The inner loop of retrieval, compiled once per instruction set. Plain data only: what is
/// included here is compiled with wide instructions, and no inline function of it may leak into
/// code that runs on an older processor.
namespace orl::similarity {

inline constexpr std::size_t kPanel = 48;  ///< stored vectors that lie side by side
inline constexpr std::size_t kGroup = 8;   ///< queries that are compared at once

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

std::size_t scanBaseline(const float* panel, const float* queries, std::size_t dimensions,
                         const float* floor, Hit* hits);
#if defined(ORL_SCAN_X86)
std::size_t scanAvx2(const float* panel, const float* queries, std::size_t dimensions,
                     const float* floor, Hit* hits);
std::size_t scanAvx512(const float* panel, const float* queries, std::size_t dimensions,
                       const float* floor, Hit* hits);
#endif

/// The variants that this processor can run, widest first.
struct Variant {
    const char* name;
    Scan scan;
};
const Variant* supportedVariants(std::size_t& count);

}  // namespace orl::similarity
