#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

const std::filesystem::path kLessons = ORL_SOURCE_DIR "/resources/lessons";

TEST(LessonCheck, SolvesEveryQuestionOfASoundLesson) {
    const Folder folder;
    const Finished done =
        folder.run({"lesson", "check", "--json", (kLessons / "01-the-greedy-trap.json").string(),
                    (kLessons / "05-a-bound-for-free.json").string()});
    EXPECT_EQ(done.code, 0) << done.err;
    const auto files = done.json();
    ASSERT_EQ(files.size(), 2U);
    EXPECT_TRUE(files[0]["sound"].get<bool>());
    EXPECT_EQ(files[0]["questions"], 4);
    EXPECT_EQ(files[0]["answers"][2]["answer"], "1.4");
    EXPECT_EQ(files[0]["answers"][2]["option"], 3);
    EXPECT_EQ(files[1]["answers"][0]["kind"], "drag");
}

TEST(LessonCheck, SaysFileAndLineOfAllThatIsWrong) {
    const Folder folder;
    const auto file = folder.write("bad.json",
                                   "{\"omnirouter_lesson\": 1,\n\"title\": 3,\n"
                                   "\"level\": \"start\", \"minutes\": 1,\n\"steps\": []}");
    const Finished done =
        folder.run({"lesson", "check", file, (folder.path() / "none.json").string(),
                    (kLessons / "02-what-a-query-pays.json").string()});
    EXPECT_EQ(done.code, 1);
    EXPECT_NE(done.err.find("bad.json:2: \"title\" is no text"), std::string::npos) << done.err;
    EXPECT_NE(done.err.find("bad.json:4: \"steps\" is too short"), std::string::npos) << done.err;
    EXPECT_NE(done.err.find("none.json: The lesson cannot be read"), std::string::npos) << done.err;
    EXPECT_NE(done.out.find("02-what-a-query-pays.json: sound"), std::string::npos) << done.out;
}

TEST(LessonCheck, AllThatComeWithTheProgramAreSound) {
    Words words = {"lesson", "check"};
    for (const auto& each : std::filesystem::directory_iterator(kLessons)) {
        words.push_back(each.path().string());
    }
    ASSERT_EQ(words.size(), 2U + 13U);  // the schema is among them
    const Folder folder;
    const Finished done = folder.run(words);
    EXPECT_EQ(done.code, 0) << done.err;
}

TEST(LessonCheck, TakesAnyName) {
    const Folder folder;
    const auto file = folder.write("[mine]", readFile(kLessons / "05-a-bound-for-free.json"));
    const Finished done = folder.run({"lesson", "check", file});
    EXPECT_EQ(done.code, 0) << done.err;
}

TEST(LessonCheck, WrongUsage) {
    const Folder folder;
    EXPECT_EQ(folder.run({"lesson"}).code, 2);
    EXPECT_EQ(folder.run({"lesson", "check"}).code, 2);
    EXPECT_EQ(folder.run({"lesson", "play", "x"}).code, 2);
}

}  // namespace
}  // namespace orl::test
