#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "core/lab/grid_sweep.h"
#include "core/lab/text_table.h"

namespace orl {

namespace {

std::string cellNumber(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "";
}

std::vector<std::string> rowOfCell(const GridInputs& inputs, const GridCell& cell) {
    const Evaluation& e = cell.evaluation;
    std::vector<std::string> row = {e.router, axisName(inputs.x), cellNumber(cell.x)};
    if (inputs.y) {
        row.push_back(axisName(*inputs.y));
        row.push_back(cellNumber(cell.y));
    }
    for (std::string& text : std::vector<std::string>{
             cellNumber(cell.alpha), e.feasible ? "true" : "false", cellNumber(e.cost),
             cellNumber(e.predictedAccuracy), cellNumber(e.realizedAccuracy),
             cellNumber(e.realizedCost), cellNumber(e.bound), cellNumber(e.gap),
             cellNumber(e.meanSeconds), cellNumber(cell.costAMonth()), e.explanation}) {
        row.push_back(std::move(text));
    }
    // Of a routing that there is not, no share is known.
    for (const double share : e.share) row.push_back(e.served > 0 ? cellNumber(share) : "");
    return row;
}

}  // namespace

void writeGridCsv(std::ostream& out, const GridInputs& inputs, const GridCells& cells) {
    TextTable table;
    table.head = {"router", "over", "value"};
    if (inputs.y) table.head.insert(table.head.end(), {"over2", "value2"});
    table.head.insert(table.head.end(),
                      {"alpha", "feasible", "cost", "predicted_accuracy", "realized_accuracy",
                       "realized_cost", "bound", "gap", "mean_seconds", "cost_month", "reason"});
    for (const std::string& model : inputs.experiment->models) {
        table.head.push_back("share_" + model);
    }
    table.rows.reserve(cells.size());
    for (const auto& cell : cells) {
        if (cell) table.rows.push_back(rowOfCell(inputs, *cell));
    }
    out << toCsv(table);
}

}  // namespace orl
