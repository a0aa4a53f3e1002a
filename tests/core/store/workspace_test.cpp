#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <limits>

#include "store_support.h"

namespace orl {
namespace {

using namespace store_test;

class WorkspaceTest : public testing::Test {
  protected:
    TemporaryFolder m_folder;
    fs::path m_file = m_folder / "test.orlab";
    Workspace m_workspace = Workspace::create(m_file);

    /// Rows of a table, seen from outside.
    int rowsOf(const std::string& table) const {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READONLY);
        return database.execAndGet("SELECT count(*) FROM " + table).getInt();
    }
    void reopen() { m_workspace = Workspace::open(m_file); }
};

TEST_F(WorkspaceTest, StartsEmptyAndLeavesOneFile) {
    EXPECT_TRUE(m_workspace.datasets().empty());
    EXPECT_TRUE(m_workspace.scenarios().empty());
    EXPECT_TRUE(m_workspace.runs().empty());
    EXPECT_EQ(m_workspace.setting("x"), std::nullopt);
    { const Workspace closed = std::move(m_workspace); }
    EXPECT_EQ(contentOf(m_folder.path()).size(), 1U);
    m_workspace = Workspace::openOrCreate(m_file);
    EXPECT_EQ(m_workspace.file(), fs::canonical(m_file));
}

TEST_F(WorkspaceTest, DatasetRoundTripsBitByBit) {
    const Dataset data = sampleDataset("bench", 700, 11);
    m_workspace.saveDataset(data);
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("bench"), data));
    reopen();
    const Dataset loaded = m_workspace.loadDataset("bench");
    EXPECT_TRUE(sameDataset(loaded, data));
    EXPECT_EQ(loaded.fingerprint(), data.fingerprint());
    EXPECT_TRUE(sameDataset(
        Workspace::open(m_file, Workspace::Access::ReadOnly).loadDataset("bench"), data));
}

TEST_F(WorkspaceTest, UnknownAndExtremeNumbersSurvive) {
    Dataset data = sampleDataset("extreme", 2, 3);
    const double specials[] = {kMissing,
                               -0.0,
                               0.0,
                               std::numeric_limits<double>::denorm_min(),
                               std::numeric_limits<double>::max(),
                               std::numeric_limits<double>::infinity()};
    for (Eigen::Index i = 0; i < 6; ++i) {
        data.score.data()[i] = specials[i];
        data.cost.data()[i] = specials[5 - i];
    }
    data.outputTokens.setConstant(kMissing);
    data.models[0].inputPrice = kMissing;
    data.models[1].outputPrice = 0.0;
    data.queries[0].inputTokens = kMissing;
    data.queries[1].inputTokens = 0.0;
    m_workspace.saveDataset(data);
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("extreme"), data));
    EXPECT_TRUE(std::isnan(m_workspace.loadDataset("extreme").models[0].inputPrice));
}

TEST_F(WorkspaceTest, TextsOfEveryKindSurvive) {
    Dataset data = sampleDataset("Ünï 数据 'q\"; DROP TABLE dataset;--", 6, 2);
    data.queries[0].text = "'; DROP TABLE query; --";
    data.queries[1].text = std::string(3'000'000, 'x') + "end";
    data.queries[2].text = std::string("a\0b\0", 4);
    data.queries[3].text = "";
    data.queries[4].text = "\xff\xfe not UTF-8 \x80";
    data.queries[5].text = "👩‍🔬 Größe ≤ 5 µm\r\n\t";
    data.queries[0].task = "task'); DELETE FROM model; --";
    data.queries[0].split = "";
    data.models[0].name = "模型\"'`; DROP TABLE model; --";
    data.models[1].name = "";
    m_workspace.saveDataset(data);
    reopen();
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset(data.name), data));
    ASSERT_EQ(m_workspace.datasets().size(), 1U);
    EXPECT_EQ(m_workspace.datasets()[0].name, data.name);
    m_workspace.removeDataset(data.name);
    EXPECT_TRUE(m_workspace.datasets().empty());
}

