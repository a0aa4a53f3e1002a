// `route --scenario`: all settings at once, and the same numbers as the options that say the same.
#include <gtest/gtest.h>

#include "core/data/workspace/workspace.h"
#include "core/lab/prepare.h"
#include "core/lab/scenarios.h"
#include "core/lab/solving.h"
#include "program.h"

namespace orl::test {
namespace {

class ScenarioCommand : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(m_folder
                      .run({"generate", "--queries", "300", "--models", "4", "--seed", "5", "--out",
                            m_folder / "d.jsonl", "--prices-out", m_folder / "p.json"})
                      .code,
                  0);
        ASSERT_EQ(m_folder
                      .run({"import", "--workspace", file(), "--name", "D", "--prices",
                            m_folder / "p.json", m_folder / "d.jsonl"})
                      .code,
                  0);
        const Workspace workspace = Workspace::open(file());
        const Dataset data = workspace.loadDataset("D", {});
        m_scenario.name = "mine";
        m_scenario.preparation.dataset = "D";
        m_scenario.preparation.predictor = "knn";
        m_scenario.preparation.neighbours = 7;
        m_scenario.constraints.qualityFloor = 0.62;
        m_scenario.constraints.commonCapacity = 0.4;
        m_scenario.constraints.capacityShare = {{data.models[1].name, 0.35}};
        m_scenario.pool.priceMultiplier = {{data.models[2].name, 1.5}};
        m_scenario.pool.disabled = {data.models[0].name};
    }
    std::string file() const { return m_folder / "w.orlab"; }
    Finished route(const std::string& scenario, const Words& more = {"--json"}) {
        Words words = {"route", "--workspace", file(), "--scenario", scenario};
        words.insert(words.end(), more.begin(), more.end());
        return m_folder.run(words);
    }
    /// Figures of one solve, without how long it took.
    static nlohmann::json figures(const Finished& run) {
        nlohmann::json json = run.json();
        for (const char* other : {"solve_ms", "key"}) json.erase(other);
        return json;
    }
    void keep(const std::vector<Scenario>& scenarios) {
        Workspace workspace = Workspace::open(file());
        SavedWork work;
        for (const Scenario& each : scenarios) work.scenarios.push_back({each});
        keepWork(workspace, work);
    }

    Folder m_folder;
    Scenario m_scenario;
};

TEST_F(ScenarioCommand, GivesTheWindowsNumbersToTheLastBit) {
    const Finished run = route(m_scenario.toShortJson());
    ASSERT_EQ(run.code, 0) << run.err;
    const auto store = std::make_shared<Store>(Workspace::open(file()));
    SolveEngine engine;
    const auto prepared = prepare(store, nullptr, m_scenario, {});
    const auto view = engine.solve(prepared, m_scenario, {}, {});
    const auto json = run.json();
    ASSERT_TRUE(view->chosen.optimal);
    EXPECT_EQ(json.at("cost").get<double>(), view->chosen.cost);
    EXPECT_EQ(json.at("predicted_accuracy").get<double>(), view->chosen.predictedAccuracy);
    EXPECT_EQ(json.at("realized_accuracy").get<double>(), view->chosen.realizedAccuracy);
    EXPECT_EQ(json.at("realized_cost").get<double>(), view->chosen.realizedCost);
    EXPECT_EQ(json.at("split"), "test");
}

TEST_F(ScenarioCommand, NameFileAndJsonAreOne) {
    const nlohmann::json wanted = figures(route(m_scenario.toJson()));
    Scenario other = m_scenario;
    other.name = "other";
    other.constraints.qualityFloor = 0.4;
    keep({other, m_scenario});
    EXPECT_EQ(figures(route("mine")), wanted);
    EXPECT_NE(figures(route("other")), wanted);
    const std::string one = m_folder.write("one.json", scenarioFile({{m_scenario}}));
    EXPECT_EQ(figures(route(one)), wanted);
    Workspace::open(file()).saveSetting("lab.scenario", m_scenario.toJson());
    EXPECT_EQ(figures(route("last")), wanted);
}

