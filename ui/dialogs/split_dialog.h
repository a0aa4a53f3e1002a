#pragma once

#include <QDialog>

#include "core/data/split.h"
#include "core/data/workspace/workspace.h"

class QPushButton;
class QSpinBox;

namespace orl {

class NoteLabel;

/// Deals a data set's queries into splits anew.
class SplitDialog : public QDialog {
    Q_OBJECT
  public:
    explicit SplitDialog(const DatasetSummary& dataset, QWidget* parent = nullptr);

    SplitRule rule() const;
    QSpinBox* train() const { return m_train; }
    QSpinBox* calibration() const { return m_calibration; }
    NoteLabel* note() const { return m_note; }

  private:
    void showCounts();

    std::size_t m_queries;
    QSpinBox* m_train;
    QSpinBox* m_calibration;
    QSpinBox* m_seed;
    NoteLabel* m_note;
    QPushButton* m_ok = nullptr;
};

}  // namespace orl
