#include "core/lab/guarantee_engine.h"

#include <set>

#include "core/lab/prepare.h"
#include "core/lab/study.h"
#include "core/support/blanks.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class GuaranteeEngineTest : public LabTest {
  protected:
    /// Splits train, calibration and test; every `gap`-th query of the last two repeats one of the
    /// first.
    std::shared_ptr<Store> storeWithCopies(std::size_t gap) {
        Dataset data = generateDataset({420, 4, 13});
        data.name = "small";
        for (std::size_t i = 0; i < data.queryCount(); ++i) {
            data.queries[i].text += " " + std::to_string(i);
            data.queries[i].split = i % 3 == 0 ? "train" : i % 3 == 1 ? "calibration" : "test";
        }
        for (std::size_t i = 0; i < data.queryCount(); ++i) {
            if (i % 3 == 0 || (i / 3) % gap != 0) continue;
            data.queries[i].text = "\n" + data.queries[i - i % 3].text + " ";
        }
        auto made = std::make_shared<Store>(Workspace::create(path("copies.orlab")));
        made->workspace.saveDataset(data);
        return made;
    }
    std::shared_ptr<const Prepared> prepared(const std::shared_ptr<Store>& store) {
        Scenario asked = scenario("knn");
        asked.preparation.trainSplit = "train";
        asked.preparation.testSplit = "test";
        return prepare(store, nullptr, asked, {});
    }
    static std::shared_ptr<const SolveView> solved(const std::shared_ptr<const Prepared>& ready) {
        return SolveEngine().solve(ready, ready->scenario, {"dual"}, {});
    }
};

TEST_F(GuaranteeEngineTest, CopiesOfTrainingQueriesDoNotCalibrate) {
    constexpr std::size_t kGap = 4;
    const auto store = storeWithCopies(kGap);
    const auto ready = prepared(store);
    const auto solve = solved(ready);
    ASSERT_EQ(ready->rows.size(), 140U);
    for (const GuaranteeBasis basis : {GuaranteeBasis::Batch, GuaranteeBasis::Split}) {
        GuaranteeEngine engine;
        const auto view = engine.calibrate(ready, solve, basis, 0.9, {});
        ASSERT_FALSE(view->path.points.empty()) << view->path.explanation;
        EXPECT_EQ(view->copies, 35U);
        EXPECT_EQ(view->path.calibrationQueries, 105U);
        EXPECT_EQ(view->path.batchQueries, 140U);
        for (const FloorPoint& point : view->path.points) EXPECT_LE(point.outcomes, 105U);
    }
    GuaranteeEngine engine;
    const auto crossed = engine.calibrate(ready, solve, GuaranteeBasis::CrossFit, 0.9, {});
    EXPECT_EQ(crossed->copies, 0U);
    EXPECT_EQ(crossed->path.calibrationQueries, 140U);
}

// What the copies would have said is not in the bound: without them in the data it is the same.
TEST_F(GuaranteeEngineTest, ABatchIsCalibratedAsIfItHadNoCopies) {
    const auto ready = prepared(storeWithCopies(3));
    const auto solve = solved(ready);
    GuaranteeEngine engine;
    const auto view = engine.calibrate(ready, solve, GuaranteeBasis::Batch, 0.9, {});
    const PredictedRows apart = heldOutOf(ready->rows, *ready->predictions);
    const Experiment calibration =
        makeExperiment(*ready->data, apart.rows, apart.predictions, solve->scenario.pool);
    const FloorPath expected =
        floorPath(*solve->experiment, calibration, solve->constraints, {.confidence = 0.9});
    ASSERT_EQ(view->path.points.size(), expected.points.size());
    for (std::size_t k = 0; k < expected.points.size(); ++k) {
        EXPECT_EQ(view->path.points[k].bound(), expected.points[k].bound());
    }
}

TEST_F(GuaranteeEngineTest, NothingButCopiesCalibratesNothing) {
    const auto ready = prepared(storeWithCopies(1));
    GuaranteeEngine engine;
    for (const GuaranteeBasis basis : {GuaranteeBasis::Batch, GuaranteeBasis::Split}) {
        const auto view = engine.calibrate(ready, solved(ready), basis, 0.9, {});
        EXPECT_TRUE(view->path.points.empty());
        EXPECT_FALSE(view->path.explanation.empty());
    }
}

TEST_F(GuaranteeEngineTest, HeldOutScoresComeWithAndWithoutCopies) {
    const auto store = storeWithCopies(4);
    Scenario asked = scenario("hybrid");
    asked.preparation.trainSplit = "train";
    asked.preparation.testSplit = "test";
    const auto ready = prepare(store, nullptr, asked, {});
    StudyEngine engine;
    const auto view = engine.judge(store, ready, 32, 0.5, {});
    EXPECT_EQ(view->copies, 35U);
    const JudgedPredictor& hybrid = *view->of(PredictorKind::Hybrid);
    ASSERT_TRUE(hybrid.withoutCopies);
    const PredictedRows apart = heldOutOf(view->rows, hybrid.predictions);
    const auto expected = scorePredictions(*ready->data, apart.rows, apart.predictions);
    EXPECT_EQ(hybrid.withoutCopies->scores.back().brier, expected.back().brier);
    EXPECT_EQ(hybrid.withoutCopies->scores.back().cells, expected.back().cells);
    EXPECT_LT(expected.back().cells, hybrid.scores.back().cells);
    std::size_t cells = 0;
    for (const GroupScore& level : hybrid.withoutCopies->levels) cells += level.score.cells;
    EXPECT_EQ(cells, expected.back().cells);
    EXPECT_EQ(hybrid.withoutCopies->reliability.size(), hybrid.reliability.size());
}

}  // namespace
}  // namespace orl::testing
