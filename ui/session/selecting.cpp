#include "ui/session/selecting.h"

#include <QUndoCommand>
#include <QUndoGroup>
#include <QUndoStack>
#include <algorithm>
#include <utility>

#include "core/lab/views.h"
#include "ui/session/label_text.h"

namespace orl {

class SelectionCommand : public QUndoCommand {
  public:
    SelectionCommand(Selecting& selecting, Selecting::Selected before, Selecting::Selected after,
                     const QString& text)
        : QUndoCommand(text),
          m_selecting(selecting),
          m_before(std::move(before)),
          m_after(std::move(after)) {}

    void undo() override { m_selecting.apply(m_before); }
    void redo() override { m_selecting.apply(m_after); }

  private:
    Selecting& m_selecting;
    Selecting::Selected m_before;
    Selecting::Selected m_after;
};

Selecting::Selecting(QUndoGroup& undo, QObject* parent) : QObject(parent), m_undo(undo) {}

void Selecting::select(std::vector<std::size_t> rows, const QString& reason) {
    if (!m_prepared) return;
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    while (!rows.empty() && rows.back() >= m_prepared->data->queryCount()) rows.pop_back();
    if (rows.empty()) {
        clear();
        return;
    }
    push(std::make_shared<const Selection>(
             Selection{m_prepared->queryFingerprint, std::move(rows), reason.toStdString()}),
         tr("selection"));
}

void Selecting::clear() {
    push(nullptr, tr("clearing the selection"));
}

void Selecting::invert() {
    if (!m_selection || !m_experiment) return;
    std::vector<std::size_t> rest = invertedRows(*m_experiment, m_selection->rows);
    if (rest.empty()) {
        clear();
        return;
    }
    const QString reason = tr("all but %1").arg(labelText(m_selection->reason));
    push(std::make_shared<const Selection>(
             Selection{m_selection->data, std::move(rest), reason.toStdString()}),
         tr("inverting the selection"));
}

void Selecting::push(Selected next, const QString& text) {
    const bool same = next == m_selection || (next && m_selection && *next == *m_selection);
    if (same) return;
    m_undo.activeStack()->push(new SelectionCommand(*this, m_selection, std::move(next), text));
}

void Selecting::apply(const Selected& next) {
    m_lost.clear();
    // A step that is undone may be of data that are not here any more.
    const bool ofThese = next && m_prepared && next->data == m_prepared->queryFingerprint;
    m_selection = ofThese ? next : nullptr;
    locate();
    emit selectionChanged();
}

void Selecting::locate() {
    m_figures.reset();
    m_queries = m_selection && m_experiment
                    ? std::make_shared<const QueryList>(routedOf(*m_experiment, m_selection->rows))
                    : nullptr;
}

const PartFigures* Selecting::figures() const {
    if (!m_queries || m_queries->empty() || !m_solved) return nullptr;
    if (!m_figures) {
        m_figures = figuresOf(*m_solved->experiment, *m_solved->assignment, *m_queries);
    }
    return &*m_figures;
}

std::optional<std::uint32_t> Selecting::currentQuery() const {
    if (!m_current || !m_experiment) return {};
    const auto& rows = m_experiment->rows;
    const auto found = std::ranges::lower_bound(rows, *m_current);
    if (found == rows.end() || *found != *m_current) return {};
    return static_cast<std::uint32_t>(found - rows.begin());
}

void Selecting::setCurrentRow(std::optional<std::size_t> row) {
    if (row && (!m_prepared || *row >= m_prepared->data->queryCount())) row.reset();
    if (row == m_current) return;
    m_current = row;
    emit currentRowChanged();
}

void Selecting::restore(std::shared_ptr<const Selection> selection,
                        std::optional<std::size_t> row) {
    apply(selection);
    setCurrentRow(row);
}

void Selecting::follow(const std::shared_ptr<const Prepared>& prepared) {
    const bool same =
        prepared && m_prepared && prepared->queryFingerprint == m_prepared->queryFingerprint;
    m_prepared = prepared;
    if (same) return;
    m_solved.reset();
    m_experiment.reset();
    m_figures.reset();
    if (m_selection) {
        m_lost = tr("“%1” was of other data").arg(labelText(m_selection->reason));
        m_selection.reset();
        m_queries.reset();
        emit selectionChanged();
    }
    setCurrentRow({});
}

void Selecting::follow(const std::shared_ptr<const SolveView>& solved) {
    m_solved = solved;
    m_figures.reset();
    auto experiment = solved ? solved->experiment : nullptr;
    if (experiment == m_experiment) return;
    m_experiment = std::move(experiment);
    if (!m_selection) return;
    locate();
    emit selectionChanged();
}

}  // namespace orl
