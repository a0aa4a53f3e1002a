#include "core/optimize/exchange.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/support/error.h"

namespace orl {

namespace {

constexpr std::size_t kMostMoves = 400;  // that are tried in pairs
constexpr int kMostSteps = 400;
constexpr double kNoRoom = 1e-12;  // of a sum: less is no room

/// A routing's sums against what is required of them, while queries move.
class Sums {
  public:
    struct Move {
        std::size_t query;
        std::size_t to;
        double gain;     ///< of the objective: USD saved, or quality won
        double quality;  ///< more
        double cost;     ///< more
        double seconds;  ///< more
    };

    Sums(const RoutingProblem& problem, const Constraints& constraints, Assignment& assignment)
        : m_problem(problem),
          m_constraints(constraints),
          m_assignment(assignment),
          m_load(problem.modelCount(), 0),
          m_groupLoad(constraints.groupCapacity.size(), 0) {
        const auto queries = static_cast<double>(problem.queryCount());
        m_floor = constraints.mode == RoutingMode::CostUnderFloor;
        m_room = {constraints.secondsCap * queries * (1.0 + kNoRoom),
                  m_floor ? std::numeric_limits<double>::infinity() : constraints.budget,
                  m_floor ? -constraints.qualityFloor * queries * (1.0 - kNoRoom)
                          : std::numeric_limits<double>::infinity()};
        m_groupRoom.assign(constraints.groupFloor.size(), 0.0);
        for (std::size_t i = 0; i < problem.queryCount(); ++i) {
            const auto j = static_cast<std::size_t>(assignment[i]);
            m_room.seconds -= seconds(i, j);
            m_room.cost -= problem.cost(i, j);
            m_room.quality += problem.quality(i, j);
            ++m_load[j];
            if (!m_groupLoad.empty()) ++m_groupLoad[bin(i, j)];
            if (m_groupRoom.empty()) continue;
            const std::size_t g = groupOf(i);
            if (std::isnan(constraints.groupFloor[g])) continue;
            m_groupRoom[g] += problem.quality(i, j) - constraints.groupFloor[g];
        }
    }

    double seconds(std::size_t i, std::size_t j) const {
        return (*m_constraints.seconds)[i * m_problem.modelCount() + j];
    }
    bool allowed(std::size_t i, std::size_t j) const {
        return m_problem.allowed(i, j) && !std::isnan(seconds(i, j));
    }
    Move moveOf(std::size_t i, std::size_t to) const {
        const auto from = static_cast<std::size_t>(m_assignment[i]);
        const double cost = m_problem.cost(i, to) - m_problem.cost(i, from);
        const double quality = m_problem.quality(i, to) - m_problem.quality(i, from);
        return {i, to, m_floor ? -cost : quality, quality, cost, seconds(i, to) - seconds(i, from)};
    }
    bool keeps(const Move& a) const {
        return a.seconds <= m_room.seconds && a.cost <= m_room.cost &&
               -a.quality <= m_room.quality && keepsSlots(a, nullptr) && keepsGroup(a, nullptr);
    }
    bool keeps(const Move& a, const Move& b) const {
        return a.seconds + b.seconds <= m_room.seconds && a.cost + b.cost <= m_room.cost &&
               -(a.quality + b.quality) <= m_room.quality && keepsSlots(a, &b) &&
               keepsSlots(b, &a) && keepsGroup(a, &b) && keepsGroup(b, &a);
    }
    void make(const Move& move) {
        const auto from = static_cast<std::size_t>(m_assignment[move.query]);
        m_room.seconds -= move.seconds;
        m_room.cost -= move.cost;
        m_room.quality += move.quality;
        --m_load[from];
        ++m_load[move.to];
        if (!m_groupLoad.empty()) {
            --m_groupLoad[bin(move.query, from)];
            ++m_groupLoad[bin(move.query, move.to)];
        }
        if (!m_groupRoom.empty()) m_groupRoom[groupOf(move.query)] += move.quality;
        m_assignment[move.query] = static_cast<std::int32_t>(move.to);
    }

  private:
    std::size_t groupOf(std::size_t i) const {
        return static_cast<std::size_t>(m_constraints.group[i]);
    }
    std::size_t bin(std::size_t i, std::size_t j) const {
        return groupOf(i) * m_problem.modelCount() + j;
    }
    std::size_t fromOf(const Move& move) const {
        return static_cast<std::size_t>(m_assignment[move.query]);
    }
    /// Whether there is a slot for a once b, if any, has been made.
    bool keepsSlots(const Move& a, const Move* b) const {
        std::int64_t load = m_load[a.to] + 1;
        if (b != nullptr) load += (b->to == a.to ? 1 : 0) - (fromOf(*b) == a.to ? 1 : 0);
        if (load > m_constraints.capacityOf(a.to)) return false;
        if (m_groupLoad.empty()) return true;
        const std::size_t at = bin(a.query, a.to);
        std::int64_t own = m_groupLoad[at] + 1;
        if (b != nullptr)
            own += (bin(b->query, b->to) == at ? 1 : 0) - (bin(b->query, fromOf(*b)) == at ? 1 : 0);
        return own <= m_constraints.groupCapacity[at];
    }
    bool keepsGroup(const Move& a, const Move* b) const {
        if (m_groupRoom.empty()) return true;
        const std::size_t g = groupOf(a.query);
        if (std::isnan(m_constraints.groupFloor[g])) return true;
        const double also = b != nullptr && groupOf(b->query) == g ? b->quality : 0.0;
        return m_groupRoom[g] + a.quality + also >= 0.0;
    }

