// `plan` and `sweep` over a load: what scripts rely on, and what is refused.
#include <gtest/gtest.h>

#include "program.h"

namespace orl::test {
namespace {

class PlanCommandLine : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<Folder>();
        const Words making[] = {
            {"generate", "--queries", "300", "--models", "3", "--seed", "5", "--out",
             *s_folder / "d.jsonl", "--prices-out", *s_folder / "p.json"},
            {"import", "--workspace", file(), "--name", "D", "--prices", *s_folder / "p.json",
             *s_folder / "d.jsonl"},
            {"fit", "--workspace", file(), "--train", "D", "--predictor", "knn"}};
        for (const Words& words : making) {
            const Finished run = s_folder->run(words);
            ASSERT_EQ(run.code, 0) << run.err;
        }
    }
    static void TearDownTestSuite() { s_folder.reset(); }

    static std::string file() { return *s_folder / "w.orlab"; }
    static Finished of(const char* command, const Words& more) {
        Words words = {command, "--workspace", file(), "--test", "D", "--alpha", "0.4"};
        words.insert(words.end(), more.begin(), more.end());
        return s_folder->run(words);
    }
    static std::unique_ptr<Folder> s_folder;
};
std::unique_ptr<Folder> PlanCommandLine::s_folder;

const Words kLoad = {"--rate",        "3",   "--service",    "exponential:1", "--repeats", "2",
                     "--queries",     "500", "--slot-price", "all=0.5",       "--most",    "all=6",
                     "--most-fleets", "60"};

Words and_(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST_F(PlanCommandLine, FleetsMeetTheTargetAndOneOfThemSimulatesToTheSameFigures) {
    const std::string out = *s_folder / "mixes.csv";
    const Finished run = of("plan", and_(kLoad, {"--wait-p95", "900ms", "--json", "--out", out}));
    ASSERT_EQ(run.code, 0) << run.err;
    const auto plan = run.json();
    EXPECT_EQ(plan.at("feasible"), true);
    EXPECT_EQ(plan.at("target"), "wait_p95");
    const auto& mixes = plan.at("mixes");
    ASSERT_FALSE(mixes.empty());
    Words fleet = {"--arrivals", "poisson:3", "--service", "exponential:1", "--repeats",
                   "2",          "--queries", "500",       "--json"};
    for (const auto& [name, slots] : mixes[0].at("slots").items()) {
        fleet.push_back("--concurrency");
        fleet.push_back(name + "=" + std::to_string(slots.get<int>()));
    }
    const Finished again = of("simulate", fleet);
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.json()[0].at("wait_p95"), mixes[0].at("p95").at("mean"));
    EXPECT_EQ(again.json()[0].at("cost_per_1000"), mixes[0].at("cost_per_1000").at("mean"));
    for (const auto& mix : mixes) {
        EXPECT_LE(mix.at("p95").at("mean").get<double>(), 0.9);
        EXPECT_EQ(mix.at("slots_usd_per_hour").get<double>(),
                  0.5 * mix.at("total_slots").get<double>());
    }
    const auto rows = readCsv(out);
    EXPECT_EQ(rows.size(), mixes.size() + 1);
    EXPECT_EQ(rows[0].front(), "rank");
    EXPECT_EQ(rows[0].back(), "pareto");
}

TEST_F(PlanCommandLine, TheSameBytesOnAnyThreadsAndWordsForPeople) {
    const Words asked = and_(kLoad, {"--wait-p95", "1s"});
    const Finished once = of("plan", asked);
    ASSERT_EQ(once.code, 0) << once.err;
    EXPECT_EQ(once.out, of("plan", and_(asked, {"--threads", "2"})).out);
    EXPECT_NE(once.out.find("USD/h"), std::string::npos);
    EXPECT_NE(once.err.find("fleets simulated"), std::string::npos);
}

TEST_F(PlanCommandLine, WhatCannotBeIsSaid) {
    const Finished run = of("plan", and_(kLoad, {"--total-p95", "100ms"}));
    EXPECT_EQ(run.code, 1);
    EXPECT_NE(run.err.find("service alone takes longer"), std::string::npos) << run.err;
    const Finished json = of("plan", and_(kLoad, {"--total-p95", "100ms", "--json"}));
    EXPECT_EQ(json.code, 1);
    EXPECT_EQ(json.json().at("feasible"), false);
}

TEST_F(PlanCommandLine, AFleetIsJudgedWithItsHeadroomAndChanges) {
    const Words fleet = {"--rate", "3",       "--service", "constant:1", "--wait-p95",
                         "1s",     "--fleet", "all=2",     "--repeats",  "2"};
    const Finished run = of("plan", and_(fleet, {"--json"}));
    const auto review = run.json();
    const auto& now = review.at("fleet");
    EXPECT_EQ(run.code, now.at("meets") == true && now.at("lasts") == true ? 0 : 1) << run.err;
    EXPECT_EQ(review.at("fleet").at("total_slots"), 6);
    EXPECT_GT(review.at("headroom").at("largest_rate").get<double>(), 0.0);
    EXPECT_GE(review.at("changes").size(), 3U);
    const Finished text = of("plan", fleet);
    EXPECT_EQ(text.code, run.code) << text.err;
    EXPECT_NE(text.out.find("the target; with these slots"), std::string::npos) << text.out;
}

