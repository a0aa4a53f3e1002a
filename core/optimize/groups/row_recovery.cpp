#include "core/optimize/groups/row_recovery.h"

#include <algorithm>
#include <cmath>
#include <memory_resource>

#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {

using namespace parameters::groups;

/// Moves that keep all loads between those of the two assignments when made together.
using Exchange = std::vector<std::int32_t>;

/// Splits the moves that turn one assignment into another into cycles and paths.
///
/// A move into a bin is followed by one out of the same bin where there is one, else by one out of
/// another bin of the same model. Wherever a bin is met again, the moves in between are a cycle.
class Split {
  public:
    Split(const RowProblem& problem, const Assignment& from, const Assignment& to)
        : m_problem(problem), m_models(problem.table->models()), m_from(from), m_to(to) {
        for (std::size_t p = 0; p < from.size(); ++p) {
            if (from[p] != to[p]) m_moves.push_back(static_cast<std::int32_t>(p));
        }
        m_next.assign(m_moves.size(), kNone);
        m_followed.assign(m_moves.size(), 0);
        try {
            pairSwaps();
        } catch (const MemoryBudget::Spent&) {
            // Longer exchanges do as well, if less finely.
        }
        pairThrough([&](std::size_t bin) { return bin; }, bins());
        pairThrough([&](std::size_t bin) { return bin % m_models; }, m_models);
    }

    std::vector<Exchange> run() {
        m_done.assign(m_moves.size(), 0);
        for (std::size_t s = 0; s < m_moves.size(); ++s) {
            if (m_followed[s] == 0) walk(s);
        }
        for (std::size_t s = 0; s < m_moves.size(); ++s) {
            if (m_done[s] == 0) walk(s);
        }
        return std::move(m_exchanges);
    }

  private:
    static constexpr std::size_t kNone = ~std::size_t{0};

    std::size_t bins() const {
        return m_problem.capped ? m_problem.table->groups() * m_models : m_models;
    }
    std::size_t bin(std::size_t move, const Assignment& side) const {
        const auto p = static_cast<std::size_t>(m_moves[move]);
        const std::size_t row = m_problem.capped ? m_problem.table->groupOf(p) * m_models : 0;
        return row + static_cast<std::size_t>(side[p]);
    }
    void follow(std::size_t move, std::size_t next) {
        m_next[move] = next;
        m_followed[next] = 1;
    }

    /// j → k with k → j of the same group: the shortest exchanges leave the finest choice.
    void pairSwaps() {
        std::pmr::vector<std::pmr::vector<std::size_t>> waiting(bins() * m_models,
                                                                m_problem.table->memory());
        for (std::size_t s = 0; s < m_moves.size(); ++s) {
            const std::size_t from = bin(s, m_from);
            const std::size_t to = bin(s, m_to);
            auto& opposite = waiting[to * m_models + from % m_models];
            if (opposite.empty()) {
                waiting[from * m_models + to % m_models].push_back(s);
                continue;
            }
            follow(s, opposite.back());
            follow(opposite.back(), s);
            opposite.pop_back();
        }
    }

    template <typename Place>
    void pairThrough(Place place, std::size_t places) {
        std::vector<std::vector<std::size_t>> out(places);
        for (std::size_t s = m_moves.size(); s-- > 0;) {
            if (m_followed[s] == 0) out[place(bin(s, m_from))].push_back(s);
        }
        for (std::size_t s = 0; s < m_moves.size(); ++s) {
            auto& waiting = out[place(bin(s, m_to))];
            if (m_next[s] != kNone || waiting.empty()) continue;
            follow(s, waiting.back());
            waiting.pop_back();
        }
    }

