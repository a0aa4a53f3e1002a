#include "core/lab/report/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/lab/proving.h"
#include "core/lab/report/html.h"
#include "core/lab/report/words.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

class ReportTest : public LabTest {
  protected:
    static Dataset generated() {
        Dataset data = generateDataset({240, 5, 3});
        data.name = "small";
        return data;
    }
    void keep(const Dataset& data) {
        m_store = std::make_shared<Store>(Workspace::create(path("w.orlab")));
        m_store->workspace.saveDataset(data);
    }
    ReportRequest requestOf(const Scenario& asked) {
        ReportRequest request;
        request.store = m_store;
        request.prepared = prepare(m_store, nullptr, asked, {});
        request.scenario = request.prepared->scenario;
        request.workspace = "/data/w.orlab";
        request.date = "1 May 2026";
        request.program = "9.9";
        return request;
    }
    static Scenario asked(double floor = 0.7, double share = 0.5) {
        Scenario made = scenario("knn");
        made.constraints.qualityFloor = floor;
        made.constraints.commonCapacity = share;
        return made;
    }
    static double solvedBySelf(const ReportRequest& request, const Scenario& scenario) {
        SolveEngine fresh;
        const auto view = fresh.solve(request.prepared, scenario, {}, {});
        // With what the command line may take for a proof.
        return objectiveOf(mayBeProven(*view) ? *provenOf(*view, {}) : *view);
    }
    static std::string allOf(const Report& report) {
        std::string text = report.answer + '\n' + report.summary + '\n' + report.rulesRemark;
        for (const ReportTile& tile : report.tiles) {
            text += '\n' + tile.label + ' ' + tile.figure + ' ' + tile.remark;
        }
        for (const ReportParagraph& each : report.foundations) text += '\n' + each.text;
        return text;
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    std::shared_ptr<Store> m_store;
};

TEST_F(ReportTest, LeversAreWhatSolvingThemGives) {
    keep(generated());
    for (const double floor : {0.6, 0.75}) {
        for (const double share : {0.35, 1.0}) {
            const ReportRequest request = requestOf(asked(floor, share));
            const ReportFindings found = findReport(request, {});
            ASSERT_TRUE(found.solve->chosen.feasible);
            const double now = solvedBySelf(request, request.scenario);
            ASSERT_GE(found.levers.size(), 4U);
            for (const Lever& lever : found.levers) {
                const double there = solvedBySelf(request, lever.scenario);
                EXPECT_EQ(lever.reachable, !std::isnan(there)) << lever.words;
                if (std::isnan(there)) continue;
                EXPECT_NEAR(lever.becomes, there, 1e-9) << lever.words;
                EXPECT_NEAR(lever.change, there - now, 1e-9) << lever.words;
            }
            // What the words say is what was solved.
            const Lever& step = found.levers.front();
            EXPECT_NEAR(step.scenario.constraints.qualityFloor, floor + 0.01, 1e-12);
            EXPECT_TRUE(has(step.words, sharePercent(floor + 0.01)));
            EXPECT_GE(step.change, -1e-9);
            const Lever& like = found.levers.back();
            ASSERT_EQ(like.scenario.pool.hypothetical.size(), 1U);
            EXPECT_NEAR(like.scenario.pool.hypothetical.front().points, 0.02, 1e-12);
            EXPECT_EQ(
                like.scenario.pool.priceMultiplier.at(like.scenario.pool.hypothetical.front().name),
                0.5);
            EXPECT_LE(like.change, 1e-9);
            for (const Lever& lever : found.levers) {
                if (lever.words.starts_with("Without ")) {
                    ASSERT_EQ(lever.scenario.pool.disabled.size(), 1U);
                    EXPECT_TRUE(has(lever.words, lever.scenario.pool.disabled.front()));
                    EXPECT_TRUE(!lever.reachable || lever.change >= -1e-9);
                }
            }
        }
    }
}

TEST_F(ReportTest, AModelThatIsHalvedIsALikeOfWhatItCostsNow) {
    keep(generated());
    Scenario now = asked();
    const ReportRequest first = requestOf(now);
    const Lever like = findReport(first, {}).levers.back();
    const std::string model = like.scenario.pool.hypothetical.front().like;
    now.pool.priceMultiplier[model] = 3.0;
    now.pool.outputPrice[model] = 1.5;
    const ReportRequest request = requestOf(now);
    for (const Lever& lever : findReport(request, {}).levers) {
        if (lever.scenario.pool.hypothetical.empty()) continue;
        const HypotheticalModel& made = lever.scenario.pool.hypothetical.front();
        const auto& factors = lever.scenario.pool.priceMultiplier;
        const double before = made.like == model ? 3.0 : 1.0;
        EXPECT_EQ(factors.at(made.name), before / 2.0);
        EXPECT_EQ(lever.scenario.pool.outputPrice.contains(made.name), made.like == model);
    }
}

TEST_F(ReportTest, EveryRuleIsAtThePlansAccuracyAndSavingsAreOfItsCost) {
    keep(generated());
    const ReportRequest request = requestOf(asked());
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    ASSERT_TRUE(found.judged());
    ASSERT_GE(report.rules.size(), 2U);
    const ReportRule& plan = report.rules.front();
    EXPECT_TRUE(plan.isPlan);
    EXPECT_EQ(plan.cost, found.solve->chosen.realizedCostPer1000());
    for (std::size_t k = 1; k < report.rules.size(); ++k) {
        const ReportRule& rule = report.rules[k];
        EXPECT_FALSE(rule.isPlan);
        EXPECT_GE(rule.accuracy, plan.accuracy - 1e-12) << rule.title;
        EXPECT_NEAR(rule.saving, 1.0 - plan.cost / rule.cost, 1e-12) << rule.title;
        if (k > 1) {
            EXPECT_GE(rule.cost, report.rules[k - 1].cost);
        }
    }
    EXPECT_TRUE(has(report.answer, roundMoney(found.solve->chosen.costPer1000())));
    EXPECT_TRUE(has(allOf(report), money(found.solve->chosen.costPer1000())));
    EXPECT_TRUE(has(allOf(report), sharePercent(found.solve->chosen.realizedAccuracy, 1)));
    EXPECT_TRUE(has(report.commandLine, "omnirouter route --workspace 'w.orlab'"));
    EXPECT_TRUE(has(report.origin, "program 9.9"));
    EXPECT_EQ(report.question,
              "What does 70\u00a0% accuracy cost when no model may take more than "
              "50\u00a0% of the queries?");
    for (const auto& row : report.shares.share) {
        double sum = 0.0;
        for (const double share : row) sum += share;
        EXPECT_NEAR(sum, 1.0, 1e-12);
    }
}

TEST_F(ReportTest, AMonthIsTheCostTimesTheVolume) {
    keep(generated());
    ReportRequest request = requestOf(asked());
    request.monthlyQueries = 2'500'000.0;
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    const double month = found.solve->chosen.costPer1000() * 2500.0;
    EXPECT_TRUE(has(report.summary, "At 2,500,000 queries a month: " + money(month)));
    request.currency = {"EUR", 0.5, "2026-05-01"};
    const Report euros = reportOf(request, found);
    EXPECT_TRUE(has(euros.summary, "a month: " + moneyIn(request.currency, month)));
    EXPECT_TRUE(has(moneyIn(request.currency, 3.0), "EUR\u00a01.500"));
    EXPECT_TRUE(has(allOf(euros), "A dollar counts as EUR 0.5, as of 2026-05-01."));
    EXPECT_EQ(euros.tiles.front().figure, report.tiles.front().figure);
}

TEST_F(ReportTest, OwnRoutersStandInTheTableOfAll) {
    keep(generated());
    ReportRequest request = requestOf(asked());
    const std::string& model = request.prepared->data->models.front().name;
    OwnRouter today = ownRouterFrom("shares:" + model + "=1");
    today.name = "as <today>";
    request.own = std::make_shared<const std::vector<OwnRouter>>(1, today);
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    EXPECT_TRUE(has(allOf(report), today.name));
    const auto row = std::ranges::find(found.comparison->evaluations, ownRouterId(today.name),
                                       &Evaluation::router);
    ASSERT_NE(row, found.comparison->evaluations.end());
    EXPECT_NEAR(
        row->cost,
        (*found.solve->singleModels)[0].predicted.cost * static_cast<double>(row->queries) / 1000.0,
        1e-9 * row->cost);
    request.own = nullptr;
    EXPECT_FALSE(has(allOf(reportOf(request, findReport(request, {}))), today.name));
}

TEST_F(ReportTest, SecondsAreToldAndCostsStayDollars) {
    keep(generated());
    Scenario now = asked();
    const Dataset data = generated();
    for (const ModelInfo& model : data.models) {
        now.pool.firstTokenSeconds[model.name] = 0.5;
        now.pool.tokensPerSecond[model.name] = 50.0;
    }
    now.pool.secondPrice = 0.001;
    now.constraints.secondsCap = 30.0;
    const ReportRequest request = requestOf(now);
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    ASSERT_TRUE(report.reachable);
    EXPECT_TRUE(has(report.question, "answers within 30\u00a0s on average"));
    EXPECT_TRUE(has(allOf(report), "a second of waiting counts $0.001"));
    double usd = 0.0;
    for (std::size_t i = 0; i < found.solve->assignment->size(); ++i) {
        usd += found.solve->experiment->usd(i, std::size_t((*found.solve->assignment)[i]));
    }
    const auto queries = double(found.solve->assignment->size());
    EXPECT_EQ(report.tiles.front().figure, money(usd / queries * 1000.0));
}

TEST_F(ReportTest, WhatCannotBeReachedSaysWhatCan) {
    keep(generated());
    const ReportRequest request = requestOf(asked(0.99, 0.25));
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    EXPECT_FALSE(report.reachable);
    ASSERT_NE(found.nearest, nullptr);
    Scenario nearest = request.scenario;
    nearest.constraints.qualityFloor = found.solve->reach.maxQuality;
    const double cost = solvedBySelf(request, nearest);
    EXPECT_TRUE(report.answer.starts_with("Not reachable: at most "));
    EXPECT_TRUE(has(report.answer, roundMoney(cost))) << report.answer;
    EXPECT_FALSE(report.noRules.empty());
    EXPECT_TRUE(report.rules.empty());
    ASSERT_FALSE(report.levers.empty());
    for (const Lever& lever : found.levers) {
        EXPECT_TRUE(std::isnan(lever.change));
        EXPECT_EQ(lever.reachable, !std::isnan(solvedBySelf(request, lever.scenario)));
    }
    EXPECT_EQ(found.levers.front().scenario.constraints.commonCapacity, 1.0);
    EXPECT_NE(toHtml(report, {}).find("Not reachable"), std::string::npos);
}

TEST_F(ReportTest, WithoutRecordedAnswersNothingIsCalledRealized) {
    Dataset data = generated();
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        if (data.queries[i].split != "test") continue;
        data.score.row(Eigen::Index(i)).setConstant(kMissing);
    }
    keep(data);
    const ReportRequest request = requestOf(asked());
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    ASSERT_TRUE(report.reachable);
    EXPECT_FALSE(found.judged());
    EXPECT_FALSE(found.bands);
    EXPECT_FALSE(has(allOf(report), "realized"));
    EXPECT_TRUE(has(report.summary, "No answers of these queries are recorded"));
    EXPECT_EQ(report.rulesTitle, "Every rule at the same predicted accuracy");
    EXPECT_TRUE(std::isnan(found.promiseCost));
}

