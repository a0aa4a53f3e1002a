#include "core/lab/worth.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/optimize/optimize.h"

namespace orl {

namespace {

constexpr double kRounding = 1e-10;  // of sums over a batch, relative
constexpr double kNextPrice = 1e-9;  // a price so much higher is another one

std::vector<double> multipliersOf(const SolveView& view) {
    std::vector<double> multipliers;
    multipliers.reserve(view.experiment->models.size());
    for (const std::string& model : view.experiment->models) {
        const auto found = view.scenario.pool.priceMultiplier.find(model);
        multipliers.push_back(found == view.scenario.pool.priceMultiplier.end() ? 1.0
                                                                                : found->second);
    }
    return multipliers;
}

}  // namespace

bool ModelWorth::isRough() const {
    constexpr double noticed = 0.005;
    return !proven && !(gap * std::abs(with) <= noticed * std::abs(without - with));
}

WorthEngine::WorthEngine(std::shared_ptr<const Experiment> experiment, Constraints constraints,
                         std::vector<double> multiplier)
    : m_experiment(std::move(experiment)),
      m_constraints(std::move(constraints)),
      m_multiplier(std::move(multiplier)) {}

WorthEngine::WorthEngine(const SolveView& view)
    : WorthEngine(view.experiment, view.constraints, multipliersOf(view)) {}

WorthEngine::Found WorthEngine::solve(const RoutingProblem& problem, const Constraints& constraints,
                                      const Job& job) const {
    job.check();
    SolveOptions options;
    options.budget = kBackgroundBudget;
    options.warmStart = false;
    options.stop = job.stop;
    SolveResult result = DualOptimizer(problem).solve(constraints, options);
    Found found;
    found.solved = result.solved();
    if (!found.solved) return found;
    const bool floor = constraints.mode == RoutingMode::CostUnderFloor;
    found.objective = floor ? result.cost : result.quality;
    found.loss = floor ? result.cost : -result.quality;
    found.proven = result.proof == Proof::Optimal;
    found.gap = found.proven ? 0.0 : result.gap;
    found.assignment = std::move(result.assignment);
    found.load = std::move(result.load);
    return found;
}

/// With the model's costs in proportion to that factor.
WorthEngine::Found WorthEngine::priced(std::size_t model, double multiple, const Job& job) const {
    return solve(withPriceFactor(*m_experiment, model, multiple / m_multiplier[model]),
                 m_constraints, job);
}

WorthEngine::Found WorthEngine::limited(std::size_t model, std::int64_t slots,
                                        const Job& job) const {
    Constraints constraints = m_constraints;
    if (constraints.capacity.empty()) {
        constraints.capacity.assign(m_experiment->problem.modelCount(), kUnlimited);
    }
    constraints.capacity[model] = slots;
    return solve(m_experiment->problem, constraints, job);
}

/// By more than rounding, and more than what is left open where a proof is missing.
bool WorthEngine::better(const Found& one, const Found& other) {
    if (!one.solved || !other.solved) return one.solved;
    const double scale = std::max(std::abs(one.loss), std::abs(other.loss));
    return one.loss < other.loss - scale * std::max({kRounding, one.gap, other.gap});
}

void WorthEngine::rest(ModelWorth& worth, const Found& found) {
    if (!found.solved) return;  // that there is none is certain
    worth.proven = worth.proven && found.proven;
    worth.gap = std::max(worth.gap, found.gap);
}

WorthEngine::Bill WorthEngine::billOf(const Found& found, std::size_t model) const {
    Bill bill;
    for (std::size_t i = 0; i < found.assignment.size(); ++i) {
        const auto j = static_cast<std::size_t>(found.assignment[i]);
        const double usd = m_experiment->usd(i, j);
        (j == model ? bill.own : bill.others) += usd;
        bill.others += m_experiment->problem.cost(i, j) - usd;  // of its seconds
    }
    bill.own /= m_multiplier[model];
    return bill;
}

ModelWorth WorthEngine::worthOf(std::size_t model, const Job& job) {
    if (!m_now) m_now = solve(m_experiment->problem, m_constraints, job);
    ModelWorth worth;
    worth.model = model;
    if (!m_now->solved) return worth;
    rest(worth, *m_now);
    worth.with = m_now->objective;
    worth.load = m_now->load[model];
    const Found without = limited(model, 0, job);
    rest(worth, without);
    if (without.solved) {
        // A routing without the model is one with it, whatever an unproven solve says.
        const bool gains = better(*m_now, without);
        worth.without = gains ? without.objective : m_now->objective;
    }
    worth.breakEven = breakEven(model, without, worth, job);
    worth.enoughSlots = enough(model, worth, job);
    return worth;
}

BreakEven WorthEngine::breakEven(std::size_t model, const Found& without, ModelWorth& worth,
                                 const Job& job) const {
    using Kind = BreakEven::Kind;
    if (!(m_multiplier[model] > 0.0)) return {Kind::Unknown, kMissing};
    if (!without.solved) return {Kind::NeverLoses, kMissing};
    double from = m_multiplier[model];
    Found start = *m_now;
    const bool has = better(start, without);
    if (!has) {
        from = 0.0;
        start = priced(model, 0.0, job);
        rest(worth, start);
        if (!better(start, without)) return {Kind::NotEvenFree, kMissing};
    }
    const double last = m_constraints.mode == RoutingMode::CostUnderFloor
                            ? lastUnderFloor(model, std::move(start), without, worth, job)
                            : lastUnderBudget(model, from, std::move(start), without, worth, job);
    if (std::isinf(last)) return {Kind::NeverLoses, kMissing};
    return {has ? Kind::LosesLast : Kind::GetsFirst, last};
}

/// The least cost V over the price p is concave, and a routing that costs `others + own·p` there
/// lies above it everywhere: where that line meets the cost without the model, V is no higher, and
/// a routing that is still better there gives the next line. The last line is the answer, exactly.
double WorthEngine::lastUnderFloor(std::size_t model, Found better, const Found& without,
                                   ModelWorth& worth, const Job& job) const {
    double price = 0.0;
    for (;;) {
        const Bill bill = billOf(better, model);
        if (!(bill.own > 0.0)) return std::numeric_limits<double>::infinity();
        const double meets = (without.loss - bill.others) / bill.own;
        if (!(meets > price * (1.0 + kNextPrice))) return std::max(meets, price);
        price = meets;
        better = priced(model, price, job);
        rest(worth, better);
        if (!WorthEngine::better(better, without)) return price;
    }
}

/// Under a budget the affordable routings only become fewer as the price rises: what can be reached
/// falls, and a routing stays affordable up to the price at which it takes the whole budget. So the
/// last price lies at such an end; bisection finds it, and the next price is tried.
double WorthEngine::lastUnderBudget(std::size_t model, double from, Found better,
                                    const Found& without, ModelWorth& worth, const Job& job) const {
    double low = from;
    double high = std::numeric_limits<double>::infinity();
    const auto extend = [&](const Found& found) {
        const Bill bill = billOf(found, model);
        low = bill.own > 0.0 ? std::max(low, (m_constraints.budget - bill.others) / bill.own)
                             : std::numeric_limits<double>::infinity();
    };
    extend(better);
    double step = 0.25;
    while (low < high / (1.0 + 2.0 * kNextPrice) && !std::isinf(low)) {
        // First the very next price: mostly the end is one already.
        const double next = low * (1.0 + kNextPrice);
        for (const double price :
             {next, std::isinf(high) ? low * (1.0 + step) : std::sqrt(low * high)}) {
            if (price <= low || price >= high) continue;
            const Found found = priced(model, price, job);
            rest(worth, found);
            if (WorthEngine::better(found, without)) {
                low = std::max(low, price);
                extend(found);
            } else {
                high = price;
                if (price == next) return low;
                break;
            }
        }
        step *= 4.0;
    }
    return low;
}

std::int64_t WorthEngine::enough(std::size_t model, ModelWorth& worth, const Job& job) const {
    const auto queries = static_cast<std::int64_t>(m_experiment->problem.queryCount());
    const Found most = limited(model, queries, job);
    rest(worth, most);
    worth.unlimited = better(most, *m_now) ? most.objective : worth.with;
    std::int64_t high = most.load[model];
    std::int64_t low = -1;  // too few
    std::int64_t tried = high - 1;
    while (high - low > 1) {
        const Found found = limited(model, tried, job);
        rest(worth, found);
        if (!found.solved || better(most, found)) {
            low = tried;
        } else {
            high = std::min(tried, found.load[model]);
        }
        tried = low + (high - low) / 2;
    }
    return high;
}

PriceTry WorthEngine::at(std::size_t model, double multiple, const Job& job) const {
    const Found found = priced(model, multiple, job);
    PriceTry tried{multiple, found.objective, {}};
    const auto queries = static_cast<double>(m_experiment->problem.queryCount());
    tried.share.assign(m_experiment->models.size(), found.solved ? 0.0 : kMissing);
    for (std::size_t j = 0; j < found.load.size(); ++j) {
        tried.share[j] = static_cast<double>(found.load[j]) / queries;
    }
    return tried;
}

}  // namespace orl
