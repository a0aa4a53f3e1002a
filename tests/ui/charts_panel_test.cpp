#include <QChart>
#include <QLineSeries>

#include "charts_panel_support.h"
#include "ui_test.h"

namespace orl {

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

    void aHiddenEntryUnderTheMouseFadesNothing() {
        DistributionChart chart;
        chart.setData(sample::distribution(3));
        showAt(chart);
        const QColor other = modelColor(1, chart.theme().dark);
        QTest::mouseMove(chart.legend()->viewport(), rowCentre(chart, 3));
        QTest::mouseMove(chart.legend()->viewport(), rowCentre(chart, 5));
        QCOMPARE(pixelsOf(plotImage(chart, 0), other), 0);
        QTest::mouseClick(chart.legend()->viewport(), Qt::LeftButton, {}, rowCentre(chart, 5));
        QVERIFY(!chart.isSeriesVisible("model:5"));
        QVERIFY(pixelsOf(plotImage(chart, 0), other) > 100);
    }

    void barsReachUpToTheirAxis() {
        for (const double share : {0.2, 0.2004, 0.41, 0.62}) {
            DistributionData data;
            data.levelNames = {"one"};
            data.modelNames = {"a"};
            data.groups = {{"r", {{share}}, {}}};
            DistributionChart chart;
            chart.setData(data);
            chart.settle();
            const AxisScale& axis = chart.plots()[0]->y();
            QVERIFY(axis.hi() >= share);
            QVERIFY2(axis.hi() <= share * 1.06, qPrintable(QString::number(axis.hi())));
        }
    }

    void aValueOutsideTheRangeIsFlaggedAtItsEnd() {
        SweepChart chart("Sweep");
        chart.setData(sample::sweep(true));
        showAt(chart);
        PlotView* const accuracy = chart.plots()[1];
        const QRectF area = accuracy->plotArea();
        const auto flagged = [&](double from, double to) {
            const QImage image = plotImage(chart, 1);
            const QRectF row(QPointF(from, area.bottom() + 5), QPointF(to, area.bottom() + 12));
            const qreal ratio = image.devicePixelRatio();
            return pixelsOf(image.copy(QRectF(row.topLeft() * ratio, row.size() * ratio).toRect()),
                            chart.theme().accent) > 20;
        };
        const double middle = area.center().x();
        for (const double value : {0.2, 0.55, 0.75, 0.95, 1.0}) {
            chart.setCurrent(value);
            QCOMPARE(flagged(area.left() - 10, area.left() + 20), value <= 0.55);
            QCOMPARE(flagged(middle - 15, middle + 15), value == 0.75);
            QCOMPARE(flagged(area.right() - 20, area.right() + 10), value >= 0.95);
            // The titles above the plots stay clear of it.
            const QImage cost = plotImage(chart, 0);
            QCOMPARE(
                pixelsOf(cost.copy(
                             0, 0, cost.width(),
                             int(chart.plots()[0]->plotArea().top() * cost.devicePixelRatio()) - 1),
                         chart.theme().accent),
                0);
        }
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

    /// GSM8K's two models: a mixture at $0.75 has 0.5 · 60.9 % + … of accuracy, not what a straight
    /// stroke over a logarithmic axis would show.
    void mixturesAreDrawnAsWhatTheyCost() {
        PlaneData data;
        data.models = {{"weak", 0, {0.084, 0.609}}, {"strong", 1, {3.7, 0.864}}};
        data.hull = {{0.084, 0.609}, {3.7, 0.864}};
        data.frontier = {{0.1, 0.62}, {3.0, 0.87}};
        PlaneChart chart;
        chart.setData(data);
        showAt(chart);
        PlotView* const plot = chart.plots()[0];
        for (const bool log : {true, false}) {
            chart.setLogarithmic(log);
            QCOMPARE(plot->x().isLog(), log);
            int lines = 0;
            for (QAbstractSeries* series : plot->chart()->series()) {
                const QList<QPointF> points = qobject_cast<QLineSeries*>(series)->points();
                const auto& ends = lines++ == 0 ? data.hull : data.frontier;
                const auto height = [&](double cost) {
                    const double share = (cost - ends[0].cost) / (ends[1].cost - ends[0].cost);
                    return ends[0].accuracy + share * (ends[1].accuracy - ends[0].accuracy);
                };
                for (qsizetype k = 1; k < points.size(); ++k) {
                    const QPointF middle = (points[k - 1] + points[k]) / 2;
                    const double drawn = middle.y();
                    QVERIFY(std::abs(drawn - height(plot->x().unmap(middle.x()))) < 0.001);
                }
            }
            QCOMPARE(lines, 2);
        }
    }

    void costsBetweenSweptValuesAreStraightOnEitherAxis() {
        SweepData data;
        data.series = {{"dual", "d", {0.5, 0.9}, {0.1, 10.0}, {0.5, 0.9}, {}, {}}};
        SweepChart chart("Sweep");
        chart.setData(data);
        showAt(chart);
        PlotView* const plot = chart.plots()[0];
        QVERIFY(plot->y().isLog());
        const auto* line = qobject_cast<QLineSeries*>(plot->chart()->series().front());
        const QList<QPointF> points = line->points();
        QVERIFY(points.size() > 10);
        for (const QPointF& point : points) {
            const double cost = 0.1 + (point.x() - 0.5) / 0.4 * 9.9;
            QVERIFY(std::abs(plot->y().unmap(point.y()) - cost) < 1e-9);
        }
        chart.setLogarithmic(false);
        QVERIFY(!plot->y().isLog());
        QCOMPARE(line->points().size(), 2);
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

ORL_UI_TEST(ChartsPanelTest);

}  // namespace orl

#include "charts_panel_test.moc"
