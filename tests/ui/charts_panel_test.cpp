#include <QDir>
#include <QFile>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <cmath>
#include <limits>
#include <memory>

#include "charts_sample.h"
#include "core/support/error.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInf = std::numeric_limits<double>::infinity();

void showAt(ChartPanel& panel, QSize size = {640, 420}) {
    panel.resize(size);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QApplication::processEvents();
}

QPoint rowCentre(ChartPanel& panel, int row) {
    LegendList* const legend = panel.legend();
    return legend->visualItemRect(legend->item(row)).center();
}

void mouse(PlotView* plot, QEvent::Type type, QPointF at, Qt::MouseButtons held) {
    const bool move = type == QEvent::MouseMove;
    QMouseEvent event(type, at, plot->viewport()->mapToGlobal(at),
                      move ? Qt::NoButton : Qt::LeftButton, held, Qt::NoModifier);
    QApplication::sendEvent(plot->viewport(), &event);
}

/// How many pixels of the image are close to the colour.
int pixelsOf(const QImage& image, const QColor& color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) +
                    std::abs(pixel.blue() - color.blue()) <
                12) {
                ++count;
            }
        }
    }
    return count;
}

QImage plotImage(ChartPanel& panel, std::size_t plot) {
    QApplication::processEvents();
    return panel.plots()[plot]->viewport()->grab().toImage();
}

QList<QStringList> table(const QString& csv) {
    QList<QStringList> rows;
    for (const QString& line : csv.split('\n', Qt::SkipEmptyParts)) rows.append(line.split(','));
    return rows;
}

QString textOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QString::fromUtf8(file.readAll());
}

}  // namespace

class ChartsPanelTest : public QObject {
    Q_OBJECT

  private slots:
    void legendClickHidesAModel() {
        DistributionChart chart;
        chart.setData(sample::distribution(3));
        showAt(chart);
        const QColor color = modelColor(5, chart.theme().dark);
        QVERIFY(pixelsOf(plotImage(chart, 0), color) > 500);
        QSignalSpy spy(&chart, &ChartPanel::seriesVisibilityChanged);
        QTest::mouseClick(chart.legend()->viewport(), Qt::LeftButton, {}, rowCentre(chart, 5));
        QCOMPARE(spy.count(), 1);
        QVERIFY(!chart.isSeriesVisible("model:5"));
        QCOMPARE(pixelsOf(plotImage(chart, 0), color), 0);
        chart.setData(sample::distribution(3, 1.0));  // stays hidden
        QCOMPARE(pixelsOf(plotImage(chart, 0), color), 0);
        QTest::mouseClick(chart.legend()->viewport(), Qt::LeftButton, {}, rowCentre(chart, 5));
        QVERIFY(pixelsOf(plotImage(chart, 0), color) > 500);
    }

    void legendTogglesByKeyboard() {
        SweepChart chart("Sweep");
        chart.setData(sample::sweep(true));
        showAt(chart);
        chart.legend()->setCurrentRow(2);
        QTest::keyClick(chart.legend(), Qt::Key_Space);
        QVERIFY(!chart.isSeriesVisible("willingness"));
        QVERIFY(chart.isSeriesVisible("threshold"));
    }

    void legendHoverHighlights() {
        DistributionChart chart;
        chart.setData(sample::distribution(3));
        showAt(chart);
        const QColor other = modelColor(1, chart.theme().dark);
        const int before = pixelsOf(plotImage(chart, 0), other);
        QVERIFY(before > 100);
        QTest::mouseMove(chart.legend()->viewport(), rowCentre(chart, 5));
        QCOMPARE(pixelsOf(plotImage(chart, 0), other), 0);  // the others fade
        QVERIFY(pixelsOf(plotImage(chart, 0), modelColor(5, chart.theme().dark)) > 500);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(chart.legend(), &leave);
        QCOMPARE(pixelsOf(plotImage(chart, 0), other), before);
    }

