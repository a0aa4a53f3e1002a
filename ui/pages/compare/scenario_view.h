#pragma once

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/pages/compare/scenario_column.h"

class QComboBox;
class QDoubleSpinBox;
class QMenu;
class QPushButton;
class QSplitter;

namespace orl {

class FlowChart;
class NoteLabel;
class ParallelChart;
class ScenarioAnswers;
class ScenarioModel;
class ScenarioTable;
class Session;
struct TriedState;

/// Scenarios side by side: pinned states, the present one and the saved ones as columns; below what
/// moved between two of them, and all that was tried.
class ScenarioView : public QWidget {
    Q_OBJECT
  public:
    explicit ScenarioView(Session& session, QWidget* parent = nullptr);
    ~ScenarioView() override;

    /// What stands in the page's bar while this is shown.
    const std::vector<QWidget*>& barWidgets() const { return m_bar; }
    ScenarioModel* model() const { return m_model; }
    ScenarioTable* table() const { return m_table; }
    FlowChart* flow() const { return m_flow; }
    ParallelChart* parallel() const { return m_parallel; }
    QComboBox* base() const { return m_base; }
    QComboBox* difference() const { return m_difference; }
    QDoubleSpinBox* volume() const { return m_volume; }
    QPushButton* save() const { return m_save; }
    QPushButton* history() const { return m_history; }
    /// Checked: the columns are simulated under the load.
    QPushButton* simulated() const { return m_simulate; }
    /// The load that columns are simulated under.
    void setLoad(const LoadSettings& load);
    NoteLabel* note() const { return m_note; }
    bool isBusy() const;

    enum class Form { Csv, Markdown, Latex };
    QString text(Form form) const;
    /// @throws Error when the file cannot be written
    void saveTable(const QString& path, Form form) const;
    void exportScenarios(const QString& path) const;
    /// @throws Error when it holds no scenarios
    void importScenarios(const QString& path);
    /// What a right click on a column's head offers. Owned by the caller.
    QMenu* menuFor(int column);

  signals:
    void exported(const QString& error);
    void becameIdle();

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildBar();
    void buildBody();
    std::vector<ScenarioColumn> columns() const;
    void addPins(std::vector<ScenarioColumn>& columns) const;
    void addSaved(std::vector<ScenarioColumn>& columns) const;
    void follow();
    void showBases(const std::vector<ScenarioColumn>& columns);
    int basePosition(const std::vector<ScenarioColumn>& columns) const;
    void showFlow();
    void showTried();
    void showVolume();
    void fillHistory();
    void chooseBase(int entry);
    void chooseColumn(int column);
    void rename(int column);
    void askNote(int column);
    void moveColumn(int from, int to);
    void restore(int column);
    void selectRibbon(std::size_t ribbon, bool more);
    void copyTable();
    void copyAs(Form form);
    void askTable(Form form);
    void askExport();
    void askImport();
    int savedIndex(int column) const;

    Session& m_session;
    ScenarioModel* m_model;
    ScenarioTable* m_table;
    FlowChart* m_flow;
    ParallelChart* m_parallel;
    QComboBox* m_base;
    QComboBox* m_difference;
    QDoubleSpinBox* m_volume;
    QPushButton* m_save;
    QPushButton* m_history;
    QPushButton* m_simulate;
    LoadSettings m_load;
    NoteLabel* m_note;
    QSplitter* m_below = nullptr;
    std::vector<QWidget*> m_bar;
    /// What the user chose as base: kind and name of the column; none: the pin.
    std::optional<QString> m_baseKey;
    QString m_targetKey;  ///< column whose flows are shown; empty: the present state
    std::shared_ptr<const QueryFlows> m_flows;               ///< that are shown
    std::vector<std::shared_ptr<const TriedState>> m_lines;  ///< of the parallel axes
    bool m_following = false;
    std::unique_ptr<ScenarioAnswers> m_answers;  ///< last, so that it ends first
};

}  // namespace orl
