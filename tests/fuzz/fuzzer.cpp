// libFuzzer's door to one target, which the compiler is told: -DORL_TARGET="csv".
#include <cstdint>
#include <string_view>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const auto run = [] {
        for (const orl::fuzz::Target& target : orl::fuzz::targets()) {
            if (std::string_view(target.name) == ORL_TARGET) return target.run;
        }
        __builtin_trap();
    }();
    run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
