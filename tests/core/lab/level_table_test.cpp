#include "core/lab/level_table.h"

#include <cmath>

#include "core/lab/reduced_cost.h"
#include "core/lab/solving.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class LevelTables : public LabTest {
  protected:
    std::shared_ptr<const SolveView> solved(const Scenario& asked) {
        return m_engine.solve(m_prepared, asked, {}, {});
    }
    std::shared_ptr<const Prepared> m_prepared = prepare(store(), nullptr, scenario("knn"), {});
    SolveEngine m_engine;
};

TEST_F(LevelTables, CellsAreTheMeansOfTheirQueries) {
    Scenario asked = scenario("knn");
    asked.constraints.commonCapacity = 0.4;
    const auto view = solved(asked);
    const Experiment& experiment = *view->experiment;
    const LevelTable table = levelTable(*view);
    const ReducedCosts prices(*view);
    ASSERT_TRUE(prices.known());
    const std::size_t levels = table.levels.size();
    const std::size_t models = table.models.size();
    ASSERT_EQ(table.cells.size(), levels + 1);
    for (std::size_t level = 0; level <= levels; ++level) {
        ASSERT_EQ(table.cells[level].size(), models + 1);
        for (std::size_t model = 0; model <= models; ++model) {
            double count = 0.0;
            double ofLevel = 0.0;
            double score = 0.0;
            double cost = 0.0;
            double regret = 0.0;
            for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
                if (level < levels && experiment.level[i] != int(level)) continue;
                ofLevel += 1.0;
                const auto j = std::size_t((*view->assignment)[i]);
                if (model < models && j != model) continue;
                count += 1.0;
                score += experiment.truth.outcome(Eigen::Index(i), Eigen::Index(j));
                cost += experiment.problem.cost(i, j);
                // By its definition: the choice less the least, on the record.
                const auto at = [&](std::size_t k) {
                    return experiment.truth.realizedCost(Eigen::Index(i), Eigen::Index(k)) -
                           view->certificate->qualityPrice *
                               experiment.truth.outcome(Eigen::Index(i), Eigen::Index(k)) +
                           view->certificate->capacityPrice[k];
                };
                double least = at(0);
                for (std::size_t k = 1; k < models; ++k) least = std::min(least, at(k));
                regret += at(j) - least;
            }
            const LevelCell& cell = table.cells[level][model];
            EXPECT_EQ(double(cell.queries), count);
            EXPECT_EQ(cell.unknownOutcomes, 0U);
            EXPECT_DOUBLE_EQ(cell.share, count / ofLevel);
            if (count == 0.0) {
                EXPECT_TRUE(std::isnan(cell.accuracy) && std::isnan(cell.cost));
                continue;
            }
            EXPECT_NEAR(cell.accuracy, score / count, 1e-12);
            EXPECT_NEAR(cell.cost, cost / count, 1e-15);
            EXPECT_NEAR(cell.regret, regret / count, 1e-12);
            EXPECT_GE(cell.regret, 0.0);
        }
    }
    EXPECT_NEAR(table.cells.back().back().accuracy, view->chosen.realizedAccuracy, 1e-12);
}

TEST_F(LevelTables, WithoutPricesRegretIsUnknown) {
    Scenario asked = scenario("knn");
    asked.router = "threshold";
    const LevelTable table = levelTable(*solved(asked));
    for (const auto& row : table.cells) {
        for (const LevelCell& cell : row) EXPECT_TRUE(std::isnan(cell.regret));
    }
    EXPECT_FALSE(std::isnan(table.cells.back().back().accuracy));
}

TEST_F(LevelTables, AnUnreachableFloorLeavesQueriesWithoutNumbers) {
    Scenario asked = scenario("knn");
    asked.constraints.qualityFloor = 1.0;
    const LevelTable table = levelTable(*solved(asked));
    EXPECT_EQ(table.cells.back().back().queries, m_prepared->rows.size());
    EXPECT_TRUE(std::isnan(table.cells.back().back().accuracy));
    EXPECT_EQ(table.cells.back().front().queries, 0U);
}

}  // namespace
}  // namespace orl::testing
