#include <fmt/format.h>

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

namespace fs = std::filesystem;

TEST(Usage, HelpIsZeroAndNamesEveryCommand) {
    const Folder folder;
    const Finished help = folder.run({"--help"});
    EXPECT_EQ(help.code, 0);
    for (const char* command :
         {"import", "generate", "datasets", "fit", "evaluate", "route", "goal", "sweep", "simulate",
          "solve", "render", "report", "check", "backup", "bundle", "recover", "own"}) {
        EXPECT_NE(help.out.find(command), std::string::npos) << command;
        const Finished one = folder.run({command, "--help"});
        EXPECT_EQ(one.code, 0) << command;
        EXPECT_NE(one.out.find("--json"), std::string::npos) << command;
    }
    EXPECT_EQ(folder.run({"--version"}).code, 0);
}

TEST(Usage, WrongUsageIsTwoAndSaysWhy) {
    const Folder folder;
    const Words cases[] = {
        {},
        {"no-such-command"},
        {"route"},
        {"import", "--name", "D", "x.csv"},
        {"route", "--workspace", "w", "--test", "D"},
        {"route", "--workspace", "w", "--test", "D", "--alpha", "2"},
        {"route", "--workspace", "w", "--test", "D", "--alpha", "0.5", "--budget", "1"},
        {"route", "--workspace", "w", "--test", "D", "--alpha", "0.5", "--router", "best"},
        {"fit", "--workspace", "w", "--train", "D", "--predictor", "magic"},
        {"sweep", "--workspace", "w", "--test", "D", "--over", "alpha=0.9:0.5:0.1"},
        {"sweep", "--workspace", "w", "--test", "D", "--over", "price=0:1:0.1"},
        {"sweep", "--workspace", "w", "--test", "D", "--over", "capacity=0:1:0.1"},
        {"import", "--workspace", "w", "--name", "D", "--split", "train=much", "x.csv"},
        {"import", "--workspace", "w", "--name", "D", "--map", "colour=x", "x.csv"},
        {"import", "--workspace", "w", "--name", "D", "--format", "excel", "x.csv"},
        {"generate", "--models", "13", "--out", "x"},
        {"solve", "--costs", "c", "--quality", "q"},
        {"render", "--workspace", "w", "--size", "big", "--out", "x.png"},
    };
    for (const Words& words : cases) {
        const Finished run = folder.run(words);
        std::string shown;
        for (const std::string& word : words) shown += " " + word;
        EXPECT_EQ(run.code, 2) << shown;
        EXPECT_TRUE(run.out.empty()) << shown;
        EXPECT_FALSE(run.err.empty()) << shown;
    }
}

TEST(Usage, GenerateRefusesAnUnwritablePlace) {
    const Folder folder;
    const Finished run = folder.run({"generate", "--queries", "5", "--out", folder / "no/d.jsonl"});
    EXPECT_EQ(run.code, 1);
    EXPECT_NE(run.err.find("no/d.jsonl"), std::string::npos) << run.err;
}

TEST(Usage, GenerateTwiceIsTheSame) {
    const Folder folder;
    for (const char* name : {"a", "b"}) {
        ASSERT_EQ(
            folder.run({"generate", "--queries", "50", "--seed", "9", "--out", folder / name}).code,
            0);
    }
    EXPECT_EQ(readFile(folder / "a"), readFile(folder / "b"));
}

TEST(Usage, FigureOneRoutesAsThePaperShows) {
    const Folder folder;
    const std::string data = ORL_SOURCE_DIR "/datasets/";
    const std::string workspace = folder / "w.orlab";
    ASSERT_EQ(folder
                  .run({"import", "--workspace", workspace, "--name", "f", "--prices",
                        data + "prices.json", data + "figure1.jsonl"})
                  .code,
              0);
    const Words common = {"route",       "--workspace", workspace,    "--test",  "f",
                          "--predictor", "recorded",    "--capacity", "all=50%", "--json"};
    Words greedy = common, optimal = common;
    greedy.insert(greedy.end(), {"--router", "quality-only", "--alpha", "0.5"});
    optimal.insert(optimal.end(), {"--router", "dual", "--alpha", "0.8"});
    EXPECT_NEAR(folder.run(greedy).json().at("realized_accuracy").get<double>(), 0.565, 1e-12);
    EXPECT_NEAR(folder.run(optimal).json().at("realized_accuracy").get<double>(), 0.875, 1e-12);
}

