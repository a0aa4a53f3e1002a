#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

/// A workspace with 400 generated queries and five models, fitted.
class Workflow : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<Folder>();
        ASSERT_EQ(run({"generate", "--queries", "400", "--models", "5", "--seed", "3", "--out",
                       at("d.jsonl"), "--prices-out", at("p.json")})
                      .code,
                  0);
        s_import = run({"import", "--workspace", at("w.orlab"), "--name", "D", "--prices",
                        at("p.json"), at("d.jsonl"), "--json"});
        ASSERT_EQ(s_import.code, 0) << s_import.err;
        const Finished fit =
            run({"fit", "--workspace", at("w.orlab"), "--train", "D", "--components", "16"});
        ASSERT_EQ(fit.code, 0) << fit.err;
    }
    static void TearDownTestSuite() { s_folder.reset(); }

    static std::string at(const std::string& name) { return *s_folder / name; }
    static Finished run(const Words& arguments) { return s_folder->run(arguments); }
    /// On the fitted workspace's test split.
    static Finished onTest(const std::string& command, const Words& more) {
        Words words = {command, "--workspace", at("w.orlab"), "--test", "D"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }

    static std::unique_ptr<Folder> s_folder;
    static Finished s_import;
};
std::unique_ptr<Folder> Workflow::s_folder;
Finished Workflow::s_import;

TEST_F(Workflow, ImportReportsWhatItRead) {
    const auto json = s_import.json();
    EXPECT_EQ(json.at("queries"), 400);
    EXPECT_EQ(json.at("models"), 5);
    EXPECT_EQ(json.at("outcomes"), 2000);
    EXPECT_EQ(json.at("missing_scores"), 0);
    EXPECT_EQ(json.at("missing_costs"), 0);
    EXPECT_EQ(json.at("refused"), 0);
    EXPECT_TRUE(json.at("warnings").is_array());
    EXPECT_EQ(json.at("splits").at("train"), 200);
}

TEST_F(Workflow, DatasetsListsNamesSplitsAndModels) {
    const Finished listed = run({"datasets", "--workspace", at("w.orlab"), "--json"});
    ASSERT_EQ(listed.code, 0) << listed.err;
    const auto json = listed.json();
    ASSERT_EQ(json.size(), 1U);
    EXPECT_EQ(json[0].at("name"), "D");
    EXPECT_EQ(json[0].at("queries"), 400);
    EXPECT_EQ(json[0].at("models").size(), 5U);
    EXPECT_EQ(json[0].at("splits").at("test"), 200);
    EXPECT_NE(run({"datasets", "--workspace", at("w.orlab")}).out.find("D: 400"),
              std::string::npos);
}

TEST_F(Workflow, EvaluateScoresEveryModelAndTheMean) {
    const Finished run = onTest("evaluate", {"--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto json = run.json();
    EXPECT_EQ(json.at("queries"), 200);
    EXPECT_EQ(json.at("predictor"), "hybrid");
    EXPECT_EQ(json.at("models").size(), 5U);
    for (const char* key : {"auc", "brier", "log_loss", "ece", "length_mae", "cost_mae"}) {
        EXPECT_TRUE(json.at("mean").at(key).is_number()) << key;
    }
    // Texts carry signal; constant predictions would give 0.5.
    EXPECT_GT(json.at("mean").at("auc").get<double>(), 0.65);
    for (const char* by : {"tasks", "levels"}) {
        ASSERT_FALSE(json.at(by).empty()) << by;
        std::size_t cells = 0;
        for (const auto& group : json.at(by)) {
            cells += group.at("cells").get<std::size_t>();
            EXPECT_GE(group.at("ece_by_chance").get<double>(), 0.0);
        }
        EXPECT_EQ(cells, json.at("mean").at("cells").get<std::size_t>()) << by;
    }
}

TEST_F(Workflow, RouteMeetsTheFloorAndItsFileAddsUp) {
    const Finished run = onTest("route", {"--alpha", "0.75", "--json", "--out", at("routes.csv")});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto json = run.json();
    EXPECT_EQ(json.at("router"), "dual");
    EXPECT_EQ(json.at("alpha"), 0.75);
    EXPECT_EQ(json.at("queries"), 200);
    EXPECT_EQ(json.at("models"), 5);
    EXPECT_TRUE(json.at("feasible").get<bool>());
    EXPECT_GE(json.at("predicted_accuracy").get<double>(), 0.75 - 1e-9);
    EXPECT_LE(json.at("bound").get<double>(), json.at("cost").get<double>() + 1e-12);
    EXPECT_GE(json.at("solve_ms").get<double>(), 0.0);

    const auto rows = readCsv(at("routes.csv"));
    ASSERT_EQ(rows.size(), 201U);
    double cost = 0.0, quality = 0.0, score = 0.0, spent = 0.0;
    std::map<std::string, int> load;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].size(), 9U);
        EXPECT_EQ(rows[i][1], "test");
        ++load[rows[i][4]];
        quality += std::stod(rows[i][5]);
        cost += std::stod(rows[i][6]);
        score += std::stod(rows[i][7]);
        spent += std::stod(rows[i][8]);
    }
    EXPECT_NEAR(cost, json.at("cost").get<double>(), 1e-12);
    EXPECT_NEAR(quality / 200, json.at("predicted_accuracy").get<double>(), 1e-12);
    EXPECT_NEAR(score / 200, json.at("realized_accuracy").get<double>(), 1e-12);
    EXPECT_NEAR(spent, json.at("realized_cost").get<double>(), 1e-12);
    for (const auto& [model, count] : load) {
        EXPECT_NEAR(json.at("share").at(model).get<double>(), count / 200.0, 1e-12) << model;
    }
}

