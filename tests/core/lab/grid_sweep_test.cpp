#include "core/lab/grid_sweep.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

#include "core/evaluate/sweep.h"
#include "core/lab/settings.h"
#include "core/lab/sweep_ranges.h"
#include "core/support/error.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class GridSweepTest : public LabTest {
  protected:
    GridSweepTest() {
        m_scenario = scenario("knn");
        m_scenario.constraints.qualityFloor = 0.6;
        double first = 2.0;
        for (const ModelInfo& model : m_prepared->data->models) {
            m_names.push_back(model.name);
            m_scenario.pool.firstTokenSeconds[model.name] = first;
            m_scenario.pool.tokensPerSecond[model.name] = 40.0 / first;
            first /= 1.7;
        }
    }
    GridInputs inputs(SweepAxis x, std::optional<SweepAxis> y = {}) const {
        GridInputs made;
        made.x = std::move(x);
        made.y = std::move(y);
        made.pool = m_scenario.pool;
        made.experiment = std::make_shared<const Experiment>(
            experimentOf(*m_prepared, *m_prepared->predictions, m_scenario.pool));
        made.remake = [this](const PoolSettings& pool, const Experiment* before) {
            return experimentOf(*m_prepared, *m_prepared->predictions, pool, before);
        };
        made.constraints = [settings = m_scenario.constraints](const Experiment& experiment) {
            return constraintsOf(settings, experiment);
        };
        return made;
    }
    static std::string csvOf(const GridInputs& inputs) {
        std::ostringstream out;
        writeGridCsv(out, inputs, sweepGrid(inputs));
        return out.str();
    }
    /// The cell's setting as a scenario of its own, made and solved from nothing.
    void expectAsSolved(const GridInputs& inputs, const GridCell& cell) const {
        const Scenario asked = scenarioAt(inputs, cell, m_scenario);
        EXPECT_EQ(asked.router, cell.evaluation.router);
        const Experiment experiment =
            experimentOf(*m_prepared, *m_prepared->predictions, asked.pool);
        RouteRequest request;
        request.constraints = constraintsOf(asked.constraints, experiment);
        request.seed = inputs.seed;
        const Evaluation& found = cell.evaluation;
        const Evaluation cold = routeOnce(experiment, found.router, request).evaluation;
        const std::string where = axisName(inputs.x) + "=" + std::to_string(cell.x) + ", " +
                                  std::to_string(cell.y) + " by " + found.router;
        ASSERT_EQ(found.feasible, cold.feasible) << where;
        EXPECT_EQ(found.explanation.empty(), found.feasible) << where;
        if (!found.feasible && cold.served == 0) {
            EXPECT_TRUE(std::isnan(found.cost)) << where;
            return;
        }
        if (routerInfo(found.router).isBaseline) {
            EXPECT_NEAR(found.cost, cold.cost, 1e-12 * cold.cost) << where;
            EXPECT_EQ(std::isnan(found.predictedAccuracy), std::isnan(cold.predictedAccuracy));
            if (std::isnan(cold.predictedAccuracy)) return;
            EXPECT_NEAR(found.predictedAccuracy, cold.predictedAccuracy, 1e-12) << where;
            return;
        }
        const double slack = std::max(found.gap, cold.gap) + 1e-9;
        if (request.constraints.mode == RoutingMode::CostUnderFloor) {
            EXPECT_NEAR(found.objective, cold.objective, slack * cold.objective) << where;
        } else {
            EXPECT_NEAR(found.predictedAccuracy, cold.predictedAccuracy, slack) << where;
        }
    }

    std::shared_ptr<const Prepared> m_prepared = prepare(store(), nullptr, scenario("knn"), {});
    Scenario m_scenario;
    std::vector<std::string> m_names;
};