    void legendStaysBesideThePlotAndKeepsWholeNames() {
        for (const QSize size : {QSize(380, 260), QSize(760, 460), QSize(1400, 900)}) {
            PlaneChart chart;
            chart.setData(sample::plane());
            showAt(chart, size);
            const QRect legend(chart.legend()->mapTo(&chart, QPoint()), chart.legend()->size());
            PlotView* const plot = chart.plots()[0];
            const QRect view(plot->mapTo(&chart, QPoint()), plot->size());
            QVERIFY(!legend.intersects(view));
            QVERIFY(chart.rect().contains(legend));
            QVERIFY(view.width() > chart.width() / 2);
            for (int row = 0; row < chart.legend()->count(); ++row) {
                QCOMPARE(chart.legend()->item(row)->toolTip(),
                         chart.legend()->entries()[static_cast<std::size_t>(row)].label);
            }
        }
    }

    void barsStandAtTheirShares() {
        DistributionData data;
        data.levelNames = {"easy", "hard"};
        data.modelNames = {"a", "b"};
        data.groups = {{"one", {{0.5, 0.0}, {0.1, 0.4}}}};
        DistributionChart chart;
        chart.setData(data);
        showAt(chart);
        const QImage image = plotImage(chart, 0);
        const qreal ratio = image.devicePixelRatio();
        PlotView* const plot = chart.plots()[0];
        const auto colorAt = [&](double slot, double share) {
            return image.pixelColor((plot->toPixel(slot, share) * ratio).toPoint());
        };
        QCOMPARE(colorAt(0, 0.48).rgb(), modelColor(0, chart.theme().dark).rgb());
        QCOMPARE(colorAt(1, 0.08).rgb(), modelColor(0, chart.theme().dark).rgb());
        QCOMPARE(colorAt(1, 0.12).rgb(), modelColor(1, chart.theme().dark).rgb());
        QCOMPARE(colorAt(1, 0.48).rgb(), modelColor(1, chart.theme().dark).rgb());
        QCOMPARE(colorAt(1, 0.515).rgb(), chart.theme().background.rgb());
        chart.setNormalised(true);
        const auto rows = table(chart.csv());
        QCOMPARE(rows[4][3].toDouble(), 0.8);
    }

    void dragInTheSweepChoosesValues() {
        SweepChart chart("Sweep of α");
        chart.setData(sample::sweep(true));
        showAt(chart);
        QSignalSpy chosen(&chart, &SweepChart::valueChosen);
        QSignalSpy started(&chart, &SweepChart::dragStarted);
        QSignalSpy finished(&chart, &SweepChart::dragFinished);
        for (PlotView* plot : chart.plots()) {
            chosen.clear();
            const QRectF area = plot->plotArea();
            const double y = area.center().y();
            mouse(plot, QEvent::MouseButtonPress, plot->toPixel(0.60, 0.7), Qt::LeftButton);
            QVERIFY(std::abs(chosen.last()[0].toDouble() - 0.60) < 1e-9);
            for (int k = 0; k <= 20; ++k) {
                const QPointF at(area.left() + area.width() * k / 20.0, y);
                mouse(plot, QEvent::MouseMove, at, Qt::LeftButton);
                const double expected = 0.55 + 0.40 * k / 20.0;
                QVERIFY(std::abs(chosen.last()[0].toDouble() - expected) < 1e-9);
                QVERIFY(std::abs(chart.current() - expected) < 1e-9);
            }
            mouse(plot, QEvent::MouseMove, QPointF(area.right() + 300, y), Qt::LeftButton);
            QCOMPARE(chosen.last()[0].toDouble(), 0.95);
            chart.setChoosable(0.6, 0.9);
            mouse(plot, QEvent::MouseMove, QPointF(area.left(), y), Qt::LeftButton);
            QCOMPARE(chosen.last()[0].toDouble(), 0.6);
            chart.setChoosable(kNan, kNan);
            mouse(plot, QEvent::MouseButtonRelease, QPointF(area.left(), y), {});
            const auto count = chosen.count();
            mouse(plot, QEvent::MouseMove, area.center(), {});
            QCOMPARE(chosen.count(), count);  // hovering chooses nothing
        }
        QCOMPARE(started.count(), 2);
        QCOMPARE(finished.count(), 2);
    }

