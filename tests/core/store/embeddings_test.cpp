// Vectors of a data set's queries, and what embedding servers answered.
#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <limits>
#include <vector>

#include "core/data/embed.h"
#include "core/data/merge.h"
#include "core/data/workspace/schema.h"
#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

class StoredEmbeddings : public testing::Test {
  protected:
    TemporaryFolder m_folder;
    fs::path m_file = m_folder / "test.orlab";
    Workspace m_workspace = Workspace::create(m_file);

    void reopen() { m_workspace = Workspace::open(m_file); }
    int rowsOf(const std::string& table) const {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READONLY);
        return database.execAndGet("SELECT count(*) FROM " + table).getInt();
    }
};

TEST_F(StoredEmbeddings, ComeBackBitByBitWithTheirGaps) {
    Dataset data = sampleDataset("data", 400, 3);
    addEmbeddings(data, 7);
    ASSERT_LT(data.embeddingCount(), 400U);
    ASSERT_GT(data.embeddingCount(), 200U);
    m_workspace.saveDataset(data);
    m_workspace.saveDataset(sampleDataset("plain", 5, 2));
    reopen();
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("data"), data));
    EXPECT_EQ(m_workspace.loadDataset("plain").embedding.size(), 0);
    const auto summaries = m_workspace.datasets();
    EXPECT_EQ(summaries[0].embeddingSource, "model 1 @ host");
    EXPECT_EQ(summaries[0].embeddingDimension, 7U);
    EXPECT_EQ(summaries[0].embeddings, data.embeddingCount());
    EXPECT_EQ(summaries[1].embeddingSource, "");
    EXPECT_EQ(summaries[1].embeddings, 0U);
    EXPECT_EQ(static_cast<std::size_t>(rowsOf("embedding")), data.embeddingCount());
}

TEST_F(StoredEmbeddings, AreReplacedWithoutTheRest) {
    Dataset data = sampleDataset("data", 60, 3);
    addEmbeddings(data, 7);
    m_workspace.saveDataset(data);
    m_workspace.savePredictor("key", "data", 1, "bytes");
    addEmbeddings(data, 4, 2);
    m_workspace.saveEmbeddings("data", data.embeddingSource, data.embedding);
    reopen();
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("data"), data));
    EXPECT_EQ(m_workspace.loadPredictor("key", 1), "bytes");
    m_workspace.saveEmbeddings("data", "none", Embeddings(60, 0));
    data.embedding.resize(0, 0);
    data.embeddingSource.clear();
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("data"), data));
    EXPECT_EQ(rowsOf("embedding"), 0);
}

TEST_F(StoredEmbeddings, RefusesWhatDoesNotFit) {
    Dataset data = sampleDataset("data", 9, 2);
    m_workspace.saveDataset(data);
    for (const Eigen::Index rows : {8, 10}) {
        EXPECT_TRUE(contains(
            messageOf([&] { m_workspace.saveEmbeddings("data", "e", Embeddings::Ones(rows, 2)); }),
            "9 queries"));
    }
    for (const float bad : {kNone, std::numeric_limits<float>::infinity()}) {
        Embeddings vectors = Embeddings::Ones(9, 3);
        vectors(4, 2) = bad;
        EXPECT_TRUE(contains(messageOf([&] { m_workspace.saveEmbeddings("data", "e", vectors); }),
                             "query 5"));
        data.embedding = vectors;
        EXPECT_TRUE(contains(messageOf([&] { m_workspace.saveDataset(data); }), "query 5"));
    }
    EXPECT_EQ(m_workspace.loadDataset("data").embedding.size(), 0);
}

TEST_F(StoredEmbeddings, DamageIsNoticed) {
    Dataset data = sampleDataset("data", 30, 2);
    addEmbeddings(data, 3);
    m_workspace.saveDataset(data);
    for (const char* damage :
         {"UPDATE embedding SET vector = zeroblob(12) WHERE query_id = (SELECT min(query_id) FROM "
          "embedding)",
          "UPDATE embedding SET vector = zeroblob(8) WHERE query_id = (SELECT max(query_id) FROM "
          "embedding)",
          "DELETE FROM embedding WHERE query_id = (SELECT max(query_id) FROM embedding)",
          "UPDATE dataset SET embedding_dimension = 1000000000000",
          "UPDATE dataset SET embedding_dimension = -1",
          "UPDATE dataset SET embedding_source = 'other'"}) {
        m_workspace.saveDataset(data);
        {
            SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
            ASSERT_GT(database.exec(damage), 0) << damage;
        }
        EXPECT_TRUE(contains(messageOf([&] { m_workspace.loadDataset("data"); }), "damaged"))
            << damage;
    }
}