TEST_F(ReportTest, AHypotheticalModelIsJudgedByNoRecord) {
    keep(generated());
    Scenario now = asked();
    const ReportRequest plain = requestOf(now);
    now.pool.hypothetical = {{"dream", plain.prepared->data->models.front().name, 0.05}};
    const ReportRequest request = requestOf(now);
    const Report report = reportOf(request, findReport(request, {}));
    EXPECT_TRUE(has(report.summary, "A hypothetical model may take queries"));
    const auto models = std::ranges::find(report.details, "Models", &ReportTable::title);
    ASSERT_NE(models, report.details.end());
    EXPECT_TRUE(std::ranges::any_of(models->cells.rows,
                                    [](const auto& row) { return row.front() == "dream"; }));
}

TEST_F(ReportTest, UnderABudgetAccuracyIsTheAnswer) {
    keep(generated());
    Scenario now = asked();
    now.constraints.mode = RoutingMode::QualityUnderBudget;
    now.constraints.budgetPer1000 = 1.0;
    const ReportRequest request = requestOf(now);
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    ASSERT_TRUE(report.reachable);
    EXPECT_TRUE(report.question.starts_with("How accurate are answers for $1"));
    EXPECT_TRUE(report.answer.starts_with(sharePercent(found.solve->chosen.predictedAccuracy)));
    EXPECT_NEAR(found.levers.front().scenario.constraints.budgetPer1000, 1.1, 1e-12);
    for (const Lever& lever : found.levers) {
        EXPECT_NEAR(lever.becomes, solvedBySelf(request, lever.scenario), 1e-9) << lever.words;
    }

    now.constraints.budgetPer1000 = 1e-7;
    const ReportRequest tooLittle = requestOf(now);
    const Report poor = reportOf(tooLittle, findReport(tooLittle, {}));
    EXPECT_FALSE(poor.reachable);
    EXPECT_TRUE(poor.answer.starts_with("Not for that: at least $")) << poor.answer;
}

