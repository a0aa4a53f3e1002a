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

double FrontierSearch::kappaOf(const TransportPoint& point) const {
    const bool floor = m_goal.mode == RoutingMode::CostUnderFloor;
    const double objective = floor ? point.at.costWeight : point.at.qualityWeight;
    const double resource = floor ? point.at.qualityWeight : point.at.costWeight;
    if (resource <= kLeastCostWeight) return 0.0;
    return objective <= kLeastCostWeight ? kInfinity : resource / objective;
}

/// Capacity prices at an objective weight of 1.
std::vector<double> FrontierSearch::unitPrice(const TransportPoint& point) const {
    const bool floor = m_goal.mode == RoutingMode::CostUnderFloor;
    const double weight = floor ? point.at.costWeight : point.at.qualityWeight;
    std::vector<double> price = point.at.price;
    for (double& p : price) p /= weight;
    return price;
}

/// Keeps the vertex if it is the closest one on its side of the constraint, and its bound if best.
void FrontierSearch::file(const Vertex& vertex) {
    const double kappa = kappaOf(*vertex);
    const double objective = m_goal.objective(*vertex);
    const double resource = m_goal.resource(*vertex);
    if (kappa < kInfinity) {
        // 0 · inf: a budget without end has no price.
        const double bound =
            kappa == 0.0 ? objective : objective + kappa * (m_goal.required - resource);
        if (!m_bounded || bound > m_bracket.bound) {
            m_bounded = true;
            m_bracket.bound = bound;
            m_bracket.multiplier = kappa;
            m_bracket.price = unitPrice(*vertex);
        }
        if (m_observer) m_observer(*vertex, kappa, bound);
    }
    const bool met = m_goal.met(*vertex);
    Vertex& side = met ? m_bracket.met : m_bracket.missed;
    double& sideKappa = met ? m_metKappa : m_missedKappa;
    if (!side || (met ? kappa <= sideKappa : kappa >= sideKappa)) {
        side = vertex;
        sideKappa = kappa;
    }
}

/// Solves the transport at κ. @returns whether the constraint is met there
bool FrontierSearch::visit(double kappa) {
    auto point = std::make_shared<TransportPoint>();
    const std::span<const std::int32_t> previous =
        m_last ? std::span<const std::int32_t>(m_last->assignment)
               : std::span<const std::int32_t>();
    m_bracket.unplaced =
        m_transport.solve(m_capacity, multipliers(kappa, m_price), previous, m_stop, *point);
    if (m_bracket.unplaced > 0) return false;
    if (kappa < kInfinity) m_price = unitPrice(*point);
    m_last = std::move(point);
    if (m_memory) m_memory->add(m_last);
    file(m_last);
    return m_goal.met(*m_last);
}

bool FrontierSearch::extreme(std::vector<double> price, TransportPoint& point,
                             std::int64_t& unplaced) {
    unplaced =
        m_transport.solve(m_capacity, multipliers(kInfinity, std::move(price)), {}, m_stop, point);
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
        const double value = m_goal.objective(*m_last) - kappa * m_goal.resource(*m_last);
        if (cut && value >= line - kRounding * scale) return;
    }
}

Bracket FrontierSearch::run(Start start, double tolerance, int maxEvaluations) {
    m_price = std::move(start.price);
    if (m_price.empty()) m_price.assign(m_capacity.size(), 0.0);
    if (m_memory) {
        for (const Vertex& vertex : m_memory->vertices()) file(vertex);
    }
    const auto resume = [&](const Vertex& vertex, double kappa) {
        m_last = vertex;
        m_price = unitPrice(*vertex);
        start.kappa = kappa;
        start.width = 0.02;
    };
    if (m_bracket.met && m_bracket.missed) {
        resume(m_bracket.missed, m_missedKappa);
    } else if (m_bracket.met && m_metKappa > 0.0 && m_metKappa < kInfinity) {
        resume(m_bracket.met, m_metKappa / 1.02);
    } else if (m_bracket.missed && m_missedKappa < kInfinity) {
        resume(m_bracket.missed, m_missedKappa * 1.02);
    }
    const bool ended =
        (m_bracket.met && m_metKappa == 0.0) || (m_bracket.missed && m_missedKappa == kInfinity);
    if (!ended && !(m_bracket.met && m_bracket.missed))
        enclose(start.kappa < 0.0 ? guess() : start.kappa, start.width);
    if (m_bracket.met && m_bracket.missed) refine(tolerance, maxEvaluations);
    return std::move(m_bracket);
}

void VertexMemory::open(const std::vector<std::int64_t>& capacity) {
    if (capacity != m_capacity) m_vertices.clear();
    m_capacity = capacity;
}

void VertexMemory::add(const Vertex& vertex) {
    constexpr std::size_t kKept = 12;
    if (m_vertices.size() == kKept) m_vertices.erase(m_vertices.begin());
    m_vertices.push_back(vertex);
}

}  // namespace orl
