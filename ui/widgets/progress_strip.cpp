#include "ui/widgets/progress_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

#include "ui/session/session.h"

namespace orl {

ProgressStrip::ProgressStrip(Session& session, QWidget* parent)
    : QWidget(parent), m_text(new QLabel), m_bar(new QProgressBar), m_cancel(new QToolButton) {
    m_bar->setRange(0, 0);
    m_bar->setFixedWidth(160);
    m_bar->setMaximumHeight(14);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    m_cancel->setToolTip(tr("Stop this; what was there before stays"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 0, 6, 0);
    row->addWidget(m_text);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    hide();

    auto* appear = new QTimer(this);
    appear->setSingleShot(true);
    appear->setInterval(150);
    connect(appear, &QTimer::timeout, this, &QWidget::show);
    connect(&session, &Session::heavyStarted, this, [this, appear](const QString& what) {
        m_text->setText(what + "…");
        m_text->setProperty("what", what);
        m_bar->setRange(0, 0);
        m_overall.restart();
        if (isHidden()) appear->start();
    });
    connect(&session, &Session::heavyProgress, this, [this](double share, const QString& stage) {
        m_text->setText(m_text->property("what").toString() + ": " + stage + "…");
        const double overall = m_overall.update(share);
        // At the very beginning nothing is known yet: then it only moves.
        m_bar->setRange(0, share < 0.0 && overall == 0.0 ? 0 : 100);
        m_bar->setValue(int(overall * 100.0));
    });
    connect(&session, &Session::heavyFinished, this, [this, appear] {
        appear->stop();
        hide();
    });
    connect(m_cancel, &QToolButton::clicked, &session, &Session::cancelHeavy);
}

}  // namespace orl
