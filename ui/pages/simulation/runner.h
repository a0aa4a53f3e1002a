#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/load_settings.h"
#include "core/lab/run_replay.h"
#include "ui/session/worker.h"

namespace orl {

class Session;
struct Prepared;
struct SolveView;

/// Runs under a load, and what they are of.
struct LoadView {
    LoadSettings settings;
    LoadQuestion question;
    std::shared_ptr<const LoadRuns> runs;
    std::vector<std::shared_ptr<const RunReplay>> replays;  ///< of runs, in their order
    std::shared_ptr<const SolveView> solve;                 ///< that goal and queries come from
    std::shared_ptr<const Prepared> prepared;               ///< that solve is of

    /// Mean predicted quality of each model over the queries that it may take; −1 without slots.
    std::vector<double> strength;

    const Experiment& experiment() const { return *runs->experiment; }
    /// When the last run is over, seconds; the first arrival at least.
    double end() const;
};

/// Simulates what the page asks for of what the session shows, in the background. The runs before
/// stay, as old, until the new ones are there; of other queries they go at once. Lives on the GUI
/// thread.
class LoadRunner : public QObject {
    Q_OBJECT
  public:
    explicit LoadRunner(Session& session, QObject* parent = nullptr);

    /// Null: none yet.
    const std::shared_ptr<const LoadView>& view() const { return m_view; }
    const LoadSettings& settings() const { return m_settings; }
    /// Not of the present settings, goal or queries.
    bool isStale() const;
    bool isBusy() const { return !m_worker.idle(); }
    /// Why there are no runs of the present settings.
    const std::optional<Error>& error() const { return m_error; }
    void setSettings(const LoadSettings& settings);
    /// Whether anybody looks: else nothing is computed.
    void setActive(bool active);

  signals:
    void viewChanged();
    /// isStale(), isBusy() or error() may have changed.
    void stateChanged();

  private:
    void follow();
    void request();

    Session& m_session;
    LoadSettings m_settings;
    std::shared_ptr<const LoadView> m_view;
    std::shared_ptr<const SolveView> m_asked;  ///< what the newest request is of
    LoadSettings m_askedSettings;
    std::optional<Error> m_error;
    bool m_active = false;
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
