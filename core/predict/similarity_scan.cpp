#include "core/predict/similarity_scan.h"

#include <vector>

namespace orl::similarity {

const Variant* const* supportedVariants(std::size_t& count) {
    static const std::vector<const Variant*> kVariants = [] {
        std::vector<const Variant*> list;
#if defined(ORL_SCAN_X86)
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx512f")) list.push_back(&kAvx512);
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            list.push_back(&kAvx2);
        }
#endif
        list.push_back(&kBaseline);
        return list;
    }();
    count = kVariants.size();
    return kVariants.data();
}

const Variant& widest() {
    std::size_t count = 0;
    return *supportedVariants(count)[0];
}

}  // namespace orl::similarity
