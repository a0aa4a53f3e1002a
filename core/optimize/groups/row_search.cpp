#include "core/optimize/groups/row_search.h"

#include <algorithm>
#include <cmath>
#include <memory_resource>

#include "core/optimize/parameters.h"
#include "core/support/error.h"
#include "core/support/infinity.h"
#include "core/support/memory_budget.h"

namespace orl {

namespace {

using parameters::kTotalRounding;
using parameters::groups::kMostItems;

class Search {
  public:
    Search(const RowProblem& problem, const RowMultipliers& at, double dualValue, double objective,
           std::int64_t nodeLimit, const std::stop_token& stop)
        : m_problem(problem),
          m_table(*problem.table),
          m_at(at),
          m_dualValue(dualValue),
          m_best(objective),
          m_nodes(nodeLimit),
          m_stop(stop),
          m_items(problem.table->memory()) {}

    RowSearchOutcome run() {
        try {
            search();
        } catch (const MemoryBudget::Spent&) {
            m_outcome.complete = false;
        }
        return std::move(m_outcome);
    }

  private:
    void search() {
        const bool fits = collect();
        boundRows();
        if (fits) descend(0, m_baseCost, m_baseQuality, 0.0);
        m_outcome.complete = !m_truncated && m_nodes > 0;
    }

    struct Option {
        std::size_t model;
        double regret;
    };
    struct Item {
        std::size_t position;
        std::size_t group;
        std::pmr::vector<Option> options;  ///< by rising regret
        double margin() const { return options[1].regret; }
    };

    std::size_t rows() const { return m_problem.rows.size(); }
    double gap() const {
        const double scale = std::abs(m_dualValue) + (m_best < kInfinity ? std::abs(m_best) : 0.0);
        return m_best - m_dualValue + kTotalRounding * scale;
    }

    /// Places the decided queries and lists the others with their models within the gap.
    /// @returns false if those placed do not fit
    bool collect() {
        m_chosen.assign(m_table.whole().queries, -1);
        m_room = m_problem.capacity;
        m_binRoom = m_problem.groupCapacity;
        m_groupQuality.assign(m_table.groups(), 0.0);
        const double within = gap();
        bool fits = true;
        for (std::size_t p = 0; p < m_table.whole().queries; ++p) {
            if (m_table.padding(p)) continue;
            Item item{p, m_table.groupOf(p), std::pmr::vector<Option>(m_items.get_allocator())};
            listOptions(item, within);
            if (item.options.size() > 1)
                m_items.push_back(std::move(item));
            else
                fits = place(item) && fits;
        }
        std::sort(m_items.begin(), m_items.end(), [](const Item& a, const Item& b) {
            return a.margin() > b.margin() || (a.margin() == b.margin() && a.position < b.position);
        });
        if (m_items.size() > kMostItems) {
            m_truncated = true;
            const auto end = m_items.end() - kMostItems;
            for (auto item = m_items.begin(); item != end; ++item) fits = place(*item) && fits;
            m_items.erase(m_items.begin(), end);
        }
        return fits;
    }

    void listOptions(Item& item, double within) const {
        double least = kInfinity;
        for (std::size_t j = 0; j < m_table.models(); ++j)
            least = std::min(least, m_at.reduced(m_table, item.position, j));
        for (std::size_t j = 0; j < m_table.models(); ++j) {
            const double regret = m_at.reduced(m_table, item.position, j) - least;
            if (regret == 0.0 || (regret <= within && regret < kInfinity))
                item.options.push_back({j, regret});
        }
        std::sort(item.options.begin(), item.options.end(), [](const Option& a, const Option& b) {
            return a.regret < b.regret || (a.regret == b.regret && a.model < b.model);
        });
    }

    bool place(const Item& item) {
        const std::size_t j = item.options.front().model;
        m_chosen[item.position] = static_cast<std::int32_t>(j);
        m_baseCost += m_table.whole().cost(item.position, j);
        const double quality = m_table.whole().quality(item.position, j);
        m_baseQuality += quality;
        m_groupQuality[item.group] += quality;
        const bool room = --m_room[j] >= 0;
        return --m_binRoom[item.group * m_table.models() + j] >= 0 && room;
    }

