#include "core/optimize/groups/row_dual.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/optimize/parameters.h"
#include "core/support/error.h"

namespace orl {

namespace {
using namespace parameters::groups;
using parameters::kTermsRounding;
}  // namespace

void RowMemory::open(const RowProblem& problem) {
    if (capacity == problem.capacity && groupCapacity == problem.groupCapacity) return;
    vertices.clear();
    capacity = problem.capacity;
    groupCapacity = problem.groupCapacity;
}

void RowMemory::add(std::shared_ptr<const RowVertex> vertex) {
    const std::size_t bytes = vertex->assignment.size() * sizeof(std::int32_t);
    if (vertices.size() >= std::clamp(kKeptBytes / bytes, kLeastKeptVertices, kMostKeptVertices))
        vertices.erase(vertices.begin());
    vertices.push_back(std::move(vertex));
}

RowDual::RowDual(Transport& transport, const RowProblem& problem, RowMemory& memory,
                 std::stop_token stop, Observer observer)
    : m_transport(transport),
      m_problem(problem),
      m_memory(memory),
      m_stop(std::move(stop)),
      m_observer(std::move(observer)) {
    m_memory.open(problem);
    m_vertices = m_memory.vertices;
}

/// The latest of the nearest in the master's units; null before the first.
const RowDual::Known* RowDual::nearest(std::span<const double> kappa) const {
    const Known* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const Known& known : m_known) {
        double distance = 0.0;
        for (std::size_t k = 0; k < kappa.size(); ++k)
            distance += std::abs(known.kappa[k] - kappa[k]) / unit(k);
        if (distance > least) continue;
        least = distance;
        best = &known;
    }
    return best;
}

/// Solves the transport at κ and keeps its vertex.
RowDual::Visit RowDual::visit(std::span<const double> kappa, double objectiveWeight) {
    if (m_stop.stop_requested()) throw Cancelled();
    ++m_evaluations;
    const GroupedTable& table = *m_problem.table;
    const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
    double overall = 0.0;
    GroupTerms terms;
    terms.qualityWeight.assign(table.groups(), 0.0);
    for (std::size_t k = 0; k < kappa.size(); ++k) {
        const std::int32_t group = m_problem.rows[k].group;
        (group == Row::kAll ? overall : terms.qualityWeight[static_cast<std::size_t>(group)]) =
            kappa[k];
    }
    if (m_problem.capped) terms.capacity = m_problem.groupCapacity;
    Multipliers start{floor ? objectiveWeight : overall, floor ? overall : objectiveWeight, {}};
    if (objectiveWeight > 0.0) {
        const Known* near = nearest(kappa);
        start.price = near != nullptr ? near->price : m_memory.price;
        terms.price = near != nullptr ? near->groupPrice : m_memory.groupPrice;
    }
    start.price.resize(table.models(), 0.0);
    const std::span<const std::int32_t> previous =
        m_vertices.empty() ? std::span<const std::int32_t>() : m_vertices.back()->assignment;
    m_outcome.unplaced =
        m_transport.solve(m_problem.capacity, start, previous, m_stop, m_point, terms);
    if (m_outcome.unplaced > 0) return {};

    Visit visit;
    visit.vertex = std::make_shared<const RowVertex>(table, std::move(m_point.assignment));
    const RowTotals totals = totalsOf(m_problem, *visit.vertex);
    visit.value = objectiveWeight * totals.objective;
    visit.noise = std::abs(visit.value);
    for (std::size_t k = 0; k < kappa.size(); ++k) {
        if (kappa[k] == 0.0) continue;
        const double required = m_problem.rows[k].required;
        visit.value += kappa[k] * (required - totals.resource[k]);
        visit.noise += kappa[k] * (std::abs(required) + std::abs(totals.resource[k]));
    }
    visit.noise *= kTermsRounding;
    m_vertices.push_back(visit.vertex);
    m_memory.add(visit.vertex);
    if (objectiveWeight == 0.0) return visit;

    m_known.push_back({{kappa.begin(), kappa.end()}, m_point.at.price, m_point.groupPrice});
    if (!m_bounded || visit.value - visit.noise > m_outcome.bound) {
        m_bounded = true;
        m_bestKappa.assign(kappa.begin(), kappa.end());
        m_outcome.bound = visit.value - visit.noise;
        m_outcome.price = m_point.at.price;
        m_outcome.groupPrice = m_point.groupPrice;
        m_outcome.overall = overall;
        m_outcome.groupWeight = std::move(terms.qualityWeight);
    }
    if (m_observer) {
        m_point.quality = visit.vertex->quality;
        m_observer(m_point, overall, visit.value);
    }
    return visit;
}

