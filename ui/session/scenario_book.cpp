#include "ui/session/scenario_book.h"

#include <QUndoCommand>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/session/label_text.h"
#include "ui/session/session.h"

namespace orl {

/// One change of the list.
class ScenarioBookCommand : public QUndoCommand {
  public:
    ScenarioBookCommand(ScenarioBook& book, ScenarioList before, ScenarioList after,
                        const QString& text)
        : QUndoCommand(text),
          m_book(book),
          m_before(std::move(before)),
          m_after(std::move(after)) {}
    void undo() override { m_book.apply(m_before); }
    void redo() override { m_book.apply(m_after); }

  private:
    ScenarioBook& m_book;
    ScenarioList m_before;
    ScenarioList m_after;
};

/// One change of the own routers.
class OwnRoutersCommand : public QUndoCommand {
  public:
    OwnRoutersCommand(ScenarioBook& book, std::vector<OwnRouter> before,
                      std::vector<OwnRouter> after, const QString& text)
        : QUndoCommand(text),
          m_book(book),
          m_before(std::move(before)),
          m_after(std::move(after)) {}
    void undo() override { m_book.applyOwn(m_before); }
    void redo() override { m_book.applyOwn(m_after); }

  private:
    ScenarioBook& m_book;
    std::vector<OwnRouter> m_before;
    std::vector<OwnRouter> m_after;
};

ScenarioBook::ScenarioBook(Session& session) : m_session(session) {
    connect(&session, &Session::visitingChanged, this, &ScenarioBook::changed);
    connect(&session, &Session::heavyFinished, this, &ScenarioBook::changed);
}

std::optional<SavedWork> ScenarioBook::work() const {
    return m_readable ? std::optional(m_work) : std::nullopt;
}

void ScenarioBook::take(const std::optional<SavedWork>& work) {
    m_readable = work.has_value();
    m_work = work.value_or(SavedWork());
    shareOwn();
    emit changed();
    emit ownRoutersChanged();
}

void ScenarioBook::shareOwn() {
    m_own = m_work.ownRouters.empty()
                ? nullptr
                : std::make_shared<const std::vector<OwnRouter>>(m_work.ownRouters);
}

void ScenarioBook::setOwnRouters(std::vector<OwnRouter> routers, const QString& text) {
    if (!editable() || routers == m_work.ownRouters) return;
    m_session.undoStack()->push(
        new OwnRoutersCommand(*this, m_work.ownRouters, std::move(routers), text));
}

void ScenarioBook::applyOwn(std::vector<OwnRouter> routers) {
    m_work.ownRouters = std::move(routers);
    shareOwn();
    m_session.keepSoon();
    emit ownRoutersChanged();
}

bool ScenarioBook::editable() const {
    return m_readable && !m_session.isVisiting() && !m_session.isChanging();
}

void ScenarioBook::setMonthlyQueries(double queries) {
    if (queries == m_work.monthlyQueries || !(queries >= 0.0) || !editable()) return;
    m_work.monthlyQueries = queries;
    m_session.keepSoon();
    emit changed();
}

void ScenarioBook::setCurrency(const Currency& currency) {
    const bool sensible =
        !currency.label.empty() && currency.perDollar > 0.0 && std::isfinite(currency.perDollar);
    if (currency == m_work.currency || !sensible || !editable()) return;
    m_work.currency = currency;
    m_session.keepSoon();
    emit changed();
}

void ScenarioBook::apply(const ScenarioList& list) {
    m_work.scenarios = list;
    m_session.keepSoon();
    emit changed();
}

void ScenarioBook::edit(ScenarioList next, const QString& text) {
    if (!editable() || next == m_work.scenarios) return;
    m_session.undoStack()->push(
        new ScenarioBookCommand(*this, m_work.scenarios, std::move(next), text));
}

QString ScenarioBook::save(const Scenario& scenario, const QString& name, const QString& note) {
    if (!editable()) return {};
    SavedScenario saved{scenario, note.toStdString()};
    saved.scenario.name = freeName(list(), name.trimmed().toStdString());
    const auto& prepared = m_session.prepared();
    if (prepared && prepared->data->name == scenario.preparation.dataset) {
        saved.data = prepared->queryFingerprint;
    }
    ScenarioList next = list();
    next.push_back(saved);
    edit(std::move(next), tr("saving a scenario"));
    return QString::fromStdString(saved.scenario.name);
}

void ScenarioBook::rename(std::size_t index, const QString& name) {
    ScenarioList next = list();
    if (index >= next.size() || name.trimmed().isEmpty()) return;
    SavedScenario renamed = next[index];
    next.erase(next.begin() + std::ptrdiff_t(index));
    renamed.scenario.name = freeName(next, name.trimmed().toStdString());
    next.insert(next.begin() + std::ptrdiff_t(index), std::move(renamed));
    edit(std::move(next), tr("renaming a scenario"));
}

void ScenarioBook::setNote(std::size_t index, const QString& note) {
    ScenarioList next = list();
    if (index >= next.size()) return;
    next[index].note = note.trimmed().toStdString();
    edit(std::move(next), tr("a scenario's note"));
}

void ScenarioBook::duplicate(std::size_t index) {
    ScenarioList next = list();
    if (index >= next.size()) return;
    SavedScenario copy = next[index];
    copy.scenario.name = freeName(next, copy.scenario.name);
    next.insert(next.begin() + std::ptrdiff_t(index) + 1, std::move(copy));
    edit(std::move(next), tr("duplicating a scenario"));
}

void ScenarioBook::move(std::size_t index, std::size_t to) {
    ScenarioList next = list();
    if (index >= next.size() || to >= next.size()) return;
    SavedScenario moved = std::move(next[index]);
    next.erase(next.begin() + std::ptrdiff_t(index));
    next.insert(next.begin() + std::ptrdiff_t(to), std::move(moved));
    edit(std::move(next), tr("order of the scenarios"));
}

void ScenarioBook::remove(std::size_t index) {
    ScenarioList next = list();
    if (index >= next.size()) return;
    next.erase(next.begin() + std::ptrdiff_t(index));
    edit(std::move(next), tr("deleting a scenario"));
}

std::size_t ScenarioBook::add(const ScenarioList& scenarios) {
    ScenarioList next = withScenarios(list(), scenarios);
    const std::size_t added = editable() ? next.size() - list().size() : 0;
    edit(std::move(next), tr("importing scenarios"));
    return added;
}

void ScenarioBook::restore(std::size_t index) {
    if (index >= list().size() || !editable()) return;
    const Scenario& kept = list()[index].scenario;
    m_session.restore(kept, tr("restoring %1").arg(labelText(kept.name)));
}

}  // namespace orl
