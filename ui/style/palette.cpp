#include "ui/style/palette.h"

#include <algorithm>
#include <array>

namespace orl {

namespace {

// Found by simulated annealing over CIELAB: the least distance of any two colours, seen normally
// and with simulated protanopia and deuteranopia, as large as possible at lightness 36–75 (light)
// and 47–84 (dark) without the glaring edge of sRGB; the dark set keeps the hues of the light one.
constexpr std::array<QRgb, kModelColorCount> kLightColors = {
    0x2d4db2, 0xd1b43c, 0x368c9a, 0x96342b, 0xb17fe4, 0x4cccb2,
    0xb2722d, 0xbbb2e4, 0x74926b, 0x952f5d, 0x73cc75, 0x30639a};
constexpr std::array<QRgb, kModelColorCount> kDarkColors = {0x3e7fe6, 0xe3d35c, 0x58a5a7, 0xbd4a40,
                                                            0xa250a5, 0x54e9c0, 0xd0853d, 0xb99ceb,
                                                            0x99a87d, 0xa15b6a, 0xa6e18b, 0xc6cbed};

struct KnownRouter {
    const char* id;
    QRgb light;
    QRgb dark;
    QList<qreal> dashes;
    qreal width;
    MarkerShape marker;
};

const std::array<KnownRouter, 12>& knownRouters() {
    using M = MarkerShape;
    static const std::array<KnownRouter, 12> known = {{
        {"dual", 0x1f5fd0, 0x6ea8ff, {}, 2.6, M::Star},
        {"dual-paper", 0x4aa3c7, 0x7fd0ee, {5, 2}, 1.8, M::Star},
        {"threshold", 0xc2410c, 0xff8f5a, {}, 1.7, M::Diamond},
        {"willingness", 0x15803d, 0x5fd38a, {9, 3, 2, 3}, 1.7, M::TriangleUp},
        {"balance-aware", 0x9333a8, 0xd08cf0, {6, 2}, 1.6, M::Square},
        {"cost-only", 0x8a6d00, 0xd9b93c, {3, 2}, 1.5, M::TriangleDown},
        {"quality-only", 0xbe185d, 0xff7fb0, {3, 2}, 1.5, M::TriangleUp},
        {"cheapest", 0x6b5b3e, 0xbfa877, {1, 2}, 1.6, M::TriangleDown},
        {"best-single", 0x7a2036, 0xe08a98, {1, 2}, 1.6, M::Square},
        {"random", 0x8f949d, 0x7a808b, {2, 3}, 1.3, M::Cross},
        {"round-robin", 0x3f6880, 0x8fb4cf, {6, 2, 1, 2}, 1.3, M::Plus},
        {"oracle", 0x33373d, 0xe4e7eb, {8, 3}, 1.4, M::Diamond},
    }};
    return known;
}

}  // namespace

QColor modelColor(int index, bool dark) {
    if (index < 0) return dark ? QColor(0x8b9099) : QColor(0x8a8f98);
    const QColor base = QColor(
        (dark ? kDarkColors : kLightColors)[static_cast<std::size_t>(index % kModelColorCount)]);
    const int round = index / kModelColorCount;
    if (round == 0) return base;
    return round % 2 == 1 ? mixed(base, Qt::white, 0.4) : mixed(base, Qt::black, 0.35);
}

RouterStyle routerStyle(const QString& id, bool dark) {
    for (const KnownRouter& known : knownRouters()) {
        if (id == QLatin1String(known.id)) {
            return {QColor(dark ? known.dark : known.light), known.dashes, known.width,
                    known.marker};
        }
    }
    // Routers of people's own: told apart by colour, dashes and marker.
    using M = MarkerShape;
    static constexpr std::array kMarkers = {M::Square,       M::Diamond, M::TriangleUp,
                                            M::TriangleDown, M::Plus,    M::Cross};
    static const std::array<QList<qreal>, 3> kDashes = {{{4, 2}, {7, 2, 2, 2}, {2, 2}}};
    uint sum = 0;
    for (const QChar c : id) sum = sum * 31U + c.unicode();
    const uint rest = sum / kModelColorCount;
    return {modelColor(static_cast<int>(sum % kModelColorCount), dark),
            kDashes[rest % kDashes.size()], 1.5, kMarkers[rest / 3 % kMarkers.size()]};
}

QColor evenShade(double share, bool dark) {
    static constexpr std::array<QRgb, 11> kStops = {0x440154, 0x482475, 0x414487, 0x355f8d,
                                                    0x2a788e, 0x21918c, 0x22a884, 0x44bf70,
                                                    0x7ad151, 0xbddf26, 0xfde725};
    const double at = std::clamp(dark ? share : 1.0 - share, 0.0, 1.0) * double(kStops.size() - 1);
    const auto below = std::min(std::size_t(at), kStops.size() - 2);
    return mixed(QColor(kStops[below]), QColor(kStops[below + 1]), at - double(below));
}

}  // namespace orl
