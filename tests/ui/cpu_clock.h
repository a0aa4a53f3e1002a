#pragma once

#include <ctime>

namespace orl {

/// CPU time of this thread in ms: other work on the machine does not count.
inline double milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

}  // namespace orl
