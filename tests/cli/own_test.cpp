// Routers of people's own on the command line.
#include <gtest/gtest.h>

#include <fstream>

#include "program.h"

namespace orl::test {
namespace {

class OwnCommand : public ::testing::Test {
  protected:
    void SetUp() override {
        run({"generate", "--queries", "240", "--models", "4", "--seed", "5", "--out",
             folder / "d.jsonl", "--prices-out", folder / "p.json"});
        run({"import", "--workspace", w(), "--name", "D", "--prices", folder / "p.json",
             folder / "d.jsonl"});
        run({"fit", "--workspace", w(), "--train", "D", "--predictor", "prior"});
        m_models = run({"datasets", "--workspace", w(), "--json"})
                       .json()
                       .at(0)
                       .at("models")
                       .get<std::vector<std::string>>();
    }
    std::string w() const { return folder / "w.orlab"; }
    /// @param code that it has to end with; 0 or 1 where it is -1
    Finished run(const Words& words, int code = 0) const {
        Finished ended = folder.run(words);
        EXPECT_EQ(ended.code, code) << words.front() << ": " << ended.err;
        return ended;
    }
    Finished route(const Words& more, int code = 0) const {
        Words words = {"route", "--workspace", w(), "--test", "D", "--alpha", "0.1", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words, code);
    }

    Folder folder;
    std::vector<std::string> m_models;
};

TEST_F(OwnCommand, KeepsListsAndForgets) {
    const std::string rule = "task:*=" + m_models[1];
    EXPECT_NE(run({"own", "add", "--workspace", w(), "--name", "today", rule}).out.find("added"),
              std::string::npos);
    const auto list = run({"own", "list", "--workspace", w(), "--json"}).json();
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].at("id"), "own:today");
    EXPECT_EQ(list[0].at("kind"), "task");
    const auto again = run({"own", "add", "--workspace", w(), "--name", "today", "--json", "--seed",
                            "3", "shares:" + m_models[0] + "=1"});
    EXPECT_TRUE(again.json().at("replaced").get<bool>());
    run({"own", "add", "--workspace", w(), "--name", "a,b", rule}, 1);
    run({"own", "add", "--workspace", w(), "--name", "x", "nonsense"}, 1);
    EXPECT_NE(run({"own", "remove", "--workspace", w(), "gone"}, 1).err.find("today"),
              std::string::npos);
    run({"own", "remove", "--workspace", w(), "today"});
    EXPECT_NE(run({"own", "list", "--workspace", w()}).out.find("no routers"), std::string::npos);
}

TEST_F(OwnCommand, RoutesByRulesAndKeptOnes) {
    const std::string rule = "task:*=" + m_models[1];
    run({"own", "add", "--workspace", w(), "--name", "today", rule});
    const auto typed = route({"--router", rule}).json();
    const auto kept = route({"--router", "own:today"}).json();
    EXPECT_NEAR(typed.at("share").at(m_models[1]).get<double>(), 1.0, 1e-9);
    EXPECT_EQ(typed.at("cost"), kept.at("cost"));
    EXPECT_EQ(kept.at("router"), "own:today");
    EXPECT_EQ(kept.at("own").at("unmatched"), 0);
    EXPECT_NE(route({"--router", "own:gone"}, 1).err.find("own:today"), std::string::npos);
    route({"--router", "nobody"}, 2);
    const auto over = route({"--router", "own:today", "--capacity", "all=40%"}, 1);
    EXPECT_GT(over.json().at("overload"), 0);
    EXPECT_NE(over.err.find("above its limit"), std::string::npos);
}

/// What the program's own routing is written as comes back as the same routing.
TEST_F(OwnCommand, ItsOwnRoutesAreChoices) {
    const auto first = route({"--out", folder / "r.csv"}).json();
    const auto again = route({"--router", "file:" + (folder / "r.csv")}).json();
    EXPECT_EQ(again.at("cost"), first.at("cost"));
    EXPECT_EQ(again.at("realized_accuracy"), first.at("realized_accuracy"));
    EXPECT_EQ(again.at("share"), first.at("share"));
}

