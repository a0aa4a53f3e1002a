// `sweep` over whatever can be set, along one axis or two.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>

#include "core/data/workspace/workspace.h"
#include "core/lab/grid_sweep.h"
#include "core/lab/prepare.h"
#include "core/lab/scenarios.h"
#include "core/lab/settings.h"
#include "core/lab/solving.h"
#include "tests/cli/program.h"

namespace orl::test {
namespace {

/// 300 generated queries; two of four models have names that need care.
class SweepCommand : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<Folder>();
        ASSERT_EQ(s_folder
                      ->run({"generate", "--queries", "300", "--models", "4", "--seed", "7",
                             "--out", at("d.jsonl"), "--prices-out", at("p.json")})
                      .code,
                  0);
        ASSERT_EQ(s_folder
                      ->run({"import", "--workspace", at("w.orlab"), "--name", "D", "--prices",
                             at("p.json"), at("d.jsonl")})
                      .code,
                  0);
        Workspace workspace = Workspace::open(at("w.orlab"));
        Dataset data = workspace.loadDataset("D", {});
        data.models[0].name = "meta/llama:free";
        data.models[1].name = "odd=1:2";
        data.name = "E";
        workspace.saveDataset(data);
        s_models.clear();
        for (const ModelInfo& model : data.models) s_models.push_back(model.name);
    }
    static void TearDownTestSuite() { s_folder.reset(); }
    static std::string at(const std::string& name) { return *s_folder / name; }
    static Finished sweep(const Words& more) {
        Words words = {"sweep", "--workspace", at("w.orlab"), "--test",
                       "E",     "--predictor", "recorded"};
        words.insert(words.end(), more.begin(), more.end());
        return s_folder->run(words);
    }

    static std::unique_ptr<Folder> s_folder;
    static std::vector<std::string> s_models;
};
std::unique_ptr<Folder> SweepCommand::s_folder;
std::vector<std::string> SweepCommand::s_models;

TEST_F(SweepCommand, NamesMayHoldColonsAndEqualsSigns) {
    for (const std::string& name : {s_models[0], s_models[1], s_models[3]}) {
        const Finished run = sweep({"--over", "price:" + name + "=0.5:2:x2", "--alpha", "0.7",
                                    "--routers", "dual", "--out", at("n.csv")});
        ASSERT_EQ(run.code, 0) << run.err;
        const auto rows = readCsv(at("n.csv"));
        ASSERT_EQ(rows.size(), 4U);
        EXPECT_EQ(Words(rows[0].begin(), rows[0].begin() + 3), (Words{"router", "over", "value"}));
        for (std::size_t k = 1; k < 4; ++k) EXPECT_EQ(rows[k][1], "price:" + name);
        EXPECT_EQ(rows[2][2], "1");
    }
    const Finished missing =
        sweep({"--over", "price:gpt-9=0.5:2:x2", "--alpha", "0.7", "--routers", "dual"});
    EXPECT_EQ(missing.code, 1);
    EXPECT_NE(missing.err.find("sweep over price:gpt-9"), std::string::npos) << missing.err;
    EXPECT_NE(missing.err.find("meta/llama:free"), std::string::npos) << missing.err;
}

