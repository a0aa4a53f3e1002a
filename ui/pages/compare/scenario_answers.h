#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "ui/pages/compare/scenario_column.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// Solves the columns of a comparison on a worker of its own, one after the other, and finds what
/// moves between them; remembers what it found for as long as it is asked about. Lives on the GUI
/// thread.
class ScenarioAnswers : public QObject {
    Q_OBJECT
  public:
    explicit ScenarioAnswers(Session& session);

    /// Fills in what is known of the columns, and starts what is not.
    /// @param base which the others are compared with; none: −1
    /// @param load under which they are simulated, at the rate that it comes to for `now`
    /// when it is first asked for; none: they are not
    void request(std::vector<ScenarioColumn>& columns, int base,
                 const std::optional<LoadSettings>& load = {},
                 const std::shared_ptr<const SolveView>& now = {});
    /// Of other data nothing of it holds.
    void forget();
    bool busy() const { return !m_worker.idle(); }

  signals:
    /// More is known: ask again.
    void changed();
    void becameIdle();

  private:
    struct Known {
        Scenario scenario;                       ///< without its name
        std::shared_ptr<const SolveView> solve;  ///< null: the scenario was solved here
        std::shared_ptr<const ScenarioAnswer> answer;
        std::optional<Error> error;
        std::shared_ptr<const QueryFlows> flows;
        std::shared_ptr<const ScenarioAnswer> from;  ///< what the flows come from
        std::uint64_t data = 0;
        std::shared_ptr<const LoadFigures> load;  ///< under m_load, for m_now
        bool is(const Known& other) const {
            return solve == other.solve && (solve || scenario == other.scenario);
        }
    };
    using Solver = std::shared_ptr<ScenarioSolver>;
    /// What a request needs beside its columns, as a snapshot.
    struct Asked {
        std::vector<Known> columns;
        int base = -1;
        std::optional<LoadSettings> load;
        std::shared_ptr<const SolveView> now;
        std::shared_ptr<Store> store;
        std::shared_ptr<const Prepared> prepared;
    };
    void find(Asked asked, const Worker::Context& context);
    void answerOne(const Asked& asked, Known& each, const Job& job);
    void keep(const Known& found);

    Session& m_session;
    std::vector<Known> m_known;  ///< of the last request, in its order
    int m_base = -1;
    std::optional<LoadSettings> m_load;  ///< of the last request
    std::shared_ptr<const SolveView> m_now;
    Solver m_solver = std::make_shared<ScenarioSolver>();
    Worker m_worker{Worker::Priority::Low};
};

}  // namespace orl
