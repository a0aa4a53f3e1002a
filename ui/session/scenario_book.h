#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/scenarios.h"

namespace orl {

class Session;

/// The scenarios that are saved in the workspace, the own routers, and the volume that costs are
/// told for. Every change of the lists can be undone, and is written to the workspace. While a
/// guest is visited or the workspace is changed, or where what it keeps cannot be read, the list
/// stays as it is. Lives on the GUI thread.
class ScenarioBook : public QObject {
    Q_OBJECT
  public:
    explicit ScenarioBook(Session& session);

    const ScenarioList& list() const { return m_work.scenarios; }
    /// What is to be kept; nothing: what is there could not be read.
    std::optional<SavedWork> work() const;
    /// Of another workspace; nothing: it cannot be read.
    void take(const std::optional<SavedWork>& work);
    bool editable() const;

    /// Queries a month; 0: not said.
    double monthlyQueries() const { return m_work.monthlyQueries; }
    void setMonthlyQueries(double queries);
    const Currency& currency() const { return m_work.currency; }
    /// One without a name, or with a rate that is none, changes nothing.
    void setCurrency(const Currency& currency);

    /// The scenario under that name, or the next that is free. @return its name; empty: nothing
    /// can be saved now
    QString save(const Scenario& scenario, const QString& name, const QString& note = {});
    void rename(std::size_t index, const QString& name);
    void setNote(std::size_t index, const QString& note);
    void duplicate(std::size_t index);
    /// @param to where it is afterwards
    void move(std::size_t index, std::size_t to);
    void remove(std::size_t index);
    /// @return how many of them were not there yet
    std::size_t add(const ScenarioList& scenarios);
    /// Makes it the present scenario.
    void restore(std::size_t index);

    /// Routers of one's own, put beside the program's; null: there are none.
    const std::shared_ptr<const std::vector<OwnRouter>>& ownRouters() const { return m_own; }
    /// The whole list, each name once, as one step of undo.
    void setOwnRouters(std::vector<OwnRouter> routers, const QString& text);

  signals:
    void changed();
    void ownRoutersChanged();

  private:
    friend class OwnRoutersCommand;
    void applyOwn(std::vector<OwnRouter> routers);
    void shareOwn();
    friend class ScenarioBookCommand;
    void edit(ScenarioList next, const QString& text);
    void apply(const ScenarioList& list);

    Session& m_session;
    SavedWork m_work;
    std::shared_ptr<const std::vector<OwnRouter>> m_own;  ///< those of m_work
    bool m_readable = true;
};

}  // namespace orl
