// `bundle`: one file that gives the same numbers elsewhere.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "program.h"

namespace orl::test {
namespace {

constexpr const char* kAsked =
    R"({"dataset":"D","predictor":"knn","quality_floor":0.55,"common_capacity":0.4})";

class BundleCommand : public ::testing::Test {
  protected:
    void SetUp() override { make(m_folder / "w.orlab", "5"); }
    void make(const std::string& workspace, const std::string& seed) {
        ASSERT_EQ(m_folder
                      .run({"generate", "--queries", "200", "--models", "4", "--seed", seed,
                            "--out", m_folder / "d.jsonl", "--prices-out", m_folder / "p.json"})
                      .code,
                  0);
        ASSERT_EQ(m_folder
                      .run({"import", "--workspace", workspace, "--name", "D", "--prices",
                            m_folder / "p.json", m_folder / "d.jsonl"})
                      .code,
                  0);
    }
    Finished save(const std::string& out, const Words& more = {}) {
        Words words = {"bundle", "save",       "--workspace", m_folder / "w.orlab",
                       "--json", "--scenario", kAsked,        "--out",
                       out};
        words.insert(words.end(), more.begin(), more.end());
        return m_folder.run(words);
    }
    nlohmann::json route(const std::string& workspace, const std::string& scenario) {
        auto json =
            m_folder.run({"route", "--workspace", workspace, "--scenario", scenario, "--json"})
                .json();
        json.erase("solve_ms");
        return json;
    }
    Folder m_folder;
};

TEST_F(BundleCommand, OpensElsewhereWithTheSameNumbers) {
    const std::string file = m_folder / "b.orlz";
    const Finished saved = save(file);
    ASSERT_EQ(saved.code, 0) << saved.err;
    EXPECT_TRUE(saved.json().at("data").get<bool>());
    const Finished shown = m_folder.run({"bundle", "show", file, "--json"});
    EXPECT_EQ(shown.json(), saved.json());
    const Finished opened =
        m_folder.run({"bundle", "open", file, "--workspace", m_folder / "there.orlab"});
    ASSERT_EQ(opened.code, 0) << opened.err;
    // What was asked is what the window would show there.
    EXPECT_EQ(route(m_folder / "there.orlab", "last"), route(m_folder / "w.orlab", kAsked));
    EXPECT_EQ(m_folder.run({"check", m_folder / "there.orlab"}).code, 0);
    // Nothing is replaced.
    EXPECT_EQ(m_folder.run({"bundle", "open", file, "--workspace", m_folder / "there.orlab"}).code,
              1);
}

TEST_F(BundleCommand, WithoutDataItWantsTheSameData) {
    const std::string file = m_folder / "b.orlz";
    ASSERT_EQ(save(file, {"--without-data"}).code, 0);
    ASSERT_EQ(m_folder.run({"bundle", "open", file, "--workspace", m_folder / "w.orlab"}).code, 0);
    EXPECT_EQ(route(m_folder / "w.orlab", "last"), route(m_folder / "w.orlab", kAsked));
    make(m_folder / "other.orlab", "6");
    const Finished refused =
        m_folder.run({"bundle", "open", file, "--workspace", m_folder / "other.orlab"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("is about \"D\" (200 queries, 4 models"), std::string::npos)
        << refused.err;
}

TEST_F(BundleCommand, WhatIsWrongIsSaid) {
    EXPECT_EQ(m_folder.run({"bundle", "show", m_folder / "p.json"}).code, 1);
    EXPECT_EQ(m_folder.run({"bundle", "show", m_folder / "none.orlz"}).code, 1);
    EXPECT_EQ(m_folder.run({"bundle"}).code, 2);
    EXPECT_EQ(m_folder.run({"bundle", "save", "--workspace", m_folder / "w.orlab"}).code, 2);
    // Nothing was shown in a window yet, so there is no last scenario.
    const Finished none = m_folder.run(
        {"bundle", "save", "--workspace", m_folder / "w.orlab", "--out", m_folder / "x.orlz"});
    EXPECT_EQ(none.code, 1);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "x.orlz"));
    EXPECT_EQ(save(m_folder / "no/folder/x.orlz").code, 1);
    EXPECT_EQ(save(m_folder / "w.orlab").code, 1);
    EXPECT_EQ(m_folder.run({"check", m_folder / "w.orlab"}).code, 0);
}

}  // namespace
}  // namespace orl::test
