#include "core/optimize/frontier.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orl {

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Two values of the dual function this close, relatively, are the same but for rounding.
constexpr double kRounding = 1e-13;
}  // namespace

Multipliers FrontierSearch::multipliers(double kappa, std::vector<double> price) const {
    double objective = 1.0;
    double resource = kappa;
    if (kappa == kInfinity) {
        objective = 0.0;
        resource = 1.0;
    }
    const bool floor = m_goal.mode == RoutingMode::CostUnderFloor;
    return {floor ? objective : resource, floor ? resource : objective, std::move(price)};
}

/// Solves the transport at κ and files the vertex on its side of the constraint.
/// @returns whether the constraint is met there
bool FrontierSearch::visit(double kappa) {
    TransportPoint point;
    m_bracket.unplaced =
        m_transport.solve(m_capacity, multipliers(kappa, m_price), m_previous, m_stop, point);
    if (m_bracket.unplaced > 0) return false;
    const double objective = m_goal.objective(point);
    const double resource = m_goal.resource(point);
    if (kappa < kInfinity) {
        m_price = point.at.price;
        // 0 · inf: a budget without end has no price.
        const double bound =
            kappa == 0.0 ? objective : objective + kappa * (m_goal.required - resource);
        if (!m_bounded || bound > m_bracket.bound) {
            m_bounded = true;
            m_bracket.bound = bound;
            m_bracket.multiplier = kappa;
            m_bracket.price = m_price;
        }
        if (m_observer) m_observer(point, kappa, bound);
    }
    m_previous = point.assignment;
    const bool met = resource >= m_goal.required;
    (met ? m_metKappa : m_missedKappa) = kappa;
    (met ? m_bracket.met : m_bracket.missed) = std::move(point);
    return met;
}

bool FrontierSearch::extreme(std::vector<double> price, TransportPoint& point,
                             std::int64_t& unplaced) {
    unplaced = m_transport.solve(m_capacity, multipliers(kInfinity, std::move(price)), m_previous,
                                 m_stop, point);
    return unplaced == 0;
}

/// The slope of the whole frontier without capacities.
double FrontierSearch::guess() {
    DualSums low;
    DualSums high;
    std::vector<std::int32_t> choice;
    const std::vector<double> free(m_capacity.size(), 0.0);
    m_transport.dual().evaluate(multipliers(0.0, free), low, choice);
    m_transport.dual().evaluate(multipliers(kInfinity, free), high, choice);
    const double rise =
        m_goal.objective(high.cost, high.quality) - m_goal.objective(low.cost, low.quality);
    const double run =
        m_goal.resource(high.cost, high.quality) - m_goal.resource(low.cost, low.quality);
    const double slope = rise / run;
    return slope > 0.0 && slope < kInfinity ? slope : 1.0;
}

/// Widens around κ until one vertex meets the constraint and one misses it.
void FrontierSearch::enclose(double kappa, double width) {
    double factor = 1.0 + width;
    for (bool met = visit(kappa); m_bracket.unplaced == 0;) {
        if (m_bracket.met && m_bracket.missed) return;
        if (met && kappa == 0.0) return;
        if (!met && kappa == kInfinity) return;
        kappa = met ? kappa / factor : kappa * factor;
        factor = factor * factor * (factor < 1.1 ? 2.0 : 1.0);
        if (factor > 1e9) kappa = met ? 0.0 : kInfinity;
        met = visit(kappa);
    }
}

void FrontierSearch::refine(double tolerance, int maxEvaluations) {
    for (int round = 1; m_transport.dual().evaluations() < maxEvaluations; ++round) {
        const TransportPoint& met = *m_bracket.met;
        const TransportPoint& missed = *m_bracket.missed;
        const double rise = m_goal.objective(met) - m_goal.objective(missed);
        const double run = m_goal.resource(met) - m_goal.resource(missed);
        const double slope = rise / run;
        const double gained = (m_goal.required - m_goal.resource(missed)) / run;
        const double highest = m_goal.objective(missed) + rise * gained;
        const double scale = std::abs(highest) + slope * std::abs(m_goal.required);
        if (highest - m_bracket.bound <= tolerance * std::abs(highest) + kRounding * scale) return;

        // The resource as a function of κ is nearly smooth while many queries lie between the two
        // vertices: interpolate. Every third time the intersection of the two cuts, which ends.
        double kappa = m_missedKappa + (m_metKappa - m_missedKappa) * gained;
        const bool cut = round % 3 == 0 || !(kappa > m_missedKappa && kappa < m_metKappa);
        if (cut) kappa = slope;
        if (!(kappa > m_missedKappa) || !(kappa < m_metKappa)) {
            if (kappa != 0.0) return;
        }
        const double line = m_goal.objective(missed) - kappa * m_goal.resource(missed);
        visit(kappa);
        const TransportPoint& fresh = m_metKappa == kappa ? *m_bracket.met : *m_bracket.missed;
        const double value = m_goal.objective(fresh) - kappa * m_goal.resource(fresh);
        if (cut && value >= line - kRounding * scale) return;
    }
}

Bracket FrontierSearch::run(double kappa, std::vector<double> price, double width, double tolerance,
                            int maxEvaluations) {
    m_price = std::move(price);
    if (m_price.empty()) m_price.assign(m_capacity.size(), 0.0);
    enclose(kappa < 0.0 ? guess() : kappa, width);
    if (m_bracket.met && m_bracket.missed) refine(tolerance, maxEvaluations);
    return std::move(m_bracket);
}

}  // namespace orl
