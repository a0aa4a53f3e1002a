#include "app/cli/signals.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
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

/// The next file opened would be taken for the missing stream, and what is printed go into it.
void occupy(int stream) {
    if (fcntl(stream, F_GETFD) != -1 || errno != EBADF) return;
    // For reading only: what is printed there still fails, as it should.
    const int handle = open("/dev/null", O_RDONLY);
    if (handle >= 0 && handle != stream) {
        dup2(handle, stream);
        close(handle);
    }
}

}  // namespace

void prepareProcess() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) occupy(stream);
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
}

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
