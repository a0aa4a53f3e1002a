#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "core/route/baselines.h"
#include "core/route/judge.h"
#include "core/route/tune.h"
#include "core/support/error.h"

namespace orl {
namespace {

class BaselineRouter final : public Router {
  public:
    BaselineRouter(std::string_view id, const RoutingProblem& problem)
        : m_info(routerInfo(id)), m_problem(problem), m_rule(makeBaseline(id, problem)) {}

    RouteResult route(const RouteRequest& request) override {
        const auto start = std::chrono::steady_clock::now();
        checkConstraints(request.constraints, m_problem.modelCount());
        RouteResult result;
        if (!m_info.parameterName.empty()) result.parameter = parameterFor(request);
        m_rule->place({request.constraints, result.parameter.value_or(0.0), request.seed,
                       request.truth, request.stop},
                      result.assignment);
        if (m_info.needsTruth) {
            judgeByTruth(m_problem, request.constraints, *request.truth, result);
        } else {
            judge(m_problem, request.constraints, result);
        }
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
        return result;
    }

  private:
    double parameterFor(const RouteRequest& request) const {
        if (request.parameter) {
            if (!(std::isfinite(*request.parameter) && *request.parameter >= 0.0)) {
                throw Error(
                    fmt::format("router {}", m_info.id),
                    fmt::format("its parameter {} is {}", m_info.parameterName, *request.parameter),
                    "Choose a finite number, 0 or more");
            }
            return *request.parameter;
        }
        if (request.constraints.mode == RoutingMode::QualityUnderBudget) {
            const TuneRequest tuning{request.constraints,
                                     nullptr,
                                     {TuneGoal::Kind::BestUnderBudget, request.constraints.budget},
                                     request.seed,
                                     64,
                                     request.stop};
            return tuneBaseline(m_info.id, *m_rule, m_problem, tuning).parameter;
        }
        return m_info.id == "willingness" ? defaultWillingness(m_problem)
                                          : request.constraints.qualityFloor;
    }

    const RouterInfo& m_info;
    const RoutingProblem& m_problem;
    std::unique_ptr<Baseline> m_rule;
};

}  // namespace

std::unique_ptr<Router> makeBaselineRouter(std::string_view id, const RoutingProblem& problem) {
    return std::make_unique<BaselineRouter>(id, problem);
}

}  // namespace orl
