// What is said of lessons that are none: file, line and what to do, everything at once.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "core/lab/lessons/check.h"

namespace orl {
namespace {

struct Malformed {
    const char* name;
    std::string text;
    std::vector<std::string> said;  ///< beginnings of what is said, in order of the file
};

const std::string kInstance = R"("instances": {"i": {
"models": [{"name": "a", "cost": 1}, {"name": "b", "cost": 2}],
"queries": [{"name": "q", "chance": [0.5, 0.9]}], "floor": 0.6}},)";

std::string lessonStarting(const std::string& hand) {
    return R"({"omnirouter_lesson": 1, "title": "T", "level": "start", "minutes": 1,
)" + kInstance +
           R"(
"steps": [{"title": "S", "text": "W", "instance": "i",
"start": )" +
           hand + "}]}";
}

std::string lessonAsking(const std::string& formula) {
    return R"({"omnirouter_lesson": 1, "title": "T", "level": "start", "minutes": 1,
)" + kInstance +
           R"(
"steps": [{"title": "S", "text": "W", "instance": "i", "question": {"kind": "number", "text": "?",
"tolerance": 0, "otherwise": "o", "reveal": "!", "answer": ")" +
           formula + "\"}}]}";
}

std::string lessonWith(const std::string& question) {
    return R"({"omnirouter_lesson": 1, "title": "T", "level": "start", "minutes": 1,
)" + kInstance +
           R"(
"steps": [{"title": "S", "text": "W", "instance": "i",
"question": )" +
           question + "}]}";
}

class MalformedLesson : public ::testing::TestWithParam<Malformed> {};

TEST_P(MalformedLesson, IsRefusedWithFileAndLine) {
    const ReadLesson read = readLesson(GetParam().text, "bad.json");
    std::vector<Error> mistakes = read.mistakes;
    if (mistakes.empty()) mistakes = checkLesson(read.lesson).mistakes;
    std::string all;
    for (const Error& each : mistakes) {
        all += std::string(each.what()) + "\n";
        EXPECT_NE(each.remedy(), "") << each.what();
    }
    EXPECT_EQ(mistakes.size(), GetParam().said.size()) << all;
    std::size_t from = 0;  // in the order of the file
    for (const std::string& said : GetParam().said) {
        const std::size_t at = all.find(said, from);
        EXPECT_NE(at, std::string::npos) << said << "\n" << all;
        if (at != std::string::npos) from = at + 1;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Malformed, MalformedLesson,
    ::testing::Values(
        Malformed{"no_json", "{\n\"title\":\n!", {"bad.json:3: This is no JSON"}},
        Malformed{"empty", "", {"bad.json:1: This is no JSON"}},
        Malformed{"a_list", "[1]", {"bad.json:1: An object is expected here"}},
        Malformed{"nothing_in_it",
                  "{}",
                  {"\"omnirouter_lesson\" is missing", "\"title\" is missing",
                   "\"level\" is missing", "\"minutes\" is missing", "\"steps\" is missing"}},
        Malformed{
            "all_at_once",
            "{\"omnirouter_lesson\": 2,\n\"title\": 5,\n\"level\": \"hard\",\n\"minutes\": "
            "-1,\n\"colour\": 1,\n\"steps\": []}",
            {"bad.json:1: Format 2 is newer than 1", "bad.json:2: \"title\" is no text",
             "bad.json:3: \"hard\" is not known", "bad.json:4: -1 is no number from 1",
             "bad.json:5: \"colour\" is not known here", "bad.json:6: \"steps\" is too short"}},
        Malformed{"no_kind",
                  lessonWith("{\"text\": \"?\",\n\"reveal\": \"!\"}"),
                  {"bad.json:6: \"kind\" is missing"}},
        Malformed{"two_right",
                  lessonWith(R"({"kind": "choice", "text": "?", "reveal": "!", "options": [
{"text": "x", "right": "1 = 1", "why": "w"}, {"text": "y", "right": "2 = 2", "why": "w"}]})"),
                  {"bad.json:6: 2 of its options are right"}},
        Malformed{
            "none_right",
            lessonWith(
                R"({"kind": "choice", "text": "?", "answer": "optimizer.cost", "reveal": "!", "options": [
{"text": "x", "value": 7, "why": "w"}, {"text": "y", "value": 8, "why": "w"}]})"),
            {"bad.json:6: 0 of its options are right (the solver finds 2)"}},
        Malformed{"no_sentence",
                  lessonWith(
                      R"({"kind": "choice", "text": "?", "answer": 2, "reveal": "!", "options": [
{"text": "x", "value": 2},
{"text": "y", "value": 8}]})"),
                  {"bad.json:8: A wrong answer has no sentence of its own"}},
        Malformed{"value_without_answer",
                  lessonWith(R"({"kind": "choice", "text": "?", "reveal": "!", "options": [
{"text": "x", "value": 2}, {"text": "y", "right": "1 > 2", "value": 1}]})"),
                  {"bad.json:7: There is no answer to compare the value with",
                   "bad.json:7: An option has a value or a condition",
                   "bad.json:7: There is no answer to compare the value with"}},
        Malformed{"mistake_is_right",
                  lessonWith(
                      R"({"kind": "number", "text": "?", "answer": "greedy.cost", "tolerance": 0.5,
"otherwise": "o", "reveal": "!", "mistakes": [
{"value": 2.5, "why": "w"}]})"),
                  {"bad.json:8: 2.5 counts as right, and is listed as a mistake"}},
        Malformed{
            "formula",
            lessonWith(
                R"({"kind": "number", "text": "?", "tolerance": 0, "otherwise": "o", "reveal": "!",
"answer": "greedy.cost +"})"),
            {"bad.json:7: \"greedy.cost +\" is no formula"}},
        Malformed{
            "unknown_quantity",
            lessonWith(
                R"({"kind": "number", "text": "?", "tolerance": 0, "otherwise": "o", "reveal": "!",
"answer": "greedy.speed"})"),
            {"bad.json:6: \"greedy.speed\" is not known"}},
        Malformed{"text_with_formula",
                  lessonWith(
                      R"({"kind": "number", "text": "?", "tolerance": 0, "otherwise": "o",
"reveal": "{greedy.cost",
"answer": "greedy.cost"})"),
                  {"bad.json:7: A { has no }"}},
        Malformed{
            "done_at_once",
            lessonWith(
                R"({"kind": "drag", "text": "?", "until": "1 = 1", "otherwise": "o", "reveal": "!",
"solution": {"lambda": 1}})"),
            {"bad.json:6: It is done before anybody has dragged"}},
        Malformed{
            "solution_does_not",
            lessonWith(
                R"({"kind": "drag", "text": "?", "until": "price.lambda > 2", "otherwise": "o", "reveal": "!",
"solution": {"lambda": 1}})"),
            {"bad.json:6: Its solution does not do it"}},
        Malformed{"a_start_that_makes_no_sense",
                  R"({"omnirouter_lesson": 1, "title": "T", "level": "start", "minutes": 1,
)" + kInstance + R"(
"steps": [{"title": "S", "text": "W", "instance": "i",
"start": {"floor": 1.5}}]})",
                  {"bad.json:5: "}},
        Malformed{"a_negative_price_proves_nothing",
                  lessonAsking("price[lambda=-5].bound"),
                  {"lambda=-5 is no amount"}},
        Malformed{"a_negative_price_of_a_slot",
                  lessonAsking("price[mu('a')=-3].bound"),
                  {"mu=-3 is no amount"}},
        Malformed{
            "a_floor_beyond_1", lessonAsking("greedy[floor=2].feasible"), {"floor=2 is no share"}},
        Malformed{"no_copies", lessonAsking("optimizer[copies=0].cost"), {"copies=0 is no count"}},
        Malformed{"no_routing_said_as_one_sentence",
                  lessonAsking("optimizer[floor=0.99].cost"),
                  {"is 0.9. Ask of"}},
        Malformed{"starts_at_a_negative_price",
                  lessonStarting(R"({"lambda": -1})"),
                  {"lambda=-1 is no amount"}},
        Malformed{"starts_at_a_negative_slot_price",
                  lessonStarting(R"({"mu": {"a": -1}})"),
                  {"mu=-1 is no amount"}},
        Malformed{"starts_with_a_negative_budget",
                  lessonStarting(R"({"budget": -1})"),
                  {"budget=-1 is no amount"}},
        Malformed{"starts_with_half_a_slot",
                  lessonStarting(R"({"slots": {"a": 0.5}})"),
                  {"slots=0.5 is no count"}},
        Malformed{"starts_with_endless_slots",
                  lessonStarting(R"({"slots": {"a": 1e300}})"),
                  {"slots=1e+300 is no count"}},
        Malformed{"a_title_without_end",
                  R"({"omnirouter_lesson": 1, "title": ")" + std::string(100'000, 'W') +
                      R"(", "level": "start", "minutes": 1,
)" + kInstance + R"("steps": [{"title": "S", "text": "W", "instance": "i"}]})",
                  {"\"title\" has 100000 letters"}},
        Malformed{"a_word_without_end",
                  lessonWith(R"({"kind": "number", "text": ")" + std::string(100'000, 'W') +
                             R"(", "tolerance": 0, "otherwise": "o", "reveal": "!", "answer": 1})"),
                  {"\"text\" has 100000 letters"}},
        Malformed{"too_many_words",
                  lessonWith(R"({"kind": "number", "text": ")" +
                             [] {
                                 std::string words;
                                 for (int k = 0; k < 41; ++k) words += "word ";
                                 return words;
                             }() +
                             R"(", "tolerance": 0, "otherwise": "o", "reveal": "!", "answer": 1})"),
                  {"bad.json:6: \"text\" has 41 words"}},
        Malformed{
            "instance",
            R"({"omnirouter_lesson": 1, "title": "T", "level": "start", "minutes": 1,
"instances": {"i": {
"models": [{"name": "a"}, {"name": "a", "slots": 1.5}],
"queries": [
{"name": "q", "chance": [0.5]},
{"name": "q", "chance": [0.5, 2], "cost": [1, 1]}],
"floor": 0.5, "budget": 2}},
"steps": [{"title": "S", "text": "W", "instance": "j", "show": ["sky"],
"page": "moon", "highlight": "hat"}]})",
            {"bad.json:3: There are two models \"a\"", "bad.json:3: Slots are whole",
             "bad.json:5: \"chance\" has 1 numbers for 2 models",
             "bad.json:5: What it costs is not told", "bad.json:6: There are two queries \"q\"",
             "bad.json:6: 2 is no number from 0 to 1",
             "bad.json:7: A floor and a budget exclude each other",
             "bad.json:8: There is no instance \"j\"", "bad.json:8: This part is not known",
             "bad.json:9: \"moon\" is not known", "bad.json:9: \"hat\" is not known"}}),
    [](const auto& each) { return std::string(each.param.name); });

