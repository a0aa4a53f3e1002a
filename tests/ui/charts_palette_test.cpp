#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ui/charts/axis_scale.h"
#include "ui/charts/label_layout.h"
#include "ui/style/palette.h"
#include "ui_test.h"

namespace orl {

namespace {

using Triple = std::array<double, 3>;

double linear(double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

Triple linearRgb(const QColor& color) {
    return {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
}

/// Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
enum class Vision { Normal, Protan, Deutan };
Triple seen(const Triple& rgb, Vision vision) {
    static const std::array<double, 9> protan = {0.152286, 1.052583,  -0.204868, 0.114503, 0.786281,
                                                 0.099216, -0.003882, -0.048116, 1.051998};
    static const std::array<double, 9> deutan = {0.367322, 0.860646,  -0.227968, 0.280085, 0.672501,
                                                 0.047413, -0.011820, 0.042940,  0.968881};
    if (vision == Vision::Normal) return rgb;
    const auto& m = vision == Vision::Protan ? protan : deutan;
    Triple out{};
    for (std::size_t i = 0; i < 3; ++i) {
        out[i] =
            std::clamp(m[3 * i] * rgb[0] + m[3 * i + 1] * rgb[1] + m[3 * i + 2] * rgb[2], 0.0, 1.0);
    }
    return out;
}

/// CIELAB under D65.
Triple lab(const Triple& rgb) {
    const double x = 0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2];
    const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
    const double z = 0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2];
    const auto f = [](double t) {
        return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
    };
    const double fx = f(x / 0.95047);
    const double fy = f(y);
    const double fz = f(z / 1.08883);
    return {116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)};
}

double distance(const Triple& a, const Triple& b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

double leastDistance(bool dark, Vision vision) {
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kModelColorCount; ++i) {
        for (int j = 0; j < i; ++j) {
            least = std::min(least, distance(lab(seen(linearRgb(modelColor(i, dark)), vision)),
                                             lab(seen(linearRgb(modelColor(j, dark)), vision))));
        }
    }
    return least;
}

double luminance(const QColor& color) {
    const Triple rgb = linearRgb(color);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

double width(const QString& text) {
    return 7.0 * static_cast<double>(text.size());
}

}  // namespace

class ChartsPaletteTest : public QObject {
    Q_OBJECT

  private slots:
    /// 10 units of CIELAB are several just-noticeable steps even in small swatches; an ordinary
    /// palette of twelve falls below 5 under dichromacy.
    void colorsStayApart_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("vision");
        for (const bool dark : {false, true}) {
            for (const Vision vision : {Vision::Normal, Vision::Protan, Vision::Deutan}) {
                QTest::addRow("%s vision %d", dark ? "dark" : "light", static_cast<int>(vision))
                    << dark << static_cast<int>(vision);
            }
        }
    }
    void colorsStayApart() {
        QFETCH(const bool, dark);
        QFETCH(const int, vision);
        const double least = leastDistance(dark, static_cast<Vision>(vision));
        QVERIFY2(least >= 20.0, qPrintable(QString::number(least)));
    }

    void colorsShowOnTheirBackground() {
        for (int i = 0; i < kModelColorCount; ++i) {
            QVERIFY(contrast(modelColor(i, false), Qt::white) >= 1.7);
            QVERIFY(contrast(modelColor(i, true), QColor(0x1e2024)) >= 2.4);
        }
    }

    void hueIsTheSameInLightAndDark() {
        for (int i = 0; i < kModelColorCount; ++i) {
            const Triple light = lab(linearRgb(modelColor(i, false)));
            const Triple dark = lab(linearRgb(modelColor(i, true)));
            const double turn = std::remainder(
                std::atan2(light[2], light[1]) - std::atan2(dark[2], dark[1]), 2 * M_PI);
            QVERIFY2(std::abs(turn) < 0.55, qPrintable(QString("%1: %2").arg(i).arg(turn)));
        }
    }

    /// The more, the darker in light and the brighter in dark, in steps that are alike: for
    /// everybody.
    void shadesAreEven_data() { colorsStayApart_data(); }
    void shadesAreEven() {
        QFETCH(const bool, dark);
        QFETCH(const int, vision);
        constexpr int kSteps = 20;
        double least = std::numeric_limits<double>::infinity();
        double most = 0.0;
        Triple before{};
        for (int k = 0; k <= kSteps; ++k) {
            const QColor shade = evenShade(double(k) / kSteps, dark);
            const Triple here = lab(seen(linearRgb(shade), static_cast<Vision>(vision)));
            if (k > 0) {
                const double brighter = here[0] - before[0];
                QVERIFY2(dark ? brighter > 1.0 : brighter < -1.0, qPrintable(QString::number(k)));
                least = std::min(least, distance(here, before));
                most = std::max(most, distance(here, before));
            }
            before = here;
        }
        QVERIFY2(least > 2.5 && most < 5.0 * least,
                 qPrintable(QString("%1 %2").arg(least).arg(most)));
        QCOMPARE(evenShade(-1.0, dark), evenShade(0.0, dark));
        QCOMPARE(evenShade(2.0, dark), evenShade(1.0, dark));
    }