TEST_F(StoredEmbeddings, FingerprintCoversThemAndOnlyThem) {
    Dataset data = sampleDataset("data", 20, 2);
    const auto without = data.fingerprint();
    addEmbeddings(data, 3);
    const auto with = data.fingerprint();
    EXPECT_NE(with, without);
    data.embedding(3, 1) += 1.0F;
    EXPECT_NE(data.fingerprint(), with);
}

TEST_F(StoredEmbeddings, CacheKnowsTextsByModel) {
    const std::vector<std::string_view> texts = {"one", "two", std::string_view("t\0o", 3), ""};
    Embeddings vectors(4, 3);
    vectors << 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1;
    EXPECT_EQ(m_workspace.cachedEmbeddings("m", texts).cols(), 0);
    m_workspace.cacheEmbeddings("m", std::span(texts).first(3), vectors.topRows(3));
    m_workspace.cacheEmbeddings("other", std::span(texts).last(1), vectors.topLeftCorner(1, 2));
    reopen();
    const Embeddings kept = m_workspace.cachedEmbeddings("m", texts);
    ASSERT_EQ(kept.rows(), 4);
    EXPECT_EQ(kept.topRows(3), vectors.topRows(3));
    EXPECT_TRUE(kept.row(3).array().isNaN().all());
    m_workspace.cacheEmbeddings("m", std::span(texts).first(1), vectors.bottomRows(1));
    EXPECT_EQ(m_workspace.cachedEmbeddings("m", texts).row(0), vectors.row(3));
    m_workspace.clearCachedEmbeddings("m");
    EXPECT_EQ(m_workspace.cachedEmbeddings("m", texts).cols(), 0);
    EXPECT_EQ(m_workspace.cachedEmbeddings("other", texts).cols(), 2);
}

TEST_F(StoredEmbeddings, DamagedCacheIsNoticed) {
    const std::vector<std::string_view> texts = {"one", "two"};
    m_workspace.cacheEmbeddings("m", texts, Embeddings::Ones(2, 3));
    {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
        ASSERT_EQ(database.exec("UPDATE embedding_cache SET vector = zeroblob(12) WHERE id = 2"),
                  1);
    }
    EXPECT_TRUE(contains(messageOf([&] { m_workspace.cachedEmbeddings("m", texts); }), "damaged"));
}

TEST_F(StoredEmbeddings, Format1IsBroughtUpToDate) {
    const Dataset data = sampleDataset("data", 25, 3);
    const fs::path old = m_folder / "old.orlab";
    m_workspace.saveDataset(data);
    {
        // What a program of format 1 would have written: the same rows without the newer columns.
        SQLite::Database database(old.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        migrate(database, workspaceMigrations().first(1));
        database.exec("ATTACH '" + m_file.string() + "' AS made");
        database.exec(
            "INSERT INTO dataset SELECT id, name, query_count, model_count, "
            "output_tokens_estimated, content_checksum, model_checksum FROM made.dataset");
        for (const char* table : {"model", "outcome"}) {
            database.exec(std::string("INSERT INTO ") + table + " SELECT * FROM made." + table);
        }
        database.exec(
            "INSERT INTO query SELECT id, dataset_id, position, text, task, level, split, "
            "input_tokens, input_tokens_estimated FROM made.query");
        database.exec("INSERT INTO predictor VALUES (1, 'key', 'data', 5, 0, 'bytes')");
        database.exec("INSERT INTO embedding VALUES (1, 1, 'e5', x'00')");
    }
    Workspace migrated = Workspace::open(old);
    EXPECT_TRUE(sameDataset(migrated.loadDataset("data"), data));
    EXPECT_EQ(migrated.loadDataset("data").fingerprint(), data.fingerprint());
    migrated.saveEmbeddings("data", "e", Embeddings::Ones(25, 2));
    migrated.cacheEmbeddings("e", std::vector<std::string_view>{"text"}, Embeddings::Ones(1, 2));
    EXPECT_EQ(migrated.loadDataset("data").embedding, Embeddings::Ones(25, 2));
    SQLite::Database database(old.string(), SQLite::OPEN_READONLY);
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM predictor").getInt(), 1);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), workspaceSchemaVersion());
}

/// A model that knows a vector for every text, and remembers what it was asked.
struct FakeModel {
    std::vector<std::vector<std::string>> asked;
    Embeddings operator()(std::span<const std::string_view> texts, const Job&) {
        auto& question = asked.emplace_back();
        Embeddings vectors(static_cast<Eigen::Index>(texts.size()), 2);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            question.emplace_back(texts[i]);
            vectors.row(static_cast<Eigen::Index>(i)) = vectorOf(texts[i]);
        }
        return vectors;
    }
    static Eigen::RowVector2f vectorOf(std::string_view text) {
        float sum = 0.0F;
        for (const char c : text) sum += static_cast<float>(c);
        return {sum, static_cast<float>(text.size())};
    }
};

