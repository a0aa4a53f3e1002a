#include "ui/widgets/format.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {
const QString kDash = QStringLiteral("–");
}

QString usd(double value) {
    if (!std::isfinite(value)) return kDash;
    const double size = std::abs(value);
    if (size >= 1000.0) return "$" + QLocale::c().toString(value, 'f', 0);
    if (size == 0.0) return QStringLiteral("$0");
    const int magnitude = static_cast<int>(std::floor(std::log10(size)));
    const int decimals = std::clamp(2 - magnitude, size >= 1.0 ? 2 : 3, 8);
    return "$" + QLocale::c().toString(value, 'f', decimals);
}

QString percent(double share, int decimals) {
    if (!std::isfinite(share)) return kDash;
    return QLocale::c().toString(share * 100.0, 'f', decimals) + " %";
}

QString gapText(double gap) {
    if (!std::isfinite(gap)) return kDash;
    if (gap == 0.0) return QStringLiteral("0 %");
    if (gap < 1e-6) return QStringLiteral("< 0.0001 %");
    return QLocale::c().toString(gap * 100.0, 'g', 2) + " %";
}

QString duration(double milliseconds) {
    if (!std::isfinite(milliseconds)) return kDash;
    if (milliseconds >= 1000.0) {
        return QLocale::c().toString(milliseconds / 1000.0, 'f', 2) + " s";
    }
    return QLocale::c().toString(milliseconds, 'f', milliseconds < 10.0 ? 1 : 0) + " ms";
}

QString count(std::int64_t value) {
    return QLocale::c().toString(qlonglong(value));
}

}  // namespace orl
