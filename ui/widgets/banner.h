#pragma once

#include <QFrame>

#include "core/support/error.h"

class QToolButton;

namespace orl {

class NoteLabel;

/// An error across the top of the window: where, what, and what to do. Stays until dismissed
/// (button or Escape) or replaced; never modal.
class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);

    void show(const Error& error);
    void show(const QString& message);
    void dismiss();
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    NoteLabel* m_text;
    QToolButton* m_close;
};

}  // namespace orl
