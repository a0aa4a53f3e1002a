#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <deque>
#include <functional>

namespace orl {

/// Limited-memory BFGS (Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.4) with
/// backtracking to a sufficient decrease, for smooth convex functions. What it has learned of the
/// curvature stays from one call to the next, so a function may change a little in between.
class Lbfgs {
  public:
    /// The value at x; sets the gradient.
    using Function = std::function<double(const Eigen::VectorXd& x, Eigen::VectorXd& gradient)>;

    /// Takes at most so many steps from x, and never one that raises the value.
    /// @return the value at x
    double minimise(const Function& function, Eigen::VectorXd& x, int steps);

  private:
    static constexpr std::size_t kMemory = 10;
    struct Pair {
        Eigen::VectorXd step, change;  ///< of x and of the gradient
        double inverse = 0.0;          ///< 1 / step·change
    };
    Eigen::VectorXd direction(const Eigen::VectorXd& gradient) const;
    void remember(Eigen::VectorXd step, Eigen::VectorXd change);

    std::deque<Pair> m_pairs;  ///< oldest first
};

}  // namespace orl
