#include "core/route/optimizer_routers.h"

#include "core/optimize/supergradient.h"
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
        options.budget = request.budget;
        options.stop = request.stop;
        return fromSolve(m_optimizer.solve(request.constraints, options));
    }

  private:
    std::size_t m_modelCount;
    DualOptimizer m_optimizer;
};

class PaperRouter final : public Router {
  public:
    explicit PaperRouter(const RoutingProblem& problem) : m_problem(problem) {}

    RouteResult route(const RouteRequest& request) override {
        checkConstraints(request.constraints, m_problem.modelCount());
        if (request.constraints.hasGroups()) {
            // A result, so that whoever compares routers has the others.
            RouteResult none;
            none.explanation = "The paper's method knows no floors and caps of groups.";
            return none;
        }
        if (request.constraints.hasSecondsCap()) {
            RouteResult none;
            none.explanation = "The paper's method knows no cap on seconds.";
            return none;
        }
        SupergradientOptions options;
        options.recordHistory = false;
        options.stop = request.stop;
        return fromSolve(solveSupergradient(m_problem, request.constraints, options));
    }

  private:
    const RoutingProblem& m_problem;
};

}  // namespace

std::unique_ptr<Router> makePaperRouter(const RoutingProblem& problem) {
    return std::make_unique<PaperRouter>(problem);
}

std::unique_ptr<Router> makeDualRouter(const RoutingProblem& problem) {
    return std::make_unique<DualRouter>(problem);
}

}  // namespace orl