TEST_F(GridSweepTest, EveryCellIsASolveOfThatSetting) {
    const SweepAxis alpha{AxisKind::Alpha, {}, {0.5, 0.62, 0.7, 0.99}};
    const SweepAxis common{AxisKind::Capacity, {}, {0.1, 0.3, 1.0}};
    const SweepAxis strongest{AxisKind::ModelCapacity, m_names.back(), {0.0, 0.2, 1.0}};
    const SweepAxis budget{AxisKind::Budget, {}, {0.0001, 0.3, 2.0}};
    const SweepAxis price{AxisKind::Price, m_names.back(), {0.0, 0.5, 1.0, 3.0}};
    const SweepAxis input{AxisKind::InputPrice, m_names.front(), {0.1, 10.0}};
    const SweepAxis output{AxisKind::OutputPrice, m_names[1], {0.1, 10.0}};
    const SweepAxis omega{AxisKind::SecondPrice, {}, {0.0, 1e-5, 1e-3}};
    const SweepAxis cap{AxisKind::SecondsCap, {}, {0.01, 3.0, 100.0}};
    const std::vector<std::pair<SweepAxis, SweepAxis>> pairs = {
        {alpha, strongest}, {strongest, common}, {price, alpha}, {alpha, omega},
        {budget, common},   {price, omega},      {cap, input},   {output, input}};
    for (const auto& [x, y] : pairs) {
        GridInputs grid = inputs(x, y);
        grid.routers = {"dual", "threshold"};
        const GridCells cells = sweepGrid(grid);
        ASSERT_EQ(cells.size(), 2 * x.values.size() * y.values.size());
        for (std::size_t r = 0; r < 2; ++r) {
            for (std::size_t row = 0; row < y.values.size(); ++row) {
                for (std::size_t column = 0; column < x.values.size(); ++column) {
                    const auto& cell = cells[gridIndex(grid, r, column, row)];
                    ASSERT_TRUE(cell);
                    EXPECT_EQ(cell->x, x.values[column]);
                    EXPECT_EQ(cell->y, y.values[row]);
                    EXPECT_EQ(cell->evaluation.router, grid.routers[r]);
                    expectAsSolved(grid, *cell);
                }
            }
        }
    }
}

TEST_F(GridSweepTest, CostRisesWithFloorAndPriceAndFallsWithCapacity) {
    const SweepAxis alpha{AxisKind::Alpha, {}, {0.5, 0.55, 0.6, 0.65, 0.7, 0.75}};
    const SweepAxis strongest{AxisKind::ModelCapacity, m_names.back(), {0.05, 0.1, 0.3, 1.0}};
    const SweepAxis price{AxisKind::Price, m_names.back(), {0.5, 1.0, 1.5, 4.0}};
    const auto check = [&](const SweepAxis& y, double sign) {
        const GridInputs grid = inputs(alpha, y);
        const GridCells cells = sweepGrid(grid);
        int compared = 0;
        for (std::size_t row = 0; row < y.values.size(); ++row) {
            for (std::size_t column = 0; column < alpha.values.size(); ++column) {
                const Evaluation& here = cells[gridIndex(grid, 0, column, row)]->evaluation;
                if (!here.feasible) continue;
                const double slack = here.cost * 1e-3;
                if (column > 0) {
                    const Evaluation& left = cells[gridIndex(grid, 0, column - 1, row)]->evaluation;
                    ASSERT_TRUE(left.feasible);
                    EXPECT_GE(here.cost, left.cost - slack);
                    ++compared;
                }
                if (row == 0) continue;
                const Evaluation& below = cells[gridIndex(grid, 0, column, row - 1)]->evaluation;
                if (!below.feasible) continue;
                EXPECT_GE(sign * (here.cost - below.cost), -slack) << axisName(y);
                ++compared;
            }
        }
        EXPECT_GT(compared, 12);
    };
    check(strongest, -1.0);
    check(price, 1.0);
}

