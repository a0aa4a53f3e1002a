#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/lab/sweep_axis.h"
#include "core/support/job.h"

/// One parameter against another: whatever can be swept, along one axis or over a grid of two.
namespace orl {

/// What moves, and what stays.
struct GridInputs {
    SweepAxis x;
    std::optional<SweepAxis> y;
    std::vector<std::string> routers = {"dual"};
    std::shared_ptr<const Experiment> experiment;  ///< of `pool`
    PoolSettings pool;
    /// The same queries with another pool; called from several threads at once where there are
    /// several. Needed where an axis changes the pool. See makeExperiment.
    std::function<Experiment(const PoolSettings&, const Experiment* before)> remake;
    /// What has to be kept, but for what moves.
    std::function<Constraints(const Experiment&)> constraints;
    double monthlyQueries = kMissing;  ///< NaN: not said; an axis of it takes its place
    /// USD a month that are asked for in place of a floor while the volume moves; NaN: none.
    double monthlyMoney = kMissing;
    std::uint64_t seed = 1;
    int threads = 1;  ///< the result does not depend on it
};

/// One router at one place of the grid.
struct GridCell {
    double x = kMissing;
    double y = kMissing;  ///< NaN: there is no second axis
    double alpha = 0.0;   ///< floor in force
    double monthlyQueries = kMissing;
    /// With `feasible` false where the setting cannot be met, or makes no sense there;
    /// `explanation` says why, and what is not known is NaN.
    Evaluation evaluation;

    /// Predicted USD; NaN where no volume is known or not all queries are served.
    double costAMonth() const;
};

/// What a map of cells may show.
enum class GridFigure { CostPer1000, CostAMonth, Predicted, Realized, Seconds, Gap };
/// Predicted USD per 1,000 queries or a month, accuracies in [0,1], predicted mean seconds, gap as
/// a share; NaN where unknown.
double figureOf(const GridCell& cell, GridFigure figure);

/// Whether quality is made greatest under a budget, in all cells.
bool isUnderBudget(const GridInputs& inputs);

/// The scenario with the cell's router and values: its routing is the cell's. A volume is no
/// setting of a scenario; the budget that money a month leaves at one is.
Scenario scenarioAt(const GridInputs& inputs, const GridCell& cell, Scenario scenario);

using GridCells = std::vector<std::shared_ptr<const GridCell>>;

/// Place of a cell in GridCells: by router, then y, then x.
std::size_t gridIndex(const GridInputs& inputs, std::size_t router, std::size_t column,
                      std::size_t row);

/// Every cell, solved. An axis of limits only routes the experiment again; one of the pool makes it
/// anew, by what does not depend on the pool; Volume without money routes nothing. Neighbours along
/// a row that differ in limits alone are warm-started, rows not, so that a row is the sweep of one
/// axis at that y, byte for byte, and threads, which share out rows, change nothing. Where one axis
/// changes the pool and the other limits, the cells of one pool are such a row. Baselines and
/// proven optima are those of single routes; what is not proven differs by at most the gap.
/// @param onCell gets each cell as it is known: one call at a time, but not always on the caller's
/// thread; so does the job's progress
/// @throws Error as checkAxes, on an unknown router, and where no cell makes sense; Cancelled
GridCells sweepGrid(
    const GridInputs& inputs, const Job& job = {},
    const std::function<void(std::size_t, const std::shared_ptr<const GridCell>&)>& onCell = {});

/// Columns: router, over (axisName), value, and with two axes over2, value2; then those of
/// writeSweepCsv from alpha to gap, mean_seconds, cost_month (predicted USD), reason (why not
/// feasible) and one column share_MODEL per model. Unknown numbers are empty.
void writeGridCsv(std::ostream& out, const GridInputs& inputs, const GridCells& cells);

}  // namespace orl
