#include "core/support/unicode.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/support/error.h"

namespace orl {
namespace {

TEST(Printable, LeavesTextsOfTheWorldAlone) {
    for (const std::string text : {"", "gpt-4o", "Größe", "日本語", "🙂", "a\xc2\xa0z", "العربية",
                                   "e\xcc\x81", "👩\xe2\x80\x8d🔬"}) {
        EXPECT_EQ(printable(text), text);
        EXPECT_EQ(printableJson("[\"" + text + "\"]"), "[\"" + text + "\"]");
    }
}

TEST(Printable, NothingLeftThatATerminalObeys) {
    EXPECT_EQ(printable("\x1b[31mred\x07"), "␛[31mred␇");
    EXPECT_EQ(printable("a\nb\tc\rd"), "a b c d");
    EXPECT_EQ(printableLines("a\nb\tc\rd\x1b"), "a\nb\tc d␛");
    EXPECT_EQ(printable(std::string("\0\x7f", 2)), "␀␡");
    // CSI and OSC as C1 codes, overrides and isolates of direction, separators, tags.
    for (const char* trick :
         {"\xc2\x9b", "\xc2\x9d", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\xa8", "\xd8\x9c",
          "\xf3\xa0\x80\x81", "\x9b", "\xed\xa0\x80", "\xc0\xaf"}) {
        const std::string shown = printable(trick);
        EXPECT_EQ(shown.find(trick), std::string::npos);
        EXPECT_NE(shown.find("\xef\xbf\xbd"), std::string::npos);
    }
}

TEST(Printable, EveryByteAndPairComesOutAsHarmlessUtf8) {
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const std::string shown =
                printable(std::string{static_cast<char>(a), static_cast<char>(b), 'x'});
            EXPECT_EQ(printable(shown), shown) << a << " " << b;
            for (std::size_t at = 0; at < shown.size();) {
                const std::size_t length = sequenceLength(shown, at);
                ASSERT_GT(length, 0U) << a << " " << b;
                EXPECT_GE(static_cast<unsigned char>(shown[at]), 0x20U);
                at += length;
            }
        }
    }
}

TEST(Printable, JsonKeepsItsValue) {
    const nlohmann::json value = {
        "\xc2\x9b"
        "31m",
        "\xe2\x80\xae", "\x7f", "\xf3\xa0\x80\x81", "ü\n"};
    const std::string text = printableJson(value.dump(2));
    EXPECT_EQ(nlohmann::json::parse(text), value);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
    EXPECT_NE(text.find("\\u202e"), std::string::npos);
    EXPECT_NE(text.find("\\udb40\\udc01"), std::string::npos);
}

TEST(Printable, ErrorsQuoteNothingRaw) {
    const Error error("\x1b]0;owned\x07.csv", "no model \xe2\x80\xae\xff", "See \"\x1b[2J\"");
    EXPECT_EQ(std::string(error.what()),
              "␛]0;owned␇.csv: no model \xef\xbf\xbd\xef\xbf\xbd. See \"␛[2J\".");
    EXPECT_EQ(error.where(), "␛]0;owned␇.csv");
}

}  // namespace
}  // namespace orl
