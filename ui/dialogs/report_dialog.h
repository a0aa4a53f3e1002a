#pragma once

#include <QDialog>

#include "core/data/import/import.h"

class QTableView;

namespace orl {

class NoteLabel;

/// What an import read, kept, repaired and refused, and why.
class ReportDialog : public QDialog {
    Q_OBJECT
  public:
    explicit ReportDialog(ImportReport report, QWidget* parent = nullptr);
    QTableView* table() const { return m_table; }

  private:
    QWidget* buildCounts() const;
    void exportReport();

    ImportReport m_report;
    QTableView* m_table = nullptr;
    NoteLabel* m_note = nullptr;
};

}  // namespace orl
