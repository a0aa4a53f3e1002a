#pragma once

#include "ui/pages/page.h"

class QComboBox;
class QSortFilterProxyModel;
class QTableView;

namespace orl {

class ComparisonModel;
class NoteLabel;
class Session;

/// All routers under the present constraints, side by side.
class ComparePage : public Page {
    Q_OBJECT
  public:
    explicit ComparePage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("&Compare"); }

    ComparisonModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    QComboBox* base() const { return m_base; }
    /// As sorted on screen. @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;
    QString csv() const;
    QString note() const;

  private:
    QWidget* buildBar();
    void buildTable();
    void showComparison();
    void showNote();
    void exportTable();

    Session& m_session;
    ComparisonModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    QComboBox* m_base;
    NoteLabel* m_note;
};

}  // namespace orl