/// Also through a shell, with whatever a name may hold.
TEST_F(ScenarioCommand, TheCommandLineIsReadBackByAShell) {
    Scenario strange;
    strange.preparation.dataset = "it's $HOME `x` \"q\" \\ ü";
    const std::string line = commandLineOf(strange, "/tmp/a b/it's.orlab");
    const std::string script = m_folder.write(
        "s.sh",
        "omnirouter() { for word in \"$@\"; do printf '%s\\n' \"$word\"; done; }\n" + line + "\n");
    const std::string out = m_folder / "words";
    ASSERT_EQ(std::system(("sh " + script + " > " + out).c_str()), 0);
    EXPECT_EQ(readFile(out), "route\n--workspace\n/tmp/a b/it's.orlab\n--scenario\n" +
                                 strange.toShortJson() + "\n--json\n");
}

TEST_F(ScenarioCommand, WhatIsNotHereIsSaid) {
    const std::string two = m_folder.write(
        "two.json",
        scenarioFile({{m_scenario}, {Scenario{"b", m_scenario.preparation, {}, {}, {}}}}));
    for (const auto& [scenario, words] : std::vector<std::pair<std::string, std::string>>{
             {"nobody", "no scenario and no file"},
             {"last", "has not been used"},
             {"{\"dataset\":\"E\"}", "not in this workspace"},
             {"{\"dataset\":\"D\",\"disabled\":[\"gpt-9\"]}", "no model gpt-9"},
             {"{\"dataset\":", "no valid JSON"},
             {two, "It holds 2 scenarios"}}) {
        const Finished run = route(scenario);
        EXPECT_EQ(run.code, 1) << scenario;
        EXPECT_NE(run.err.find(words), std::string::npos) << run.err;
    }
    EXPECT_EQ(route(m_scenario.toJson(), {"--alpha", "0.5"}).code, 2);
    EXPECT_EQ(m_folder.run({"route", "--workspace", file()}).code, 2);
    EXPECT_EQ(m_folder.run({"route", "--workspace", file(), "--test", "D"}).code, 2);
}

/// Prices, factors, shares and floors that make no sense, and what no number can be: said, never
/// guessed at.
TEST_F(ScenarioCommand, WhatMakesNoSenseIsRefusedInWords) {
    const std::string model = Workspace::open(file()).datasets()[0].models[0];
    for (const char* field :
         {"input_price", "output_price", "price_multiplier", "capacity_share"}) {
        for (const char* value : {"-1", "\"nan\"", "\"-inf\"", "\"cheap\"", "null"}) {
            const Finished run =
                route("{\"dataset\":\"D\",\"predictor\":\"prior\",\"" + std::string(field) +
                      "\":{\"" + model + "\":" + value + "}}");
            EXPECT_EQ(run.code, 1) << field << ' ' << value << run.out;
            EXPECT_EQ(run.err.find("omnirouter: "), 0U) << field << ' ' << value << run.err;
        }
    }
    for (const char* field :
         {"\"quality_floor\":2", "\"quality_floor\":\"nan\"", "\"common_capacity\":-1",
          "\"common_capacity\":\"nan\"", "\"second_price\":-1", "\"caution\":-1",
          "\"seconds_cap\":-1", "\"group_by\":\"task\",\"group_cap\":{\"x\":{\"gone\":0.5}}"}) {
        const Finished run =
            route("{\"dataset\":\"D\",\"predictor\":\"prior\"," + std::string(field) + "}");
        EXPECT_EQ(run.code, 1) << field << run.out;
        EXPECT_EQ(run.err.find("omnirouter: "), 0U) << field << run.err;
    }
    // An infinite price is none; one that may be of another unit is told, and taken.
    const Finished run = route("{\"dataset\":\"D\",\"predictor\":\"prior\",\"input_price\":{\"" +
                               model + "\":90000}}");
    EXPECT_NE(run.err.find("another unit?"), std::string::npos) << run.err;
    const Finished options =
        m_folder.run({"route", "--workspace", file(), "--test", "D", "--alpha", "0.4",
                      "--predictor", "recorded", "--input-price", model + "=90000"});
    EXPECT_NE(options.err.find("another unit?"), std::string::npos) << options.err;
    for (const char* price : {"=-1", "=nan", "=inf", "=", "=1e"}) {
        EXPECT_EQ(m_folder
                      .run({"route", "--workspace", file(), "--test", "D", "--alpha", "0.4",
                            "--predictor", "recorded", "--input-price", model + price})
                      .code,
                  2)
            << price;
    }
}

