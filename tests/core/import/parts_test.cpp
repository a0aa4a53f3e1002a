#include <gtest/gtest.h>

#include <cmath>
#include <stop_token>

#include "core/data/text/csv.h"
#include "core/data/text/json.h"
#include "core/data/text/json_reader.h"
#include "core/data/text/number.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"
#include "core/support/random.h"
#include "import_helpers.h"

namespace orl {
namespace {

TEST(PythonLiteral, ReadsWhatReprWrites) {
    const auto read = [](std::string_view text) {
        const auto literal = readPythonLiteral(text);
        EXPECT_TRUE(literal.ok()) << text << ": " << literal.problem;
        return literal.value;
    };
    EXPECT_EQ(read(R"(['a', "it's", 'say \'x\''])"), (nlohmann::json{"a", "it's", "say 'x'"}));
    EXPECT_EQ(read("{'a': 1, 'b': (True, None, -2.5e-3,), }")["b"][2], -2.5e-3);
    EXPECT_EQ(read("[]"), nlohmann::json::array());
    EXPECT_EQ(read(" { } "), nlohmann::json::object());
    EXPECT_EQ(read(R"('\x41\u00e9\U0001F600\101\n\\')"), "A\u00e9\U0001F600A\n\\");
    EXPECT_EQ(read(R"('\ud83d\ude00')"), "\U0001F600");
    EXPECT_EQ(read(R"('\ud83d')"), "\uFFFD");
    EXPECT_EQ(read("'one' \"two\""), "onetwo");
    EXPECT_TRUE(std::isnan(read("nan").get<double>()));
}

TEST(PythonLiteral, RefusesEverythingElse) {
    for (const char* text : {"",
                             "[",
                             "]",
                             "['a'",
                             "['a',,]",
                             "{'a'}",
                             "{'a':}",
                             "{'a' 1}",
                             "{1: 2}",
                             "'a",
                             "'a\\",
                             "a",
                             "1 2",
                             "0x10",
                             "f('x')",
                             "[1] + [2]",
                             "'\\xg1'",
                             "'\\u12'",
                             "{'a': 1, 'a': 2}",
                             "--1",
                             "array(['a'])",
                             "1.2.3",
                             "b'x'"}) {
        const auto literal = readPythonLiteral(text);
        EXPECT_FALSE(literal.ok()) << text << " gave " << literal.value;
        EXPECT_TRUE(literal.value.is_null());
    }
    EXPECT_FALSE(readPythonLiteral(std::string(100'000, '[')).ok());
}

TEST(Numbers, BlankNumberOrBad) {
    using State = CellNumber::State;
    for (const char* text : {"", "  ", "None", "null", "N/A", "NA", "-"}) {
        EXPECT_EQ(readNumber(text).state, State::Blank) << text;
    }
    const std::pair<const char*, double> good[] = {{"1", 1},         {" 0.25 ", 0.25}, {"+3", 3},
                                                   {"-2e-3", -2e-3}, {"True", 1},      {"FALSE", 0},
                                                   {"1e-999", 0}};
    for (const auto& [text, value] : good) {
        const auto number = readNumber(text);
        EXPECT_EQ(number.state, State::Number) << text;
        EXPECT_EQ(number.value, value) << text;
    }
    for (const char* text : {"nan", "inf", "-Infinity", "1e999", "1,234", "2024-01-31", "12:30",
                             "5%%", "\u20ac3", "1 2", "0x10", "yes!", "--1", "+", "%", "$"}) {
        EXPECT_EQ(readNumber(text).state, State::Bad) << text;
        EXPECT_FALSE(readNumber(text).problem.empty()) << text;
    }
}

TEST(Numbers, AreReadAsTheyAreWritten) {
    using Form = CellNumber::Form;
    const auto expect = [](const CellNumber& number, double value, Form form) {
        EXPECT_EQ(number.state, CellNumber::State::Number) << number.problem;
        EXPECT_DOUBLE_EQ(number.value, value);
        EXPECT_EQ(number.form, form) << value;
    };
    expect(readNumber("85 %"), 0.85, Form::Percent);
    expect(readNumber("12,5%"), 0.125, Form::Percent);
    expect(readNumber("$0.01"), 0.01, Form::Dollars);
    expect(readNumber("-3 USD"), -3.0, Form::Dollars);
    expect(readNumber("Yes"), 1.0, Form::Truth);
    expect(readNumber("INCORRECT"), 0.0, Form::Truth);
    expect(readNumber("0,5"), 0.5, Form::DecimalComma);
    expect(readNumber("-12,75"), -12.75, Form::DecimalComma);
    expect(readNumber("0,002"), 0.002, Form::DecimalComma);
    expect(readNumber("1,234", true), 1.234, Form::DecimalComma);
    expect(readNumber("1.234"), 1.234, Form::Grouped);
    expect(readNumber("0.234"), 0.234, Form::Plain);
    EXPECT_EQ(readNumber("NaN").form, Form::NaN);
    EXPECT_EQ(readNumber("1,234,567", true).state, CellNumber::State::Bad);
    expect(numberOf(true), 1.0, Form::Truth);
}

/// Decodes with the textbook rule, for comparison: is this one well-formed code point?
bool wellFormed(std::string_view text) {
    std::string encoded;
    for (char32_t point = 0; point <= 0x10ffff; ++point) {
        if (point >= 0xd800 && point <= 0xdfff) continue;
        encoded.clear();
        appendCodePoint(encoded, point);
        if (encoded == text) return true;
    }
    return false;
}

TEST(Utf8, KeepsValidTextAndReplacesTheRest) {
    for (const std::string_view text : {"\xc3\xa9", "\xf0\x9f\x98\x80", "\xe2\x82\xac"}) {
        std::string copy(text);
        EXPECT_TRUE(wellFormed(text));
        EXPECT_EQ(repairUtf8(copy), 0U);
        EXPECT_EQ(copy, text);
    }
    // Over-long, surrogate, beyond U+10FFFF, cut short, lone continuation.
    for (const std::string_view text :
         {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xff"}) {
        std::string copy(text);
        EXPECT_FALSE(wellFormed(text));
        EXPECT_EQ(repairUtf8(copy), text.size());
        EXPECT_EQ(codePoints(copy), text.size());
    }
    Random random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (std::uint64_t k = random.below(40); k > 0; --k) {
            bytes.push_back(static_cast<char>(random.below(256)));
        }
        std::string once = bytes;
        repairUtf8(once);
        std::string twice = once;
        EXPECT_EQ(repairUtf8(twice), 0U);
        EXPECT_NO_THROW(nlohmann::json(once).dump());  // the library refuses invalid UTF-8
    }
}

TEST(JsonMending, RepairsOnlyWhatIsBroken) {
    std::string text = R"({"a": "NaN \ud800 \ud83d\ude00 \\u", "b": [NaN, -Infinity, 1e999, 1e5]})";
    EXPECT_FALSE(mendJson(text).empty());
    nlohmann::json value;
    EXPECT_EQ(parseJson(text, value), "");
    EXPECT_EQ(value["a"], "NaN \uFFFD \U0001F600 \\u");
    EXPECT_EQ(value["b"], (nlohmann::json{nullptr, nullptr, nullptr, 1e5}));
    std::string good = R"({"x": "\u00e9", "y": [1, -2.5, true, null]})";
    const std::string before = good;
    EXPECT_EQ(mendJson(good), "");
    EXPECT_EQ(good, before);
    EXPECT_NE(parseJson(R"({"a": {"x": 1, "x": 2}})", value), "");
    EXPECT_EQ(parseJson(R"([{"x": 1}, {"x": 2}, {"y": {"x": 1}, "x": 1}])", value), "");
}

/// Random tables written by the plain rule and read back: every field and every line.
TEST(CsvReading, RoundTripsRandomTablesWithExactLines) {
    const TempDir dir;
    Random random(11);
    const std::string alphabet = "ab,;\"\n\r\t '";
    for (const char delimiter : {',', ';', '\t'}) {
        for (int round = 0; round < 30; ++round) {
            std::vector<std::vector<std::string>> table;
            std::vector<std::uint64_t> lines;
            std::string text;
            std::uint64_t line = 1;
            for (int r = 0; r < 20; ++r) {
                std::vector<std::string> row{"r" + std::to_string(r)};
                std::string written = row[0];
                for (int c = 0; c < 4; ++c) {
                    std::string field;
                    for (std::uint64_t k = random.below(9); k > 0; --k) {
                        field.push_back(alphabet[random.below(alphabet.size())]);
                    }
                    written += delimiter;
                    written += '"';
                    for (const char ch : field) written += ch == '"' ? "\"\"" : std::string(1, ch);
                    written += '"';
                    row.push_back(field);
                }
                lines.push_back(line);
                written += '\n';
                if (random.below(4) == 0) written += " \n";  // a blank line
                line +=
                    static_cast<std::uint64_t>(std::count(written.begin(), written.end(), '\n'));
                text += written;
                table.push_back(row);
            }
            ByteSource source(dir.write("t.csv", text));
            CsvReader reader(source, delimiter);
            CsvRow row;
            std::size_t at = 0;
            while (reader.next(row)) {
                ASSERT_LT(at, table.size());
                EXPECT_EQ(row.problem, "");
                EXPECT_EQ(row.line, lines[at]);
                EXPECT_EQ(std::vector<std::string>(row.fields.begin(), row.fields.end()),
                          table[at]);
                ++at;
            }
            EXPECT_EQ(at, table.size());
        }
    }
}

TEST(CsvReading, RowsLongerThanAChunkKeepTheirLine) {
    const TempDir dir;
    const std::string large(1U << 20U, 'x');
    ByteSource source(dir.write("t.csv", "a,b\n1,\"" + large + "\n" + large + "\"\n2,y\n"));
    CsvReader reader(source);
    CsvRow row;
    ASSERT_TRUE(reader.next(row));
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.line, 2U);
    EXPECT_EQ(row.fields[1].size(), 2 * large.size() + 1);
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.line, 4U);
    EXPECT_FALSE(reader.next(row));
}

TEST(JsonReading, EveryLayoutGivesTheSameRecordsWithTheirLines) {
    const TempDir dir;
    const auto read = [&](const std::string& text) {
        ByteSource source(dir.write("t.json", text));
        JsonReader reader(source);
        JsonRecord record;
        std::vector<std::pair<std::uint64_t, int>> all;
        while (reader.next(record)) {
            EXPECT_EQ(record.problem, "");
            all.emplace_back(record.line, record.value["x"].get<int>());
        }
        return all;
    };
    using Records = std::vector<std::pair<std::uint64_t, int>>;
    EXPECT_EQ(read("[{\"x\":1},{\"x\":2}]"), (Records{{1, 1}, {1, 2}}));
    EXPECT_EQ(read("\n[\n {\"x\":\n1}\n,\n{\"x\":2}]\n\n"), (Records{{3, 1}, {6, 2}}));
    EXPECT_EQ(read("{\"x\":1}\n\r\n{\"x\":2}"), (Records{{1, 1}, {3, 2}}));
    EXPECT_EQ(read("{\n\"x\":1}\n{\"x\":\n2}\n"), (Records{{1, 1}, {3, 2}}));
    EXPECT_EQ(read("{\"h\": \"[\", \"records\" :\n[{\"x\":1},\n{\"x\":2}], \"t\": [1]}"),
              (Records{{2, 1}, {3, 2}}));
    EXPECT_EQ(read("[{\"x\":1, \"s\": \"]}\\\"{[\"}]"), (Records{{1, 1}}));
}

class ImportJob : public ImportTest {};

TEST_F(ImportJob, StopsAndReportsProgress) {
    std::string text = "prompt,a,b\n";
    for (int k = 0; k < 100'000; ++k) text += "What is " + std::to_string(k) + "?,True,False\n";
    options.files = {dir.write("big.csv", text)};
    double last = 0.0;
    int calls = 0;
    Job job;
    job.progress = [&](double share, std::string_view) {
        EXPECT_GE(share, last);
        EXPECT_LE(share, 1.0);
        last = share;
        ++calls;
    };
    EXPECT_EQ(importFiles(options, job).dataset.queryCount(), 100'000U);
    EXPECT_GE(calls, 1);

    std::stop_source stop;
    job.stop = stop.get_token();
    job.progress = [&](double, std::string_view) { stop.request_stop(); };
    EXPECT_THROW(importFiles(options, job), Cancelled);
}

TEST_F(ImportJob, SplitsByRuleAndByColumn) {
    std::string text = "query,task,a,b\n";
    for (int k = 0; k < 100; ++k) {
        text += "q" + std::to_string(k) + (k < 60 ? ",x" : ",y") + ",1,0\n";
    }
    options.split = splitRuleFrom("train=0.7,test=0.3", 3);
    const auto shares = importText("t.csv", text);
    EXPECT_EQ(shares.report.splits.at("train"), 70U);
    EXPECT_EQ(shares.report.splits.at("test"), 30U);
    options.files.clear();
    options.split = {};
    const auto column = importText("c.csv", "query,split,a,b\nq,test,1,0\nr,train,1,0\n");
    EXPECT_EQ(column.dataset.queries[0].split, "test");
    EXPECT_EQ(column.report.splits.at("train"), 1U);
}

TEST_F(ImportJob, ReportAsJsonHasTheContractsKeys) {
    options.mapping.text = "query";
    options.mapping.wide = {{"a", {"a", "", ""}}, {"b", {"b", "", ""}}};
    const auto result = importText("t.csv", "query,a,b\nq,1,\nr,0,x\n");
    const auto json = nlohmann::json::parse(result.report.toJson());
    EXPECT_EQ(json["queries"], 2);
    EXPECT_EQ(json["models"], 2);
    EXPECT_EQ(json["outcomes"], 2);
    EXPECT_EQ(json["missing_scores"], 2);
    EXPECT_EQ(json["rows_missing_scores"], 2);
    EXPECT_EQ(json["missing_costs"], 4);
    EXPECT_EQ(json["rows_read"], 2);
    EXPECT_EQ(json["rows_kept"], 2);
    EXPECT_EQ(json["repaired"], 0);
    EXPECT_EQ(json["refused"], 1);
    EXPECT_EQ(json["format"], "plain-table");
    EXPECT_TRUE(json["splits"].is_object());
    ASSERT_TRUE(json["warnings"].is_array());
    const auto& first = json["warnings"][0];
    EXPECT_EQ(first["kind"], "refused");
    EXPECT_EQ(first["line"], 3);
    EXPECT_EQ(first["count"], 1);
}

}  // namespace
}  // namespace orl
