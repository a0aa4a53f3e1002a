#include "core/lab/lessons/formula.h"

#include <gtest/gtest.h>

#include "core/lab/lessons/json_places.h"
#include "core/lab/lessons/lesson.h"
#include "core/support/error.h"

namespace orl {
namespace {

double plain(const std::string& text) {
    return Formula(text).value([](const Formula::Quantity&) { return 0.0; });
}

std::string refusal(const std::string& text) {
    try {
        (void)Formula(text);
    } catch (const Error& e) {
        return e.problem();
    }
    return {};
}

TEST(LessonFormula, Counts) {
    EXPECT_EQ(plain("1 + 2 * 3 - 4 / 2"), 5.0);
    EXPECT_EQ(plain("(1 + 2) * -3"), -9.0);
    EXPECT_EQ(plain("0.1 + 0.2 = 0.3"), 1.0);
    EXPECT_EQ(plain("0.1 + 0.2 > 0.3"), 0.0);
    EXPECT_EQ(plain("1 < 2 and not 2 <= 1"), 1.0);
    EXPECT_EQ(plain("1 > 2 or 2 > 1"), 1.0);
    EXPECT_THROW(plain("1 / 0"), Error);
    EXPECT_EQ(Formula(-2.5e-7).value({}), -2.5e-7);
}

TEST(LessonFormula, AsksForQuantities) {
    const Formula formula("optimizer[slots('gpt-4o')=1+1, first='Hard'].on('Easy', 'mini') + 1");
    std::vector<Formula::Quantity> asked;
    EXPECT_EQ(formula.value([&](const Formula::Quantity& each) {
        asked.push_back(each);
        return 4.0;
    }),
              5.0);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].source, "optimizer");
    EXPECT_EQ(asked[0].field, "on");
    EXPECT_EQ(asked[0].names, (std::vector<std::string>{"Easy", "mini"}));
    ASSERT_EQ(asked[0].changes.size(), 2U);
    EXPECT_EQ(asked[0].changes[0].of, "gpt-4o");
    EXPECT_EQ(asked[0].changes[0].number, 2.0);
    EXPECT_EQ(asked[0].changes[1].word, "Hard");
}

TEST(LessonFormula, SaysWhereItEnds) {
    EXPECT_NE(refusal("1 + ").find("a name is expected at character 5"), std::string::npos);
    EXPECT_NE(refusal("(1").find("\")\" is expected at character 3"), std::string::npos);
    EXPECT_NE(refusal("greedy").find("\".\" is expected"), std::string::npos);
    EXPECT_NE(refusal("greedy.on('a").find("a closing '"), std::string::npos);
    EXPECT_NE(refusal("1 2").find("an operator is expected at character 3"), std::string::npos);
    EXPECT_NE(refusal("1.2.3").find("a number"), std::string::npos);
    EXPECT_NE(refusal(std::string(1000, '(')).find("brackets"), std::string::npos);
    EXPECT_NE(refusal(std::string(1000, '-')).find("brackets"), std::string::npos);
    EXPECT_NE(refusal(""), "");
    std::string sum = "1";
    for (int k = 0; k < 100'000; ++k) sum += "+1";
    EXPECT_NE(refusal(sum).find("more than 2000 characters"), std::string::npos);
    sum.resize(999);
    EXPECT_EQ(plain(sum), 500.0);
}

TEST(LessonFormula, NumbersReadAsPeopleWriteThem) {
    EXPECT_EQ(lessonNumber(7.0), "7");
    EXPECT_EQ(lessonNumber(0.1 + 0.2), "0.3");
    EXPECT_EQ(lessonNumber(-9.8), "−9.8");
    EXPECT_EQ(lessonNumber(11005.5), "11,005.5");
    EXPECT_EQ(lessonNumber(1234567.0), "1,234,567");
    EXPECT_EQ(lessonNumber(-1e-9), "0");
    EXPECT_EQ(lessonNumber(std::numeric_limits<double>::infinity()), "∞");
    EXPECT_EQ(lessonNumber(kMissing), "–");
}

TEST(LessonPlaces, LineOfEveryValue) {
    const auto lines =
        jsonPlaces("{\n \"a\": [1,\n  {\"b\\\"c\": \"x\\\"y\"},\n [] ],\n\"d\": -2.5e1\n}");
    EXPECT_EQ(lines.at(""), 1);
    EXPECT_EQ(lines.at("/a"), 2);
    EXPECT_EQ(lines.at("/a/0"), 2);
    EXPECT_EQ(lines.at("/a/1"), 3);
    EXPECT_EQ(lines.at("/a/1/b\"c"), 3);
    EXPECT_EQ(lines.at("/a/2"), 4);
    EXPECT_EQ(lines.at("/d"), 5);
}

}  // namespace
}  // namespace orl
