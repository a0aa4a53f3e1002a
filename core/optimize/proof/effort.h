#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>

#include "core/support/error.h"

namespace orl {

/// How much is to be tried for a proof or a better assignment.
struct Effort {
    using Clock = std::chrono::steady_clock;

    std::size_t states = 0;  ///< most partial assignments in one list
    double gapTarget = 0.0;  ///< relative gap at which to end; 0: never
    Clock::time_point deadline = Clock::time_point::max();
    std::stop_token stop;

    /// Whether the time is over. @throws Cancelled
    bool over() const {
        if (stop.stop_requested()) throw Cancelled();
        return deadline != Clock::time_point::max() && Clock::now() >= deadline;
    }
};

}  // namespace orl