TEST_F(WorkspaceTest, EmptyDatasets) {
    Dataset none;
    none.name = "none";
    m_workspace.saveDataset(none);
    EXPECT_EQ(m_workspace.loadDataset("none").queryCount(), 0U);

    const Dataset noQueries = sampleDataset("no queries", 0, 3);
    m_workspace.saveDataset(noQueries);
    const Dataset loaded = m_workspace.loadDataset("no queries");
    EXPECT_TRUE(sameDataset(loaded, noQueries));
    EXPECT_EQ(loaded.score.cols(), 3);

    const Dataset noModels = sampleDataset("no models", 4, 0);
    m_workspace.saveDataset(noModels);
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("no models"), noModels));
}

TEST_F(WorkspaceTest, SummariesCountEverySplit) {
    Dataset data = sampleDataset("b", 10, 2);
    for (std::size_t i = 0; i < 10; ++i)
        data.queries[i].split = i < 6 ? "train" : i < 9 ? "test" : "";
    m_workspace.saveDataset(data);
    m_workspace.saveDataset(sampleDataset("a", 3, 1));
    const auto summaries = m_workspace.datasets();
    ASSERT_EQ(summaries.size(), 2U);
    EXPECT_EQ(summaries[0].name, "a");
    EXPECT_EQ(summaries[1].name, "b");
    EXPECT_EQ(summaries[1].queries, 10U);
    EXPECT_EQ(summaries[1].models, (std::vector<std::string>{"model 0", "model 1"}));
    EXPECT_EQ(summaries[1].splits,
              (std::map<std::string, std::size_t>{{"train", 6}, {"test", 3}, {"", 1}}));
}

TEST_F(WorkspaceTest, ReplacingKeepsNothingOfTheOld) {
    const Dataset other = sampleDataset("other", 20, 2, 5);
    m_workspace.saveDataset(other);
    m_workspace.savePredictor("other key", "other", 1, "bytes");
    const Dataset old = sampleDataset("data", 50, 7, 2);
    m_workspace.saveDataset(old);
    m_workspace.savePredictor("key", "data", old.fingerprint(), "bytes");
    m_workspace.saveEmbeddings("data", "e5", Embeddings::Ones(50, 4));
    const Dataset fresh = sampleDataset("data", 30, 3, 3);
    m_workspace.saveDataset(fresh);

    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("data"), fresh));
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("other"), other));
    EXPECT_EQ(m_workspace.loadPredictor("key", old.fingerprint()), std::nullopt);
    EXPECT_EQ(m_workspace.loadPredictor("other key", 1), "bytes");
    EXPECT_EQ(rowsOf("query"), 50);
    EXPECT_EQ(rowsOf("outcome"), 50);
    EXPECT_EQ(rowsOf("model"), 5);
    EXPECT_EQ(rowsOf("embedding"), 0);
    EXPECT_EQ(rowsOf("predictor"), 1);
}

TEST_F(WorkspaceTest, RemovingTakesAllThatBelongedToIt) {
    m_workspace.saveDataset(sampleDataset("data", 50, 7));
    m_workspace.saveEmbeddings("data", "e5", Embeddings::Ones(50, 4));
    m_workspace.savePredictor("key", "data", 1, "bytes");
    m_workspace.saveRun("route", "data", "{}");
    m_workspace.removeDataset("data");
    for (const char* table : {"dataset", "model", "query", "outcome", "embedding", "predictor"}) {
        EXPECT_EQ(rowsOf(table), 0) << table;
    }
    EXPECT_EQ(m_workspace.runs().size(), 1U);
}

TEST_F(WorkspaceTest, UnknownDatasetNamesTheKnown) {
    EXPECT_TRUE(contains(messageOf([&] { m_workspace.loadDataset("x"); }), "import a data set"));
    m_workspace.saveDataset(sampleDataset("alpha", 1, 1));
    m_workspace.saveDataset(sampleDataset("beta", 1, 1));
    for (const std::string& message :
         {messageOf([&] { m_workspace.loadDataset("gamma"); }),
          messageOf([&] { m_workspace.removeDataset("gamma"); }),
          messageOf([&] { m_workspace.savePrices("gamma", {}); }),
          messageOf([&] { m_workspace.saveEmbeddings("gamma", "e", {}); })}) {
        EXPECT_TRUE(contains(message, "no data set \"gamma\""));
        EXPECT_TRUE(contains(message, "\"alpha\", \"beta\""));
    }
    EXPECT_THROW(m_workspace.loadDataset("ALPHA"), Error);
}

