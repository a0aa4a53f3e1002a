#include "core/lab/ask.h"

#include <cmath>

#include "core/lab/reduced_cost.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class Ask : public LabTest {
  protected:
    std::shared_ptr<const SolveView> solve(const Scenario& asked) {
        if (!m_store) m_store = store();
        m_prepared = prepare(m_store, nullptr, asked, {});
        return m_engine.solve(m_prepared, asked, {}, {});
    }
    Asked ask(const std::shared_ptr<const SolveView>& view, const std::string& text) {
        return askText(AskInputs::of(*m_prepared, view), text, {});
    }
    std::shared_ptr<Store> m_store;
    std::shared_ptr<const Prepared> m_prepared;
    SolveEngine m_engine;
};

/// Asked about a routed query's own text, everything is as if it were that query without its task
/// and level, and at the batch's prices.
TEST_F(Ask, ARoutedTextIsPredictedAsItsQuery) {
    Scenario asked = scenario("hybrid");
    asked.constraints.qualityFloor = 0.6;
    asked.constraints.commonCapacity = 0.4;
    const auto view = solve(asked);
    const ReducedCosts costs(*view);
    Dataset bare = *m_prepared->data;
    for (Query& query : bare.queries) query.task = query.level = "";
    for (const std::size_t i : {0UL, 11UL, 40UL}) {
        const std::size_t row = view->experiment->rows[i];
        const Asked found = ask(view, bare.queries[row].text);
        const Predictions expected = m_prepared->predictor->predict(bare, std::span(&row, 1));
        ASSERT_TRUE(found.why.chosen);
        EXPECT_GE(found.why.gap, 0.0);
        for (std::size_t j = 0; j < view->experiment->models.size(); ++j) {
            const ModelReason& reason = *found.why.of(j);
            EXPECT_DOUBLE_EQ(reason.quality, expected.quality(0, Eigen::Index(j)));
            EXPECT_DOUBLE_EQ(found.sigma[j], expected.uncertainty(0, Eigen::Index(j)));
            EXPECT_DOUBLE_EQ(found.outputTokens[j], expected.outputTokens(0, Eigen::Index(j)));
            EXPECT_DOUBLE_EQ(reason.slotPrice, costs.slotPrice(i, j));
            EXPECT_DOUBLE_EQ(reason.worth, view->certificate->qualityPrice * reason.quality);
            EXPECT_DOUBLE_EQ(reason.cost,
                             tokenCost(found.inputTokens, found.outputTokens[j], bare.models[j]));
        }
        ASSERT_FALSE(found.neighbours.empty());
        for (const SimilarQuery& near : found.neighbours)
            EXPECT_EQ(bare.queries[near.row].split, "train");
    }
}

TEST_F(Ask, PricesAndSwitchesOfThePoolHold) {
    Scenario asked = scenario("hybrid");
    const Asked before = ask(solve(asked), "What is 12 times 7?");
    const std::string dear = before.view->experiment->models[*before.why.chosen];
    asked.pool.priceMultiplier[dear] = 3.0;
    const Asked dearer = ask(solve(asked), "What is 12 times 7?");
    EXPECT_NEAR(dearer.why.of(before.why.chosen)->cost,
                3.0 * before.why.of(before.why.chosen)->cost, 1e-12);
    asked.pool = {};
    asked.pool.disabled = {dear};
    const Asked without = ask(solve(asked), "What is 12 times 7?");
    EXPECT_NE(without.why.chosen, before.why.chosen);
    EXPECT_FALSE(without.why.of(before.why.chosen)->allowed);
}

TEST_F(Ask, SaysWhatCannotBeAsked) {
    const auto view = solve(scenario("hybrid"));
    EXPECT_THROW(ask(view, ""), Error);
    EXPECT_THROW(ask(view, " \n\t "), Error);
    EXPECT_THROW(ask(view, std::string(kLongestAsked + 1, 'x')), Error);
    EXPECT_NO_THROW(ask(view, std::string(kLongestAsked, 'x')));
    EXPECT_NO_THROW(ask(view, "\xff\xfe שלום \xF0\x9F\x98\x80"));
    const auto recorded = solve(scenario("recorded"));
    EXPECT_THROW(ask(recorded, "anything"), Error);
}

TEST_F(Ask, WithoutPricesItIsPredictedAlone) {
    Scenario asked = scenario("prior");
    asked.constraints.qualityFloor = 0.999;
    const Asked found = ask(solve(asked), "anything");
    EXPECT_FALSE(found.why.chosen);
    EXPECT_FALSE(found.notes.empty());
    EXPECT_GT(found.why.models.front().quality, 0.0);
}

TEST_F(Ask, AStopEndsIt) {
    const auto view = solve(scenario("hybrid"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(askText(AskInputs::of(*m_prepared, view), "x", Job{stop.get_token(), {}}),
                 Cancelled);
}

}  // namespace
}  // namespace orl::testing
