#pragma once

#include <QAbstractTableModel>
#include <QFrame>
#include <memory>
#include <vector>

#include "core/lab/views.h"

class QComboBox;
class QLabel;
class QTableView;

namespace orl {

class Session;

/// How many queries go to which model by the solver (rows) and by another router (columns).
class DisagreementModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;

    /// @param solve null: nothing; @param router id of one of its compared routers
    void setView(std::shared_ptr<const SolveView> solve, const std::vector<int>& colors,
                 const std::string& router);
    std::int64_t countAt(int row, int column) const;
    std::int64_t differing() const { return m_differing; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::shared_ptr<const SolveView> m_solve;
    std::vector<int> m_colors;
    std::vector<std::int64_t> m_counts;
    std::int64_t m_greatest = 0;  ///< of those that differ
    std::int64_t m_differing = 0;
};

/// Where the solver and another router part: a cell is clicked to select its queries.
class DisagreementPanel : public QFrame {
    Q_OBJECT
  public:
    explicit DisagreementPanel(Session& session, QWidget* parent = nullptr);

    QTableView* table() const { return m_table; }
    DisagreementModel* model() const { return m_model; }
    QComboBox* router() const { return m_router; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void followSolve();
    void show();
    void selectCell(const QModelIndex& index);

    Session& m_session;
    DisagreementModel* m_model;
    QTableView* m_table;
    QComboBox* m_router;
    QLabel* m_title;
};

}  // namespace orl
