#include "ui/widgets/format.h"

#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {
const QString kDash = QStringLiteral("–");

/// English digits whatever the system speaks: figures go into papers and files.
QString number(double value, char format, int precision) {
    constexpr double longNumber = 1e15;  // three hundred digits are nobody's figure
    if (format == 'f' && std::abs(value) >= longNumber) return number(value, 'g', 4);
    QString text =
        QLocale(QLocale::English, QLocale::UnitedStates).toString(value, format, precision);
    // A number that rounds to nothing has no sign.
    static const QRegularExpression nothing(QStringLiteral("^-(?=[0.]*$)"));
    text.remove(nothing);
    return text.replace('-', QStringLiteral("−"));
}

int usdDecimals(double size) {
    if (size >= 1000.0) return 0;
    const int magnitude = static_cast<int>(std::floor(std::log10(size)));
    return std::clamp(2 - magnitude, size >= 1.0 ? 2 : 3, 8);
}
}  // namespace

QString usd(double value) {
    if (!std::isfinite(value)) return kDash;
    const double size = std::abs(value);
    if (size == 0.0) return QStringLiteral("$0");
    return "$" + number(value, 'f', usdDecimals(size));
}

QString usdAbove(double value) {
    if (!(value > 0.0) || !std::isfinite(value)) return usd(value);
    const double scale = std::pow(10.0, usdDecimals(value));
    return usd(std::ceil(value * scale * (1.0 - 1e-12)) / scale);
}

QString percent(double share, int decimals) {
    if (!std::isfinite(share)) return kDash;
    return number(share * 100.0, 'f', decimals) + " %";
}

QString percentBelow(double share, int decimals) {
    const double scale = std::pow(10.0, decimals + 2);
    return percent(std::floor(share * scale + 1e-9) / scale, decimals);
}

QString percentAbove(double share) {
    return percent(std::ceil(share * 1000.0 - 1e-9) / 1000.0);
}

int decimalsApart(double less, double more) {
    constexpr int kMostDecimals = 6;
    for (int decimals = 1; decimals < kMostDecimals; ++decimals) {
        const double scale = std::pow(10.0, decimals + 2);
        if (std::floor(less * scale + 1e-9) < std::round(more * scale)) return decimals;
    }
    return kMostDecimals;
}

QString percentAgainst(double share, double limit) {
    return share < limit ? percentBelow(share, decimalsApart(share, limit)) : percent(share);
}

QString gapText(double gap) {
    if (!std::isfinite(gap)) return kDash;
    if (gap == 0.0) return QStringLiteral("0 %");
    if (gap < 1e-6) return QStringLiteral("< 0.0001 %");
    return number(gap * 100.0, 'g', 2) + " %";
}

QString duration(double milliseconds) {
    if (!std::isfinite(milliseconds)) return kDash;
    if (milliseconds >= 1000.0) {
        return number(milliseconds / 1000.0, 'f', 2) + " s";
    }
    if (milliseconds > 0.0 && milliseconds < 0.001) return QStringLiteral("< 1 µs");
    if (milliseconds > 0.0 && milliseconds < 0.05) {
        return number(milliseconds * 1000.0, 'f', 0) + QStringLiteral(" µs");
    }
    return number(milliseconds, 'f', milliseconds < 10.0 ? 1 : 0) + " ms";
}

QString count(std::int64_t value) {
    return number(double(value), 'f', 0);
}

QString sentence(const Error& error) {
    const auto text = [](const std::string& part) { return QString::fromStdString(part); };
    QString message = text(error.problem());
    if (!error.where().empty()) message = text(error.where()) + ": " + message;
    message += ".";
    if (!error.remedy().empty()) message += " " + text(error.remedy()) + ".";
    return message;
}

}  // namespace orl
