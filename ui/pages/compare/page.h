#pragma once

#include <vector>

#include "ui/pages/page.h"

class QComboBox;
class QSortFilterProxyModel;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace orl {

class ComparisonModel;
class DisagreementPanel;
class LossPanel;
struct ComparisonView;
class NoteLabel;
class ScenarioView;
class Session;

/// Side by side: scenarios, or all routers under the present constraints.
class ComparePage : public Page {
    Q_OBJECT
  public:
    explicit ComparePage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("&Compare"); }
    bool showsFollowers() const override { return true; }

    enum class Columns { Scenarios, Routers };
    void showColumns(Columns columns);
    Columns shownColumns() const;
    QComboBox* columns() const { return m_columns; }
    ScenarioView* scenarios() const { return m_scenarios; }

    ComparisonModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    DisagreementPanel* disagreements() const { return m_disagreements; }
    LossPanel* loss() const { return m_loss; }
    bool isBusy() const override;
    /// Whether the figures are of the selection alone.
    QToolButton* part() const { return m_part; }
    QComboBox* base() const { return m_base; }
    /// Where the baselines are tuned: on other queries, or in hindsight.
    QComboBox* tuning() const { return m_tuning; }
    /// As sorted on screen. @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;
    QString csv() const;
    QString note() const;
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& state) override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildBar();
    QWidget* buildRouters();
    void buildTable();
    void showComparison();
    void showPart();
    void showNote();
    QString tuningNote(const ComparisonView& view) const;
    void exportTable();

    Session& m_session;
    QComboBox* m_columns;
    QStackedWidget* m_stack;
    ScenarioView* m_scenarios;
    std::vector<QWidget*> m_routerBar;  ///< what stands in the bar while routers are shown
    ComparisonModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    QComboBox* m_base;
    QToolButton* m_part;
    DisagreementPanel* m_disagreements;
    LossPanel* m_loss;
    QSplitter* m_below = nullptr;  ///< of both
    QComboBox* m_tuning;
    NoteLabel* m_note;
    bool m_parts = false;  ///< some router serves only some of the queries
};

}  // namespace orl
