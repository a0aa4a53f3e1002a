#include "core/support/process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

namespace orl {

namespace {

/// The next file opened would be taken for the missing stream, and what is printed go into it.
void occupy(int stream) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) return;
    // For reading only: what is printed there still fails, as it should.
    const int handle = ::open("/dev/null", O_RDONLY);
    if (handle >= 0 && handle != stream) {
        ::dup2(handle, stream);
        ::close(handle);
    }
}

}  // namespace

void prepareProcess() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) occupy(stream);
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
}

void tell(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

}  // namespace orl