TEST_F(GridSweepTest, ARowIsTheSweepOfOneAxisAndThreadsChangeNoByte) {
    const SweepAxis alpha{AxisKind::Alpha, {}, {0.5, 0.6, 0.7, 0.8, 0.9}};
    const SweepAxis strongest{AxisKind::ModelCapacity, m_names.back(), {0.1, 0.3, 0.8}};
    GridInputs grid = inputs(alpha, strongest);
    grid.routers = {"dual", "willingness", "random"};
    const GridCells cells = sweepGrid(grid);
    for (std::size_t row = 0; row < strongest.values.size(); ++row) {
        GridInputs single = inputs(alpha);
        single.routers = grid.routers;
        single.constraints = [&](const Experiment& experiment) {
            Constraints made = constraintsOf(m_scenario.constraints, experiment);
            applyTo(made, strongest, strongest.values[row], experiment);
            return made;
        };
        const GridCells line = sweepGrid(single);
        for (std::size_t r = 0; r < grid.routers.size(); ++r) {
            for (std::size_t column = 0; column < alpha.values.size(); ++column) {
                const Evaluation& one = line[gridIndex(single, r, column, 0)]->evaluation;
                const Evaluation& two = cells[gridIndex(grid, r, column, row)]->evaluation;
                EXPECT_EQ(one.feasible, two.feasible);
                if (!two.feasible) continue;
                EXPECT_EQ(one.cost, two.cost);
                EXPECT_EQ(one.share, two.share);
            }
        }
    }
    const SweepAxis price{AxisKind::Price, m_names.back(), {0.5, 2.0, 3.0}};
    const SweepAxis omega{AxisKind::SecondPrice, {}, {0.0, 1e-4}};
    for (const auto& [x, y] : {std::pair(alpha, strongest), std::pair(alpha, price),
                               std::pair(price, alpha), std::pair(price, omega)}) {
        GridInputs shared = inputs(x, y);
        shared.routers = {"dual", "threshold"};
        const std::string one = csvOf(shared);
        shared.threads = 3;
        EXPECT_EQ(one, csvOf(shared));
    }
}

/// The sweep that scripts know, and this one along the same axis.
TEST_F(GridSweepTest, OldAxesHaveTheNumbersOfTheOldSweep) {
    const std::vector<std::pair<SweepAxis, SweepOver>> axes = {
        {{AxisKind::Alpha, {}, {0.5, 0.6, 0.7, 0.95}}, SweepOver::Alpha},
        {{AxisKind::Capacity, {}, {0.1, 0.25, 0.5, 1.0}}, SweepOver::Capacity},
        {{AxisKind::Budget, {}, {0.01, 0.4, 1.0}}, SweepOver::Budget}};
    for (const auto& [axis, over] : axes) {
        GridInputs grid = inputs(axis);
        grid.routers = {};
        const GridCells cells = sweepGrid(grid);
        SweepOptions options;
        options.over = over;
        options.values = axis.values;
        options.base = constraintsOf(m_scenario.constraints, *grid.experiment);
        const auto points = sweep(*grid.experiment, options);
        ASSERT_EQ(points.size(), cells.size());
        std::vector<SweepPoint> same;
        for (const auto& cell : cells) same.push_back({cell->x, cell->alpha, cell->evaluation});
        std::ostringstream one;
        std::ostringstream two;
        writeSweepCsv(one, grid.experiment->models, over, points);
        writeSweepCsv(two, grid.experiment->models, over, same);
        EXPECT_EQ(one.str(), two.str());
    }
}