    void walk(std::size_t start) {
        std::vector<std::size_t> nodes{bin(start, m_from)};
        Exchange path;
        for (std::size_t s = start; s != kNone && m_done[s] == 0; s = m_next[s]) {
            m_done[s] = 1;
            path.push_back(m_moves[s]);
            const std::size_t at = bin(s, m_to);
            const auto seen = std::find(nodes.begin(), nodes.end(), at) - nodes.begin();
            nodes.push_back(at);
            if (static_cast<std::size_t>(seen) + 1 == nodes.size()) continue;
            m_exchanges.emplace_back(path.begin() + seen, path.end());
            path.resize(static_cast<std::size_t>(seen));
            nodes.resize(static_cast<std::size_t>(seen) + 1);
        }
        if (!path.empty()) m_exchanges.push_back(std::move(path));
    }

    const RowProblem& m_problem;
    std::size_t m_models;
    const Assignment& m_from;
    const Assignment& m_to;
    std::vector<std::int32_t> m_moves;  ///< positions
    std::vector<std::size_t> m_next;
    std::vector<char> m_followed;  ///< whether some move leads to it
    std::vector<char> m_done;
    std::vector<Exchange> m_exchanges;
};

}  // namespace

RowMerit::RowMerit(const RowProblem& problem, const RowMultipliers& at) {
    // In units in which rows compare. Where the dual prices nothing, or by rounding alone, rows can
    // be had among ties, but only if they are worth anything.
    double largest = kLeastShortfallWeight * problem.objectiveScale;
    for (std::size_t k = 0; k < problem.rows.size(); ++k)
        largest = std::max(largest, at.kappa[k] * problem.rows[k].scale);
    for (std::size_t k = 0; k < problem.rows.size(); ++k)
        m_weight.push_back(kShortfallWeight * at.kappa[k] + largest / problem.rows[k].scale);
}

double RowMerit::penalty(const RowState& state, std::size_t row, double by) const {
    const double missing = state.missing(row);
    return m_weight[row] * (std::max(0.0, missing - by) - std::max(0.0, missing));
}

void RowMerit::raise(double factor) {
    for (double& weight : m_weight) weight *= factor;
}

double RowMerit::of(const RowState& state) const {
    double merit = state.totals().objective;
    for (std::size_t k = 0; k < m_weight.size(); ++k)
        merit += m_weight[k] * std::max(0.0, state.missing(k));
    return merit;
}

Assignment unmix(const RowProblem& problem, const RowMultipliers& at,
                 std::span<const std::shared_ptr<const RowVertex>> mixture,
                 const std::stop_token& stop) {
    const RowMerit merit(problem, at);
    RowState state(problem, mixture.front()->assignment);
    for (const auto& vertex : mixture.subspan(1)) {
        RowState other(problem, vertex->assignment);
        if (merit.of(other) < merit.of(state)) state = std::move(other);
    }
    std::vector<double> gained(problem.rows.size());
    for (const auto& vertex : mixture) {
        if (stop.stop_requested()) throw Cancelled();
        const Assignment& target = vertex->assignment;
        std::vector<Exchange> exchanges = Split(problem, state.assignment(), target).run();
        bool any = true;
        for (int pass = 0; any && pass < kUnmixPasses; ++pass) {
            any = false;
            for (Exchange& exchange : exchanges) {
                if (exchange.empty()) continue;
                double better = 0.0;
                std::fill(gained.begin(), gained.end(), 0.0);
                for (const std::int32_t p : exchange) {
                    const auto position = static_cast<std::size_t>(p);
                    const RowState::Change step =
                        state.change(position, static_cast<std::size_t>(target[position]));
                    better += step.objective;
                    const int row = state.groupRow(problem.table->groupOf(position));
                    if (row >= 0) gained[static_cast<std::size_t>(row)] += step.quality;
                    if (state.overallRow() >= 0)
                        gained[static_cast<std::size_t>(state.overallRow())] += step.overall;
                }
                for (std::size_t k = 0; k < gained.size(); ++k)
                    better += merit.penalty(state, k, gained[k]);
                if (!(better < -kLeastBetter * std::abs(state.totals().objective))) continue;
                for (const std::int32_t p : exchange) {
                    const auto position = static_cast<std::size_t>(p);
                    state.move(position, static_cast<std::size_t>(target[position]));
                }
                exchange.clear();
                any = true;
            }
        }
    }
    return state.assignment();
}

}  // namespace orl
