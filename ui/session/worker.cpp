#include "ui/session/worker.h"

#include <QMetaObject>
#include <chrono>
#include <memory>
#include <new>
#include <string>
#include <utility>

#ifdef __linux__
#include <sys/resource.h>
#endif

namespace orl {

namespace {
/// On Linux niceness belongs to the thread: background curves yield to the picture under the hand.
void yieldToOthers() {
#ifdef __linux__
    constexpr int kNice = 10;  // a tenth of the share: slower, but never starved
    setpriority(PRIO_PROCESS, 0, kNice);
#endif
}
}  // namespace

Worker::Worker(Priority priority, QObject* parent) : QObject(parent) {
    m_thread = std::jthread([this, priority](const std::stop_token& stop) {
        if (priority == Priority::Low) yieldToOthers();
        run(stop);
    });
}

Worker::~Worker() {
    drop();
    m_thread.request_stop();
    m_thread.join();
}

void Worker::submit(Work work, Running running) {
    const std::uint64_t generation = ++m_generation;
    m_awaited = generation;
    if (running == Running::Stop) m_oldestShown = generation;
    const std::lock_guard lock(m_mutex);
    if (m_running) {
        m_running->superseded.request_stop();
        if (running == Running::Stop) m_running->stop.request_stop();
    }
    m_pending = Task{generation, std::move(work), {}, {}};
    m_wake.notify_one();
}

void Worker::discard() {
    const bool wasIdle = idle();
    drop();
    if (!wasIdle && idle()) emit becameIdle();
}

void Worker::drop() {
    m_oldestShown = m_generation + 1;
    const std::lock_guard lock(m_mutex);
    m_pending.reset();
    if (m_running) {
        m_running->stop.request_stop();
        m_running->superseded.request_stop();
    }
    m_awaited = m_running ? m_running->generation : m_finished;
}

void Worker::run(const std::stop_token& stop) {
    while (true) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return m_pending.has_value(); })) return;
            task = std::move(*m_pending);
            m_pending.reset();
            m_running = Task{task.generation, {}, task.stop, task.superseded};
        }
        execute(task);
    }
}

void Worker::execute(Task& task) {
    const std::uint64_t generation = task.generation;
    Context context;
    context.job.stop = task.stop.get_token();
    context.superseded = task.superseded.get_token();
    context.show = [this, generation](Show show) { onGui(generation, std::move(show)); };
    struct Reported {
        std::chrono::steady_clock::time_point when;
        std::string stage;
    };
    auto last = std::make_shared<Reported>();
    context.job.progress = [this, generation, last](double share, std::string_view stage) {
        const auto now = std::chrono::steady_clock::now();
        if (now - last->when < std::chrono::milliseconds(100) && stage == last->stage) return;
        *last = {now, std::string(stage)};
        onGui(generation,
              [this, share, text = QString::fromUtf8(stage.data(), qsizetype(stage.size()))] {
                  emit progress(share, text);
              });
    };
    QMetaObject::invokeMethod(
        this, [this] { emit started(); }, Qt::QueuedConnection);

    std::optional<Error> error;
    bool wasCancelled = false;
    try {
        task.work(context);
    } catch (const Cancelled&) {
        wasCancelled = true;
    } catch (const Error& e) {
        error = e;
    } catch (const std::bad_alloc&) {
        error = Error("", "There is not enough memory for this", "Use fewer queries or models");
    } catch (const std::exception& e) {
        error = Error("", std::string("Unexpected failure: ") + e.what(),
                      "Please report this with the file that caused it");
    }
    task.work = nullptr;  // releases what it held before anyone is told that it ended
    {
        const std::lock_guard lock(m_mutex);
        m_running.reset();
    }
    QMetaObject::invokeMethod(
        this, [this, generation, error, wasCancelled] { finish(generation, error, wasCancelled); },
        Qt::QueuedConnection);
}

void Worker::onGui(std::uint64_t generation, Show show) {
    QMetaObject::invokeMethod(
        this,
        [this, generation, show = std::move(show)] {
            if (generation < m_oldestShown) return;
            m_oldestShown = generation;
            show();
        },
        Qt::QueuedConnection);
}

void Worker::finish(std::uint64_t generation, const std::optional<Error>& error,
                    bool wasCancelled) {
    m_finished = std::max(m_finished, generation);
    const bool stale = generation < m_oldestShown;
    if (wasCancelled && !stale) emit cancelled();
    if (error && !stale) emit failed(*error);
    if (idle()) emit becameIdle();
}

}  // namespace orl
