#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>

#include "core/support/error.h"

namespace orl {

/// What a long operation gets from its caller: a way to be stopped and a way to report how far it
/// is. Copyable; a default one never stops and reports to nobody.
struct Job {
    std::stop_token stop;
    /// Called with the finished share in [0,1] (negative: unknown) and a short stage name
    /// ("reading", "fitting"). May be empty. Called on the thread that does the work.
    std::function<void(double share, std::string_view stage)> progress;

    /// Throws Cancelled when a stop was requested.
    void check() const {
        if (stop.stop_requested()) throw Cancelled();
    }
};

/// Checks for a stop and passes progress on, at most ten times a second.
class ProgressMeter {
  public:
    ProgressMeter(const Job& job, std::string_view stage) : m_job(job), m_stage(stage) {}

    void update(double share) {
        m_job.check();
        if (!m_job.progress) return;
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < std::chrono::milliseconds(100)) return;
        m_last = now;
        m_job.progress(share, m_stage);
    }

  private:
    const Job& m_job;
    std::string_view m_stage;
    std::chrono::steady_clock::time_point m_last{};
};

}  // namespace orl
