#pragma once

#include <QAbstractButton>

namespace orl {

/// One part of a segmented control: a few choices side by side of which one holds. Stands in a row
/// without gaps; the first and the last are rounded.
class Segment : public QAbstractButton {
    Q_OBJECT
  public:
    enum class Place { First, Middle, Last, Only };

    explicit Segment(const QString& text, QWidget* parent = nullptr);

    void setPlace(Place place);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Place m_place = Place::Middle;
};

}  // namespace orl
