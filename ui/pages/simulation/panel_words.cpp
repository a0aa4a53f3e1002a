#include "ui/pages/simulation/panel_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/results/view_data.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kMinute = 60.0;
constexpr double kHour = 3600.0;
constexpr double kDay = 86'400.0;

QString tr(const char* text) {
    return QCoreApplication::translate("SimulationPanels", text);
}

QString twoDigits(qint64 value) {
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

}  // namespace

QString clockText(double seconds) {
    if (!std::isfinite(seconds)) return QStringLiteral("–");
    auto left = qint64(std::floor(std::max(0.0, seconds)));
    const qint64 days = left / qint64(kDay);
    left %= qint64(kDay);
    const qint64 hours = left / qint64(kHour);
    const qint64 minutes = left % qint64(kHour) / qint64(kMinute);
    const QString rest = twoDigits(left % qint64(kMinute));
    if (days > 0) return tr("%1 d %2:%3").arg(days).arg(hours).arg(twoDigits(minutes));
    if (hours > 0) return QStringLiteral("%1:%2:%3").arg(hours).arg(twoDigits(minutes), rest);
    return QStringLiteral("%1:%2").arg(minutes).arg(rest);
}

std::vector<ClockTick> clockTicks(double end, int most) {
    static constexpr std::array kSteps = {
        1.0,         2.0,         5.0,        10.0,        15.0,       30.0,     kMinute,
        2 * kMinute, 5 * kMinute, 600.0,      900.0,       1800.0,     kHour,    2 * kHour,
        3 * kHour,   6 * kHour,   12 * kHour, kDay,        2 * kDay,   5 * kDay, 10 * kDay,
        30 * kDay,   100 * kDay,  365 * kDay, 1000 * kDay, 3650 * kDay};
    if (!(end > 0.0) || !std::isfinite(end)) return {{0.0, clockText(0.0)}};
    if (end < kSteps.front()) return {{0.0, clockText(0.0)}, {end, waitText(end)}};
    double step = kSteps.back();
    for (const double each : kSteps) {
        if (end / each + 1.0 > double(std::max(most, 2))) continue;
        step = each;
        break;
    }
    std::vector<ClockTick> ticks;
    ticks.reserve(std::size_t(end / step) + 1);
    for (int k = 0; k * step <= end * (1.0 + 1e-9); ++k) {
        ticks.push_back({k * step, clockText(k * step)});
    }
    return ticks;
}

QString waitText(double seconds) {
    if (!std::isfinite(seconds)) return QStringLiteral("–");
    const QLocale plain = QLocale::c();
    if (seconds >= 1.5 * kHour) return tr("%1 h").arg(plain.toString(seconds / kHour, 'f', 1));
    if (seconds >= 3.0 * kMinute)
        return tr("%1 min").arg(plain.toString(seconds / kMinute, 'f', 1));
    if (seconds == 0.0) return tr("0 s");
    if (seconds < 0.0005) return tr("below 1 ms");
    if (seconds < 0.095) return tr("%1 ms").arg(plain.toString(seconds * 1000.0, 'f', 0));
    return tr("%1 s").arg(plain.toString(seconds, 'f', seconds < 99.5 ? 1 : 0));
}

QString rateText(double perSecond) {
    if (std::isinf(perSecond)) return QStringLiteral("∞");
    if (!std::isfinite(perSecond)) return QStringLiteral("–");
    if (perSecond >= 99.95) return count(std::int64_t(std::llround(perSecond)));
    if (perSecond >= 0.995) {
        QString text = QLocale::c().toString(perSecond, 'f', 1);
        if (text.endsWith(QLatin1String(".0"))) text.chop(2);
        return text;
    }
    return QLocale::c().toString(perSecond, 'g', 2);
}

QString floorText(double share) {
    QString text = percent(share);
    return text.replace(QLatin1String(".0 %"), QLatin1String(" %"));
}

QString policyTitle(const std::string& router) {
    return router == kOnlineDual ? tr("Online dual") : routerTitle(router);
}

QString choiceTitle(const PolicyChoice& choice) {
    const QString title = policyTitle(choice.router);
    if (!choice.parameter) return title;
    const std::string_view parameter = policyParameter(choice.router);
    if (parameter == "τ") return title + QLatin1Char(' ') + floorText(*choice.parameter);
    if (parameter == "w") return title + QLatin1Char(' ') + usd(*choice.parameter);
    return title;
}

}  // namespace orl
