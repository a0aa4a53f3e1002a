#include "core/lab/datasets.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/lab/importing.h"
#include "core/predict/fit_store.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class Datasets : public LabTest {
  protected:
    static Dataset data(const std::string& name, std::size_t queries = 240) {
        Dataset made = generateDataset({queries, 4, 3});
        made.name = name;
        return made;
    }
    /// Queries of one split alone, as one import reads them.
    static ImportResult read(const std::string& name, const std::string& split) {
        ImportResult result;
        result.dataset = data(name, 40);
        for (Query& query : result.dataset.queries) {
            query.split = split;
            query.text += " of " + split;
        }
        result.report.format = "made up";
        result.report.queries = 40;
        result.report.remarks = {{ImportRemark::Kind::Refused, "a.csv", 3, "no score", 2}};
        return result;
    }
    static std::string fitted(Workspace& workspace, const Dataset& dataset) {
        PredictorOptions options;
        options.kind = PredictorKind::Prior;
        return storeFit(workspace, dataset, "train",
                        Predictor::fit(dataset, dataset.rowsOfSplit("train"), options));
    }
};

TEST_F(Datasets, ImportsAtOnceAllStay) {
    constexpr int kWriters = 5;
    std::atomic<int> done = 0;
    std::vector<std::thread> writers;
    for (int k = 0; k < kWriters; ++k) {
        writers.emplace_back([&, k] {
            Workspace workspace = Workspace::openOrCreate(path("new.orlab"));
            ImportResult result = read("shared", "part" + std::to_string(k));
            storeImport(workspace, result, IfKnown::AddSplits, {});
            ++done;
        });
    }
    for (std::thread& writer : writers) writer.join();
    EXPECT_EQ(done, kWriters);
    const auto summaries = Workspace::open(path("new.orlab")).datasets();
    ASSERT_EQ(summaries.size(), 1U);
    EXPECT_EQ(summaries[0].splits.size(), std::size_t(kWriters));
    EXPECT_EQ(summaries[0].queries, std::size_t(40 * kWriters));
}

TEST_F(Datasets, AKnownNameIsAddedToOrReplacedAsAsked) {
    Workspace workspace = Workspace::create(path("w.orlab"));
    ImportResult train = read("d", "train");
    ImportResult test = read("d", "test");
    storeImport(workspace, train, IfKnown::AddSplits, {});
    EXPECT_EQ(train.dataset.queryCount(), 0U) << "a large one would be held twice";
    EXPECT_EQ(storeImport(workspace, test, IfKnown::AddSplits, {}).queryCount(), 80U);
    ImportResult again = read("d", "test");
    EXPECT_THROW(storeImport(workspace, again, IfKnown::AddSplits, {}), Error);
    EXPECT_EQ(workspace.loadDataset("d").queryCount(), 80U);
    EXPECT_EQ(storeImport(workspace, again, IfKnown::ReplaceSplits, {}).queryCount(), 80U);
    EXPECT_EQ(storeImport(workspace, again, IfKnown::ReplaceAll, {}).queryCount(), 40U);
}

TEST_F(Datasets, SettingsThatStayAreNotWrittenAgain) {
    const auto store = this->store();
    Scenario scenario = LabTest::scenario();
    writeScenario(*store, scenario, {"dual"});
    const auto changed = std::filesystem::last_write_time(path("w.orlab-wal"));
    const auto size = std::filesystem::file_size(path("w.orlab-wal"));
    writeScenario(*store, scenario, {"dual"}, {{"small", scenario}});
    EXPECT_EQ(std::filesystem::file_size(path("w.orlab-wal")), size);
    EXPECT_EQ(std::filesystem::last_write_time(path("w.orlab-wal")), changed);
    scenario.constraints.qualityFloor = 0.61;
    writeScenario(*store, scenario, {"dual"});
    EXPECT_EQ(keptScenarios(store->workspace).at("small").constraints.qualityFloor, 0.61);
}

TEST_F(Datasets, AReportIsReadBackAsItWas) {
    Workspace workspace = Workspace::create(path("w.orlab"));
    ImportResult result = read("d", "train");
    result.report.splits = {{"train", 40}};
    result.report.scoreScale = "1:10";
    result.report.embeddingSource = "file";
    result.report.embeddingDimension = 3;
    storeImport(workspace, result, IfKnown::AddSplits, {});
    const auto kept = keptReport(workspace, "d");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->toJson(), result.report.toJson());
    EXPECT_EQ(kept->toText(), result.report.toText());
    workspace.saveSetting("lab.report|d", "{broken");
    EXPECT_FALSE(keptReport(workspace, "d"));
    EXPECT_FALSE(keptReport(workspace, "other"));
}

