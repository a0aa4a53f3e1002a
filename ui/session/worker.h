#pragma once

#include <QObject>
#include <QString>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "core/support/error.h"
#include "core/support/job.h"

namespace orl {

/// One background thread for one kind of work: at most one running job and one pending job, which
/// a newer one replaces. Lives on the GUI thread; everything public is called there.
///
/// Every job has a generation. What a job shows is queued to the GUI thread and checked there
/// again: nothing of a job that was stopped or discarded in the meantime is ever shown, and nothing
/// older than what was shown already.
class Worker : public QObject {
    Q_OBJECT
  public:
    using Show = std::function<void()>;

    /// What a job works with, on the worker's thread.
    struct Context {
        Job job;                         ///< stops when the job is discarded or stopped
        std::stop_token superseded;      ///< triggered when a newer job is waiting
        std::function<void(Show)> show;  ///< queues a call to the GUI thread
    };
    using Work = std::function<void(const Context&)>;

    enum class Running {
        Finish,  ///< the running job completes and shows its result, then the new one starts
        Stop,    ///< the running job is stopped and shows nothing any more
    };
    enum class Priority { Normal, Low };

    explicit Worker(Priority priority = Priority::Normal, QObject* parent = nullptr);
    ~Worker() override;

    void submit(Work work, Running running = Running::Finish);
    /// Stops the running job, drops the pending one; neither shows anything any more.
    void discard();
    /// Nothing is running, pending or waiting to be shown.
    bool idle() const { return m_finished >= m_awaited; }

  signals:
    void started();
    /// share < 0: unknown; of one stage at most ten times a second.
    void progress(double share, const QString& stage);
    void failed(const orl::Error& error);
    void cancelled();
    /// The last job is finished and shown.
    void becameIdle();

  private:
    struct Task {
        std::uint64_t generation = 0;
        Work work;
        std::stop_source stop;
        std::stop_source superseded;
    };

    void drop();
    void run(const std::stop_token& stop);
    void execute(Task& task);
    void finish(std::uint64_t generation, const std::optional<Error>& error, bool wasCancelled);
    void onGui(std::uint64_t generation, Show show);

    // GUI thread only.
    std::uint64_t m_generation = 0;
    std::uint64_t m_oldestShown = 0;  ///< generations below are stale
    std::uint64_t m_awaited = 0;      ///< newest generation that will report its end
    std::uint64_t m_finished = 0;

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<Task> m_pending;
    std::optional<Task> m_running;  ///< work empty: only generation and stop sources
    std::jthread m_thread;
};

}  // namespace orl
