// libFuzzer's door to one target, which the compiler is told: -DORL_TARGET=csv.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    orl::fuzz::ORL_TARGET({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
