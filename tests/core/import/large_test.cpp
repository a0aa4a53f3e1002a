#include <ostream>

#include "import_helpers.h"
#include "limited.h"

namespace orl {
namespace {

namespace fs = std::filesystem;

/// Inputs too large to keep in the tree.
class LargeInput : public testing::Test {
  protected:
    Outcome run(const std::string& name, const std::function<void(std::ostream&)>& make) {
        options.name = "large";
        options.files = {dir.path() / name};
        {
            std::ofstream stream(options.files.front(), std::ios::binary);
            make(stream);
        }
        return runLimited([] {}, options);
    }
    static void repeat(std::ostream& out, const std::string& text, std::size_t times) {
        std::string block;
        while (block.size() < (1U << 16U)) block += text;
        const std::size_t perBlock = block.size() / text.size();
        for (; times >= perBlock; times -= perBlock) out << block;
        for (; times > 0; --times) out << text;
    }
    TempDir dir;
    ImportOptions options;
};

TEST_F(LargeInput, HundredMegabytesOnOneLineOfCsv) {
    const auto outcome = run("line.csv", [](std::ostream& out) {
        out << "prompt,A,B\n";
        repeat(out, "abcdefghij", 10'000'000);
    });
    expectOutcome(outcome, "error", {"line.csv:2", "longer than 64 MB", "split the file"});
}

TEST_F(LargeInput, HundredMegabytesOnOneLineOfJson) {
    const auto outcome = run("line.json", [](std::ostream& out) {
        out << "[{\"query\": \"";
        repeat(out, "abcdefghij", 10'000'000);
        out << "\", \"outputs\": []}]";
    });
    expectOutcome(outcome, "error", {"line.json:1", "longer than 64 MB", "split the record"});
}

TEST_F(LargeInput, ManyRecordsOnOneLineAreNoProblem) {
    const auto outcome = run("records.json", [](std::ostream& out) {
        out << "[{\"question\": \"q0\", \"scores\": {\"a\": 1, \"b\": 0}}";
        for (int i = 1; i < 100'000; ++i) {
            out << ",{\"question\": \"q" << i << "\", \"scores\": {\"a\": 1, \"b\": 0}}";
        }
        out << "]";
    });
    expectOutcome(outcome, "report", {"100000 rows read, 100000 kept"});
}

TEST_F(LargeInput, QuoteThatSwallowsTheFile) {
    const auto outcome = run("swallow.csv", [](std::ostream& out) {
        out << "prompt,A,B\nWhat is two?,True,False\n\"What is six?,True,False\n";
        repeat(out, "What is ten?,True,False\n", 4'000'000);
    });
    expectOutcome(outcome, "error", {"swallow.csv:3", "longer than 64 MB", "never closed"});
}

TEST_F(LargeInput, MillionColumns) {
    const auto outcome = run("columns.csv", [](std::ostream& out) {
        out << "prompt";
        repeat(out, ",c", 1'000'000);
        out << "\nq";
        repeat(out, ",1", 1'000'000);
        out << "\n";
    });
    expectOutcome(outcome, "error", {"columns.csv:1", "more than 4096 columns", "delimiter"});
}

TEST_F(LargeInput, TooManyModels) {
    const auto outcome = run("models.csv", [](std::ostream& out) {
        out << "prompt";
        for (int k = 0; k < 300; ++k) out << ",model" << k;
        out << "\nq";
        repeat(out, ",True", 300);
        out << "\n";
    });
    expectOutcome(outcome, "error", {"models.csv:1", "more than 256 models", "fewer models"});
}

TEST_F(LargeInput, ModelNameColumnThatIsNone) {
    const auto outcome = run("ids.csv", [](std::ostream& out) {
        out << "query,model,score\n";
        for (int k = 0; k < 300; ++k) out << "q" << k << ",run-" << k << ",1\n";
    });
    expectOutcome(outcome, "error", {"ids.csv:258", "more than 256 models", "model names"});
}

TEST_F(LargeInput, MillionDeepNesting) {
    for (const char* open : {"[", "{\"a\":"}) {
        const auto outcome = run("deep.json", [open](std::ostream& out) {
            out << "[";
            repeat(out, open, 1'000'000);
        });
        expectOutcome(outcome, "error", {"deep.json:1", "nested more than 64", "Flatten"});
    }
}

TEST_F(LargeInput, DeepPriceListNeitherCrashesNorHangs) {
    std::string deep;
    for (int k = 0; k < 1'000'000; ++k) deep += "[";
    options.prices = dir.write("prices.json", deep);
    const auto outcome = run("data.csv", [](std::ostream& out) { out << "prompt,A\nq,True\n"; });
    expectOutcome(outcome, "error", {"prices.json", "no JSON price list"});
}

TEST_F(LargeInput, TextOverOneMegabyteIsRefused) {
    const auto outcome = run("text.csv", [](std::ostream& out) {
        out << "prompt,A,B\n";
        repeat(out, "abcdefghij", 200'000);
        out << ",True,False\nWhat is two?,True,False\n";
    });
    expectOutcome(outcome, "report", {"text.csv:2", "longer than 1 MB", "shorten", "1 kept"});
}

TEST_F(LargeInput, EqualRowsAreFoundInLinearTime) {
    const auto outcome = run("equal.csv", [](std::ostream& out) {
        out << "prompt,A,B\n";
        repeat(out, "What is two?,True,False\n", 300'000);
    });
    expectOutcome(outcome, "report", {"equal.csv:3", "repeats the text", "299999 times"});
}

TEST_F(LargeInput, RemarksAreCountedNotKept) {
    const auto outcome = run("bad.csv", [](std::ostream& out) {
        out << "prompt,A,B\nWhat is two?,True,False\n";
        repeat(out, "short\n", 1'000'000);
    });
    expectOutcome(outcome, "report", {"bad.csv:3", "fields than the header", "1000000 times"});
}

TEST_F(LargeInput, UnreadableFile) {
    options.files = {dir.write("secret.csv", "prompt,A\nq,True\n")};
    fs::permissions(options.files.front(), fs::perms::none);
    fs::permissions(dir.path(), fs::perms::all);
    const auto asNobody = [] {
        if (geteuid() == 0 && seteuid(65534) != 0) throw Error("test", "cannot drop privileges");
    };
    expectOutcome(runLimited(asNobody, options), "error",
                  {"secret.csv", "cannot be opened", "permissions"});
}

// A reader that takes time quadratic in any of these takes hours: the alarm of the child rings.

TEST_F(LargeInput, RecordOfMillionsOfValues) {
    for (const char* value : {"1,", "[],", "{},", "\"\","}) {
        const auto outcome = run("values.json", [value](std::ostream& out) {
            out << "[{\"prompt\":\"q\",\"m\":[";
            repeat(out, value, 10'000'000);
            out << "1]}]";
        });
        expectOutcome(outcome, "error",
                      {"values.json:1", "more than 2000000 values", "one a line"});
    }
}

TEST_F(LargeInput, RecordOfAMillionMembers) {
    const auto outcome = run("members.json", [](std::ostream& out) {
        out << "[{\"question\":\"q\",\"scores\":{\"a\":1},\"more\":{\"x\":{}";
        for (int k = 0; k < 1'000'000; ++k) out << ",\"" << k << "\":{}";
        out << "}}]";
    });
    expectOutcome(outcome, "report", {"1 rows read, 1 kept"});
}

TEST_F(LargeInput, BadRecordsAreNotCopiedOneByOne) {
    const auto outcome = run("bad.json", [](std::ostream& out) {
        out << "[{\"question\":\"q\",\"scores\":{\"a\":1}}";
        repeat(out, ",{\"question\" 1}", 300'000);
        out << "]";
    });
    expectOutcome(outcome, "report", {"300001 rows read, 1 kept", "300000 times"});
}

TEST_F(LargeInput, RecordsThatEachSwallowTheFile) {
    const auto outcome = run("swallow.json", [](std::ostream& out) {
        out << "[{\"question\":\"q\",\"scores\":{\"a\":1}},";
        repeat(out, "\n{\"\\\"", 1'000'000);
    });
    expectOutcome(outcome, "error", {"swallow.json:", "breaks off", "Fetch the file again"});
}

TEST_F(LargeInput, RowsThatEachSwallowTheFile) {
    const auto outcome = run("swallow.csv", [](std::ostream& out) {
        out << "prompt,A,B\nq,True,False\n";
        for (int k = 0; k < 300'000; ++k) out << "\"" << k << " \"\",True,False\n";
    });
    EXPECT_TRUE(outcome.kind == "report" || outcome.kind == "error") << outcome.kind;
}

TEST_F(LargeInput, ManyKeysUnderALongOne) {
    const auto outcome = run("prefix.jsonl", [](std::ostream& out) {
        out << "{\"prompt\":\"q\",\"";
        repeat(out, "k", 1'000'000);
        out << "\":{\"x\":1";
        for (int k = 0; k < 15'000; ++k) out << ",\"a" << k << "\":1";
        out << "}}\n";
    });
    expectOutcome(outcome, "error", {"prefix.jsonl", "no known format"});
}

TEST_F(LargeInput, LongNamesOfColumns) {
    const auto outcome = run("names.csv", [](std::ostream& out) {
        const std::string name(10'000, 'c');
        out << "prompt";
        for (int k = 0; k < 4000; ++k) out << "," << name << k + 10'000;
        out << "\nq\n";
    });
    expectOutcome(outcome, "error", {"names.csv:1", "longer than 2048 bytes", "first row"});
}

TEST_F(LargeInput, PriceListOfManyTiers) {
    std::string list = "{\"n\":{\"input_price\":1,\"output_price\":1},\"m\":{\"input_price\":1";
    for (int k = 1; k < 500'000; ++k) {
        list += ",\"input_cost_per_token_above_" + std::to_string(k) + "k_tokens\":1";
    }
    options.prices = dir.write("prices.json", list + "}}");
    const auto outcome = run("data.csv", [](std::ostream& out) { out << "prompt,A\nq,True\n"; });
    expectOutcome(outcome, "report", {"more than 64 tiers", "(first: \"m\")"});
}

TEST_F(LargeInput, TableInOneObjectIsReadInOrder) {
    const auto outcome = run("table.json", [](std::ostream& out) {
        for (const char* key : {"{\"prompt\":{", "},\"A\":{", "},\"B\":{"}) {
            out << key << "\"0\":\"true\"";
            for (int k = 1; k < 200'000; ++k) out << ",\"" << k << "\":\"true\"";
        }
        out << "}}";
    });
    expectOutcome(outcome, "report", {"200000 rows read, 200000 kept"});
}

}  // namespace
}  // namespace orl
