#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace orl {

/// Threads to use when an option says 0 ("as many as the machine has"), at most limit.
std::size_t threadCount(int wanted, std::size_t limit);

/// Threads that sleep between jobs: a job of a tenth of a millisecond is worth sharing, and nobody
/// spins while a window wants the processor. For one caller at a time.
class ThreadPool {
  public:
    using Work = std::function<void(std::size_t item)>;

    /// @param threads the caller's included; 1 starts none
    explicit ThreadPool(std::size_t threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Runs work(0) … work(count − 1), each once, in any order and at the same time. The items must
    /// be independent, so that results do not depend on the count of threads. The first exception
    /// is passed on after all threads have left the job.
    /// @throws Cancelled when a stop was requested before all items were done
    void forEach(std::size_t count, const std::stop_token& stop, const Work& work);

  private:
    void help(const std::stop_token& ending);
    void takeItems();

    std::mutex m_guard;
    std::condition_variable_any m_wake;
    std::condition_variable m_left;
    // The job; written with the guard held while nobody is in it.
    const Work* m_work = nullptr;
    std::size_t m_count = 0;
    std::stop_token m_stop;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_failed{false};
    std::exception_ptr m_failure;
    // Under the guard.
    bool m_open = false;                  ///< helpers may still join
    std::size_t m_helping = 0;            ///< helpers in the job
    std::size_t m_jobs = 0;               ///< opened so far: a helper joins each once
    std::vector<std::jthread> m_helpers;  ///< last, so that it ends first
};

/// The same with threads for this one job.
void forEachItem(std::size_t count, std::size_t threads, const std::stop_token& stop,
                 const ThreadPool::Work& work);

}  // namespace orl
