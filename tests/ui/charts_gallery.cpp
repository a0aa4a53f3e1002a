// Renders every chart in light and dark, large and small, to PNG files for looking at:
//     QT_QPA_PLATFORM=offscreen ui_tests charts_gallery FOLDER
#include <QApplication>
#include <QDir>
#include <QMouseEvent>
#include <QPalette>
#include <QStyleFactory>
#include <memory>

#include "charts_sample.h"
#include "ui/charts/plot_view.h"
#include "ui_test.h"

namespace {

using namespace orl;

QPalette darkPalette() {
    QPalette palette(QColor(0x2b, 0x2d, 0x31), QColor(0x25, 0x27, 0x2b));
    palette.setColor(QPalette::Base, QColor(0x1e, 0x20, 0x24));
    palette.setColor(QPalette::Text, QColor(0xe4, 0xe6, 0xea));
    palette.setColor(QPalette::WindowText, QColor(0xe4, 0xe6, 0xea));
    palette.setColor(QPalette::ButtonText, QColor(0xe4, 0xe6, 0xea));
    return palette;
}

void shoot(ChartPanel& panel, const QString& path, QSize size) {
    panel.resize(size);
    panel.show();
    QApplication::processEvents();
    panel.grab().save(path);
}

void hover(ChartPanel& panel, std::size_t plot, QPointF share) {
    PlotView* const view = panel.plots()[plot];
    const QRectF area = view->plotArea();
    const QPointF at(area.left() + share.x() * area.width(),
                     area.top() + share.y() * area.height());
    QMouseEvent move(QEvent::MouseMove, at, view->viewport()->mapToGlobal(at), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(view->viewport(), &move);
}

}  // namespace

static int chartsGallery(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    const QDir folder(argc > 1 ? argv[1] : ".");
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? darkPalette() : QApplication::style()->standardPalette());
        for (const QSize size : {QSize(760, 460), QSize(380, 260)}) {
            const QString tag =
                QString("-%1-%2.png").arg(dark ? "dark" : "light").arg(size.width());
            DistributionChart bars;
            bars.setData(sample::distribution(3));
            shoot(bars, folder.filePath("distribution" + tag), size);
            hover(bars, 0, {0.55, 0.8});
            shoot(bars, folder.filePath("distribution-hover" + tag), size);
            bars.setData(sample::distribution(6));
            bars.setNormalised(true);
            shoot(bars, folder.filePath("distribution-norm" + tag), size);
            PlaneChart plane;
            plane.setData(sample::plane());
            shoot(plane, folder.filePath("plane" + tag), size);
            hover(plane, 0, {0.42, 0.55});
            shoot(plane, folder.filePath("plane-hover" + tag), size);
            SweepChart alpha("Sweep of the accuracy floor α");
            alpha.setData(sample::sweep(true));
            alpha.setCurrent(0.82);
            alpha.setNotice("no feasible point above 90.5 %", true);
            shoot(alpha, folder.filePath("sweep-alpha" + tag), size);
            SweepChart capacity("Sweep of the capacity L");
            capacity.setData(sample::sweep(false));
            capacity.setCurrent(0.4);
            shoot(capacity, folder.filePath("sweep-capacity" + tag), size);
            capacity.savePng(folder.filePath("export" + tag));
            capacity.saveSvg(folder.filePath("export" + tag + ".svg"));
        }
    }
    return 0;
}

ORL_UI_PROGRAM(chartsGallery);
