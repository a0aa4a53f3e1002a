#include <archive.h>
#include <archive_entry.h>

#include <cmath>
#include <cstring>

#include "core/data/text/csv.h"
#include "core/data/text/json_reader.h"
#include "core/data/text/vector.h"
#include "import_helpers.h"

namespace orl {
namespace {

/// Files that people have and programs write: what can be read is read.
class Readable : public ImportTest {
  protected:
    ImportResult fresh(const std::string& name, const std::string& content) {
        options.files.clear();
        return importText(name, content);
    }
    std::string refused(const std::string& name, const std::string& content) {
        options.files = {dir.write(name, content)};
        return errorOf(options);
    }
    /// The two records that most tests here write in their own way: a right, b wrong on q1.
    static void expectTwo(const ImportResult& result, const std::string& where) {
        const Dataset& data = result.dataset;
        ASSERT_EQ(data.queryCount(), 1U) << where;
        ASSERT_EQ(data.modelCount(), 2U) << where;
        EXPECT_EQ(data.queries[0].text, "q1") << where;
        EXPECT_EQ(data.score(0, data.modelIndex("a")), 1.0) << where;
        EXPECT_EQ(data.score(0, data.modelIndex("b")), 0.0) << where;
    }
    /// An archive of these files, or one compressed file where the format is "raw".
    std::filesystem::path pack(const std::string& name, const std::string& format,
                               const std::string& filter,
                               const std::vector<std::pair<std::string, std::string>>& files) {
        const auto path = dir.path() / name;
        archive* out = archive_write_new();
        archive_write_set_format_by_name(out, format.c_str());
        if (!filter.empty()) archive_write_add_filter_by_name(out, filter.c_str());
        EXPECT_EQ(archive_write_open_filename(out, path.c_str()), ARCHIVE_OK);
        for (const auto& [file, content] : files) {
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, file.c_str());
            archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_write_header(out, entry);
            archive_write_data(out, content.data(), content.size());
            archive_entry_free(entry);
        }
        archive_write_close(out);
        archive_write_free(out);
        return path;
    }
};

constexpr const char* kRecords =
    R"([{"prompt": "q1", "model": "a", "score": 1}, {"prompt": "q1", "model": "b", "score": 0}])";
constexpr const char* kTable = "prompt,model,score\nq1,a,1\nq1,b,0\n";

TEST_F(Readable, RecordsInAnObject) {
    for (const char* key : {"data", "rows", "records", "results", "items"}) {
        expectTwo(fresh("w.json", "{\"version\": 2, \"" + std::string(key) + "\": " + kRecords +
                                      ", \"rest\": [1]}"),
                  key);
    }
    // A list inside a record is no wrapper of records.
    const auto inner = fresh("i.jsonl",
                             R"({"query": "q1", "data": [1], "model": "a", "score": 1}
{"query": "q1", "data": [2], "model": "b", "score": 0}
)");
    expectTwo(inner, "a list in a record");
    const auto served = fresh("s.json", R"({"features": [], "rows": [
        {"row_idx": 0, "row": {"prompt": "q1", "model": "a", "score": 1}, "truncated_cells": []},
        {"row_idx": 1, "row": {"prompt": "q1", "model": "b", "score": 0}, "truncated_cells": []}]})");
    expectTwo(served, "rows of a server");
}

