#pragma once

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace orl {

/// Title and text of a step that is kept, and the lesson that it goes to.
class LessonStepDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param folder of one's own lessons, which are offered
    explicit LessonStepDialog(const QString& folder, QWidget* parent = nullptr);

    /// File of the lesson, known or new.
    QString file() const;
    QString lessonTitle() const;
    QString stepTitle() const;
    QString stepText() const;

    QComboBox* lesson() const { return m_lesson; }
    QLineEdit* title() const { return m_title; }
    QPlainTextEdit* text() const { return m_text; }
    QPushButton* saveButton() const { return m_save; }

  private:
    void judge();

    QString m_folder;
    QComboBox* m_lesson;
    QLineEdit* m_title;
    QPlainTextEdit* m_text;
    QPushButton* m_save = nullptr;
};

}  // namespace orl
