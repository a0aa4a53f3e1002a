#include "core/lab/mapping.h"

#include <cmath>

#include "core/lab/solving.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

using Mapping = LabTest;

TEST_F(Mapping, OneFitHasOneMapWhateverItsUse) {
    const auto prepared = prepare(store(), nullptr, scenario("hybrid"), {});
    const auto map = mapOf(prepared, nullptr, {});
    ASSERT_TRUE(map->map.isKnown());
    Scenario other = scenario("hybrid");
    other.preparation.blend = 0.2;
    const auto again = prepare(nullptr, prepared, other, {});
    EXPECT_EQ(mapOf(again, map, {}), map);
    other.preparation.testSplit = "train";
    const auto rows = prepare(nullptr, prepared, other, {});
    EXPECT_NE(mapOf(rows, map, {}), map);
}

TEST_F(Mapping, PlacesTheRoutedQueriesOnly) {
    const auto prepared = prepare(store(), nullptr, scenario("knn"), {});
    const auto map = mapOf(prepared, nullptr, {});
    Experiment experiment;
    experiment.rows = {prepared->rows[1], prepared->rows[5], prepared->rows.back()};
    std::vector<float> x;
    std::vector<float> y;
    map->place(experiment, x, y);
    EXPECT_EQ(x, (std::vector<float>{map->map.x[1], map->map.x[5], map->map.x.back()}));
    EXPECT_EQ(y[1], map->map.y[5]);
}

TEST_F(Mapping, WithoutAMapThereAreNoPlaces) {
    const auto prepared = prepare(store(), nullptr, scenario("prior"), {});
    const auto map = mapOf(prepared, nullptr, {});
    EXPECT_FALSE(map->map.isKnown());
    SolveEngine engine;
    std::vector<float> x;
    std::vector<float> y;
    map->place(*engine.solve(prepared, scenario(), {}, {})->experiment, x, y);
    for (const float each : x) EXPECT_TRUE(std::isnan(each));
}

}  // namespace
}  // namespace orl::testing