TEST_F(Readable, TablesAsPandasWritesThem) {
    expectTwo(fresh("split.json", R"({"columns":["prompt","model","score"],"index":[0,1],)"
                                  R"("data":[["q1","a",1],["q1","b",0]]})"),
              "split");
    expectTwo(fresh("columns.json", R"({"prompt":{"0":"q1","1":"q1"},"model":{"0":"a","1":"b"},)"
                                    R"("score":{"0":1,"1":0}})"),
              "columns");
    expectTwo(fresh("lists.json", R"({"prompt":["q1","q1"],"model":["a","b"],"score":[1,0]})"),
              "lists");
    expectTwo(fresh("index.json", R"({"0":{"prompt":"q1","model":"a","score":1},)"
                                  R"("1":{"prompt":"q1","model":"b","score":0}})"),
              "index");
    // Keys sort as texts; the rows keep the order of their numbers.
    std::string text = R"({"prompt":{)", scores = R"("a_score":{)";
    for (int i = 0; i < 12; ++i) {
        text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":\"q" + std::to_string(i) + "\"";
        scores += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":" + (i == 2 ? "1" : "0");
    }
    const auto many = fresh("many.json", text + "}," + scores + "}}");
    ASSERT_EQ(many.dataset.queryCount(), 12U);
    EXPECT_EQ(many.dataset.queries[2].text, "q2");
    EXPECT_EQ(many.dataset.score(2, 0), 1.0);
}

