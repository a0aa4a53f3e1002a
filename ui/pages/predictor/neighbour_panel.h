#pragma once

#include <QFrame>

#include "core/predict/predictor.h"

class QLabel;
class QLineEdit;
class QListView;
class QPlainTextEdit;
class QSortFilterProxyModel;
class QTableView;

namespace orl {

class NeighbourModel;
class PredictorStudy;
class QueryListModel;

/// Search among the held-out queries, and what the prediction for the chosen one rests on.
class NeighbourPanel : public QFrame {
    Q_OBJECT
  public:
    explicit NeighbourPanel(PredictorStudy& study, QWidget* parent = nullptr);

    /// Whose predictions are shown.
    void setKind(PredictorKind kind);
    QLineEdit* search() const { return m_search; }
    QListView* queries() const { return m_queries; }
    QTableView* table() const { return m_table; }
    QPlainTextEdit* detail() const { return m_detail; }
    NeighbourModel* model() const { return m_model; }

  signals:
    /// As of Page.
    void exported(const QString& error);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* buildQueries();
    QWidget* buildNeighbours();
    void showQueries();
    void showNeighbours();
    void showWhole(const std::string& text);
    void fitTable();
    void chooseCurrent();
    void exportTable();

    PredictorStudy& m_study;
    PredictorKind m_kind = PredictorKind::Hybrid;
    QueryListModel* m_list;
    QSortFilterProxyModel* m_found;
    NeighbourModel* m_model;
    QLineEdit* m_search = nullptr;
    QLabel* m_count = nullptr;
    QListView* m_queries = nullptr;
    QPlainTextEdit* m_detail = nullptr;
    QLabel* m_title = nullptr;
    QTableView* m_table = nullptr;
};

}  // namespace orl
