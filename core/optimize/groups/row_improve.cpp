#include <algorithm>
#include <cmath>
#include <memory_resource>

#include "core/optimize/groups/row_recovery.h"
#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {

using namespace parameters::groups;

class Improvement {
  public:
    Improvement(const RowProblem& problem, const RowMultipliers& at, Assignment assignment)
        : m_problem(problem),
          m_at(at),
          m_merit(problem, at),
          m_state(problem, std::move(assignment)),
          m_moves(problem.table->memory()) {
        collectCore();
    }

    /// Where the moves do not fit the memory budget, what was improved until then.
    Assignment run(double bound, double enough, const std::stop_token& stop) {
        try {
            rounds(bound, enough, stop);
        } catch (const MemoryBudget::Spent&) {
            m_moves.clear();
        }
        return m_state.assignment();
    }

  private:
    void rounds(double bound, double enough, const std::stop_token& stop) {
        int raises = 0;
        std::size_t window = 0;
        for (int round = 0; round < kImproveRounds; ++round) {
            if (stop.stop_requested()) throw Cancelled();
            const bool met = orl::met(m_problem, m_state.totals());
            if (met && m_state.totals().objective - bound <= enough) break;
            listMoves(window);
            if (step(stop)) continue;
            if (!m_moves.empty() && ++window < (met ? kWindowsMet : kWindowsShort)) continue;
            window = 0;
            if (met || ++raises > kRaises) break;
            m_merit.raise(kRaise);
        }
    }

    struct Move {
        std::size_t position;
        std::size_t group;
        std::size_t from;
        std::size_t to;
        RowState::Change change;
        double regret;  ///< change of the reduced cost
        double alone;   ///< change of merit but for the row over all queries
    };

    void collectCore() {
        const GroupedTable& table = *m_problem.table;
        std::vector<double> margin(m_state.assignment().size(), kInfinity);
        for (std::size_t p = 0; p < margin.size(); ++p) {
            if (table.padding(p)) continue;
            double least = kInfinity;
            double second = kInfinity;
            for (std::size_t j = 0; j < table.models(); ++j) {
                const double reduced = m_at.reduced(table, p, j);
                second = std::min(second, std::max(least, reduced));
                least = std::min(least, reduced);
            }
            margin[p] = second - least;
            if (second < kInfinity) m_core.push_back(p);
        }
        const auto closer = [&](std::size_t a, std::size_t b) {
            return margin[a] < margin[b] || (margin[a] == margin[b] && a < b);
        };
        const std::size_t kept = std::min(kImproveCore, m_core.size());
        std::partial_sort(m_core.begin(), m_core.begin() + static_cast<std::ptrdiff_t>(kept),
                          m_core.end(), closer);
        m_core.resize(kept);
    }

    double penalty(int row, double by) const {
        return row < 0 ? 0.0 : m_merit.penalty(m_state, static_cast<std::size_t>(row), by);
    }

    /// Of each group and pair of models the few moves of least regret, or the next few after them:
    /// among many ties those first in line may not be the ones that help.
    void listMoves(std::size_t window) {
        const GroupedTable& table = *m_problem.table;
        const std::size_t models = table.models();
        m_moves.clear();
        for (const std::size_t p : m_core) {
            const std::size_t g = table.groupOf(p);
            const auto j = static_cast<std::size_t>(m_state.assignment()[p]);
            const double here = m_at.reduced(table, p, j);
            for (std::size_t k = 0; k < models; ++k) {
                if (k == j) continue;
                const double regret = m_at.reduced(table, p, k) - here;
                if (!(regret < kInfinity)) continue;
                const RowState::Change change = m_state.change(p, k);
                const double alone =
                    change.objective + penalty(m_state.groupRow(g), change.quality);
                m_moves.push_back({p, g, j, k, change, regret, alone});
            }
        }
        std::sort(m_moves.begin(), m_moves.end(), [](const Move& a, const Move& b) {
            if (a.regret != b.regret) return a.regret < b.regret;
            return a.position < b.position || (a.position == b.position && a.to < b.to);
        });
        const std::size_t kinds = table.groups() * models * models;
        const std::size_t kept = std::clamp(kImproveMoves / kinds, kLeastPairMoves, kMostPairMoves);
        std::pmr::vector<std::size_t> count(kinds, 0, m_moves.get_allocator());
        std::erase_if(m_moves, [&](const Move& move) {
            return count[(move.group * models + move.from) * models + move.to]++ / kept != window;
        });
        if (m_moves.size() > kMostMoves) m_moves.erase(m_moves.begin() + kMostMoves, m_moves.end());
    }

    bool fits(const Move& move) const {
        return m_state.room(move.to) > 0 && m_state.room(move.group, move.to) > 0;
    }
    /// Whether there is room for a once b has been made, b counted too.
    bool fitsBeside(const Move& a, const Move& b) const {
        const bool leaves = b.from == a.to;
        const bool enters = b.to == a.to;
        const bool same = a.group == b.group;
        const auto one = [](bool yes) { return std::int64_t{yes ? 1 : 0}; };
        return m_state.room(a.to) + one(leaves) - one(enters) > 0 &&
               m_state.room(a.group, a.to) + one(same && leaves) - one(same && enters) > 0;
    }

    /// Makes the best single move or pair. @returns false if none improves
    bool step(const std::stop_token& stop) {
        double best = -kLeastBetter * std::abs(m_state.totals().objective);
        const Move* first = nullptr;
        const Move* second = nullptr;
        const int overall = m_state.overallRow();
        for (std::size_t s = 0; s < m_moves.size(); ++s) {
            if (s % kPollMoves == 0 && stop.stop_requested()) throw Cancelled();
            const Move& a = m_moves[s];
            const double single = a.alone + penalty(overall, a.change.overall);
            if (single < best && fits(a)) {
                best = single;
                first = &a;
                second = nullptr;
            }
            for (std::size_t t = s + 1; t < m_moves.size(); ++t) {
                const Move& b = m_moves[t];
                double both = penalty(overall, a.change.overall + b.change.overall);
                if (a.group == b.group) {
                    both += a.change.objective + b.change.objective +
                            penalty(m_state.groupRow(a.group), a.change.quality + b.change.quality);
                } else {
                    both += a.alone + b.alone;
                }
                if (!(both < best) || a.position == b.position) continue;
                if (!fitsBeside(a, b) || !fitsBeside(b, a)) continue;
                best = both;
                first = &a;
                second = &b;
            }
        }
        if (first == nullptr) return false;
        m_state.move(first->position, first->to);
        if (second != nullptr) m_state.move(second->position, second->to);
        return true;
    }

    const RowProblem& m_problem;
    const RowMultipliers& m_at;
    RowMerit m_merit;
    RowState m_state;
    std::vector<std::size_t> m_core;
    std::pmr::vector<Move> m_moves;
};

}  // namespace

void improve(const RowProblem& problem, const RowMultipliers& at, double bound, double gapTarget,
             Assignment& assignment, const std::stop_token& stop) {
    assignment = Improvement(problem, at, std::move(assignment))
                     .run(bound, gapTarget * std::abs(bound), stop);
}

}  // namespace orl
