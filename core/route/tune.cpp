#include "core/route/tune.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/route/parameter_path.h"
#include "core/support/error.h"

namespace orl {

bool TuneGoal::reachedBy(const TuneScore& score) const {
    constexpr double kRounding = 1e-9;
    if (!score.complete) return false;
    return kind == Kind::CheapestAtQuality ? score.quality >= target - kRounding
                                           : score.cost <= target * (1.0 + kRounding);
}

bool TuneGoal::prefers(const TuneScore& score, const TuneScore& other) const {
    const bool reached = reachedBy(score);
    if (reached != reachedBy(other)) return reached;
    if (score.complete != other.complete) return score.complete;
    const bool byCost = reached == (kind == Kind::CheapestAtQuality);
    return byCost ? score.cost < other.cost : score.quality > other.quality;
}

namespace {

/// The candidates evaluated so far, in order, and what to look at next.
class TuneSearch {
  public:
    TuneSearch(std::span<const double> candidates, const TuneGoal& goal, int evaluations,
               const std::function<TuneScore(double)>& score)
        : m_candidates(candidates), m_goal(goal), m_left(evaluations), m_score(score) {}

    Tuned run() {
        const std::size_t last = m_candidates.size() - 1;
        const auto budget = static_cast<std::size_t>(m_left);
        const std::size_t coarse = last < budget ? last : std::max<std::size_t>(2, budget / 3);
        for (std::size_t k = 0; k <= coarse; ++k) {
            look(coarse == 0 ? 0 : k * last / coarse);
        }
        while (m_left > 0 && refine()) {
        }
        return {m_candidates[m_best], m_seen.at(m_best), m_goal.reachedBy(m_seen.at(m_best))};
    }

  private:
    void look(std::size_t index) {
        if (m_left <= 0 || m_seen.count(index) > 0) return;
        --m_left;
        const TuneScore score = m_score(m_candidates[index]);
        const bool first = m_seen.empty();
        m_seen.emplace(index, score);
        if (first || m_goal.prefers(score, m_seen.at(m_best))) m_best = index;
    }

    /// Cuts the most promising interval in which the goal is gained or lost into four, those beside
    /// the best candidate into two. False when all of them are single steps.
    bool refine() {
        const auto best = m_seen.find(m_best);
        const std::size_t before = best == m_seen.begin() ? m_best : std::prev(best)->first;
        const std::size_t after = std::next(best) == m_seen.end() ? m_best : std::next(best)->first;
        const std::size_t middle = m_best;
        const auto [low, high] = promisingFlip();
        const bool cutFlip = cut(low, high, 4);
        const bool cutBefore = cut(before, middle, 2);
        const bool cutAfter = cut(middle, after, 2);
        return cutFlip || cutBefore || cutAfter;
    }

    bool cut(std::size_t low, std::size_t high, std::size_t parts) {
        if (high - low < 2) return false;
        for (std::size_t part = 1; part < parts; ++part) look(low + part * (high - low) / parts);
        return true;
    }

    std::pair<std::size_t, std::size_t> promisingFlip() const {
        const TuneScore* promising = nullptr;
        std::pair<std::size_t, std::size_t> flip{0, 0};
        for (auto left = m_seen.begin(), right = std::next(left); right != m_seen.end();
             ++left, ++right) {
            if (right->first - left->first < 2) continue;
            const bool reachedLeft = m_goal.reachedBy(left->second);
            if (reachedLeft == m_goal.reachedBy(right->second)) continue;
            const TuneScore& reached = reachedLeft ? left->second : right->second;
            if (promising == nullptr || m_goal.prefers(reached, *promising)) {
                promising = &reached;
                flip = {left->first, right->first};
            }
        }
        return flip;
    }

    std::span<const double> m_candidates;
    const TuneGoal& m_goal;
    int m_left;
    const std::function<TuneScore(double)>& m_score;
    std::map<std::size_t, TuneScore> m_seen;
    std::size_t m_best = 0;
};

}  // namespace

Tuned tuneParameter(std::span<const double> candidates, const TuneGoal& goal, int evaluations,
                    const std::function<TuneScore(double)>& score) {
    if (candidates.empty() || evaluations <= 0) return {};
    return TuneSearch(candidates, goal, evaluations, score).run();
}

namespace {

/// Running totals of an assignment while single queries move.
class Tally {
  public:
    Tally(const RoutingProblem& problem, const Truth* truth) : m_problem(problem), m_truth(truth) {}

    void add(std::size_t query, std::int32_t model) { count(query, model, 1.0); }
    void remove(std::size_t query, std::int32_t model) { count(query, model, -1.0); }
    TuneScore score() const {
        const double judged = m_knownQualities + m_unplaced;
        return {m_knownCosts > 0.0 ? m_cost * (m_placed / m_knownCosts) : kMissing,
                judged > 0.0 ? m_quality / judged : kMissing, m_unplaced == 0.0};
    }

