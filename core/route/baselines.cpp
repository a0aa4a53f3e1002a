#include "core/route/baselines.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/route/placement.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

constexpr std::int32_t kNowhere = -1;

/// Places a batch by rule(view, query, slots) -> model or kNowhere.
template <typename Rule>
void placeBy(const RoutingProblem& problem, const PlacementInput& input, Assignment& assignment,
             Rule&& rule) {
    Slots slots(input.constraints, problem.modelCount(), problem.queryCount());
    assignment.resize(problem.queryCount());
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (i % 4096 == 0 && input.stop.stop_requested()) throw Cancelled();
        const std::int32_t model = rule(QueryView(problem, i), i, slots);
        assignment[i] = model;
        if (model != kNowhere) slots.take(static_cast<std::size_t>(model));
    }
}

/// What a model is preferred by, most important first; smaller is better.
struct Key {
    double first;
    double second;
    double third;
};

bool before(const Key& left, const Key& right) {
    if (left.first != right.first) return left.first < right.first;
    if (left.second != right.second) return left.second < right.second;
    return left.third < right.third;
}

/// The available model with the least key(cost, quality, model); equal ones keep column order.
template <typename KeyOf>
std::int32_t bestOf(std::size_t modelCount, const QueryView& query, const Slots& slots,
                    KeyOf&& keyOf) {
    std::int32_t best = kNowhere;
    Key bestKey{};
    for (std::size_t j = 0; j < modelCount; ++j) {
        const double cost = query.cost(j);
        if (cost == RoutingProblem::kForbidden || slots.full(j)) continue;
        const Key key = keyOf(cost, query.quality(j), j);
        if (best == kNowhere || before(key, bestKey)) {
            best = static_cast<std::int32_t>(j);
            bestKey = key;
        }
    }
    return best;
}

/// A rule by a key alone.
template <typename KeyOf>
auto byKey(std::size_t modelCount, KeyOf keyOf) {
    return [modelCount, keyOf](const QueryView& query, std::size_t, const Slots& slots) {
        return bestOf(modelCount, query, slots, keyOf);
    };
}

template <typename Rule>
class RulePicker final : public Picker {
  public:
    RulePicker(const RoutingProblem& problem, Rule rule)
        : m_problem(problem), m_rule(std::move(rule)) {}
    std::int32_t pick(std::size_t query, const Slots& slots) override {
        return m_rule(QueryView(m_problem, query), query, slots);
    }

  private:
    const RoutingProblem& m_problem;
    Rule m_rule;
};

/// A baseline from `Derived::rule(input)`, which gives what placeBy asks for.
template <typename Derived>
class RuleOf : public Baseline {
  public:
    explicit RuleOf(const RoutingProblem& problem) : m_problem(problem) {}
    void place(const PlacementInput& input, Assignment& assignment) const override {
        placeBy(m_problem, input, assignment, self().rule(input));
    }
    std::unique_ptr<Picker> picker(const PlacementInput& input) const override {
        auto rule = self().rule(input);
        return std::make_unique<RulePicker<decltype(rule)>>(m_problem, std::move(rule));
    }

  protected:
    std::size_t modelCount() const { return m_problem.modelCount(); }

  private:
    const Derived& self() const { return static_cast<const Derived&>(*this); }

    const RoutingProblem& m_problem;
};

class RandomRule final : public RuleOf<RandomRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput& input) const {
        return [models = modelCount(), random = Random(input.seed),
                available = std::vector<std::int32_t>()](const QueryView& query, std::size_t,
                                                         const Slots& slots) mutable {
            available.clear();
            for (std::size_t j = 0; j < models; ++j) {
                if (query.allowed(j) && !slots.full(j)) {
                    available.push_back(static_cast<std::int32_t>(j));
                }
            }
            return available.empty() ? kNowhere : available[random.below(available.size())];
        };
    }
};

class RoundRobinRule final : public RuleOf<RoundRobinRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput&) const {
        return [models = modelCount(), turn = std::size_t{0}](const QueryView& query, std::size_t,
                                                              const Slots& slots) mutable {
            for (std::size_t step = 0; step < models; ++step) {
                const std::size_t j = (turn + step) % models;
                if (query.allowed(j) && !slots.full(j)) {
                    turn = j + 1;
                    return static_cast<std::int32_t>(j);
                }
            }
            return kNowhere;
        };
    }
};

/// One order of the models for all queries, by a mean over the queries each model may take.
class FixedOrderRule final : public RuleOf<FixedOrderRule> {
  public:
    enum class By { Cost, Quality };
    FixedOrderRule(const RoutingProblem& routing, By by)
        : RuleOf(routing), m_order(routing.modelCount()) {
        std::vector<double> key(modelCount(), std::numeric_limits<double>::infinity());
        for (std::size_t j = 0; j < modelCount(); ++j) {
            double sum = 0.0;
            double count = 0.0;
            for (std::size_t i = 0; i < routing.queryCount(); ++i) {
                if (!routing.allowed(i, j)) continue;
                sum += by == By::Cost ? routing.cost(i, j) : -routing.quality(i, j);
                count += 1.0;
            }
            if (count > 0.0) key[j] = sum / count;
        }
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
        std::stable_sort(m_order.begin(), m_order.end(),
                         [&](std::size_t j, std::size_t k) { return key[j] < key[k]; });
    }
    auto rule(const PlacementInput&) const {
        return [this](const QueryView& query, std::size_t, const Slots& slots) {
            for (const std::size_t j : m_order) {
                if (query.allowed(j) && !slots.full(j)) return static_cast<std::int32_t>(j);
            }
            return kNowhere;
        };
    }

