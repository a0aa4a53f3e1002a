#include "ui/dialogs/goal_panel.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/style/panel.h"

namespace orl {

GoalPanel::GoalPanel(std::size_t lines, QWidget* parent)
    : QFrame(parent), m_sentence(new QHBoxLayout), m_answer(new QLabel) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::kPanelMargin, space::kGap, space::kPanelMargin, space::kGap);
    grid->setColumnStretch(0, 1);
    m_sentence->setSpacing(space::kHalf);
    grid->addLayout(m_sentence, 0, 0, 1, 2);
    m_answer->setFont(type::title(font()));
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setWordWrap(true);
    grid->addWidget(m_answer, 1, 0, 1, 2);
    m_rows.resize(lines);
    for (std::size_t k = 0; k < lines; ++k) {
        Row& row = m_rows[k];
        row.text = new QLabel;
        row.text->setTextFormat(Qt::PlainText);
        row.text->setWordWrap(true);
        row.button = new QPushButton;
        row.button->setAutoDefault(false);
        row.button->setMinimumWidth(84);
        grid->addWidget(row.text, int(k) + 2, 0);
        grid->addWidget(row.button, int(k) + 2, 1);
        connect(row.button, &QPushButton::clicked, this, [this, k] {
            // What it does may show other lines.
            const auto act = m_rows[k].act;
            if (act) act();
        });
    }
    grid->setRowStretch(int(lines) + 2, 1);
}

void GoalPanel::addWords(const QString& words) {
    auto* label = new QLabel(words);
    label->setTextFormat(Qt::PlainText);
    m_sentence->addWidget(label);
}

void GoalPanel::addField(QWidget* field) {
    m_sentence->addWidget(field);
}

void GoalPanel::endSentence() {
    m_sentence->addStretch(1);
}

void GoalPanel::show(const QString& answer, bool warning, bool stale,
                     const std::vector<Line>& lines) {
    m_answer->setText(answer);
    m_warning = warning;
    m_stale = stale;
    applyTone();
    for (std::size_t k = 0; k < m_rows.size(); ++k) {
        const Line line = k < lines.size() ? lines[k] : Line();
        Row& row = m_rows[k];
        row.text->setText(line.text);
        row.text->setVisible(!line.text.isEmpty());
        row.button->setText(line.button);
        row.button->setVisible(!line.button.isEmpty());
        row.button->setEnabled(line.enabled && !stale);
        row.button->setAccessibleName(line.button + ": " + line.text);
        row.act = line.act;
    }
}

QString GoalPanel::answer() const {
    return m_answer->text();
}

QString GoalPanel::text(std::size_t line) const {
    return m_rows[line].text->text();
}

/// What is out of reach is amber, what is of the settings before is muted.
void GoalPanel::applyTone() {
    const Theme& theme = Theme::of(palette());
    QPalette colours = palette();
    const QColor tone = m_stale ? theme.mutedText : m_warning ? theme.warning : theme.text;
    colours.setColor(QPalette::WindowText, tone);
    m_answer->setPalette(colours);
    colours.setColor(QPalette::WindowText, m_stale ? theme.mutedText : theme.text);
    for (const Row& row : m_rows) row.text->setPalette(colours);
}

void GoalPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTone();
}

void GoalPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