TEST_F(WorkspaceTest, RefusesWhatContradictsItself) {
    Dataset twice = sampleDataset("twice", 3, 2);
    twice.models[1].name = twice.models[0].name;
    EXPECT_TRUE(contains(messageOf([&] { m_workspace.saveDataset(twice); }), "two models"));
    EXPECT_TRUE(
        contains(messageOf([&] { m_workspace.saveDataset(sampleDataset("", 3, 2)); }), "no name"));
    Dataset ragged = sampleDataset("ragged", 3, 2);
    ragged.cost.resize(3, 1);
    EXPECT_THROW(m_workspace.saveDataset(ragged), Error);
    EXPECT_TRUE(m_workspace.datasets().empty());
}

TEST_F(WorkspaceTest, PricesChangeWithoutTheRest) {
    Dataset data = sampleDataset("data", 20, 3);
    m_workspace.saveDataset(data);
    data.models[2].inputPrice = 0.125;
    data.models[2].outputPrice = kMissing;
    data.models[2].priceSource = "a new list";
    m_workspace.savePrices("data", {data.models[2]});
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("data"), data));

    data.models[2].tiers = {{128000.0, 0.25, kMissing}, {200000.0, 0.5, 3.0}};
    m_workspace.savePrices("data", {data.models[2]});
    const auto tiers = m_workspace.loadDataset("data").models[2].tiers;
    ASSERT_EQ(tiers.size(), 2U);
    EXPECT_EQ(tiers[0].above, 128000.0);
    EXPECT_TRUE(std::isnan(tiers[0].outputPrice));
    EXPECT_EQ(tiers[1].outputPrice, 3.0);
    m_workspace.saveDataset(m_workspace.loadDataset("data"));
    EXPECT_EQ(m_workspace.loadDataset("data").fingerprint(), data.fingerprint());
    data.models[2].tiers.clear();
    m_workspace.savePrices("data", {data.models[2]});
    EXPECT_TRUE(m_workspace.loadDataset("data").models[2].tiers.empty());

    ModelInfo stranger{"stranger", 1.0, 1.0, ""};
    ModelInfo known = data.models[0];
    known.inputPrice = 99.0;
    EXPECT_TRUE(contains(messageOf([&] {
                             m_workspace.savePrices("data", {known, stranger});
                         }),
                         "\"stranger\""));
    EXPECT_TRUE(sameDataset(m_workspace.loadDataset("data"), data)) << "half of the prices changed";
}

TEST_F(WorkspaceTest, ANewPriceKeepsWhatWasFitted) {
    Dataset data = sampleDataset("data", 20, 3);
    m_workspace.saveDataset(data);
    m_workspace.savePredictor("fit", "data", data.trainingFingerprint("train"), "bytes");
    data.models[1].outputPrice = 12.5;
    m_workspace.savePrices("data", {data.models[1]});
    const Dataset loaded = m_workspace.loadDataset("data");
    EXPECT_EQ(loaded.models[1].outputPrice, 12.5);
    EXPECT_EQ(m_workspace.loadPredictor("fit", loaded.trainingFingerprint("train")), "bytes");
}

TEST_F(WorkspaceTest, PredictorsAreKeyedByWhatTheyWereFittedOn) {
    const std::string bytes("\0\1binary\xff\0", 10);
    const std::uint64_t fingerprint = std::numeric_limits<std::uint64_t>::max() - 5;
    m_workspace.savePredictor("hybrid", "data", fingerprint, bytes);
    reopen();
    EXPECT_EQ(m_workspace.loadPredictor("hybrid", fingerprint), bytes);
    EXPECT_EQ(m_workspace.loadPredictor("hybrid", fingerprint - 1), std::nullopt);
    EXPECT_EQ(m_workspace.loadPredictor("knn", fingerprint), std::nullopt);
    m_workspace.savePredictor("hybrid", "data", 7, "");
    EXPECT_EQ(m_workspace.loadPredictor("hybrid", fingerprint), std::nullopt);
    EXPECT_EQ(m_workspace.loadPredictor("hybrid", 7), "");
}