    /// The most that the items from each on can still add to each row.
    void boundRows() {
        m_most.assign((m_items.size() + 1) * rows(), 0.0);
        for (std::size_t s = m_items.size(); s-- > 0;) {
            for (std::size_t k = 0; k < rows(); ++k) {
                double most = -kInfinity;
                for (const Option& option : m_items[s].options)
                    most = std::max(most, adds(k, m_items[s], option.model));
                m_most[s * rows() + k] = m_most[(s + 1) * rows() + k] + most;
            }
        }
    }

    double adds(std::size_t row, const Item& item, std::size_t model) const {
        const double* cell = m_table.whole().cell(item.position, model);
        const std::int32_t group = m_problem.rows[row].group;
        if (group == Row::kAll) {
            return m_problem.mode == RoutingMode::CostUnderFloor ? cell[Table::kLanes] : -cell[0];
        }
        return group == static_cast<std::int32_t>(item.group) ? cell[Table::kLanes] : 0.0;
    }

    /// Whether each row has, or may still get, what it requires.
    bool reachable(std::size_t depth, double cost, double quality) const {
        const bool floor = m_problem.mode == RoutingMode::CostUnderFloor;
        for (std::size_t k = 0; k < rows(); ++k) {
            const std::int32_t group = m_problem.rows[k].group;
            const double has = group != Row::kAll ? m_groupQuality[static_cast<std::size_t>(group)]
                               : floor            ? quality
                                                  : -cost;
            const double most = m_most[depth * rows() + k];
            const double slack =
                depth == m_items.size() ? 0.0 : kTotalRounding * (std::abs(has) + std::abs(most));
            if (!(has + most + slack >= m_problem.rows[k].required)) return false;
        }
        return true;
    }

    void descend(std::size_t depth, double cost, double quality, double regret) {
        if (--m_nodes <= 0) return;
        if ((m_nodes & 0xFFF) == 0 && m_stop.stop_requested()) throw Cancelled();
        if (!reachable(depth, cost, quality)) return;
        if (depth == m_items.size()) {
            const double objective = m_problem.objective(cost, quality);
            if (!(objective < m_best)) return;
            m_best = objective;
            m_outcome.better = m_chosen;
            return;
        }
        const Item& item = m_items[depth];
        const std::size_t row = item.group * m_table.models();
        const Table cells = m_table.whole();
        for (const Option& option : item.options) {
            if (regret + option.regret > gap() || m_nodes <= 0) return;
            const std::size_t j = option.model;
            if (m_room[j] <= 0 || m_binRoom[row + j] <= 0) continue;
            --m_room[j];
            --m_binRoom[row + j];
            m_chosen[item.position] = static_cast<std::int32_t>(j);
            const double before = m_groupQuality[item.group];
            m_groupQuality[item.group] += cells.quality(item.position, j);
            descend(depth + 1, cost + cells.cost(item.position, j),
                    quality + cells.quality(item.position, j), regret + option.regret);
            m_groupQuality[item.group] = before;
            ++m_room[j];
            ++m_binRoom[row + j];
        }
    }

    const RowProblem& m_problem;
    const GroupedTable& m_table;
    const RowMultipliers& m_at;
    double m_dualValue;
    double m_best;
    std::int64_t m_nodes;
    const std::stop_token& m_stop;
    std::pmr::vector<Item> m_items;
    std::vector<double> m_most;  ///< items + 1 by rows
    Assignment m_chosen;
    std::vector<std::int64_t> m_room;
    std::vector<std::int64_t> m_binRoom;
    std::vector<double> m_groupQuality;
    double m_baseCost = 0.0;
    double m_baseQuality = 0.0;
    bool m_truncated = false;
    RowSearchOutcome m_outcome;
};

}  // namespace

RowSearchOutcome searchRows(const RowProblem& problem, const RowMultipliers& at, double dualValue,
                            double objective, std::int64_t nodeLimit, const std::stop_token& stop) {
    return Search(problem, at, dualValue, objective, nodeLimit, stop).run();
}

}  // namespace orl