  private:
    void count(std::size_t query, std::int32_t model, double sign) {
        if (model < 0) {
            m_unplaced += sign;
            return;
        }
        const auto j = static_cast<std::size_t>(model);
        const auto row = static_cast<Eigen::Index>(query);
        const double cost = m_truth ? m_truth->realizedCost(row, model) : m_problem.cost(query, j);
        const double quality = m_truth ? m_truth->outcome(row, model) : m_problem.quality(query, j);
        m_placed += sign;
        if (!std::isnan(cost)) {
            m_cost += sign * cost;
            m_knownCosts += sign;
        }
        if (!std::isnan(quality)) {
            m_quality += sign * quality;
            m_knownQualities += sign;
        }
    }

    const RoutingProblem& m_problem;
    const Truth* m_truth;
    double m_cost = 0.0, m_knownCosts = 0.0, m_quality = 0.0, m_knownQualities = 0.0;
    double m_placed = 0.0, m_unplaced = 0.0;
};

bool anyCapacityBinds(const RoutingProblem& problem, const Constraints& constraints) {
    return std::any_of(constraints.capacity.begin(), constraints.capacity.end(),
                       [&](std::int64_t slots) {
                           return slots < static_cast<std::int64_t>(problem.queryCount());
                       });
}

TuneScore placeAndScore(const Baseline& baseline, const RoutingProblem& problem,
                        const TuneRequest& request, double parameter, Assignment& scratch) {
    baseline.place({request.constraints, parameter, request.seed, nullptr, request.stop}, scratch);
    return scoreOf(problem, request.truth, scratch);
}

Tuned walkExactly(const Baseline& baseline, const RoutingProblem& problem,
                  const TuneRequest& request, const ParameterPath& path) {
    struct Stop {
        double parameter;
        TuneScore score;
    };
    std::vector<Stop> stops;
    Tally tally(problem, request.truth);
    Assignment now = path.start;
    for (std::size_t i = 0; i < now.size(); ++i) tally.add(i, now[i]);
    stops.push_back({path.parameterAfter(0), tally.score()});
    for (std::size_t k = 0; k < path.moves.size(); ++k) {
        const ParameterPath::Move& move = path.moves[k];
        tally.remove(move.query, now[move.query]);
        tally.add(move.query, move.to);
        now[move.query] = move.to;
        if (k + 1 < path.moves.size() && path.moves[k + 1].at == move.at) continue;
        stops.push_back({path.parameterAfter(k + 1), tally.score()});
    }
    // Between two moves that lie closer than rounding no parameter makes only the first one, so
    // what is reported is what the rule itself does there.
    Tuned best;
    for (int attempt = 0; attempt < 16 && !stops.empty(); ++attempt) {
        const auto stop =
            std::min_element(stops.begin(), stops.end(), [&](const Stop& left, const Stop& right) {
                return request.goal.prefers(left.score, right.score);
            });
        const TuneScore placed = placeAndScore(baseline, problem, request, stop->parameter, now);
        if (attempt == 0 || request.goal.prefers(placed, best.score)) {
            best = {stop->parameter, placed, request.goal.reachedBy(placed)};
        }
        if (best.reached || !request.goal.reachedBy(stop->score)) break;
        stops.erase(stop);
    }
    return best;
}

/// The distinct qualities of allowed pairs, of every n-th query on large batches, and a value
/// above.
std::vector<double> distinctQualities(const RoutingProblem& problem) {
    constexpr std::size_t kEnough = 20000;
    const std::size_t pairs = problem.queryCount() * problem.modelCount();
    const std::size_t stride = std::max<std::size_t>(1, pairs / kEnough);
    std::vector<double> values;
    for (std::size_t i = 0; i < problem.queryCount(); i += stride) {
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (problem.allowed(i, j)) values.push_back(problem.quality(i, j));
        }
    }
    values.push_back(std::nextafter(1.0, 2.0));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

}  // namespace

TuneScore scoreOf(const RoutingProblem& problem, const Truth* truth, const Assignment& assignment) {
    Tally tally(problem, truth);
    for (std::size_t i = 0; i < assignment.size(); ++i) tally.add(i, assignment[i]);
    return tally.score();
}

Tuned tuneBaseline(std::string_view id, const Baseline& baseline, const RoutingProblem& problem,
                   const TuneRequest& request) {
    const bool hasPath = id == "threshold" || id == "willingness";
    if (hasPath && !anyCapacityBinds(problem, request.constraints)) {
        return walkExactly(baseline, problem, request, parameterPath(id, problem, request.stop));
    }
    const std::vector<double> candidates =
        id == "willingness" ? parameterPath(id, problem, request.stop).parameters()
                            : distinctQualities(problem);
    Assignment scratch;
    return tuneParameter(candidates, request.goal, request.evaluations, [&](double parameter) {
        return placeAndScore(baseline, problem, request, parameter, scratch);
    });
}

}  // namespace orl
