#include "ui/widgets/veil.h"

#include <QEvent>
#include <QPainter>

#include "ui/style/palette.h"

namespace orl {

namespace {
constexpr int kVeilDelay = 150;  // ms
constexpr int kVeilPadding = 8;
}  // namespace

Veil::Veil(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    parent->installEventFilter(this);
    m_later.setSingleShot(true);
    m_later.setInterval(kVeilDelay);
    connect(&m_later, &QTimer::timeout, this, [this] {
        setGeometry(parentWidget()->rect());
        raise();
        show();
    });
    hide();
}

void Veil::setReason(const QString& reason, bool atOnce) {
    m_reason = reason;
    setAccessibleName(reason);
    if (reason.isEmpty()) {
        m_later.stop();
        hide();
        return;
    }
    update();
    if (isHidden() && (atOnce || !m_later.isActive())) m_later.start(atOnce ? 0 : kVeilDelay);
}

bool Veil::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void Veil::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    QColor fog = palette().color(QPalette::Window);
    fog.setAlphaF(0.7F);
    painter.fillRect(rect(), fog);
    const QRect room = rect().adjusted(kVeilPadding, kVeilPadding, -kVeilPadding, -kVeilPadding);
    const int flags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    const QRect text = painter.boundingRect(room.adjusted(12, 8, -12, 0), flags, m_reason);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.warning);
    painter.setBrush(theme.background);
    painter.drawRoundedRect(QRectF(text).adjusted(-10.5, -6.5, 10.5, 6.5), 4, 4);
    painter.setPen(theme.text);
    painter.drawText(text, flags, m_reason);
}

}  // namespace orl
