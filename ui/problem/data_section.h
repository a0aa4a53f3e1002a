#pragma once

#include "core/scenario.h"
#include "ui/problem/section.h"

class QComboBox;

namespace orl {

class NoteLabel;
class Session;

/// Which data set, which split is learned from and which is routed.
class DataSection : public Section {
    Q_OBJECT
  public:
    explicit DataSection(Session& session, QWidget* parent = nullptr);

    QComboBox* dataset() const { return m_dataset; }
    QComboBox* trainSplit() const { return m_train; }
    QComboBox* testSplit() const { return m_test; }
    NoteLabel* assumptions() const { return m_assumed; }

  private:
    void refill();
    void fillSplits();
    void showAssumptions();
    void choose();

    Session& m_session;
    QComboBox* m_dataset;
    QComboBox* m_train;
    QComboBox* m_test;
    NoteLabel* m_note;
    NoteLabel* m_assumed;
    Preparation m_shown;  ///< that the boxes were filled for
};

}  // namespace orl
