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
        const auto start = Clock::now();
        checkConstraints(request.constraints, m_problem.modelCount());
        RouteResult result;
        if (!m_info.parameterName.empty()) result.parameter = parameterFor(request);
        const double saved = place(request, result.parameter.value_or(0.0), result.assignment);
        if (m_info.needsTruth) {
            judgeByTruth(m_problem, request.constraints, *request.truth, result);
        } else {
            judge(m_problem, request.constraints, result);
        }
        result.milliseconds = millisecondsSince(start) + saved;
        return result;
    }

  private:
    using Clock = std::chrono::steady_clock;
    static double millisecondsSince(Clock::time_point start) {
        return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    }

    /// The last placement and all that it follows from. A rule does not know the goal: a floor or
    /// budget that moves leaves most routings as they are.
    struct Placed {
        std::vector<std::int64_t> capacity;
        double parameter = 0.0;
        std::uint64_t seed = 0;
        const Truth* truth = nullptr;
        Assignment assignment;  ///< empty: none
        double milliseconds = 0.0;
    };

    /// @return what placing took when it was done, in milliseconds; 0 where it was done now
    double place(const RouteRequest& request, double parameter, Assignment& assignment) {
        const Constraints& constraints = request.constraints;
        const bool known = !m_placed.assignment.empty() && !constraints.hasGroups() &&
                           m_placed.capacity == constraints.capacity &&
                           m_placed.parameter == parameter && m_placed.seed == request.seed &&
                           m_placed.truth == request.truth;
        if (known) {
            assignment = m_placed.assignment;
            return m_placed.milliseconds;
        }
        const auto start = Clock::now();
        m_rule->place({constraints, parameter, request.seed, request.truth, request.stop},
                      assignment);
        if (!constraints.hasGroups()) {
            m_placed = {constraints.capacity, parameter,  request.seed,
                        request.truth,        assignment, millisecondsSince(start)};
        }
        return 0.0;
    }

    double parameterFor(const RouteRequest& request) {
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
        if (m_info.id != "willingness") return request.constraints.qualityFloor;
        if (std::isnan(m_willingness)) m_willingness = defaultWillingness(m_problem);
        return m_willingness;
    }

    const RouterInfo& m_info;
    const RoutingProblem& m_problem;
    std::unique_ptr<Baseline> m_rule;
    double m_willingness = kMissing;  ///< the default w, which the problem alone decides
    Placed m_placed;
};

}  // namespace

std::unique_ptr<Router> makeBaselineRouter(std::string_view id, const RoutingProblem& problem) {
    return std::make_unique<BaselineRouter>(id, problem);
}

}  // namespace orl
