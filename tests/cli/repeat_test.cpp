#include <gtest/gtest.h>

#include "program.h"

namespace orl::test {
namespace {

TEST(RepeatCommand, MeansAndErrorsOfEveryRouter) {
    const Folder folder;
    ASSERT_EQ(folder
                  .run({"generate", "--queries", "240", "--models", "4", "--seed", "5", "--out",
                        folder / "d.jsonl", "--prices-out", folder / "p.json"})
                  .code,
              0);
    ASSERT_EQ(folder
                  .run({"import", "--workspace", folder / "w.orlab", "--name", "D", "--prices",
                        folder / "p.json", folder / "d.jsonl"})
                  .code,
              0);
    const auto repeat = [&](const Words& more) {
        Words words = {"repeat",   "--workspace", folder / "w.orlab", "--data", "D",
                       "--splits", "4",           "--predictor",      "prior"};
        words.insert(words.end(), more.begin(), more.end());
        return folder.run(words);
    };
    const Words asked = {"--alpha", "0.5",       "--capacity",
                         "all=60%", "--routers", "dual,threshold,cheapest"};
    Words json = asked;
    json.emplace_back("--json");
    const Finished first = repeat(json);
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(repeat(json).out, first.out);
    const auto routers = first.json().at("routers");
    ASSERT_EQ(routers.size(), 3U);
    for (const auto& [id, metrics] : routers.items()) {
        for (const char* metric : {"cost_per_1000", "realized_cost_per_1000", "predicted_accuracy",
                                   "realized_accuracy", "realized_shortfall"}) {
            EXPECT_EQ(metrics.at(metric).at("splits"), 4) << id << metric;
            EXPECT_TRUE(metrics.at(metric).at("mean").is_number());
            EXPECT_TRUE(metrics.at(metric).at("standard_error").is_number());
        }
    }
    Words csv = asked;
    csv.insert(csv.end(), {"--out", folder / "r.csv"});
    ASSERT_EQ(repeat(csv).code, 0);
    const auto rows = readCsv(folder / "r.csv");
    ASSERT_EQ(rows.size(), 1U + 3U * 7U);
    EXPECT_EQ(rows[1][0], "dual");
    EXPECT_EQ(std::stod(rows[1][2]),
              routers.at("dual").at("cost_per_1000").at("mean").get<double>());
    EXPECT_EQ(repeat({"--alpha", "0.9999"}).code, 1);
    // A floor of one level is kept in every split, and costs.
    Words grouped = json;
    grouped.insert(grouped.end(), {"--group-by", "level", "--group-floor", "5=0.75"});
    const Finished floors = repeat(grouped);
    ASSERT_EQ(floors.code, 0) << floors.err;
    const auto cost = [](const Finished& ended) {
        return ended.json().at("routers").at("dual").at("cost_per_1000").at("mean").get<double>();
    };
    EXPECT_GT(cost(floors), cost(first));
    grouped.back() = "9=0.75";
    EXPECT_EQ(repeat(grouped).code, 1);
    EXPECT_EQ(repeat({"--alpha", "0.5", "--group-floor", "5=0.75"}).code, 2);
    EXPECT_EQ(repeat({}).code, 2);
    EXPECT_EQ(repeat({"--alpha", "0.5", "--routers", "nobody"}).code, 1);
}

}  // namespace
}  // namespace orl::test
