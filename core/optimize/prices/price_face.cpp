#include "core/optimize/prices/price_face.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"

namespace orl {

namespace {

constexpr HullPoint kNone{-kInfinity, kInfinity};

HullPoint operator+(const HullPoint& a, const HullPoint& b) {
    return {a.quality + b.quality, a.cost + b.cost};
}

}  // namespace

PriceFace::PriceFace(const Table& table, const Optimum& optimum, std::stop_token stop,
                     std::pmr::memory_resource* memory)
    : m_nodes(table.models + 1),
      m_stop(std::move(stop)),
      m_moves(m_nodes * m_nodes, memory),
      m_tie(parameters::kFaceTie),
      m_atLow(memory),
      m_atHigh(memory) {
    collectMoves(table, optimum);
    // x is optimal as far as its sums are exact: what is negative at its own λ is rounding.
    while (walks(optimum.qualityPrice).negative) m_tie *= parameters::kFaceTieGrowth;
    m_low = m_high = optimum.qualityPrice;
    if (!optimum.unique) bound(optimum.qualityPrice);
    m_atLow = walks(m_low).shortest;
    m_atHigh = walks(m_high).shortest;
}

void PriceFace::collectMoves(const Table& table, const Optimum& optimum) {
    const std::size_t ground = table.models;
    std::vector<std::vector<std::int32_t>> residents(table.models);
    for (std::size_t i = 0; i < table.queries; ++i) {
        for (std::size_t part = 0; part < optimum.parts.size(); ++part) {
            const std::int32_t j = optimum.parts[part][i];
            if (part == 0 || j != optimum.parts[0][i])
                residents[static_cast<std::size_t>(j)].push_back(static_cast<std::int32_t>(i));
        }
    }
    std::vector<HullPoint> list;
    for (std::size_t j = 0; j < table.models; ++j) {
        moves(ground, j).assign(1, HullPoint{});
        if (optimum.spare[j]) moves(j, ground).assign(1, HullPoint{});
        for (std::size_t k = 0; k < table.models; ++k) {
            if (j == k) continue;
            list.clear();
            for (std::size_t r = 0; r < residents[j].size(); ++r) {
                if (r % parameters::kPollQueries == 0 && m_stop.stop_requested()) throw Cancelled();
                const auto i = static_cast<std::size_t>(residents[j][r]);
                const double cost = table.cost(i, k);
                if (cost == kInfinity) continue;
                m_greatestCost = std::max({m_greatestCost, cost, table.cost(i, j)});
                list.push_back(
                    {table.quality(i, k) - table.quality(i, j), cost - table.cost(i, j)});
            }
            keepLowerHull(list);
            moves(j, k).assign(list.begin(), list.end());
        }
    }
}

/// P − λQ, and its coefficient of λ at infinity; infinite where there is no walk.
double PriceFace::length(const HullPoint& walk, double lambda) const {
    if (walk.cost == kInfinity) return kInfinity;
    return lambda == kInfinity ? -walk.quality : walk.cost - lambda * walk.quality;
}

/// Lengths that differ by no more than this are equal.
double PriceFace::tie(double lambda) const {
    return m_tie * (lambda == kInfinity ? 1.0 : m_greatestCost + lambda);
}

HullPoint PriceFace::cheapestMove(std::size_t from, std::size_t to, double lambda) const {
    const auto& hull = m_moves[from * m_nodes + to];
    if (hull.empty()) return kNone;
    std::size_t low = 0;  // lengths fall and then rise along the hull
    std::size_t high = hull.size() - 1;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (length(hull[middle + 1], lambda) < length(hull[middle], lambda))
            low = middle + 1;
        else
            high = middle;
    }
    return hull[low];
}

