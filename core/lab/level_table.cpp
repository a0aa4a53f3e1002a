#include "core/lab/level_table.h"

#include <cmath>

#include "core/lab/reduced_cost.h"
#include "core/support/known_mean.h"

namespace orl {

namespace {

struct CellSums {
    std::size_t queries = 0;
    KnownMean predicted, score, cost, realizedCost, regret;

    LevelCell cell(std::size_t ofLevel) const {
        LevelCell cell;
        cell.queries = queries;
        if (ofLevel > 0) cell.share = static_cast<double>(queries) / static_cast<double>(ofLevel);
        cell.predictedAccuracy = predicted.value();
        cell.accuracy = score.value();
        cell.cost = cost.value();
        cell.realizedCost = realizedCost.value();
        cell.regret = regret.value();
        cell.unknownOutcomes = queries - score.count;
        return cell;
    }
};

}  // namespace

LevelTable levelTable(const SolveView& solve) {
    const Experiment& experiment = *solve.experiment;
    const std::size_t levels = experiment.levelNames.size();
    const std::size_t models = experiment.models.size();
    const bool routed = solve.assignment && !solve.assignment->empty();
    const ReducedCosts prices(solve);
    std::vector<std::vector<CellSums>> sums(levels + 1, std::vector<CellSums>(models + 1));
    for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
        const auto level = static_cast<std::size_t>(experiment.level[i]);
        const std::int32_t choice = routed ? (*solve.assignment)[i] : -1;
        const auto model = choice < 0 ? models : static_cast<std::size_t>(choice);
        const auto add = [&](CellSums& cell) {
            ++cell.queries;
            if (choice < 0) return;
            const auto r = static_cast<Eigen::Index>(i);
            const auto c = static_cast<Eigen::Index>(model);
            cell.predicted.add(experiment.meanQuality.size() > 0
                                   ? experiment.meanQuality(r, c)
                                   : experiment.problem.quality(i, model));
            cell.score.add(experiment.truth.outcome(r, c));
            cell.cost.add(experiment.usd(i, model));
            cell.realizedCost.add(experiment.truth.realizedCost(r, c));
        };
        const double regret = prices.known() ? prices.regret(i) : kMissing;
        for (const std::size_t row : {level, levels}) {
            // What nobody serves is among all alone.
            for (std::size_t column = model; column <= models;
                 column = column == models ? models + 1 : models) {
                add(sums[row][column]);
                sums[row][column].regret.add(regret);
            }
        }
    }
    LevelTable table{experiment.levelNames, experiment.models, {}};
    table.cells.resize(levels + 1);
    for (std::size_t row = 0; row <= levels; ++row) {
        table.cells[row].reserve(models + 1);
        for (const CellSums& cell : sums[row]) {
            table.cells[row].push_back(cell.cell(sums[row].back().queries));
        }
    }
    return table;
}

}  // namespace orl