  private:
    std::vector<std::size_t> m_order;
};

class CostOnlyRule final : public RuleOf<CostOnlyRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput&) const {
        return byKey(modelCount(), [](double cost, double quality, std::size_t) {
            return Key{cost, -quality, 0.0};
        });
    }
};

class QualityOnlyRule final : public RuleOf<QualityOnlyRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput&) const {
        return byKey(modelCount(), [](double cost, double quality, std::size_t) {
            return Key{-quality, cost, 0.0};
        });
    }
};

/// The cheapest model with a >= τ, then the cheapest next one, …; without one, the ablest.
class ThresholdRule final : public RuleOf<ThresholdRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput& input) const {
        return byKey(
            modelCount(), [tau = input.parameter](double cost, double quality, std::size_t) {
                return quality >= tau ? Key{0.0, cost, -quality} : Key{1.0, -quality, cost};
            });
    }
};

class WillingnessRule final : public RuleOf<WillingnessRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput& input) const {
        return byKey(modelCount(), [w = input.parameter](double cost, double quality, std::size_t) {
            return Key{cost - w * quality, cost, -quality};
        });
    }
};

/// Among the models with a >= τ the least loaded, the cheaper of equally loaded ones; without one,
/// the ablest.
class BalanceAwareRule final : public RuleOf<BalanceAwareRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput& input) const {
        return [models = modelCount(), tau = input.parameter](const QueryView& query, std::size_t,
                                                              const Slots& slots) {
            return bestOf(models, query, slots, [&](double cost, double quality, std::size_t j) {
                constexpr double unable = std::numeric_limits<double>::infinity();
                return quality >= tau ? Key{slots.load(j), cost, -quality}
                                      : Key{unable, -quality, cost};
            });
        };
    }
};

/// Cheapest model with a recorded score of at least one half, else the cheapest; costs as recorded,
/// as predicted where none was recorded.
class OracleRule final : public RuleOf<OracleRule> {
  public:
    using RuleOf::RuleOf;
    auto rule(const PlacementInput& input) const {
        if (input.truth == nullptr) {
            throw Error("router oracle", "it needs recorded outcomes, and there are none",
                        "Choose another router or a data set with scores");
        }
        return [models = modelCount(), truth = input.truth](const QueryView& query, std::size_t i,
                                                            const Slots& slots) {
            const auto row = static_cast<Eigen::Index>(i);
            return bestOf(models, query, slots, [&](double cost, double, std::size_t j) {
                const auto column = static_cast<Eigen::Index>(j);
                const bool correct = truth->outcome(row, column) >= 0.5;
                const double known = truth->realizedCost(row, column);
                return Key{correct ? 0.0 : 1.0, std::isnan(known) ? cost : known, 0.0};
            });
        };
    }
};

}  // namespace

std::unique_ptr<Baseline> makeBaseline(std::string_view id, const RoutingProblem& problem) {
    if (id == "random") return std::make_unique<RandomRule>(problem);
    if (id == "round-robin") return std::make_unique<RoundRobinRule>(problem);
    if (id == "cheapest") {
        return std::make_unique<FixedOrderRule>(problem, FixedOrderRule::By::Cost);
    }
    if (id == "best-single") {
        return std::make_unique<FixedOrderRule>(problem, FixedOrderRule::By::Quality);
    }
    if (id == "cost-only") return std::make_unique<CostOnlyRule>(problem);
    if (id == "quality-only") return std::make_unique<QualityOnlyRule>(problem);
    if (id == "threshold") return std::make_unique<ThresholdRule>(problem);
    if (id == "willingness") return std::make_unique<WillingnessRule>(problem);
    if (id == "balance-aware") return std::make_unique<BalanceAwareRule>(problem);
    if (id == "oracle") return std::make_unique<OracleRule>(problem);
    return nullptr;
}

double defaultWillingness(const RoutingProblem& problem) {
    double costSpread = 0.0;
    double qualitySpread = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        const QueryView query(problem, i);
        double leastCost = RoutingProblem::kForbidden;
        double greatestCost = 0.0;
        double leastQuality = 1.0;
        double greatestQuality = 0.0;
        bool any = false;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!query.allowed(j)) continue;
            any = true;
            leastCost = std::min(leastCost, query.cost(j));
            greatestCost = std::max(greatestCost, query.cost(j));
            leastQuality = std::min(leastQuality, query.quality(j));
            greatestQuality = std::max(greatestQuality, query.quality(j));
        }
        if (!any) continue;
        costSpread += greatestCost - leastCost;
        qualitySpread += greatestQuality - leastQuality;
    }
    return qualitySpread > 0.0 ? costSpread / qualitySpread : 0.0;
}

}  // namespace orl
