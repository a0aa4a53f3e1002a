#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>
#include <memory>

#include "ui/style/appearance.h"
#include "ui/widgets/overall_progress.h"
#include "ui_test.h"

namespace orl {

class AppearanceTest : public QObject {
    Q_OBJECT
  private slots:
    void fieldsHaveEdges_data();
    void fieldsHaveEdges();
    void progressNeverGoesBack();
};

void AppearanceTest::fieldsHaveEdges_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("kind");
    for (const bool dark : {false, true}) {
        for (const char* kind : {"spin box", "combo box", "line", "button"}) {
            QTest::addRow("%s %s", dark ? "dark" : "light", kind) << dark << QString(kind);
        }
    }
}

/// Along the top edge there is a line that differs from what the field stands on.
void AppearanceTest::fieldsHaveEdges() {
    QFETCH(const bool, dark);
    QFETCH(const QString, kind);
    applyAppearance(dark ? Preferences::Appearance::Dark : Preferences::Appearance::Light);
    QWidget ground;
    ground.resize(200, 60);
    std::unique_ptr<QWidget> field;
    if (kind == "spin box") field = std::make_unique<QDoubleSpinBox>(&ground);
    if (kind == "combo box") field = std::make_unique<QComboBox>(&ground);
    if (kind == "line") field = std::make_unique<QLineEdit>(&ground);
    if (kind == "button") field = std::make_unique<QPushButton>("press", &ground);
    field->setGeometry(20, 15, 150, 28);
    ground.show();
    QVERIFY(QTest::qWaitForWindowExposed(&ground));
    const QImage image = ground.grab().toImage();
    const QColor window = image.pixelColor(5, 5);
    int apart = 0;
    for (int y = 14; y < 19; ++y) {
        apart = std::max(apart, std::abs(image.pixelColor(60, y).lightness() - window.lightness()));
    }
    QVERIFY2(apart >= 35, qPrintable(QString::number(apart)));
}

void AppearanceTest::progressNeverGoesBack() {
    OverallProgress progress;
    double last = 0.0;
    const auto stage = [&](double from, double to) {
        for (double share = from; share <= to; share += 0.1) {
            const double overall = progress.update(share);
            QVERIFY(overall >= last && overall < 1.0);
            last = overall;
        }
    };
    QCOMPARE(progress.update(-1.0), 0.0);
    stage(0.0, 1.0);
    const double first = last;
    QCOMPARE(progress.update(-1.0), first);
    stage(0.0, 1.0);
    QVERIFY(last > first);
    // Ten fits of two stages each, which report their share of all ten.
    for (int fit = 0; fit < 10; ++fit) {
        for (int part = 0; part < 2; ++part) stage(fit / 10.0, (fit + 1) / 10.0);
    }
    QVERIFY(last > 0.8 && last < 0.95);
    progress.restart();
    QCOMPARE(progress.update(0.0), 0.0);
}

ORL_UI_TEST(AppearanceTest);

}  // namespace orl

#include "appearance_test.moc"