TEST_F(ReportTest, SavedScenariosStandBesideEachOtherHoweverTheyFare) {
    keep(generated());
    ReportRequest request = requestOf(asked());
    for (int k = 0; k < 103; ++k) {
        SavedScenario saved{request.scenario};
        saved.scenario.name = "scenario " + std::to_string(k);
        saved.scenario.constraints.qualityFloor = 0.5 + 0.001 * k;
        if (k == 1) saved.scenario.preparation.dataset = "gone";
        if (k == 2) saved.scenario.constraints.qualityFloor = 1.0;
        request.saved.push_back(saved);
    }
    const ReportFindings found = findReport(request, {});
    const Report report = reportOf(request, found);
    const auto table = std::ranges::find(report.details, "Saved scenarios", &ReportTable::title);
    ASSERT_NE(table, report.details.end());
    ASSERT_EQ(table->cells.rows.size(), kMostReported);
    EXPECT_TRUE(has(table->remark, "the first 100 of 103"));
    for (const auto& row : table->cells.rows) EXPECT_EQ(row.size(), table->cells.head.size());
    EXPECT_FALSE(found.saved[1].answer);
    EXPECT_FALSE(found.saved[1].problem.empty());
    EXPECT_EQ(table->cells.rows[2][3], "not reachable");
    EXPECT_EQ(table->cells.rows[3][3], money(solvedBySelf(request, request.saved[3].scenario)));
}

