#include "ui/widgets/banner.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <utility>

#include "ui/style/palette.h"
#include "ui/widgets/note_label.h"

namespace orl {

Banner::Banner(QWidget* parent)
    : QFrame(parent), m_text(new NoteLabel), m_action(new QPushButton), m_close(new QToolButton) {
    m_text->setMinimumWidth(1);  // a long path must not widen the window
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_close->setAutoRaise(true);
    m_close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    m_close->setToolTip(tr("Dismiss this message (Escape)"));
    m_close->setAccessibleName(tr("Dismiss message"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 6, 6);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_close, 0, Qt::AlignTop);
    // A copy: what it does may replace or dismiss this message.
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (const auto act = m_act) act();
    });
    connect(m_close, &QToolButton::clicked, this, &Banner::dismiss);
    hide();
}

void Banner::show(const QString& message, const QString& cause) {
    show(message, cause, {}, {});
}

void Banner::show(const QString& message, const QString& cause, const QString& action,
                  std::function<void()> act) {
    m_cause = cause;
    m_act = std::move(act);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_text->setText(message, NoteLabel::Tone::Strong);
    m_text->setToolTip(message);
    setAccessibleName(message);
    QWidget::show();
}

void Banner::resolve(const QString& cause) {
    if (cause == m_cause && !cause.isEmpty()) dismiss();
}

void Banner::dismiss() {
    m_cause.clear();
    m_act = nullptr;
    m_text->setText({});
    hide();
}

QString Banner::text() const {
    return m_text->text();
}

void Banner::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    QColor tint = theme.warning;
    tint.setAlphaF(0.2F);
    painter.fillRect(rect(), theme.background);
    painter.fillRect(rect(), tint);
    painter.fillRect(0, 0, 4, height(), theme.warning);
}

}  // namespace orl
