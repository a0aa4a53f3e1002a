#include "ui/pages/simulation/panel_words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/pages/simulation/words.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kMinute = 60.0;
constexpr double kHour = 3600.0;
constexpr double kDay = 86'400.0;

}  // namespace

std::vector<ClockTick> clockTicks(double end, int most) {
    static constexpr std::array kSteps = {
        1.0,         2.0,         5.0,        10.0,        15.0,       30.0,     kMinute,
        2 * kMinute, 5 * kMinute, 600.0,      900.0,       1800.0,     kHour,    2 * kHour,
        3 * kHour,   6 * kHour,   12 * kHour, kDay,        2 * kDay,   5 * kDay, 10 * kDay,
        30 * kDay,   100 * kDay,  365 * kDay, 1000 * kDay, 3650 * kDay};
    if (!(end > 0.0) || !std::isfinite(end)) return {{0.0, clockText(0.0, end)}};
    if (end < kSteps.front()) return {{0.0, clockText(0.0, end)}, {end, clockText(end, end)}};
    double step = kSteps.back();
    for (const double each : kSteps) {
        if (end / each + 1.0 > double(std::max(most, 2))) continue;
        step = each;
        break;
    }
    std::vector<ClockTick> ticks;
    ticks.reserve(std::size_t(end / step) + 1);
    for (int k = 0; k * step <= end * (1.0 + 1e-9); ++k) {
        ticks.push_back({k * step, clockText(k * step, end)});
    }
    return ticks;
}

QString floorText(double share) {
    QString text = percent(share);
    return text.replace(QLatin1String(".0 %"), QLatin1String(" %"));
}

}  // namespace orl
