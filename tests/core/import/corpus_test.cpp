#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ostream>

#include "import_helpers.h"
#include "limited.h"

namespace orl {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kCorpus = fs::path(ORL_SOURCE_DIR) / "tests" / "corpus";

struct Case {
    json entry;
    std::string name() const {
        std::string name = entry["files"].empty() ? "none" : entry["files"].back();
        if (entry.contains("prices")) name = entry["prices"];
        if (entry.contains("embeddings")) {
            name = entry["embeddings"].back().get<std::string>() + "_for_" + name;
        }
        if (entry.contains("dimension")) name += "_by_" + entry["dimension"].dump();
        if (entry.contains("format")) name += "_as_" + entry["format"].get<std::string>();
        if (entry["files"].size() > 1) name += "_with_others";
        for (char& c : name) {
            if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
        }
        return name;
    }
    friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name(); }
};

std::vector<Case> cases() {
    std::vector<Case> all;
    std::ifstream stream(kCorpus / "manifest.json");
    for (auto& entry : json::parse(stream)) all.push_back({entry});
    return all;
}

class Corpus : public testing::TestWithParam<Case> {};

TEST_P(Corpus, GivesItsMessage) {
    const json& entry = GetParam().entry;
    ImportOptions options;
    options.name = "corpus";
    for (const std::string file : entry["files"]) options.files.push_back(kCorpus / file);
    if (entry.contains("prices")) options.prices = kCorpus / entry["prices"].get<std::string>();
    if (entry.contains("embeddings")) {
        for (const std::string file : entry["embeddings"]) {
            options.embeddings.push_back(kCorpus / file);
        }
        options.embeddingDimension = entry.value("dimension", std::size_t{0});
    }
    const auto prepare = [&] {
        if (entry.contains("format")) options.format = importFormatFrom(entry["format"]);
    };
    expectOutcome(runLimited(prepare, options), entry["expect"], entry["contains"]);
}

INSTANTIATE_TEST_SUITE_P(Manifest, Corpus, testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name(); });

TEST(CorpusList, HasAtLeastSixtyEntriesThatNameFileAndRemedy) {
    const auto all = cases();
    EXPECT_GE(all.size(), 60U);
    for (const Case& one : all) EXPECT_FALSE(one.entry["contains"].empty()) << one.name();
}

}  // namespace
}  // namespace orl
