#include "core/optimize/dual/kernel.h"

#include <vector>

namespace orl::kernel {

const Variant* supportedVariants(std::size_t& count) {
    static const std::vector<Variant> kVariants = [] {
        std::vector<Variant> list;
#if defined(ORL_KERNEL_X86)
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl"))
            list.push_back({"avx512", evaluateAvx512});
        if (__builtin_cpu_supports("avx2")) list.push_back({"avx2", evaluateAvx2});
#endif
        list.push_back({"baseline", evaluateBaseline});
        return list;
    }();
    count = kVariants.size();
    return kVariants.data();
}

Function widest() {
    std::size_t count = 0;
    return supportedVariants(count)->function;
}

}  // namespace orl::kernel
