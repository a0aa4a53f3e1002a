#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>

#include "core/support/job.h"

/// The command line: a command a file. Each `add…` declares one command's options and, when that
/// command is the one given, puts what it does into `action`.
namespace orl::cli {

/// Exit codes.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;  ///< infeasible or bad data; the explanation is on stderr
inline constexpr int kUsage = 2;
inline constexpr int kStopped = 130;  ///< Ctrl-C

/// Wrong usage that only shows once values are read together.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Does the work and returns the exit code. Throws Error, UsageError, Cancelled.
using Action = std::function<int(const Job&)>;

void addImport(CLI::App& app, Action& action);
void addGenerate(CLI::App& app, Action& action);
void addDatasets(CLI::App& app, Action& action);
void addFit(CLI::App& app, Action& action);
void addEvaluate(CLI::App& app, Action& action);
void addRoute(CLI::App& app, Action& action);
void addSweep(CLI::App& app, Action& action);
void addSolve(CLI::App& app, Action& action);
void addEmbed(CLI::App& app, Action& action);  // in builds with Qt Network
void addCheck(CLI::App& app, Action& action);
void addBackup(CLI::App& app, Action& action);
void addRecover(CLI::App& app, Action& action);
void addAsk(CLI::App& app, Action& action);
void addRepeat(CLI::App& app, Action& action);
void addRender(CLI::App& app, Action& action);
void addReport(CLI::App& app, Action& action);
void addLesson(CLI::App& app, Action& action);
void addBundle(CLI::App& app, Action& action);
void addGoal(CLI::App& app, Action& action);
void addOwn(CLI::App& app, Action& action);
void addSimulate(CLI::App& app, Action& action);
void addPlan(CLI::App& app, Action& action);

}  // namespace orl::cli
