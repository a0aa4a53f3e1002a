#pragma once

#include <QRect>
#include <QString>
#include <QWidget>

#include "ui/style/tokens.h"

namespace orl {

/// Colours for the front of a class: readable from the last row, nothing in grey on grey.
Theme boardTheme(bool dark);

/// Dims all but one place, and rings it.
class SpotlightVeil : public QWidget {
    Q_OBJECT
  public:
    explicit SpotlightVeil(QWidget* parent);
    void light(const QRect& place, const QString& caption);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QRect m_place;
    QString m_caption;
};

}  // namespace orl
