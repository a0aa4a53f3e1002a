// The quantities that formulas of lessons name.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/lab/lessons/load.h"
#include "core/lab/lessons/quantity_names.h"
#include "core/lab/lessons/solver.h"
#include "core/support/error.h"

namespace orl {

namespace {

using Quantity = Formula::Quantity;

double truth(bool holds) {
    return holds ? 1.0 : 0.0;
}

constexpr const char* kRoutingFields =
    "cost, answers, accuracy, realized, feasible, floor_kept, overload, unplaced, load('model'), "
    "on('query', 'model')";

double ofRouting(const Quantity& asked, const LessonInstance& instance,
                 const LessonRouting& routing) {
    const auto count = static_cast<double>(instance.queryCount());
    const std::string& field = asked.field;
    if (field == "load") return static_cast<double>(routing.load[soleModel(asked, instance)]);
    if (field == "on") {
        needNames(asked, 2);
        const std::size_t query = queryOf(instance, asked.names[0]);
        const auto model = static_cast<std::int32_t>(modelOf(instance, asked.names[1]));
        return truth(query < routing.assignment.size() && routing.assignment[query] == model);
    }
    needNames(asked, 0);
    if (field == "cost") return routing.cost;
    if (field == "answers") return routing.answers;
    if (field == "accuracy") return routing.answers / count;
    if (field == "realized") return routing.realized;
    if (field == "feasible") return truth(routing.feasible);
    if (field == "floor_kept") {
        const double accuracy = routing.answers / count;
        return truth(accuracy > instance.floor || nearlyEqual(accuracy, instance.floor));
    }
    if (field == "overload") return static_cast<double>(routing.overload);
    if (field == "unplaced") return static_cast<double>(routing.unplaced);
    unknownField(asked, kRoutingFields);
}

double ofGiven(const Quantity& asked, const LessonInstance& instance) {
    const std::string& field = asked.field;
    if (field == "cost" || field == "chance") {
        needNames(asked, 2);
        const auto row = static_cast<Eigen::Index>(queryOf(instance, asked.names[0]));
        const auto column = static_cast<Eigen::Index>(modelOf(instance, asked.names[1]));
        return field == "cost" ? instance.cost(row, column) : instance.chance(row, column);
    }
    if (field == "slots") {
        const std::int64_t capacity = instance.models[soleModel(asked, instance)].capacity;
        return static_cast<double>(
            std::min(capacity, static_cast<std::int64_t>(instance.queryCount())));
    }
    needNames(asked, 0);
    if (field == "floor") return instance.floor;
    if (field == "queries") return static_cast<double>(instance.queryCount());
    if (field == "budget") return instance.budget.value_or(kMissing);
    if (field == "rate") return requireLoad(instance).rate;
    if (field == "seconds") return requireLoad(instance).seconds;
    unknownField(asked,
                 "floor, budget, queries, rate, seconds, slots('model'), cost and chance of "
                 "'query', 'model'");
}

double ofFlips(const Quantity& asked, const LessonInstance& instance) {
    if (asked.names.empty()) needNames(asked, 1);
    const std::size_t query = queryOf(instance, asked.names[0]);
    const std::vector<double> flips = flipsOf(instance, query);
    if (asked.field == "first" || asked.field == "last") {
        needNames(asked, 1);
        if (flips.empty()) return kMissing;
        return asked.field == "first" ? flips.front() : flips.back();
    }
    if (asked.field == "ever") {
        needNames(asked, 2);
        const std::size_t model = modelOf(instance, asked.names[1]);
        std::vector<double> at = flips;
        at.push_back(0.0);
        at.push_back(flips.empty() ? 1.0 : flips.back() + 1.0);
        return truth(std::ranges::any_of(at, [&](double lambda) {
            const auto best = dualAt(instance, lambda, {}).best[query];
            return std::ranges::find(best, model) != best.end();
        }));
    }
    unknownField(asked, "first('query'), last('query') and ever('query', 'model')");
}

/// How many different bills there are over all thresholds up to one.
double differentBills(const LessonInstance& instance, double upTo) {
    std::set<double> thresholds = {0.0, upTo};
    for (const double chance : instance.chance.reshaped()) {
        if (chance <= upTo) thresholds.insert(chance);
        if (chance < upTo) thresholds.insert(std::min(upTo, chance + 1e-6));
    }
    std::vector<double> bills;
    for (const double tau : thresholds) {
        const double cost = thresholdRouting(instance, tau).cost;
        const bool known =
            std::ranges::any_of(bills, [&](double bill) { return nearlyEqual(bill, cost); });
        if (!known) bills.push_back(cost);
    }
    return static_cast<double>(bills.size());
}

}  // namespace

LessonSolver::LessonSolver(LessonState state) : m_state(std::move(state)) {}

double LessonSolver::value(const Formula& formula) const {
    return formula.value([this](const Quantity& asked) { return lookup(asked); });
}

LessonSolver::Changed LessonSolver::changed(const std::vector<Formula::Change>& changes) const {
    Changed made;
    made.instance = m_state.instance;
    made.tau = made.instance.floor;
    made.mu.resize(made.instance.modelCount());
    constexpr double kMostCopies = 5000;
    std::int64_t copies = 1;
    for (const Formula::Change& change : changes) {
        if (change.key == "floor") {
            made.instance.floor = lessonFloor(change.number);
            made.instance.budget.reset();
        } else if (change.key == "budget") {
            made.instance.budget = lessonAmount(change.number, "budget");
        } else if (change.key == "slots") {
            made.instance.models[modelOf(made.instance, change.of)].capacity =
                lessonSlots(change.number);
        } else if (change.key == "copies") {
            copies = lessonCount(change.number, 1.0, kMostCopies, "copies");
        } else if (change.key == "first") {
            made.instance = made.instance.withFirst(queryOf(made.instance, change.word));
        } else if (change.key == "tau") {
            made.tau = change.number;
        } else if (change.key == "upto") {
            made.upTo = change.number;
        } else if (change.key == "lambda") {
            made.lambda = lessonAmount(change.number, "lambda");
        } else if (change.key == "mu") {
            made.mu[modelOf(made.instance, change.of)] = lessonAmount(change.number, "mu");
        } else if (change.key == "rate") {
            requireLoad(made.instance).rate = lessonRate(change.number);
        } else if (change.key == "by") {
            made.by = change.word;
        } else {
            throw Error({}, fmt::format("\"{}\" cannot be changed", change.key),
                        "Change floor, budget, slots('model'), copies, first, tau, upto, lambda, "
                        "mu('model'), rate or by");
        }
    }
    constexpr std::size_t kMostQueries = 10'000;  // more is no lesson, and takes time
    if (static_cast<std::size_t>(copies) * made.instance.queryCount() > kMostQueries) {
        throw Error({}, fmt::format("{} copies are more than {} queries", copies, kMostQueries),
                    "Copy it less often");
    }
    if (copies > 1) made.instance = made.instance.copied(static_cast<std::size_t>(copies));
    return made;
}

const LessonOptimum& LessonSolver::optimum(const std::vector<Formula::Change>& changes,
                                           const LessonInstance& instance) const {
    const auto known = m_optima.find(changes);
    if (known != m_optima.end()) return known->second;
    return m_optima.emplace(changes, optimumOf(instance)).first->second;
}

double LessonSolver::ofOptimum(const Quantity& asked, const Changed& with) const {
    const LessonOptimum& found = optimum(asked.changes, with.instance);
    const SolveResult& result = found.result;
    const std::string& field = asked.field;
    if (field == "mu" || field == "mu_more" || field == "mu_less") {
        const std::size_t model = soleModel(asked, with.instance);
        const auto range = model < found.ranges.capacityPrice.size()
                               ? found.ranges.capacityPrice[model]
                               : PriceRange{};
        if (field == "mu_more") return range.more;
        if (field == "mu_less") return range.less;
        return model < result.capacityPrice.size() ? result.capacityPrice[model] : 0.0;
    }
    if (field == "load" || field == "on") return ofRouting(asked, with.instance, found.routing);
    needNames(asked, 0);
    if (field == "solved") return truth(result.solved());
    if (field == "no_room") return truth(result.status == SolveStatus::CapacityShort);
    if (field == "floor_too_high") return truth(result.status == SolveStatus::FloorUnreachable);
    if (field == "budget_too_small") return truth(result.status == SolveStatus::BudgetTooSmall);
    if (field == "best_accuracy") return found.bestAccuracy;
    if (field == "least_cost") return found.leastCost;
    if (!result.solved()) {
        std::string why = result.explanation;
        if (why.ends_with('.')) why.pop_back();
        throw Error({}, "The optimizer finds no routing: " + why,
                    "Ask of an instance that can be solved, or of what it can reach at most");
    }
    if (field == "lambda") return result.qualityPrice;
    if (field == "lambda_less") return found.ranges.qualityPrice.less;
    if (field == "lambda_more") return found.ranges.qualityPrice.more;
    if (field == "bound") return found.bound;
    if (field == "gap") return (result.cost - found.bound) / found.bound;
    if (field == "split") {
        const LessonDual dual = dualAt(with.instance, result.qualityPrice, result.capacityPrice);
        const double needed = with.instance.floor * static_cast<double>(with.instance.queryCount());
        const double span = dual.mostAnswers - dual.leastAnswers;
        return span > 0.0 ? (needed - dual.leastAnswers) / span : 0.0;
    }
    return ofRouting(asked, with.instance, found.routing);
}

double LessonSolver::ofPrices(const Quantity& asked, const Changed& with) const {
    const double lambda = with.lambda.value_or(m_state.lambda);
    std::vector<double> mu = m_state.mu;
    mu.resize(with.instance.modelCount(), 0.0);
    for (std::size_t j = 0; j < mu.size(); ++j) mu[j] = with.mu[j].value_or(mu[j]);
    const std::string& field = asked.field;
    if (field == "lambda") return lambda;
    if (field == "mu") return mu[soleModel(asked, with.instance)];
    const LessonDual dual = dualAt(with.instance, lambda, mu);
    if (field == "bound") return dual.bound;
    if (field == "missing") {
        const double needed = with.instance.floor * static_cast<double>(with.instance.queryCount());
        return needed - dual.mostAnswers;
    }
    if (field == "over") {  // queries that want no other model, less its slots
        const std::size_t model = soleModel(asked, with.instance);
        const auto wanting = std::ranges::count_if(
            dual.best, [&](const auto& best) { return best.size() == 1 && best.front() == model; });
        return std::max(0.0, static_cast<double>(wanting) -
                                 static_cast<double>(with.instance.models[model].capacity));
    }
    if (field == "ties")
        return static_cast<double>(dual.best[soleQuery(asked, with.instance)].size());
    if (field == "wins") {
        needNames(asked, 2);
        const auto& best = dual.best[queryOf(with.instance, asked.names[0])];
        return truth(best.size() == 1 && best.front() == modelOf(with.instance, asked.names[1]));
    }
    unknownField(asked,
                 "lambda, mu('model'), bound, missing, over('model'), ties('query') and "
                 "wins('query', 'model')");
}

double LessonSolver::lookup(const Quantity& asked) const {
    const Changed with = changed(asked.changes);
    if (asked.source == "given") return ofGiven(asked, with.instance);
    if (asked.source == "optimizer") return ofOptimum(asked, with);
    if (asked.source == "price") return ofPrices(asked, with);
    if (asked.source == "flip") return ofFlips(asked, with.instance);
    if (asked.source == "greedy") {
        return ofRouting(asked, with.instance, greedyRouting(with.instance));
    }
    if (asked.source == "threshold") {
        if (asked.field == "bills") return differentBills(with.instance, with.upTo);
        return ofRouting(asked, with.instance, thresholdRouting(with.instance, with.tau));
    }
    if (asked.source == "board") {
        return ofRouting(asked, m_state.instance, routingOf(m_state.instance, m_state.board));
    }
    if (asked.source == "run") return ofRun(asked, with);
    if (asked.source == "headroom") return ofHeadroom(asked, with);
    throw Error({}, fmt::format("\"{}\" is not known", asked.source),
                "Ask given, optimizer, greedy, threshold, board, price, flip, run or headroom");
}

}  // namespace orl
