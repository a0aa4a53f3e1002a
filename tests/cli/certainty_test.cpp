#include <gtest/gtest.h>

#include <memory>

#include "tests/cli/program.h"

namespace orl::test {
namespace {

/// Generated queries in the splits train, calibration and test, fitted.
class CertaintyCommand : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<Folder>();
        ASSERT_EQ(run({"generate", "--queries", "600", "--models", "5", "--seed", "3", "--out",
                       at("d.jsonl"), "--prices-out", at("p.json")})
                      .code,
                  0);
        for (const char* name : {"Kept", "Plain"}) {
            const std::string split = name == std::string("Kept")
                                          ? "train=0.4,calibration=0.3,test=0.3"
                                          : "train=0.7,test=0.3";
            const Finished import =
                run({"import", "--workspace", at("w.orlab"), "--name", name, "--prices",
                     at("p.json"), "--split", split, at("d.jsonl")});
            ASSERT_EQ(import.code, 0) << import.err;
            ASSERT_EQ(
                run({"fit", "--workspace", at("w.orlab"), "--train", name, "--components", "16"})
                    .code,
                0);
        }
    }
    static void TearDownTestSuite() { s_folder.reset(); }

    static std::string at(const std::string& name) { return *s_folder / name; }
    static Finished run(const Words& arguments) { return s_folder->run(arguments); }
    static Finished route(const std::string& test, const Words& more) {
        Words words = {"route", "--workspace", at("w.orlab"), "--test", test};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }

    static std::unique_ptr<Folder> s_folder;
};
std::unique_ptr<Folder> CertaintyCommand::s_folder;

TEST_F(CertaintyCommand, GuaranteesOnTheCalibrationSplit) {
    const Finished done =
        route("Kept", {"--alpha", "0.6", "--guarantee", "0.9", "--capacity", "all=50%", "--json"});
    ASSERT_EQ(done.code, 0) << done.err;
    const auto json = done.json();
    EXPECT_EQ(json.at("alpha"), 0.6);
    const auto& guarantee = json.at("guarantee");
    EXPECT_EQ(guarantee.at("alpha"), 0.6);
    EXPECT_EQ(guarantee.at("confidence"), 0.9);
    EXPECT_TRUE(guarantee.at("reachable").get<bool>());
    EXPECT_EQ(guarantee.at("calibrated_on"), "Kept:calibration");
    EXPECT_EQ(guarantee.at("folds"), 0);
    EXPECT_EQ(guarantee.at("outcomes"), 180);
    EXPECT_NEAR(guarantee.at("bound").get<double>(),
                guarantee.at("internal_floor").get<double>() +
                    guarantee.at("mean_residual").get<double>() -
                    guarantee.at("margin").get<double>(),
                1e-12);
    EXPECT_GE(guarantee.at("bound").get<double>(), 0.6);
    EXPECT_GE(guarantee.at("largest_promise").get<double>(), guarantee.at("bound").get<double>());
    EXPECT_GE(json.at("predicted_accuracy").get<double>(),
              guarantee.at("internal_floor").get<double>() - 1e-9);

    const Finished named = route("Kept", {"--alpha", "0.6", "--guarantee", "0.9", "--capacity",
                                          "all=50%", "--calibrate", "Kept:calibration", "--json"});
    EXPECT_EQ(named.json().at("guarantee"), guarantee);
    const Finished surer =
        route("Kept", {"--alpha", "0.6", "--guarantee", "0.99", "--capacity", "all=50%", "--json"});
    EXPECT_GT(surer.json().at("guarantee").at("internal_floor"), guarantee.at("internal_floor"));
    const Finished text = route("Kept", {"--alpha", "0.6", "--guarantee", "0.9"});
    EXPECT_NE(text.out.find("guaranteed accuracy"), std::string::npos) << text.out;
}

TEST_F(CertaintyCommand, CrossFitsWithoutACalibrationSplit) {
    const Words words = {"--alpha", "0.6", "--guarantee", "0.9", "--json"};
    const Finished done = route("Plain", words);
    ASSERT_EQ(done.code, 0) << done.err;
    const auto guarantee = done.json().at("guarantee");
    EXPECT_EQ(guarantee.at("calibrated_on"), "Plain:train");
    EXPECT_EQ(guarantee.at("folds"), 5);
    EXPECT_EQ(guarantee.at("outcomes"), 420);
    EXPECT_EQ(route("Plain", words).json().at("guarantee"), guarantee);
}

TEST_F(CertaintyCommand, SaysWhatCanBeGuaranteedInstead) {
    const Finished done = route("Kept", {"--alpha", "0.97", "--guarantee", "0.9", "--json"});
    EXPECT_EQ(done.code, 1);
    const auto json = done.json();
    EXPECT_FALSE(json.at("feasible").get<bool>());
    EXPECT_TRUE(json.at("cost").is_null());
    EXPECT_FALSE(json.at("guarantee").at("reachable").get<bool>());
    EXPECT_TRUE(json.at("guarantee").at("internal_floor").is_null());
    const double largest = json.at("guarantee").at("largest_promise").get<double>();
    EXPECT_LT(largest, 0.97);
    EXPECT_NE(done.err.find("largest guarantee"), std::string::npos) << done.err;
    // What it offers, it keeps.
    const Finished offered =
        route("Kept", {"--alpha", std::to_string(largest - 1e-6), "--guarantee", "0.9", "--json"});
    EXPECT_EQ(offered.code, 0) << offered.err;
}

