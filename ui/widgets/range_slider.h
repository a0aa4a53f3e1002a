#pragma once

#include <QAbstractSlider>

namespace orl {

/// A horizontal slider that shades the part of its range that can be reached and hatches the rest.
/// A press anywhere on the groove takes the handle there and drags on. Keys as QSlider's: arrows,
/// Page Up/Down, Home, End.
class RangeSlider : public QAbstractSlider {
    Q_OBJECT
  public:
    explicit RangeSlider(QWidget* parent = nullptr);

    /// Positions that the constraints allow, both inclusive.
    void setReachable(int least, int greatest);
    int reachableLeast() const { return m_least; }
    int reachableGreatest() const { return m_greatest; }

    /// A diamond on the groove at somebody else's value, and the groove filled up to the handle;
    /// −1: none.
    void setMark(int position);
    int mark() const { return m_mark; }

    /// A hollow triangle above the groove: where the value was when the state was pinned; −1: none.
    void setPin(int position);
    int pin() const { return m_pin; }

    /// Where the handle's centre is for a slider position, in widget coordinates.
    int pixelOf(int position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    /// Scrolling the page must not change a value that is merely under the mouse.
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    static constexpr int kNoMark = -2;  ///< a slider that has none, and is filled all along
    int positionAt(qreal x) const;

    int m_least = 0;
    int m_greatest = 0;
    int m_mark = kNoMark;
    int m_pin = -1;
};

}  // namespace orl