    void currentLineFollows() {
        SweepChart chart("Sweep");
        chart.setData(sample::sweep(false));
        showAt(chart);
        const auto accentAt = [&chart](std::size_t plot, double value) {
            const QImage image = plotImage(chart, plot);
            PlotView* const view = chart.plots()[plot];
            const QRectF area = view->plotArea();
            const QPointF at(view->toPixel(value, view->y().lo()).x(), area.bottom() - 5);
            const QRect strip((at * image.devicePixelRatio()).toPoint() - QPoint(2, 2),
                              QSize(5, 4));
            return pixelsOf(image.copy(strip), chart.theme().accent) > 0;
        };
        chart.setCurrent(0.37);
        for (const std::size_t plot : {0U, 1U}) {
            QVERIFY(accentAt(plot, 0.37));
            QVERIFY(!accentAt(plot, 0.73));
        }
        chart.setCurrent(0.73);
        for (const std::size_t plot : {0U, 1U}) {
            QVERIFY(!accentAt(plot, 0.37));
            QVERIFY(accentAt(plot, 0.73));
        }
        chart.setCurrent(kNan);
        QVERIFY(!accentAt(0, 0.73));
    }

    void sweepPlotsLineUpAndAxesHold() {
        SweepChart chart("Sweep");
        chart.setData(sample::sweep(true));
        showAt(chart);
        const PlotView* const cost = chart.plots()[0];
        const PlotView* const accuracy = chart.plots()[1];
        QCOMPARE(cost->plotArea().left(), accuracy->plotArea().left());
        QCOMPARE(cost->plotArea().right(), accuracy->plotArea().right());
        const double hi = cost->y().hi();
        const QRectF area = cost->plotArea();
        for (int k = 0; k < 30; ++k) {
            chart.setData(sample::sweep(true, k * 0.2));
            QCOMPARE(cost->y().hi(), hi);
            QCOMPARE(cost->plotArea(), area);
        }
    }

    void hoverShowsExactValues() {
        PlaneChart chart;
        chart.setData(sample::plane());
        showAt(chart);
        PlotView* const plot = chart.plots()[0];
        mouse(plot, QEvent::MouseMove, plot->toPixel(5.0, 0.879), {});
        QVERIFY(plot->hoverBox().size() >= 3);
        QCOMPARE(plot->hoverBox()[0].text, QString("gpt-4-1106-preview"));
        QVERIFY(plot->hoverBox()[1].text.contains("$5.00"));
        QVERIFY(plot->hoverBox()[2].text.contains("87.9 % realized"));
        mouse(plot, QEvent::MouseMove, plot->plotArea().bottomLeft() + QPointF(2, -2), {});
        QVERIFY(plot->hoverBox().empty());
        QSignalSpy clicked(&chart, &PlaneChart::pointClicked);
        mouse(plot, QEvent::MouseButtonPress, plot->toPixel(0.09, 0.52), Qt::LeftButton);
        QCOMPARE(clicked.last()[0].toString(), QString("model:8"));
    }

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

