#pragma once

#include <atomic>
#include <cstddef>
#include <string_view>
#include <thread>

#include "core/support/job.h"

namespace orl {

/// Progress of items that several threads finish: it counts those of all and reports on the thread
/// that made it, as Job asks for.
class SharedProgress {
  public:
    SharedProgress(const Job& job, std::string_view stage, std::size_t items)
        : m_meter(job, stage), m_items(items) {}

    /// One item more is done. @throws Cancelled on a stop
    void finish() {
        const std::size_t done = ++m_done;
        if (std::this_thread::get_id() != m_owner) return;
        m_meter.update(static_cast<double>(done) / static_cast<double>(m_items));
    }

  private:
    ProgressMeter m_meter;
    std::size_t m_items;
    std::atomic<std::size_t> m_done{0};
    std::thread::id m_owner = std::this_thread::get_id();
};

}  // namespace orl