TEST_F(Workflow, CapacitiesAreKept) {
    const Finished run = onTest("route", {"--alpha", "0.7", "--json", "--capacity", "all=40%",
                                          "gpt-4o=31", "--capacity", "gpt-4o-mini=0.25"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto share = run.json().at("share");
    for (const auto& [model, value] : share.items()) EXPECT_LE(value.get<double>(), 0.4 + 1e-12);
    EXPECT_LE(share.at("gpt-4o").get<double>(), 31 / 200.0 + 1e-12);
    EXPECT_LE(share.at("gpt-4o-mini").get<double>(), 0.25 + 1e-12);
}

TEST_F(Workflow, GroupsKeepTheirFloorsAndCaps) {
    for (const std::string by : {"task", "level"}) {
        const Finished free = onTest("route", {"--alpha", "0.7", "--json", "--group-by", by});
        ASSERT_EQ(free.code, 0) << free.err;
        const auto before = free.json().at("groups");
        ASSERT_GE(before.size(), 2U);
        const std::string name = before[0].at("name");
        const double floor = before[0].at("quality").get<double>() + 0.02;
        const auto load = before[1].at("load");
        const std::size_t most =
            static_cast<std::size_t>(std::max_element(load.begin(), load.end()) - load.begin());
        const Finished held =
            onTest("route", {"--alpha", "0.7", "--json", "--group-by", by, "--group-floor",
                             name + "=" + std::to_string(floor), "--group-cap",
                             before[1].at("name").get<std::string>() + ":all=50%"});
        ASSERT_EQ(held.code, 0) << held.err;
        const auto after = held.json().at("groups");
        EXPECT_GE(after[0].at("quality").get<double>(), floor - 1e-5);
        EXPECT_GT(after[0].at("lambda").get<double>(), 0.0);
        const int queries = after[1].at("queries").get<int>();
        for (const auto& count : after[1].at("load")) EXPECT_LE(count.get<int>(), queries / 2);
        EXPECT_GT(load[most].get<int>(), queries / 2) << "the cap would not bind";
        EXPECT_GE(held.json().at("cost").get<double>(), free.json().at("cost").get<double>());
    }
    // Baselines know no groups, but are judged by them.
    const Finished greedy = onTest("route", {"--alpha", "0", "--json", "--group-by", "level",
                                             "--router", "cheapest", "--group-cap", "1:all=50%"});
    EXPECT_EQ(greedy.code, 1);
    EXPECT_NE(greedy.err.find("above its cap"), std::string::npos) << greedy.err;
    EXPECT_EQ(onTest("route", {"--alpha", "0.7", "--group-floor", "math=0.5"}).code, 2);
    EXPECT_EQ(onTest("route", {"--alpha", "0.7", "--group-by", "colour"}).code, 2);
}

TEST_F(Workflow, BudgetIsKeptAndPricesMove) {
    const Finished run = onTest("route", {"--budget", "0.1", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_LE(run.json().at("cost").get<double>(), 0.1 + 1e-9);
    EXPECT_TRUE(run.json().at("alpha").is_null());

    const double usual =
        onTest("route", {"--alpha", "0", "--router", "cheapest", "--json"}).json().at("cost");
    Words doubled = {"--alpha", "0", "--router", "cheapest", "--json", "--price-multiplier"};
    const auto shares = run.json().at("share");
    for (const auto& [model, share] : shares.items()) doubled.push_back(model + "=2");
    EXPECT_NEAR(onTest("route", doubled).json().at("cost").get<double>(), 2 * usual, 1e-12);
}

TEST_F(Workflow, ANewPriceListNeedsNoNewFit) {
    const std::string copy = at("priced.orlab");
    std::filesystem::copy_file(at("w.orlab"), copy);
    const auto cheapest = [&] {
        const Finished routed = run({"route", "--workspace", copy, "--test", "D", "--alpha", "0",
                                     "--router", "cheapest", "--json"});
        EXPECT_EQ(routed.code, 0) << routed.err;
        return routed.json();
    };
    const auto before = cheapest();
    auto list = nlohmann::json::parse(readFile(at("p.json")));
    for (auto& [model, entry] : list.at("models").items()) {
        entry["input_price"] = 3 * entry.at("input_price").get<double>();
        entry["output_price"] = 3 * entry.at("output_price").get<double>();
    }
    const std::string prices = s_folder->write("tripled.json", list.dump());
    const Finished priced =
        run({"import", "--workspace", copy, "--name", "D", "--prices", prices, "--json"});
    ASSERT_EQ(priced.code, 0) << priced.err;
    EXPECT_EQ(priced.json().at("priced").size(), 5U);
    const auto after = cheapest();
    EXPECT_NEAR(after.at("cost").get<double>(), 3 * before.at("cost").get<double>(), 1e-12);
    EXPECT_EQ(after.at("predicted_accuracy"), before.at("predicted_accuracy"));
    // The files again, with the new list, keep it as well.
    const Finished again = run({"import", "--workspace", copy, "--name", "D", "--prices", prices,
                                "--replace", at("d.jsonl")});
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(cheapest().at("cost"), after.at("cost"));

    const std::string strangers =
        s_folder->write("strangers.json", R"({"x":{"input_price":1,"output_price":1}})");
    const Finished none =
        run({"import", "--workspace", copy, "--name", "D", "--prices", strangers});
    EXPECT_EQ(none.code, 1);
    EXPECT_NE(none.err.find("names none of the models"), std::string::npos) << none.err;
    EXPECT_EQ(run({"import", "--workspace", copy, "--name", "D"}).code, 2);
}

TEST_F(Workflow, DisabledModelsGetNothing) {
    const Finished run = onTest("route", {"--alpha", "0.6", "--disable", "gpt-4o", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().at("share").at("gpt-4o").get<double>(), 0.0);
}

TEST_F(Workflow, HypotheticalModelsAreRoutedToButNotJudged) {
    const std::vector<std::string> asked = {
        "--alpha",  "0.6",   "--hypothetical", "new=gpt-4o:+3", "--price-multiplier",
        "new=0.01", "--json"};
    const Finished run = onTest("route", asked);
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_GT(run.json().at("share").at("new").get<double>(), 0.0);
    EXPECT_TRUE(run.json().at("realized_accuracy").is_null());
    EXPECT_NE(run.err.find("new is hypothetical"), std::string::npos) << run.err;
    EXPECT_EQ(onTest("route", {"--alpha", "0.6", "--hypothetical", "new=gpt-4o"}).code, 2);
    EXPECT_EQ(onTest("route", {"--alpha", "0.6", "--hypothetical", "new=nobody:1"}).code, 1);
    EXPECT_EQ(onTest("route", {"--alpha", "0.6", "--hypothetical", "gpt-4o=gpt-4o:1"}).code, 1);
}

TEST_F(Workflow, EveryRouterRuns) {
    for (const char* router :
         {"dual", "random", "round-robin", "cheapest", "best-single", "cost-only", "quality-only",
          "threshold", "willingness", "balance-aware", "oracle"}) {
        const Finished run = onTest("route", {"--alpha", "0", "--router", router, "--json"});
        EXPECT_EQ(run.code, 0) << router << run.err;
        EXPECT_EQ(run.json().at("router"), router);
        EXPECT_TRUE(run.json().at("realized_accuracy").is_number()) << router;
    }
    EXPECT_EQ(onTest("route", {"--alpha", "0.5", "--router", "threshold", "--tau", "0.6"}).code, 0);
    EXPECT_EQ(onTest("route", {"--alpha", "0.5", "--router", "dual", "--tau", "0.6"}).code, 2);
}

TEST_F(Workflow, InfeasibleIsOneWithTheNumbers) {
    const Finished floor = onTest("route", {"--alpha", "1", "--json"});
    EXPECT_EQ(floor.code, 1);
    EXPECT_FALSE(floor.json().at("feasible").get<bool>());
    EXPECT_TRUE(floor.json().at("cost").is_null());
    EXPECT_NE(floor.err.find("infeasible"), std::string::npos);
    EXPECT_FALSE(floor.json().at("explanation").get<std::string>().empty());
    EXPECT_EQ(onTest("route", {"--alpha", "0.5", "--capacity", "all=0.1"}).code, 1);
    EXPECT_EQ(onTest("route", {"--budget", "0.000001"}).code, 1);
    const Words part = {"--alpha", "0.5", "--capacity", "all=0.1", "--router", "threshold"};
    const Finished table = onTest("route", part);
    EXPECT_EQ(table.code, 1);
    EXPECT_NE(table.out.find("served"), std::string::npos);
    EXPECT_EQ(table.out.find('%') < table.out.find("share of"), false) << "accuracy of a part";
    EXPECT_EQ(table.err.find("below the floor"), std::string::npos);
    // A router that misses the floor says so in the same way.
    EXPECT_EQ(onTest("route", {"--alpha", "0.99", "--router", "cheapest"}).code, 1);
}

TEST_F(Workflow, ABudgetCanBeSwept) {
    const Finished run =
        onTest("sweep", {"--over", "budget=0.05:2:0.65", "--routers", "dual", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto report = run.json();
    EXPECT_EQ(report.at("over"), "budget");
    ASSERT_EQ(report.at("points").size(), 4U);
    for (const auto& point : report.at("points")) {
        if (!point.at("feasible").get<bool>()) continue;
        EXPECT_LE(point.at("cost").get<double>(), point.at("value").get<double>() + 1e-9);
    }
    EXPECT_EQ(onTest("sweep", {"--over", "budget=0:1:1", "--budget", "1"}).code, 2);
}

TEST_F(Workflow, SweepsHaveTheSameBytes) {
    const Words range = {"--over", "alpha=0.5:0.8:0.1", "--routers", "dual,threshold,random"};
    Words first = range, second = range;
    first.insert(first.end(), {"--out", at("a.csv")});
    second.insert(second.end(), {"--out", at("b.csv"), "--threads", "2"});
    ASSERT_EQ(onTest("sweep", first).code, 0);
    ASSERT_EQ(onTest("sweep", second).code, 0);
    EXPECT_EQ(readFile(at("a.csv")), readFile(at("b.csv")));
    EXPECT_EQ(onTest("sweep", range).out, readFile(at("a.csv")));

    const auto rows = readCsv(at("a.csv"));
    ASSERT_EQ(rows.size(), 1U + 3 * 4);
    const Words columns = {"router",
                           "over",
                           "value",
                           "alpha",
                           "feasible",
                           "cost",
                           "predicted_accuracy",
                           "realized_accuracy",
                           "realized_cost",
                           "bound",
                           "gap"};
    ASSERT_EQ(rows[0].size(), columns.size() + 5);
    EXPECT_EQ(Words(rows[0].begin(), rows[0].begin() + 11), columns);
    EXPECT_EQ(rows[3][2], "0.7");
    double previous = 0.0;
    for (std::size_t i = 1; i <= 4; ++i) {
        EXPECT_EQ(rows[i][0], "dual");
        EXPECT_GE(std::stod(rows[i][6]), std::stod(rows[i][3]) - 1e-9);
        EXPECT_GE(std::stod(rows[i][5]), previous - 1e-9) << "cost falls as the floor rises";
        previous = std::stod(rows[i][5]);
    }
}

TEST_F(Workflow, CapacitySweepRestrictsEveryModel) {
    const Finished run = onTest(
        "sweep", {"--over", "capacity=0.2:1:0.2", "--alpha", "0.6", "--routers", "dual", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto points = run.json().at("points");
    ASSERT_EQ(points.size(), 5U);
    for (const auto& point : points) {
        if (!point.at("feasible").get<bool>()) continue;
        for (const double share : point.at("share")) {
            EXPECT_LE(share, point.at("value").get<double>() + 1e-9);
        }
    }
    EXPECT_TRUE(points.back().at("feasible").get<bool>());
}

TEST_F(Workflow, ASweepHoldsGroupsAsRouteDoes) {
    const Words groups = {"--group-by", "level",       "--group-floor",
                          "1=0.8",      "--group-cap", "1:all=50%"};
    Words route = {"--alpha", "0.7", "--json"};
    route.insert(route.end(), groups.begin(), groups.end());
    const Finished one = onTest("route", route);
    ASSERT_EQ(one.code, 0) << one.err;
    Words range = {"--over", "alpha=0.6:0.7:0.1", "--routers", "dual,cheapest", "--json"};
    const Finished free = onTest("sweep", range);
    range.insert(range.end(), groups.begin(), groups.end());
    const Finished held = onTest("sweep", range);
    ASSERT_EQ(held.code, 0) << held.err;
    const auto points = held.json().at("points");
    int dual = 0;
    for (const auto& point : points) {
        if (point.at("router") == "cheapest") {
            EXPECT_FALSE(point.at("feasible").get<bool>());
            continue;
        }
        EXPECT_TRUE(point.at("feasible").get<bool>());
        if (++dual == 2) {
            const double cost = one.json().at("cost").get<double>();
            EXPECT_NEAR(point.at("cost").get<double>(), cost, 2e-3 * cost);
        }
    }
    EXPECT_EQ(dual, 2);
    EXPECT_NE(free.out, held.out);
    EXPECT_EQ(onTest("sweep", {"--over", "alpha=0.6:0.7:0.1", "--group-floor", "1=0.8"}).code, 2);
}

TEST_F(Workflow, CompareReportsSavings) {
    const Finished run = onTest("route", {"--alpha", "0.75", "--compare", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().at("matched_realized").size(), 9U);
    EXPECT_EQ(run.json().at("matched_predicted").size(), 9U);
    const auto report = run.json();
    for (const auto& one : report.at("matched_realized")) {
        const auto& band = one.at("saving_band");
        ASSERT_EQ(band.is_null(), !one.at("reached").get<bool>()) << one;
        if (band.is_null()) continue;
        EXPECT_LE(band[0].get<double>(), one.at("saving").get<double>()) << one;
        EXPECT_GE(band[1].get<double>(), one.at("saving").get<double>()) << one;
    }
    const auto heldOut = report.at("tuned_held_out");
    EXPECT_EQ(heldOut.at("explanation"), "");
    EXPECT_EQ(heldOut.at("baselines").size(), 9U);
    bool strongest = false;
    for (const auto& one : heldOut.at("baselines")) {
        if (one.at("router") != heldOut.at("strongest")) continue;
        strongest = true;
        const auto& band = one.at("accuracy_lead_band");
        EXPECT_LE(band[0].get<double>(), one.at("accuracy_lead").get<double>());
        EXPECT_GE(band[1].get<double>(), one.at("accuracy_lead").get<double>());
    }
    EXPECT_TRUE(strongest);
    const Finished text = onTest("route", {"--alpha", "0.75", "--compare"});
    EXPECT_NE(text.out.find("tuned in hindsight"), std::string::npos);
    EXPECT_NE(text.out.find("tuned on "), std::string::npos);
}

TEST_F(Workflow, RecordedIsPerfectForesight) {
    const Finished run = onTest("route", {"--alpha", "0.9", "--predictor", "recorded", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_NEAR(run.json().at("predicted_accuracy").get<double>(),
                run.json().at("realized_accuracy").get<double>(), 1e-12);
}

TEST_F(Workflow, MissingThingsAreNamed) {
    const Finished fit = onTest("evaluate", {"--predictor", "prior"});
    EXPECT_EQ(fit.code, 1);
    EXPECT_NE(fit.err.find("omnirouter fit"), std::string::npos) << fit.err;
    const Finished split = run({"evaluate", "--workspace", at("w.orlab"), "--test", "D:nowhere"});
    EXPECT_EQ(split.code, 1);
    EXPECT_NE(split.err.find("test, train"), std::string::npos) << split.err;
    const Finished data = run({"evaluate", "--workspace", at("w.orlab"), "--test", "E"});
    EXPECT_EQ(data.code, 1);
    EXPECT_NE(data.err.find("D"), std::string::npos);
    const Finished model = onTest("route", {"--alpha", "0.5", "--capacity", "gpt-9=3"});
    EXPECT_EQ(model.code, 1);
    EXPECT_NE(model.err.find("gpt-4o-mini"), std::string::npos) << model.err;
    const Finished absent = run({"datasets", "--workspace", at("absent.orlab")});
    EXPECT_EQ(absent.code, 1);
    EXPECT_FALSE(std::filesystem::exists(at("absent.orlab")));
    const Finished out = onTest("route", {"--alpha", "0.5", "--out", at("no/such/folder/r.csv")});
    EXPECT_EQ(out.code, 1);
    EXPECT_NE(out.err.find("r.csv"), std::string::npos);
    EXPECT_TRUE(out.out.empty());
}

TEST_F(Workflow, InSampleRowsAreRemarked) {
    const Finished run =
        Workflow::run({"evaluate", "--workspace", at("w.orlab"), "--test", "D:train", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().at("warnings").size(), 1U);
}

}  // namespace
}  // namespace orl::test