TEST_F(SweepCommand, TwoAxesAreAGridWhoseCellsAreRoutes) {
    const std::string& strong = s_models[3];
    const Words asked = {"--over",   "alpha=0.6:0.8:0.1",
                         "--over2",  "price:" + strong + "=0.5:2:x2",
                         "--volume", "1000000"};
    Words first = asked;
    first.insert(first.end(), {"--out", at("a.csv")});
    Words second = asked;
    second.insert(second.end(), {"--out", at("b.csv"), "--threads", "3"});
    ASSERT_EQ(sweep(first).code, 0);
    ASSERT_EQ(sweep(second).code, 0);
    EXPECT_EQ(readFile(at("a.csv")), readFile(at("b.csv")));
    const auto rows = readCsv(at("a.csv"));
    ASSERT_EQ(rows.size(), 1U + 9U);
    const Words columns = {"router",
                           "over",
                           "value",
                           "over2",
                           "value2",
                           "alpha",
                           "feasible",
                           "cost",
                           "predicted_accuracy",
                           "realized_accuracy",
                           "realized_cost",
                           "bound",
                           "gap",
                           "mean_seconds",
                           "cost_month",
                           "reason"};
    EXPECT_EQ(Words(rows[0].begin(), rows[0].begin() + 16), columns);
    EXPECT_EQ(rows[0].size(), columns.size() + 4);
    for (std::size_t k = 1; k < rows.size(); ++k) {
        const auto& row = rows[k];
        EXPECT_EQ(row[0], "dual");
        Words words = {"route",
                       "--workspace",
                       at("w.orlab"),
                       "--test",
                       "E",
                       "--predictor",
                       "recorded",
                       "--alpha",
                       row[2],
                       "--price-multiplier",
                       strong + "=" + row[4],
                       "--json"};
        const Finished route = s_folder->run(words);
        ASSERT_EQ(route.code, 0) << route.err;
        const double cost = route.json().at("cost").get<double>();
        const double gap = std::max(std::stod(row[12]), route.json().at("gap").get<double>());
        EXPECT_NEAR(std::stod(row[7]), cost, (gap + 1e-9) * cost);
        const double queries = route.json().at("queries").get<double>();
        EXPECT_NEAR(std::stod(row[14]), std::stod(row[7]) / queries * 1e6, 1e-6);
        EXPECT_EQ(row[13], "") << "no speed is known";
    }
    Words json = asked;
    json.push_back("--json");
    const auto report = sweep(json).json();
    EXPECT_EQ(report.at("over"), "alpha");
    EXPECT_EQ(report.at("over2"), "price:" + strong);
    ASSERT_EQ(report.at("points").size(), 9U);
    EXPECT_EQ(report.at("points")[8].at("value2"), 2.0);
    EXPECT_EQ(report.at("points")[8].at("reason"), "");
}

