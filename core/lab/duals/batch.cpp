#include "core/lab/duals/batch.h"

#include <algorithm>
#include <cmath>

#include "core/lab/settings.h"
#include "core/optimize/bound/task.h"

namespace orl {

namespace {
constexpr double kEndless = std::numeric_limits<double>::infinity();
}

double DualGoal::bound(double qualityPrice, double value) const {
    if (floor()) return required * qualityPrice + value;
    return qualityPrice > 0.0 ? (required - value) / qualityPrice : kEndless;
}

double DualGoal::slope(const HeldAnswer& answer) const {
    if (floor()) return required - answer.quality;
    const double price = answer.prices.qualityPrice;
    if (!(price > 0.0)) return -kEndless;
    return (answer.value + price * answer.quality - required) / (price * price);
}

double DualGoal::missing(const HeldAnswer& answer) const {
    return floor() ? (required - answer.quality) / queries : answer.cost - required;
}

DualGoal goalOf(const SolveView& view) {
    const auto queries = static_cast<double>(view.experiment->problem.queryCount());
    const bool floor = view.constraints.mode == RoutingMode::CostUnderFloor;
    return {view.constraints.mode, queries,
            floor ? view.constraints.qualityFloor * queries : view.constraints.budget};
}

DualBatch::DualBatch(const SolveView& view)
    : m_experiment(view.experiment),
      m_capacity(clippedCapacity(tableOf(view.experiment->problem), view.constraints.capacity)) {
    holdPrices(view);
}

void DualBatch::holdPrices(const SolveView& view) {
    const Constraints& constraints = view.constraints;
    const bool held = constraints.hasGroups() || constraints.hasSecondsCap();
    if (!view.certificate || !view.certificate->solved() || !held) return;
    if (constraints.hasGroups()) {
        m_group = constraints.group;
        m_groupPrice = view.certificate->groupPrice;
        m_groupCapacityPrice = view.certificate->groupCapacityPrice;
    }
    if (constraints.hasSecondsCap()) {
        m_secondsCap = constraints.secondsCap;
        m_secondsPrice = view.certificate->secondsPrice;
    }
    if (!hasGroupPrices() && !constraints.hasSecondsCap()) return;
    for (const double price : m_groupPrice) m_shift = std::max(m_shift, price);
    RoutingProblem priced = m_experiment->problem;
    for (std::size_t i = 0; i < queries(); ++i) {
        for (std::size_t j = 0; j < models(); ++j) {
            if (!allowed(i, j)) continue;
            const double cost = base(i, j) + m_shift;
            if (std::isfinite(cost)) {
                priced.set(i, j, cost, quality(i, j));
            } else {
                priced.forbid(i, j);
            }
        }
    }
    m_priced = std::move(priced);
    addConstant(view);
}

void DualBatch::addConstant(const SolveView& view) {
    const Constraints& constraints = view.constraints;
    std::vector<double> members(std::max(m_groupPrice.size(), constraints.groupNames.size()), 0.0);
    for (const std::int32_t group : m_group) {
        if (static_cast<std::size_t>(group) < members.size())
            members[static_cast<std::size_t>(group)] += 1.0;
    }
    m_constant = -m_shift * static_cast<double>(queries());
    if (hasSecondsPrice())
        m_constant -= m_secondsPrice * m_secondsCap * static_cast<double>(queries());
    for (std::size_t g = 0; g < m_groupPrice.size(); ++g) {
        if (m_groupPrice[g] > 0.0)
            m_constant += m_groupPrice[g] * constraints.groupFloor[g] * members[g];
    }
    for (std::size_t k = 0; k < m_groupCapacityPrice.size(); ++k) {
        if (m_groupCapacityPrice[k] > 0.0)
            m_constant -=
                m_groupCapacityPrice[k] * static_cast<double>(constraints.groupCapacity[k]);
    }
}

bool DualBatch::serves(const SolveView& view) const {
    if (view.experiment != m_experiment) return false;
    const Table table = tableOf(view.experiment->problem);
    if (clippedCapacity(table, view.constraints.capacity) != m_capacity) return false;
    const bool solved = view.certificate && view.certificate->solved();
    const bool capped = solved && view.constraints.hasSecondsCap();
    if (capped ? view.constraints.secondsCap != m_secondsCap ||
                     view.certificate->secondsPrice != m_secondsPrice
               : std::isfinite(m_secondsCap)) {
        return false;
    }
    if (!solved || !view.constraints.hasGroups()) return !hasGroupPrices();
    return view.constraints.group == m_group && view.certificate->groupPrice == m_groupPrice &&
           view.certificate->groupCapacityPrice == m_groupCapacityPrice;
}

double DualBatch::base(std::size_t query, std::size_t model) const {
    double cost = m_experiment->problem.cost(query, model);
    if (std::isfinite(m_secondsCap)) {
        const double seconds = m_experiment->secondsOf(query, model);
        if (std::isnan(seconds)) return kEndless;
        cost += m_secondsPrice * seconds;
    }
    if (!hasGroupPrices()) return cost;
    const auto group = static_cast<std::size_t>(m_group[query]);
    if (!m_groupPrice.empty()) cost -= m_groupPrice[group] * quality(query, model);
    if (!m_groupCapacityPrice.empty()) cost += m_groupCapacityPrice[group * models() + model];
    return cost;
}

DualEngine::DualEngine(std::shared_ptr<const DualBatch> batch)
    : m_batch(std::move(batch)), m_dual(m_batch->table()), m_transport(m_batch->table()) {}

HeldAnswer DualEngine::at(const HeldPrices& prices) {
    HeldAnswer answer;
    answer.prices = prices;
    m_dual.evaluate({1.0, prices.qualityPrice, prices.capacityPrice}, m_sums, answer.winners);
    answer.winners.resize(m_batch->queries());
    answer.cost = m_sums.cost;
    answer.quality = m_sums.quality;
    answer.load = m_sums.load;
    answer.value = m_sums.value + m_batch->constant();
    for (std::size_t j = 0; j < m_batch->models(); ++j) {
        // A model without slots may be closed by an endless price.
        if (m_batch->capacity()[j] > 0)
            answer.value -= prices.capacityPrice[j] * static_cast<double>(m_batch->capacity()[j]);
    }
    addTrueCost(answer);
    return answer;
}

bool DualEngine::following(double qualityPrice, std::vector<double> start,
                           const std::stop_token& stop, HeldAnswer& answer) {
    if (slotsOf(m_batch->capacity()) < static_cast<std::int64_t>(m_batch->queries())) return false;
    start.resize(m_batch->models(), 0.0);
    TransportPoint point;
    if (m_transport.solve(m_batch->capacity(), {1.0, qualityPrice, std::move(start)}, m_last, stop,
                          point) > 0) {
        return false;
    }
    m_last = point.assignment;
    answer.prices = {qualityPrice, std::move(point.at.price)};
    answer.cost = point.cost;
    answer.quality = point.quality;
    answer.load = std::move(point.load);
    // At the best μ every query is at a least reduced cost and every priced slot is taken.
    answer.value = point.cost - qualityPrice * point.quality + m_batch->constant();
    answer.winners = std::move(point.assignment);
    answer.exact = true;
    addTrueCost(answer);
    return true;
}

void DualEngine::addTrueCost(HeldAnswer& answer) const {
    if (!m_batch->holdsPrices()) return;
    answer.cost = 0.0;
    for (std::size_t i = 0; i < answer.winners.size(); ++i) {
        answer.cost += m_batch->cost(i, static_cast<std::size_t>(answer.winners[i]));
    }
}

}  // namespace orl