    struct Room {
        double seconds;
        double cost;
        double quality;
    };

    const RoutingProblem& m_problem;
    const Constraints& m_constraints;
    Assignment& m_assignment;
    bool m_floor = true;
    Room m_room{};
    std::vector<double> m_groupRoom;
    std::vector<std::int64_t> m_load;
    std::vector<std::int64_t> m_groupLoad;
};

/// How much more a query pays at these prices elsewhere than where it is.
double regretOf(const RoutingProblem& problem, const Constraints& constraints,
                const SolveResult& at, std::size_t i, std::size_t from, std::size_t to) {
    const std::size_t models = problem.modelCount();
    double quality = at.qualityPrice;
    if (!at.groupPrice.empty()) quality += at.groupPrice[std::size_t(constraints.group[i])];
    const auto paid = [&](std::size_t j) {
        double price = problem.cost(i, j) - quality * problem.quality(i, j) +
                       at.secondsPrice * (*constraints.seconds)[i * models + j];
        if (!at.capacityPrice.empty()) price += at.capacityPrice[j];
        if (!at.groupCapacityPrice.empty())
            price += at.groupCapacityPrice[std::size_t(constraints.group[i]) * models + j];
        return price;
    };
    return paid(to) - paid(from);
}

struct Candidate {
    std::size_t query;
    std::size_t to;
    double regret;
};

std::vector<Candidate> candidates(const RoutingProblem& problem, const Constraints& constraints,
                                  const SolveResult& prices, const Assignment& other,
                                  const Assignment& now, const Sums& sums) {
    std::vector<Candidate> all;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const auto from = static_cast<std::size_t>(now[i]);
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (j == from || !sums.allowed(i, j)) continue;
            const bool there = !other.empty() && static_cast<std::size_t>(other[i]) == j;
            const double regret =
                there ? 0.0 : std::abs(regretOf(problem, constraints, prices, i, from, j));
            if (std::isfinite(regret)) all.push_back({i, j, regret});
        }
    }
    const auto closer = [](const Candidate& a, const Candidate& b) {
        if (a.regret != b.regret) return a.regret < b.regret;
        return a.query < b.query || (a.query == b.query && a.to < b.to);
    };
    const std::size_t kept = std::min(kMostMoves, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                      closer);
    all.resize(kept);
    return all;
}

/// The best single move or pair; false: none helps.
bool step(Sums& sums, const std::vector<Candidate>& candidates, const Assignment& now) {
    std::vector<Sums::Move> moves;
    moves.reserve(candidates.size());
    double best = 0.0;
    const Sums::Move* first = nullptr;
    const Sums::Move* second = nullptr;
    for (const Candidate& each : candidates) {
        if (static_cast<std::size_t>(now[each.query]) == each.to) continue;
        moves.push_back(sums.moveOf(each.query, each.to));
    }
    for (std::size_t a = 0; a < moves.size(); ++a) {
        if (moves[a].gain > best && sums.keeps(moves[a])) {
            best = moves[a].gain;
            first = &moves[a];
            second = nullptr;
        }
        for (std::size_t b = a + 1; b < moves.size(); ++b) {
            const double both = moves[a].gain + moves[b].gain;
            if (!(both > best) || moves[a].query == moves[b].query) continue;
            if (!sums.keeps(moves[a], moves[b])) continue;
            best = both;
            first = &moves[a];
            second = &moves[b];
        }
    }
    if (first == nullptr) return false;
    sums.make(*first);
    if (second != nullptr) sums.make(*second);
    return true;
}

}  // namespace

void exchange(const RoutingProblem& problem, const Constraints& constraints,
              const SolveResult& prices, const Assignment& other, Assignment& assignment,
              const std::stop_token& stop) {
    Sums sums(problem, constraints, assignment);
    const std::vector<Candidate> moves =
        candidates(problem, constraints, prices, other, assignment, sums);
    for (int k = 0; k < kMostSteps; ++k) {
        if (stop.stop_requested()) throw Cancelled();
        if (!step(sums, moves, assignment)) break;
    }
}

}  // namespace orl
