#pragma once

#include <QColor>
#include <QPixmap>
#include <QPointF>
#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/charts/axis_scale.h"
#include "ui/style/tokens.h"

namespace orl {

/// Small plot of what happens step by step: traces over a count from 1 up, on a logarithmic axis,
/// with a cursor that moves over a picture that stays. Where points are denser than pixels, each
/// column shows least and greatest. A click or a drag asks for a step.
class TracePlot : public QWidget {
    Q_OBJECT
  public:
    struct Trace {
        std::vector<QPointF> points;  ///< (count, value), ascending; not finite: a gap
        QColor color;
        qreal width = 1.5;
        bool steps = false;  ///< a value holds until the next
        bool dashed = false;
        bool shaped = true;  ///< the axis makes room for it; else it is cut
        QString label;       ///< at its end; empty: none
        bool operator==(const Trace&) const = default;
    };
    struct Level {
        double value = 0.0;
        QString label;
        QColor color;
        bool operator==(const Level&) const = default;
    };
    struct Dot {
        QPointF at;
        QColor color;
        bool diamond = false;
        bool operator==(const Dot&) const = default;
    };
    struct Content {
        QString title;
        Unit unit = Unit::Number;
        bool logarithmic = false;
        int count = 1;                    ///< end of the axis
        QString countTitle;               ///< under the axis; empty: no labels there
        std::optional<double> low, high;  ///< the axis does not go beyond
        std::vector<Trace> traces;        ///< painted in order
        std::vector<Level> levels;
        std::vector<double> room;  ///< values that the axis makes room for as well
        bool zeroLine = false;
        /// Between the traces of these two indices; −1: nothing.
        int shadedFrom = -1;
        int shadedTo = -1;
        bool operator==(const Content&) const = default;
    };

    explicit TracePlot(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return m_content; }
    /// @param ended the cursor is past the end of what is shown
    void setCursor(int count, bool ended, std::vector<Dot> dots);
    int cursorCount() const { return m_cursor; }
    const std::vector<Dot>& dots() const { return m_dots; }
    QSize sizeHint() const override { return {240, 120}; }
    QSize minimumSizeHint() const override { return {120, 72}; }
    QPointF pixelOf(QPointF point) const;
    const AxisScale& valueAxis() const { return m_y; }

  signals:
    void asked(int count);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

  private:
    QRectF area() const;
    void fitAxes();
    void askAt(double pixel);
    QPixmap picture() const;
    void paintAxes(QPainter& painter, const Theme& theme) const;
    void paintTrace(QPainter& painter, const Trace& trace) const;
    void paintShade(QPainter& painter, const Theme& theme) const;
    void paintLabels(QPainter& painter, const Theme& theme) const;

    Content m_content;
    AxisScale m_x;
    AxisScale m_y;
    int m_cursor = 1;
    bool m_ended = false;
    std::vector<Dot> m_dots;
    QPixmap m_picture;
};

}  // namespace orl
