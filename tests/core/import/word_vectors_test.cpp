#include "core/data/word_vectors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/support/error.h"

namespace orl {
namespace {

class WordFiles : public testing::Test {
  protected:
    WordFiles() {
        m_folder = std::filesystem::temp_directory_path() /
                   ("orl_words_" + std::to_string(::getpid()) + "_" +
                    testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(m_folder);
    }
    ~WordFiles() override {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    std::filesystem::path write(const std::string& name, const std::string& bytes) const {
        std::ofstream(m_folder / name, std::ios::binary) << bytes;
        return m_folder / name;
    }
    WordVectors read(const std::string& bytes) const { return readAt(write("v.txt", bytes)); }
    static WordVectors readAt(const std::filesystem::path& file) {
        return readWordVectors(file, [](std::string_view, std::size_t) { return true; });
    }
    /// What the file is refused with; empty: it is not.
    std::string refusal(const std::string& bytes) const {
        try {
            read(bytes);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    static std::string raw(const std::vector<float>& numbers) {
        std::string bytes(numbers.size() * sizeof(float), '\0');
        std::memcpy(bytes.data(), numbers.data(), bytes.size());
        return bytes;
    }
    static void expectCatAndDog(const WordVectors& read) {
        EXPECT_EQ(read.words, (std::vector<std::string>{"cat", "dög"}));
        Embeddings expected(2, 3);
        expected << 1.0F, -0.5F, 2.0F, 0.25F, 0.0F, -3.0F;
        EXPECT_EQ(read.vectors, expected);
        EXPECT_EQ(read.fileWords, 2U);
        EXPECT_NE(read.source.find("(2 × 3, "), std::string::npos) << read.source;
    }

    std::filesystem::path m_folder;
};

TEST_F(WordFiles, FourFormatsSayTheSame) {
    const std::string lines = "cat 1 -0.5 2e0\ndög 0.25 0 -3\n";
    expectCatAndDog(read(lines));
    expectCatAndDog(read("cat 1 -0.5 2e0 \r\ndög 0.25 0 -3\r\n"));
    expectCatAndDog(read(lines.substr(0, lines.size() - 1)));
    EXPECT_EQ(read(lines).format, "GloVe text");
    expectCatAndDog(read("2 3\n" + lines));
    EXPECT_EQ(read("2 3\n" + lines).format, "word2vec text");
    const std::string cat = raw({1.0F, -0.5F, 2.0F});
    const std::string dog = raw({0.25F, 0.0F, -3.0F});
    expectCatAndDog(read("2 3\ncat " + cat + "dög " + dog));
    expectCatAndDog(read("2 3\ncat " + cat + "\ndög " + dog + "\n"));
    EXPECT_EQ(read("2 3\ncat " + cat + "dög " + dog).format, "word2vec binary");
}

TEST_F(WordFiles, ATableHasTheWordsOfItsTokenizer) {
    const auto table = [&](const std::string& type, const std::string& rows, int count) {
        const std::string header =
            nlohmann::json{
                {"__metadata__", {{"format", "pt"}}},
                {"embeddings",
                 {{"dtype", type}, {"shape", {count, 3}}, {"data_offsets", {0, rows.size()}}}}}
                .dump();
        std::string length(8, '\0');
        length[0] = static_cast<char>(header.size());
        return write("m.safetensors", length + header + rows);
    };
    const std::string rows =
        raw({1.0F, -0.5F, 2.0F}) + raw({9.0F, 9.0F, 9.0F}) + raw({0.25F, 0.0F, -3.0F});
    write("tokenizer.json", R"({"model":{"vocab":{"cat":0,"##s":1,"dög":2}}})");
    WordVectors read = readAt(table("F32", rows, 3));
    EXPECT_EQ(read.pieces, 1U);
    EXPECT_EQ(read.format, "safetensors");
    expectCatAndDog(read);
    write("tokenizer.json", R"({"model":{"vocab":[["▁cat",-1.5],["s",-2],["▁dög",-3]]}})");
    expectCatAndDog(readAt(table("F32", rows, 3)));
    // 1, −0.5, 2 and 0.25, 0, −3 as float16.
    const std::uint16_t halves[] = {0x3C00, 0xB800, 0x4000, 0, 0, 0, 0x3400, 0x0000, 0xC200};
    std::string half(sizeof halves, '\0');
    std::memcpy(half.data(), halves, sizeof halves);
    expectCatAndDog(readAt(table("F16", half, 3)));
    EXPECT_THROW(readAt(table("F32", rows, 4)), Error);
    EXPECT_THROW(readAt(table("I8", rows, 3)), Error);
    EXPECT_THROW(readAt(table("F32", rows.substr(1), 3)), Error);
    write("tokenizer.json", R"({"model":{"vocab":{"cat":0,"dog":7}}})");
    EXPECT_THROW(readAt(table("F32", rows, 3)), Error);
    std::filesystem::remove(m_folder / "tokenizer.json");
    EXPECT_THROW(readAt(table("F32", rows, 3)), Error);
}

TEST_F(WordFiles, WordsMayHoldBlanksAndComeTwice) {
    const WordVectors read = this->read("the 1 2\n. . . 3 4\nof 5 6\nthe 7 8\n");
    EXPECT_EQ(read.words, (std::vector<std::string>{"the", ". . .", "of"}));
    EXPECT_EQ(read.vectors(1, 0), 3.0F);
    EXPECT_EQ(read.vectors(0, 0), 1.0F) << "the first counts";
    EXPECT_EQ(read.duplicates, 1U);
    EXPECT_EQ(read.fileWords, 4U);
}

TEST_F(WordFiles, OnlyWantedWordsAreKept) {
    const auto file = write("v.txt", "the 1 2\ncat 3 4\nrare 5 6\n");
    const WordVectors read = readWordVectors(
        file, [](std::string_view word, std::size_t rank) { return rank < 1 || word == "rare"; });
    EXPECT_EQ(read.words, (std::vector<std::string>{"the", "rare"}));
    EXPECT_EQ(read.fileWords, 3U);
}

TEST_F(WordFiles, DamageIsNamed) {
    const auto says = [&](const std::string& bytes, const std::string& what) {
        const std::string refused = refusal(bytes);
        EXPECT_NE(refused.find(what), std::string::npos) << refused;
    };
    says("a 1 2\nb 1\nc 1 2\n", "v.txt:2");
    says("a 1 2\nb 1\nc 1 2\n", "1 value after its word, the others have 2");
    says("a 1 2\nb 1 2 3\nc 1 2\n", "v.txt:2");
    says("a 1 2\n5 1 2 3\nc 1 2\n", "v.txt:2");
    says("a 1 2\nb 1 x\nc 1 2\n", "v.txt:2");
    says("a 1 2\nb 1 nan\nc 1 2\n", "not finite");
    says("a 1 2\nb inf 2\nc 1 2\n", "not finite");
    says("", "no word vectors");
    says("\n\n", "no word vectors");
    says("prose without numbers\n", "v.txt");
    says("3 2\na 1 2\nb 1 2\n", "promises 3 words, but it has 2");
    says("1 2\na 1 2\nb 1 2\n", "promises 1 words, but it has 2");
    says("2 99999999999\na 1 2\n", "1 to 8192 dimensions");
    says("2 0\na\n", "1 to 8192 dimensions");
    const std::string row = raw({1.0F, 2.0F});
    says("2 2\nab " + row + "cd " + row.substr(1), "breaks off after 1 of 2 words");
    says("2 2\nab " + row + "cd " + row + "ef " + row, "more in it than the 2 words");
    says("999999999999 2\nab " + row, "more than is in it");
    says("1 2\nab " + raw({1.0F, std::numeric_limits<float>::quiet_NaN()}), "not finite");
    says("1 2\n" + std::string(2000, 'w') + " " + row, "longer than 1000 bytes");
    says("a 1 2\n" + std::string(2U << 20U, 'x') + "\n", "too long");
    EXPECT_THROW(readAt(m_folder), Error);
    EXPECT_THROW(readAt(m_folder / "absent"), Error);
}

TEST_F(WordFiles, EveryCutOfAFileIsReadOrRefused) {
    const std::string row = raw({1.0F, 2.0F});
    for (const std::string& whole :
         {std::string("cat 1 2\ndog 3 4\n"), std::string("2 2\ncat 1 2\ndog 3 4\n"),
          "2 2\ncat " + row + "dog " + row}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            try {
                const WordVectors some = read(whole.substr(0, size));
                EXPECT_TRUE(some.vectors.allFinite());
            } catch (const Error&) {
                // Refused.
            }
        }
    }
}

}  // namespace
}  // namespace orl