/// The master works on numbers of about 1: objective and rows are divided by their scales.
void RowDual::addCut(CutMaster& master, const RowVertex& vertex, double objectiveWeight) const {
    const RowTotals totals = totalsOf(m_problem, vertex);
    std::vector<double> slope;
    for (std::size_t k = 0; k < m_problem.rows.size(); ++k)
        slope.push_back((m_problem.rows[k].required - totals.resource[k]) /
                        m_problem.rows[k].scale);
    master.add(objectiveWeight * totals.objective / m_problem.objectiveScale, slope);
}

void RowDual::keepMixture(const CutMaster::Optimum& optimum) {
    std::vector<std::size_t> order;
    for (std::size_t v = 0; v < optimum.weight.size(); ++v) {
        if (optimum.weight[v] > 0.0) order.push_back(v);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return optimum.weight[a] > optimum.weight[b];
    });
    m_outcome.mixture.clear();
    for (const std::size_t v : order) m_outcome.mixture.push_back(m_vertices[v]);
}

/// The rows alone. @returns false where they are proven out of reach or queries have no place
bool RowDual::reach() {
    const std::size_t rows = m_problem.rows.size();
    CutMaster master(rows);
    for (const auto& vertex : m_vertices) addCut(master, *vertex, 0.0);
    const std::vector<double> low(rows, 0.0);
    const std::vector<double> high(rows, 1.0);
    std::vector<double> direction = high;
    double last = std::numeric_limits<double>::infinity();
    for (;;) {
        if (master.cuts() > 0) {
            const CutMaster::Optimum optimum = master.solve(low, high);
            keepMixture(optimum);
            // No progress beyond rounding is treated as reachable: the search for an assignment
            // has the last word.
            if (optimum.value <= kNoProgress * kTermsRounding || optimum.value >= last) return true;
            last = optimum.value;
            direction = optimum.kappa;
        }
        for (std::size_t k = 0; k < rows; ++k) direction[k] /= m_problem.rows[k].scale;
        const Visit at = visit(direction, 0.0);
        if (!at.vertex) return false;
        if (at.value > at.noise) {
            m_outcome.reachable = false;
            return false;
        }
        addCut(master, *at.vertex, 0.0);
    }
}

/// κ to start from, in the master's units: that of the last solve, else the slope of the whole
/// frontier in the row over all queries.
std::vector<double> RowDual::firstPoint() {
    std::vector<double> point(m_problem.rows.size(), 0.0);
    const bool warm = m_memory.overall >= 0.0 && m_memory.mode == m_problem.mode;
    const auto compare = [](const auto& a, const auto& b) { return a->cost < b->cost; };
    const auto [low, high] = std::minmax_element(m_vertices.begin(), m_vertices.end(), compare);
    const double cost = (*high)->cost - (*low)->cost;
    const double quality = (*high)->quality - (*low)->quality;
    const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
    for (std::size_t k = 0; k < point.size(); ++k) {
        const std::int32_t group = m_problem.rows[k].group;
        double kappa = 0.0;
        if (warm) {
            kappa = group == Row::kAll ? m_memory.overall
                                       : m_memory.groupWeight[static_cast<std::size_t>(group)];
        } else if (group == Row::kAll && cost > 0.0 && quality > 0.0) {
            kappa = floor ? cost / quality : quality / cost;
        }
        point[k] = kappa / unit(k);
    }
    return point;
}

