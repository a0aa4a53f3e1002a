#include "core/optimize/bound/frontier.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimize/bound/tie_shift.h"
#include "core/optimize/parameters.h"
#include "core/support/infinity.h"

namespace orl {

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using namespace parameters::bound;

std::size_t differences(const TransportPoint& a, const TransportPoint& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.assignment.size(); ++i)
        count += a.assignment[i] != b.assignment[i] ? 1 : 0;
    return count;
}
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
        const double value =
            kappa == 0.0 ? objective : objective + kappa * (m_goal.required - resource);
        const double bound = value - vertex->regret;
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
    const bool closer = met ? kappa < sideKappa : kappa > sideKappa;
    const bool better =
        side && (met ? resource <= m_goal.resource(*side) : resource >= m_goal.resource(*side));
    if (!side || closer || (kappa == sideKappa && better)) {
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
    m_beforeLast = std::move(m_last);
    m_last = std::move(point);
    if (m_memory) m_memory->add(m_last);
    file(m_last);
    return m_goal.met(*m_last);
}

/// Where the last vertex was found at a multiplier at which crowds tie, one on the other side of
/// the constraint may be optimal there as well.
void FrontierSearch::tryTies() {
    const double kappa = kappaOf(*m_last);
    if (!m_transport.crowded() || kappa == 0.0 || kappa == kInfinity) return;
    const Vertex other = shiftedByTies(m_transport, m_goal, m_capacity, *m_last, m_stop);
    if (!other) return;
    if (m_memory) m_memory->add(other);
    file(other);
}

std::optional<TransportPoint> FrontierSearch::extreme(std::vector<double> price) {
    TransportPoint point;
    price.resize(m_capacity.size(), 0.0);
    const Multipliers start = multipliers(kInfinity, std::move(price));
    if (m_transport.solve(m_capacity, start, {}, m_stop, point) > 0) return std::nullopt;
    return point;
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

/// Where the resource reaches `target` on the line through the last two vertices; NaN if unknown.
double FrontierSearch::secant(double target) const {
    if (!m_last || !m_beforeLast) return kNaN;
    const double k0 = kappaOf(*m_beforeLast);
    const double k1 = kappaOf(*m_last);
    const double r0 = m_goal.resource(*m_beforeLast);
    const double r1 = m_goal.resource(*m_last);
    return k1 + (target - r1) * ((k1 - k0) / (r1 - r0));
}

/// Prices at κ on the line through the two ends, if both are finite.
void FrontierSearch::predictPrices(double kappa) {
    const Vertex& a = m_bracket.met && m_bracket.missed ? m_bracket.missed : m_beforeLast;
    const Vertex& b = m_bracket.met && m_bracket.missed ? m_bracket.met : m_last;
    if (!a || !b) return;
    const double ka = kappaOf(*a);
    const double kb = kappaOf(*b);
    const double share = (kappa - ka) / (kb - ka);
    if (!std::isfinite(ka) || !std::isfinite(kb) || !(std::abs(share) <= kFarthestShare)) return;
    const std::vector<double> pa = unitPrice(*a);
    const std::vector<double> pb = unitPrice(*b);
    for (std::size_t j = 0; j < m_price.size(); ++j)
        m_price[j] = std::max(0.0, pa[j] + share * (pb[j] - pa[j]));
}

/// Walks from κ until one vertex meets the constraint and one misses it.
void FrontierSearch::enclose(double kappa, double width) {
    double factor = 1.0 + width;
    visit(kappa);
    if (m_bracket.unplaced == 0) tryTies();
    for (int step = 1; m_bracket.unplaced == 0; ++step) {
        if (m_bracket.met && m_bracket.missed) return;
        const bool met = m_goal.met(*m_last);
        if (met && kappa == 0.0) return;
        if (!met && kappa == kInfinity) return;
        // Aim past the constraint by a part of what is missing, so as to end on its other side.
        const double missing = m_goal.required - m_goal.resource(*m_last);
        double next = step > 1 ? secant(m_goal.required + kAimPast * missing) : kNaN;
        const double nearest =
            met ? kappa / (1.0 + kLeastStep * width) : kappa * (1.0 + kLeastStep * width);
        const double farthest = met ? kappa / factor : kappa * factor;
        if (met ? !(next < nearest) : !(next > nearest)) next = farthest;
        kappa = met ? std::max(next, farthest) : std::min(next, farthest);
        factor = std::min(factor * factor * factor, kLargestStep);
        if (step >= (met ? kWalkDown : kWalkUp)) kappa = met ? 0.0 : kInfinity;
        if (kappa == 0.0 && !met) kappa = kFirstSlope * guess();
        predictPrices(kappa);
        visit(kappa);
    }
}

FrontierSearch::Chord FrontierSearch::chord() const {
    const double objective = m_goal.objective(*m_bracket.missed);
    const double resource = m_goal.resource(*m_bracket.missed);
    Chord chord{};
    chord.run = m_goal.resource(*m_bracket.met) - resource;
    chord.slope = (m_goal.objective(*m_bracket.met) - objective) / chord.run;
    chord.missing = m_goal.required - resource;
    chord.highest = objective + chord.slope * chord.missing;
    chord.rounding = parameters::kTotalRounding *
                     (std::abs(chord.highest) + chord.slope * std::abs(m_goal.required));
    return chord;
}

/// The slope of the line, from what the two ends do differently alone: where they tie, rounding of
/// their totals would part the queries that tie there.
double FrontierSearch::exactSlope() const {
    const Table& table = m_transport.dual().table();
    const Assignment& from = m_bracket.missed->assignment;
    const Assignment& to = m_bracket.met->assignment;
    double cost = 0.0;
    double quality = 0.0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i] == to[i]) continue;
        const auto j = static_cast<std::size_t>(from[i]);
        const auto k = static_cast<std::size_t>(to[i]);
        cost += table.cost(i, k) - table.cost(i, j);
        quality += table.quality(i, k) - table.quality(i, j);
    }
    return m_goal.objective(cost, quality) / m_goal.resource(cost, quality);
}

