// Names, numbers and arguments that want to do harm: to the terminal, or to what is meant.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

namespace fs = std::filesystem;

/// No control character but line breaks and tabs, no C1 code, no mark that turns the direction.
bool isHarmless(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) return false;
    }
    for (const char* trick : {"\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xff"}) {
        if (text.find(trick) != std::string::npos) return false;
    }
    return true;
}

void expectHarmless(const Finished& run) {
    EXPECT_TRUE(isHarmless(run.out)) << run.out;
    EXPECT_TRUE(isHarmless(run.err)) << run.err;
}

TEST(Hostile, NumbersAreFiniteAndWithinTheirLimits) {
    const Folder folder;
    const Words route = {"route", "--workspace", "w", "--test", "D"};
    const Words solve = {"solve", "--costs", "c", "--quality", "q"};
    const std::vector<std::pair<Words, const char*>> options = {
        {route, "--alpha"},
        {route, "--budget"},
        {{"route", "--workspace", "w", "--test", "D", "--alpha", "0.5"}, "--tau"},
        {{"route", "--workspace", "w", "--test", "D", "--alpha", "0.5"}, "--willingness"},
        {{"route", "--workspace", "w", "--test", "D", "--alpha", "0.5"}, "--guarantee"},
        {{"route", "--workspace", "w", "--test", "D", "--alpha", "0.5"}, "--bootstrap"},
        {{"route", "--workspace", "w", "--test", "D", "--alpha", "0.5"}, "--robust"},
        {solve, "--alpha"},
        {solve, "--budget"},
        {{"solve", "--costs", "c", "--quality", "q", "--alpha", "0.5"}, "--gap"},
        {{"solve", "--costs", "c", "--quality", "q", "--alpha", "0.5"}, "--capacity"},
        {{"fit", "--workspace", "w", "--train", "D"}, "--blend"},
        {{"fit", "--workspace", "w", "--train", "D"}, "--regularization"},
        {{"fit", "--workspace", "w", "--train", "D"}, "--neighbours"},
        {{"sweep", "--workspace", "w", "--test", "D", "--over", "alpha=0:1:0.1"}, "--threads"},
        {{"generate", "--out", "no/such/folder/x"}, "--queries"},
        {{"generate", "--out", "no/such/folder/x"}, "--models"},
        {{"generate", "--out", "no/such/folder/x"}, "--seed"},
        {{"import", "--workspace", "w", "--name", "D", "x.csv"}, "--assume-output-tokens"},
        {{"import", "--workspace", "w", "--name", "D", "x.csv"}, "--dimension"},
    };
    for (const auto& [words, option] : options) {
        for (const char* value : {"nan", "inf", "-inf", "-1", "1e400", "x", "0x1p3", "", "1 "}) {
            Words all = words;
            all.push_back(std::string(option) + "=" + value);
            const Finished run = folder.run(all);
            EXPECT_EQ(run.code, 2) << option << " " << value << run.err;
            EXPECT_LT(run.err.size(), 300U) << run.err;
            EXPECT_TRUE(run.out.empty());
        }
    }
}

TEST(Hostile, NothingReachesATerminalRaw) {
    const Folder folder;
    const std::string w = folder / "w\x1b[2J.orlab";
    const std::string file =
        folder.write("d\x1b]0;x\x07\xe2\x80\xae.csv",
                     "prompt,task,\x1b[31mred,b\xe2\x80\xaeu\xc2\x9blue\n"
                     "q\x1b[1m,t\x1bx,True,False\nr,t,False,True\ns,t,no\x1b,\xff\n");
    for (const bool json : {false, true}) {
        const auto run = [&](Words words) {
            if (json) words.emplace_back("--json");
            const Finished finished = folder.run(words);
            expectHarmless(finished);
            if (json && finished.code == 0) {
                EXPECT_NO_THROW(finished.json());
            }
            return finished;
        };
        EXPECT_EQ(run({"import", "--workspace", w, "--name", json ? "E" : "D", file}).code, 0);
        EXPECT_EQ(run({"datasets", "--workspace", w}).code, 0);
        run({"fit", "--workspace", w, "--train", "D:test", "--predictor", "prior"});
        run({"route", "--workspace", w, "--test", "D", "--predictor", "recorded", "--alpha",
             "0.4"});
        run({"route", "--workspace", w, "--test", "no\x1b", "--alpha", "0.4"});
        run({"route", "--workspace", w, "--test", "D", "--alpha", "0.4", "--disable", "\x1b[m"});
        run({"sweep", "--workspace", w, "--test", "D", "--predictor", "recorded", "--over",
             "alpha=0:0.4:0.1"});
        run({"import", "--workspace", w, "--name", "F", "no\x1b.csv"});
        run({"import", "--workspace", w, "--name", "F", "--map", "no\x1b=x", file});
        run({"no\x1b[31m"});
        run({"solve", "--costs", file, "--quality", file, "--alpha", "0.5"});
    }
}

