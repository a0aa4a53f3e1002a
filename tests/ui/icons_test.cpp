// Every page drawn for has an icon, in the colour of the text around it.
#include <QPalette>
#include <QtTest>

#include "ui/style/appearance.h"
#include "ui/style/icons.h"
#include "ui_test.h"

namespace {

using orl::Preferences;

/// The lightness of what is drawn opaque, in the middle of its range; -1 if nothing is.
int lightnessOf(const QIcon& icon) {
    const QImage picture = icon.pixmap(88, 88).toImage();
    int least = 256;
    int most = -1;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QColor colour = picture.pixelColor(x, y);
            if (colour.alpha() < 250) continue;
            least = std::min(least, colour.lightness());
            most = std::max(most, colour.lightness());
        }
    }
    return most < 0 ? -1 : (least + most) / 2;
}

}  // namespace

class IconsTest : public QObject {
    Q_OBJECT

  private slots:
    void theApplicationHasOneInEverySize() {
        const QIcon icon = orl::applicationIcon();
        for (const int size : {16, 22, 24, 32, 48, 64, 128, 256}) {
            const QPixmap drawn = icon.pixmap(size, size);
            QCOMPARE(drawn.size(), QSize(size, size));
            QVERIFY(drawn.toImage().pixelColor(size / 2, size / 8).blue() > 150);
        }
    }

    void pagesFollowTheAppearance() {
        for (const char* id : {"dashboard", "queries", "models", "duals", "predictor", "simulation",
                               "compare", "learn"}) {
            const QIcon icon = orl::pageIcon(id);
            orl::applyAppearance(Preferences::Appearance::Light);
            const int light = lightnessOf(icon);
            QVERIFY2(light >= 0 && light < 80, id);
            orl::applyAppearance(Preferences::Appearance::Dark);
            QVERIFY2(lightnessOf(icon) > 180, id);
        }
    }

    void anUnknownPageHasNone() { QVERIFY(orl::pageIcon("nosuchpage").isNull()); }
};

ORL_UI_TEST(IconsTest);

#include "icons_test.moc"
