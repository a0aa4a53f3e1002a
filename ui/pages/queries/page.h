#pragma once

#include <memory>
#include <vector>

#include "core/lab/query_list.h"
#include "ui/pages/page.h"
#include "ui/session/worker.h"

class QLabel;
class QSplitter;
class QStackedLayout;
class QTableView;

namespace orl {

class FilterBar;
class QueryMapPanel;
class QueryTableModel;
class Session;
class AskLine;
class WhyPanel;

/// Every routed query with what was decided about it: a table to search, filter and sort, which
/// follows a drag live.
class QueriesPage : public Page {
    Q_OBJECT
  public:
    explicit QueriesPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("queries"); }
    QString title() const override { return tr("&Queries"); }
    bool isBusy() const override;
    /// Sorts again what was frozen during a drag.
    void settle() override;
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& state) override;

    FilterBar* filters() const { return m_filters; }
    QTableView* table() const { return m_table; }
    QueryTableModel* model() const { return m_model; }
    QLabel* foot() const { return m_foot; }
    QueryMapPanel* map() const { return m_map; }
    WhyPanel* why() const { return m_why; }
    AskLine* ask() const { return m_ask; }
    const std::vector<QuerySort>& sort() const { return m_sort; }
    /// One more key with `add`, or its direction turned where it is one; else the only key.
    void sortBy(QueryField field, bool add);
    /// @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;

  protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build();
    QWidget* buildTable();
    void connectParts();
    void followSolve();
    void followSelection();
    void showMarks();
    void list(bool freeze);
    void accept(const std::shared_ptr<const QueryFields>& fields,
                std::shared_ptr<const QueryList> list, const PartFigures& shown);
    void showFoot(const PartFigures& shown);
    void showColumns();
    void fitColumns();
    void stretchText();
    void showCurrentRow();
    void currentChanged();
    void selectRows();
    void askColumns(const QPoint& at);
    void askRange(const QPoint& at);
    void exportTable();
    QString sortedText() const;
    QString emptyText() const;

    Session& m_session;
    std::vector<QuerySort> m_sort;
    std::vector<bool> m_hidden;  ///< columns that the user does not want
    bool m_waiting = false;      ///< something changed while the page was not seen
    bool m_selecting = false;    ///< the selection comes from this table
    std::shared_ptr<QueryLister> m_engine = std::make_shared<QueryLister>();
    FilterBar* m_filters = nullptr;
    QSplitter* m_top = nullptr;   ///< table | map
    QSplitter* m_rows = nullptr;  ///< what is listed | why
    QueryMapPanel* m_map = nullptr;
    WhyPanel* m_why = nullptr;
    AskLine* m_ask = nullptr;
    QTableView* m_table = nullptr;
    QueryTableModel* m_model = nullptr;
    QLabel* m_foot = nullptr;
    QLabel* m_empty = nullptr;
    QStackedLayout* m_stack = nullptr;
    Worker m_lister;  ///< last, so that it ends first
};

}  // namespace orl
