#include "core/lab/sweep_axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/lab/settings.h"
#include "core/support/error.h"
#include "routed_support.h"

namespace orl {
namespace {

Experiment twoModels(bool speeds = false) {
    Experiment experiment;
    experiment.problem = RoutingProblem(10, 2);
    experiment.models = {"a/b:free", "gpt=4"};
    if (speeds) experiment.seconds = std::make_shared<const std::vector<double>>(20, 1.0);
    return experiment;
}

/// What the message says, with its place.
std::string refusalOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.where() + ": " + e.problem() + ". " + e.remedy();
    }
    return {};
}

bool says(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

TEST(SweepAxis, IsNamedAsTheCommandLineNamesIt) {
    EXPECT_EQ(axisName({AxisKind::Alpha, {}, {}}), "alpha");
    EXPECT_EQ(axisName({AxisKind::ModelCapacity, "a/b:free", {}}), "capacity:a/b:free");
    EXPECT_EQ(axisName({AxisKind::SecondPrice, {}, {}}), "second-price");
    for (const char* word :
         {"alpha", "capacity", "budget", "second-price", "seconds-cap", "volume"}) {
        const auto kind = axisKindOf(word, false);
        ASSERT_TRUE(kind) << word;
        EXPECT_FALSE(hasModel(*kind));
        EXPECT_EQ(axisName({*kind, {}, {}}), word);
    }
    for (const char* word : {"capacity", "price", "input-price", "output-price"}) {
        const auto kind = axisKindOf(word, true);
        ASSERT_TRUE(kind) << word;
        EXPECT_TRUE(hasModel(*kind));
        EXPECT_EQ(axisName({*kind, "m", {}}), std::string(word) + ":m");
    }
    EXPECT_FALSE(axisKindOf("price", false));
    EXPECT_FALSE(axisKindOf("alpha", true));
}

TEST(SweepAxis, RefusesWhatMakesNoSenseAndNamesTheAxis) {
    const Experiment experiment = twoModels();
    const double nan = std::nan("");
    const std::vector<std::pair<SweepAxis, const char*>> bad = {
        {{AxisKind::Alpha, {}, {}}, "sweep over alpha: there is no value"},
        {{AxisKind::Alpha, {}, {0.5, 1.01}}, "sweep over alpha: the value 1.01 is out of range"},
        {{AxisKind::Alpha, {}, {nan}}, "sweep over alpha: a value is no number"},
        {{AxisKind::Price, "gpt=4", {-0.1}}, "sweep over price:gpt=4: the value -0.1"},
        {{AxisKind::Price, "gpt=4", {1001.0}}, "from 0 to 1,000"},
        {{AxisKind::Budget, {}, {std::numeric_limits<double>::infinity()}}, "sweep over budget"},
        {{AxisKind::Volume, {}, {0.0}}, "sweep over volume: the value 0"},
        {{AxisKind::Capacity, {}, {0.5, 0.5}}, "sweep over capacity: the value 0.5 is there twice"},
        {{AxisKind::Capacity, {}, {0.5, 0.4}}, "the value 0.4 is after 0.5"},
        {{AxisKind::ModelCapacity, "gpt-5", {0.5}}, "sweep over capacity:gpt-5: There is no model"},
        {{AxisKind::SecondPrice, {}, {0.0, 0.1}}, "sweep over second-price: no model's speed"},
        {{AxisKind::SecondsCap, {}, {1.0}}, "sweep over seconds-cap: no model's speed"},
    };
    for (const auto& [axis, message] : bad) {
        const std::string said = refusalOf([&, a = &axis] { checkAxis(*a, experiment); });
        EXPECT_TRUE(says(said, message)) << message << " | " << said;
    }
    EXPECT_TRUE(says(refusalOf([&] { checkAxis(bad[9].first, experiment); }), "a/b:free, gpt=4"));
    EXPECT_EQ(refusalOf([&] {
                  checkAxis({AxisKind::SecondsCap, {}, {1.0}}, twoModels(true));
                  checkAxis({AxisKind::OutputPrice, "a/b:free", {0.0, 5.0}}, experiment);
              }),
              "");
}

TEST(SweepAxis, RefusesPairsThatSayTheSameAndTooManyCells) {
    const Experiment experiment = twoModels();
    const SweepAxis alpha{AxisKind::Alpha, {}, {0.5}};
    const SweepAxis budget{AxisKind::Budget, {}, {0.5}};
    const SweepAxis volume{AxisKind::Volume, {}, {5.0}};
    const auto refused = [&](const SweepAxis& x, const SweepAxis& y, bool money = false) {
        return refusalOf([&] { checkAxes(x, &y, money, experiment); });
    };
    EXPECT_TRUE(says(refused(alpha, alpha), "both axes are the same"));
    EXPECT_TRUE(says(refused(alpha, budget), "it sets the goal, and so does budget"));
    EXPECT_EQ(refused(alpha, volume), "");
    EXPECT_TRUE(says(refused(volume, alpha, true), "it sets the goal"));
    const SweepAxis one{AxisKind::Price, "gpt=4", {1.0, 2.0}};
    SweepAxis other = one;
    EXPECT_TRUE(says(refused(one, other), "both axes are the same"));
    other.model = "a/b:free";
    EXPECT_EQ(refused(one, other), "");
    SweepAxis many{AxisKind::Capacity, {}, {}};
    for (int k = 0; k <= 100; ++k) many.values.push_back(0.01 * k);
    SweepAxis floors = many;
    floors.kind = AxisKind::Alpha;
    const std::string said = refused(many, floors);
    EXPECT_TRUE(says(said, "101 × 101 are 10201 cells")) << said;
    EXPECT_TRUE(says(said, "10000")) << said;
    floors.values.pop_back();
    floors.values.pop_back();
    EXPECT_EQ(refused(many, floors), "");
}

TEST(AxisRange, HasBothEndsInStepsAndRatios) {
    EXPECT_EQ(valuesOf(axisRangeOf("0.6:0.9:0.1")), (std::vector<double>{0.6, 0.7, 0.8, 0.9}));
    EXPECT_EQ(valuesOf(axisRangeOf("0.25:4:x2")), (std::vector<double>{0.25, 0.5, 1.0, 2.0, 4.0}));
    EXPECT_EQ(valuesOf(axisRangeOf("0.1:0.9:x3")), (std::vector<double>{0.1, 0.3, 0.9}));
    EXPECT_EQ(valuesOf(axisRangeOf("1e-06:4e-06:x2")), (std::vector<double>{1e-6, 2e-6, 4e-6}));
    EXPECT_EQ(valuesOf(axisRangeOf("3:3:1")), (std::vector<double>{3.0}));
    EXPECT_EQ(valuesOf(axisRangeOf("0:1:0.4")), (std::vector<double>{0.0, 0.4, 0.8}));
    for (const char* text : {"0.6:0.9:0.1", "0.25:4:x2", "1e-06:1:x10"}) {
        EXPECT_EQ(toString(axisRangeOf(text)), text);
    }
    for (const char* text : {"", "1", "1:2", "a:1:0.1", "0:1:", "0:nan:0.1", "1:0:0.1", "-1:1:0.5",
                             "0:1:0", "0:1:x2", "1:2:x1", "1:2:x", "0:1:0.1:2", "0:1:1e-9"}) {
        EXPECT_THROW(valuesOf(axisRangeOf(text)), Error) << text;
    }
}

/// A cell that is taken asks, as a scenario, for what the cell asked.
TEST(SweepAxis, ASettingOfTheScenarioSaysTheSameAsTheConstraints) {
    const Experiment experiment = twoModels(true);
    const std::vector<SweepAxis> axes = {{AxisKind::Alpha, {}, {0.7}},
                                         {AxisKind::Budget, {}, {0.03}},
                                         {AxisKind::Capacity, {}, {0.55}},
                                         {AxisKind::ModelCapacity, "gpt=4", {0.35}},
                                         {AxisKind::SecondsCap, {}, {0.8}}};
    for (const SweepAxis& axis : axes) {
        Scenario scenario;
        scenario.constraints.capacityShare["a/b:free"] = 0.5;
        Constraints constraints = constraintsOf(scenario.constraints, experiment);
        applyTo(constraints, axis, axis.values[0], experiment);
        applyTo(scenario, axis, axis.values[0], 10);
        const Constraints said = constraintsOf(scenario.constraints, experiment);
        EXPECT_EQ(said.mode, constraints.mode) << axisName(axis);
        EXPECT_EQ(said.qualityFloor, constraints.qualityFloor) << axisName(axis);
        EXPECT_EQ(said.capacity, constraints.capacity) << axisName(axis);
        EXPECT_EQ(said.secondsCap, constraints.secondsCap) << axisName(axis);
        if (axis.kind == AxisKind::Budget) {
            EXPECT_NEAR(said.budget, constraints.budget, 1e-15);
        }
        Dataset data;
        data.models = {{"a/b:free"}, {"gpt=4"}};
        EXPECT_NEAR(valueOf(scenario, axis, data, 10), axis.values[0], 1e-15) << axisName(axis);
    }
}

}  // namespace
}  // namespace orl
