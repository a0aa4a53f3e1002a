#include "tests/core/optimize/instances.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace orl::testing {

namespace {

double oddCost(Random& random, int style) {
    switch (style) {
        case 0:
            return random.uniform();
        case 1:
            return static_cast<double>(random.below(4)) / 4.0;
        case 2:
            return 0.0;
        case 3:
            return std::exp(random.uniform(-27.0, 13.0));  // 1e-12 … 4e5
        default:
            return 1e-3 * static_cast<double>(1 + random.below(3));
    }
}

double oddQuality(Random& random, int style) {
    switch (style) {
        case 0:
            return random.uniform();
        case 1:
            return static_cast<double>(random.below(5)) / 4.0;
        case 2:
            return 1.0;
        case 3:
            return 0.0;
        default:
            return static_cast<double>(random.below(17)) / 16.0;
    }
}

}  // namespace

SmallInstance smallInstance(Random& random) {
    const std::size_t queries = 1 + random.below(7);
    const std::size_t models = 1 + random.below(4);
    SmallInstance out{RoutingProblem(queries, models), {}};
    const int costStyle = static_cast<int>(random.below(6));
    const int qualityStyle = static_cast<int>(random.below(6));
    const bool perModelCost = random.below(4) == 0;
    const bool equalModels = random.below(8) == 0;
    const bool forbids = random.below(4) == 0;
    std::vector<double> modelCost;
    for (std::size_t j = 0; j < models; ++j) modelCost.push_back(oddCost(random, costStyle));
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < models; ++j) {
            if (equalModels && j > 0) {
                out.problem.set(i, j, out.problem.cost(i, 0), out.problem.quality(i, 0));
            } else {
                out.problem.set(i, j, perModelCost ? modelCost[j] : oddCost(random, costStyle),
                                oddQuality(random, qualityStyle));
            }
        }
        if (forbids) {
            const std::size_t kept = random.below(models);
            for (std::size_t j = 0; j < models; ++j) {
                if (j != kept && random.below(3) == 0) out.problem.forbid(i, j);
            }
        }
    }
    Constraints& ask = out.constraints;
    if (random.below(3) > 0) {
        ask.capacity.assign(models, 0);
        if (random.below(2) == 0) {  // not a slot to spare
            for (std::size_t i = 0; i < queries; ++i) ++ask.capacity[random.below(models)];
        } else {
            for (auto& capacity : ask.capacity)
                capacity = static_cast<std::int64_t>(random.below(queries + 2));
            if (random.below(4) == 0) ask.capacity[random.below(models)] = kUnlimited;
        }
    }
    const Exhaustive ends = exhaustive(out.problem, ask);
    ask.mode = random.below(2) == 0 ? RoutingMode::CostUnderFloor : RoutingMode::QualityUnderBudget;
    if (ask.mode == RoutingMode::CostUnderFloor) {
        const std::uint64_t style = random.below(4);
        ask.qualityFloor = style == 0 && ends.placeable ? ends.bestQuality
                           : style == 1                 ? oddQuality(random, qualityStyle)
                           : ends.placeable             ? random.uniform() * ends.bestQuality
                                                        : random.uniform();
    } else {
        double most = 0.0;
        for (std::size_t i = 0; i < queries; ++i) {
            double row = 0.0;
            for (std::size_t j = 0; j < models; ++j) {
                if (out.problem.allowed(i, j)) row = std::max(row, out.problem.cost(i, j));
            }
            most += row;
        }
        const std::uint64_t style = random.below(4);
        ask.budget = style == 0 && ends.placeable ? ends.leastCost
                     : style == 1                 ? random.uniform() * most
                     : ends.placeable ? ends.leastCost + random.uniform() * (most - ends.leastCost)
                                      : most;
    }
    return out;
}