TEST_F(CertaintyCommand, RefusesToGuaranteeOnSeenQueries) {
    for (const Words& words : {Words{"Kept:train"}, Words{"Kept", "--calibrate", "Kept:train"},
                               Words{"Kept", "--calibrate", "Kept:test"}}) {
        Words more = {"--alpha", "0.6", "--guarantee", "0.9"};
        more.insert(more.end(), words.begin() + 1, words.end());
        const Finished done = route(words[0], more);
        EXPECT_EQ(done.code, 1);
        EXPECT_NE(done.err.find("fitted on"), std::string::npos) << done.err;
    }
}

TEST_F(CertaintyCommand, WrongUsageIsSaid) {
    const Words wrong[] = {{"--budget", "1", "--guarantee", "0.9"},
                           {"--alpha", "0.6", "--guarantee", "0.9", "--router", "threshold"},
                           {"--alpha", "0.6", "--guarantee", "0.2"},
                           {"--alpha", "0.6", "--calibrate", "Kept:calibration"},
                           {"--alpha", "0.6", "--guarantee", "0.9", "--predictor", "recorded"},
                           {"--alpha", "0.6", "--bootstrap", "0"},
                           {"--alpha", "0.6", "--robust", "-1"},
                           {"--alpha", "0.6", "--explain-error", "--group-by", "task"},
                           {"--alpha", "0.6", "--guarantee", "0.9", "--group-by", "task"}};
    for (const Words& words : wrong) {
        const Finished done = route("Kept", words);
        EXPECT_EQ(done.code, 2) << words[2] << done.err;
    }
}

TEST_F(CertaintyCommand, BandsHoldTheRealizedFigures) {
    const Words words = {"--alpha", "0.6", "--bootstrap", "500", "--json"};
    const auto json = route("Kept", words).json();
    const auto& bands = json.at("bands");
    EXPECT_EQ(bands.at("confidence"), 0.95);
    EXPECT_EQ(bands.at("resamples"), 500);
    for (const char* key : {"realized_accuracy", "realized_cost"}) {
        EXPECT_LT(bands.at(key).at(0), json.at(key)) << key;
        EXPECT_GT(bands.at(key).at(1), json.at(key)) << key;
    }
    EXPECT_EQ(route("Kept", words).json().at("bands"), bands);
    EXPECT_NE(route("Kept", {"--alpha", "0.6", "--bootstrap", "500"}).out.find("95 %"),
              std::string::npos);
}

TEST_F(CertaintyCommand, RobustRoutingPaysForCaution) {
    const auto plain = route("Kept", {"--alpha", "0.6", "--json"}).json();
    const auto robust = route("Kept", {"--alpha", "0.6", "--robust", "1", "--json"}).json();
    EXPECT_FALSE(plain.contains("robust"));
    EXPECT_EQ(robust.at("robust"), 1.0);
    EXPECT_GT(robust.at("predicted_accuracy").get<double>(), 0.6 + 0.01);
    EXPECT_GT(robust.at("cost").get<double>(), plain.at("cost").get<double>());
    EXPECT_EQ(route("Kept", {"--alpha", "0.6", "--robust", "0", "--json"}).json().at("cost"),
              plain.at("cost"));
}

TEST_F(CertaintyCommand, ExplainedPartsAddUp) {
    for (const char* router : {"dual", "threshold"}) {
        const auto json =
            route("Kept", {"--alpha", "0.6", "--router", router, "--explain-error", "--json"})
                .json();
        const auto& parts = json.at("explained_error");
        const auto number = [&](const char* what, const char* part) {
            return parts.at(what).at(part).get<double>();
        };
        for (const char* what : {"cost", "accuracy"}) {
            EXPECT_NEAR(
                number(what, "optimality") + number(what, "prediction") + number(what, "headroom"),
                number(what, "total"), 1e-12);
            EXPECT_NEAR(number(what, "forecast") + number(what, "calibration"),
                        number(what, "prediction"), 1e-12);
            EXPECT_GE(number(what, "optimality"), -1e-12);
            EXPECT_GT(number(what, "total"), 0.0);
        }
        EXPECT_NEAR(
            number("cost", "total"),
            json.at("realized_cost").get<double>() - parts.at("hindsight_cost").get<double>(),
            1e-12);
        EXPECT_NEAR(number("accuracy", "total"),
                    parts.at("hindsight_accuracy").get<double>() -
                        json.at("realized_accuracy").get<double>(),
                    1e-12);
        if (router == std::string("dual")) {
            EXPECT_LT(number("cost", "optimality"), 1e-3 * json.at("cost").get<double>());
        }
    }
    const Finished text = route("Kept", {"--alpha", "0.6", "--explain-error"});
    EXPECT_NE(text.out.find("lost against hindsight"), std::string::npos) << text.out;
}

}  // namespace
}  // namespace orl::test
