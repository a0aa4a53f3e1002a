#pragma once

#include <QWidget>

#include "ui/widgets/overall_progress.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace orl {

class Session;

/// What the heavy worker does now, how far it is, and a way to stop it. Appears only when a job
/// takes long enough to be noticed.
class ProgressStrip : public QWidget {
    Q_OBJECT
  public:
    explicit ProgressStrip(Session& session, QWidget* parent = nullptr);
    QToolButton* cancelButton() const { return m_cancel; }

  private:
    QLabel* m_text;
    OverallProgress m_overall;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
};

}  // namespace orl