namespace {

std::size_t groupsOf(const Constraints& ask, std::size_t models) {
    return std::max(ask.groupFloor.size(), ask.groupCapacity.size() / models);
}

/// Mean quality of each group; NaN without queries.
std::vector<double> groupMeans(const RoutingProblem& problem, const Constraints& ask,
                               const Assignment& chosen) {
    std::vector<double> sum(groupsOf(ask, problem.modelCount()), 0.0);
    std::vector<double> count(sum.size(), 0.0);
    for (std::size_t i = 0; i < chosen.size() && !sum.empty(); ++i) {
        const auto g = static_cast<std::size_t>(ask.group[i]);
        sum[g] += problem.quality(i, static_cast<std::size_t>(chosen[i]));
        count[g] += 1.0;
    }
    for (std::size_t g = 0; g < sum.size(); ++g) sum[g] /= count[g];
    return sum;
}

bool floorsHold(const Constraints& ask, const std::vector<double>& means, double loose) {
    for (std::size_t g = 0; g < ask.groupFloor.size(); ++g) {
        if (means[g] < ask.groupFloor[g] - loose) return false;  // NaN: nothing asked, or no query
    }
    return true;
}

}  // namespace

SmallInstance smallGroupedInstance(Random& random) {
    SmallInstance out = smallInstance(random);
    Constraints& ask = out.constraints;
    const std::size_t queries = out.problem.queryCount();
    const std::size_t models = out.problem.modelCount();
    const std::size_t groups = 1 + random.below(3);
    for (std::size_t i = 0; i < queries; ++i)
        ask.group.push_back(static_cast<std::int32_t>(random.below(groups)));
    ask.groupFloor.assign(groups, std::nan(""));
    if (random.below(2) == 0) {
        ask.groupCapacity.assign(groups * models, kUnlimited);
        for (auto& cap : ask.groupCapacity) {
            if (random.below(2) == 0)
                cap = static_cast<std::int64_t>(random.below(queries / groups + 2));
        }
    }
    const Exhaustive ends = exhaustive(out.problem, ask);
    if (!ends.placeable) return out;
    for (std::size_t g = 0; g < groups; ++g) {
        const double best = ends.groupBest[g];
        switch (std::isnan(best) ? 0 : random.below(5)) {
            case 0:
                break;
            case 1:
                ask.groupFloor[g] = best;
                break;
            case 2:
                ask.groupFloor[g] = random.uniform();
                break;
            default:
                ask.groupFloor[g] = best * random.uniform();
        }
    }
    if (ask.mode == RoutingMode::CostUnderFloor) ask.qualityFloor *= random.uniform();
    return out;
}

Exhaustive exhaustive(const RoutingProblem& problem, const Constraints& constraints) {
    const std::size_t queries = problem.queryCount();
    const std::size_t models = problem.modelCount();
    Exhaustive best;
    for (std::size_t j = 0; j < models; ++j) {
        best.slots += static_cast<std::size_t>(
            std::min(constraints.capacityOf(j), static_cast<std::int64_t>(queries)));
    }
    Assignment chosen(queries, -1);
    std::vector<std::int64_t> load(models, 0);
    std::vector<std::int64_t> groupLoad(constraints.groupCapacity.size(), 0);
    bool leaveOut = false;
    const std::function<void(std::size_t, std::size_t)> place = [&](std::size_t i,
                                                                    std::size_t placed) {
        best.held = std::max(best.held, placed);
        if (i == queries) {
            if (placed < queries) return;
            const PlanTotals totals = totalsOf(problem, chosen);
            const std::vector<double> means = groupMeans(problem, constraints, chosen);
            if (!best.placeable) best.groupBest = means;
            for (std::size_t g = 0; g < means.size(); ++g)
                best.groupBest[g] = std::max(best.groupBest[g], means[g]);
            if (!best.placeable) {
                best.bestQuality = totals.quality;
                best.leastCost = totals.cost;
            }
            best.placeable = true;
            best.bestQuality = std::max(best.bestQuality, totals.quality);
            best.leastCost = std::min(best.leastCost, totals.cost);
            constexpr double kLoose = 1e-9;
            if (!floorsHold(constraints, means, kLoose)) return;
            const bool held = floorsHold(constraints, means, 0.0);
            if (constraints.mode == RoutingMode::CostUnderFloor) {
                if (held && totals.quality >= constraints.qualityFloor)
                    best.optimum = std::min(best.optimum.value_or(totals.cost), totals.cost);
                if (totals.quality >= constraints.qualityFloor - kLoose)
                    best.looseOptimum =
                        std::min(best.looseOptimum.value_or(totals.cost), totals.cost);
            } else {
                if (held && totals.cost <= constraints.budget)
                    best.optimum = std::max(best.optimum.value_or(0.0), totals.quality);
                if (totals.cost <= constraints.budget * (1.0 + kLoose))
                    best.looseOptimum = std::max(best.looseOptimum.value_or(0.0), totals.quality);
            }
            return;
        }
        for (std::size_t j = 0; j < models; ++j) {
            if (!problem.allowed(i, j) || load[j] >= constraints.capacityOf(j)) continue;
            std::int64_t none = 0;
            const std::size_t bin =
                groupLoad.empty() ? 0 : static_cast<std::size_t>(constraints.group[i]) * models + j;
            std::int64_t& inGroup = groupLoad.empty() ? none : groupLoad[bin];
            if (!groupLoad.empty() && inGroup >= constraints.groupCapacity[bin]) continue;
            chosen[i] = static_cast<std::int32_t>(j);
            ++load[j];
            ++inGroup;
            place(i + 1, placed + 1);
            --inGroup;
            --load[j];
        }
        chosen[i] = -1;
        if (leaveOut) place(i + 1, placed);
    };
    place(0, 0);
    leaveOut = !best.placeable;  // only then does it matter how many can be placed
    if (leaveOut) place(0, 0);
    return best;
}