    void emptyAndBrokenDataShowText() {
        DistributionChart bars;
        PlaneChart plane;
        SweepChart sweep("Sweep");
        for (ChartPanel* panel : std::initializer_list<ChartPanel*>{&bars, &plane, &sweep}) {
            panel->setEmptyText("open a data set");
            showAt(*panel);
            QVERIFY(panel->isEmpty());
            QVERIFY(!panel->image().isNull());
            panel->settle();
        }
        bars.setData({{"easy"}, {"a"}, {}, {{"r", {{kNan}}}}});
        bars.setData({{"easy", "hard"}, {"a", "b"}, {}, {{"r", {{0.5}}}, {"s", {}}}});
        bars.setNormalised(true);
        mouse(bars.plots()[0], QEvent::MouseMove, bars.plots()[0]->plotArea().center(), {});
        QVERIFY(!bars.image().isNull());

        PlaneData points;
        points.models = {{"nan", 0, {kNan, 0.5}}, {"inf", 1, {kInf, 0.5}}, {"zero", 2, {0.0, 0.0}}};
        points.frontier = {{kNan, kNan}, {0.0, 0.1}, {100.0, 1.0}};
        points.current = {kNan, kNan};
        plane.setData(points);
        QVERIFY(!plane.isEmpty());
        QVERIFY(!plane.image().isNull());

        SweepData lines;
        lines.series = {{"dual", "d", {0.1, 0.2, 0.3}, {kNan, kInf, 0.0}, {kNan}, {}, {false}},
                        {"random", "r", {}, {}, {}, {}, {}},
                        {"oracle", "o", {0.2}, {1.0}, {0.5}, {}, {}}};
        sweep.setData(lines);
        sweep.setCurrent(0.2);
        QVERIFY(!sweep.isEmpty());
        QVERIFY(!sweep.image().isNull());
        mouse(sweep.plots()[0], QEvent::MouseMove, sweep.plots()[0]->plotArea().center(), {});
        sweep.setData({});
        QVERIFY(sweep.isEmpty());
        for (ChartPanel* panel : std::initializer_list<ChartPanel*>{&bars, &plane, &sweep}) {
            showAt(*panel, panel->minimumSize());
            QVERIFY(!panel->grab().isNull());
        }
    }

    void brokenLinesLeaveGaps() {
        SweepData data;
        SweepData::Series series{"threshold", "t", {}, {}, {}, {}, {}};
        for (int k = 0; k <= 10; ++k) {
            series.x.push_back(k / 10.0);
            series.cost.push_back(k == 5 ? kNan : 1.0);
            series.accuracy.push_back(0.5);
        }
        data.series = {series};
        SweepChart chart("Sweep");
        chart.setData(data);
        showAt(chart);
        const QImage image = plotImage(chart, 0);
        const QColor color = routerStyle("threshold", chart.theme().dark).color;
        const auto drawnAt = [&](double x) {
            const QPointF at = chart.plots()[0]->toPixel(x, 1.0) * image.devicePixelRatio();
            return pixelsOf(image.copy(QRect(at.toPoint() - QPoint(2, 3), QSize(5, 7))), color) > 0;
        };
        QVERIFY(drawnAt(0.25));
        QVERIFY(!drawnAt(0.45));
        QVERIFY(!drawnAt(0.55));
        QVERIFY(drawnAt(0.85));
    }

    void manyPointsDoNotHang() {
        PlaneData data;
        for (int k = 0; k < 10000; ++k) {
            const double t = k / 10000.0;
            data.models.push_back({QString("model %1").arg(k),
                                   k % 12,
                                   {0.01 + t * 9, 0.3 + 0.6 * std::fmod(t * 97, 1.0)}});
            data.frontier.push_back({0.01 + t * 9, 0.3 + 0.6 * t});
        }
        PlaneChart chart;
        chart.setData(data);
        showAt(chart);
        QVERIFY(pixelsOf(plotImage(chart, 0), modelColor(0, chart.theme().dark)) > 100);
        mouse(chart.plots()[0], QEvent::MouseMove, chart.plots()[0]->plotArea().center(), {});
        QVERIFY(!chart.plots()[0]->hoverBox().empty());
    }
};

}  // namespace orl

QTEST_MAIN(orl::ChartsPanelTest)
#include "charts_panel_test.moc"
