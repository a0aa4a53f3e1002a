// `simulate`: what scripts rely on, and what is refused.
#include <gtest/gtest.h>

#include <map>

#include "program.h"

namespace orl::test {
namespace {

class SimulateCommand : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<Folder>();
        const Words making[] = {
            {"generate", "--queries", "300", "--models", "4", "--seed", "5", "--out",
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
    static Finished simulate(const Words& more) {
        Words words = {"simulate", "--workspace", file(), "--test", "D", "--alpha", "0.4"};
        words.insert(words.end(), more.begin(), more.end());
        return s_folder->run(words);
    }
    static std::unique_ptr<Folder> s_folder;
};
std::unique_ptr<Folder> SimulateCommand::s_folder;

const Words kPoisson = {"--arrivals",    "poisson:4",     "--service",
                        "exponential:1", "--concurrency", "all=2"};

Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST_F(SimulateCommand, EveryRouterIsJudgedOnTheSameArrivals) {
    const Words all = {"--router", "dual,online-dual,threshold,willingness,quality-only,random",
                       "--queries", "2000", "--json"};
    const Finished run = simulate(with(kPoisson, all));
    ASSERT_EQ(run.code, 0) << run.err;
    const auto runs = run.json();
    ASSERT_EQ(runs.size(), 6U);
    for (const auto& each : runs) {
        EXPECT_EQ(each.at("arrived"), 2000);
        EXPECT_EQ(each.at("served").get<int>() + each.at("late").get<int>() +
                      each.at("rejected").get<int>() + each.at("waiting").get<int>(),
                  2000);
        for (const char* key : {"cost", "predicted_accuracy", "realized_accuracy", "wait_mean",
                                "wait_p50", "wait_p95", "wait_p99", "total_mean", "throughput"}) {
            EXPECT_TRUE(each.at(key).is_number()) << key;
        }
        double share = 0.0;
        for (const auto& [name, value] : each.at("share").items()) share += value.get<double>();
        EXPECT_NEAR(share, 1.0, 1e-12);
        EXPECT_EQ(each.at("utilisation").size(), 4U);
        // The best routing in hindsight is not beaten, whoever routes.
        if (each.at("predicted_accuracy").get<double>() >= 0.4) {
            EXPECT_LE(each.at("bound").get<double>(), each.at("cost").get<double>());
        }
    }
    EXPECT_EQ(runs[0].at("router"), "dual");
    // Without windows the two are one.
    EXPECT_EQ(runs[0].at("cost"), runs[1].at("cost"));
}

TEST_F(SimulateCommand, TheSameSeedGivesTheSameFiguresOnAnyNumberOfThreads) {
    const Words more = {"--router", "dual,threshold", "--repeats", "3", "--json"};
    const auto once = simulate(with(kPoisson, more));
    const auto again = simulate(with(kPoisson, with(more, {"--threads", "2"})));
    EXPECT_EQ(once.out, again.out);
    EXPECT_EQ(once.out, simulate(with(kPoisson, more)).out);
    EXPECT_EQ(once.out.find("events_per_second"), std::string::npos);
    const auto timed = simulate(with(kPoisson, with(more, {"--timing"}))).json();
    EXPECT_GT(timed[0].at("events_per_second").get<double>(), 0.0);
    EXPECT_GT(once.json()[0].at("standard_error").at("wait_mean").get<double>(), 0.0);
    const auto other = simulate(with(kPoisson, with(more, {"--seed", "9"}))).json();
    EXPECT_NE(once.json()[0].at("wait_mean"), other[0].at("wait_mean"));
}

TEST_F(SimulateCommand, TheTraceHoldsEveryQuery) {
    const std::string trace = *s_folder / "trace.csv";
    const Finished run =
        simulate(with(kPoisson, {"--router", "dual,cheapest", "--trace", trace, "--deadline", "1.5",
                                 "--queue-limit", "1", "--json"}));
    ASSERT_EQ(run.code, 0) << run.err;
    const auto runs = run.json();
    std::map<std::string, std::map<std::string, int>> counted;
    const auto rows = readCsv(trace);
    for (std::size_t k = 1; k < rows.size(); ++k) ++counted[rows[k][0]][rows[k][5].substr(0, 4)];
    for (const auto& each : runs) {
        auto& count = counted[each.at("router").get<std::string>()];
        EXPECT_EQ(count["serv"], each.at("served").get<int>());
        EXPECT_EQ(count["late"], each.at("late").get<int>());
        EXPECT_EQ(count["reje"], each.at("rejected").get<int>());
    }
}

TEST_F(SimulateCommand, UnknownSpeedsAreRefusedAndKnownOnesServe) {
    Finished run = simulate({"--arrivals", "poisson:4", "--concurrency", "all=2"});
    EXPECT_EQ(run.code, 1);
    EXPECT_NE(run.err.find("--first-token"), std::string::npos) << run.err;
    run = simulate({"--arrivals", "poisson:1", "--concurrency", "all=4", "--first-token", "all=0.3",
                    "--tokens-per-second", "all=80", "--second-price", "0.0001", "--jitter", "0.3",
                    "--lengths", "recorded", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_GT(run.json()[0].at("seconds_cost").get<double>(), 0.0);
}

TEST_F(SimulateCommand, ArrivalTimesComeFromAFile) {
    const std::string azure = s_folder->write("azure.csv",
                                              "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                                              "2023-11-16 23:59:59.5000000,374,44\n"
                                              "2023-11-17 00:00:00.0000000,396,109\n"
                                              "2023-11-17 00:00:00.0000000,879,55\n"
                                              "2023-11-17 00:00:02.2500000,91,16\n");
    Finished run =
        simulate({"--arrivals", "trace:" + azure, "--service", "constant:0.25", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json()[0].at("arrived"), 4);
    EXPECT_EQ(run.json()[0].at("span"), 3.0);
    EXPECT_NE(run.err.find("2 other columns"), std::string::npos) << run.err;
    const Finished over =
        simulate({"--arrivals", "trace:" + azure, "--service", "constant:0.25", "--trace", azure});
    EXPECT_EQ(over.code, 1) << over.err;
    EXPECT_NE(readFile(azure).find("GeneratedTokens"), std::string::npos);
    const auto refused = [&](const std::string& text, const std::string& part) {
        const std::string bad = s_folder->write("bad.csv", text);
        const Finished bought =
            simulate({"--arrivals", "trace", "--arrival-times", bad, "--service", "constant:1"});
        EXPECT_EQ(bought.code, 1) << text;
        EXPECT_NE(bought.err.find(part), std::string::npos) << bought.err;
    };
    refused("time\n0\n2\n1\n", "bad.csv:4");
    refused("time\n-1\n", "negative");
    refused("time\n1\nsoon\n", "no time");
    refused("time\n", "no arrival");
    refused("a,b\nx,y\n", "No column");
    refused("time\n1\n2023-11-17 00:00:02\n", "otherwise");
}

TEST_F(SimulateCommand, SettingsThatMakeNoSenseAreWrongUsage) {
    const auto wrong = [&](const Words& words, int code = 2) {
        const Finished run = simulate(words);
        EXPECT_EQ(run.code, code) << run.err;
        EXPECT_FALSE(run.err.empty());
    };
    wrong({});
    wrong({"--arrivals", "poisson"});
    wrong({"--arrivals", "poisson:x"});
    wrong({"--arrivals", "sometimes"});
    wrong({"--arrivals", "trace"});
    wrong(with(kPoisson, {"--window", "0"}));
    wrong(with(kPoisson, {"--window", "-5ms"}));
    wrong(with(kPoisson, {"--router", "dual-paper"}));
    wrong(with(kPoisson, {"--tau", "0.5"}));
    wrong(with(kPoisson, {"--outage", "gpt-4o"}));
    wrong(with(kPoisson, {"--outage", "nobody=1:2"}), 1);
    wrong({"--arrivals", "poisson:0", "--service", "constant:1"}, 1);
    wrong({"--arrivals", "poisson:1", "--service", "constant:-1"}, 1);
    wrong(with(kPoisson, {"--deadline", "0"}), 1);
}

TEST_F(SimulateCommand, AnOrderOfItsOwnComesWithEveryRate) {
    const Words load = {"--arrivals",    "poisson:3", "--service", "constant:0.5",
                        "--concurrency", "all=3",     "--json"};
    const auto of = [&](const Words& more) {
        const Finished run = simulate(with(load, more));
        EXPECT_EQ(run.code, 0) << run.err;
        return run.out;
    };
    const std::string file = of({});
    EXPECT_EQ(of({"--order", "file"}), file);
    const std::string shuffled = of({"--order", "shuffled"});
    EXPECT_NE(shuffled, file);
    EXPECT_EQ(of({"--order", "shuffled"}), shuffled);
    EXPECT_NE(of({"--order", "shuffled", "--seed", "2"}), shuffled);
    const Finished form = simulate({"--arrivals", "by-task:3", "--service", "constant:0.5",
                                    "--concurrency", "all=3", "--json"});
    EXPECT_EQ(of({"--order", "by-task"}), form.out);
    EXPECT_EQ(of({"--order", "shuffled", "--queries", "90"}), of({"--queries", "90"}));
    EXPECT_EQ(simulate(with(load, {"--order", "backwards"})).code, 2);
}

TEST_F(SimulateCommand, WindowsOutagesLimitsAndOrdersAllRun) {
    const std::string model = "all";
    for (const Words& more :
         {Words{"--window", "8"}, Words{"--window", "250ms"},
          Words{"--outage", model + "=10:20", "--retries", "1"},
          Words{"--slow-down", model + "=10:end:3"}, Words{"--failures", model + "=0.2"},
          Words{"--requests-per-minute", model + "=30"},
          Words{"--tokens-per-minute", model + "=20000"}, Words{"--queue", "common"},
          Words{"--horizon", "12"}}) {
        const Finished run =
            simulate(with(kPoisson, with(more, {"--router", "dual,threshold", "--json"})));
        ASSERT_EQ(run.code, 0) << more[0] << run.err;
        for (const auto& each : run.json()) {
            EXPECT_EQ(each.at("served").get<int>() + each.at("late").get<int>() +
                          each.at("rejected").get<int>() + each.at("waiting").get<int>(),
                      each.at("arrived").get<int>());
        }
    }
    for (const char* arrivals : {"all", "burst:1:20:5:2", "daily:3:0.9:60", "ramp:0:8:30",
                                 "hardest-first", "easiest-first:3", "by-task"}) {
        const Finished run = simulate({"--arrivals", arrivals, "--service", "constant:0.5",
                                       "--concurrency", "all=3", "--json"});
        ASSERT_EQ(run.code, 0) << arrivals << run.err;
        EXPECT_EQ(run.json()[0].at("served"), run.json()[0].at("arrived"));
    }
}

}  // namespace
}  // namespace orl::test
