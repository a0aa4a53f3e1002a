#include "ui/widgets/highlight_ring.h"

#include <QEvent>
#include <QPainter>
#include <QTimer>

#include "ui/style/disc.h"
#include "ui/style/tokens.h"

namespace orl {

namespace {
constexpr int kRingRoom = 5;  // around the control
}

HighlightRing::HighlightRing(QWidget* window) : QWidget(window) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void HighlightRing::setTarget(QWidget* target, int number) {
    m_number = number;
    for (QWidget* each = m_target; each && each != parentWidget(); each = each->parentWidget()) {
        each->removeEventFilter(this);
    }
    m_target = target;
    // A scroll area moves what is in it, not the control itself.
    for (QWidget* each = target; each && each != parentWidget(); each = each->parentWidget()) {
        each->installEventFilter(this);
    }
    follow();
}

void HighlightRing::follow() {
    if (!m_target || !m_target->isVisible() || m_target->visibleRegion().isEmpty()) {
        hide();
        return;
    }
    const QPoint corner = m_target->mapTo(parentWidget(), QPoint(0, 0));
    setGeometry(
        QRect(corner, m_target->size()).adjusted(-kRingRoom, -kRingRoom, kRingRoom, kRingRoom));
    raise();
    show();
}

bool HighlightRing::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::Move:
        case QEvent::Resize:
        case QEvent::Show:
        case QEvent::Hide:
            // Once the layout has come to rest.
            QTimer::singleShot(0, this, &HighlightRing::follow);
            break;
        default:
            break;
    }
    return QWidget::eventFilter(watched, event);
}

void HighlightRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(palette()).warning, 2.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6);
    if (m_number > 0) {
        paintDisc(painter, {width() - kDisc - 2, 2}, m_number, Theme::of(palette()), font());
    }
}

}  // namespace orl
