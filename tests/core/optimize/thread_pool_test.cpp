#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <stdexcept>
#include <vector>

#include "core/support/error.h"
#include "core/support/thread_pool.h"

namespace orl::testing {
namespace {

TEST(ThreadPool, DoesEveryItemOnceInEveryJob) {
    for (const std::size_t threads : {1UL, 2UL, 3UL, 7UL}) {
        ThreadPool pool(threads);
        for (std::size_t job = 0; job < 300; ++job) {
            std::vector<int> done(job % 23, 0);  // plain ints: a second visit would be a data race
            pool.forEach(done.size(), {}, [&](std::size_t item) { ++done[item]; });
            EXPECT_EQ(done, std::vector<int>(done.size(), 1)) << threads << " threads, job " << job;
        }
    }
}

TEST(ThreadPool, ItemsRunAtTheSameTime) {
    ThreadPool pool(3);
    for (int job = 0; job < 50; ++job) {
        std::barrier together(3);  // passed only by three threads at once
        pool.forEach(3, {}, [&](std::size_t) { together.arrive_and_wait(); });
    }
}

TEST(ThreadPool, PassesOneExceptionOnAndStaysUsable) {
    ThreadPool pool(3);
    for (int job = 0; job < 100; ++job) {
        std::atomic<int> started{0};
        const auto fail = [&](std::size_t item) {
            ++started;
            if (item == 5) throw std::runtime_error("five");
        };
        EXPECT_THROW(pool.forEach(1000000, {}, fail), std::runtime_error);
        EXPECT_LT(started, 1000000) << "the other items are not worth doing any more";
        std::atomic<int> done{0};
        pool.forEach(10, {}, [&](std::size_t) { ++done; });
        EXPECT_EQ(done, 10);
    }
}

TEST(ThreadPool, StopsBetweenItems) {
    std::stop_source source;
    ThreadPool pool(2);
    std::atomic<int> done{0};
    const auto work = [&](std::size_t item) {
        ++done;
        if (item == 3) source.request_stop();
    };
    EXPECT_THROW(pool.forEach(1000000, source.get_token(), work), Cancelled);
    EXPECT_LT(done, 1000000);
    EXPECT_THROW(forEachItem(4, 2, source.get_token(), work), Cancelled);
}

TEST(ThreadPool, CountsThreads) {
    EXPECT_EQ(threadCount(3, 100), 3U);
    EXPECT_EQ(threadCount(3, 2), 2U);
    EXPECT_EQ(threadCount(3, 0), 1U);
    EXPECT_GE(threadCount(0, 100), 1U);
}

}  // namespace
}  // namespace orl::testing
