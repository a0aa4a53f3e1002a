#include "core/lab/reduced_cost.h"

#include <algorithm>
#include <cmath>

#include "core/support/infinity.h"

namespace orl {

ReducedCosts::ReducedCosts(const SolveView& view)
    : m_experiment(*view.experiment),
      m_constraints(view.constraints),
      m_assignment(view.assignment ? std::span<const std::int32_t>(*view.assignment)
                                   : std::span<const std::int32_t>()),
      m_prices(view.certificate && view.certificate->solved() ? view.certificate.get() : nullptr) {}

double ReducedCosts::qualityPrice(std::size_t query) const {
    const double own = m_prices->qualityPrice;
    if (m_prices->groupPrice.empty()) return own;
    return own + m_prices->groupPrice[static_cast<std::size_t>(m_constraints.group[query])];
}

double ReducedCosts::slotPrice(std::size_t query, std::size_t model) const {
    const double own = m_prices->capacityPrice.empty() ? 0.0 : m_prices->capacityPrice[model];
    if (m_prices->groupCapacityPrice.empty()) return own;
    const auto group = static_cast<std::size_t>(m_constraints.group[query]);
    return own + m_prices->groupCapacityPrice[group * m_experiment.models.size() + model];
}

double ReducedCosts::secondsPrice(std::size_t query, std::size_t model) const {
    double price = 0.0;
    if (m_experiment.secondPrice > 0.0) {
        price = m_experiment.problem.cost(query, model) - m_experiment.usd(query, model);
    }
    if (!m_constraints.hasSecondsCap()) return price;
    const double seconds = m_experiment.secondsOf(query, model);
    if (std::isnan(seconds)) return kInfinity;
    return price + (m_prices != nullptr ? m_prices->secondsPrice * seconds : 0.0);
}

double ReducedCosts::of(std::size_t query, std::size_t model) const {
    const RoutingProblem& problem = m_experiment.problem;
    if (!problem.allowed(query, model)) return kInfinity;
    return m_experiment.usd(query, model) + secondsPrice(query, model) -
           qualityPrice(query) * problem.quality(query, model) + slotPrice(query, model);
}

double ReducedCosts::recorded(std::size_t query, std::size_t model) const {
    if (!m_experiment.problem.allowed(query, model)) return kInfinity;
    const auto i = static_cast<Eigen::Index>(query);
    const auto j = static_cast<Eigen::Index>(model);
    return m_experiment.truth.realizedCost(i, j) + secondsPrice(query, model) -
           qualityPrice(query) * m_experiment.truth.outcome(i, j) + slotPrice(query, model);
}

double ReducedCosts::margin(std::size_t query) const {
    if (m_assignment.empty() || m_assignment[query] < 0) return kMissing;
    const auto chosen = static_cast<std::size_t>(m_assignment[query]);
    double next = kInfinity;
    for (std::size_t j = 0; j < m_experiment.models.size(); ++j) {
        if (j != chosen) next = std::min(next, of(query, j));
    }
    return next - of(query, chosen);
}

double ReducedCosts::regret(std::size_t query) const {
    if (m_assignment.empty() || m_assignment[query] < 0) return kMissing;
    const double chosen = recorded(query, static_cast<std::size_t>(m_assignment[query]));
    double least = chosen;
    for (std::size_t j = 0; j < m_experiment.models.size(); ++j) {
        const double other = recorded(query, j);
        if (other < least) least = other;
    }
    return chosen - least;
}

}  // namespace orl
