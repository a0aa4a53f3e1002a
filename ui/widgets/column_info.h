#pragma once

#include <cmath>

namespace orl {

/// Which of two figures in a column is the better one.
enum class Better { Neither, Less, More };

/// What a table of figures says of a column.
struct ColumnInfo {
    const char* title;
    const char* tip;
    Better better;
};

/// Whether a figure takes the place of the best so far. @param best NaN: none yet
inline bool beats(double value, double best, Better better) {
    if (better == Better::Neither || std::isnan(value)) return false;
    return std::isnan(best) || (better == Better::Less ? value < best : value > best);
}

}  // namespace orl