void FrontierSearch::refine(double tolerance, int maxEvaluations) {
    double past = kInterpolatePast;
    bool staircase = m_transport.crowded();
    while (m_transport.dual().evaluations() < maxEvaluations) {
        const Vertex met = m_bracket.met;
        const Vertex missed = m_bracket.missed;
        const Chord line = chord();
        // Crowds that tie are told apart only where the bound is exact.
        const double relative = m_transport.crowded() ? 0.0 : tolerance;
        const double tolerated = relative * std::abs(line.highest) + line.rounding;
        if (line.highest - m_bracket.bound <= tolerated) return;

        // While many queries change between the two ends, the resource is nearly a smooth function
        // of κ: interpolate, aiming past the constraint by a part of the last miss to come closer
        // from both sides. Where few change it is a staircase, and the intersection of the two cuts
        // either is the optimum or yields a new vertex.
        const bool side = m_goal.met(*m_last);
        double kappa = kNaN;
        if (!staircase && differences(*met, *missed) > kStaircase) {
            const double missing = line.missing;
            const double aim =
                side ? missing - past * (line.run - missing) : missing + past * missing;
            kappa = m_missedKappa + (m_metKappa - m_missedKappa) * (aim / line.run);
        }
        const bool cut = !(kappa > m_missedKappa && kappa < m_metKappa);
        if (cut) kappa = exactSlope();
        if (!(kappa > m_missedKappa && kappa < m_metKappa) && kappa != 0.0) return;
        predictPrices(kappa);
        visit(kappa);
        if (m_bracket.unplaced > 0) return;
        if (cut) {
            tryTies();
            const double expected = m_goal.objective(*missed) - kappa * m_goal.resource(*missed);
            const double value = m_goal.objective(*m_last) - kappa * m_goal.resource(*m_last);
            if (value >= expected - line.rounding) return;
        }
        const double resource = m_goal.resource(*m_last);
        staircase = m_transport.crowded() || resource == m_goal.resource(*met) ||
                    resource == m_goal.resource(*missed);
        past = m_goal.met(*m_last) == side ? kPastGrowth * past : kInterpolatePast;
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
        start.width = kResumeWidth;
    };
    if (m_bracket.met && m_bracket.missed) {
        resume(m_bracket.missed, m_missedKappa);
    } else if (m_bracket.met && m_metKappa > 0.0 && m_metKappa < kInfinity) {
        resume(m_bracket.met, m_metKappa / (1.0 + kResumeWidth));
    } else if (m_bracket.missed && m_missedKappa < kInfinity) {
        resume(m_bracket.missed, m_missedKappa * (1.0 + kResumeWidth));
    }
    const bool ended =
        (m_bracket.met && m_metKappa == 0.0) || (m_bracket.missed && m_missedKappa == kInfinity);
    if (!ended && !(m_bracket.met && m_bracket.missed))
        enclose(start.kappa < 0.0 ? guess() : start.kappa, start.width);
    if (m_bracket.met && m_bracket.missed && m_bracket.unplaced == 0) {
        refine(tolerance, maxEvaluations);
        const Chord line = chord();
        m_bracket.tied =
            line.highest - m_bracket.bound <= parameters::kTiedRoundings * line.rounding;
    }
    return std::move(m_bracket);
}

void VertexMemory::open(const std::vector<std::int64_t>& capacity) {
    if (capacity != m_capacity) m_vertices.clear();
    m_capacity = capacity;
}

void VertexMemory::add(const Vertex& vertex) {
    const std::size_t queries = std::max<std::size_t>(1, vertex->assignment.size());
    const std::size_t kept = std::clamp(kVertexQueries / queries, kLeastVertices, kMostVertices);
    if (m_vertices.size() >= kept) m_vertices.erase(m_vertices.begin());
    m_vertices.push_back(vertex);
}

}  // namespace orl