/// Floyd–Warshall. A walk replaces another only if it is shorter by more than rounding, so closed
/// walks of length zero, which ties abound in, are never walked.
PriceFace::Walks PriceFace::walks(double lambda) const {
    if (m_stop.stop_requested()) throw Cancelled();
    Walks result{std::pmr::vector<HullPoint>(m_moves.get_allocator()), {}};
    auto& shortest = result.shortest;
    shortest.assign(m_nodes * m_nodes, HullPoint{});
    for (std::size_t a = 0; a < m_nodes; ++a) {
        for (std::size_t b = 0; b < m_nodes; ++b) {
            if (a != b) shortest[a * m_nodes + b] = cheapestMove(a, b, lambda);
        }
    }
    const double rounding = tie(lambda);
    for (std::size_t k = 0; k < m_nodes; ++k) {
        if (m_stop.stop_requested()) throw Cancelled();
        for (std::size_t a = 0; a < m_nodes; ++a) {
            const HullPoint first = shortest[a * m_nodes + k];
            if (first.cost == kInfinity) continue;
            for (std::size_t b = 0; b < m_nodes; ++b) {
                const HullPoint walk = first + shortest[k * m_nodes + b];
                HullPoint& best = shortest[a * m_nodes + b];
                if (!(length(walk, lambda) < length(best, lambda) - rounding)) continue;
                best = walk;
                if (a == b) {
                    result.negative = walk;
                    return result;
                }
            }
        }
    }
    return result;
}

/// Newton's method from both ends: each negative closed walk cuts off the part where it is
/// negative.
void PriceFace::bound(double inside) {
    m_high = kInfinity;
    while (m_high > inside) {
        const auto walk = walks(m_high).negative;
        if (!walk) break;
        const bool cuts = walk->quality > m_tie && walk->cost > m_tie * m_greatestCost;
        m_high = cuts ? std::max(walk->cost / walk->quality, inside) : inside;
    }
    m_low = 0.0;
    while (m_low < inside) {
        const auto walk = walks(m_low).negative;
        if (!walk) break;
        const bool cuts = walk->quality < -m_tie;
        m_low = cuts ? std::min(walk->cost / walk->quality, inside) : inside;
    }
}

/// Maximum over the face of price(from) − price(to), see above. In USD the variable x is λ; in
/// answers all lengths are divided by λ, and x is 1/λ.
double PriceFace::greatestDifference(std::size_t from, std::size_t to, Unit unit) const {
    struct Line {
        double constant;
        double slope;
        double at(double x) const { return slope == 0.0 ? constant : constant + slope * x; }
    };
    const bool usd = unit == Unit::Usd;
    const std::size_t pair = from * m_nodes + to;
    const auto line = [&](const HullPoint& walk) {
        return usd ? Line{walk.cost, -walk.quality} : Line{-walk.quality, walk.cost};
    };
    if (m_atLow[pair].cost == kInfinity) return kInfinity;
    double left = usd ? m_low : 1.0 / m_high;
    double right = usd ? m_high : 1.0 / m_low;
    Line rising = line(usd ? m_atLow[pair] : m_atHigh[pair]);
    Line falling = line(usd ? m_atHigh[pair] : m_atLow[pair]);
    const double flat = m_tie * (usd ? 1.0 : m_greatestCost);
    if (std::abs(rising.slope) <= flat) rising.slope = 0.0;
    if (std::abs(falling.slope) <= flat) falling.slope = 0.0;
    if (right == kInfinity && falling.slope > 0.0) return kInfinity;
    if (left == kInfinity) return falling.slope < 0.0 ? -kInfinity : 0.0;
    if (rising.slope <= 0.0) return rising.at(left);
    if (right < kInfinity && falling.slope >= 0.0) return falling.at(right);
    for (;;) {
        const double x = (falling.constant - rising.constant) / (rising.slope - falling.slope);
        if (!(x > left && x < right)) return x <= left ? rising.at(left) : falling.at(right);
        const double lambda = usd ? x : 1.0 / x;
        const Line found = line(walks(lambda).shortest[pair]);
        const double rounding = usd ? tie(lambda) : tie(lambda) / lambda;
        if (found.at(x) >= rising.at(x) - rounding) return found.at(x);
        if (found.slope > 0.0) {
            rising = found;
            left = x;
        } else {
            falling = found;
            right = x;
        }
    }
}

double PriceFace::greatestPrice(std::size_t model, Unit unit) const {
    return greatestDifference(model, m_nodes - 1, unit);
}

double PriceFace::leastPrice(std::size_t model, Unit unit) const {
    return 0.0 - greatestDifference(m_nodes - 1, model, unit);
}

}  // namespace orl