TEST_F(OwnCommand, CountsWhatAFileDoesNotMatch) {
    // The texts as they were imported, all but every tenth, with a model that is not there.
    std::ifstream in(folder / "d.jsonl");
    std::string csv = "question,routed_to\n";
    std::string line;
    for (int row = 0; std::getline(in, line); ++row) {
        if (row % 10 == 0) continue;
        const auto record = nlohmann::json::parse(line);
        std::string text = record.at("query").get<std::string>();
        std::string quoted;
        for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
        csv += "\"" + quoted + "\"," + (row % 10 == 1 ? "nobody" : m_models[0]) + "\n";
    }
    const Finished ended = route({"--router", "file:" + folder.write("c.csv", csv)}, 1);
    const auto own = ended.json().at("own");
    EXPECT_GT(own.at("unmatched"), 0);
    EXPECT_EQ(own.at("unavailable"), own.at("unavailable_models").at("nobody"));
    EXPECT_EQ(ended.json().at("served").get<int>() + own.at("unmatched").get<int>() +
                  own.at("unavailable").get<int>(),
              ended.json().at("queries").get<int>());
    EXPECT_TRUE(ended.json().at("realized_accuracy").is_null());
    EXPECT_TRUE(ended.json().at("served_realized_accuracy").is_number());
    EXPECT_NE(ended.err.find("no choice of c.csv"), std::string::npos) << ended.err;
    run({"own", "add", "--workspace", w(), "--name", "log", "--otherwise", m_models[2],
         "file:" + (folder / "c.csv")});
    EXPECT_EQ(route({"--router", "own:log"}, 1).json().at("own").at("unmatched"), 0);
    EXPECT_NE(route({"--router", "file:" + folder.write("x.csv", "query,model\na,b\na,c\n")}, 1)
                  .err.find("line 2"),
              std::string::npos);
}

TEST_F(OwnCommand, StandsInComparisonsSweepsAndRepeats) {
    const std::string rule = "shares:" + m_models[0] + "=0.5," + m_models[3] + "=0.5";
    run({"own", "add", "--workspace", w(), "--name", "today", rule});
    const auto compared = route({"--compare"}).json();
    ASSERT_EQ(compared.at("own_matched").size(), 1U);
    EXPECT_EQ(compared.at("own_matched")[0].at("router"), "own:today");
    EXPECT_TRUE(compared.at("own_matched")[0].at("saving_predicted").is_number());
    EXPECT_EQ(compared.at("matched_realized").back().at("router"), "own:today");
    Words sweep = {"sweep",
                   "--workspace",
                   w(),
                   "--test",
                   "D",
                   "--over",
                   "alpha=0.1:0.3:0.1",
                   "--json",
                   "--routers",
                   "dual,own:today,level:*=" + m_models[1] + "," + rule};
    const auto points = run(sweep).json().at("points");
    ASSERT_EQ(points.size(), 4U * 3U);
    EXPECT_EQ(points[3].at("router"), "own:today");
    EXPECT_EQ(points[11].at("router"), rule);
    EXPECT_EQ(points[3].at("cost"), points[11].at("cost"));
    sweep.back() = "dual,nobody";
    run(sweep, 2);
    const auto repeated =
        run({"repeat", "--workspace", w(), "--data", "D", "--splits", "2", "--predictor", "prior",
             "--alpha", "0.1", "--routers", "own:today", "--json"})
            .json()
            .at("routers");
    EXPECT_EQ(repeated.at("own:today").at("cost_per_1000").at("splits"), 2);
    // A text table for people.
    EXPECT_NE(run({"route", "--workspace", w(), "--test", "D", "--alpha", "0.1", "--compare"})
                  .out.find("Own routers, and the optimizer at their accuracy"),
              std::string::npos);
}

}  // namespace
}  // namespace orl::test