    void moreModelsThanColors() {
        QVERIFY(modelColor(0, false) != modelColor(kModelColorCount, false));
        QCOMPARE(modelColor(3, false), modelColor(3, false));
        QVERIFY(modelColor(-1, false).isValid());
        QVERIFY(modelColor(1000, true).isValid());
    }

    void routersDiffer() {
        const QStringList ids = {"dual",          "dual-paper", "threshold",    "willingness",
                                 "balance-aware", "cost-only",  "quality-only", "cheapest",
                                 "best-single",   "random",     "round-robin",  "oracle"};
        for (const bool dark : {false, true}) {
            for (const QString& a : ids) {
                for (const QString& b : ids) {
                    if (a >= b) continue;
                    const RouterStyle left = routerStyle(a, dark);
                    const RouterStyle right = routerStyle(b, dark);
                    const double apart =
                        distance(lab(linearRgb(left.color)), lab(linearRgb(right.color)));
                    QVERIFY2(apart >= 12.0, qPrintable(a + " " + b));
                    // Without colour, the dash pattern or the marker tells them apart.
                    QVERIFY2(left.dashes != right.dashes || left.marker != right.marker,
                             qPrintable(a + " " + b));
                }
            }
        }
        QCOMPARE(routerStyle("mine", false).color, routerStyle("mine", false).color);
    }

    void themeFollowsTheWindowColor() {
        QPalette light(Qt::white);
        QPalette dark(QColor(0x2b2d31));
        QVERIFY(!Theme::of(light).dark);
        QVERIFY(Theme::of(dark).dark);
        for (const QPalette& palette : {light, dark}) {
            const Theme theme = Theme::of(palette);
            QVERIFY(contrast(theme.text, theme.background) >= 7.0);
            QVERIFY(contrast(theme.mutedText, theme.background) >= 4.0);
            QVERIFY(contrast(theme.warning, theme.background) >= 4.0);
            QVERIFY(contrast(theme.accent, theme.background) >= 4.0);
            QVERIFY(contrast(theme.grid, theme.background) < 1.9);
        }
    }

    void rangesSnapToNiceNumbers() {
        AxisScale axis;
        QVERIFY(axis.fit(0.13, 0.97));
        QVERIFY(axis.lo() <= 0.13 && axis.hi() >= 0.97);
        QVERIFY(std::abs(axis.lo() * 10 - std::round(axis.lo() * 10)) < 1e-9);
        QVERIFY(std::abs(axis.hi() * 10 - std::round(axis.hi() * 10)) < 1e-9);
    }

    void rangesHoldStillDuringADrag() {
        AxisScale axis;
        axis.setLimits(0.0, std::numeric_limits<double>::infinity());
        axis.fit(0.0, 1.0);
        const double hi = axis.hi();
        // Shrinking data leave the axis alone until they fill less than half of it.
        for (double top = 1.0; top > 0.56 * hi; top -= 0.01) QVERIFY(!axis.fit(0.0, top));
        QCOMPARE(axis.hi(), hi);
        QVERIFY(axis.fit(0.0, 0.3 * hi));
        QVERIFY(axis.hi() < hi && axis.hi() >= 0.3 * hi);
        // Growing data are never cut off, and a slow drag changes the axis seldom.
        int changes = 0;
        for (double top = 0.3; top < 3.0; top += 0.01) {
            if (axis.fit(0.0, top)) ++changes;
            QVERIFY(axis.hi() >= top);
        }
        QVERIFY2(changes >= 1 && changes <= 12, qPrintable(QString::number(changes)));
        axis.fit(0.0, 2.0);
        QVERIFY(axis.settle());
        QVERIFY(axis.hi() >= 2.0 && axis.hi() < 2.5);
        QVERIFY(!axis.settle());
    }

    void aScaleIsAsWantedWhateverTheDataSpan() {
        AxisScale axis;
        axis.setUnit(Unit::Usd);
        axis.fit(0.01, 100.0);
        QVERIFY(!axis.isLog());
        axis.setLogWanted(true);
        QVERIFY(axis.settle());
        QVERIFY(axis.isLog());
        axis.fit(2.0, 2.1);
        QVERIFY(axis.isLog());
        axis.fit(0.0, 100.0);  // there is no zero on a logarithmic axis
        QVERIFY(!axis.isLog());
        QVERIFY(axis.isLogWanted());
        axis.fit(0.09, 5.1);
        QVERIFY(axis.isLog());
        QCOMPARE(axis.lo(), 0.05);
        QCOMPARE(axis.hi(), 10.0);
        QVERIFY(std::abs(axis.unmap(axis.map(0.37)) - 0.37) < 1e-12);
    }