TEST_F(Readable, CompressedFilesAndArchivesOfOne) {
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
        options.files = {pack(std::string("t.csv.") + filter, "raw", filter, {{"t", kTable}})};
        expectTwo(importFiles(options), filter);
    }
    options.files = {
        pack("t.zip", "zip", "", {{"__MACOSX/._t.csv", "junk"}, {"sub/t.csv", kTable}})};
    expectTwo(importFiles(options), "zip");
    options.files = {pack("t.json.gz", "raw", "gzip", {{"t", kRecords}})};
    expectTwo(importFiles(options), "JSON in gzip");
    options.files = {pack("two.zip", "zip", "", {{"a.csv", kTable}, {"b.csv", kTable}})};
    EXPECT_NE(errorOf(options).find("several files: a.csv, b.csv"), std::string::npos);
    options.files = {pack("b.xlsx", "zip", "", {{"[Content_Types].xml", "x"}, {"y", "z"}})};
    EXPECT_NE(errorOf(options).find("Excel"), std::string::npos);
    // Large enough for many buffers, and cut.
    std::string large = "prompt,model,score\n";
    for (int i = 0; i < 40'000; ++i) large += "question " + std::to_string(i * 7919) + ",a,1\n";
    const auto whole = pack("large.csv.gz", "raw", "gzip", {{"t", large}});
    options.files = {whole};
    EXPECT_EQ(importFiles(options).report.rowsKept, 40'000U);
    std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
    EXPECT_NE(errorOf(options).find("cannot be unpacked"), std::string::npos);
    options.files = {pack("list.csv", "raw", "gzip", {{"t", kTable}})};
    options.prices = pack("p.json.gz", "raw", "gzip", {{"p", R"({"a": {"input_price": 1}})"}});
    EXPECT_EQ(importFiles(options).dataset.models[0].inputPrice, 1.0);
}

std::string utf16(const std::u16string& text, bool big, bool mark) {
    std::string bytes;
    const auto unit = [&](char16_t c) {
        const char low = static_cast<char>(c & 0xff), high = static_cast<char>(c >> 8);
        bytes += big ? high : low;
        bytes += big ? low : high;
    };
    if (mark) unit(u'\ufeff');
    for (const char16_t c : text) unit(c);
    return bytes;
}

TEST_F(Readable, Utf16) {
    const std::u16string text = u"prompt,model,score\nwhy \u00e9\u20ac\U0001F600?,a,1\n";
    for (const bool big : {false, true}) {
        for (const bool mark : {false, true}) {
            const auto result = fresh("u.csv", utf16(text, big, mark));
            EXPECT_EQ(result.dataset.queries[0].text, "why \u00e9\u20ac\U0001F600?");
            EXPECT_EQ(result.report.repaired, 0U);
        }
    }
    std::u16string large = text;
    for (int i = 0; i < 60'000; ++i) large += u"\U0001F600 again,a,1\n";
    const auto result = fresh("l.csv", utf16(large, false, true));
    EXPECT_EQ(result.report.rowsRead, 60'001U);
    EXPECT_EQ(result.report.repaired, 0U);
}

TEST_F(Readable, SeparatorsAndLinesBeforeTheHeader) {
    expectTwo(fresh("bar.csv", "prompt|model|score\nq1|a|1\nq1|b|0\n"), "bars");
    expectTwo(fresh("sep.csv", "sep=;\r\nprompt;model;score\r\nq1;a;1\r\nq1;b;0\r\n"), "sep=");
    expectTwo(fresh("odd.csv", "\"sep=^\"\nprompt^model^score\nq1^a^1\nq1^b^0\n"), "sep=^");
    expectTwo(fresh("notes.csv", "# run 7, of May\n\n#\n" + std::string(kTable)), "comments");
    expectTwo(fresh("hash.csv", "#prompt,model,score\nq1,a,1\nq1,b,0\n"), "header with a sign");
    const auto bad = fresh("n.csv", "# note\nprompt,model,score\nq1,a,1\nq1,b,x\nq1,c,0\n");
    EXPECT_EQ(remark(bad.report, "no number").line, 4U);
    // A prompt may begin with the sign.
    EXPECT_EQ(fresh("p.csv", "prompt,model,score\n# Title,a,1\n").dataset.queries[0].text,
              "# Title");
}

TEST_F(Readable, OneBadByteOrCommaCostsOneRow) {
    const auto commas = fresh(
        "t.json", R"([{"prompt":"q1","model":"a","score":1,},,{"prompt":"q1","model":"b","score":0}
 {"prompt":"q2","model":"b","score":0},])");
    EXPECT_EQ(commas.report.rowsKept, 3U);
    remark(commas.report, "closing bracket");
    remark(commas.report, "comma is missing");
    remark(commas.report, "after the last record");
    const auto nul = fresh("n.csv", std::string(kTable) + "q2,a," + std::string(1, '\0') +
                                        "\nq3 and some more text of a question,a,1\n");
    EXPECT_EQ(nul.report.rowsKept, 3U);  // the cell without its NUL is blank
    EXPECT_EQ(remark(nul.report, "NUL bytes were left out").line, 4U);
    EXPECT_NE(refused("b.csv", kTable + std::string(200, '\0')).find("binary"), std::string::npos);

    std::string lines = "[\n", table = "prompt,model,score\n";
    for (int i = 0; i < 1000; ++i) {
        const std::string q = "q" + std::to_string(i);
        lines += "  {\"prompt\": \"" + q + (i == 500 ? "" : "\"") +
                 ", \"model\": \"a\", \"score\": 1}" + (i < 999 ? ",\n" : "\n]");
        table += (i == 500 ? "\"" : "") + q + ",a,1\n";
    }
    const auto array = fresh("a.json", lines);
    EXPECT_GE(array.report.rowsKept, 998U);
    EXPECT_EQ(remark(array.report, "no valid JSON").line, 502U);
    std::erase(lines, '\n');
    EXPECT_GE(fresh("line.json", lines).report.rowsKept, 998U);
    const auto rows = fresh("q.csv", table);
    EXPECT_EQ(rows.report.rowsKept, 999U);
    EXPECT_EQ(remark(rows.report, "never closed").line, 502U);
    EXPECT_EQ(rows.dataset.queries[500].text, "q501");
    // Two such rows: the second quote closes the first.
    const auto two = fresh("r.csv", "prompt,model,score\n\"q1,a,1\nq2,a,1\n\"q3,a,1\nq4,a,0\n");
    EXPECT_EQ(two.report.rowsKept, 2U);
    EXPECT_EQ(two.dataset.queries[1].text, "q4");
    // A file that was cut is refused.
    EXPECT_NE(refused("c.csv", "prompt,model,score\nq1,a,1\n\"a long question\nof two li")
                  .find("breaks off"),
              std::string::npos);
    EXPECT_NE(refused("c.json", "[{\"prompt\":\"q\",\"model\":\"a\",\"score\":1},\n{\"prompt\":\"w")
                  .find("breaks off"),
              std::string::npos);
}

TEST_F(Readable, GraphRoutersLayoutWithItsTensors) {
    const auto result =
        importText("graphrouter.csv",
                   "task_id,query,query_embedding,ground_truth,metric,llm,effect,cost\n"
                   "1,Q0,\"tensor([[ 0.1, -0.2]])\",gt,f1,LLaMA-3 (8b),0.5,0.1\n"
                   "1,Q0,\"tensor([[ 0.1, -0.2]])\",gt,f1,Mixtral-8x7B,0.7,1.0\n");
    const Dataset& data = result.dataset;
    ASSERT_EQ(data.queryCount(), 1U);
    EXPECT_EQ(data.score(0, data.modelIndex("Mixtral-8x7B")), 0.7);
    EXPECT_EQ(data.cost(0, data.modelIndex("LLaMA-3 (8b)")), 0.1);
    ASSERT_EQ(data.embedding.cols(), 2);
    EXPECT_EQ(data.embedding(0, 1), -0.2F);
}

TEST(VectorText, AsPythonPrintsIt) {
    const auto expect = [](const char* text, const std::vector<float>& values) {
        EXPECT_EQ(readVector(text).values, values) << text << readVector(text).problem;
    };
    expect("[0.5, -1.5e2]", {0.5F, -150.0F});
    expect("tensor([0.5, 1.], device='cuda:0')", {0.5F, 1.0F});
    expect("array([[0.5, 1.]], dtype=float32)", {0.5F, 1.0F});
    expect("[ 0.5  1. -2.\n  3.25]", {0.5F, 1.0F, -2.0F, 3.25F});
    for (const char* text : {"[0.1, ..., 0.2]", "[1 2, 3]", "tensor(", "tensor([1, x])", "1 2"}) {
        EXPECT_TRUE(readVector(text).values.empty()) << text;
        EXPECT_FALSE(readVector(text).problem.empty()) << text;
    }
}

/// A NumPy file of one row.
std::string npy(const std::string& type, int columns, const std::string& bytes) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (1, " +
                         std::to_string(columns) + "), }";
    header.resize(118, ' ');
    header.back() = '\n';
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header +
           bytes;
}

TEST(NumpyTypes, HalvesWholeNumbersAndBothByteOrders) {
    const TempDir dir;
    const auto expect = [&dir](const std::string& type, std::string bytes,
                               const std::vector<double>& values) {
        const auto file =
            dir.write("v.npy", npy(type, static_cast<int>(values.size()), std::move(bytes)));
        const Embeddings vectors = readVectorFile(file, 0);
        for (std::size_t d = 0; d < values.size(); ++d) {
            EXPECT_EQ(vectors(0, static_cast<Eigen::Index>(d)), static_cast<float>(values[d]))
                << type;
        }
    };
    using std::string_literals::operator""s;
    // 1, -2, the largest, the least subnormal, 1/3 rounded.
    expect("<f2", "\x00\x3c\x00\xc0\xff\x7b\x01\x00\x55\x35"s,
           {1.0, -2.0, 65504.0, std::ldexp(1.0, -24), 0.333251953125});
    expect(">f2", "\x3c\x00\xc0\x00"s, {1.0, -2.0});
    expect("|i1", "\x01\xff\x80"s, {1.0, -1.0, -128.0});
    expect("|u1", "\x01\xff"s, {1.0, 255.0});
    expect("<i2", "\x00\x80\x02\x01"s, {-32768.0, 258.0});
    expect("<i8", "\xfe\xff\xff\xff\xff\xff\xff\xff"s, {-2.0});
    expect("<u4", "\xff\xff\xff\xff"s, {4294967295.0});
    expect(">f8", "\x3f\xf8\x00\x00\x00\x00\x00\x00"s, {1.5});
    for (const char* type : {"|b1", "<c8", "<U4", "<f3", "<i1x"}) {
        const auto file = dir.write("b.npy", npy(type, 1, std::string(8, '\0')));
        EXPECT_THROW(readVectorFile(file, 0), Error) << type;
    }
}

}  // namespace
}  // namespace orl
