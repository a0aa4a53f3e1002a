#include "ui/dialogs/lesson_step_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace orl {

LessonStepDialog::LessonStepDialog(const QString& folder, QWidget* parent)
    : QDialog(parent),
      m_folder(folder),
      m_lesson(new QComboBox),
      m_title(new QLineEdit),
      m_text(new QPlainTextEdit) {
    setWindowTitle(tr("Save as lesson step"));
    m_lesson->setEditable(true);
    const QStringList files = QDir(folder).entryList({"*.json"}, QDir::Files, QDir::Name);
    for (const QString& file : files) m_lesson->addItem(file.chopped(5));
    if (files.isEmpty()) m_lesson->setEditText(tr("my lesson"));
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(tr("What is to be seen here, in at most 40 words"));
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Lesson"), m_lesson);
    form->addRow(tr("&Title"), m_title);
    form->addRow(tr("Te&xt"), m_text);
    auto* where = new QLabel(tr("Kept in %1").arg(QDir::toNativeSeparators(folder)));
    where->setTextFormat(Qt::PlainText);
    where->setWordWrap(true);
    form->addRow(where);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    m_save = buttons->button(QDialogButtonBox::Save);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_lesson, &QComboBox::editTextChanged, this, &LessonStepDialog::judge);
    connect(m_title, &QLineEdit::textChanged, this, &LessonStepDialog::judge);
    connect(m_text, &QPlainTextEdit::textChanged, this, &LessonStepDialog::judge);
    judge();
    m_title->setFocus();
    resize(440, 300);
}

void LessonStepDialog::judge() {
    m_save->setEnabled(!lessonTitle().isEmpty() && !stepTitle().isEmpty() && !stepText().isEmpty());
}

QString LessonStepDialog::file() const {
    QString name = lessonTitle();
    name.replace(QRegularExpression(QStringLiteral("[/\\\\:*?\"<>|]")), QStringLiteral("-"));
    while (name.startsWith('.')) name.remove(0, 1);
    return QDir(m_folder).filePath(name + QStringLiteral(".json"));
}

QString LessonStepDialog::lessonTitle() const {
    return m_lesson->currentText().trimmed();
}

QString LessonStepDialog::stepTitle() const {
    return m_title->text().simplified();
}

QString LessonStepDialog::stepText() const {
    return m_text->toPlainText().simplified();
}

}  // namespace orl