    void ticksNeverOverlap_data() {
        QTest::addColumn<double>("lo");
        QTest::addColumn<double>("hi");
        QTest::addColumn<bool>("log");
        QTest::newRow("percent") << 0.05 << 0.95 << false;
        QTest::newRow("small") << 0.00012 << 0.00071 << false;
        QTest::newRow("large") << 12000.0 << 940000.0 << false;
        QTest::newRow("two decades") << 0.09 << 5.0 << true;
        QTest::newRow("eight decades") << 1e-6 << 90.0 << true;
        QTest::newRow("within a decade") << 2.1 << 4.4 << true;
        QTest::newRow("one cost") << 2.17 << 2.17 << true;
        QTest::newRow("one number") << 3.0 << 3.0 << false;
        QTest::newRow("zero") << 0.0 << 0.0 << false;
        QTest::newRow("far from zero") << 1000.001 << 1000.002 << false;
    }
    void ticksNeverOverlap() {
        QFETCH(const double, lo);
        QFETCH(const double, hi);
        QFETCH(const bool, log);
        AxisScale axis;
        axis.setLogWanted(log);
        axis.fit(lo, hi);
        QCOMPARE(axis.isLog(), log);
        for (int pixels = 30; pixels <= 900; pixels += 10) {
            const auto ticks = axis.ticks(pixels, width, 6.0);
            QVERIFY(!ticks.empty());
            QVERIFY(ticks.size() <= 60);
            for (std::size_t k = 1; k < ticks.size(); ++k) {
                const double apart = (axis.map(ticks[k].value) - axis.map(ticks[k - 1].value)) /
                                     (axis.map(axis.hi()) - axis.map(axis.lo())) * pixels;
                QVERIFY(apart >= (width(ticks[k].label) + width(ticks[k - 1].label)) / 2);
                QVERIFY(ticks[k].label != ticks[k - 1].label);
            }
            for (const auto& tick : ticks) {
                const double written = tick.label.toDouble();
                QVERIFY2(std::abs(written - tick.value) <= 1e-6 * std::abs(tick.value) + 1e-12,
                         qPrintable(tick.label));
            }
        }
    }

    void senselessRangesAreIgnored() {
        AxisScale axis;
        axis.fit(0.2, 0.8);
        const double lo = axis.lo();
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double inf = std::numeric_limits<double>::infinity();
        QVERIFY(!axis.fit(nan, 1.0));
        QVERIFY(!axis.fit(0.0, inf));
        QVERIFY(!axis.fit(-inf, 0.0));
        QVERIFY(!axis.fit(inf, -inf));
        QVERIFY(!axis.fit(-1.7e308, 1.7e308));
        QCOMPARE(axis.lo(), lo);
    }

    void valuesRead() {
        QCOMPARE(valueText(0.7961, Unit::Percent), QString("79.6 %"));
        QCOMPARE(valueText(0.331, Unit::Usd), QString("$0.331"));
        QCOMPARE(valueText(12.5, Unit::Usd), QString("$12.50"));
        QCOMPARE(valueText(0.000412, Unit::Usd), QString("$0.000412"));
        QCOMPARE(valueText(std::nan(""), Unit::Usd), QString("–"));
        QCOMPARE(valueText(-2.5, Unit::Number), QString("−2.50"));
    }

    void labelsCoverNothing() {
        const QRectF area(0, 0, 300, 200);
        std::vector<LabelRequest> requests;
        for (int k = 0; k < 40; ++k) {
            requests.push_back({QPointF((k * 83) % 290 + 5, (k * 47) % 190 + 5), 4.0,
                                QSizeF(60, 12), QString("model %1").arg(k)});
        }
        const std::vector<QRectF> blocked = {QRectF(100, 80, 30, 30)};
        const auto rooms = placeLabels(requests, area, blocked, {});
        QCOMPARE(rooms.size(), requests.size());
        std::size_t placed = 0;
        for (std::size_t a = 0; a < rooms.size(); ++a) {
            if (rooms[a].isNull()) continue;
            ++placed;
            QVERIFY(area.contains(rooms[a]));
            QVERIFY(!rooms[a].intersects(blocked[0]));
            for (std::size_t b = 0; b < rooms.size(); ++b) {
                if (b != a) QVERIFY(!rooms[a].intersects(rooms[b]));
                const QRectF marker(requests[b].point - QPointF(4, 4), QSizeF(8, 8));
                QVERIFY(!rooms[a].intersects(marker));
            }
        }
        QVERIFY(placed >= 8);
        QVERIFY(!rooms[0].isNull());
    }
};

ORL_UI_TEST(ChartsPaletteTest);

}  // namespace orl

#include "charts_palette_test.moc"
