#include "core/route/optimizer_routers.h"

#include "core/route/judge.h"

namespace orl {
namespace {

RouteResult fromSolve(SolveResult solve) {
    RouteResult result;
    result.assignment = std::move(solve.assignment);
    solve.assignment.clear();
    result.feasible = solve.solved();
    result.explanation = solve.explanation;
    result.milliseconds = solve.milliseconds;
    result.solve = std::move(solve);
    return result;
}

class DualRouter final : public Router {
  public:
    explicit DualRouter(const RoutingProblem& problem)
        : m_modelCount(problem.modelCount()), m_optimizer(problem) {}

    RouteResult route(const RouteRequest& request) override {
        checkConstraints(request.constraints, m_modelCount);
        SolveOptions options;
        options.stop = request.stop;
        return fromSolve(m_optimizer.solve(request.constraints, options));
    }

  private:
    std::size_t m_modelCount;
    DualOptimizer m_optimizer;
};

}  // namespace

std::unique_ptr<Router> makeDualRouter(const RoutingProblem& problem) {
    return std::make_unique<DualRouter>(problem);
}

}  // namespace orl
