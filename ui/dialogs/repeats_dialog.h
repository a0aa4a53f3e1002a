#pragma once

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStandardItemModel;
class QTableView;

namespace orl {

class Session;

/// The present comparison over many splits: means and standard errors of every router, filled split
/// by split while it runs. Closing it does not stop what runs.
class RepeatsDialog : public QDialog {
    Q_OBJECT
  public:
    explicit RepeatsDialog(Session& session, QWidget* parent = nullptr);

    QSpinBox* splits() const { return m_splits; }
    QSpinBox* share() const { return m_share; }
    QPushButton* run() const { return m_run; }
    QPushButton* cancel() const { return m_cancel; }
    QPushButton* save() const { return m_save; }
    QTableView* table() const { return m_table; }
    QLabel* note() const { return m_note; }
    /// The bytes of `omnirouter repeat --out`. @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;

  private:
    void build();
    void refresh();
    void fillTable();
    void exportTable();

    Session& m_session;
    QSpinBox* m_splits = nullptr;
    QSpinBox* m_share = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_save = nullptr;
    QProgressBar* m_progress = nullptr;
    QTableView* m_table = nullptr;
    QStandardItemModel* m_model = nullptr;
    QLabel* m_note = nullptr;
};

}  // namespace orl