TEST_F(PlanCommandLine, AFleetThatMissesTheTargetEndsWithOne) {
    const Words load = {"--rate", "3", "--service", "exponential:1", "--repeats", "2"};
    const Finished good = of("plan", and_(load, {"--fleet", "all=20", "--wait-p95", "5s"}));
    EXPECT_EQ(good.code, 0) << good.err;
    const Finished late = of("plan", and_(load, {"--fleet", "all=1", "--wait-p95", "1ms"}));
    EXPECT_EQ(late.code, 1);
    EXPECT_NE(late.out.find("Misses the target"), std::string::npos) << late.out;
    EXPECT_NE(late.err.find("misses the target"), std::string::npos) << late.err;
    const Finished cut =
        of("plan", and_(load, {"--horizon", "0.000001", "--wait-p95", "5s", "--most", "all=3"}));
    EXPECT_EQ(cut.code, 1);
    EXPECT_NE(cut.err.find("before anybody is served"), std::string::npos) << cut.err;
}

TEST_F(PlanCommandLine, FleetsBeyondTheBestAndTheMostSimulatedAreSaid) {
    Words few = kLoad;
    few.back() = "5";  // --most-fleets
    const Finished stopped = of("plan", and_(few, {"--wait-p95", "900ms", "--json"}));
    EXPECT_EQ(stopped.code, 0) << stopped.err;
    EXPECT_LE(stopped.json().at("simulated"), 5);
    EXPECT_NE(stopped.err.find("as many as --most-fleets allows"), std::string::npos);
    const Finished run = of("plan", and_(kLoad, {"--wait-p95", "900ms", "--rows", "1", "--json"}));
    ASSERT_EQ(run.code, 0) << run.err;
    const bool beyond = run.json().at("mixes").size() > 1;
    EXPECT_EQ(run.err.find("cheapest for their number of slots") != std::string::npos, beyond)
        << run.err;
}

TEST_F(PlanCommandLine, WrongUsageIsSaid) {
    const auto wrong = [&](const char* command, const Words& words, int code = 2) {
        const Finished run = of(command, words);
        EXPECT_EQ(run.code, code) << run.err;
        EXPECT_FALSE(run.err.empty());
    };
    wrong("plan", {"--rate", "3"});
    wrong("plan", {"--wait-p95", "2s"});
    wrong("plan", {"--wait-p95", "2s", "--total-p95", "2s", "--rate", "3"});
    wrong("plan", {"--wait-p95", "soon", "--rate", "3"});
    wrong("plan", {"--wait-p95", "0s", "--rate", "3"});
    wrong("plan", {"--wait-p95", "1s", "--rate", "3", "--fleet", "all=2", "--most", "all=3"});
    wrong("plan", and_(kLoad, {"--wait-p95", "1s", "--slot-price", "all=-1"}));
    wrong("plan", and_(kLoad, {"--wait-p95", "1s", "--slot-price", "nobody=1"}), 1);
    wrong("plan", {"--wait-p95", "1s", "--arrivals", "all", "--service", "constant:1"}, 1);
    const auto says = [&](const Words& words, const char* part, int code) {
        const Finished run = of("plan", and_({"--wait-p95", "1s"}, words));
        EXPECT_EQ(run.code, code) << run.err;
        EXPECT_NE(run.err.find(part), std::string::npos) << run.err;
    };
    says({"--rate", "3", "--most", "all=1.5"}, "is no number of slots", 2);
    says({"--rate", "3", "--rejected", "200%"}, "from 0% to 100%", 2);
    says({"--rate", "3", "--planned-use", "0"}, "above 0", 2);
    says({"--rate", "3", "--horizon", "0"}, "above 0", 2);
    says({"--rate", "3", "--service", "constant:0"}, "answers take no time", 1);
    says({"--rate", "1e9", "--service", "constant:1"}, "Choose a lower rate", 1);
    says({"--rate", "3", "--service", "constant:1", "--fallback", "gpt-4o=gpt-4o"}, "itself", 2);
    says({"--arrivals", "hardest-first", "--service", "constant:1"}, "hardest-first:RATE", 1);
    says({"--rate", "3", "--order", "shuffled", "--arrivals", "by-task:3"}, "contradicts", 2);
    wrong("sweep", {"--over", "rate=1:2:1", "--capacity", "all=3"});
    wrong("sweep", {"--over", "capacity=0.5:1:0.5", "--arrivals", "poisson:3"});
    wrong("sweep", {"--over", "concurrency=1:2:1"});
    wrong("sweep", {"--over", "rate=1:2:1", "--budget", "3"});
    wrong("sweep", {"--over", "rate=1:2:1", "--routers", "nobody"});
    wrong("sweep",
          {"--over", "concurrency:nobody=1:2:1", "--arrivals", "poisson:1", "--service",
           "constant:1"},
          1);
    wrong("sweep",
          {"--over", "concurrency=1:2:0.5", "--arrivals", "poisson:1", "--service", "constant:1"},
          1);
}