TEST_F(GridSweepTest, VolumeScalesTheCostAndMoneySetsTheBudget) {
    const SweepAxis volume{AxisKind::Volume, {}, {1e5, 1e6, 3e6}};
    const SweepAxis alpha{AxisKind::Alpha, {}, {0.5, 0.6, 0.99}};
    for (const bool volumeFirst : {true, false}) {
        const GridInputs grid = volumeFirst ? inputs(volume, alpha) : inputs(alpha, volume);
        int reported = 0;
        const GridCells cells = sweepGrid(grid, {}, [&](std::size_t, const auto&) { ++reported; });
        EXPECT_EQ(reported, 9);
        for (const auto& cell : cells) {
            const double queries = volumeFirst ? cell->x : cell->y;
            EXPECT_EQ(cell->monthlyQueries, queries);
            const Evaluation& e = cell->evaluation;
            if (!e.feasible) {
                EXPECT_TRUE(std::isnan(cell->costAMonth()));
                continue;
            }
            EXPECT_NEAR(cell->costAMonth(), e.costPer1000() * queries / 1000.0,
                        1e-9 * cell->costAMonth());
        }
    }
    GridInputs asked = inputs(volume);
    asked.monthlyMoney = 1000.0;
    double before = 1.0;
    for (const auto& cell : sweepGrid(asked)) {
        const Evaluation& e = cell->evaluation;
        if (!e.feasible) continue;
        EXPECT_LE(cell->costAMonth(), 1000.0 * (1.0 + 1e-9));
        EXPECT_LE(e.predictedAccuracy, before + 1e-9) << "the more queries, the less for each";
        before = e.predictedAccuracy;
        expectAsSolved(asked, *cell);
        Constraints own = constraintsOf(m_scenario.constraints, *asked.experiment);
        own.mode = RoutingMode::QualityUnderBudget;
        own.budget = 1000.0 / cell->x * double(e.queries);
        const Evaluation cold = compareRouters(*asked.experiment, own, {"dual"}).front();
        EXPECT_NEAR(e.predictedAccuracy, cold.predictedAccuracy, std::max(e.gap, cold.gap) + 1e-9);
    }
    EXPECT_LT(before, 1.0);
    asked.monthlyMoney = -1.0;
    EXPECT_THROW(sweepGrid(asked), Error);
}

TEST_F(GridSweepTest, ACellThatCannotBeSaysWhyAndTakesNoOtherWithIt) {
    GridInputs grid = inputs({AxisKind::Price, m_names.back(), {0.5, 1.5, 2.5}},
                             SweepAxis{AxisKind::Alpha, {}, {0.5, 1.0}});
    grid.routers = {"dual", "cheapest"};
    const auto remake = grid.remake;
    grid.remake = [&](const PoolSettings& pool, const Experiment* before) {
        if (pool.priceMultiplier.at(m_names.back()) == 1.5) {
            throw Error("these data", "nothing is left", "Switch a model on");
        }
        return remake(pool, before);
    };
    const GridCells cells = sweepGrid(grid);
    for (const auto& cell : cells) {
        const Evaluation& e = cell->evaluation;
        if (cell->x == 1.5) {
            EXPECT_FALSE(e.feasible);
            EXPECT_EQ(e.explanation, "these data: nothing is left. Switch a model on.");
            EXPECT_TRUE(std::isnan(e.cost));
            EXPECT_TRUE(std::isnan(e.realizedAccuracy));
        } else if (cell->y == 0.5 && e.router == "dual") {
            EXPECT_TRUE(e.feasible);
        } else if (cell->y == 1.0) {
            EXPECT_FALSE(e.feasible);
            EXPECT_FALSE(e.explanation.empty());
        }
    }
    std::ostringstream out;
    writeGridCsv(out, grid, cells);
    EXPECT_EQ(out.str().find("router,over,value,over2,value2,alpha,feasible,cost,"), 0U);
    EXPECT_NE(out.str().find(",these data: nothing is left. Switch a model on.,"),
              std::string::npos);
    grid.remake = [](const PoolSettings&, const Experiment*) -> Experiment {
        throw Error("these data", "nothing is left", "Switch a model on");
    };
    EXPECT_THROW(sweepGrid(grid), Error) << "where no cell makes sense";
    grid.routers = {"greedy"};
    EXPECT_THROW(sweepGrid(grid), Error);
}