TEST_F(WorkspaceTest, ScenariosKeepTheirOrderNotesAndData) {
    SavedScenario first;
    first.scenario.name = "z; DROP TABLE scenario";
    first.note = "two\nlines, “quoted”";
    first.data = 0xfedcba9876543210ULL;
    SavedScenario second;
    second.scenario.name = "a “zwei”";
    second.scenario.constraints.capacityShare["m"] = 0.25;
    m_workspace.saveScenarios({first, second});
    reopen();
    EXPECT_EQ(m_workspace.scenarios(), (std::vector<SavedScenario>{first, second}));
    first.scenario.constraints.qualityFloor = 1.0 / 3.0;
    m_workspace.saveScenarios({second, first});
    reopen();
    EXPECT_EQ(m_workspace.scenarios(), (std::vector<SavedScenario>{second, first}));
    EXPECT_TRUE(contains(messageOf([&] { m_workspace.saveScenarios({first, first}); }), "two"));
    EXPECT_EQ(m_workspace.scenarios(), (std::vector<SavedScenario>{second, first}));
    m_workspace.saveScenarios({});
    EXPECT_TRUE(m_workspace.scenarios().empty());
}

TEST_F(WorkspaceTest, RunsComeNewestFirst) {
    const auto first = m_workspace.saveRun("route", "data", R"({"cost": 1})");
    const auto second = m_workspace.saveRun("sweep", "", "{}");
    reopen();
    const auto third = m_workspace.saveRun("route", "data", "{}");
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    const auto runs = m_workspace.runs();
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0].id, third);
    EXPECT_EQ(runs[1].id, second);
    EXPECT_EQ(runs[2].id, first);
    EXPECT_EQ(runs[2].kind, "route");
    EXPECT_EQ(runs[2].dataset, "data");
    EXPECT_EQ(runs[2].json, R"({"cost": 1})");
    ASSERT_EQ(runs[2].created.size(), 20U);
    EXPECT_EQ(runs[2].created[10], 'T');
    EXPECT_EQ(runs[2].created.back(), 'Z');
}

TEST_F(WorkspaceTest, SettingsAreReplaced) {
    m_workspace.saveSetting("last", "one");
    m_workspace.saveSetting("last", "two");
    m_workspace.saveSetting("", "");
    reopen();
    EXPECT_EQ(m_workspace.setting("last"), "two");
    EXPECT_EQ(m_workspace.setting(""), "");
    EXPECT_EQ(m_workspace.setting("Last"), std::nullopt);
}

TEST_F(WorkspaceTest, TwoConnectionsSeeEachOthersWork) {
    Workspace second = Workspace::open(m_file);
    const Workspace reader = Workspace::open(m_file, Workspace::Access::ReadOnly);
    m_workspace.saveDataset(sampleDataset("data", 5, 2));
    second.saveScenarios({{}});
    EXPECT_EQ(second.datasets().size(), 1U);
    EXPECT_EQ(m_workspace.scenarios().size(), 1U);
    EXPECT_EQ(reader.datasets().size(), 1U);
}

TEST_F(WorkspaceTest, ProgressRisesAndNamesItsStage) {
    m_workspace.saveDataset(sampleDataset("data", 3000, 3));
    std::vector<double> shares;
    Job job;
    job.progress = [&](double share, std::string_view stage) {
        EXPECT_EQ(stage, "loading");
        shares.push_back(share);
    };
    m_workspace.loadDataset("data", job);
    ASSERT_FALSE(shares.empty());
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    EXPECT_GE(shares.front(), 0.0);
    EXPECT_LE(shares.back(), 1.0);
}

}  // namespace
}  // namespace orl
