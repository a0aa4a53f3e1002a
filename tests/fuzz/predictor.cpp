#include "core/predict/predictor.h"

#include "tests/fuzz/targets.h"

namespace orl::fuzz {

void predictor(std::string_view bytes) {
    allowErrors([&] { Predictor::deserialize(bytes); });
}

}  // namespace orl::fuzz