/// Whatever may be swept has a range to begin with, in which something can be met.
TEST_F(GridSweepTest, UsualRangesCanBeSwept) {
    for (const bool timed : {true, false}) {
        Scenario asked = m_scenario;
        if (!timed) {
            asked.pool.firstTokenSeconds.clear();
            asked.pool.tokensPerSecond.clear();
        }
        const auto view = SolveEngine().solve(m_prepared, asked, {}, {});
        for (const AxisKind kind :
             {AxisKind::Alpha, AxisKind::Capacity, AxisKind::ModelCapacity, AxisKind::Budget,
              AxisKind::Price, AxisKind::InputPrice, AxisKind::OutputPrice, AxisKind::SecondPrice,
              AxisKind::SecondsCap, AxisKind::Volume}) {
            SweepAxis axis{kind, hasModel(kind) ? m_names[1] : "", {}};
            const AxisRange range = usualRange(kind, axis.model, *view, *m_prepared->data, 2e6);
            axis.values = valuesOf(range);
            EXPECT_GE(axis.values.size(), 5U) << axisName(axis);
            EXPECT_LE(axis.values.size(), 40U) << axisName(axis);
            EXPECT_EQ(valuesOf(axisRangeOf(toString(range))), axis.values) << toString(range);
            checkValues(axis);
            if (!timed) continue;
            const GridInputs grid = inputs(axis);
            const GridCells cells = sweepGrid(grid);
            EXPECT_TRUE(std::ranges::any_of(cells, [](const auto& cell) {
                return cell->evaluation.feasible;
            })) << axisName(axis);
        }
    }
    const auto view = SolveEngine().solve(m_prepared, m_scenario, {}, {});
    const AxisRange volume = usualRange(AxisKind::Volume, {}, *view, *m_prepared->data, 2e6);
    EXPECT_LT(volume.low, 2e6);
    EXPECT_GT(volume.high, 2e6);
}

TEST_F(GridSweepTest, FiguresOfACellAreThoseOfItsRouting) {
    GridInputs grid = inputs({AxisKind::Alpha, {}, {0.6, 1.0}});
    grid.monthlyQueries = 3e6;
    const GridCells cells = sweepGrid(grid);
    const Evaluation& e = cells[0]->evaluation;
    ASSERT_TRUE(e.feasible);
    EXPECT_EQ(figureOf(*cells[0], GridFigure::CostPer1000), e.cost / double(e.queries) * 1000.0);
    EXPECT_NEAR(figureOf(*cells[0], GridFigure::CostAMonth),
                figureOf(*cells[0], GridFigure::CostPer1000) * 3000.0, 1e-9);
    EXPECT_EQ(figureOf(*cells[0], GridFigure::Predicted), e.predictedAccuracy);
    EXPECT_EQ(figureOf(*cells[0], GridFigure::Realized), e.realizedAccuracy);
    EXPECT_EQ(figureOf(*cells[0], GridFigure::Seconds), e.meanSeconds);
    EXPECT_EQ(figureOf(*cells[0], GridFigure::Gap), e.gap);
    ASSERT_FALSE(cells[1]->evaluation.feasible);
    for (const GridFigure figure : {GridFigure::CostPer1000, GridFigure::CostAMonth,
                                    GridFigure::Predicted, GridFigure::Realized}) {
        EXPECT_TRUE(std::isnan(figureOf(*cells[1], figure)));
    }
    EXPECT_FALSE(isUnderBudget(grid));
    grid.x = {AxisKind::Budget, {}, {1.0}};
    EXPECT_TRUE(isUnderBudget(grid));
    grid.x = {AxisKind::Volume, {}, {1e6}};
    EXPECT_FALSE(isUnderBudget(grid));
    grid.monthlyMoney = 5.0;
    EXPECT_TRUE(isUnderBudget(grid));
}

TEST_F(GridSweepTest, HandsOutEachCellOnceAndStops) {
    GridInputs grid = inputs({AxisKind::Alpha, {}, {0.5, 0.6, 0.7}},
                             SweepAxis{AxisKind::ModelCapacity, m_names[0], {0.2, 0.5, 0.9}});
    grid.threads = 2;
    std::set<std::size_t> seen;
    const GridCells cells =
        sweepGrid(grid, {}, [&](std::size_t index, const std::shared_ptr<const GridCell>& cell) {
            EXPECT_TRUE(cell);
            EXPECT_TRUE(seen.insert(index).second);
        });
    EXPECT_EQ(seen.size(), cells.size());
    std::stop_source source;
    int calls = 0;
    EXPECT_THROW(sweepGrid(grid, {source.get_token(), {}},
                           [&](std::size_t, const auto&) {
                               ++calls;
                               source.request_stop();
                           }),
                 Cancelled);
    EXPECT_LE(calls, 2);
}

}  // namespace
}  // namespace orl::testing