TEST_F(PlanCommandLine, ALoadIsSweptAsItIsSimulated) {
    const Words load = {"--service", "constant:1", "--repeats", "2", "--queries", "300"};
    const Finished run = of("sweep", and_(load, {"--over", "rate=2:4:1", "--concurrency", "all=2",
                                                 "--routers", "dual,cheapest", "--json"}));
    ASSERT_EQ(run.code, 0) << run.err;
    const auto points = run.json().at("points");
    ASSERT_EQ(points.size(), 6U);
    const Finished alone = of("simulate", and_(load, {"--arrivals", "poisson:3", "--concurrency",
                                                      "all=2", "--router", "cheapest", "--json"}));
    for (const char* key : {"cost", "wait_p95", "predicted_accuracy", "rejected", "bound"}) {
        EXPECT_EQ(points[3].at(key), alone.json()[0].at(key)) << key;
    }
    EXPECT_EQ(points[3].at("standard_error"), alone.json()[0].at("standard_error"));
    // The CSV has a row for each router and value, and a range that no step ends says so.
    const std::string out = *s_folder / "load.csv";
    const Finished slots =
        of("sweep",
           and_(load, {"--over", "concurrency=2:5:2", "--arrivals", "poisson:3", "--out", out}));
    ASSERT_EQ(slots.code, 0) << slots.err;
    EXPECT_NE(slots.err.find("the last value is 4"), std::string::npos) << slots.err;
    const auto rows = readCsv(out);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[2][1], "concurrency");
    EXPECT_EQ(rows[2][2], "4");
}

TEST_F(PlanCommandLine, AFleetHasWhatItNames) {
    const Words load = {"--rate",       "3",       "--service", "exponential:1", "--wait-p95", "2s",
                        "--slot-price", "all=0.5", "--json"};
    const Finished alone = of("plan", and_(load, {"--fleet", "all=0", "--fleet", "gpt-4o=9"}));
    ASSERT_EQ(alone.code, 0) << alone.err;
    const Finished named = of("plan", and_(load, {"--fleet", "gpt-4o=9"}));
    EXPECT_EQ(named.out, alone.out);
    EXPECT_EQ(named.json().at("fleet").at("total_slots"), 9);
    // Slots of a model that is off serve nobody and cost nothing.
    const Finished off = of("plan", and_(load, {"--fleet", "all=9", "--disable", "gpt-4o-mini"}));
    ASSERT_EQ(off.code, 0) << off.err;
    EXPECT_NE(off.err.find("gpt-4o-mini may take no query"), std::string::npos) << off.err;
    EXPECT_EQ(off.json().at("fleet").at("slots").at("gpt-4o-mini"), 0);
    EXPECT_EQ(of("sweep", {"--over", "concurrency:=1:2:1", "--arrivals", "poisson:1", "--service",
                           "constant:1"})
                  .code,
              2);
}

TEST_F(PlanCommandLine, WaitsArePricedAndPlannedForAlongASweep) {
    const Words load = {"--arrivals", "poisson:5",     "--concurrency", "all=2",
                        "--queries",  "300",           "--repeats",     "2",
                        "--json",     "--first-token", "all=0.3",       "--tokens-per-second",
                        "all=200"};
    const auto sweep = [&](const char* over) {
        const Finished run = of("sweep", and_(load, {"--over", over, "--routers", "dual"}));
        EXPECT_EQ(run.code, 0) << run.err;
        return run.json().at("points");
    };
    const auto same = [](const auto& point, const Finished& alone) {
        ASSERT_EQ(alone.code, 0) << alone.err;
        for (const char* key : {"cost", "wait_p95", "wait_mean", "predicted_accuracy"}) {
            EXPECT_EQ(point.at(key), alone.json()[0].at(key)) << key;
        }
    };
    const auto priced = sweep("second-price=0:0.002:0.002");
    same(priced[1], of("simulate", and_(load, {"--second-price", "0.002"})));
    EXPECT_LT(priced[1].at("total_mean"), priced[0].at("total_mean"));
    const auto planned = sweep("planned-use=0.8:1:0.1");
    same(planned[0], of("simulate", and_(load, {"--planned-use", "0.8"})));
    ASSERT_EQ(planned.size(), 3U);
}

}  // namespace
}  // namespace orl::test
