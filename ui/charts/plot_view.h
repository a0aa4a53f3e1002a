#pragma once

#include <QChartView>
#include <QPixmap>
#include <QStringList>
#include <functional>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/style/palette.h"

class QLineSeries;
class QValueAxis;
class QAbstractSeries;

namespace orl {

/// One plot: Qt Charts draws the series; grid, tick labels and titles are drawn here, because
/// QAbstractAxis elides labels, leaves out 1-2-5 ticks on logarithmic axes and cannot line up two
/// plots. The titles stand level: y above the axis, x below it.
class PlotView : public QChartView {
    Q_OBJECT

  public:
    struct HoverLine {
        QString text;
        QColor swatch;  ///< invalid: none
    };

    explicit PlotView(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    const Theme& theme() const { return m_theme; }
    void setTitles(const QString& x, const QString& y);
    /// An axis without labels has grid lines only and takes no room.
    void setXLabels(bool shown);
    /// A plot whose x positions are no quantity draws its own labels in this height.
    void setOwnXLabels(int height);

    /// No grid, no ticks, no titles: the whole view is the plot.
    void setBare(bool bare);

    AxisScale& x() { return m_x; }
    AxisScale& y() { return m_y; }
    const AxisScale& x() const { return m_x; }
    const AxisScale& y() const { return m_y; }
    /// Call after the scales changed.
    void updateAxes();

    /// A new line in this plot, owned by the chart.
    QLineSeries* addLine();
    void addSeries(QAbstractSeries* series);
    /// Where a value goes in a series' points.
    QPointF mapped(double xValue, double yValue) const {
        return {m_x.map(xValue), m_y.map(yValue)};
    }

    /// Points of the straight line between two values, after its first point to its last: where an
    /// axis is logarithmic the line is bent, so they lie close.
    QList<QPointF> mappedLine(QPointF from, QPointF to) const;
    /// Where a point of a series is on the screen.
    QPointF pixelOf(QPointF onAxes) const;

    QRectF plotArea() const { return m_area; }
    QPointF toPixel(double xValue, double yValue) const;
    double xAt(double pixel) const;

    /// Room that this plot's y labels need, and at least as much as it is given (to line plots up).
    int neededLeft() const;
    void setLeft(int pixels);
    int neededRight() const;
    void setRight(int pixels);

    /// Drawn behind and before the series, in pixels of the plot.
    void setUnder(std::function<void(QPainter&)> paint) { m_under = std::move(paint); }
    void setOver(std::function<void(QPainter&)> paint) { m_over = std::move(paint); }
    /// Drawn last and on every paint, while all below comes from a picture that is kept until
    /// contentChanged(): for lines that follow a drag. updateLive() repaints that part of it.
    void setLive(std::function<void(QPainter&)> paint) { m_live = std::move(paint); }
    void updateLive(const QRectF& part) { viewport()->update(part.toAlignedRect()); }
    /// Call after series, or what the functions above draw, changed.
    void contentChanged();
    /// Everything but the hover box, for exports.
    void paintTo(QPainter& painter, QPointF topLeft);

    /// A box with exact values beside that point; no lines hide it.
    void setHoverBox(QPointF anchor, std::vector<HoverLine> lines);
    const std::vector<HoverLine>& hoverBox() const { return m_hover; }
    QFont labelFont() const;

  signals:
    void pressed(QPointF position);
    void moved(QPointF position, bool held);
    void released(QPointF position);
    void left();
    void marginsChanged();

  protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    void layOut();
    void paintGrid(QPainter& painter) const;
    void paintHover(QPainter& painter) const;

    Theme m_theme;
    QString m_xTitle;
    QString m_yTitle;
    AxisScale m_x;
    AxisScale m_y;
    QValueAxis* m_xAxis = nullptr;
    QValueAxis* m_yAxis = nullptr;
    QRectF m_area;
    std::vector<AxisScale::Tick> m_xTicks;
    std::vector<AxisScale::Tick> m_yTicks;
    bool m_xLabels = true;
    bool m_bare = false;
    int m_ownXLabels = -1;
    int m_left = 0;
    int m_right = 0;
    int m_neededLeft = 0;
    int m_neededRight = 0;
    std::function<void(QPainter&)> m_under;
    std::function<void(QPainter&)> m_over;
    std::function<void(QPainter&)> m_live;
    QPixmap m_picture;
    bool m_stale = true;
    QPointF m_hoverAnchor;
    std::vector<HoverLine> m_hover;
};

}  // namespace orl
