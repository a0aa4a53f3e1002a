// How long the query map takes from a new routing to its picture: colours of all queries taken
// anew, the raster drawn, the view painted. CPU time, medians and 95th percentiles.
//     QT_QPA_PLATFORM=offscreen ui_tests map_bench [picture.png]
#include <QApplication>
#include <algorithm>
#include <cstdio>

#include "core/support/random.h"
#include "cpu_clock.h"
#include "ui/charts/query_map.h"
#include "ui/style/appearance.h"
#include "ui_test.h"

namespace {

using namespace orl;

/// Clusters of different density.
std::shared_ptr<const MapPlaces> places(std::size_t queries) {
    Random random(7);
    std::vector<float> x(queries);
    std::vector<float> y(queries);
    for (std::size_t i = 0; i < queries; ++i) {
        const auto cluster = double(random.below(9));
        x[i] = float(std::clamp(0.1 + 0.1 * cluster + 0.06 * random.normal(), 0.0, 1.0));
        y[i] = float(
            std::clamp(0.5 + 0.35 * std::sin(3.0 * cluster) + 0.08 * random.normal(), 0.0, 1.0));
    }
    return std::make_shared<const MapPlaces>(std::move(x), std::move(y));
}

MapColours colours(std::size_t queries, std::uint64_t seed) {
    MapColours made;
    for (int j = 0; j < 10; ++j) {
        made.classes.push_back(
            {QString::number(j), QString("model %1").arg(j), modelColor(j, false)});
    }
    made.of.resize(queries);
    for (std::size_t i = 0; i < queries; ++i) {
        made.of[i] = std::uint8_t((i * 2654435761U + seed) % 97 % 10);
    }
    return made;
}

void measure(std::size_t queries, QSize size, bool selected, const char* picture) {
    QueryMapChart map;
    map.resize(size);
    map.show();
    map.setPlaces(places(queries));
    map.setColours(colours(queries, 0));
    std::vector<std::uint32_t> some;
    for (std::uint32_t i = 0; selected && i < queries; i += 5) some.push_back(i);
    map.setSelected(some);
    QApplication::processEvents();
    std::vector<double> times;
    for (int round = 1; round <= 60; ++round) {
        const double start = milliseconds();
        map.setColours(colours(queries, std::uint64_t(round)));
        QApplication::processEvents();
        times.push_back(milliseconds() - start);
    }
    std::ranges::sort(times);
    std::printf("%8zu queries, %4d x %4d%s: median %6.2f ms   p95 %6.2f ms\n", queries,
                size.width(), size.height(), selected ? ", a fifth selected" : "",
                times[times.size() / 2], times[times.size() * 95 / 100]);
    if (picture) map.grab().save(picture);
}

}  // namespace

static int mapBench(int argc, char** argv) {
    const QApplication app(argc, argv);
    applyAppearance(Preferences::Appearance::Light);
    for (const std::size_t queries : {2'500, 10'000, 100'000, 1'000'000}) {
        for (const QSize size : {QSize(464, 372), QSize(1000, 800)}) {
            for (const bool selected : {false, true}) measure(queries, size, selected, nullptr);
        }
    }
    if (argc > 1) measure(100'000, QSize(464, 372), true, argv[1]);
    return 0;
}

ORL_UI_PROGRAM(mapBench);
