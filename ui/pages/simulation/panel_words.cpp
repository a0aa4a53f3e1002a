#include "ui/pages/simulation/panel_words.h"

#include <QCoreApplication>
#include <QStringList>
#include <QWidget>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/pages/simulation/words.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kTickMinute = 60.0;
constexpr double kTickHour = 3600.0;
constexpr double kTickDay = 86'400.0;

}  // namespace

std::vector<ClockTick> clockTicks(double end, int most) {
    static constexpr std::array kSteps = {1.0,
                                          2.0,
                                          5.0,
                                          10.0,
                                          15.0,
                                          30.0,
                                          kTickMinute,
                                          2 * kTickMinute,
                                          5 * kTickMinute,
                                          600.0,
                                          900.0,
                                          1800.0,
                                          kTickHour,
                                          2 * kTickHour,
                                          3 * kTickHour,
                                          6 * kTickHour,
                                          12 * kTickHour,
                                          kTickDay,
                                          2 * kTickDay,
                                          5 * kTickDay,
                                          10 * kTickDay,
                                          30 * kTickDay,
                                          100 * kTickDay,
                                          365 * kTickDay,
                                          1000 * kTickDay,
                                          3650 * kTickDay};
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

QString longestThatFits(const QStringList& longestFirst, const QFontMetricsF& metrics,
                        double room) {
    for (const QString& text : longestFirst) {
        if (metrics.horizontalAdvance(text) <= room) return text;
    }
    return longestFirst.isEmpty() ? QString() : longestFirst.last();
}

QString noticeThatFits(const QStringList& longestFirst, const QWidget& panel) {
    constexpr double kNoticeFont = 0.88;  // of the panel's, and the margins beside it
    constexpr double kBeside = 14.0;
    QFont small = panel.font();
    small.setPointSizeF(small.pointSizeF() * kNoticeFont);
    return longestThatFits(longestFirst, QFontMetricsF(small), panel.width() - kBeside);
}

QString headroomCaveat(const SimulationPlan& plan) {
    const auto said = [](const char* text) {
        return QCoreApplication::translate("Simulation", text);
    };
    QStringList parts;
    switch (plan.arrivals.shape) {
        case ArrivalPlan::Shape::Burst:
            parts << said("at the mean of the bursts");
            break;
        case ArrivalPlan::Shape::Daily:
            parts << said("at the mean of the day");
            break;
        case ArrivalPlan::Shape::Ramp:
            parts << said("where the ramp ends");
            break;
        case ArrivalPlan::Shape::AllAtOnce:
        case ArrivalPlan::Shape::Poisson:
        case ArrivalPlan::Shape::Times:
            break;
    }
    const auto& all = plan.faults.disturbances;
    if (!all.empty()) {
        const bool out = std::ranges::any_of(all, &Disturbance::outage);
        parts << (all.size() > 1
                      ? out ? said("without the outages") : said("without the slow-downs")
                  : out ? said("without the outage")
                        : said("without the slow-down"));
    }
    return parts.join(QStringLiteral(", "));
}

}  // namespace orl
