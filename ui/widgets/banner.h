#pragma once

#include <QFrame>
#include <functional>

class QPushButton;
class QToolButton;

namespace orl {

class NoteLabel;

/// An error across the top of the window: where, what, and what to do. Stays until its cause is
/// gone, or until dismissed (button or Escape) or replaced; never modal.
class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);

    /// @param cause names what resolve() ends it with; empty: nothing does
    void show(const QString& message, const QString& cause = {});
    /// With a button that does something about it.
    void show(const QString& message, const QString& cause, const QString& action,
              std::function<void()> act);
    void dismiss();
    /// Dismisses a message with that cause, and no other.
    void resolve(const QString& cause);
    const QString& cause() const { return m_cause; }
    QPushButton* actionButton() const { return m_action; }
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    NoteLabel* m_text;
    QString m_cause;
    QPushButton* m_action;
    std::function<void()> m_act;
    QToolButton* m_close;
};

}  // namespace orl
