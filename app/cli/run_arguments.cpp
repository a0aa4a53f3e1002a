#include "app/cli/run_arguments.h"

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/numbers.h"
#include "core/lab/simulating.h"
#include "core/route/router.h"

namespace orl::cli {

std::vector<std::string> simulatedIds() {
    std::vector<std::string> ids;
    for (const std::string_view id : policyIds()) ids.emplace_back(id);
    return ids;
}

void RunArguments::addTo(CLI::App& command) {
    command
        .add_option("--tau", tau, "Threshold of threshold and balance-aware; alpha unless given")
        ->check(numberBetween(0.0, 1.0));
    command
        .add_option("--willingness", willingness,
                    "Willingness to pay w of willingness, USD per correct answer")
        ->check(nonNegative());
    command
        .add_option("--lengths", lengths,
                    "Answers take the time of their predicted lengths, or of the recorded ones "
                    "where known; routers see predictions alone")
        ->capture_default_str()
        ->check(CLI::IsMember({"predicted", "recorded"}));
    command
        .add_option("--repeats", repeats,
                    "Runs with the seeds that follow: figures are means, with standard errors")
        ->capture_default_str()
        ->check(numberBetween(1, 10'000));
}

std::vector<PolicyChoice> RunArguments::choices(const std::vector<std::string>& routers) const {
    std::vector<PolicyChoice> choices;
    choices.reserve(routers.size());
    bool takesTau = false;
    bool takesWillingness = false;
    for (const std::string& id : routers) {
        PolicyChoice choice{id, {}};
        const std::string_view parameter = policyParameter(id);
        if (parameter == "τ") choice.parameter = tau;
        if (parameter == "w") choice.parameter = willingness;
        takesTau = takesTau || parameter == "τ";
        takesWillingness = takesWillingness || parameter == "w";
        choices.push_back(std::move(choice));
    }
    if (tau && !takesTau) {
        throw UsageError("--tau belongs to threshold and balance-aware, and none is simulated");
    }
    if (willingness && !takesWillingness) {
        throw UsageError("--willingness belongs to the router willingness, which is not simulated");
    }
    return choices;
}

RunInputs::RunInputs(const RunArguments& arguments, const SimulateArguments& what,
                     const Predicted& predicted, const Experiment& experiment,
                     const PoolSettings& pool) {
    if (!what.tokensPerMinute.empty()) {
        m_tokens = callTokens(predicted, experiment);
        m_options.tokens = &m_tokens;
    }
    if (arguments.lengths == "recorded") {
        m_recorded = recordedSeconds(predicted, experiment, pool);
        m_options.recordedSeconds = &m_recorded;
    }
}

}  // namespace orl::cli
