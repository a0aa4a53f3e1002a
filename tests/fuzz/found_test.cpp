// What the fuzzers have found, and every malformed file of the corpus, through every reader.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/targets.h"

namespace orl::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(ORL_SOURCE_DIR) / "tests" / "corpus";

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    if (!fs::exists(folder)) return files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

struct Target {
    const char* name;
    void (*run)(std::string_view bytes);
};

constexpr Target kTargets[] = {{"csv", csv},
                               {"json", json},
                               {"jsonText", jsonText},
                               {"pythonLiteral", pythonLiteral},
                               {"number", number},
                               {"vector", vector},
                               {"vectorFile", vectorFile},
                               {"wordVectors", wordVectors},
                               {"wordTable", wordTable},
                               {"priceList", priceList},
                               {"choices", choices},
                               {"ownRouter", ownRouter},
                               {"packed", packed},
                               {"importFile", importFile},
                               {"serverAnswer", serverAnswer},
                               {"scenario", scenario},
                               {"workspace", workspace},
                               {"predictor", predictor},
                               {"lesson", lesson}};

class Readers : public testing::TestWithParam<Target> {};

TEST_P(Readers, TakeWhatWasFound) {
    for (const fs::path& file : filesIn(kCorpus / "found" / GetParam().name)) {
        SCOPED_TRACE(file.string());
        EXPECT_NO_THROW(GetParam().run(bytesOf(file)));
    }
}

TEST_P(Readers, TakeTheWholeCorpus) {
    const bool prefixed = std::string(GetParam().name) == "importFile";
    for (const fs::path& file : filesIn(kCorpus)) {
        SCOPED_TRACE(file.string());
        const std::string bytes = bytesOf(file);
        EXPECT_NO_THROW(GetParam().run(prefixed ? std::string(1, '\0') + bytes : bytes));
    }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Readers, testing::ValuesIn(kTargets),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace orl::fuzz
