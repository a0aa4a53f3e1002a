#include "core/predict/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace orl {

Eigen::VectorXd Lbfgs::direction(const Eigen::VectorXd& gradient) const {
    Eigen::VectorXd result = -gradient;
    if (m_pairs.empty()) return result / std::max(1.0, gradient.norm());
    std::vector<double> share(m_pairs.size());
    for (std::size_t p = m_pairs.size(); p-- > 0;) {
        share[p] = m_pairs[p].inverse * m_pairs[p].step.dot(result);
        result -= share[p] * m_pairs[p].change;
    }
    const Pair& last = m_pairs.back();
    result /= last.inverse * last.change.squaredNorm();
    for (std::size_t p = 0; p < m_pairs.size(); ++p) {
        const double back = m_pairs[p].inverse * m_pairs[p].change.dot(result);
        result += (share[p] - back) * m_pairs[p].step;
    }
    return result;
}

void Lbfgs::remember(Eigen::VectorXd step, Eigen::VectorXd change) {
    const double curvature = step.dot(change);
    if (!(curvature > 1e-10 * step.norm() * change.norm())) return;
    m_pairs.push_back({std::move(step), std::move(change), 1.0 / curvature});
    if (m_pairs.size() > kMemory) m_pairs.pop_front();
}

double Lbfgs::minimise(const Function& function, Eigen::VectorXd& x, int steps) {
    constexpr double kSufficient = 1e-4;
    constexpr int kMostHalvings = 20;
    Eigen::VectorXd gradient(x.size());
    Eigen::VectorXd nextGradient(x.size());
    double value = function(x, gradient);
    for (int step = 0; step < steps; ++step) {
        Eigen::VectorXd way = direction(gradient);
        double slope = way.dot(gradient);
        if (!(slope < 0.0)) {  // rounding, or a function that has changed too much
            m_pairs.clear();
            way = direction(gradient);
            slope = way.dot(gradient);
            if (!(slope < 0.0)) break;
        }
        double length = 1.0;
        int halvings = 0;
        for (; halvings < kMostHalvings; ++halvings, length *= 0.5) {
            const Eigen::VectorXd next = x + length * way;
            const double nextValue = function(next, nextGradient);
            if (!(nextValue <= value + kSufficient * length * slope)) continue;
            remember(next - x, nextGradient - gradient);
            x = next;
            value = nextValue;
            gradient = nextGradient;
            break;
        }
        if (halvings == kMostHalvings) break;
    }
    return value;
}

}  // namespace orl
