#include <gtest/gtest.h>

#include <memory>

#include "program.h"

namespace orl::test {
namespace {

class AskCommand : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(m_folder
                      .run({"generate", "--queries", "300", "--models", "4", "--seed", "5", "--out",
                            m_folder / "d.jsonl", "--prices-out", m_folder / "p.json"})
                      .code,
                  0);
        ASSERT_EQ(m_folder
                      .run({"import", "--workspace", m_folder / "w.orlab", "--name", "D",
                            "--prices", m_folder / "p.json", m_folder / "d.jsonl"})
                      .code,
                  0);
        ASSERT_EQ(m_folder
                      .run({"fit", "--workspace", m_folder / "w.orlab", "--train", "D",
                            "--components", "16"})
                      .code,
                  0);
    }
    Finished ask(const Words& more) {
        Words words = {"ask", "--workspace", m_folder / "w.orlab", "--train"};
        words.insert(words.end(), more.begin(), more.end());
        return m_folder.run(words);
    }
    Folder m_folder;
};

TEST_F(AskCommand, NamesEveryModelAndTheChoice) {
    const Finished asked = ask({"D", "--alpha", "0.6", "What is 17 times 23?", "--json"});
    ASSERT_EQ(asked.code, 0) << asked.err;
    const auto json = asked.json();
    ASSERT_EQ(json.at("models").size(), 4U);
    double least = 1e300;
    std::string cheapest;
    for (const auto& [name, model] : json.at("models").items()) {
        for (const char* key : {"quality", "sigma", "cost", "output_tokens"}) {
            EXPECT_TRUE(model.at(key).is_number()) << key;
        }
        if (model.at("reduced_cost").get<double>() < least) {
            least = model.at("reduced_cost");
            cheapest = name;
        }
    }
    EXPECT_EQ(json.at("chosen"), cheapest);
    EXPECT_EQ(json.at("neighbours").size(), 32U);
    EXPECT_EQ(json.at("neighbours")[0].at("scores").size(), 4U);
    EXPECT_EQ(ask({"D", "--alpha", "0.6", "What is 17 times 23?", "--json"}).out, asked.out);
    EXPECT_NE(ask({"D", "x y z"}).out.find("would go to"), std::string::npos);
}

TEST_F(AskCommand, WrongUsageIsExplained) {
    EXPECT_EQ(ask({"D"}).code, 2);
    EXPECT_EQ(ask({"D", ""}).code, 1);
    EXPECT_EQ(ask({"D:test", "text"}).code, 2);
    EXPECT_EQ(ask({"E", "text"}).code, 1);
    const Finished never = ask({"D", "--alpha", "0.9999", "text", "--json"});
    EXPECT_EQ(never.code, 1);
    EXPECT_TRUE(never.json().at("chosen").is_null());
}

}  // namespace
}  // namespace orl::test
