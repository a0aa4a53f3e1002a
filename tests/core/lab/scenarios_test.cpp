#include "core/lab/scenarios.h"

#include <random>

#include "core/lab/scenario_answer.h"
#include "core/lab/text_table.h"
#include "lab_support.h"
#include "routed_support.h"

namespace orl::testing {
namespace {

SavedScenario named(const std::string& name, double floor = 0.8) {
    SavedScenario saved;
    saved.scenario.name = name;
    saved.scenario.preparation.dataset = "small";
    saved.scenario.preparation.predictor = "prior";
    saved.scenario.constraints.qualityFloor = floor;
    return saved;
}

class Scenarios : public LabTest {};

TEST_F(Scenarios, AFileGivesBackWhatWasWritten) {
    SavedScenario odd = named("<a> & \\b | \u05e9\u05dc\u05d5\u05dd \"q\"", 1.0 / 3.0);
    odd.note = "first\nsecond";
    odd.data = 0xffffffffffffffffULL;
    odd.scenario.pool.priceMultiplier["gpt|4"] = 2.0;
    const ScenarioList list = {odd, named("plain")};
    EXPECT_EQ(readScenarioFile(scenarioFile(list)), list);
    EXPECT_TRUE(readScenarioFile(scenarioFile({})).empty());
}

TEST_F(Scenarios, AFileOfAHundredScenariosComesBackWhole) {
    ScenarioList list;
    list.reserve(100);
    for (int k = 0; k < 100; ++k) list.push_back(named("s" + std::to_string(k), 0.005 * k));
    EXPECT_EQ(readScenarioFile(scenarioFile(list)), list);
}

TEST_F(Scenarios, WhatIsNoSuchFileIsRefused) {
    const std::string good = scenarioFile({named("x")});
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const std::string& text :
         {std::string(), std::string("[]"), std::string("{}"), with("omnirouter scenarios", "x"),
          with("\"version\": 1", "\"version\": \"1\""), with("0.8", "\"much\""),
          with("\"scenarios\": [", "\"scenarios\": [3,"), good.substr(0, good.size() / 2)}) {
        EXPECT_THROW(readScenarioFile(text), Error) << text;
    }
    try {
        readScenarioFile(with("\"version\": 1", "\"version\": 2"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.problem()).find("newer"), std::string::npos);
    }
    // What a later version adds is passed over.
    EXPECT_EQ(readScenarioFile(with("\"name\"", "\"later\": 1, \"name\"")).size(), 1U);
}

TEST_F(Scenarios, ImportingTwiceDoublesNothingAndLosesNothing) {
    const ScenarioList own = {named("a"), named("b")};
    SavedScenario other = named("a", 0.5);
    const ScenarioList merged = withScenarios(own, {named("b"), other});
    ASSERT_EQ(merged.size(), 3U);
    EXPECT_EQ(merged[2].scenario.name, "a (2)");
    EXPECT_EQ(merged[2].scenario.constraints.qualityFloor, 0.5);
    EXPECT_EQ(freeName(merged, "a"), "a (3)");
    EXPECT_EQ(freeName(merged, ""), "scenario");
}

TEST_F(Scenarios, AWorkspaceKeepsThemAndTheVolume) {
    const auto kept = store();
    SavedWork work;
    EXPECT_EQ(savedWork(kept->workspace), work);
    work = {{named("z"), named("a")}, 1.5e6};
    keepWork(kept->workspace, work);
    EXPECT_EQ(savedWork(kept->workspace), work);
    std::swap(work.scenarios[0], work.scenarios[1]);
    work.currency = {"EUR", 0.92, "2026-11-29"};
    keepWork(kept->workspace, work);
    EXPECT_EQ(savedWork(kept->workspace), work);
    for (const char* senseless :
         {"", "{", "[]", R"({"label":"EUR"})", R"({"label":"","per_dollar":1})",
          R"({"label":"EUR","per_dollar":-1})", R"({"label":"EUR","per_dollar":"1"})"}) {
        kept->workspace.saveSetting("lab.currency", senseless);
        EXPECT_TRUE(savedWork(kept->workspace).currency.isDollar()) << senseless;
    }
    work.currency = {};
    work.monthlyQueries = 0.0;
    keepWork(kept->workspace, work);
    EXPECT_EQ(savedWork(kept->workspace), work);
    kept->workspace.saveSetting("lab.monthly_queries", "-3");
    EXPECT_EQ(savedWork(kept->workspace).monthlyQueries, 0.0);
}

TEST_F(Scenarios, SaysWhatIsNotThere) {
    const auto kept = store();
    const auto prepared = prepare(kept, nullptr, scenario(), {});
    const auto& datasets = prepared->datasets;
    SavedScenario saved{scenario()};
    saved.data = prepared->queryFingerprint;
    EXPECT_TRUE(remarksOn(saved, datasets, prepared.get()).empty());
    saved.data += 1;
    EXPECT_EQ(remarksOn(saved, datasets, prepared.get()).size(), 1U);
    EXPECT_TRUE(remarksOn(saved, datasets, nullptr).empty());
    saved.data = 0;
    saved.scenario.pool.disabled = {"gone"};
    saved.scenario.pool.inputPrice["gone too"] = 1.0;
    saved.scenario.router = "magic";
    saved.scenario.preparation.testSplit = "winter";
    const auto remarks = remarksOn(saved, datasets, prepared.get());
    ASSERT_EQ(remarks.size(), 3U);
    EXPECT_NE(remarks[0].find("magic"), std::string::npos);
    EXPECT_NE(remarks[1].find("winter"), std::string::npos);
    EXPECT_NE(remarks[2].find("gone, gone too"), std::string::npos);
    saved.scenario.preparation.dataset = "elsewhere";
    EXPECT_EQ(remarksOn(saved, datasets, prepared.get()).size(), 2U);
}

TEST_F(Scenarios, PoolChangesAreSaidBriefly) {
    PoolSettings pool;
    EXPECT_TRUE(poolChanges(pool).empty());
    pool.disabled = {"a"};
    pool.priceMultiplier = {{"b", 2.0}, {"c", 1.0}};
    pool.inputPrice["d"] = 3.0;
    EXPECT_EQ(poolChanges(pool), (std::vector<std::string>{"a off", "b × 2", "d repriced"}));
}

TEST_F(Scenarios, AnswersAreThoseOfTheCommandLine) {
    const auto kept = store(400);
    const auto prepared = prepare(kept, nullptr, scenario(), {});
    ScenarioSolver solver;
    Scenario asked = scenario();
    asked.constraints.qualityFloor = 0.55;
    asked.constraints.commonCapacity = 0.4;
    const auto answer = solver.solve(kept, prepared, asked, {});
    SolveEngine engine;
    const auto view = engine.solve(prepared, asked, {}, {});
    EXPECT_TRUE(answer->figures.feasible);
    EXPECT_NEAR(answer->figures.cost, view->chosen.costPer1000(), 1e-9);
    EXPECT_EQ(answer->figures.share.size(), answer->figures.models.size());
    EXPECT_EQ(answer->routed->rows, view->experiment->rows);
    double cost = 0.0;
    for (const double each : answer->routed->cost) cost += each;
    EXPECT_NEAR(cost / double(answer->routed->rows.size()) * 1000.0, answer->figures.cost, 1e-9);
}

TEST_F(Scenarios, OtherSplitsArePreparedForTheirOwnColumn) {
    const auto kept = store(400);
    const auto prepared = prepare(kept, nullptr, scenario(), {});
    ScenarioSolver solver;
    Scenario other = scenario();
    other.preparation.testSplit = "train";
    const auto answer = solver.solve(kept, prepared, other, {});
    EXPECT_NE(answer->routed->rows, prepared->rows);
    other.preparation.testSplit = "nowhere";
    EXPECT_THROW(solver.solve(kept, prepared, other, {}), Error);
    other = scenario();
    other.preparation.dataset = "elsewhere";
    EXPECT_THROW(solver.solve(kept, prepared, other, {}), Error);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(solver.solve(kept, prepared, scenario(), {stop.get_token(), {}}), Cancelled);
}

/// Flows against counting by hand, over random routings whose rows and models differ in order.
TEST(Flows, AreWhatCountingFinds) {
    std::mt19937 random(11);
    for (int round = 0; round < 50; ++round) {
        RoutedQueries before;
        RoutedQueries after;
        before.models = {"a", "b", "old"};
        after.models = {"b", "new", "a"};
        for (RoutedQueries* each : {&before, &after}) {
            for (std::size_t row = 0; row < 40; ++row) {
                if (random() % 8 == 0) continue;  // not routed by this one
                each->rows.push_back(row);
            }
            std::shuffle(each->rows.begin(), each->rows.end(), random);
            for (std::size_t i = 0; i < each->rows.size(); ++i) {
                each->model.push_back(std::int32_t(random() % 4) - 1);
                each->cost.push_back(double(random() % 1000) / 1000.0);
                each->score.push_back(random() % 5 == 0 ? kMissing : double(random() % 2));
            }
        }
        const QueryFlows flows = flowsBetween(before, after);
        std::map<std::pair<std::string, std::string>, std::vector<double>> counted;
        std::size_t both = 0;
        std::size_t moved = 0;
        double all = 0.0;
        for (std::size_t i = 0; i < after.rows.size(); ++i) {
            for (std::size_t k = 0; k < before.rows.size(); ++k) {
                if (before.rows[k] != after.rows[i]) continue;
                if (before.model[k] < 0 || after.model[i] < 0) continue;
                ++both;
                all += after.cost[i] - before.cost[k];
                const auto& from = before.models[std::size_t(before.model[k])];
                const auto& to = after.models[std::size_t(after.model[i])];
                if (from == to) continue;
                ++moved;
                auto& sums = counted[{from, to}];
                sums.resize(4);
                sums[0] += 1.0;
                sums[1] += after.cost[i] - before.cost[k];
                const double right = after.score[i] - before.score[k];
                if (std::isnan(right)) continue;
                sums[2] += right;
                sums[3] += 1.0;
            }
        }
        EXPECT_EQ(flows.queries, both);
        EXPECT_EQ(flows.moved, moved);
        EXPECT_NEAR(flows.costPer1000, all / double(both) * 1000.0, 1e-9);
        ASSERT_EQ(flows.flows.size(), counted.size());
        for (const Flow& flow : flows.flows) {
            const auto& sums = counted.at({flows.models[flow.from], flows.models[flow.to]});
            EXPECT_EQ(double(flow.rows.size()), sums[0]);
            EXPECT_NEAR(flow.cost, sums[1], 1e-12);
            EXPECT_NEAR(flow.right, sums[2], 1e-12);
            EXPECT_EQ(double(flow.judged), sums[3]);
        }
    }
}

TEST(Flows, OtherDataAndNoRoutingMoveNothing) {
    ConstraintSettings settings;
    settings.qualityFloor = 0.6;
    const auto view = routed(randomProblem(30, 3, 5), settings);
    const RoutedQueries one = routedQueries(*view, 1);
    EXPECT_EQ(flowsBetween(one, one).moved, 0U);
    EXPECT_EQ(flowsBetween(one, one).queries, 30U);
    EXPECT_EQ(flowsBetween(one, one).costPer1000, 0.0);
    EXPECT_EQ(flowsBetween(one, routedQueries(*view, 2)).queries, 0U);
    SolveView none = *view;
    none.assignment = std::make_shared<const Assignment>();
    EXPECT_EQ(flowsBetween(one, routedQueries(none, 1)).queries, 0U);
}

TEST(TextTables, EscapeWhatMeansSomething) {
    const TextTable table{
        {"metric", "a|b, \"c\""},
        {{"<b> & \\cmd", "50 % _x_ #1 $2 ~^{}"}, {"[*]", "\u05e9\u05dc\u05d5\u05dd"}}};
    EXPECT_EQ(toCsv(table),
              "metric,\"a|b, \"\"c\"\"\"\n<b> & \\cmd,50 % _x_ #1 $2 "
              "~^{}\n[*],\u05e9\u05dc\u05d5\u05dd\n");
    EXPECT_EQ(toMarkdown(table),
              "| metric | a\\|b, \"c\" |\n| --- | ---: |\n"
              "| &lt;b&gt; &amp; \\\\cmd | 50 % \\_x\\_ \\#1 \\$2 \\~^\\{\\} |\n"
              "| \\[\\*\\] | \u2068\u05e9\u05dc\u05d5\u05dd\u2069 |\n");
    EXPECT_EQ(toLatex(table),
              "\\begin{tabular}{lr}\n\\toprule\nmetric & a\\textbar{}b, "
              "\\textquotedbl{}c\\textquotedbl{} "
              "\\\\\n\\midrule\n"
              "\\textless{}b\\textgreater{} \\& \\textbackslash{}cmd & 50 \\% \\_x\\_ \\#1 \\$2 "
              "\\textasciitilde{}\\textasciicircum{}\\{\\} \\\\\n"
              "{}[*] & \u05e9\u05dc\u05d5\u05dd \\\\\n\\bottomrule\n\\end{tabular}\n");
    EXPECT_EQ(toMarkdown({{"a\nb"}, {}}), "| a b |\n| --- |\n");
    EXPECT_EQ(
        toLatex({{"−1 × α"}, {}}),
        "\\begin{tabular}{l}\n\\toprule\n$-$1 $\\times$ $\\alpha$ \\\\\n\\midrule\n\\bottomrule\n"
        "\\end{tabular}\n");
}

}  // namespace
}  // namespace orl::testing
