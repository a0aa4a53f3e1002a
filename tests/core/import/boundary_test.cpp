#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/data/text/csv.h"
#include "core/data/text/json_reader.h"
#include "import_helpers.h"

namespace orl {
namespace {

/// A multiple of any buffer that reads the files.
constexpr std::size_t kEdge = std::size_t{1} << 20U;

/// Text with everything that takes more than one byte to understand.
const std::string kTricky = "a \u00e9\u20ac\U0001F600 b";

std::string csvQuoted(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

// The last row slides over the edge byte by byte, so that each of its bytes is once the last of a
// buffer and once the first.
TEST(BufferEdge, CsvRowsAreTheSameWhereverTheBufferEnds) {
    const TempDir dir;
    const std::string value = kTricky + " \"said\",\r\nthen \"\"";
    const std::string row = csvQuoted(value) + ",7\r\n";
    const std::string head = "text,n\n";
    for (std::size_t back = 0; back <= row.size() + 1; ++back) {
        const std::string filler(kEdge - back - head.size() - 3, 'x');
        const std::string text = head + filler + ",1\n" + row + "end,2\n";
        ASSERT_EQ(head.size() + filler.size() + 3 + back, kEdge);
        ByteSource source(dir.write("t.csv", text));
        CsvReader reader(source);
        std::vector<std::vector<std::string>> rows;
        std::vector<std::uint64_t> lines;
        for (CsvRow read; reader.next(read);) {
            EXPECT_TRUE(read.problem.empty() && !read.repaired) << back;
            rows.emplace_back(read.fields.begin(), read.fields.end());
            lines.push_back(read.line);
        }
        ASSERT_EQ(rows.size(), 4U) << back;
        EXPECT_EQ(rows[1], (std::vector<std::string>{filler, "1"})) << back;
        EXPECT_EQ(rows[2], (std::vector<std::string>{value, "7"})) << back;
        EXPECT_EQ(rows[3], (std::vector<std::string>{"end", "2"})) << back;
        EXPECT_EQ(lines, (std::vector<std::uint64_t>{1, 2, 3, 5})) << back;
    }
}

TEST(BufferEdge, JsonRecordsAreTheSameWhereverTheBufferEnds) {
    const TempDir dir;
    const std::string value = kTricky + " \"said\" \\ ]},{[ \n";
    const std::string record = nlohmann::json{{"t", value}, {"n", -12.5}}.dump();
    for (const bool array : {false, true}) {
        const std::string head = array ? "[\n{\"t\":\"" : "{\"t\":\"";
        const std::string join = array ? "\"},\n" : "\"}\n";
        for (std::size_t back = 0; back <= record.size() + 1; ++back) {
            const std::string filler(kEdge - back - head.size() - join.size(), 'x');
            const std::string text =
                head + filler + join + record + (array ? ",\n{\"t\":1}\n]" : "\n{\"t\":1}\n");
            ByteSource source(dir.write("t.json", text));
            JsonReader reader(source);
            std::vector<nlohmann::json> values;
            std::vector<std::uint64_t> lines;
            for (JsonRecord read; reader.next(read);) {
                EXPECT_EQ(read.problem + read.repair, "") << back;
                values.push_back(read.value);
                lines.push_back(read.line);
            }
            ASSERT_EQ(values.size(), 3U) << back;
            EXPECT_EQ(values[0]["t"], filler) << back;
            EXPECT_EQ(values[1]["t"], value) << back;
            EXPECT_EQ(values[1]["n"], -12.5) << back;
            const std::uint64_t first = array ? 2 : 1;
            EXPECT_EQ(lines, (std::vector<std::uint64_t>{first, first + 1, first + 2})) << back;
        }
    }
}

TEST(BufferEdge, BytesComeWholeAndNulsAreFoundOnTheirLine) {
    const TempDir dir;
    for (const std::size_t size : {kEdge - 1, kEdge, kEdge + 1}) {
        std::string text;
        while (text.size() < size) text += std::to_string(text.size()) + "\n";
        text.resize(size);
        ByteSource source(dir.write("t.txt", text));
        std::string read;
        for (auto chunk = source.next(); !chunk.empty(); chunk = source.next()) read += chunk;
        EXPECT_TRUE(read == text) << size;
        EXPECT_EQ(source.bytesRead(), size);
    }
    for (const std::size_t at : {kEdge - 1, kEdge, kEdge + 1}) {
        std::string text(at, 'x');
        text[10] = text[kEdge / 2] = '\n';
        ByteSource source(dir.write("n.txt", text + '\0' + "rest"));
        try {
            while (!source.next().empty()) {
            }
            ADD_FAILURE() << "a NUL byte at " << at << " was taken for text";
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find("n.txt:3"), std::string::npos) << error.what();
        }
    }
}

}  // namespace
}  // namespace orl
