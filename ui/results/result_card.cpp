#include "ui/results/result_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/style/panel.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {
constexpr int kLeastTitle = 48;  // pixels
}

ResultCard::ResultCard(const QString& title, const QString& tooltip, QWidget* parent)
    : QFrame(parent), m_titleText(title) {
    setToolTip(tooltip);
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_title = new NoteLabel;
    m_title->setText(title);
    m_title->setWordWrap(false);
    m_title->setMinimumWidth(kLeastTitle);
    m_value = new QLabel(QStringLiteral("–"));
    m_value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_value->setFont(type::figure(font()));
    m_detail = new NoteLabel;
    m_detail->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setDetailLines(2);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 8, 5);
    column->setSpacing(0);
    column->addWidget(m_title);
    m_pill = new QLabel;
    m_pill->setTextFormat(Qt::PlainText);
    m_pill->hide();
    m_figure = new QHBoxLayout;
    m_figure->setContentsMargins(0, 0, 0, 0);
    m_figure->setSpacing(space::kHalf);
    m_figure->addWidget(m_value, 1);
    m_figure->addWidget(m_pill, 0, Qt::AlignVCenter);
    column->addLayout(m_figure);
    column->addWidget(m_detail);
    m_detail->setHidden(false);
}

void ResultCard::show(const QString& value, const QString& detail, const QString& warning) {
    const bool wrong = !warning.isEmpty();
    m_value->setText(value);
    const QString text = wrong ? warning : detail;
    m_detailText = text;
    // A unit stays with its number.
    const QString bound = QString(text).replace(QStringLiteral(" %"), QStringLiteral("\u00a0%"));
    m_detail->setText(text.isEmpty() ? QStringLiteral(" ") : bound,
                      wrong ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
    m_detail->setToolTip(text);
    setAccessibleDescription(value + ". " + text);
    if (wrong != m_warning) {
        m_warning = wrong;
        update();
    }
}

void ResultCard::setDifference(const QString& text, Change change, const QString& tooltip) {
    m_pill->setText(text);
    m_pill->setToolTip(tooltip);
    m_pill->setVisible(!text.isEmpty());
    m_change = change;
    paintPill();
}

QPushButton* ResultCard::addButton(const QString& text, const QString& tooltip) {
    auto* button = new QPushButton(text);
    button->setToolTip(tooltip);
    button->setFont(type::note(font()));
    button->hide();
    m_figure->addWidget(button, 0, Qt::AlignVCenter);
    return button;
}

QString ResultCard::difference() const {
    return m_pill->text();
}

/// Better is the accent, worse is amber, and both have their sign.
void ResultCard::paintPill() {
    const Theme& theme = Theme::of(palette());
    const QColor ground = m_change == Change::Worse    ? theme.warningTint
                          : m_change == Change::Better ? theme.tint
                                                       : theme.grid;
    const QColor ink = m_change == Change::Worse    ? theme.warning
                       : m_change == Change::Better ? theme.accent
                                                    : theme.mutedText;
    m_pill->setStyleSheet(QStringLiteral("background: %1; color: %2; border-radius: 8px; "
                                         "padding: 1px 6px; font-weight: 600;")
                              .arg(ground.name(), ink.name()));
}

void ResultCard::setCompact(bool compact) {
    QFont small = font();
    if (compact) small.setPointSizeF(small.pointSizeF() * 0.8);
    m_title->setFont(small);
    small.setPointSizeF(font().pointSizeF() * (compact ? 0.88 : 1.0));
    m_detail->setFont(small);
    layout()->setContentsMargins(compact ? 8 : 12, compact ? 4 : 6, compact ? 4 : 8,
                                 compact ? 3 : 5);
    showTitle();
}

/// The room is always there: the strip must not jump when a sentence comes or goes.
void ResultCard::setDetailLines(int lines) {
    m_detail->setFixedHeight(m_detail->fontMetrics().lineSpacing() * lines + 2);
}

QSize ResultCard::sizeHint() const {
    const QMargins margins = layout()->contentsMargins();
    const int title = m_title->fontMetrics().horizontalAdvance(m_titleText) + 2;
    return {title + margins.left() + margins.right(), QFrame::sizeHint().height()};
}

void ResultCard::setTitle(const QString& title) {
    if (title == m_titleText) return;
    m_titleText = title;
    setAccessibleName(title);
    showTitle();
}

void ResultCard::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    showTitle();
}

void ResultCard::showTitle() {
    // Not the layout's contentsRect(): it is empty from a change to the next activation.
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    const QString shown = m_title->fontMetrics().elidedText(m_titleText, Qt::ElideRight, room);
    m_title->setText(shown);
    m_title->setToolTip(shown == m_titleText ? QString() : m_titleText + "\n" + toolTip());
}

QString ResultCard::value() const {
    return m_value->text();
}

QString ResultCard::detail() const {
    return m_detailText;
}

void ResultCard::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        update();
        if (m_pill) paintPill();
    }
}

void ResultCard::paintEvent(QPaintEvent*) {
    paintPanel(*this, m_warning);
}

}  // namespace orl