const char* nameOf(Kind kind) {
    switch (kind) {
        case Kind::RouterBench:
            return "RouterBench-like";
        case Kind::Tied:
            return "kNN-tied";
        case Kind::Uniform:
            return "random";
        case Kind::Adversarial:
            return "adversarial";
        case Kind::Tight:
            return "tight";
    }
    return "";
}

namespace {

RoutingProblem tightInstance(std::size_t queries, std::size_t models, Random& random) {
    RoutingProblem problem(queries, models);
    for (std::size_t i = 0; i < queries; ++i) {
        // The middle one of three uniform numbers has a Beta(2, 2) distribution.
        double u[3] = {random.uniform(), random.uniform(), random.uniform()};
        std::sort(u, u + 3);
        const double difficulty = u[1];
        const double length = std::exp(0.5 * random.normal());
        for (std::size_t j = 0; j < models; ++j) {
            const double share =
                models > 1 ? static_cast<double>(j) / static_cast<double>(models - 1) : 0.0;
            const double price = 1e-4 * std::pow(300.0, share);
            const double logit = 6.0 * (0.25 + 0.7 * share - difficulty);
            const double quality = 1.0 / (1.0 + std::exp(-logit)) + 0.05 * random.normal();
            problem.set(i, j, price * length * std::exp(0.2 * random.normal()),
                        std::clamp(quality, 0.0, 1.0));
        }
    }
    return problem;
}

}  // namespace

RoutingProblem instance(Kind kind, std::size_t queries, std::size_t models, std::uint64_t seed) {
    Random random(seed);
    if (kind == Kind::Tight) return tightInstance(queries, models, random);
    RoutingProblem problem(queries, models);
    const auto share = [&](std::size_t j) {
        return models > 1 ? static_cast<double>(j) / static_cast<double>(models - 1) : 0.0;
    };
    for (std::size_t i = 0; i < queries; ++i) {
        const double difficulty = random.normal();
        const double length = std::exp(0.7 * random.normal());
        for (std::size_t j = 0; j < models; ++j) {
            const double price = 1e-5 * std::pow(200.0, share(j));
            const double ability = 2.5 * share(j) - difficulty;
            switch (kind) {
                case Kind::RouterBench: {
                    const double cost = price * length * std::exp(0.3 * random.normal());
                    const double logit = ability + 0.8 * random.normal();
                    problem.set(i, j, cost, 1.0 / (1.0 + std::exp(-logit)));
                    break;
                }
                case Kind::Tied: {
                    const double p = 1.0 / (1.0 + std::exp(-ability));
                    double right = 0.0;
                    for (int k = 0; k < 16; ++k) right += random.uniform() < p ? 1.0 : 0.0;
                    problem.set(i, j, price, right / 16.0);
                    break;
                }
                case Kind::Uniform:
                    problem.set(i, j, random.uniform(), random.uniform());
                    break;
                case Kind::Adversarial:
                    // Three price classes and two qualities: nearly every pair of queries ties.
                    problem.set(i, j, 1e-4 * static_cast<double>(1 + j % 3),
                                0.5 * static_cast<double>((j % 3 + random.below(2)) / 2) +
                                    (random.below(3) == 0 ? 0.5 : 0.0));
                    break;
                case Kind::Tight:
                    break;
            }
        }
    }
    return problem;
}

