#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "core/support/error.h"

namespace orl {

/// Threads to use when an option says 0 ("as many as the machine has"), at most
/// limit.
inline std::size_t threadCount(int wanted, std::size_t limit) {
    const std::size_t machine = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t count = wanted > 0 ? static_cast<std::size_t>(wanted) : machine;
    return std::max<std::size_t>(1, std::min(count, limit));
}

/// Runs work(0) … work(count − 1), each once, on up to `threads` threads (the
/// caller's included). The items must be independent, so results do not depend
/// on the count of threads. The first exception is passed on after all threads
/// have ended.
/// @throws Cancelled when a stop was requested before all items were done
template <typename Work>
void forEachItem(std::size_t count, std::size_t threads, const std::stop_token& stop,
                 const Work& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex guard;
    std::exception_ptr failure;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count && !failed; i = next++) {
                if (stop.stop_requested()) throw Cancelled();
                work(i);
            }
        } catch (...) {
            const std::scoped_lock lock(guard);
            if (!failed.exchange(true)) failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t t = 1; t < std::min(threads, count); ++t) helpers.emplace_back(run);
        run();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace orl
