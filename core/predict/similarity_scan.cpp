#include "core/predict/similarity_scan.h"

#include "core/predict/instruction_sets.h"

namespace orl::similarity {

const Variant* const* supportedVariants(std::size_t& count) {
#if defined(ORL_SCAN_X86)
    static const auto kVariants = supportedOf<Variant>(kBaseline, &kAvx2, &kAvx512);
#else
    static const auto kVariants = supportedOf<Variant>(kBaseline, nullptr, nullptr);
#endif
    count = kVariants.size();
    return kVariants.data();
}

const Variant& widest() {
    std::size_t count = 0;
    return *supportedVariants(count)[0];
}

}  // namespace orl::similarity