class EmbedDataset : public StoredEmbeddings {
  protected:
    EmbedDataset() {
        m_data = sampleDataset("data", 25, 2);
        m_data.queries[20].text = m_data.queries[4].text;
        m_workspace.saveDataset(m_data);
    }
    void expectVectors() const {
        const Dataset data = m_workspace.loadDataset("data");
        EXPECT_EQ(data.embeddingSource, "m @ host");
        ASSERT_EQ(data.embedding.rows(), 25);
        for (std::size_t i = 0; i < 25; ++i) {
            EXPECT_EQ(data.embedding.row(static_cast<Eigen::Index>(i)),
                      FakeModel::vectorOf(data.queries[i].text));
        }
    }
    Dataset m_data;
    EmbedOptions m_options{"data", "m", "m @ host", 10};
    FakeModel m_model;
};

TEST_F(EmbedDataset, AsksForDifferentTextsOnceInBatches) {
    const EmbedSummary first = embedDataset(m_workspace, m_options, std::ref(m_model));
    EXPECT_EQ(first.queries, 25U);
    EXPECT_EQ(first.dimension, 2U);
    EXPECT_EQ(first.asked, 24U);
    EXPECT_EQ(first.kept, 0U);
    ASSERT_EQ(m_model.asked.size(), 3U);
    EXPECT_EQ(m_model.asked[0].size(), 10U);
    EXPECT_EQ(m_model.asked[2].size(), 4U);
    expectVectors();
    // Imported again with one text more: only that one is new.
    m_data.queries[3].text = "a new text";
    m_workspace.saveDataset(m_data);
    const EmbedSummary second = embedDataset(m_workspace, m_options, std::ref(m_model));
    EXPECT_EQ(second.asked, 1U);
    EXPECT_EQ(second.kept, 23U);
    EXPECT_EQ(m_model.asked.back(), std::vector<std::string>{"a new text"});
    expectVectors();
}

TEST_F(EmbedDataset, StoppedItKeepsWhatWasAnswered) {
    std::stop_source stop;
    Job job;
    job.stop = stop.get_token();
    const auto stopping = [&](std::span<const std::string_view> texts, const Job& inner) {
        if (m_model.asked.size() == 2) stop.request_stop();
        inner.check();
        return m_model(texts, inner);
    };
    EXPECT_THROW(embedDataset(m_workspace, m_options, stopping, job), Cancelled);
    EXPECT_EQ(m_workspace.loadDataset("data").embedding.size(), 0);
    const EmbedSummary rest = embedDataset(m_workspace, m_options, std::ref(m_model));
    EXPECT_EQ(rest.asked, 4U);
    EXPECT_EQ(rest.kept, 20U);
    expectVectors();
}

