#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/selection.h"

class QUndoGroup;

namespace orl {

struct Prepared;
struct SolveView;

/// The one selection of the window, and the one query that is looked at closely. Selecting can be
/// undone; what is looked at is no step. A selection belongs to its data set: where other queries
/// come, it goes, and lost() says so.
class Selecting : public QObject {
    Q_OBJECT
  public:
    /// @param undo whose active stack takes the steps
    explicit Selecting(QUndoGroup& undo, QObject* parent = nullptr);

    /// Null: nothing is selected.
    const std::shared_ptr<const Selection>& selection() const { return m_selection; }
    /// Positions of the selected queries that are routed, in the solved view's experiment.
    const std::shared_ptr<const QueryList>& queries() const { return m_queries; }
    /// What the solved view does with those, worked out once for all who show it; null while none
    /// is routed.
    const PartFigures* figures() const;
    /// Row of the data set that is looked at.
    std::optional<std::size_t> currentRow() const { return m_current; }
    /// Its position in the solved view's experiment; none where it is not routed.
    std::optional<std::uint32_t> currentQuery() const;
    /// What became of the selection before, where other data took its place; empty else.
    const QString& lost() const { return m_lost; }

    /// @param rows of the data set, any order; none: as clear()
    void select(std::vector<std::size_t> rows, const QString& reason);
    void clear();
    /// All routed queries but those that are selected.
    void invert();
    void setCurrentRow(std::optional<std::size_t> row);

    /// What was selected and looked at before, without a step of undo. Nothing of it stays that is
    /// of other data.
    void restore(std::shared_ptr<const Selection> selection, std::optional<std::size_t> row);

    /// Other data, or the same ones prepared anew.
    void follow(const std::shared_ptr<const Prepared>& prepared);
    void follow(const std::shared_ptr<const SolveView>& solved);

  signals:
    /// Also when other queries of it are routed than before.
    void selectionChanged();
    void currentRowChanged();

  private:
    friend class SelectionCommand;
    using Selected = std::shared_ptr<const Selection>;
    void push(Selected next, const QString& text);
    void apply(const Selected& next);
    void locate();

    QUndoGroup& m_undo;
    std::shared_ptr<const Prepared> m_prepared;
    std::shared_ptr<const SolveView> m_solved;
    std::shared_ptr<const Experiment> m_experiment;
    Selected m_selection;
    std::shared_ptr<const QueryList> m_queries;
    mutable std::optional<PartFigures> m_figures;  ///< of m_queries in m_solved
    std::optional<std::size_t> m_current;
    QString m_lost;
};

}  // namespace orl
