#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

constexpr int kQueries = 7;
constexpr int kModels = 3;
using Table = std::array<std::array<double, kModels>, kQueries>;

struct Instance {
    Table cost{};
    Table quality{};
};

/// Multiples of 1/1024, so that text and binary agree exactly.
Instance drawn(unsigned seed) {
    std::mt19937 engine(seed);
    Instance instance;
    for (int i = 0; i < kQueries; ++i) {
        for (int j = 0; j < kModels; ++j) {
            instance.cost[i][j] = static_cast<double>(engine() % 1024 + 1) * (j + 1) / 1024.0;
            instance.quality[i][j] = static_cast<double>(engine() % 700 + 100U * j) / 1024.0;
        }
    }
    return instance;
}

std::string csvOf(const Table& table) {
    std::string text = "small,middle,large\n";
    for (const auto& row : table) {
        for (int j = 0; j < kModels; ++j) {
            if (j > 0) text += ',';
            text += std::to_string(row[j] * 1024.0);
            text += "e-3";
        }
        text += '\n';
    }
    return text;
}

/// By trying all 3^7 assignments; infinity if none is feasible. Costs and floors in the file's
/// unit.
double cheapest(const Instance& instance, double floor, const std::array<int, kModels>& capacity) {
    double best = std::numeric_limits<double>::infinity();
    int combinations = 1;
    for (int i = 0; i < kQueries; ++i) combinations *= kModels;
    for (int code = 0; code < combinations; ++code) {
        double cost = 0.0, quality = 0.0;
        std::array<int, kModels> load{};
        for (int i = 0, rest = code; i < kQueries; ++i, rest /= kModels) {
            const int j = rest % kModels;
            cost += instance.cost[i][j] * 1.024;
            quality += instance.quality[i][j] * 1.024;
            ++load[j];
        }
        bool fits = quality >= floor * kQueries - 1e-9;
        for (int j = 0; j < kModels; ++j) fits = fits && load[j] <= capacity[j];
        if (fits) best = std::min(best, cost);
    }
    return best;
}

TEST(Solve, BoundAndCostEncloseTheTrueOptimum) {
    const Folder folder;
    for (unsigned seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        const Instance instance = drawn(seed);
        const auto costs = folder.write("c.csv", csvOf(instance.cost));
        const auto quality = folder.write("q.csv", csvOf(instance.quality));
        const double best = cheapest(instance, 0.5, {7, 4, 3});
        const Finished run =
            folder.run({"solve", "--costs", costs, "--quality", quality, "--alpha", "0.5",
                        "--capacity", "7,4,3", "--json", "--out", folder / "a.csv"});
        if (std::isinf(best)) {
            EXPECT_EQ(run.code, 1);
            continue;
        }
        ASSERT_EQ(run.code, 0) << run.err;
        const auto json = run.json();
        EXPECT_LE(json.at("bound").get<double>(), best + 1e-9);
        EXPECT_GE(json.at("cost").get<double>(), best - 1e-9);
        EXPECT_GE(json.at("quality").get<double>(), 0.5 - 1e-9);
        EXPECT_GE(json.at("lambda").get<double>(), 0.0);
        EXPECT_EQ(json.at("mu").size(), 3U);

        const auto rows = readCsv(folder / "a.csv");
        ASSERT_EQ(rows.size(), 8U);
        double cost = 0.0;
        const Words names = {"small", "middle", "large"};
        for (int i = 0; i < kQueries; ++i) {
            const auto j = json.at("assignment")[static_cast<std::size_t>(i)].get<std::size_t>();
            EXPECT_EQ(rows[static_cast<std::size_t>(i) + 1][1], names[j]);
            cost += instance.cost[i][j] * 1.024;
        }
        EXPECT_NEAR(cost, json.at("cost").get<double>(), 1e-9);
    }
}

