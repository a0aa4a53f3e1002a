#include <QClipboard>
#include <QMimeData>
#include <QVBoxLayout>

#include "charts_panel_support.h"
#include "ui/charts/break_even_chart.h"
#include "ui/charts/copied_table.h"
#include "ui/charts/floor_chart.h"
#include "ui_test.h"

namespace orl {

/// What leaves a chart: files, the clipboard, other colours.
class ChartsExportTest : public QObject {
    Q_OBJECT

  private slots:
    void csvReadsBackToTheLastDigit() {
        SweepChart chart("Sweep");
        const SweepData data = sample::sweep(true, 0.3);
        chart.setData(data);
        chart.setSeriesVisible("random", false);
        const auto rows = table(chart.csv());
        qsizetype row = 1;
        for (const auto& series : data.series) {
            if (series.router == "random") continue;
            for (std::size_t k = 0; k < series.x.size(); ++k, ++row) {
                QCOMPARE(rows[row][0], series.label);
                // Bit for bit: QCOMPARE would allow a difference.
                QVERIFY(rows[row][1].toDouble() == series.x[k]);
                QVERIFY(std::isnan(series.cost[k]) ? rows[row][2].isEmpty()
                                                   : rows[row][2].toDouble() == series.cost[k]);
                QVERIFY(rows[row][3].toDouble() == series.accuracy[k]);
                QVERIFY(rows[row][4].toDouble() == series.predicted[k]);
                QCOMPARE(rows[row][5], QString(series.feasible[k] ? "true" : "false"));
            }
        }
        QCOMPARE(rows.size(), row);

        DistributionChart bars;
        const DistributionData shares = sample::distribution(2);
        bars.setData(shares);
        const auto cells = table(bars.csv());
        QCOMPARE(cells.size(), 1 + 2 * 5 * 11);
        QVERIFY(cells[1 + 5 * 11 + 3 * 11 + 7][3].toDouble() == shares.groups[1].share[3][7]);

        PlaneData plane = sample::plane();
        plane.models[0].name = "a \"quoted\", name";
        PlaneChart points;
        points.setData(plane);
        QVERIFY(points.csv().contains("model,\"a \"\"quoted\"\", name\",0.14,0.49,"));
    }

    void exportsHoldWhatIsShown() {
        const QTemporaryDir folder;
        SweepChart chart("Sweep of the floor");
        chart.setNotice("no feasible point above 90 %", true);
        chart.setData(sample::sweep(true));
        chart.setCurrent(0.8);
        showAt(chart);
        const QString svg = folder.filePath("chart.svg");
        chart.saveSvg(svg);
        const QString text = textOf(svg);
        for (const char* expected :
             {"Sweep of the floor", "no feasible point above 90 %", "accuracy floor", "cost, USD",
              "Willingness to pay", "80.0 %", "Round robin"}) {
            QVERIFY2(text.contains(expected), expected);
        }
        QXmlStreamReader reader(text);
        int paths = 0;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement &&
                (reader.name() == u"path" || reader.name() == u"polyline")) {
                ++paths;
            }
        }
        QVERIFY(!reader.hasError());
        QVERIFY(paths >= 22);