void RowDual::ascend(double tolerance, int maxEvaluations) {
    const std::size_t rows = m_problem.rows.size();
    const auto outside = [&](std::span<const double> point) {
        std::vector<double> kappa(rows);
        for (std::size_t k = 0; k < rows; ++k) kappa[k] = point[k] * unit(k);
        return kappa;
    };
    std::vector<double> centre(rows, 0.0);
    Visit at = visit(centre, 1.0);
    if (!at.vertex) return;
    if (met(m_problem, totalsOf(m_problem, *at.vertex))) {
        m_outcome.mixture = {at.vertex};
        return;
    }
    centre = firstPoint();
    const double largest = *std::max_element(centre.begin(), centre.end());
    double radius = largest > 0.0 ? kFirstRadius * largest : kFirstRadiusAtZero;
    at = visit(outside(centre), 1.0);
    CutMaster master(rows);
    for (const auto& vertex : m_vertices) addCut(master, *vertex, 1.0);
    double value = at.value / m_problem.objectiveScale;
    double noise = at.noise / m_problem.objectiveScale;
    std::vector<double> low(rows);
    std::vector<double> high(rows);
    const double greatest =
        m_problem.mode == RoutingMode::CostUnderFloor ? m_problem.objectiveScale : 0.0;
    for (;;) {
        for (std::size_t k = 0; k < rows; ++k) {
            low[k] = std::max(0.0, centre[k] - radius);
            high[k] = centre[k] + radius;
        }
        const CutMaster::Optimum optimum = master.solve(low, high);
        keepMixture(optimum);
        double moved = 0.0;
        bool atWall = false;
        for (std::size_t k = 0; k < rows; ++k) {
            moved = std::max(moved, std::abs(optimum.kappa[k] - centre[k]));
            atWall |= optimum.kappa[k] >= high[k] || (optimum.kappa[k] <= low[k] && low[k] > 0.0);
        }
        const double predicted = optimum.value - value;
        if (predicted <= tolerance * std::abs(value) + noise) {
            if (!atWall || radius > kWidestRadius) return;
            radius *= kAgreedGrowth;
            continue;
        }
        if (m_evaluations >= maxEvaluations || radius > kWidestRadius) return;
        const Visit next = visit(outside(optimum.kappa), 1.0);
        if (!next.vertex) return;
        if (next.value - next.noise > greatest) {  // more than any assignment is worth
            m_outcome.reachable = false;
            return;
        }
        addCut(master, *next.vertex, 1.0);
        const double gained = next.value / m_problem.objectiveScale - value;
        if (gained > 0.0) {
            centre = optimum.kappa;
            value += gained;
            noise = next.noise / m_problem.objectiveScale;
            if (atWall && gained >= kGoodPrediction * predicted) radius *= kGainedGrowth;
        } else {
            radius = kRadiusCut * moved;
        }
    }
}

/// Multipliers in the form that recovery uses, and what the next solve may start from.
void RowDual::finish() {
    const GroupedTable& table = *m_problem.table;
    const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
    RowMultipliers& at = m_outcome.at;
    at.kappa = m_bestKappa;
    at.costWeight = std::max(floor ? 1.0 : m_outcome.overall, kLeastCostWeight);
    for (std::size_t g = 0; g < table.groups(); ++g) {
        at.qualityWeight.push_back((floor ? m_outcome.overall : 1.0) + m_outcome.groupWeight[g]);
        for (std::size_t j = 0; j < table.models(); ++j) {
            const std::size_t bin = g * table.models() + j;
            const double share = m_outcome.groupPrice.empty() ? 0.0 : m_outcome.groupPrice[bin];
            at.price.push_back(m_problem.groupCapacity[bin] == 0 && table.queries(g) > 0
                                   ? std::numeric_limits<double>::infinity()
                                   : m_outcome.price[j] + share);
        }
    }
    m_memory.mode = m_problem.mode;
    m_memory.overall = m_outcome.overall;
    m_memory.groupWeight = m_outcome.groupWeight;
    m_memory.price = m_outcome.price;
    m_memory.groupPrice = m_outcome.groupPrice;
}

RowDual::Outcome RowDual::run(double tolerance, int maxEvaluations) {
    if (!reach()) return std::move(m_outcome);
    ascend(tolerance, maxEvaluations);
    if (m_bounded && m_outcome.reachable) finish();
    return std::move(m_outcome);
}

}  // namespace orl
