#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/lessons/load.h"
#include "ui/session/worker.h"

class QDoubleSpinBox;
class QGridLayout;
class QLabel;

namespace orl {

class NoteLabel;

/// An instance's load, live: its rate under the hand, and what a run by Threshold and one by prices
/// come to, simulated on a worker.
class LoadLane : public QWidget {
    Q_OBJECT
  public:
    /// One run, by whom.
    struct Row {
        QString by;
        LessonRun run;
    };

    explicit LoadLane(QWidget* parent = nullptr);

    /// @param concealed what the runs come to is still to be predicted
    void setInstance(const LessonInstance& instance, bool concealed);
    QDoubleSpinBox* rateField() const { return m_rate; }
    /// Of the present instance; empty while it is simulated.
    const std::vector<Row>& rows() const { return m_rows; }
    bool isBusy() const { return !m_worker.idle(); }
    /// What is said in place of figures, or of why there are none.
    QString note() const;

  signals:
    void rateChanged(double perSecond);

  private:
    void simulateRuns();
    void showRows();

    LessonInstance m_instance;
    bool m_concealed = false;
    std::vector<Row> m_rows;
    QString m_failure;
    QDoubleSpinBox* m_rate = nullptr;
    QWidget* m_table = nullptr;
    QGridLayout* m_grid = nullptr;
    NoteLabel* m_note = nullptr;
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
