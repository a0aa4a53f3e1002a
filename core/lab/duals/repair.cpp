#include "core/lab/duals/repair.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace orl {

namespace {

constexpr double kSumRounding = 1e-10;  // relative, of a sum over the batch

/// A query that leaves its model for another.
struct RepairMove {
    double price;  ///< the lower, the sooner
    std::uint32_t query;
    std::uint32_t to;
};

bool before(const RepairMove& a, const RepairMove& b) {
    if (a.price != b.price) return a.price < b.price;
    return a.query != b.query ? a.query < b.query : a.to < b.to;
}

class Repair {
  public:
    Repair(const RoutingProblem& problem, const Constraints& constraints,
           std::span<const std::int32_t> choice)
        : m_problem(problem),
          m_constraints(constraints),
          m_at(choice.begin(), choice.end()),
          m_moved(choice.size(), false),
          m_load(problem.modelCount(), 0) {
        for (std::size_t i = 0; i < m_at.size(); ++i) {
            if (m_at[i] < 0) continue;
            const auto j = static_cast<std::size_t>(m_at[i]);
            ++m_load[j];
            m_cost += problem.cost(i, j);
            m_quality += problem.quality(i, j);
        }
    }

    Assignment run(double qualityPrice, std::span<const double> capacityPrice) {
        return fit(qualityPrice, capacityPrice) && keepGoal() ? m_at : Assignment{};
    }

  private:
    bool isOver(std::size_t model) const { return m_load[model] > m_constraints.capacityOf(model); }
    bool hasSlot(std::size_t model) const {
        return m_load[model] < m_constraints.capacityOf(model);
    }

    void move(const RepairMove& move) {
        if (m_at[move.query] >= 0) {
            const auto from = static_cast<std::size_t>(m_at[move.query]);
            --m_load[from];
            m_cost -= m_problem.cost(move.query, from);
            m_quality -= m_problem.quality(move.query, from);
        }
        ++m_load[move.to];
        m_cost += m_problem.cost(move.query, move.to);
        m_quality += m_problem.quality(move.query, move.to);
        m_at[move.query] = static_cast<std::int32_t>(move.to);
        m_moved[move.query] = true;
    }

    /// Moves of the queries that may leave, to models with a free slot, in order.
    template <typename May, typename Price>
    std::vector<RepairMove> moves(May may, Price price) const {
        std::vector<RepairMove> found;
        for (std::size_t i = 0; i < m_at.size(); ++i) {
            if (!may(i)) continue;
            for (std::size_t j = 0; j < m_problem.modelCount(); ++j) {
                if (static_cast<std::int32_t>(j) == m_at[i] || !m_problem.allowed(i, j)) continue;
                const double value = price(i, j);
                if (std::isnan(value)) continue;
                found.push_back(
                    {value, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)});
            }
        }
        std::ranges::sort(found, before);
        return found;
    }

    bool fit(double qualityPrice, std::span<const double> capacityPrice) {
        const auto reduced = [&](std::size_t i, std::size_t j) {
            return m_problem.cost(i, j) - qualityPrice * m_problem.quality(i, j) +
                   (capacityPrice.empty() ? 0.0 : capacityPrice[j]);
        };
        const auto leaves = [&](std::size_t i) {
            return m_at[i] < 0 || isOver(static_cast<std::size_t>(m_at[i]));
        };
        const auto rise = [&](std::size_t i, std::size_t j) {
            const double now = m_at[i] < 0 ? 0.0 : reduced(i, static_cast<std::size_t>(m_at[i]));
            return reduced(i, j) - now;
        };
        for (const RepairMove& next : moves(leaves, rise)) {
            if (leaves(next.query) && hasSlot(next.to)) move(next);
        }
        for (std::size_t j = 0; j < m_load.size(); ++j) {
            if (isOver(j)) return false;
        }
        m_moved.assign(m_at.size(), false);
        return std::ranges::none_of(m_at, [](std::int32_t model) { return model < 0; });
    }

    bool isGoalKept() const {
        if (m_constraints.mode == RoutingMode::QualityUnderBudget)
            return m_cost <= m_constraints.budget * (1.0 + kSumRounding);
        const double required =
            m_constraints.qualityFloor * static_cast<double>(m_problem.queryCount());
        return m_quality >= required * (1.0 - kSumRounding);
    }

    bool keepGoal() {
        if (isGoalKept()) return true;
        const bool floor = m_constraints.mode == RoutingMode::CostUnderFloor;
        const auto price = [&](std::size_t i, std::size_t j) {
            const auto from = static_cast<std::size_t>(m_at[i]);
            const double dearer = m_problem.cost(i, j) - m_problem.cost(i, from);
            const double better = m_problem.quality(i, j) - m_problem.quality(i, from);
            if (floor) return better > 0.0 ? dearer / better : std::nan("");
            return dearer < 0.0 ? better / dearer : std::nan("");
        };
        for (const RepairMove& next : moves([](std::size_t) { return true; }, price)) {
            if (m_moved[next.query] || !hasSlot(next.to)) continue;
            move(next);
            if (isGoalKept()) return true;
        }
        return false;
    }

    const RoutingProblem& m_problem;
    const Constraints& m_constraints;
    Assignment m_at;
    std::vector<bool> m_moved;
    std::vector<std::int64_t> m_load;
    double m_cost = 0.0;
    double m_quality = 0.0;
};

}  // namespace

Assignment repaired(const RoutingProblem& problem, const Constraints& constraints,
                    std::span<const std::int32_t> choice, double qualityPrice,
                    std::span<const double> capacityPrice) {
    return Repair(problem, constraints, choice).run(qualityPrice, capacityPrice);
}

}  // namespace orl
