#include <omnirouter/optimize.h>

#include <cstdio>

int main() {
    // 600 easy queries, then 400 hard ones, and three models: small, medium, large.
    const double cost[] = {0.0002, 0.001, 0.010};  // USD per answer
    const double easy[] = {0.90, 0.95, 0.98};      // probability of a right answer
    const double hard[] = {0.30, 0.60, 0.90};
    orl::RoutingProblem problem(1000, 3);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            problem.set(i, j, cost[j], i < 600 ? easy[j] : hard[j]);
        }
    }

    orl::Constraints asked;
    asked.qualityFloor = 0.8;
    asked.capacity = {orl::kUnlimited, 520, 100};
    orl::DualOptimizer optimizer(problem);
    const orl::SolveResult plan = optimizer.solve(asked);
    std::printf("cost  $%.4f, no routing costs less than $%.4f: gap %.4f %%\n", plan.cost,
                plan.bound, 100.0 * plan.gap);
    std::printf("price $%.4f for one more right answer\n", plan.qualityPrice);
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        std::printf("model %zu: %3lld queries, $%.4f for one more slot\n", j + 1,
                    static_cast<long long>(plan.load[j]), plan.capacityPrice[j]);
    }

    asked.qualityFloor = 0.9;
    const orl::SolveResult refused = optimizer.solve(asked);
    if (!refused.solved()) std::printf("%s\n", refused.explanation.c_str());
}
