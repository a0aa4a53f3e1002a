#include "ui/pages/models/edit_notice.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <utility>

#include "ui/style/panel.h"
#include "ui/widgets/note_label.h"

namespace orl {

EditNotice::EditNotice(QWidget* parent)
    : QFrame(parent),
      m_text(new NoteLabel),
      m_first(new QPushButton),
      m_second(new QPushButton),
      m_drop(new QPushButton) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kPanelMargin, 3, space::kHalf, 3);
    m_text->setWordWrap(true);
    row->addWidget(m_text, 1);
    for (QPushButton* button : {m_first, m_second, m_drop}) row->addWidget(button);
    connect(m_first, &QPushButton::clicked, this, [this] { answer(true); });
    connect(m_second, &QPushButton::clicked, this, [this] { answer(false); });
    connect(m_drop, &QPushButton::clicked, this, &EditNotice::dismiss);
    setVisible(false);
}

void EditNotice::show(const QString& text, bool question) {
    m_text->setText(text, NoteLabel::Tone::Warning);
    m_first->setVisible(question);
    m_second->setVisible(question);
    m_drop->setText(question ? tr("Leave it") : tr("Close"));
    setVisible(true);
    if (question) m_first->setFocus();
}

void EditNotice::refuse(const QString& why) {
    m_answer = nullptr;
    show(why, false);
}

void EditNotice::tell(const QString& what) {
    m_answer = nullptr;
    show(what, false);
    m_text->setText(what, NoteLabel::Tone::Strong);
}

void EditNotice::ask(const QString& question, const QString& one, const QString& other,
                     std::function<void(bool)> answer) {
    m_answer = std::move(answer);
    m_first->setText(one);
    m_second->setText(other);
    show(question, true);
}

void EditNotice::answer(bool first) {
    const auto answered = std::exchange(m_answer, nullptr);
    dismiss();
    if (answered) answered(first);
}

void EditNotice::dismiss() {
    m_answer = nullptr;
    setVisible(false);
}

QString EditNotice::text() const {
    return isHidden() ? QString() : m_text->text();
}

void EditNotice::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

void EditNotice::paintEvent(QPaintEvent*) {
    paintPanel(*this, true);
}

}  // namespace orl
