#include "core/simulate/policy.h"

#include <fmt/format.h>

#include "core/route/baselines.h"
#include "core/route/router.h"
#include "core/support/error.h"

namespace orl {
namespace {

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
    ids.reserve(routerCatalogue().size());
    for (const RouterInfo& info : routerCatalogue()) {
        if (info.isBaseline || info.needsTruth) ids.push_back(info.id);
    }
    return ids;
}

std::unique_ptr<Policy> makePolicy(const PolicyChoice& choice, const PolicyInput& input) {
    const RouterInfo& info = routerInfo(choice.router);
    if (!info.isBaseline && !info.needsTruth) {
        throw Error(fmt::format("router {}", info.id), "it does not route over time",
                    "Choose another router");
    }
    return std::make_unique<GreedyPolicy>(choice, input);
}

}  // namespace orl
