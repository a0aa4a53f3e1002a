// Instances with a load: runs against the formulas of queues, prices of slots against planning
// anew.
#include "core/lab/lessons/load.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "core/lab/lessons/check.h"
#include "core/lab/lessons/write.h"
#include "core/support/error.h"

namespace orl {
namespace {

LessonInstance lessonInstance(const char* name) {
    const auto file =
        std::filesystem::path(ORL_SOURCE_DIR "/resources/lessons") / "11-slots-and-waiting.json";
    return readLesson(file).lesson.instances.at(name);
}

double valueOf(const LessonInstance& instance, const std::string& formula) {
    return LessonSolver{LessonState(instance)}.value(Formula(formula));
}

std::string problemOf(const LessonInstance& instance, const std::string& formula) {
    try {
        valueOf(instance, formula);
    } catch (const Error& e) {
        return e.problem();
    }
    return {};
}

/// Mean wait of a query for one of c slots that take exponential times of mean 1 (Erlang's C).
double erlangWait(double rate, int slotCount) {
    double term = 1.0;
    double sum = 0.0;
    for (int k = 0; k < slotCount; ++k) {
        sum += term;
        term *= rate / (k + 1);
    }
    const double busy = rate / slotCount;
    const double waits = term / (1.0 - busy) / (sum + term / (1.0 - busy));
    return waits / (slotCount - rate);
}

TEST(LessonLoad, RunsWaitAsQueuesDo) {
    LessonInstance desk = lessonInstance("desk");
    desk.load->arrivals = 60'000;
    for (const auto& [rate, slotCount] : {std::pair{0.5, 1}, {0.8, 1}, {3.2, 4}, {9.0, 10}}) {
        desk.load->rate = rate;
        desk.models[0].capacity = slotCount;
        const LessonRun run = lessonRun(desk, "optimizer", 0.0);
        const double expected = erlangWait(rate, slotCount);
        EXPECT_NEAR(run.waitMean, expected, 0.06 + 0.15 * expected) << rate << " at " << slotCount;
        EXPECT_NEAR(run.busy[0], rate / slotCount, 0.015);
        EXPECT_EQ(run.waitMean, std::round(run.waitMean * 10.0) / 10.0);
        EXPECT_EQ(run.cost, 1.0);
        EXPECT_EQ(run.accuracy, 0.9);
    }
    // Answers that all take the same time make half the queue (Pollaczek and Khinchine).
    desk.load->rate = 0.8;
    desk.models[0].capacity = 1;
    desk.load->exponential = false;
    EXPECT_NEAR(lessonRun(desk, "optimizer", 0.0).waitMean, 2.0, 0.25);
}

TEST(LessonLoad, RoutersFillTheSlotsThatTheyDo) {
    const LessonInstance four = lessonInstance("four");
    const double busy = valueOf(four, "run[by='threshold'].busy('Strong')");
    EXPECT_NEAR(busy, 0.9, 0.03);
    EXPECT_EQ(valueOf(four, "run[by='threshold'].share('Strong')"), 1.0);
    EXPECT_EQ(valueOf(four, "run[by='greedy'].share('Strong')"), 1.0);
    // One query in four, whoever has learned the prices; the floor is held.
    EXPECT_NEAR(valueOf(four, "run.share('Strong')"), 0.25, 0.02);
    EXPECT_NEAR(valueOf(four, "run.accuracy"), 0.6, 0.005);
    EXPECT_EQ(valueOf(four, "run[by='threshold', tau=0.5].share('Strong')"), 0.0);
    EXPECT_EQ(valueOf(four, "run[by='threshold', tau=0.5].cost"), 1.0);
    EXPECT_EQ(valueOf(four, "given.rate"), 3.6);
    EXPECT_EQ(valueOf(four, "run.cost"), valueOf(four, "run[rate=3.6].cost"));
}

TEST(LessonLoad, WorthOfASlotIsWhatOneMoreSaves) {
    const LessonInstance slotted = lessonInstance("slots");
    EXPECT_NEAR(valueOf(slotted, "2 * (headroom.cost - headroom[slots('A')=2].cost)"),
                valueOf(slotted, "headroom.worth('A')"), 1e-6);
    EXPECT_NEAR(valueOf(slotted, "2 * (headroom.cost - headroom[slots('B')=4].cost)"), 0.0, 1e-9);
    EXPECT_EQ(valueOf(slotted, "headroom[rate=3.2].planned"), 1.0);
    EXPECT_EQ(valueOf(slotted, "headroom[rate=3.3].planned"), 0.0);
}

TEST(LessonLoad, WhatCannotBeAskedIsSaid) {
    LessonInstance four = lessonInstance("four");
    EXPECT_EQ(problemOf(four, "run[by='dual-paper'].cost"), "by='dual-paper' routes no run");
    EXPECT_EQ(problemOf(four, "run.speed"), "\"run.speed\" is not known");
    EXPECT_EQ(problemOf(four, "headroom.speed"), "\"headroom.speed\" is not known");
    EXPECT_EQ(problemOf(four, "run.busy"), "\"run.busy\" has 0 names, and needs 1");
    EXPECT_EQ(problemOf(four, "run[rate=0].cost"), "rate=0 is no rate");
    four.load.reset();
    for (const char* formula :
         {"run.cost", "headroom.largest", "given.rate", "optimizer[rate=2].cost"}) {
        EXPECT_EQ(problemOf(four, formula), "No queries come to this instance over time");
    }
}

TEST(LessonLoad, IsWrittenAsItIsRead) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("lesson-load" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    LessonInstance four = lessonInstance("four");
    four.load->exponential = false;
    four.load->seed = 11;
    CapturedStep step{"Rush", "Look.", "", {}, LessonState(four)};
    appendStep(folder / "mine.json", "Mine", step);
    const ReadLesson read = readLesson(folder / "mine.json");
    ASSERT_TRUE(read.mistakes.empty());
    EXPECT_EQ(read.lesson.stateAt(0).instance.load, four.load);
    std::filesystem::remove_all(folder);
}

TEST(LessonLoad, LoadsThatAreNoneAreRefusedWithTheirLine) {
    const auto said = [](const std::string& load, const std::string& show) {
        const std::string text =
            "{\"omnirouter_lesson\": 1, \"title\": \"T\", \"level\": \"start\", \"minutes\": 1,\n"
            "\"instances\": {\"i\": {\"models\": [{\"name\": \"a\", \"cost\": 1}],\n"
            "\"queries\": [{\"name\": \"q\", \"chance\": [0.5]}]" +
            load + "}},\n\"steps\": [{\"title\": \"S\", \"text\": \"W\", \"instance\": \"i\"" +
            show + "}]}";
        std::string all;
        for (const Error& each : readLesson(text, "bad.json").mistakes) {
            all += std::string(each.what()) + "\n";
        }
        return all;
    };
    EXPECT_EQ(said(",\n\"load\": {\"rate\": 1, \"seconds\": 2}", ", \"show\": [\"load\"]"), "");
    EXPECT_NE(said(",\n\"load\": {\"rate\": 1}", "").find("bad.json:4: \"seconds\" is missing"),
              std::string::npos);
    EXPECT_NE(said(",\n\"load\": {\"rate\": 0, \"seconds\": 2}", "").find("bad.json:4:"),
              std::string::npos);
    EXPECT_NE(said(",\n\"load\": {\"rate\": 1, \"seconds\": 2,\n\"arrivals\": 2.5}", "")
                  .find("bad.json:5: \"arrivals\" is whole"),
              std::string::npos);
    EXPECT_NE(said("", ", \"show\": [\"load\"]").find("This instance has no load to show"),
              std::string::npos);
}

}  // namespace
}  // namespace orl
