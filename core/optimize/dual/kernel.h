#pragma once

#include <cstddef>
#include <cstdint>

/// The inner loop of the dual function, compiled once per instruction set. Plain data only: what is
/// included here is compiled with wide instructions, and no inline function of it may leak into
/// code that runs on an older processor.
namespace orl::kernel {

inline constexpr std::size_t kBlockLanes = 8;

/// For all queries: min_j of costWeight·c_ij − qualityWeight·a_ij + price_j. Ties go to
/// the lowest cost, then to the lowest index.
struct Input {
    const double* blocks;
    std::size_t blockCount;  ///< > 0, full blocks and the last one
    std::size_t tailLanes;  ///< queries of the last block, 1…8; its other lanes are padding, no sum
                            ///< holds them
    std::size_t models;    ///< > 0
    double costWeight;     ///< > 0
    double qualityWeight;  ///< >= 0
    const double* price;   ///< models values, >= 0; +inf closes a model
};

/// Sums are per lane and in block order, so they have the same bits for every instruction set.
struct Output {
    double value[kBlockLanes];
    double cost[kBlockLanes];
    double quality[kBlockLanes];
    std::int32_t* choice;  ///< blockCount × 8; −1 where every model is forbidden or closed
    double* margin;      ///< blockCount × 8 or null: second least reduced cost minus the least one
    std::int64_t* load;  ///< models counts of the queries that choose each, added to
};

using Function = void (*)(const Input&, Output&);

void evaluateBaseline(const Input& input, Output& output);
#if defined(ORL_KERNEL_X86)
void evaluateAvx2(const Input& input, Output& output);
void evaluateAvx512(const Input& input, Output& output);
#endif

/// The variants that this processor can run, widest first.
struct Variant {
    const char* name;
    Function function;
};
const Variant* supportedVariants(std::size_t& count);
Function widest();

}  // namespace orl::kernel
