#include "app/cli/window_program.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "app/cli/command.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

namespace fs = std::filesystem;

/// The window's program: installed beside this one, in a build tree in the folder next door.
fs::path windowProgram() {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const fs::path& place :
         {self / "omnirouter-lab", self / ".." / "lab" / "omnirouter-lab"}) {
        if (fs::exists(place, failed)) return place.lexically_normal();
    }
    throw Error((self / "omnirouter-lab").string(), "The window's program is not there",
                "Pictures and reports need it beside this one: build or install with the window "
                "(-DORL_BUILD_UI=ON)");
}

/// This program's environment; without a wish of the user's, Qt draws off screen.
std::vector<std::string> environment() {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) entries.emplace_back(*entry);
    if (std::getenv("QT_QPA_PLATFORM") == nullptr) {
        entries.emplace_back("QT_QPA_PLATFORM=offscreen");
    }
    return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    list.reserve(texts.size() + 1);
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

/// Starts the program with this one's signals as they usually are.
pid_t start(const fs::path& program, std::vector<std::string> arguments) {
    std::vector<std::string> variables = environment();
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    const int failed = posix_spawn(&child, program.c_str(), nullptr, &attributes,
                                   pointers(arguments).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
        throw Error(program.string(),
                    fmt::format("It cannot be started: {}", std::strerror(failed)),
                    "Install it again");
    }
    return child;
}

int waitFor(pid_t child, const Job& job) {
    // Ctrl-C on a terminal reaches the child as well; a stop from elsewhere is passed on.
    const std::stop_callback pass(job.stop, [child] { kill(child, SIGTERM); });
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            throw Error("omnirouter-lab", "Waiting for it failed", "Try again");
        }
    }
    job.check();
    if (WIFSIGNALED(status)) {
        throw Error("omnirouter-lab", fmt::format("It ended by signal {}", WTERMSIG(status)),
                    "Try again, or smaller");
    }
    return WEXITSTATUS(status);
}

}  // namespace

int runWindowProgram(const std::vector<std::string>& arguments, const Job& job) {
    const fs::path program = windowProgram();
    std::vector<std::string> words = {program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const int code = waitFor(start(program, std::move(words)), job);
    return code == kDone || code == kUsage ? code : kFailed;
}

}  // namespace orl::cli