std::vector<std::int64_t> capacityShare(const RoutingProblem& problem, double share) {
    const auto slots =
        static_cast<std::int64_t>(std::ceil(share * static_cast<double>(problem.queryCount())));
    return std::vector<std::int64_t>(problem.modelCount(), slots);
}

Constraints floorAt(const RoutingProblem& problem, double share, double fraction) {
    Constraints ask;
    ask.capacity = capacityShare(problem, share);
    DualOptimizer optimizer(problem);
    const double low = optimizer.solve(ask).quality;
    ask.qualityFloor = low + fraction * (optimizer.maxQuality(ask) - low);
    return ask;
}

Constraints tightFloor(const RoutingProblem& problem, double share) {
    Constraints ask;
    ask.capacity = capacityShare(problem, share);
    double cheapest = 0.0;
    double best = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        std::size_t least = 0;
        double most = 0.0;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.cost(i, j) < problem.cost(i, least)) least = j;
            most = std::max(most, problem.quality(i, j));
        }
        cheapest += problem.quality(i, least);
        best += most;
    }
    const auto queries = static_cast<double>(problem.queryCount());
    ask.qualityFloor = 0.97 * 0.5 * (cheapest + best) / queries;
    return ask;
}

Constraints groupedConstraints(const RoutingProblem& problem, std::size_t groups, double share,
                               double fraction, std::uint64_t seed) {
    Random random(seed);
    const std::size_t models = problem.modelCount();
    Constraints ask;
    ask.capacity = capacityShare(problem, share);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        const std::uint64_t a = random.below(groups);
        ask.group.push_back(static_cast<std::int32_t>(std::min(a, random.below(groups))));
    }
    DualOptimizer optimizer(problem);
    const double low = optimizer.solve(ask).quality;
    const double high = optimizer.maxQuality(ask);
    const auto queries = static_cast<double>(problem.queryCount());
    ask.qualityFloor = std::ceil(2.0 * queries * (low + fraction * (high - low))) / 2.0 / queries;
    const Assignment without = optimizer.solve(ask).assignment;
    ask.groupFloor.assign(groups, std::nan(""));
    ask.groupCapacity.assign(groups * models, kUnlimited);
    std::vector<std::int64_t> load(groups * models, 0);
    std::vector<double> quality(groups, 0.0);
    std::vector<double> members(groups, 0.0);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        const auto g = static_cast<std::size_t>(ask.group[i]);
        const auto j = static_cast<std::size_t>(without[i]);
        ++load[g * models + j];
        quality[g] += problem.quality(i, j);
        members[g] += 1.0;
    }
    for (std::size_t g = 0; g + 1 < groups; ++g) {
        const double extra = 0.1 * static_cast<double>(g + 1) * (high - ask.qualityFloor);
        // A sum that qualities in halves and in sixteenths can have: the linear oracle knows of no
        // units.
        ask.groupFloor[g] = std::ceil(2.0 * (quality[g] + extra * members[g])) / 2.0 / members[g];
        if (g > 1) continue;
        const auto row = load.begin() + static_cast<std::ptrdiff_t>(g * models);
        const auto most = std::max_element(row, row + static_cast<std::ptrdiff_t>(models));
        ask.groupCapacity[static_cast<std::size_t>(most - load.begin())] = *most * 7 / 10;
    }
    return ask;
}

}  // namespace orl::testing
