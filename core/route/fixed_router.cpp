#include "core/route/fixed_router.h"

#include <chrono>
#include <utility>

#include "core/route/judge.h"

namespace orl {

namespace {

class FixedRouter final : public Router {
  public:
    FixedRouter(const RoutingProblem& problem, const Assignment& assignment, std::string unplaced,
                std::span<const std::string> models)
        : m_problem(problem),
          m_assignment(assignment),
          m_unplaced(std::move(unplaced)),
          m_models(models) {}

    RouteResult route(const RouteRequest& request) override {
        const auto start = std::chrono::steady_clock::now();
        checkConstraints(request.constraints, m_problem.modelCount());
        RouteResult result;
        result.assignment = m_assignment;
        judgeFixed(m_problem, request.constraints, m_unplaced, m_models, result);
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
        return result;
    }

  private:
    const RoutingProblem& m_problem;
    const Assignment& m_assignment;
    std::string m_unplaced;
    std::span<const std::string> m_models;
};

}  // namespace

std::unique_ptr<Router> makeFixedRouter(const RoutingProblem& problem, const Assignment& assignment,
                                        std::string unplaced, std::span<const std::string> models) {
    return std::make_unique<FixedRouter>(problem, assignment, std::move(unplaced), models);
}

}  // namespace orl