TEST_F(SweepCommand, WhatCannotBeMetHasAReasonAndNoNumber) {
    const Finished run = sweep({"--over", "capacity:" + s_models[3] + "=0:1:0.5", "--over2",
                                "capacity=0.1:0.4:0.3", "--alpha", "0.5", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    int refused = 0;
    const auto cells = run.json().at("points");
    ASSERT_EQ(cells.size(), 6U);
    for (const auto& point : cells) {
        if (point.at("feasible").get<bool>()) continue;
        ++refused;
        EXPECT_TRUE(point.at("cost").is_null());
        EXPECT_TRUE(point.at("share").is_null());
        EXPECT_FALSE(point.at("reason").get<std::string>().empty());
    }
    EXPECT_GT(refused, 0);
}

TEST_F(SweepCommand, VolumeAndMoneyAMonth) {
    const Finished scaled = sweep(
        {"--over", "volume=500000:2000000:x2", "--alpha", "0.7", "--routers", "dual", "--json"});
    ASSERT_EQ(scaled.code, 0) << scaled.err;
    const auto points = scaled.json().at("points");
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points[0].at("cost"), points[2].at("cost"));
    EXPECT_NEAR(points[2].at("cost_month").get<double>(),
                4.0 * points[0].at("cost_month").get<double>(), 1e-6);
    const Finished asked = sweep(
        {"--over", "volume=500000:2000000:x2", "--money", "400", "--routers", "dual", "--json"});
    ASSERT_EQ(asked.code, 0) << asked.err;
    double before = 1.0;
    const auto rising = asked.json().at("points");
    for (const auto& point : rising) {
        if (!point.at("feasible").get<bool>()) continue;
        EXPECT_LE(point.at("cost_month").get<double>(), 400.0 + 1e-6);
        EXPECT_LE(point.at("predicted_accuracy").get<double>(), before);
        before = point.at("predicted_accuracy").get<double>();
    }
}

TEST_F(SweepCommand, AScenarioIsWhatStays) {
    Scenario scenario;
    scenario.preparation.dataset = "E";
    scenario.preparation.predictor = "recorded";
    scenario.constraints.qualityFloor = 0.7;
    scenario.constraints.capacityShare = {{s_models[3], 0.3}};
    for (const std::string& name : s_models) {
        scenario.pool.firstTokenSeconds[name] = 0.5;
        scenario.pool.tokensPerSecond[name] = 50.0;
    }
    const std::string range = "second-price=1e-06:0.0001:x10";
    const Finished run =
        s_folder->run({"sweep", "--workspace", at("w.orlab"), "--scenario", scenario.toShortJson(),
                       "--over", range, "--over2", "alpha=0.6:0.7:0.1", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto points = run.json().at("points");
    ASSERT_EQ(points.size(), 6U);
    for (const auto& point : points) {
        ASSERT_TRUE(point.at("feasible").get<bool>());
        EXPECT_LE(point.at("share")[3].get<double>(), 0.3 + 1e-9);
        EXPECT_GT(point.at("mean_seconds").get<double>(), 0.5);
    }
    // The window sweeps what it has prepared: the same bytes.
    const auto store =
        std::make_shared<Store>(Workspace::open(at("w.orlab"), Workspace::Access::ReadOnly));
    const auto prepared = prepare(store, nullptr, scenario, {});
    GridInputs window;
    window.x = {AxisKind::SecondPrice, {}, valuesOf(axisRangeOf("1e-06:0.0001:x10"))};
    window.y = SweepAxis{AxisKind::Alpha, {}, valuesOf(axisRangeOf("0.6:0.7:0.1"))};
    window.pool = scenario.pool;
    window.experiment = std::make_shared<const Experiment>(
        experimentOf(*prepared, *prepared->predictions, scenario.pool));
    window.remake = [&](const PoolSettings& pool, const Experiment* before) {
        return experimentOf(*prepared, *prepared->predictions, pool, before);
    };
    window.constraints = [&](const Experiment& experiment) {
        return constraintsOf(scenario.constraints, experiment);
    };
    window.seed = scenario.preparation.seed;
    std::ostringstream bytes;
    writeGridCsv(bytes, window, sweepGrid(window));
    const Finished csv =
        s_folder->run({"sweep", "--workspace", at("w.orlab"), "--scenario", scenario.toShortJson(),
                       "--over", range, "--over2", "alpha=0.6:0.7:0.1"});
    EXPECT_EQ(csv.out, bytes.str());
    const std::string line = commandLineOf("sweep", scenario, "w's.orlab", {"--over", range});
    EXPECT_EQ(line.find("omnirouter sweep --workspace 'w'\\''s.orlab' --scenario '{"), 0U) << line;
    EXPECT_NE(line.find("' --over '" + range + "'"), std::string::npos) << line;
}

TEST_F(SweepCommand, WrongUsageIsToldAtOnce) {
    const std::map<std::string, Words> wrong = {
        {"--over: price is of one model", {"--over", "price=1:2:0.5", "--alpha", "0.5"}},
        {"--over: alpha is of no model", {"--over", "alpha:m=0.1:0.2:0.1"}},
        {"--over: sweep alpha, capacity", {"--over", "prise:m=1:2:0.5", "--alpha", "0.5"}},
        {"--over: 0.1:0.2: it is not LO:HI:STEP", {"--over", "alpha=0.1:0.2"}},
        {"--over2: sweep over capacity: the value 1.5",
         {"--over", "alpha=0.1:0.2:0.1", "--over2", "capacity=0.5:1.5:0.5"}},
        {"--over: 0:1:x2: it is no range. Ratios need", {"--over", "alpha=0:1:x2"}},
        {"it has too many values", {"--over", "alpha=0:1:0.00001"}},
        {"takes the place of --alpha", {"--over", "alpha=0.1:0.2:0.1", "--alpha", "0.5"}},
        {"needs --alpha or --budget", {"--over", "price:m=1:2:0.5"}},
        {"--money is USD a month", {"--over", "alpha=0.1:0.2:0.1", "--money", "5"}},
        {"takes the place of --volume",
         {"--over", "volume=1:2:1", "--alpha", "0.5", "--volume", "5"}},
    };
    for (const auto& [message, words] : wrong) {
        const Finished run = sweep(words);
        EXPECT_EQ(run.code, 2) << message;
        EXPECT_NE(run.err.find(message), std::string::npos) << message << " | " << run.err;
    }
    const Finished many = sweep({"--over", "alpha=0:1:0.005", "--over2", "capacity=0:1:0.01"});
    EXPECT_EQ(many.code, 1);
    EXPECT_NE(many.err.find("201 × 101 are 20301 cells"), std::string::npos) << many.err;
    EXPECT_EQ(sweep({"--over", "seconds-cap=1:2:1", "--alpha", "0.5"}).code, 1);
}

}  // namespace
}  // namespace orl::test
