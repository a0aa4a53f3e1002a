#include "ui/style/tokens.h"

#include <algorithm>

namespace orl {

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto blend = [share](int from, int to) { return qRound(from + (to - from) * share); };
    return QColor(blend(a.red(), b.red()), blend(a.green(), b.green()), blend(a.blue(), b.blue()));
}

const Theme& Theme::light() {
    static const Theme theme = {
        .dark = false,
        .window = QColor(0xf3f5f7),
        .background = QColor(0xffffff),
        .alternate = QColor(0xf8f9fb),
        .button = QColor(0xffffff),
        .text = QColor(0x1d2126),
        .mutedText = QColor(0x6b7280),
        .axis = QColor(0xb4bac3),
        .grid = QColor(0xeceff2),
        .border = QColor(0xdfe3e8),
        .control = QColor(0xc3c9d1),
        .accent = QColor(0x1f5fd0),
        .tint = QColor(0xe8effb),
        .tintBorder = QColor(0xa9c3f0),
        .warning = QColor(0xb45309),
        .warningTint = QColor(0xfdf1e3),
        .gain = QColor(0x15803d),
        .hatch = QColor(0xb08948),
        .ghost = QColor(0x7c8794),
        .tooltip = QColor(0xfafbfc),
    };
    return theme;
}

const Theme& Theme::night() {
    static const Theme theme = {
        .dark = true,
        .window = QColor(0x16191d),
        .background = QColor(0x1e2227),
        .alternate = QColor(0x22262c),
        .button = QColor(0x2b3037),
        .text = QColor(0xe3e6ea),
        .mutedText = QColor(0x99a1ac),
        .axis = QColor(0x5d6570),
        .grid = QColor(0x2c3138),
        .border = QColor(0x343a42),
        .control = QColor(0x4a515b),
        .accent = QColor(0x6ea8ff),
        .tint = QColor(0x22324c),
        .tintBorder = QColor(0x3f6099),
        .warning = QColor(0xf2b33d),
        .warningTint = QColor(0x3a2f1c),
        .gain = QColor(0x5fd38a),
        .hatch = QColor(0x8d7444),
        .ghost = QColor(0x8d97a4),
        .tooltip = QColor(0x2b3037),
    };
    return theme;
}

const Theme& Theme::of(const QPalette& palette) {
    constexpr int kMidGrey = 128;
    return palette.color(QPalette::Window).lightness() < kMidGrey ? night() : light();
}

namespace type {

namespace {
QFont sized(QFont font, double scale) {
    constexpr double kLeastPoints = 6.5;
    font.setPointSizeF(std::max(kLeastPoints, font.pointSizeF() * scale));
    return font;
}

QFont bold(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}
}  // namespace

QFont note(const QFont& body) {
    return sized(body, 0.86);
}

QFont section(const QFont& body) {
    return bold(body);
}

QFont title(const QFont& body) {
    return bold(sized(body, 1.08));
}

QFont figure(const QFont& body) {
    return bold(sized(body, 1.55));
}

}  // namespace type

}  // namespace orl
