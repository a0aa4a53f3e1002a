#pragma once

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>

namespace orl {

/// A part of a page that is scrolled by itself where it is higher than its room; it is never
/// narrower than what it holds.
class TallPart : public QScrollArea {
  public:
    explicit TallPart(QWidget* part) {
        setWidget(part);
        part->setAutoFillBackground(false);  // setWidget() turns it on
        viewport()->setAutoFillBackground(false);
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        part->installEventFilter(this);
    }
    QSize minimumSizeHint() const override {
        constexpr int kLeastHeight = 100;
        return {widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(),
                kLeastHeight};
    }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::LayoutRequest) updateGeometry();
        return QScrollArea::eventFilter(watched, event);
    }
};

}  // namespace orl