TEST(Solve, BudgetAndInfeasibleCases) {
    const Folder folder;
    const Instance instance = drawn(3);
    const auto costs = folder.write("c.csv", csvOf(instance.cost));
    const auto quality = folder.write("q.csv", csvOf(instance.quality));
    const Words files = {"solve", "--json", "--costs", costs, "--quality", quality};
    const auto with = [&](const Words& more) {
        Words words = files;
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    };
    const Finished budget = with({"--budget", "5"});
    ASSERT_EQ(budget.code, 0) << budget.err;
    EXPECT_LE(budget.json().at("cost").get<double>(), 5.0 + 1e-9);
    EXPECT_GE(budget.json().at("bound").get<double>(),
              budget.json().at("quality").get<double>() - 1e-9);
    for (const Words& more : {Words{"--alpha", "0.99"}, Words{"--budget", "0.0001"},
                              Words{"--alpha", "0.1", "--capacity", "2,2,2"}}) {
        const Finished run = with(more);
        EXPECT_EQ(run.code, 1) << more[1];
        EXPECT_FALSE(run.json().at("feasible").get<bool>());
        EXPECT_TRUE(run.json().at("limit").is_number());
        EXPECT_NE(run.err.find("infeasible"), std::string::npos);
    }
    EXPECT_EQ(with({"--alpha", "0.1", "--capacity", "2,2"}).code, 1);
}

// The least cost by trying all assignments bounds each price: without capacities the curve below
// which no assignment lies starts with slope lambda on either side.
TEST(Solve, CurveAndPriceRanges) {
    const Folder folder;
    const Instance instance = drawn(5);
    const auto costs = folder.write("c.csv", csvOf(instance.cost));
    const auto quality = folder.write("q.csv", csvOf(instance.quality));
    const Words files = {"solve", "--costs", costs, "--quality", quality};
    const auto with = [&](const Words& more) {
        Words words = files;
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    };
    const Finished first = with({"--alpha", "0.3", "--curve", folder / "curve.csv", "--json"});
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_FALSE(first.json().contains("lambda_range"));
    const auto rows = readCsv(folder / "curve.csv");
    ASSERT_GT(rows.size(), 4U);
    EXPECT_EQ(rows[0], (Words{"alpha", "cost", "lambda"}));
    EXPECT_EQ(rows.back()[2], "inf");
    for (std::size_t k = 1; k < rows.size(); ++k) {
        // Every breakpoint is the cheapest assignment of its quality.
        const double alpha = std::stod(rows[k][0]);
        EXPECT_NEAR(cheapest(instance, alpha, {7, 7, 7}), std::stod(rows[k][1]), 1e-9);
        if (k == 1 || k + 1 == rows.size()) continue;
        const Finished at = with({"--alpha", rows[k][0], "--sensitivity", "--json"});
        ASSERT_EQ(at.code, 0) << at.err;
        const auto json = at.json();
        const double less = json.at("lambda_range")[0].get<double>();
        const double more = json.at("lambda_range")[1].get<double>();
        EXPECT_NEAR(less, std::stod(rows[k - 1][2]), 1e-9);
        EXPECT_NEAR(more, std::stod(rows[k][2]), 1e-9);
        EXPECT_EQ(json.at("mu_more").size(), 3U);
        EXPECT_FALSE(json.contains("answers_more"));
    }
    const auto full = with({"--budget", "5", "--capacity", "7,4,0", "--sensitivity", "--json"});
    ASSERT_EQ(full.code, 0) << full.err;
    EXPECT_GT(full.json().at("mu_more")[2].get<double>(), 0.0);
    EXPECT_GT(full.json().at("answers_more")[2].get<double>(), 0.0);
    EXPECT_TRUE(full.json().at("mu_less")[2].is_null());  // there is no slot to take away
    const auto text = with({"--alpha", "0.3", "--sensitivity"});
    EXPECT_NE(text.out.find("one slot more on large saves (USD)"), std::string::npos) << text.out;
    const auto none = with({"--alpha", "0.99", "--sensitivity", "--json"});
    EXPECT_EQ(none.code, 1);
    EXPECT_TRUE(none.json().at("lambda_range").is_null());
    EXPECT_EQ(with({"--alpha", "0.3", "--capacity", "7,7,7", "--curve", folder / "x"}).code, 2);
}

