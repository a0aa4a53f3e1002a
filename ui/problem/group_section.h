#pragma once

#include "ui/problem/section.h"

class QComboBox;
class QTableView;

namespace orl {

class GroupModel;
class NoteLabel;
class Session;

/// Floors and caps of tasks or difficulty levels, beside those of the whole batch, with the groups'
/// prices and what is not met.
class GroupSection : public Section {
    Q_OBJECT
  public:
    explicit GroupSection(Session& session, QWidget* parent = nullptr);

    /// Nothing, tasks, levels.
    QComboBox* by() const { return m_by; }
    /// Floors, or the caps of one model.
    QComboBox* limits() const { return m_limits; }
    GroupModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    NoteLabel* note() const { return m_note; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build();
    void showScenario();
    void showModels();
    void showSolve();

    Session& m_session;
    GroupModel* m_model;
    QComboBox* m_by = nullptr;
    QComboBox* m_limits = nullptr;
    QTableView* m_table = nullptr;
    NoteLabel* m_note = nullptr;
};

}  // namespace orl
