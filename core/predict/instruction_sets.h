#pragma once

#include <vector>

namespace orl {

/// The variants of an inner loop that this processor can run, widest first. To be included by code
/// that is compiled for every processor alone.
/// @param avx2, avx512 null where the program was compiled without
template <typename Variant>
std::vector<const Variant*> supportedOf(const Variant& baseline,
                                        [[maybe_unused]] const Variant* avx2,
                                        [[maybe_unused]] const Variant* avx512) {
    std::vector<const Variant*> list;
#if defined(ORL_SCAN_X86)
    __builtin_cpu_init();
    if (avx512 != nullptr && __builtin_cpu_supports("avx512f")) list.push_back(avx512);
    if (avx2 != nullptr && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        list.push_back(avx2);
#endif
    list.push_back(&baseline);
    return list;
}

}  // namespace orl
