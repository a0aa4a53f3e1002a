#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/signals.h"
#include "app/cli/terminal.h"
#include "core/support/error.h"
#include "core/support/process.h"
#include "core/support/unicode.h"

namespace {

int fail(int code, const std::string& message) {
    orl::cli::note("omnirouter: " + message);
    return code;
}

int runAction(const orl::cli::Action& action) {
    using namespace orl::cli;
    const SignalWatch watch;
    Terminal terminal;
    try {
        return action({watch.token(), terminal.progress()});
    } catch (const orl::Cancelled&) {
        terminal.clear();
        return fail(kStopped, "cancelled; nothing was changed");
    } catch (const UsageError& error) {
        terminal.clear();
        return fail(kUsage, error.what());
    } catch (const orl::Error& error) {
        terminal.clear();
        return fail(kFailed, error.what());
    } catch (const std::filesystem::filesystem_error& error) {
        terminal.clear();
        const std::string what = "cannot be reached: " + error.code().message();
        return fail(kFailed, orl::Error(error.path1().string(), what, "Check the path").what());
    } catch (const std::bad_alloc&) {
        terminal.clear();
        return fail(kFailed, "out of memory; use fewer queries or models");
    } catch (const std::exception& error) {
        terminal.clear();
        return fail(kFailed, fmt::format("internal error: {}", error.what()));
    }
}

/// The library takes a value in brackets for a list: --disable "[x]" is the model [x]. A mark
/// behind the bracket keeps it from that, and goes off again before anything else sees the value.
constexpr char kMark = '\x01';

std::vector<std::string> markedArguments(int argc, char** argv) {
    std::vector<std::string> arguments(argv, argv + argc);
    for (std::string& one : arguments) {
        if (one.ends_with(']')) one += kMark;
    }
    return arguments;
}

void takeMarksOff(CLI::App& app) {
    const auto off = [](std::string& value) {
        if (value.ends_with(kMark)) value.pop_back();
        return std::string();
    };
    for (CLI::App* command : app.get_subcommands({})) {
        for (CLI::Option* option : command->get_options()) {
            if (option->get_items_expected_max() > 0) option->transform(CLI::Validator(off, ""));
        }
        takeMarksOff(*command);
    }
}

/// Help, or what is wrong with the usage.
int explain(const CLI::App& app, const CLI::ParseError& error) {
    std::ostringstream out, err;
    const bool asked = app.exit(error, out, err) == 0;
    std::string said = err.str();
    std::erase(said, kMark);
    fmt::print(stdout, "{}", orl::printableLines(out.str()));
    fmt::print(stderr, "{}", orl::printableLines(said));
    return asked ? orl::cli::kDone : orl::cli::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace orl::cli;
    orl::prepareProcess();
    CLI::App app{
        "Constrained routing of queries to language models: imports recorded outcomes, predicts "
        "quality and cost, and assigns a whole batch at least cost under a quality floor, a budget "
        "and capacities.",
        "omnirouter"};
    app.set_version_flag("--version", "omnirouter " ORL_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 1 infeasible or bad data (explained on stderr), 2 wrong usage, "
        "130 cancelled.\nResults go to stdout, everything else to stderr.");

    Action action;
    for (const auto add :
         {addImport, addGenerate, addDatasets, addFit,   addEvaluate, addRoute,  addSweep,
          addOwn,    addSimulate, addPlan,     addAsk,   addGoal,     addRepeat, addSolve,
          addRender, addReport,   addLesson,   addCheck, addBackup,   addBundle, addRecover}) {
        add(app, action);
    }
#ifdef ORL_WITH_NETWORK
    addEmbed(app, action);
#endif
    takeMarksOff(app);
    std::vector<std::string> arguments = markedArguments(argc, argv);
    std::vector<char*> words;
    words.reserve(arguments.size());
    for (std::string& one : arguments) words.push_back(one.data());
    try {
        app.parse(argc, words.data());
    } catch (const CLI::ParseError& error) {
        return explain(app, error);
    }
    return runAction(action);
}
