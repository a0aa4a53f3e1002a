// Vectors beside the data: import, fit by them, and what becomes of the fit when they change.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

constexpr int kRows = 60;

class Embedding : public testing::Test {
  protected:
    static std::string queries(const std::string& prefix, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += R"({"question":")" + prefix + " number " + std::to_string(i) +
                    R"(","scores":{"a":)" + (i % 3 == 0 ? "1" : "0") + R"(,"b":)" +
                    (i % 3 == 0 ? "0" : "1") + "}}\n";
        }
        return text;
    }
    /// Raw float32 rows that say which model is right; NaN for every `gap`-th query.
    static std::string vectors(int count, float scale, int gap = 0) {
        std::string bytes;
        for (int i = 0; i < count; ++i) {
            float row[3] = {i % 3 == 0 ? scale : 0.1F * scale, i % 3 == 0 ? 0.1F * scale : scale,
                            0.01F * static_cast<float>(i)};
            if (gap > 0 && i % gap == 0) row[0] = row[1] = row[2] = std::nanf("");
            bytes.append(reinterpret_cast<const char*>(row), sizeof row);
        }
        return bytes;
    }
    Finished import(const std::string& split, int count, const std::string& bytes,
                    const Words& more = {}) const {
        Words words = {
            "import",  "--workspace", folder / "w.orlab",
            "--name",  "D",           "--json",
            "--split", split,         folder.write(split + ".jsonl", queries(split, count))};
        if (!bytes.empty()) {
            const Words file = {"--embeddings", folder.write(split + ".f32", bytes), "--dimension",
                                "3"};
            words.insert(words.end(), file.begin(), file.end());
        }
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    }
    Finished fit(const std::string& embedding) const {
        return folder.run({"fit", "--workspace", folder / "w.orlab", "--train", "D", "--json",
                           "--predictor", "knn", "--embedding", embedding});
    }
    Finished evaluate() const {
        return folder.run({"evaluate", "--workspace", folder / "w.orlab", "--test", "D", "--json"});
    }
    Folder folder;
};

TEST_F(Embedding, FileServesTheFitAndGapsAreToldAsWarnings) {
    const Finished train = import("train", kRows, vectors(kRows, 1.0F));
    ASSERT_EQ(train.code, 0) << train.err;
    EXPECT_EQ(train.json().at("embeddings"), kRows);
    EXPECT_EQ(train.json().at("embedding_dimension"), 3);
    EXPECT_EQ(train.json().at("embedding_source"), "file train.f32");
    ASSERT_EQ(import("test", 20, vectors(20, 5.0F, 4)).code, 0);
    const Finished fitted = fit("data");
    ASSERT_EQ(fitted.code, 0) << fitted.err;
    EXPECT_EQ(fitted.json().at("embedding"), "data");
    EXPECT_EQ(fitted.json().at("embedding_source"), "file train.f32, file test.f32");
    const Finished judged = evaluate();
    ASSERT_EQ(judged.code, 0) << judged.err;
    EXPECT_GT(judged.json().at("mean").at("auc").get<double>(), 0.8);
    EXPECT_NE(judged.err.find("5 of 20 queries have no vector"), std::string::npos) << judged.err;
    const auto listed = folder.run({"datasets", "--workspace", folder / "w.orlab", "--json"});
    EXPECT_EQ(listed.json()[0].at("embedding").at("vectors"), kRows + 15);
}

TEST_F(Embedding, FitGoesStaleWithTheVectorsItUsesOnly) {
    ASSERT_EQ(import("train", kRows, vectors(kRows, 1.0F)).code, 0);
    ASSERT_EQ(import("test", 20, vectors(20, 1.0F)).code, 0);
    for (const bool uses : {true, false}) {
        ASSERT_EQ(fit(uses ? "data" : "built-in").code, 0);
        ASSERT_EQ(import("test", 20, vectors(20, 2.0F), {"--replace"}).code, 0);
        EXPECT_EQ(evaluate().code, 0) << "the training rows did not change";
        ASSERT_EQ(import("train", kRows, vectors(kRows, uses ? 3.0F : 4.0F), {"--replace"}).code,
                  0);
        const Finished judged = evaluate();
        EXPECT_EQ(judged.code, uses ? 1 : 0) << judged.err;
        if (uses) {
            EXPECT_NE(judged.err.find("has changed since"), std::string::npos);
        }
    }
}

TEST_F(Embedding, WhatDoesNotFitChangesNothing) {
    ASSERT_EQ(import("train", kRows, "").code, 0);
    const Finished none = fit("data");
    EXPECT_EQ(none.code, 1);
    EXPECT_NE(none.err.find("no embeddings"), std::string::npos) << none.err;
    const Finished few = import("test", 20, vectors(19, 1.0F));
    EXPECT_EQ(few.code, 1);
    EXPECT_NE(few.err.find("19 rows of vectors for 20 queries"), std::string::npos) << few.err;
    EXPECT_EQ(fit("elsewhere").code, 2);
    const auto listed = folder.run({"datasets", "--workspace", folder / "w.orlab", "--json"});
    EXPECT_EQ(listed.json()[0].at("queries"), kRows);
    EXPECT_TRUE(listed.json()[0].at("embedding").is_null());
}

}  // namespace
}  // namespace orl::test
