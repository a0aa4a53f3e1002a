#include "core/lab/grid_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>
#include <numeric>
#include <thread>

#include "core/lab/solving.h"
#include "core/route/router.h"
#include "core/support/error.h"

namespace orl {

namespace {

/// What a step along an axis changes.
enum class Moves { Nothing, Limits, Pool };

/// Cells that are routed one after the other on one thread: of one pool, and where a list has
/// several places of an axis of limits, along it.
struct GridTask {
    std::vector<std::size_t> columns;
    std::vector<std::size_t> rows;
    std::vector<std::size_t> routers;
};

std::vector<std::size_t> allOf(std::size_t count) {
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

/// Each place for itself, all together, or, where nothing moves, one that stands for all.
std::vector<std::vector<std::size_t>> piecesOf(std::size_t count, Moves moves, bool alone) {
    if (moves == Moves::Nothing) return {{0}};
    if (!alone) return {allOf(count)};
    std::vector<std::vector<std::size_t>> pieces;
    pieces.reserve(count);
    for (std::size_t k = 0; k < count; ++k) pieces.push_back({k});
    return pieces;
}

struct AxisAt {
    const SweepAxis* axis;
    double value;
};

/// A common limit first: it would wipe out one model's.
std::vector<AxisAt> inOrder(const GridInputs& inputs, double x, double y) {
    std::vector<AxisAt> axes = {{&inputs.x, x}};
    if (inputs.y) axes.push_back({&*inputs.y, y});
    std::stable_partition(axes.begin(), axes.end(),
                          [](const AxisAt& at) { return at.axis->kind == AxisKind::Capacity; });
    return axes;
}

class GridSweeper {
  public:
    using OnCell = std::function<void(std::size_t, const std::shared_ptr<const GridCell>&)>;

    GridSweeper(const GridInputs& inputs, const Job& job, const OnCell& onCell)
        : m_inputs(inputs),
          m_job(job),
          m_meter(job, "sweeping"),
          m_onCell(onCell),
          m_columns(inputs.x.values.size()),
          m_rows(inputs.y ? inputs.y->values.size() : 1),
          m_moveX(movesOf(inputs.x)),
          m_moveY(inputs.y ? movesOf(*inputs.y) : Moves::Nothing),
          m_cells(inputs.routers.size() * m_columns * m_rows) {
        plan();
    }

    GridCells run() {
        const auto threads = std::min<std::size_t>(
            m_tasks.size(), static_cast<std::size_t>(std::max(1, m_inputs.threads)));
        {
            std::vector<std::jthread> helpers;
            helpers.reserve(threads);
            for (std::size_t k = 1; k < threads; ++k) helpers.emplace_back([this] { work(); });
            work();
        }
        if (m_failure) std::rethrow_exception(m_failure);
        if (m_refused.size() == m_tasks.size()) throw Error(m_refused.begin()->second);
        return std::move(m_cells);
    }

  private:
    Moves movesOf(const SweepAxis& axis) const {
        if (changesPool(axis.kind)) return Moves::Pool;
        const bool scales = axis.kind == AxisKind::Volume && std::isnan(m_inputs.monthlyMoney);
        return scales ? Moves::Nothing : Moves::Limits;
    }

    bool remakes() const { return m_moveX == Moves::Pool || m_moveY == Moves::Pool; }

    void plan() {
        const bool both = m_moveX == Moves::Limits && m_moveY == Moves::Limits;
        const auto columns = piecesOf(m_columns, m_moveX, m_moveX == Moves::Pool);
        const auto rows = piecesOf(m_rows, m_moveY, m_moveY == Moves::Pool || both);
        // Routers share what a remade pool costs, and where there is none go beside each other.
        const auto routers = piecesOf(m_inputs.routers.size(), Moves::Limits, !remakes());
        for (const auto& router : routers) {
            for (const auto& row : rows) {
                for (const auto& column : columns) m_tasks.push_back({column, row, router});
            }
        }
    }

    void work() {
        try {
            for (std::size_t t = m_next++; t < m_tasks.size() && !m_failed; t = m_next++) {
                m_job.check();
                runTask(t);
            }
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_failure) m_failure = std::current_exception();
            m_failed = true;
        }
    }

    void runTask(std::size_t index) {
        const GridTask& task = m_tasks[index];
        try {
            const auto experiment = experimentOf(task);
            for (const std::size_t router : task.routers) {
                const auto made = makeRouter(m_inputs.routers[router], *experiment);
                for (const std::size_t row : task.rows) {
                    for (const std::size_t column : task.columns) {
                        if (m_failed) return;
                        m_job.check();
                        publish(router, column, row,
                                cellOf(*made, *experiment, router, column, row));
                    }
                }
            }
        } catch (const Error& e) {
            // One setting that makes no sense takes no other cell with it.
            refuse(index, e);
        }
    }

    std::shared_ptr<const Experiment> experimentOf(const GridTask& task) const {
        PoolSettings pool = m_inputs.pool;
        applyTo(pool, m_inputs.x, m_inputs.x.values[task.columns.front()]);
        if (m_inputs.y) applyTo(pool, *m_inputs.y, m_inputs.y->values[task.rows.front()]);
        if (!remakes() || pool == m_inputs.pool) return m_inputs.experiment;
        return std::make_shared<const Experiment>(m_inputs.remake(pool, m_inputs.experiment.get()));
    }

    Constraints constraintsAt(const Experiment& experiment, std::size_t column,
                              std::size_t row) const {
        Constraints constraints = m_inputs.constraints(experiment);
        const double y = m_inputs.y ? m_inputs.y->values[row] : kMissing;
        for (const AxisAt& at : inOrder(m_inputs, m_inputs.x.values[column], y)) {
            applyTo(constraints, *at.axis, at.value, experiment);
            if (at.axis->kind == AxisKind::Volume && !std::isnan(m_inputs.monthlyMoney)) {
                constraints.mode = RoutingMode::QualityUnderBudget;
                constraints.budget = m_inputs.monthlyMoney / at.value *
                                     static_cast<double>(experiment.problem.queryCount());
            }
        }
        return constraints;
    }

    GridCell cellOf(Router& router, const Experiment& experiment, std::size_t which,
                    std::size_t column, std::size_t row) const {
        const std::string& id = m_inputs.routers[which];
        RouteRequest request;
        request.constraints = constraintsAt(experiment, column, row);
        request.seed = m_inputs.seed;
        request.stop = m_job.stop;
        GridCell cell;
        cell.alpha = request.constraints.qualityFloor;
        cell.evaluation = routeOnce(experiment, router, id, std::move(request)).evaluation;
        return cell;
    }

    double volumeAt(std::size_t column, std::size_t row) const {
        if (m_inputs.x.kind == AxisKind::Volume) return m_inputs.x.values[column];
        if (m_inputs.y && m_inputs.y->kind == AxisKind::Volume) return m_inputs.y->values[row];
        return m_inputs.monthlyQueries;
    }

    /// Where an axis moves nothing, the one that was routed stands for all.
    void publish(std::size_t router, std::size_t column, std::size_t row, const GridCell& routed) {
        const std::size_t columns = m_moveX == Moves::Nothing ? m_columns : column + 1;
        const std::size_t rows = m_moveY == Moves::Nothing ? m_rows : row + 1;
        const std::lock_guard lock(m_mutex);
        for (std::size_t r = row; r < rows; ++r) {
            for (std::size_t c = column; c < columns; ++c) {
                auto cell = std::make_shared<GridCell>(routed);
                cell->x = m_inputs.x.values[c];
                if (m_inputs.y) cell->y = m_inputs.y->values[r];
                cell->monthlyQueries = volumeAt(c, r);
                const std::size_t index = gridIndex(m_inputs, router, c, r);
                m_cells[index] = std::move(cell);
                ++m_done;
                if (m_onCell) m_onCell(index, m_cells[index]);
            }
        }
        m_meter.update(static_cast<double>(m_done) / static_cast<double>(m_cells.size()));
    }

    /// What is left of the task gets the reason.
    void refuse(std::size_t index, const Error& error) {
        const GridTask& task = m_tasks[index];
        for (const std::size_t router : task.routers) {
            for (const std::size_t row : task.rows) {
                for (const std::size_t column : task.columns) {
                    if (m_cells[gridIndex(m_inputs, router, column, row)]) continue;
                    GridCell cell;
                    cell.alpha = kMissing;
                    cell.evaluation.router = m_inputs.routers[router];
                    cell.evaluation.explanation =
                        fmt::format("{}: {}. {}.", error.where(), error.problem(), error.remedy());
                    cell.evaluation.queries = m_inputs.experiment->problem.queryCount();
                    cell.evaluation.share.assign(m_inputs.experiment->models.size(), kMissing);
                    publish(router, column, row, cell);
                }
            }
        }
        const std::lock_guard lock(m_mutex);
        m_refused.emplace(index, error);
    }

    const GridInputs& m_inputs;
    const Job& m_job;
    ProgressMeter m_meter;
    const OnCell& m_onCell;
    std::size_t m_columns;
    std::size_t m_rows;
    Moves m_moveX;
    Moves m_moveY;
    std::vector<GridTask> m_tasks;
    GridCells m_cells;  ///< a place is written by its task alone
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_failed{false};
    std::mutex m_mutex;  ///< guards what follows and both callbacks
    std::exception_ptr m_failure;
    std::map<std::size_t, Error> m_refused;  ///< by task
    std::size_t m_done = 0;
};

}  // namespace

double GridCell::costAMonth() const {
    if (!evaluation.servesAll() || evaluation.queries == 0) return kMissing;
    return evaluation.cost / static_cast<double>(evaluation.queries) * monthlyQueries;
}

double figureOf(const GridCell& cell, GridFigure figure) {
    const Evaluation& e = cell.evaluation;
    switch (figure) {
        case GridFigure::CostPer1000:
            return e.servesAll() && e.queries > 0 ? e.costPer1000() : kMissing;
        case GridFigure::CostAMonth:
            return cell.costAMonth();
        case GridFigure::Predicted:
            return e.predictedAccuracy;
        case GridFigure::Realized:
            return e.realizedAccuracy;
        case GridFigure::Seconds:
            return e.meanSeconds;
        case GridFigure::Gap:
            break;
    }
    return e.gap;
}

bool isUnderBudget(const GridInputs& inputs) {
    const auto is = [&](AxisKind kind) {
        return inputs.x.kind == kind || (inputs.y && inputs.y->kind == kind);
    };
    if (is(AxisKind::Alpha)) return false;
    if (is(AxisKind::Budget) || (is(AxisKind::Volume) && !std::isnan(inputs.monthlyMoney))) {
        return true;
    }
    return inputs.constraints(*inputs.experiment).mode == RoutingMode::QualityUnderBudget;
}

Scenario scenarioAt(const GridInputs& inputs, const GridCell& cell, Scenario scenario) {
    scenario.router = cell.evaluation.router;
    for (const AxisAt& at : inOrder(inputs, cell.x, cell.y)) {
        applyTo(scenario, *at.axis, at.value, inputs.experiment->problem.queryCount());
        if (at.axis->kind == AxisKind::Volume && !std::isnan(inputs.monthlyMoney)) {
            scenario.constraints.mode = RoutingMode::QualityUnderBudget;
            scenario.constraints.budgetPer1000 = inputs.monthlyMoney / at.value * 1000.0;
        }
    }
    return scenario;
}

std::size_t gridIndex(const GridInputs& inputs, std::size_t router, std::size_t column,
                      std::size_t row) {
    const std::size_t rows = inputs.y ? inputs.y->values.size() : 1;
    return (router * rows + row) * inputs.x.values.size() + column;
}

GridCells sweepGrid(
    const GridInputs& inputs, const Job& job,
    const std::function<void(std::size_t, const std::shared_ptr<const GridCell>&)>& onCell) {
    const bool money = !std::isnan(inputs.monthlyMoney);
    if (money && !(inputs.monthlyMoney >= 0.0 && std::isfinite(inputs.monthlyMoney))) {
        throw Error("money a month", fmt::format("it is {}", inputs.monthlyMoney),
                    "Choose US dollars, 0 or more");
    }
    checkAxes(inputs.x, inputs.y ? &*inputs.y : nullptr, money, *inputs.experiment);
    GridInputs checked = inputs;
    checked.routers = routersOr(inputs.routers, *inputs.experiment);
    return GridSweeper(checked, job, onCell).run();
}

}  // namespace orl