TEST(Usage, RenderWithoutTheWindowSaysSo) {
    const fs::path self = fs::path(ORL_CLI).parent_path();
    if (fs::exists(self / "omnirouter-lab") || fs::exists(self / "../lab/omnirouter-lab")) {
        GTEST_SKIP() << "the window is built";
    }
    const Folder folder;
    const auto any = folder.write("w.orlab", "");
    const Finished run = folder.run({"render", "--workspace", any, "--out", folder / "x.png"});
    EXPECT_EQ(run.code, 1);
    EXPECT_NE(run.err.find("omnirouter-lab"), std::string::npos) << run.err;
}

TEST(Usage, RenderDrawsThePage) {
    const fs::path self = fs::path(ORL_CLI).parent_path();
    if (!fs::exists(self / "omnirouter-lab") && !fs::exists(self / "../lab/omnirouter-lab")) {
        GTEST_SKIP() << "built without the window";
    }
    const Folder folder;
    const std::string workspace = folder / "w.orlab";
    ASSERT_EQ(folder
                  .run({"generate", "--queries", "200", "--models", "3", "--out",
                        folder / "d.jsonl", "--prices-out", folder / "p.json"})
                  .code,
              0);
    ASSERT_EQ(folder
                  .run({"import", "--workspace", workspace, "--name", "D", "--prices",
                        folder / "p.json", folder / "d.jsonl"})
                  .code,
              0);
    const Finished run = folder.run({"render", "--workspace", workspace, "--page", "dashboard",
                                     "--size", "800x600", "--out", folder / "shot.png", "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const std::string png = readFile(folder / "shot.png");
    ASSERT_GT(png.size(), 24U);
    EXPECT_EQ(png.substr(1, 3), "PNG");
    // Width and height, big-endian, as the PNG header gives them.
    EXPECT_EQ(png.substr(16, 8), std::string("\0\0\x03\x20\0\0\x02\x58", 8));
}

TEST(Usage, ReportIsOnTheScenarioThatIsNamed) {
    const fs::path self = fs::path(ORL_CLI).parent_path();
    if (!fs::exists(self / "omnirouter-lab") && !fs::exists(self / "../lab/omnirouter-lab")) {
        GTEST_SKIP() << "built without the window";
    }
    const Folder folder;
    const std::string workspace = folder / "w.orlab";
    ASSERT_EQ(folder
                  .run({"generate", "--queries", "200", "--models", "3", "--out",
                        folder / "d.jsonl", "--prices-out", folder / "p.json"})
                  .code,
              0);
    ASSERT_EQ(folder
                  .run({"import", "--workspace", workspace, "--name", "D", "--prices",
                        folder / "p.json", folder / "d.jsonl"})
                  .code,
              0);
    const std::string asked =
        R"({"dataset":"D","predictor":"prior","quality_floor":0.43,"common_capacity":0.9})";
    const Finished html = folder.run({"report", "--workspace", workspace, "--scenario", asked,
                                      "--out", folder / "r.html", "--json"});
    ASSERT_EQ(html.code, 0) << html.err;
    const std::string page = readFile(folder / "r.html");
    EXPECT_EQ(html.json().at("bytes"), page.size());
    EXPECT_NE(page.find("What does 43\u00a0% accuracy cost when no model may take more than "
                        "90\u00a0%"),
              std::string::npos);
    EXPECT_NE(page.find("<svg"), std::string::npos);
    // The cost on it is the one that the command line finds.
    const Finished route =
        folder.run({"route", "--workspace", workspace, "--scenario", asked, "--json"});
    ASSERT_EQ(route.code, 0) << route.err;
    const auto cost = route.json().at("cost_per_1000").get<double>();
    ASSERT_GE(cost, 0.1);
    ASSERT_LT(cost, 10.0);
    EXPECT_NE(page.find(fmt::format("<strong>${:.3f}</strong>", cost)), std::string::npos) << cost;

    const Finished pdf = folder.run({"report", "--workspace", workspace, "--scenario", asked,
                                     "--paper", "letter", "--out", folder / "r.pdf"});
    ASSERT_EQ(pdf.code, 0) << pdf.err;
    const std::string bytes = readFile(folder / "r.pdf");
    EXPECT_TRUE(bytes.starts_with("%PDF-"));
    EXPECT_NE(bytes.find("/MediaBox [0 0 612"), std::string::npos);

    const Finished gone = folder.run({"report", "--workspace", workspace, "--scenario",
                                      R"({"dataset":"gone"})", "--out", folder / "no.pdf"});
    EXPECT_EQ(gone.code, 1);
    EXPECT_NE(gone.err.find("gone"), std::string::npos) << gone.err;
    EXPECT_FALSE(fs::exists(folder / "no.pdf"));
}

TEST(Usage, ReportWithoutAnyFontSaysSo) {
    const fs::path self = fs::path(ORL_CLI).parent_path();
    if (!fs::exists(self / "omnirouter-lab") && !fs::exists(self / "../lab/omnirouter-lab")) {
        GTEST_SKIP() << "built without the window";
    }
    const Folder folder;
    const std::string workspace = folder / "w.orlab";
    ASSERT_EQ(folder
                  .run({"generate", "--queries", "60", "--models", "2", "--out", folder / "d.jsonl",
                        "--prices-out", folder / "p.json"})
                  .code,
              0);
    ASSERT_EQ(folder
                  .run({"import", "--workspace", workspace, "--name", "D", "--prices",
                        folder / "p.json", folder / "d.jsonl"})
                  .code,
              0);
    const std::string fonts = folder.write("fonts.conf",
                                           "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM "
                                           "\"fonts.dtd\"><fontconfig></fontconfig>\n");
    ASSERT_EQ(setenv("FONTCONFIG_FILE", fonts.c_str(), 1), 0);
    const Finished run = folder.run({"report", "--workspace", workspace, "--scenario",
                                     R"({"dataset":"D","predictor":"prior","quality_floor":0.1})",
                                     "--out", folder / "r.pdf"});
    unsetenv("FONTCONFIG_FILE");
    EXPECT_EQ(run.code, 1);
    EXPECT_NE(run.err.find("no font to write with"), std::string::npos) << run.err;
    EXPECT_FALSE(fs::exists(folder / "r.pdf"));
}

TEST(Usage, RenderOfWhatCannotBeRoutedEndsWithTheReason) {
    const fs::path self = fs::path(ORL_CLI).parent_path();
    if (!fs::exists(self / "omnirouter-lab") && !fs::exists(self / "../lab/omnirouter-lab")) {
        GTEST_SKIP() << "built without the window";
    }
    const Folder folder;
    const std::string workspace = folder / "w.orlab";
    const auto data = folder.write("d.csv",
                                   "query,split,a,b\none,train,1,0\ntwo,train,0,1\n"
                                   "three,test,1,1\n");
    ASSERT_EQ(folder.run({"import", "--workspace", workspace, "--name", "D", data}).code, 0);
    for (const char* page : {"dashboard", "predictor"}) {
        const Finished run = folder.run(
            {"render", "--workspace", workspace, "--page", page, "--out", folder / "shot.png"});
        EXPECT_EQ(run.code, 1) << page;
        EXPECT_NE(run.err.find("give prices"), std::string::npos) << run.err;
    }
}

/// Whether the process has taken SIGINT into its own hands.
bool watchesSignals(pid_t child) {
    std::ifstream status("/proc/" + std::to_string(child) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("SigBlk:")) {
            return (std::stoull(line.substr(7), nullptr, 16) >> (SIGINT - 1) & 1U) != 0;
        }
    }
    return false;
}

TEST(Usage, ControlCCancelsCleanly) {
    const Folder folder;
    const std::string workspace = folder / "w.orlab";
    ASSERT_EQ(folder
                  .run({"generate", "--queries", "400", "--models", "6", "--out",
                        folder / "d.jsonl", "--prices-out", folder / "p.json"})
                  .code,
              0);
    ASSERT_EQ(folder
                  .run({"import", "--workspace", workspace, "--name", "D", "--prices",
                        folder / "p.json", folder / "d.jsonl"})
                  .code,
              0);
    // Ten thousand points take far longer than a signal.
    const Words endless = {"sweep",         "--workspace", workspace, "--test",           "D",
                           "--predictor",   "recorded",    "--over",  "alpha=0:1:0.0001", "--out",
                           folder / "s.csv"};
    for (const int signal : {SIGINT, SIGTERM}) {
        const pid_t child = start(endless, folder / "out", folder / "err");
        for (int wait = 0; wait < 30'000 && !watchesSignals(child); ++wait) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        kill(child, signal);
        EXPECT_EQ(waitFor(child), 130);
        EXPECT_TRUE(readFile(folder / "out").empty());
        EXPECT_NE(readFile(folder / "err").find("cancelled"), std::string::npos);
        EXPECT_FALSE(fs::exists(folder / "s.csv"));
        EXPECT_FALSE(fs::exists(folder / "s.csv.part"));
    }
}

}  // namespace
}  // namespace orl::test