TEST_F(ReportTest, TheSameQuestionGivesTheSameBytes) {
    keep(generated());
    const ReportRequest request = requestOf(asked(0.75, 0.4));
    const std::string first = toHtml(reportOf(request, findReport(request, {})), {});
    EXPECT_EQ(first, toHtml(reportOf(request, findReport(request, {})), {}));
}

TEST_F(ReportTest, NamesOfAnyKindAreTextAndNothingElse) {
    Dataset data = generated();
    data.models[0].name = "<script>alert(1)</script>";
    data.models[1].name = "a & b \\ \"c\" 'd'";
    data.models[2].name = "\u05de\u05d5\u05d3\u05dc";
    keep(data);
    ReportRequest request = requestOf(asked());
    request.title = "</style><b>";
    request.note = "first\nsecond <i>\u202e";
    const std::string html = toHtml(reportOf(request, findReport(request, {})), {});
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<b>"), std::string::npos);
    EXPECT_EQ(html.find("\u202e"), std::string::npos);
    EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    EXPECT_TRUE(has(html, "a &amp; b \\ &quot;c&quot; &#39;d&#39;"));
    EXPECT_TRUE(has(html, "dir=\"auto\">\u05de\u05d5\u05d3\u05dc<"));
    EXPECT_TRUE(has(html, "first\nsecond &lt;i&gt;"));
    EXPECT_TRUE(has(html, "&lt;/style&gt;"));
}

TEST_F(ReportTest, AStopEndsItWithoutAnAnswer) {
    keep(generated());
    const ReportRequest request = requestOf(asked());
    std::stop_source stop;
    Job job;
    job.stop = stop.get_token();
    int stages = 0;
    job.progress = [&](double share, std::string_view) {
        EXPECT_GE(share, -1e-12);
        EXPECT_LE(share, 1.0 + 1e-12);
        if (++stages == 3) stop.request_stop();
    };
    EXPECT_THROW(findReport(request, job), Cancelled);
}