TEST(Solve, GroupsKeepTheirFloorsAndCaps) {
    const Folder folder;
    const Instance instance = drawn(5);
    const auto costs = folder.write("c.csv", csvOf(instance.cost));
    const auto quality = folder.write("q.csv", csvOf(instance.quality));
    const auto groups = folder.write("g.txt", "law\nmath\nlaw\nmath\nlaw\nmath\nlaw\n");
    const Words files = {"solve", "--json",  "--costs", costs,      "--quality",
                         quality, "--alpha", "0.3",     "--groups", groups};
    const auto with = [&](const Words& more) {
        Words words = files;
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    };
    // By trying them all: two of four law queries at most on the large model, none of math.
    double best = std::numeric_limits<double>::infinity();
    for (int code = 0; code < 2187; ++code) {
        double cost = 0.0, all = 0.0, law = 0.0;
        int lawLarge = 0, mathLarge = 0;
        for (int i = 0, rest = code; i < kQueries; ++i, rest /= kModels) {
            const int j = rest % kModels;
            cost += instance.cost[i][j] * 1.024;
            all += instance.quality[i][j] * 1.024;
            if (i % 2 == 0) law += instance.quality[i][j] * 1.024;
            if (j == 2) ++(i % 2 == 0 ? lawLarge : mathLarge);
        }
        if (all >= 0.3 * 7 - 1e-9 && law >= 0.6 * 4 - 1e-9 && lawLarge <= 2 && mathLarge == 0)
            best = std::min(best, cost);
    }
    ASSERT_TRUE(std::isfinite(best));
    const Words limits = {"--group-floor", "law=0.6",     "--group-cap",
                          "law:large=0.5", "--group-cap", "math:large=0"};
    const Finished run = with(limits);
    ASSERT_EQ(run.code, 0) << run.err;
    const auto json = run.json();
    EXPECT_NEAR(json.at("cost").get<double>(), best, 1e-9);
    const auto law = json.at("groups").at(0);
    EXPECT_EQ(law.at("name"), "law");
    EXPECT_EQ(law.at("queries"), 4);
    EXPECT_EQ(law.at("floor"), 0.6);
    EXPECT_GE(law.at("quality").get<double>(), 0.6 - 1e-9);
    EXPECT_LE(law.at("load").at(2).get<int>(), 2);
    EXPECT_TRUE(law.at("lambda").is_number());
    EXPECT_EQ(law.at("mu").size(), 3U);
    EXPECT_EQ(json.at("groups").at(1).at("load").at(2), 0);
    EXPECT_TRUE(json.at("groups").at(1).at("floor").is_null());

    const Finished high = with({"--group-floor", "math=1"});
    EXPECT_EQ(high.code, 1);
    EXPECT_NE(high.err.find("\"math\""), std::string::npos) << high.err;
    const Finished narrow = with({"--group-cap", "law:all=1"});
    EXPECT_EQ(narrow.code, 1);
    EXPECT_NE(narrow.err.find("\"law\""), std::string::npos) << narrow.err;

    EXPECT_EQ(with({"--group-floor", "art=0.5"}).code, 1);
    EXPECT_EQ(with({"--group-cap", "law:huge=0.5"}).code, 1);
    for (const Words& wrong : {Words{"--group-floor", "law"}, Words{"--group-floor", "law=1.2"},
                               Words{"--group-cap", "law=3"}, Words{"--group-cap", "law:large=-1"},
                               Words{"--group-cap", "law:large=1.5"}})
        EXPECT_EQ(with(wrong).code, 2) << wrong[1];
    EXPECT_EQ(folder
                  .run({"solve", "--costs", costs, "--quality", quality, "--alpha", "0.3",
                        "--group-floor", "law=0.5"})
                  .code,
              2);
    folder.write("g.txt", "law\nmath\n");
    const Finished tooFew = with({});
    EXPECT_EQ(tooFew.code, 1);
    EXPECT_NE(tooFew.err.find("g.txt"), std::string::npos) << tooFew.err;
}

