#pragma once

#include <QDialog>

#include "core/lab/report/findings.h"
#include "ui/report/write.h"
#include "ui/session/worker.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace orl {

/// Asks how a report shall be, and makes it in the background while the window goes on: it is a
/// report on what was shown when the dialog was opened.
class MakeReportDialog : public QDialog {
    Q_OBJECT
  public:
    explicit MakeReportDialog(ReportRequest request, QWidget* parent = nullptr);

    /// Makes the report as the fields say. Ends with written(), or with a message in the dialog.
    void writeTo(const QString& file);
    bool isBusy() const { return !m_worker.idle(); }
    /// What was done, or why not.
    QString message() const;

  signals:
    void written(const QString& file);

  private:
    void build();
    void chooseFile();
    void stop();
    void showBusy(bool busy);
    void say(const QString& text, bool warning);
    ReportTarget target(const QString& file) const;

    ReportRequest m_request;
    QLineEdit* m_title;
    QLineEdit* m_question;
    QPlainTextEdit* m_note;
    QComboBox* m_form;
    QCheckBox* m_saved;
    QProgressBar* m_bar;
    QLabel* m_message;
    QPushButton* m_save = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_close = nullptr;
    QString m_file;  ///< last asked for
    Worker m_worker{Worker::Priority::Low};
};

}  // namespace orl
