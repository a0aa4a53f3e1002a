#include "core/support/text_finder.h"

#include <gtest/gtest.h>

#include "core/support/random.h"

namespace orl::testing {
namespace {

TEST(TextFinder, IgnoresTheCaseOfLetters) {
    EXPECT_TRUE(TextFinder("QUITO").in("Land near Quito is held"));
    EXPECT_TRUE(TextFinder("held").in("Land near Quito is held"));
    EXPECT_FALSE(TextFinder("held ").in("Land near Quito is held"));
    EXPECT_TRUE(TextFinder("").in(""));
    EXPECT_FALSE(TextFinder("a").in(""));
}

TEST(TextFinder, KnowsLettersBeyondAscii) {
    EXPECT_TRUE(TextFinder("ÄRGER").in("kein ärger"));
    EXPECT_TRUE(TextFinder("москва").in("МОСКВА и область"));
    EXPECT_TRUE(TextFinder("ΩΜΕΓΑ").in("ωμεγα"));
    EXPECT_TRUE(TextFinder("ёж").in("ЁЖ"));
    EXPECT_FALSE(TextFinder("×").in("÷"));  // no letters
    EXPECT_TRUE(TextFinder("🙂").in("so 🙂 es"));
    EXPECT_TRUE(TextFinder("שלום").in("אמר שלום"));
}

TEST(TextFinder, BrokenBytesAreFoundAsTheyAre) {
    EXPECT_TRUE(TextFinder("\xC3").in("a\xC3"));
    EXPECT_TRUE(TextFinder("\xFF\xFE").in("x\xFF\xFEy"));
}

TEST(TextFinder, AgreesWithThePlainSearch) {
    Random random(7);
    for (int round = 0; round < 20'000; ++round) {
        const auto word = [&](std::size_t most) {
            std::string made(random.below(most), 'a');
            for (char& letter : made) letter = "abAB \xC3\x84\xA4"[random.below(8)];
            return made;
        };
        const std::string text = word(40);
        const std::string wanted = word(5);
        EXPECT_EQ(TextFinder(wanted).in(text),
                  smallLetters(text).find(smallLetters(wanted)) != std::string::npos)
            << text << " / " << wanted;
    }
}

}  // namespace
}  // namespace orl::testing
