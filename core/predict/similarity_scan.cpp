#include "core/predict/similarity_scan.h"

#include <vector>

namespace orl::similarity {

const Variant* supportedVariants(std::size_t& count) {
    static const std::vector<Variant> kVariants = [] {
        std::vector<Variant> list;
#if defined(ORL_SCAN_X86)
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx512f")) list.push_back({"avx512", scanAvx512});
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            list.push_back({"avx2", scanAvx2});
        }
#endif
        list.push_back({"baseline", scanBaseline});
        return list;
    }();
    count = kVariants.size();
    return kVariants.data();
}

}  // namespace orl::similarity