TEST_F(Datasets, RenamingTakesFitsReportAndSettingsAlong) {
    Workspace workspace = Workspace::create(path("w.orlab"));
    const Dataset dataset = data("old");
    workspace.saveDataset(dataset);
    workspace.saveDataset(data("other"));
    fitted(workspace, dataset);
    keepReport(workspace, "old", read("old", "train").report);
    Scenario scenario;
    scenario.name = "mine";
    scenario.preparation.dataset = "old";
    scenario.constraints.qualityFloor = 0.61;
    workspace.saveScenarios({{scenario, "a note", 7}});
    keepScenario(workspace, scenario);

    EXPECT_THROW(renameDataset(workspace, "old", "other", {}), Error);
    EXPECT_THROW(renameDataset(workspace, "old", "", {}), Error);
    EXPECT_EQ(workspace.datasets().size(), 2U);
    renameDataset(workspace, "old", "new", {});

    const Dataset renamed = workspace.loadDataset("new");
    EXPECT_EQ(renamed.queryCount(), dataset.queryCount());
    EXPECT_THROW(workspace.loadDataset("old"), Error);
    const auto latest = latestFit(workspace, "new", "");
    ASSERT_TRUE(latest);
    EXPECT_TRUE(workspace.loadPredictor(latest->key, latest->fingerprint));
    PredictorOptions options;
    options.kind = PredictorKind::Prior;
    EXPECT_EQ(latest->key, predictorKey({"new", "train"}, options));
    EXPECT_FALSE(latestFit(workspace, "old", ""));
    EXPECT_TRUE(keptReport(workspace, "new"));
    EXPECT_FALSE(keptReport(workspace, "old"));
    EXPECT_EQ(keptScenarios(workspace).at("new").constraints.qualityFloor, 0.61);
    EXPECT_EQ(workspace.scenarios().at(0).scenario.preparation.dataset, "new");
    EXPECT_EQ(workspace.scenarios().at(0).note, "a note");
}

TEST_F(Datasets, DeletingLeavesNothingOfItBehind) {
    Workspace workspace = Workspace::create(path("w.orlab"));
    workspace.saveDataset(data("one"));
    keepReport(workspace, "one", read("one", "train").report);
    Scenario scenario;
    scenario.preparation.dataset = "one";
    keepScenario(workspace, scenario);
    deleteDataset(workspace, "one");
    EXPECT_TRUE(workspace.datasets().empty());
    // A new one of that name is a new one.
    workspace.saveDataset(data("one"));
    EXPECT_FALSE(keptReport(workspace, "one"));
    EXPECT_TRUE(keptScenarios(workspace).empty());
    EXPECT_THROW(deleteDataset(workspace, "two"), Error);
}

TEST_F(Datasets, DealingSplitsKeepsWhatStaysRight) {
    Workspace workspace = Workspace::create(path("w.orlab"));
    const Dataset dataset = data("d");
    workspace.saveDataset(dataset);
    fitted(workspace, dataset);
    dealSplits(workspace, "d", splitRuleFrom("train=0.5,calibration=0.2,test=0.3", 1), {});
    const Dataset dealt = workspace.loadDataset("d");
    EXPECT_EQ(dealt.rowsOfSplit("calibration").size(), 48U);
    EXPECT_TRUE((dealt.score.isNaN() == dataset.score.isNaN()).all());
    const auto latest = latestFit(workspace, "d", "");
    ASSERT_TRUE(latest);
    EXPECT_NE(fingerprintFor(dealt, *latest), latest->fingerprint) << "it is no fit of these rows";
    EXPECT_FALSE(workspace.loadPredictor(latest->key, latest->fingerprint));
    EXPECT_THROW(dealSplits(workspace, "none", splitRuleFrom("train", 1), {}), Error);
}

TEST_F(Datasets, ANewWorkspaceIsMadeWithItsDataOrNotAtAll) {
    ImportOptions options;
    options.name = "d";
    options.files = {path("no.jsonl")};
    EXPECT_THROW(importAnew(path("own.orlab"), options, {}, {}), Error);
    EXPECT_FALSE(std::filesystem::exists(path("own.orlab")));
    std::ofstream out(path("good.jsonl"));
    writeOmniRouterLines(out, generateDataset({60, 4, 7}));
    out.close();
    std::ofstream prices(path("prices.json"));
    writePriceList(prices, generateDataset({8, 4, 7}));
    prices.close();
    options.files = {path("good.jsonl")};
    options.prices = path("prices.json");
    Scenario before = scenario();
    before.constraints.qualityFloor = 0.42;
    before.constraints.commonCapacity = 0.2;
    const ImportedAnew made = importAnew(path("own.orlab"), options, before, {});
    ASSERT_TRUE(made.opened.prepared);
    EXPECT_EQ(made.opened.scenario.preparation.dataset, "d");
    EXPECT_EQ(made.opened.scenario.constraints.qualityFloor, 0.42);
    EXPECT_EQ(made.opened.scenario.constraints.commonCapacity, 1.0);
    EXPECT_TRUE(keptReport(made.opened.store->workspace, "d"));
    EXPECT_THROW(importAnew(path("own.orlab"), options, {}, {}), Error) << "it is there already";
    EXPECT_EQ(Workspace::open(path("own.orlab")).datasets().size(), 1U);
}

}  // namespace
}  // namespace orl::testing