/// Whatever is changed in a lesson's bytes: it is read, solved or refused, and nothing else
/// happens.
TEST(MalformedLessons, ChangedBytesAreReadOrRefused) {
    std::mt19937 engine(5);
    int refused = 0;
    constexpr int kRounds = 120;
    for (const auto& each :
         std::filesystem::directory_iterator(ORL_SOURCE_DIR "/resources/lessons")) {
        std::ifstream in(each.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        for (int round = 0; round < kRounds; ++round) {
            std::string changed = text;
            const std::size_t at = engine() % changed.size();
            switch (round % 4) {
                case 0:
                    changed[at] = static_cast<char>(engine());
                    break;
                case 1:
                    changed.erase(at, 1 + engine() % 40);
                    break;
                case 2:
                    changed.insert(at, changed.substr(engine() % changed.size(), 30));
                    break;
                default:  // a digit, so that much of it stays JSON
                    changed[changed.find_first_of("0123456789", at) % changed.size()] =
                        static_cast<char>('0' + engine() % 10);
            }
            const ReadLesson read = readLesson(changed, "changed.json");
            const bool sound = read.mistakes.empty() && checkLesson(read.lesson).mistakes.empty();
            refused += sound ? 0 : 1;
        }
    }
    EXPECT_GT(refused, 500);
}

TEST(MalformedLessons, CannotBeReadAtAll) {
    EXPECT_THROW(readLesson(std::filesystem::path("/nowhere/lesson.json")), Error);
}

}  // namespace
}  // namespace orl