TEST(ReportWordsTest, NumbersAreAsPeopleReadThem) {
    EXPECT_EQ(money(1.0636), "$1.064");
    EXPECT_EQ(money(12.4), "$12.40");
    EXPECT_EQ(money(1063.6), "$1,064");
    EXPECT_EQ(money(1234567.8), "$1,234,568");
    EXPECT_EQ(money(0.12699), "$0.127");
    EXPECT_EQ(money(0.0), "$0");
    EXPECT_EQ(money(kMissing), "–");
    EXPECT_EQ(moneyAbove(0.057401), "$0.0575");
    EXPECT_EQ(moneyAbove(1.0), "$1.000");
    EXPECT_EQ(roundMoney(1.0636), "$1.06");
    EXPECT_EQ(roundMoney(0.8), "$0.80");
    EXPECT_EQ(askedMoney(1.2345), "$1.2345");
    EXPECT_EQ(askedMoney(1.0), "$1.00");
    EXPECT_EQ(signedMoney(-0.558), "−$0.558");
    EXPECT_EQ(signedMoney(0.127), "+$0.127");
    EXPECT_EQ(sharePercent(0.85), "85\u00a0%");
    EXPECT_EQ(sharePercent(0.8364), "83.6\u00a0%");
    EXPECT_EQ(sharePercent(-0.00001, 1), "0.0\u00a0%");
    EXPECT_EQ(gapPercent(0.0), "0\u00a0%");
    EXPECT_EQ(gapPercent(1e-7), "< 0.01\u00a0%");
    EXPECT_EQ(grouped(2500), "2,500");
    EXPECT_EQ(shortened("abcdef", 4), "abc…");
    EXPECT_EQ(shortened("äöü", 3), "äöü");
}

TEST_F(ReportTest, ACommandInLinesIsTheSameCommand) {
    Scenario scenario = asked();
    scenario.preparation.dataset = "it's, \"odd\" \\ data";
    for (int k = 0; k < 30; ++k) {
        scenario.constraints.capacityShare["a, b \"" + std::to_string(k)] = 0.1;
    }
    const std::string command = commandLineOf(scenario, "/a b/w.orlab");
    const auto lines = commandLines(command, 60);
    EXPECT_GT(lines.size(), 10U);
    std::string broken;
    for (const std::string& line : lines) broken += (broken.empty() ? "" : "\n") + line;
    // As a shell splits both: the same words, of which the scenario reads the same.
    const auto words = [this](std::string text) {
        text.replace(0, std::string("omnirouter").size(), "printf '%s\\036'");
        std::ofstream(path("command.sh")) << text;
        const std::string run = "sh " + path("command.sh").string();
        FILE* out = popen(run.c_str(), "r");
        std::string all;
        for (int c = fgetc(out); c != EOF; c = fgetc(out)) all += char(c);
        EXPECT_EQ(pclose(out), 0);
        std::vector<std::string> found;
        for (std::size_t at = 0; at < all.size(); at = all.find('\036', at) + 1) {
            found.push_back(all.substr(at, all.find('\036', at) - at));
        }
        return found;
    };
    const auto whole = words(command);
    const auto parts = words(broken);
    ASSERT_EQ(parts.size(), whole.size());
    ASSERT_EQ(whole.size(), 6U);
    for (std::size_t k = 0; k < parts.size(); ++k) {
        if (k != 4) {
            EXPECT_EQ(parts[k], whole[k]);
        }
    }
    EXPECT_NE(parts[4], whole[4]);
    EXPECT_EQ(Scenario::fromJson(parts[4]), Scenario::fromJson(whole[4]));
    EXPECT_EQ(Scenario::fromJson(parts[4]), scenario);
    EXPECT_EQ(commandLines("omnirouter route", 60).size(), 1U);
}

TEST(ReportWordsTest, LimitsAreToldAsLongAsTheyAreFew) {
    Scenario scenario;
    scenario.constraints.qualityFloor = 0.9;
    EXPECT_EQ(questionOf(scenario), "What does 90\u00a0% accuracy cost?");
    scenario.constraints.capacityShare = {{"x", 0.1}};
    EXPECT_EQ(questionOf(scenario),
              "What does 90\u00a0% accuracy cost with these limits: x at most 10\u00a0%?");
    for (const char* name : {"a", "b", "c", "d"}) scenario.constraints.capacityShare[name] = 0.2;
    EXPECT_EQ(limitWords(scenario.constraints), "limits of their own for 5 models");
    scenario.pool.priceMultiplier["x"] = 2.0;
    EXPECT_TRUE(askedWords(scenario).ends_with("x × 2"));
    scenario.constraints.guarantee.asked = true;
    scenario.constraints.guarantee.accuracy = 0.8;
    EXPECT_TRUE(questionOf(scenario).starts_with(
        "What does 80\u00a0% realized accuracy cost with 90\u00a0% confidence"));
}

}  // namespace
}  // namespace orl::testing
