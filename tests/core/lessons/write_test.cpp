#include "core/lab/lessons/write.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "core/lab/lessons/check.h"

namespace orl {
namespace {

class LessonWrite : public ::testing::Test {
  protected:
    LessonWrite() { std::filesystem::create_directories(m_folder); }
    ~LessonWrite() override { std::filesystem::remove_all(m_folder); }
    std::filesystem::path m_folder =
        std::filesystem::temp_directory_path() / ("lessons" + std::to_string(getpid()));
    std::filesystem::path m_file = m_folder / "mine.json";
};

TEST_F(LessonWrite, StepAfterStepMakesALesson) {
    appendStep(m_file, "My day", {"Look", "At this {floor}.", "dashboard", {0.85, 0.4}, {}});
    LessonState state = readLesson(ORL_SOURCE_DIR "/resources/lessons/04-the-price-of-a-slot.json")
                            .lesson.stateAt(0);
    state.board = {1, -1};
    state.mu[1] = 2.5;
    appendStep(m_file, "ignored", {"Slots", "Now drag.", "", {}, state});

    const ReadLesson read = readLesson(m_file);
    ASSERT_TRUE(read.mistakes.empty()) << read.mistakes.front().what();
    EXPECT_TRUE(checkLesson(read.lesson).mistakes.empty());
    EXPECT_EQ(read.lesson.title, "My day");
    ASSERT_EQ(read.lesson.steps.size(), 2U);
    EXPECT_EQ(read.lesson.steps[0].page, "dashboard");
    EXPECT_EQ(read.lesson.steps[0].setting.floor, 0.85);
    EXPECT_EQ(read.lesson.steps[0].setting.capacity, 0.4);
    const LessonState back = read.lesson.stateAt(1);
    EXPECT_EQ(back.board, state.board);
    EXPECT_EQ(back.lambda, state.lambda);
    EXPECT_EQ(back.mu, state.mu);
    EXPECT_EQ(back.instance.models[1].capacity, state.instance.models[1].capacity);
    EXPECT_TRUE((back.instance.cost == state.instance.cost).all());
    EXPECT_TRUE((back.instance.chance == state.instance.chance).all());
}

TEST_F(LessonWrite, WhatIsNoLessonStaysAsItIs) {
    std::ofstream(m_file) << "not mine";
    EXPECT_THROW(appendStep(m_file, "T", {"Look", "At this.", "", {}, {}}), Error);
    std::ifstream in(m_file);
    std::string text;
    std::getline(in, text);
    EXPECT_EQ(text, "not mine");
}

TEST_F(LessonWrite, ATextThatIsTooLongIsRefused) {
    std::string text;
    for (int k = 0; k < 50; ++k) text += "word ";
    EXPECT_THROW(appendStep(m_file, "T", {"Look", text, "", {}, {}}), Error);
    EXPECT_FALSE(std::filesystem::exists(m_file));
}

/// An instance goes into a data set and a scenario and comes back as it was.
TEST(LessonInstances, ComeBackFromADataSet) {
    LessonInstance given;
    given.queries = {{"Easy", 1}, {"Hard", 5}, {"third", 0}};
    given.models = {{"weak", kUnlimited}, {"strong", 1}, {"off", kUnlimited}};
    given.cost.resize(3, 3);
    given.cost << 1, 6, 2, 1, 6, 2, 1.5, 6, 2;
    given.chance.resize(3, 3);
    given.chance << 0.9, 1, 0.5, 0.4, 0.9, 0.5, 0.3, 0.3, 0.5;
    given.floor = 0.7;
    Scenario scenario = given.scenario("d");
    scenario.pool.disabled = {"off"};
    scenario.pool.priceMultiplier["strong"] = 2.0;
    const LessonInstance back = lessonInstanceOf(given.dataset("d"), scenario);
    ASSERT_EQ(back.queryCount(), 3U);
    EXPECT_EQ(back.queries[1].name, "Hard");
    EXPECT_EQ(back.queries[1].level, 5);
    EXPECT_EQ(back.queries[2].level, 0);
    ASSERT_EQ(back.modelCount(), 2U);
    EXPECT_EQ(back.models[0].capacity, kUnlimited);
    EXPECT_EQ(back.models[1].capacity, 1);
    EXPECT_NEAR(back.cost(2, 0), 1.5, 1e-12);
    EXPECT_NEAR(back.cost(2, 1), 12.0, 1e-12);
    EXPECT_EQ(back.chance(1, 1), 0.9);
    EXPECT_EQ(back.floor, 0.7);
    EXPECT_FALSE(back.budget);

    given.budget = 9.0;
    const LessonInstance bought = lessonInstanceOf(given.dataset("d"), given.scenario("d"));
    ASSERT_TRUE(bought.budget);
    EXPECT_NEAR(*bought.budget, 9.0, 1e-9);
}

}  // namespace
}  // namespace orl
