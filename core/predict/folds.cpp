#include "core/predict/folds.h"

#include "core/support/random.h"

namespace orl {

Folds Folds::dealt(std::size_t rows, std::size_t count, std::uint64_t seed) {
    Folds folds;
    folds.seen.resize(count);
    folds.heldOut.resize(count);
    Random random(seed);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t fold = random.below(count);
        for (std::size_t f = 0; f < count; ++f) {
            (f == fold ? folds.heldOut : folds.seen)[f].push_back(i);
        }
    }
    return folds;
}

}  // namespace orl
