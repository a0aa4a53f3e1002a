#include <fmt/format.h>

#include <exception>
#include <new>
#include <string>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/signals.h"
#include "app/cli/terminal.h"
#include "core/support/error.h"

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
    } catch (const std::bad_alloc&) {
        terminal.clear();
        return fail(kFailed, "out of memory; use fewer queries or models");
    } catch (const std::exception& error) {
        terminal.clear();
        return fail(kFailed, fmt::format("internal error: {}", error.what()));
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace orl::cli;
    prepareProcess();
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
    for (const auto add : {addImport, addGenerate, addDatasets, addFit, addEvaluate, addRoute,
                           addSweep, addSolve, addRender}) {
        add(app, action);
    }
#ifdef ORL_WITH_NETWORK
    addEmbed(app, action);
#endif
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kDone : kUsage;
    }
    return runAction(action);
}
