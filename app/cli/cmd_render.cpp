#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <regex>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

namespace fs = std::filesystem;

struct RenderArguments {
    fs::path workspace;
    std::string page = "dashboard";
    std::string size = "1600x1000";
    fs::path out;
    bool json = false;
};

/// The window's program: installed beside this one, in a build tree in the folder next door.
fs::path windowProgram() {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const fs::path& place :
         {self / "omnirouter-lab", self / ".." / "lab" / "omnirouter-lab"}) {
        if (fs::exists(place, failed)) return place.lexically_normal();
    }
    throw Error((self / "omnirouter-lab").string(), "The window's program is not there",
                "Rendering needs it beside this one: build or install with the window "
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
                    "Try another page or size");
    }
    return WEXITSTATUS(status);
}

int runRender(const RenderArguments& arguments, const Job& job) {
    if (!fs::exists(arguments.workspace)) {
        throw Error(arguments.workspace.string(), "There is no such workspace",
                    "Make one with omnirouter import");
    }
    checkOutputs({{"--out", arguments.out}}, workspaceFiles(arguments.workspace));
    const fs::path program = windowProgram();
    const pid_t child = start(program, {program.string(), "--render", arguments.page, "--workspace",
                                        arguments.workspace.string(), "--size", arguments.size,
                                        "--out", arguments.out.string()});
    const int code = waitFor(child, job);
    if (code != 0) return code == kUsage ? kUsage : kFailed;
    if (!fs::exists(arguments.out)) {
        throw Error(arguments.out.string(), "The window's program wrote no picture", "Try again");
    }
    if (arguments.json) {
        reportJson({{"page", arguments.page},
                    {"size", arguments.size},
                    {"out", arguments.out.string()},
                    {"bytes", fs::file_size(arguments.out)}});
    }
    return kDone;
}

std::string checkSize(const std::string& text) {
    static const std::regex pattern("[1-9][0-9]{1,4}x[1-9][0-9]{1,4}");
    return std::regex_match(text, pattern) ? "" : "the size is WIDTHxHEIGHT in pixels: " + text;
}

}  // namespace

void addRender(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<RenderArguments>();
    CLI::App* command = app.add_subcommand(
        "render", "Draw a page of the window to a picture, without a display if there is none");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command
        ->add_option("--page", arguments->page,
                     "Page: dashboard, queries, predictor, compare or learn")
        ->capture_default_str();
    command->add_option("--size", arguments->size, "Pixels")
        ->capture_default_str()
        ->check(checkSize)
        ->type_name("WxH");
    command->add_option("--out", arguments->out, "Picture to write (.png)")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runRender(*arguments, job); };
    });
}

}  // namespace orl::cli
