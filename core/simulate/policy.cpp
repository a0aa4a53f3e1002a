#include "core/simulate/policy.h"

#include <fmt/format.h>

#include "core/route/baselines.h"
#include "core/route/router.h"
#include "core/simulate/online_dual.h"
#include "core/simulate/window_dual.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr std::string_view kDual = "dual";

/// Rules and the dual; own routers are plans of a batch, and "dual-paper" solves whole ones.
bool decidesOverTime(const RouterInfo& info) {
    return info.id != "own" && (info.isBaseline || info.needsTruth || info.id == kDual);
}

/// A rule of the catalogue, asked for one query at a time.
class GreedyPolicy final : public Policy {
  public:
    GreedyPolicy(const PolicyChoice& choice, const PolicyInput& input)
        : m_rule(makeBaseline(choice.router, input.experiment.problem)),
          m_picker(m_rule->picker({m_none, parameterOf(choice, input), input.plan.seed,
                                   input.experiment.hasOutcomes ? &input.experiment.truth : nullptr,
                                   input.stop})) {}

    std::int32_t choose(const Candidate& query, const Room& room) override {
        return m_picker->pick(query.row, room.slots);
    }

  private:
    /// As in a batch of the same queries without limits: the default, or what keeps the budget.
    static double parameterOf(const PolicyChoice& choice, const PolicyInput& input) {
        if (choice.parameter) return *choice.parameter;
        const RouterInfo& info = routerInfo(choice.router);
        if (info.parameterName.empty()) return 0.0;
        RouteRequest request;
        request.constraints.mode = input.plan.mode;
        request.constraints.qualityFloor = input.plan.qualityFloor;
        const RoutingProblem& problem = input.experiment.problem;
        if (input.plan.mode == RoutingMode::QualityUnderBudget && input.queries > 0) {
            request.constraints.budget = input.plan.budget *
                                         static_cast<double>(problem.queryCount()) /
                                         static_cast<double>(input.queries);
        }
        request.seed = input.plan.seed;
        request.stop = input.stop;
        return makeRouter(choice.router, problem)->route(request).parameter.value_or(0.0);
    }

    Constraints m_none;
    std::unique_ptr<Baseline> m_rule;
    std::unique_ptr<Picker> m_picker;
};

}  // namespace

void Policy::assign(std::span<const Candidate> waiting, Room& room, std::span<std::int32_t> model) {
    for (std::size_t k = 0; k < waiting.size(); ++k) {
        model[k] = choose(waiting[k], room);
        if (model[k] >= 0) room.slots.take(static_cast<std::size_t>(model[k]));
    }
}

std::vector<std::string_view> policyIds() {
    std::vector<std::string_view> ids;
    ids.reserve(routerCatalogue().size() + 1);
    for (const RouterInfo& info : routerCatalogue()) {
        if (!decidesOverTime(info)) continue;
        ids.push_back(info.id);
        if (info.id == kDual) ids.push_back(kOnlineDual);
    }
    return ids;
}

std::string_view policyParameter(std::string_view id) {
    return id == kOnlineDual ? std::string_view{} : routerInfo(id).parameterName;
}

std::unique_ptr<Policy> makePolicy(const PolicyChoice& choice, const PolicyInput& input) {
    if (choice.router == kOnlineDual) return std::make_unique<OnlineDual>(input);
    const RouterInfo& info = routerInfo(choice.router);
    if (!decidesOverTime(info)) {
        throw Error(fmt::format("router {}", info.id), "it routes whole batches alone",
                    "Choose dual, which carries its prices from window to window");
    }
    if (info.id == kDual) {
        if (input.plan.window.kind == WindowPlan::Kind::None) {
            return std::make_unique<OnlineDual>(input);
        }
        return std::make_unique<WindowDual>(input);
    }
    return std::make_unique<GreedyPolicy>(choice, input);
}

}  // namespace orl