/// Also on the other outputs: the comparison is of the scenario's pool.
TEST_F(ScenarioCommand, ComparesInTheSamePool) {
    const Finished run = route(m_scenario.toJson(), {"--json", "--compare"});
    ASSERT_EQ(run.code, 0) << run.err;
    const nlohmann::json json = run.json();
    for (const auto& each : json.at("matched_realized")) {
        if (!each.contains("share")) continue;
        EXPECT_EQ(each.at("share").begin()->get<double>(), 0.0) << each.dump();
    }
}

TEST_F(ScenarioCommand, SecondsHaveAPriceAndACap) {
    const Words base = {"route",   "--workspace", file(),        "--test", "D:test",
                        "--alpha", "0.6",         "--predictor", "knn",    "--json"};
    ASSERT_EQ(
        m_folder.run({"fit", "--workspace", file(), "--train", "D:train", "--predictor", "knn"})
            .code,
        0);
    const auto with = [&](const Words& more) {
        Words words = base;
        words.insert(words.end(), more.begin(), more.end());
        return m_folder.run(words);
    };
    const Finished unknown = with({"--second-price", "0.001"});
    EXPECT_EQ(unknown.code, 1);
    EXPECT_NE(unknown.err.find("no model's speed is known"), std::string::npos) << unknown.err;
    const std::string first = Workspace::open(file()).loadDataset("D", {}).models[0].name;
    const Words speeds = {"--first-token",       "all=0.5",    "--tokens-per-second", "all=80",
                          "--tokens-per-second", first + "=20"};
    const auto plain = with(speeds).json();
    EXPECT_GT(plain["mean_seconds"].get<double>(), 0.5);
    Words priced = speeds;
    priced.insert(priced.end(), {"--second-price", "0.001"});
    const auto dear = with(priced).json();
    EXPECT_LE(dear["mean_seconds"].get<double>(), plain["mean_seconds"].get<double>());
    EXPECT_GE(dear["cost"].get<double>(), plain["cost"].get<double>() - 1e-12);
    EXPECT_NEAR(dear["objective"].get<double>(),
                dear["cost"].get<double>() +
                    0.001 * dear["mean_seconds"].get<double>() * dear["queries"].get<double>(),
                1e-9);
    Words capped = speeds;
    capped.insert(capped.end(), {"--seconds-cap", "0.01"});
    const Finished beyond = with(capped);
    EXPECT_EQ(beyond.code, 1);
    EXPECT_NE(beyond.err.find("cap of 0.01 s cannot be kept"), std::string::npos) << beyond.err;
    for (const char* wrong : {"-1", "nan", "x"}) {
        EXPECT_EQ(with({"--second-price", wrong}).code, 2) << wrong;
        EXPECT_EQ(with({"--seconds-cap", wrong}).code, 2) << wrong;
        EXPECT_NE(with({"--tokens-per-second", std::string("all=") + wrong}).code, 0) << wrong;
    }
}

TEST_F(ScenarioCommand, APlanOfSlotsIsOfItsQueriesPoolAndFloor) {
    const Words words = {
        "plan",   "--workspace", file(),      "--scenario", m_scenario.toShortJson(),
        "--rate", "2",           "--service", "constant:1", "--wait-p95",
        "2s",     "--most",      "all=3",     "--repeats",  "2",
        "--json"};
    const Finished run = m_folder.run(words);
    ASSERT_EQ(run.code, 0) << run.err;
    const nlohmann::json plan = run.json();
    EXPECT_EQ(plan.at("alpha"), 0.62);
    // What is off in the scenario gets no slots.
    for (const auto& mix : plan.at("mixes")) {
        EXPECT_EQ(mix.at("slots").at(*m_scenario.pool.disabled.begin()), 0);
    }
    Words both = words;
    both.insert(both.end(), {"--test", "D"});
    EXPECT_EQ(m_folder.run(both).code, 2);
}

}  // namespace
}  // namespace orl::test