TEST_F(EmbedDataset, CountsWhatItWillTake) {
    const auto counted = [&](const std::string& model) {
        return countEmbedded(m_workspace, m_data, model);
    };
    EmbedCount count = counted("m");
    EXPECT_EQ(count.queries, 25U);
    EXPECT_EQ(count.texts, 24U);
    EXPECT_EQ(count.open(), 24U);
    EXPECT_EQ(count.dimension, 0U);
    // Kept of a text that the data set does not have, and of one that two queries have.
    m_workspace.cacheEmbeddings("m",
                                std::vector<std::string_view>{"elsewhere", m_data.queries[4].text},
                                Embeddings::Ones(2, 3));
    count = counted("m");
    EXPECT_EQ(count.kept, 1U);
    EXPECT_EQ(count.dimension, 3U);
    EXPECT_EQ(counted("other").kept, 0U);
}

TEST_F(EmbedDataset, TextsThatChangeMeanwhileAreNotGivenTheVectorsOfOthers) {
    const auto changing = [&](std::span<const std::string_view> texts, const Job& job) {
        if (m_model.asked.empty()) {
            std::swap(m_data.queries[0].text, m_data.queries[1].text);
            m_workspace.saveDataset(m_data);
        }
        return m_model(texts, job);
    };
    EXPECT_TRUE(contains(messageOf([&] { embedDataset(m_workspace, m_options, changing); }),
                         "have changed while"));
    EXPECT_EQ(m_workspace.loadDataset("data").embedding.size(), 0);
    EXPECT_EQ(embedDataset(m_workspace, m_options, std::ref(m_model)).asked, 0U);
    expectVectors();
}

TEST_F(EmbedDataset, AnswersThatAreNoneAreRefused) {
    const auto refused = [&](const Embeddings& answer) {
        m_options.batch = 100;
        return messageOf([&] {
            embedDataset(m_workspace, m_options,
                         [&](std::span<const std::string_view>, const Job&) { return answer; });
        });
    };
    EXPECT_TRUE(contains(refused(Embeddings::Ones(23, 2)), "24 texts"));
    EXPECT_TRUE(contains(refused(Embeddings(24, 0)), "embedding model"));
    Embeddings bad = Embeddings::Ones(24, 2);
    bad(7, 1) = kNone;
    EXPECT_TRUE(contains(refused(bad), "not finite"));
    EXPECT_EQ(rowsOf("embedding_cache"), 0);
    EXPECT_EQ(m_workspace.loadDataset("data").embedding.size(), 0);
    m_workspace.cacheEmbeddings("m", std::vector<std::string_view>{m_data.queries[0].text},
                                Embeddings::Ones(1, 3));
    EXPECT_TRUE(contains(refused(Embeddings::Ones(23, 2)), "kept of \"m\" have 3"));
}

Dataset splitNamed(const std::string& split, std::size_t queries, std::uint64_t seed) {
    Dataset data = sampleDataset("data", queries, 2, seed);
    for (Query& query : data.queries) query.split = split;
    return data;
}

TEST(MergedEmbeddings, StayWithTheirQueries) {
    Dataset train = splitNamed("train", 12, 3);
    Dataset test = splitNamed("test", 8, 4);
    addEmbeddings(train, 5, 3);
    const Dataset half = mergeDatasets(train, test);
    EXPECT_EQ(half.embeddingSource, train.embeddingSource);
    EXPECT_EQ(half.embeddingCount(), train.embeddingCount());
    addEmbeddings(test, 5, 4);
    const Dataset both = mergeDatasets(train, test);
    EXPECT_EQ(both.embeddingSource, "model 3 @ host, model 4 @ host");
    ASSERT_EQ(both.embedding.rows(), 20);
    for (Eigen::Index i = 0; i < 20; ++i) {
        const auto expected = i < 12 ? train.embedding.row(i) : test.embedding.row(i - 12);
        for (Eigen::Index d = 0; d < 5; ++d) {
            EXPECT_TRUE(sameNumber(static_cast<double>(both.embedding(i, d)),
                                   static_cast<double>(expected(d))));
        }
    }
    addEmbeddings(test, 6, 4);
    EXPECT_TRUE(contains(messageOf([&] { mergeDatasets(train, test); }), "have 6"));
    // Nothing of the base is left, so its vectors do not count.
    Dataset again = splitNamed("train", 3, 5);
    addEmbeddings(again, 6, 5);
    EXPECT_EQ(mergeDatasets(train, again).embedding.cols(), 6);
}

}  // namespace
}  // namespace orl
