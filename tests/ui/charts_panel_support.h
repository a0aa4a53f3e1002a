#pragma once

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

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInf = std::numeric_limits<double>::infinity();

inline void showAt(ChartPanel& panel, QSize size = {640, 420}) {
    panel.resize(size);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QApplication::processEvents();
}

inline QPoint rowCentre(ChartPanel& panel, int row) {
    LegendList* const legend = panel.legend();
    return legend->visualItemRect(legend->item(row)).center();
}

inline void mouse(PlotView* plot, QEvent::Type type, QPointF at, Qt::MouseButtons held) {
    const bool move = type == QEvent::MouseMove;
    QMouseEvent event(type, at, plot->viewport()->mapToGlobal(at),
                      move ? Qt::NoButton : Qt::LeftButton, held, Qt::NoModifier);
    QApplication::sendEvent(plot->viewport(), &event);
}

/// How many pixels of the image are close to the colour.
inline int pixelsOf(const QImage& image, const QColor& color) {
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

inline QImage plotImage(ChartPanel& panel, std::size_t plot) {
    QApplication::processEvents();
    return panel.plots()[plot]->viewport()->grab().toImage();
}

inline QList<QStringList> table(const QString& csv) {
    QList<QStringList> rows;
    for (const QString& line : csv.split('\n', Qt::SkipEmptyParts)) rows.append(line.split(','));
    return rows;
}

inline QString textOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QString::fromUtf8(file.readAll());
}

}  // namespace orl
