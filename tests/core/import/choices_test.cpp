#include "core/data/import/choices.h"

#include "core/support/error.h"
#include "import_helpers.h"

namespace orl {
namespace {

class Choices : public ::testing::Test {
  protected:
    ChoicesFile read(const std::string& name, const std::string& text) {
        return readChoices(dir.write(name, text));
    }
    std::string errorOf(const std::string& name, const std::string& text) {
        try {
            read(name, text);
        } catch (const Error& error) {
            EXPECT_FALSE(error.remedy().empty());
            return error.what();
        }
        return "nothing was thrown";
    }
    static std::string modelOf(const ChoiceList& list, const std::string& text) {
        for (const QueryChoice& choice : list.entries) {
            if (choice.text == choiceTextKey(text)) return list.models[choice.model];
        }
        return {};
    }
    static std::string modelOfId(const ChoiceList& list, const std::string& id) {
        for (const QueryChoice& choice : list.entries) {
            if (choice.id == id) return list.models[choice.model];
        }
        return {};
    }

    TempDir dir;
};

TEST_F(Choices, TablesByTextAndById) {
    const ChoicesFile text = read("c.csv",
                                  "prompt,note,routed_to\n"
                                  "\"What, is\nit?\",x,gpt-4o\n"
                                  "Two,y,mini\n");
    EXPECT_EQ(text.choices.source, "c.csv");
    EXPECT_EQ(modelOf(text.choices, "What, is\nit?"), "gpt-4o");
    EXPECT_EQ(modelOf(text.choices, "Two"), "mini");
    EXPECT_EQ(text.report.modelColumn, "routed_to");
    EXPECT_EQ(text.report.textColumn, "prompt");
    EXPECT_EQ(text.report.idColumn, "");
    const ChoicesFile id = read("i.tsv", "query_id\tmodel\n7\ta\n8\tb\n");
    EXPECT_EQ(modelOfId(id.choices, "8"), "b");
    EXPECT_EQ(id.report.rowsRead, 2U);
}

TEST_F(Choices, TwoColumnsOfModelsAreRefusedAndOtherTextsAreTold) {
    const std::string both = errorOf("b.csv", "query,model,prediction\nOne,a,b\n");
    EXPECT_NE(both.find("\"prediction\" and \"model\" both name a model"), std::string::npos)
        << both;
    const ChoicesFile texts = read("t.csv", "query,prompt,model\nOne,Other,a\n");
    ASSERT_EQ(texts.report.remarks.size(), 1U);
    EXPECT_NE(texts.report.remarks[0].what.find("not of"), std::string::npos);
}

TEST_F(Choices, RouterArenasPredictionFile) {
    const ChoicesFile arena = read("router.json", R"([
        {"global index": "AIME_1", "prompt": "Solve\nthis", "prediction": "gpt-4o",
         "generated_result": null, "cost": null, "accuracy": null, "for_optimality": false},
        {"global index": "AIME_2", "prompt": "", "prediction": "mini", "cost": 0.1}])");
    EXPECT_EQ(arena.report.idColumn, "global index");
    EXPECT_EQ(arena.report.modelColumn, "prediction");
    EXPECT_EQ(modelOfId(arena.choices, "AIME_2"), "mini");
    EXPECT_EQ(modelOf(arena.choices, "Solve\nthis"), "gpt-4o");
    const ChoicesFile lines =
        read("r.jsonl", "{\"id\": 1, \"model\": \"a\"}\n{\"id\": 2, \"model\": \"b\"}\n");
    EXPECT_EQ(modelOfId(lines.choices, "2"), "b");
}

/// A text is found whatever form the publisher's file has, as the import has made it one.
TEST_F(Choices, TextsAreReadAsTheImportsReadThem) {
    const ChoicesFile file =
        read("c.csv",
             "prompt,model\n\"['one\\ntwo']\",a\n"
             "\"[{\"\"role\"\": \"\"user\"\", \"\"content\"\": \"\"hi\"\"}]\",b\n");
    EXPECT_EQ(modelOf(file.choices, "one\ntwo"), "a");
    EXPECT_EQ(modelOf(file.choices, "hi"), "b");
    const ChoicesFile json = read("c.json", R"([{"prompt": "['one\\ntwo']", "prediction": "a"}])");
    EXPECT_EQ(modelOf(json.choices, "one\ntwo"), "a");
}

TEST_F(Choices, ByteOrderMarksLineEndsAndUtf16) {
    const ChoicesFile bom = read("b.csv", "\xEF\xBB\xBFquery,model\r\none,a\r\n\"t\r\nwo\",b\r\n");
    EXPECT_EQ(modelOf(bom.choices, "t\nwo"), "b");
    std::string wide = "\xFF\xFE";
    for (const char c : std::string("query,model\nol\xE9,a\n")) {
        wide += c;
        wide += '\0';
    }
    EXPECT_EQ(modelOf(read("w.csv", wide).choices, "ol\xC3\xA9"), "a");
}

TEST_F(Choices, TwoModelsForOneQueryAreRefusedWithBothLines) {
    const std::string error = errorOf("c.csv", "query,model\none,a\ntwo,b\none,b\n");
    EXPECT_NE(error.find("c.csv:4"), std::string::npos) << error;
    EXPECT_NE(error.find("line 2"), std::string::npos) << error;
    EXPECT_NE(error.find("\"a\""), std::string::npos) << error;
    // Ids tell queries of one text apart.
    EXPECT_EQ(read("i.csv", "id,query,model\n1,one,a\n2,one,b\n").choices.entries.size(), 2U);
}

TEST_F(Choices, WhatRepeatsOrNamesNothingIsCounted) {
    const ChoicesFile file = read("c.csv", "query,model\none,a\none,a\ntwo,\n,b\nthree,a,x\n");
    EXPECT_EQ(file.choices.entries.size(), 1U);
    EXPECT_EQ(file.report.repeated, 1U);
    EXPECT_EQ(file.report.unchosen, 1U);
    EXPECT_EQ(file.report.rowsRead, 5U);
    ASSERT_EQ(file.report.remarks.size(), 4U);
    EXPECT_EQ(file.report.remarks[0].line, 3U);
    EXPECT_EQ(file.report.remarks[1].line, 4U);
    EXPECT_EQ(file.report.remarks[2].line, 5U);
    EXPECT_EQ(file.report.remarks[3].line, 6U);
}

TEST_F(Choices, RowNumbersOfOurOwnRoutingsCarryWhatStandsBesideThem) {
    const ChoicesFile file = read("r.csv",
                                  "query,split,task,level,model,predicted_quality,predicted_cost,"
                                  "realized_score,realized_cost\n"
                                  "3,test,math,1,a,0.5,0.1,1,0.1\n"
                                  "4,test,code,2,,,,,\n");
    ASSERT_EQ(file.choices.entries.size(), 1U);
    EXPECT_EQ(file.choices.entries[0].row, 3);
    EXPECT_EQ(file.choices.entries[0].check, choiceRowKey("test", "math", "1"));
    EXPECT_EQ(file.choices.entries[0].text, 0U);
    EXPECT_EQ(file.report.unchosen, 1U);
}

TEST_F(Choices, SayWhatIsMissing) {
    EXPECT_NE(errorOf("a.csv", "query,score\none,1\n").find("tells the model"), std::string::npos);
    EXPECT_NE(errorOf("b.csv", "model,score\na,1\n").find("tells the query"), std::string::npos);
    EXPECT_NE(errorOf("c.csv", "query,model\none,\n").find("no row has a choice"),
              std::string::npos);
    EXPECT_NE(errorOf("d.json", "[1, 2]").find("tells the model"), std::string::npos);
    EXPECT_NE(errorOf("e.csv", "").find("empty"), std::string::npos) << errorOf("e.csv", "");
}

TEST_F(Choices, StopWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    std::string text = "query,model\n";
    for (int i = 0; i < 2000; ++i) text += "query " + std::to_string(i) + ",a\n";
    const auto file = dir.write("c.csv", text);
    EXPECT_THROW(readChoices(file, {stop.get_token(), {}}), Cancelled);
}

/// Choices name queries by the ids of their source, so imports keep them.
TEST_F(ImportTest, KeepsTheIdsOfQueries) {
    const Dataset data =
        importText("a.jsonl",
                   R"({"global_index": "AIME_1", "question": "one", "llm_selected": "m",)"
                   R"( "evaluation_result": {"score": 1, "inference_cost": 0.1}})"
                   "\n"
                   R"({"question": "two", "llm_selected": "m",)"
                   R"( "evaluation_result": {"score": 0, "inference_cost": 0.1}})"
                   "\n")
            .dataset;
    ASSERT_EQ(data.queryCount(), 2U);
    EXPECT_EQ(data.queries[0].id, "AIME_1");
    EXPECT_EQ(data.queries[1].id, "");
}

}  // namespace
}  // namespace orl