        const QString png = folder.filePath("chart.png");
        chart.savePng(png);
        const QImage image(png);
        QCOMPARE(image.width(), chart.width() * 2);
        QVERIFY(pixelsOf(image, routerStyle("dual", chart.theme().dark).color) > 200);
        const QString csv = folder.filePath("chart.csv");
        chart.saveCsv(csv);
        QCOMPARE(textOf(csv), chart.csv());
        QVERIFY_EXCEPTION_THROWN(chart.savePng("/nowhere/chart.png"), Error);
        chart.copyImage();
    }

    void aSlideStandsAlone() {
        const QTemporaryDir folder;
        SweepChart chart("Sweep of the floor");
        chart.setNotice("no feasible point above 90 %", true);
        chart.setData(sample::sweep(true));
        chart.setMaximumHeight(420);
        showAt(chart);
        const QPalette before = QApplication::palette();
        QPalette dark(QColor(0x2b2d31));
        dark.setColor(QPalette::Base, QColor(0x1e2024));
        QApplication::setPalette(dark);
        QApplication::processEvents();
        const SlideWords words{"bundled, 2,500 queries, at least 85 %", "OmniRouter Lab, today"};
        const QString svg = folder.filePath("slide.svg");
        chart.saveSlide(svg, words);
        const QString text = textOf(svg);
        for (const char* expected :
             {"Sweep of the floor", "bundled, 2,500 queries, at least 85 %", "accuracy floor",
              "no feasible point above 90 %", "OmniRouter Lab, today", "Willingness to pay"}) {
            QVERIFY2(text.contains(expected), expected);
        }
        const QString png = folder.filePath("slide.png");
        chart.saveSlide(png, words);
        const QImage image(png);
        QCOMPARE(image.size(), QSize(1920, 1080));
        // Light whatever the window is, and the window as it was.
        QCOMPARE(image.pixelColor(3, 3), Theme::light().background);
        QVERIFY(pixelsOf(image, routerStyle("dual", false).color) > 200);
        QVERIFY(pixelsOf(image.copy(0, 900, 1920, 60), Theme::light().mutedText) > 20);
        QCOMPARE(chart.size(), QSize(640, 420));
        QCOMPARE(chart.maximumHeight(), 420);
        QVERIFY(chart.theme().dark);
        QVERIFY(pixelsOf(plotImage(chart, 0), QColor(0x1e2024)) > 10000);
        QApplication::setPalette(before);
        QApplication::processEvents();
        QVERIFY(!chart.theme().dark);
        QVERIFY_EXCEPTION_THROWN(chart.saveSlide("/nowhere/slide.png", words), Error);
    }

    void aSlideHasLightColoursOfModels() {
        BreakEvenData prices;
        prices.name = "one";
        prices.subject = 0;
        prices.models = {"one", "two"};
        for (const double at : {0.2, 1.0, 4.0}) prices.points.push_back({at, at, {0.3, 0.7}});
        const QPalette before = QApplication::palette();
        QPalette dark(QColor(0x2b2d31));
        dark.setColor(QPalette::Base, QColor(0x1e2024));
        QApplication::setPalette(dark);
        BreakEvenChart chart;
        chart.setData(prices);
        showAt(chart);
        const QImage slide = chart.slide({"words", "source"});
        for (const int model : {0, 1}) {
            QVERIFY(pixelsOf(plotImage(chart, 1), modelColor(model, true)) > 500);
            QVERIFY(pixelsOf(slide, modelColor(model, false)) > 5000);
        }
        QApplication::setPalette(before);
        QApplication::processEvents();
        // And the window's own follow it.
        QVERIFY(pixelsOf(plotImage(chart, 1), modelColor(1, false)) > 500);
    }

    void aSlideIsFullWhateverThePanelIsIn() {
        // Its legend comes with the width, and with it the panel is laid out anew.
        QWidget page;
        auto* column = new QVBoxLayout(&page);
        auto* chart = new FloorChart;
        column->addWidget(chart);
        FloorData floor;
        for (int k = 0; k < 10; ++k) {
            const double at = 0.5 + 0.04 * k;
            floor.points.push_back({at, at, at});
        }
        chart->setData(floor);
        page.resize(320, 240);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        const QSize before = chart->size();
        const QImage image = chart->slide({"words", "source"});
        // The frame of the plot reaches far to the right.
        QVERIFY(pixelsOf(image.copy(1200, 300, 300, 500), Theme::light().grid) > 300);
        QCOMPARE(chart->size(), before);
        QApplication::processEvents();
        QCOMPARE(chart->size(), before);
        QVERIFY(chart->legend()->isHidden());
    }

    void aChartIsCopiedAsATable() {
        PlaneData plane = sample::plane();
        plane.models[0].name = "a \"quoted\",\t<name> &";
        PlaneChart chart;
        chart.setData(plane);
        chart.copyData();
        const QMimeData* copied = QApplication::clipboard()->mimeData();
        const QStringList lines = copied->text().split('\n', Qt::SkipEmptyParts);
        const QList<QStringList> csv = rowsOfCsv(chart.csv());
        QCOMPARE(lines.size(), csv.size());
        for (qsizetype k = 0; k < lines.size(); ++k) {
            QCOMPARE(lines[k].count('\t') + 1, csv[k].size());
        }
        QVERIFY(copied->text().contains("model\ta \"quoted\", <name> &\t0.14\t0.49"));
        QVERIFY(copied->html().contains("a &quot;quoted&quot;,\t&lt;name&gt; &amp;</td>"));
        QVERIFY(copied->html().contains("<td dir=\"auto\" align=\"right\">0.49</td>"));
        QVERIFY(!copied->html().contains("<name>"));
    }

    void themeChangesLive() {
        PlaneChart chart;
        chart.setData(sample::plane());
        showAt(chart);
        const QPalette before = QApplication::palette();
        QPalette dark(QColor(0x2b2d31));
        dark.setColor(QPalette::Base, QColor(0x1e2024));
        QApplication::setPalette(dark);
        QApplication::processEvents();
        QVERIFY(chart.theme().dark);
        QVERIFY(pixelsOf(plotImage(chart, 0), QColor(0x1e2024)) > 10000);
        QApplication::setPalette(before);
        QApplication::processEvents();
        QVERIFY(!chart.theme().dark);
        QVERIFY(pixelsOf(plotImage(chart, 0), chart.theme().background) > 10000);
    }
};

ORL_UI_TEST(ChartsExportTest);

}  // namespace orl

#include "charts_export_test.moc"
