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

}  // namespace
}  // namespace orl
