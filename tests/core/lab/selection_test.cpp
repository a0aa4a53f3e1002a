#include "core/lab/selection.h"

#include <numeric>

#include "lab_support.h"

namespace orl::testing {
namespace {

class Selecting : public LabTest {
  protected:
    std::shared_ptr<const Prepared> m_prepared = prepare(store(), nullptr, scenario(), {});
    SolveEngine m_engine;
    std::shared_ptr<const SolveView> m_view =
        m_engine.solve(m_prepared, scenario(), {"threshold", "dual"}, {});
    const Experiment& m_experiment = *m_view->experiment;
};

TEST_F(Selecting, RowsAndPositionsAreTwoNamesOfTheSame) {
    const QueryList odd = queriesWhere(m_experiment, [](std::uint32_t i) { return i % 2 == 1; });
    const std::vector<std::size_t> rows = rowsOf(m_experiment, odd);
    EXPECT_EQ(routedOf(m_experiment, rows), odd);
    const std::vector<std::size_t> rest = invertedRows(m_experiment, rows);
    EXPECT_EQ(rest.size() + rows.size(), m_experiment.rows.size());
    EXPECT_EQ(invertedRows(m_experiment, rest), rows);
}

TEST_F(Selecting, RowsThatAreNotRoutedHaveNoPosition) {
    std::vector<std::size_t> all(m_prepared->data->queryCount());
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(routedOf(m_experiment, all).size(), m_experiment.rows.size());
    EXPECT_LT(m_experiment.rows.size(), all.size());
    EXPECT_TRUE(routedOf(m_experiment, {}).empty());
}

TEST_F(Selecting, FiguresOfAllAreThoseOfTheBatch) {
    const QueryList all = queriesWhere(m_experiment, [](std::uint32_t) { return true; });
    const PartFigures figures = figuresOf(m_experiment, *m_view->assignment, all);
    EXPECT_EQ(figures.served, figures.queries);
    EXPECT_NEAR(figures.cost, m_view->chosen.cost, 1e-12);
    EXPECT_NEAR(figures.costShare, 1.0, 1e-12);
    EXPECT_NEAR(figures.predictedAccuracy, m_view->chosen.predictedAccuracy, 1e-12);
    EXPECT_NEAR(figures.realizedAccuracy, m_view->chosen.realizedAccuracy, 1e-12);
    EXPECT_NEAR(figures.realizedCost, m_view->chosen.realizedCost, 1e-12);
    for (std::size_t j = 0; j < figures.share.size(); ++j) {
        EXPECT_NEAR(figures.share[j], m_view->chosen.share[j], 1e-12);
    }
}

TEST_F(Selecting, FiguresOfPartsAddUp) {
    double cost = 0.0;
    double share = 0.0;
    for (std::size_t level = 0; level < m_experiment.levelNames.size(); ++level) {
        const QueryList part = queriesWhere(m_experiment, [&](std::uint32_t i) {
            return m_experiment.level[i] == static_cast<int>(level);
        });
        const PartFigures figures = figuresOf(m_experiment, *m_view->assignment, part);
        cost += figures.cost;
        share += figures.costShare;
        EXPECT_NEAR(figures.realizedAccuracy, m_view->chosen.levelAccuracy[level], 1e-12);
    }
    EXPECT_NEAR(cost, m_view->chosen.cost, 1e-12);
    EXPECT_NEAR(share, 1.0, 1e-12);
}

TEST_F(Selecting, WithoutARoutingNothingIsKnown) {
    const QueryList all = queriesWhere(m_experiment, [](std::uint32_t) { return true; });
    const PartFigures figures = figuresOf(m_experiment, {}, all);
    EXPECT_EQ(figures.served, 0U);
    EXPECT_TRUE(std::isnan(figures.predictedAccuracy));
    EXPECT_TRUE(std::isnan(figures.realizedCost));
}

TEST_F(Selecting, EveryComparedRouterShowsItsRouting) {
    ASSERT_EQ(m_view->assignments.size(), m_view->evaluations.size());
    EXPECT_EQ(m_view->assignments[1], m_view->assignment);
    const PlanTotals totals = totalsOf(m_experiment.problem, *m_view->assignments[0]);
    EXPECT_NEAR(totals.cost, m_view->evaluations[0].cost, 1e-12);
}

TEST_F(Selecting, OtherQueriesHaveAnotherFingerprint) {
    Dataset data = *m_prepared->data;
    EXPECT_EQ(data.queryFingerprint(), m_prepared->queryFingerprint);
    data.models[0].inputPrice *= 2.0;
    EXPECT_EQ(data.queryFingerprint(), m_prepared->queryFingerprint);
    std::swap(data.queries[0], data.queries[1]);
    EXPECT_NE(data.queryFingerprint(), m_prepared->queryFingerprint);
}

/// By the same engine, and by an experiment that is made of these rows alone where levels do not
/// depend on the rest.
TEST_F(Selecting, APartIsRoutedAsIfThereWereNoOthers) {
    auto part = std::make_shared<Selection>();
    for (std::size_t i = 0; i < m_experiment.rows.size(); i += 3) {
        part->rows.push_back(m_experiment.rows[i]);
    }
    part->reason = "every third";
    auto restricted = std::make_shared<Prepared>(*m_prepared);
    restricted->part = part;
    SolveEngine engine;
    const auto view = engine.solve(restricted, scenario(), {"threshold", "dual"}, {});
    ASSERT_EQ(view->experiment->rows, part->rows);
    RoutingProblem alone(part->rows.size(), m_experiment.models.size());
    double outcomes = 0.0;
    for (std::size_t k = 0; k < part->rows.size(); ++k) {
        for (std::size_t j = 0; j < m_experiment.models.size(); ++j) {
            alone.set(k, j, m_experiment.problem.cost(3 * k, j),
                      m_experiment.problem.quality(3 * k, j));
        }
        outcomes += m_experiment.truth.outcome(Eigen::Index(3 * k), (*view->assignment)[k]);
    }
    DualOptimizer optimizer(alone);
    EXPECT_NEAR(optimizer.solve(view->constraints).cost, view->chosen.cost, 1e-12);
    EXPECT_NEAR(view->chosen.realizedAccuracy, outcomes / double(part->rows.size()), 1e-12);
    EXPECT_TRUE(view->experiment->hasOutcomes);
}

TEST_F(Selecting, APartThatIsNotRoutedIsAnError) {
    auto restricted = std::make_shared<Prepared>(*m_prepared);
    restricted->part = std::make_shared<const Selection>(Selection{0, {999'999}, "gone"});
    SolveEngine engine;
    EXPECT_THROW(engine.solve(restricted, scenario(), {}, {}), Error);
}

TEST(DrawnQueries, AreAscendingEachOnceAndBySeed) {
    for (const std::size_t count : {0U, 1U, 7U, 50U, 99U}) {
        const QueryList drawn = drawnQueries(50, count, 3);
        EXPECT_EQ(drawn.size(), std::min<std::size_t>(count, 50));
        EXPECT_TRUE(std::ranges::is_sorted(drawn));
        EXPECT_EQ(std::ranges::adjacent_find(drawn), drawn.end());
        EXPECT_EQ(drawn, drawnQueries(50, count, 3));
    }
    EXPECT_NE(drawnQueries(50, 7, 3), drawnQueries(50, 7, 4));
}

}  // namespace
}  // namespace orl::testing
