#include "app/cli/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>

#include "app/cli/command.h"

namespace orl::cli {
namespace {

constexpr int kWatchOver = SIGUSR1;

sigset_t watchedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, kWatchOver}) sigaddset(&set, number);
    return set;
}

// A thread that waits instead of a handler: request_stop() may lock and call back, which a handler
// must not.
void watch(std::stop_source source) {
    const sigset_t set = watchedSignals();
    for (bool asked = false;;) {
        int number = 0;
        if (sigwait(&set, &number) != 0 || number == kWatchOver) return;
        if (asked) _exit(kStopped);
        asked = true;
        source.request_stop();
    }
}

}  // namespace

SignalWatch::SignalWatch() {
    const sigset_t set = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::thread(watch, m_source);
}

SignalWatch::~SignalWatch() {
    pthread_kill(m_thread.native_handle(), kWatchOver);
    m_thread.join();
}

}  // namespace orl::cli
