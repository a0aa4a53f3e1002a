#include "core/support/thread_pool.h"

#include <algorithm>
#include <utility>

#include "core/support/error.h"

namespace orl {

std::size_t threadCount(int wanted, std::size_t limit) {
    const std::size_t machine = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t count = wanted > 0 ? static_cast<std::size_t>(wanted) : machine;
    return std::max<std::size_t>(1, std::min(count, limit));
}

ThreadPool::ThreadPool(std::size_t threads) {
    for (std::size_t t = 1; t < threads; ++t)
        m_helpers.emplace_back([this](const std::stop_token& ending) { help(ending); });
}

ThreadPool::~ThreadPool() = default;

void ThreadPool::forEach(std::size_t count, const std::stop_token& stop, const Work& work) {
    {
        const std::scoped_lock lock(m_guard);
        m_work = &work;
        m_count = count;
        m_stop = stop;
        m_next = 0;
        m_failed = false;
        m_open = true;
        ++m_jobs;
    }
    if (count > 1) m_wake.notify_all();
    takeItems();
    std::unique_lock lock(m_guard);
    m_open = false;  // who has not come by now has nothing left to do
    m_left.wait(lock, [this] { return m_helping == 0; });
    if (m_failure) std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void ThreadPool::help(const std::stop_token& ending) {
    std::size_t seen = 0;
    std::unique_lock lock(m_guard);
    while (m_wake.wait(lock, ending, [&] { return m_open && seen != m_jobs; })) {
        seen = m_jobs;
        ++m_helping;
        lock.unlock();
        takeItems();
        lock.lock();
        if (--m_helping == 0) m_left.notify_one();
    }
}

void ThreadPool::takeItems() {
    try {
        for (std::size_t i = m_next++; i < m_count && !m_failed; i = m_next++) {
            if (m_stop.stop_requested()) throw Cancelled();
            (*m_work)(i);
        }
    } catch (...) {
        const std::scoped_lock lock(m_guard);
        if (!m_failed.exchange(true)) m_failure = std::current_exception();
    }
}

void forEachItem(std::size_t count, std::size_t threads, const std::stop_token& stop,
                 const ThreadPool::Work& work) {
    ThreadPool(std::min(threads, count)).forEach(count, stop, work);
}

}  // namespace orl
