#pragma once

#include "core/lab/prepare.h"

namespace orl {

/// Whether both are of the same queries: what was found of one does not lie under the other's name.
/// Null is of none.
inline bool sameQueries(const Prepared* one, const Prepared* other) {
    return one && other && one->data == other->data && one->rows == other->rows &&
           one->part == other->part;
}

}  // namespace orl