TEST(Hostile, ArgumentsAreTakenAsTheyAre) {
    const Folder folder;
    const std::string w = folder / "w.orlab";
    const std::string file = folder.write("d.csv", "prompt,a,[x]\nq,True,False\nr,False,True\n");
    const std::string prices = folder.write(
        "p.json",
        R"({"a":{"input_price":1,"output_price":1},"[x]":{"input_price":1,"output_price":1}})");
    ASSERT_EQ(
        folder.run({"import", "--workspace", w, "--name", "[D]", "--prices", prices, file}).code,
        0);
    const Words route = {"route",    "--workspace", w,     "--test", "[D]",      "--predictor",
                         "recorded", "--alpha",     "0.4", "--json", "--disable"};
    Words one = route;
    one.emplace_back("[x]");
    EXPECT_EQ(folder.run(one).json()["models"].size(), 1U);
    Words other = route;
    other.emplace_back("[a,x]");
    const Finished none = folder.run(other);
    EXPECT_NE(none.err.find("\"[a,x]\""), std::string::npos) << none.err;
    EXPECT_EQ(none.err.find('\x01'), std::string::npos);
    const Finished strange = folder.run({"datasets", "--workspace", w, "[x]"});
    EXPECT_EQ(strange.code, 2);
    EXPECT_NE(strange.err.find("[x]\n"), std::string::npos) << strange.err;

    const std::string signs = folder.write("s.csv", "q,a=b,s2\nwhat,1,0\nwho,0,1\n");
    const auto mapped = [&](const std::string& map) {
        return folder.run({"import", "--workspace", w, "--name", "S", "--replace", "--map",
                           "text=q", "--map", map, "--json", signs});
    };
    EXPECT_EQ(mapped("score:a=b=s2").code, 0);
    EXPECT_EQ(mapped("score:m=a=b").code, 0);
    EXPECT_EQ(mapped("score:m=x=y").code, 2);
    const std::string models = folder.run({"datasets", "--workspace", w}).out;
    EXPECT_NE(models.find("S"), std::string::npos);
}

TEST(Hostile, SmallThings) {
    const Folder folder;
    fs::create_symlink(folder / "b", folder / "a");
    fs::create_symlink(folder / "a", folder / "b");
    const Finished loop = folder.run({"generate", "--out", folder / "a"});
    EXPECT_EQ(loop.code, 1);
    EXPECT_EQ(loop.err.find("internal"), std::string::npos) << loop.err;
    EXPECT_NE(loop.err.find("symbolic links"), std::string::npos) << loop.err;

    const std::string costs = folder.write("c.csv", "a,b\n1,True\n");
    const std::string quality = folder.write("q.csv", "a,b\n1,True\n");
    const Finished truth =
        folder.run({"solve", "--costs", costs, "--quality", quality, "--alpha", "0.5"});
    EXPECT_NE(truth.err.find("\"True\" is no plain number"), std::string::npos) << truth.err;
    const std::string plain = folder.write("p.csv", "a,b\n1,1e20\n");
    const Finished huge =
        folder.run({"solve", "--costs", plain, "--quality", quality, "--alpha", "1"});
    EXPECT_EQ(huge.code, 0) << huge.err;
    for (const std::string& line : {huge.out, huge.err}) {
        EXPECT_EQ(line.find("00000000000000000000"), std::string::npos) << line;
    }
    const std::string word = folder.write("w.csv", "a,b\n1,nought\n");
    const Finished twice =
        folder.run({"solve", "--costs", word, "--quality", word, "--alpha", "1"});
    EXPECT_NE(twice.err.find(": \"nought\" is no number."), std::string::npos) << twice.err;

    const std::string table = folder.write("t.csv", "x,y\n1,2\n");
    const Words read = {"import", "--workspace", folder / "w.orlab", "--name", "D", table};
    const std::string unknown = folder.run(read).err;
    const std::string help = folder.run({"import", "--help"}).out;
    for (const char* format :
         {"omnirouter-json", "routerbench-wide", "routerbench-long", "routerdc-json",
          "routellm-csv", "routerarena-json", "llmrouterbench-json", "sprout", "plain-table"}) {
        EXPECT_NE(unknown.find(std::string(format) + " ("), std::string::npos) << unknown;
        EXPECT_NE(help.find(format), std::string::npos);
    }
    for (const char* format :
         {"omnirouter-json", "routerdc-json", "routerarena-json", "llmrouterbench-json"}) {
        Words named = read;
        named.insert(named.end(), {"--format", format});
        const Finished run = folder.run(named);
        EXPECT_NE(run.err.find("is a table of rows and columns, but the format"), std::string::npos)
            << run.err;
    }
    Words scale = read;
    scale.insert(scale.end(), {"--score-scale", "3:1"});
    EXPECT_EQ(folder.run(scale).err.find("--score-scale: score scale"), std::string::npos);
}

}  // namespace
}  // namespace orl::test
