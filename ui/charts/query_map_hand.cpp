// What the hand does on the map: lasso and rectangle, zoom, pan, click.
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "ui/charts/query_map.h"

namespace orl {

namespace {
constexpr double kLassoStep = 3.0;  // pixels between two corners of a lasso
constexpr double kClick = 4.0;      // a hand that moved less has clicked
constexpr double kKeyZoom = 1.25;
constexpr double kKeyPan = 40.0;  // pixels
}  // namespace

bool QueryMapChart::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_plot->viewport()) return ChartPanel::eventFilter(watched, event);
    switch (event->type()) {
        case QEvent::MouseButtonPress:
            mousePressed(static_cast<QMouseEvent&>(*event));
            return true;
        case QEvent::MouseMove:
            mouseMoved(static_cast<QMouseEvent&>(*event));
            return true;
        case QEvent::MouseButtonRelease:
            mouseReleased(static_cast<QMouseEvent&>(*event));
            return true;
        case QEvent::MouseButtonDblClick:
            cancelLasso();
            fit();
            return true;
        case QEvent::Wheel: {
            const auto& wheel = static_cast<QWheelEvent&>(*event);
            zoom(wheel.position(), std::pow(1.2, wheel.angleDelta().y() / 120.0));
            event->accept();  // the page must not scroll as well
            return true;
        }
        case QEvent::Leave:
            m_hovered.reset();
            m_plot->setHoverBox({}, {});
            return false;
        default:
            return ChartPanel::eventFilter(watched, event);
    }
}

void QueryMapChart::mousePressed(QMouseEvent& event) {
    setFocus(Qt::MouseFocusReason);
    if (isEmpty()) return;
    if (event.button() == Qt::MiddleButton) {
        m_panning = event.position();
    } else if (event.button() == Qt::LeftButton) {
        m_lasso = QPolygonF({event.position()});
        m_lassoing = true;
        m_rectangle = event.modifiers().testFlag(Qt::ControlModifier);
        m_plot->setHoverBox({}, {});
    }
}

void QueryMapChart::mouseMoved(QMouseEvent& event) {
    if (m_panning) {
        pan(event.position() - *m_panning);
        m_panning = event.position();
    } else if (!m_lassoing) {
        hover(event.position());
    } else if (m_rectangle) {
        const QRectF box(m_lasso.front(), event.position());
        m_lasso = QPolygonF({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()});
        m_plot->viewport()->update();
    } else {
        const QPointF step = event.position() - m_lasso.back();
        if (std::hypot(step.x(), step.y()) < kLassoStep) return;
        m_lasso << event.position();
        m_plot->viewport()->update();
    }
}

void QueryMapChart::mouseReleased(QMouseEvent& event) {
    if (event.button() == Qt::MiddleButton) m_panning.reset();
    if (event.button() != Qt::LeftButton || !m_lassoing) return;
    const QRectF box = m_lasso.boundingRect();
    if (std::max(box.width(), box.height()) < kClick) {
        cancelLasso();
        choose(event.position());
    } else {
        endLasso(event.modifiers());
    }
}

void QueryMapChart::choose(QPointF at) {
    if (const auto found = queryAt(at)) emit pointChosen(*found);
}

void QueryMapChart::endLasso(Qt::KeyboardModifiers modifiers) {
    const std::vector<std::uint32_t> found = within(m_lasso);
    cancelLasso();
    const LassoMode mode = modifiers.testFlag(Qt::ShiftModifier) ? LassoMode::Add
                           : modifiers.testFlag(Qt::AltModifier) ? LassoMode::Remove
                                                                 : LassoMode::Replace;
    emit lassoed(found, mode);
}

void QueryMapChart::cancelLasso() {
    m_lassoing = false;
    m_lasso.clear();
    m_plot->viewport()->update();
}

void QueryMapChart::keyPressEvent(QKeyEvent* event) {
    const QPointF middle = m_plot->plotArea().center();
    switch (event->key()) {
        case Qt::Key_Plus:
            return zoom(middle, kKeyZoom);
        case Qt::Key_Minus:
            return zoom(middle, 1.0 / kKeyZoom);
        case Qt::Key_0:
            return fit();
        case Qt::Key_Left:
            return pan({kKeyPan, 0});
        case Qt::Key_Right:
            return pan({-kKeyPan, 0});
        case Qt::Key_Up:
            return pan({0, kKeyPan});
        case Qt::Key_Down:
            return pan({0, -kKeyPan});
        case Qt::Key_Escape:
            if (m_lassoing) return cancelLasso();
            [[fallthrough]];
        default:
            ChartPanel::keyPressEvent(event);
    }
}

}  // namespace orl
