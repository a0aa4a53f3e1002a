// Vectors of queries, in the data and beside them.
#include <cmath>
#include <cstring>

#include "core/data/import/format.h"
#include "core/data/text/vector.h"
#include "core/support/random.h"
#include "import_helpers.h"

namespace orl {
namespace {

std::string bytesOf(const std::vector<float>& numbers) {
    std::string bytes(numbers.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// As numpy.save writes a float32 array in C order.
std::string numpyFile(std::size_t rows, std::size_t columns, const std::vector<float>& numbers) {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                         std::to_string(rows) + ", " + std::to_string(columns) + "), }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size() & 0xffU);
    file += static_cast<char>(header.size() >> 8U);
    return file + header + bytesOf(numbers);
}

class ImportEmbedding : public ImportTest {};

TEST_F(ImportEmbedding, ColumnOfEveryFormatIsTakenAndNotSeenAsAModel) {
    const struct {
        const char* name;
        const char* text;
        const char* format;
    } files[] = {
        {"a.csv", "prompt,A,embedding,B\nq one,True,\"[0.5, -1]\",False\nq two,False,,True\n",
         "routellm-csv"},
        {"b.csv", "query,Embedding,m1,m2\nq one,\"[0.5,-1]\",0.25,1\nq two,\"\",1,0\n",
         "plain-table"},
        {"c.tsv",
         "query\tmodel\tscore\tembedding\nq one\ta\t1\t[0.5,-1]\nq one\tb\t0\t[0.5,-1]\n"
         "q two\ta\t1\t\n",
         "plain-table"},
        {"d.jsonl",
         "{\"question\":\"q one\",\"scores\":{\"a\":1},\"embedding\":[0.5,-1]}\n"
         "{\"question\":\"q two\",\"scores\":{\"a\":1}}\n",
         "routerdc-json"},
        {"e.json",
         "[{\"query\":\"q one\",\"embedding\":[0.5,-1],\"outputs\":[{\"model_name\":\"a\","
         "\"correctness\":1}]},{\"query\":\"q two\",\"outputs\":[{\"model_name\":\"a\","
         "\"correctness\":1}]}]",
         "omnirouter-json"},
        {"f.jsonl",
         "{\"prompt\":\"q one\",\"m\":{\"score\":1},\"prompt_embedding\":[0.5,-1]}\n"
         "{\"prompt\":\"q two\",\"m\":{\"score\":0}}\n",
         "sprout"},
    };
    for (const auto& file : files) {
        options.files.clear();
        const auto result = importText(file.name, file.text);
        const Dataset& data = result.dataset;
        EXPECT_EQ(result.report.format, file.format) << file.name;
        ASSERT_EQ(data.queryCount(), 2U) << file.name;
        for (const ModelInfo& model : data.models) {
            EXPECT_EQ(model.name.find("mbedding"), std::string::npos) << file.name;
        }
        ASSERT_EQ(data.embedding.cols(), 2) << file.name;
        EXPECT_EQ(data.embedding(0, 0), 0.5F);
        EXPECT_EQ(data.embedding(0, 1), -1.0F);
        EXPECT_FALSE(data.hasEmbedding(1)) << file.name;
        EXPECT_EQ(data.embeddingSource, "column");
        EXPECT_EQ(result.report.embeddings, 1U);
        EXPECT_EQ(result.report.embeddingDimension, 2U);
        EXPECT_EQ(remark(result.report, "have no vector").count, 1U);
        EXPECT_EQ(result.report.refused, 0U) << result.report.toText();
    }
}

TEST_F(ImportEmbedding, ColumnOfAnotherNameIsMapped) {
    options.mapping.embedding = "e5";
    const auto result =
        importText("a.csv", "prompt,A,e5\nq one,True,\"[1,2,3]\"\nq two,False,\"[4,5,6]\"\n");
    EXPECT_EQ(result.report.format, "routellm-csv");
    EXPECT_EQ(result.dataset.modelCount(), 1U);
    EXPECT_EQ(result.dataset.embedding(1, 2), 6.0F);

    options.files.clear();
    options.mapping.embedding = "vec";
    EXPECT_NE(errorOf(options =
                          [&] {
                              ImportOptions bad = options;
                              bad.files = {dir.write("b.csv", "prompt,A,e5\nq,True,\"[1]\"\n")};
                              return bad;
                          }())
                  .find("no column \"vec\""),
              std::string::npos);
    options.files = {dir.write("b.jsonl", "{\"question\":\"q\",\"scores\":{\"a\":1}}\n")};
    EXPECT_NE(errorOf(options).find("no key \"vec\""), std::string::npos);
}

TEST_F(ImportEmbedding, ModelOrTextOfThatNameIsLeftAlone) {
    const auto result = importText("a.csv", "prompt,A,embedding\nq one,True,False\n");
    EXPECT_EQ(result.dataset.modelCount(), 2U);
    EXPECT_EQ(result.dataset.embedding.cols(), 0);
    EXPECT_EQ(result.report.toJson().find("embedding_source"), std::string::npos);
}

TEST_F(ImportEmbedding, RepeatedQueryKeepsItsFirstVector) {
    const auto result = importText(
        "a.csv",
        "query,model,score,embedding\nq,a,1,\"[1,2]\"\nq,b,0,\"[1,3]\"\nq,c,0,\"[1,2]\"\n");
    ASSERT_EQ(result.dataset.queryCount(), 1U);
    EXPECT_EQ(result.dataset.embedding(0, 1), 2.0F);
    const auto one = remark(result.report, "another vector");
    EXPECT_EQ(one.line, 3U);
    EXPECT_EQ(one.count, 1U);
}

TEST_F(ImportEmbedding, FileRowsFollowTheQueriesOfRandomTables) {
    Random random(5);
    for (int trial = 0; trial < 20; ++trial) {
        const std::size_t rows = 1 + random.below(30);
        const std::size_t columns = 1 + random.below(9);
        std::string table = "prompt,A,B\n";
        std::vector<float> all;        // a row for every record
        std::vector<float> ofQueries;  // of the records that become queries
        for (std::size_t i = 0; i < rows; ++i) {
            const bool usable = i == 0 || random.below(4) > 0;
            table += (usable ? "question " + std::to_string(i) : "") + ",True,False\n";
            for (std::size_t d = 0; d < columns; ++d) {
                all.push_back(static_cast<float>(random.normal()));
                if (usable) ofQueries.push_back(all.back());
            }
        }
        const std::size_t queries = ofQueries.size() / columns;
        options = {};
        options.files = {dir.write("t.csv", table)};
        // By record, by query, raw, and cut into two files: all mean the same.
        const auto whole = dir.write("all.npy", numpyFile(rows, columns, all));
        const auto part = dir.write("part.npy", numpyFile(queries, columns, ofQueries));
        const auto raw = dir.write("raw.f32", bytesOf(ofQueries));
        const std::vector<float> first(ofQueries.begin(),
                                       ofQueries.begin() + static_cast<long>(columns));
        const std::vector<float> rest(ofQueries.begin() + static_cast<long>(columns),
                                      ofQueries.end());
        std::vector<std::vector<std::filesystem::path>> ways = {{whole}, {part}, {raw}};
        if (queries > 1) {
            ways.push_back({dir.write("1.f32", bytesOf(first)), dir.write("2.f32", bytesOf(rest))});
        }
        for (const auto& files : ways) {
            options.embeddings = files;
            options.embeddingDimension = columns;
            const Dataset data = importFiles(options).dataset;
            ASSERT_EQ(data.queryCount(), queries);
            ASSERT_EQ(static_cast<std::size_t>(data.embedding.size()), ofQueries.size());
            EXPECT_TRUE(std::equal(ofQueries.begin(), ofQueries.end(), data.embedding.data()));
        }
    }
}

TEST_F(ImportEmbedding, CutOrChangedFilesGiveAnErrorOrTheirNumbers) {
    const std::string good = numpyFile(3, 2, {1, 2, 3, 4, 5, 6});
    for (std::size_t size = 0; size < good.size(); size += 3) {
        const auto file = dir.write("cut.npy", good.substr(0, size));
        EXPECT_THROW(readVectorFile(file, 0), Error) << size;
    }
    Random random(3);
    for (int trial = 0; trial < 200; ++trial) {
        std::string bytes = good;
        const auto at = static_cast<std::size_t>(random.below(128));
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        try {
            const Embeddings vectors = readVectorFile(dir.write("bad.npy", bytes), 0);
            EXPECT_EQ(static_cast<std::size_t>(vectors.size()) * sizeof(float) % 24, 0U);
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find("bad.npy"), std::string::npos);
            EXPECT_FALSE(error.remedy().empty());
        }
    }
}

TEST_F(ImportEmbedding, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    Job job;
    job.stop = stop.get_token();
    EXPECT_THROW(readVectorFile(dir.write("a.npy", numpyFile(1, 1, {1})), 0, job), Cancelled);
}

}  // namespace
}  // namespace orl