// Some hundred models with one slot each: the lists of exchanges between models have to end.
TEST(Solve, BudgetsEndTheProofWithTheBestAndItsGap) {
    std::mt19937 engine(1);
    std::string costs, quality, capacity;
    for (int j = 0; j < 300; ++j) {
        costs += (j > 0 ? ",m" : "m") + std::to_string(j);
        capacity += j > 0 ? ",1" : "1";
    }
    quality = costs;
    for (int i = 0; i < 60; ++i) {
        for (int j = 0; j < 300; ++j) {
            costs += (j > 0 ? ',' : '\n') + std::to_string(engine() % 1000 + 1);
            quality += (j > 0 ? ",0." : "\n0.") + std::to_string(engine() % 900 + 100);
        }
    }
    const Folder folder;
    const Words solve = {"solve",
                         "--costs",
                         folder.write("c.csv", costs + "\n"),
                         "--quality",
                         folder.write("q.csv", quality + "\n"),
                         "--alpha",
                         "0.9",
                         "--capacity",
                         capacity,
                         "--json"};
    const auto with = [&](const Words& more) {
        Words words = solve;
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    };
    for (const Words& budget : {Words{}, Words{"--memory", "16"}, Words{"--proof-seconds", "0"},
                                Words{"--proof-states", "0"}}) {
        const Finished run = with(budget);
        ASSERT_EQ(run.code, 0) << run.err;
        EXPECT_LE(run.json().at("bound").get<double>(), run.json().at("cost").get<double>());
        EXPECT_GT(run.json().at("gap").get<double>(), 0.0);
        EXPECT_NE(run.json().at("proof"), "optimal");
    }
    const Finished none = with({"--memory", "1"});
    EXPECT_EQ(none.code, 1);
    EXPECT_NE(none.err.find("Allow more memory"), std::string::npos) << none.err;
}

TEST(Solve, BadTablesNameRowAndColumn) {
    const Folder folder;
    const auto good = folder.write("good.csv", "a,b\n0.5,0.25\n0.5,0.25\n");
    struct Case {
        std::string text;
        std::string expected;
    };
    const Case cases[] = {
        {"a,b\n0.5,x\n0.5,0.5\n", ":2, column 2 (b)"},
        {"a,b\n0.5,\n0.5,0.5\n", ":2, column 2 (b)"},
        {"a,b\n0.5,0.5\n0.5\n", ":3"},
        {"a,a\n0.5,0.5\n0.5,0.5\n", "twice"},
        {"a,b\n", "no row"},
        {"0.1,0.2\n0.5,0.5\n", "model names"},
        {"a,b\n0.5,nan\n0.5,0.5\n", ":2, column 2 (b)"},
        {"a,c\n0.5,0.5\n0.5,0.5\n", "header"},
        {"a,b\n0.5,0.5\n", "queries"},
        {"a,b\n0.5,1.5\n0.5,0.5\n", "row 1 (b)"},
        {"", "bad.csv"},
    };
    for (const Case& one : cases) {
        const auto bad = folder.write("bad.csv", one.text);
        const Finished run =
            folder.run({"solve", "--costs", good, "--quality", bad, "--alpha", "0.1", "--json"});
        EXPECT_EQ(run.code, 1) << one.text;
        EXPECT_TRUE(run.out.empty()) << one.text;
        EXPECT_NE(run.err.find(one.expected), std::string::npos) << one.text << run.err;
        EXPECT_NE(run.err.find("bad.csv"), std::string::npos) << run.err;
    }
    const auto negative = folder.write("bad.csv", "a,b\n-0.5,0.5\n0.5,0.5\n");
    EXPECT_EQ(folder.run({"solve", "--costs", negative, "--quality", good, "--alpha", "0"}).code,
              1);
    EXPECT_EQ(
        folder.run({"solve", "--costs", folder / "no", "--quality", good, "--alpha", "0"}).code, 1);
}

}  // namespace
}  // namespace orl::test
