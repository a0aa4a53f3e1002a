#pragma once

#include <QFrame>
#include <functional>

class QPushButton;

namespace orl {

class NoteLabel;

/// What came of an edit where it is no plain yes: a refusal that says why, or a question with two
/// answers. Hidden while there is nothing to say; Esc, or the next edit, ends it.
class EditNotice : public QFrame {
    Q_OBJECT
  public:
    explicit EditNotice(QWidget* parent = nullptr);

    void refuse(const QString& why);
    void tell(const QString& what);
    void ask(const QString& question, const QString& one, const QString& other,
             std::function<void(bool first)> answer);
    void dismiss();
    QString text() const;
    bool isQuestion() const { return bool(m_answer); }
    QPushButton* firstAnswer() const { return m_first; }
    QPushButton* secondAnswer() const { return m_second; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void show(const QString& text, bool question);
    void answer(bool first);

    NoteLabel* m_text;
    QPushButton* m_first;
    QPushButton* m_second;
    QPushButton* m_drop;
    std::function<void(bool)> m_answer;
};

}  // namespace orl
