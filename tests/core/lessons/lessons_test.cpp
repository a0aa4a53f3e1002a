// The lessons that come with the program: every question solved, every wrong answer answered.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/lab/lessons/check.h"

namespace orl {
namespace {

std::vector<std::filesystem::path> lessonFiles() {
    std::vector<std::filesystem::path> files;
    for (const auto& each :
         std::filesystem::directory_iterator(ORL_SOURCE_DIR "/resources/lessons")) {
        const std::string name = each.path().filename().string();
        if (name.ends_with(".json") && !name.ends_with(".schema.json"))
            files.push_back(each.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

class BundledLesson : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(BundledLesson, IsSound) {
    const ReadLesson read = readLesson(GetParam());
    for (const Error& mistake : read.mistakes) ADD_FAILURE() << mistake.what();
    ASSERT_TRUE(read.mistakes.empty());
    const LessonCheck check = checkLesson(read.lesson);
    for (const Error& mistake : check.mistakes) ADD_FAILURE() << mistake.what();
    const auto questions = std::ranges::count_if(
        read.lesson.steps, [](const LessonStep& step) { return step.question.has_value(); });
    EXPECT_EQ(check.solved.size(), std::size_t(questions));
}

TEST_P(BundledLesson, EveryWrongAnswerHearsItsOwnSentence) {
    const Lesson lesson = readLesson(GetParam()).lesson;
    for (const SolvedQuestion& solved : checkLesson(lesson).solved) {
        const LessonState start = lesson.stateAt(solved.step);
        const LessonQuestion& question = *lesson.steps[solved.step].question;
        for (std::size_t k = 0; k < question.options.size(); ++k) {
            const Verdict verdict = judgeChoice(question, start, k);
            EXPECT_EQ(verdict.right, k == solved.right);
            EXPECT_TRUE(verdict.right || !verdict.words.empty());
        }
        if (question.kind == QuestionKind::Number) {
            EXPECT_TRUE(judgeNumber(question, start, solved.value).right);
            const Verdict other = judgeNumber(question, start, solved.value + 1000.0);
            EXPECT_FALSE(other.right);
            EXPECT_NE(other.words, "");
            for (const LessonMistake& mistake : question.mistakes) {
                const Verdict verdict =
                    judgeNumber(question, start, LessonSolver(start).value(mistake.value));
                EXPECT_FALSE(verdict.right);
                EXPECT_NE(verdict.words, other.words);
            }
        }
        if (question.kind == QuestionKind::Drag) {
            EXPECT_FALSE(judgeDrag(question, start).right);
            EXPECT_NE(judgeDrag(question, start).words, "");
            EXPECT_TRUE(judgeDrag(question, question.solution.from(start)).right);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Lessons, BundledLesson, ::testing::ValuesIn(lessonFiles()),
                         [](const auto& each) {
                             std::string name = each.param.stem().string();
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(BundledLessons, AreElevenAndAnExploration) {
    int questions = 0;
    int minutes = 0;
    for (const auto& file : lessonFiles()) {
        const Lesson lesson = readLesson(file).lesson;
        questions += int(checkLesson(lesson).solved.size());
        if (lesson.level != "free") minutes += lesson.minutes;
    }
    EXPECT_EQ(lessonFiles().size(), 12U);
    EXPECT_EQ(questions, 46);
    EXPECT_EQ(minutes, 84);
}

struct Told {
    const char* file;
    const char* instance;
    const char* formula;
    double value;
};

/// What the lessons' figures are, worked out by hand.
class LessonFigure : public ::testing::TestWithParam<Told> {};

TEST_P(LessonFigure, IsTheOneWorkedOutByHand) {
    const Told& told = GetParam();
    const auto file = std::filesystem::path(ORL_SOURCE_DIR "/resources/lessons") / told.file;
    const Lesson lesson = readLesson(file).lesson;
    const LessonSolver solver{LessonState(lesson.instances.at(told.instance))};
    EXPECT_NEAR(solver.value(Formula(told.formula)), told.value, 1e-7) << told.formula;
}

INSTANTIATE_TEST_SUITE_P(
    Figures, LessonFigure,
    ::testing::Values(
        Told{"01-the-greedy-trap.json", "two", "optimizer.cost", 7.0},
        Told{"01-the-greedy-trap.json", "two", "optimizer.bound", 7.0},
        Told{"01-the-greedy-trap.json", "two", "price[lambda=6].bound", 5.0},
        Told{"01-the-greedy-trap.json", "two", "price[lambda=10].bound", 7.0},
        Told{"01-the-greedy-trap.json", "two", "greedy.cost", 7.0},
        Told{"01-the-greedy-trap.json", "two", "greedy.answers", 1.4},
        Told{"02-what-a-query-pays.json", "one", "flip.first('Question')", 5.0},
        Told{"02-what-a-query-pays.json", "one", "flip.last('Question')", 40.0},
        Told{"02-what-a-query-pays.json", "one", "optimizer.bound", 3.0},
        Told{"03-the-price-of-accuracy.json", "four", "optimizer[floor=0.6].cost", 6.0},
        Told{"03-the-price-of-accuracy.json", "four", "optimizer[floor=0.675].cost", 9.0},
        Told{"03-the-price-of-accuracy.json", "four", "optimizer[floor=0.725].cost", 13.0},
        Told{"03-the-price-of-accuracy.json", "four", "optimizer[floor=0.75].cost", 18.0},
        Told{"04-the-price-of-a-slot.json", "slots", "optimizer.cost", 13.0},
        Told{"04-the-price-of-a-slot.json", "slots", "price[lambda=16, mu('A')=5].bound", 13.0},
        Told{"04-the-price-of-a-slot.json", "slots", "price[lambda=16].bound", 8.0},
        Told{"04-the-price-of-a-slot.json", "slots", "optimizer[slots('A')=0].cost", 18.0},
        Told{"05-a-bound-for-free.json", "two", "price[lambda=0].bound", 2.0},
        Told{"05-a-bound-for-free.json", "two", "price[lambda=4].bound", 3.2},
        Told{"05-a-bound-for-free.json", "two", "price[lambda=10].bound", 5.0},
        Told{"05-a-bound-for-free.json", "two", "price[lambda=20].bound", 4.0},
        Told{"05-a-bound-for-free.json", "two", "optimizer.gap", 0.2},
        Told{"06-how-the-gap-melts.json", "two", "optimizer.bound", 5.5},
        Told{"06-how-the-gap-melts.json", "two", "optimizer[copies=4].cost", 24.0},
        Told{"06-how-the-gap-melts.json", "two", "optimizer[copies=8].gap", 0.0},
        Told{"06-how-the-gap-melts.json", "two", "optimizer[copies=2001].bound", 11005.5},
        Told{"06-how-the-gap-melts.json", "two", "optimizer[copies=2001].cost", 11006.0},
        Told{"07-when-it-cannot-be-done.json", "high", "optimizer.best_accuracy", 0.675},
        Told{"08-raise-the-floor.json", "four", "threshold[tau=0.5].cost", 4.0},
        Told{"08-raise-the-floor.json", "four", "threshold[tau=0.7].answers", 3.0},
        Told{"09-squeeze-the-slots.json", "wide", "greedy[slots('Strong')=3].accuracy", 0.825},
        Told{"09-squeeze-the-slots.json", "wide", "greedy[slots('Strong')=1].cost", 9.0},
        Told{"09-squeeze-the-slots.json", "wide", "optimizer[slots('Strong')=2].cost", 14.0},
        Told{"09-squeeze-the-slots.json", "wide", "optimizer[slots('Strong')=0].best_accuracy",
             0.65},
        Told{"10-predicted-is-not-realized.json", "flat", "optimizer.cost", 8.0},
        Told{"10-predicted-is-not-realized.json", "flat", "optimizer.realized", 0.7},
        Told{"11-slots-and-waiting.json", "four", "headroom[rate=3.6].largest", 12.8},
        Told{"11-slots-and-waiting.json", "four", "headroom.cost", 2.0},
        Told{"11-slots-and-waiting.json", "four", "headroom.planned", 1.0},
        Told{"11-slots-and-waiting.json", "four", "headroom[rate=12.9].planned", 0.0},
        Told{"11-slots-and-waiting.json", "slots", "headroom.worth('A')", 4.8},
        Told{"11-slots-and-waiting.json", "slots", "headroom.worth('B')", 0.0},
        Told{"11-slots-and-waiting.json", "slots", "headroom.use('A')", 0.8},
        Told{"11-slots-and-waiting.json", "slots", "headroom.bottleneck('A')", 1.0}));

}  // namespace
}  // namespace orl
