// `goal`: what is asked for is answered by a routing that `route` gives as well.
#include <gtest/gtest.h>

#include <cmath>

#include "program.h"

namespace orl::test {
namespace {

class GoalCommand : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(m_folder
                      .run({"generate", "--queries", "400", "--models", "4", "--seed", "5", "--out",
                            m_folder / "d.jsonl", "--prices-out", m_folder / "p.json"})
                      .code,
                  0);
        ASSERT_EQ(m_folder
                      .run({"import", "--workspace", file(), "--name", "D", "--prices",
                            m_folder / "p.json", m_folder / "d.jsonl"})
                      .code,
                  0);
        ASSERT_EQ(
            m_folder
                .run({"fit", "--workspace", file(), "--train", "D:train", "--predictor", "hybrid"})
                .code,
            0);
    }
    std::string file() const { return m_folder / "w.orlab"; }
    Finished goal(const Words& more) {
        Words words = {"goal", "--workspace", file(), "--test", "D", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return m_folder.run(words);
    }
    nlohmann::json route(const Words& more) {
        Words words = {"route", "--workspace", file(), "--test", "D", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return m_folder.run(words).json();
    }

    Folder m_folder;
};

TEST_F(GoalCommand, WhatIsGuaranteedIsRoutedByItsFloor) {
    const Finished run =
        goal({"--accuracy", "0.4", "--volume", "1000000", "--capacity", "all=50%"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto found = run.json().at("guarantee");
    EXPECT_GE(found.at("bound").get<double>(), 0.4);
    const auto same = route({"--alpha", found.at("floor").dump(), "--capacity", "all=50%"});
    EXPECT_NEAR(found.at("routing").at("cost").get<double>(), same.at("cost").get<double>(), 1e-12);
    EXPECT_DOUBLE_EQ(found.at("month").get<double>(),
                     found.at("routing").at("cost_per_1000").get<double>() * 1000.0);
}

TEST_F(GoalCommand, OutOfReachIsSaidWithWhatIsReachable) {
    Finished run = goal({"--accuracy", "0.999"});
    EXPECT_EQ(run.code, 1);
    EXPECT_NE(run.err.find("infeasible"), std::string::npos) << run.err;
    EXPECT_GT(run.json().at("guarantee").at("bound").get<double>(), 0.2);
    run = goal({"--money", "0.0001", "--volume", "1000000"});
    EXPECT_EQ(run.code, 1);
    const auto found = run.json().at("money");
    EXPECT_FALSE(found.at("reachable").get<bool>());
    // That much is enough, and all of it is spent.
    EXPECT_NEAR(found.at("routing").at("cost_per_1000").get<double>(),
                found.at("enough_per_1000").get<double>(), 1e-6);
}

TEST_F(GoalCommand, MoneyIsABudget) {
    const auto cheap = route({"--alpha", "0.4"});
    const double per1000 = cheap.at("cost_per_1000").get<double>() * 1.5;
    const Finished run = goal({"--money", std::to_string(per1000), "--volume", "1000"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto found = run.json().at("money");
    EXPECT_EQ(found.at("routing").at("mode"), "budget");
    EXPECT_LE(found.at("routing").at("cost_per_1000").get<double>(), per1000);
    EXPECT_LE(found.at("enough_per_1000").get<double>(), per1000);
    EXPECT_GE(found.at("routing").at("predicted_accuracy").get<double>(),
              cheap.at("predicted_accuracy").get<double>());
}

TEST_F(GoalCommand, TheFirstLimitSavesWhatRoutingWithoutItSaves) {
    const Finished run =
        goal({"--limits", "--alpha", "0.6", "--capacity", "all=30%", "--step", "0.1"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto steps = run.json().at("limits").at("steps");
    ASSERT_EQ(steps.size(), 6U);  // α, the common limit, four models
    const double now = route({"--alpha", "0.6", "--capacity", "all=30%"}).at("cost_per_1000");
    for (const auto& step : steps) {
        if (step.at("limit") != "capacity of all") continue;
        const double then = route({"--alpha", "0.6", "--capacity", "all=40%"}).at("cost_per_1000");
        EXPECT_NEAR(step.at("gain").get<double>(), now - then, 1e-9);
    }
    for (std::size_t k = 1; k < steps.size(); ++k) {
        EXPECT_LE(steps[k].at("gain").get<double>(), steps[k - 1].at("gain").get<double>());
    }
    // The same of a scenario, as the window asks it.
    const Finished same = m_folder.run(
        {"goal", "--workspace", file(), "--json", "--limits", "--step", "0.1", "--scenario",
         R"({"dataset":"D","quality_floor":0.6,"common_capacity":0.3,"train_split":"train"})"});
    ASSERT_EQ(same.code, 0) << same.err;
    EXPECT_EQ(same.json().at("limits").at("steps"), steps);
}

TEST_F(GoalCommand, WrongUsageIsSaid) {
    EXPECT_EQ(goal({}).code, 2);
    EXPECT_EQ(goal({"--limits"}).code, 2);
    EXPECT_EQ(goal({"--accuracy", "1.5"}).code, 2);
    EXPECT_EQ(goal({"--money", "-3"}).code, 2);
    EXPECT_EQ(goal({"--money", "inf"}).code, 2);
    EXPECT_EQ(m_folder.run({"goal", "--workspace", file(), "--limits"}).code, 2);
}

TEST_F(GoalCommand, PeopleReadSentences) {
    const Finished run = m_folder.run({"goal", "--workspace", file(), "--test", "D", "--accuracy",
                                       "0.3", "--money", "5", "--limits", "--alpha", "0.5"});
    ASSERT_EQ(run.code, 0) << run.err;
    for (const char* words : {"Cheapest for 30.0 % realized with 90.0 % confidence", "Best for ",
                              "Which limit first?", "a point more costs"}) {
        EXPECT_NE(run.out.find(words), std::string::npos) << run.out;
    }
}

}  // namespace
}  // namespace orl::test
