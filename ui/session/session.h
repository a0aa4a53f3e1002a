#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <QUndoGroup>
#include <QUndoStack>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/comparing.h"
#include "core/lab/importing.h"
#include "core/lab/opening.h"
#include "core/lab/solving.h"
#include "core/lab/sweeps.h"
#include "core/lab/views.h"
#include "core/support/error.h"
#include "ui/session/pin.h"
#include "ui/session/selecting.h"
#include "ui/session/worker.h"

namespace orl {

class PredictorStudy;
class ShadowPrices;
class ProofSeeker;
class Repeating;
class GuaranteeKeeper;
class ScenarioBook;
class TriedStates;

/// What failed, so that a message can end with its cause.
namespace work {
inline const QString kData = QStringLiteral("data");
inline const QString kSolve = QStringLiteral("solve");
inline const QString kComparison = QStringLiteral("comparison");
inline const QString kSweep = QStringLiteral("sweep");
inline const QString kStudy = QStringLiteral("study");
inline const QString kKeeping = QStringLiteral("keeping");
}  // namespace work

/// What the window works on: one workspace, one scenario, and what the workers found out about it.
/// Widgets read values here, change the scenario by edit(), and follow the signals; all of it on
/// the GUI thread. Computation happens on several workers: heavy (open, import, fit), solve,
/// compare, one for each sweep and two for the predictor study; one more writes the scenario to the
/// workspace.
class Session : public QObject {
    Q_OBJECT
  public:
    /// @param persist false: never write the scenario back, and nobody is dragging, so that the
    /// curves need not yield to anything (headless rendering)
    explicit Session(BundledPlaces places, bool persist = true, QObject* parent = nullptr);
    ~Session() override;

    const Scenario& scenario() const { return m_scenario; }
    /// What was last set for each data set.
    const std::map<std::string, Scenario>& keptScenarios() const { return m_kept; }
    const std::vector<std::string>& comparedRouters() const { return m_compared; }
    /// Null until known.
    const std::shared_ptr<const Prepared>& prepared() const { return m_prepared; }
    const std::shared_ptr<const SolveView>& solved() const { return m_solved; }
    /// What solved() is of; prepared() may be newer.
    const std::shared_ptr<const Prepared>& solvedFrom() const { return m_solvedFrom; }
    const std::shared_ptr<const ComparisonView>& comparison() const { return m_comparison; }
    const std::shared_ptr<const SweepView>& sweep(SweepOver over) const;
    /// Why solved() is not of the present settings, as a sentence; empty where it is or where there
    /// is nothing.
    QString staleness() const;
    /// solved() is of other queries than those that are chosen now.
    bool showsOtherData() const;
    /// comparison() is of solved().
    bool isComparisonCurrent() const;
    /// All points of sweep() are of the settings that solved() is of.
    bool isSweepCurrent(SweepOver over) const;
    /// Why there is no answer to the present settings; none while there is or will be one.
    const std::optional<Error>& solveError() const { return m_solveError; }
    /// Why nothing is prepared, where data are there.
    const std::optional<Error>& dataError() const { return m_dataError; }
    const std::optional<Error>& comparisonError() const { return m_comparisonError; }
    const std::optional<Error>& sweepError(SweepOver over) const;
    PredictorStudy& study() { return *m_study; }
    /// The comparison over many splits.
    Repeating& repeats() { return *m_repeating; }
    const ProofSeeker& proof() const { return *m_proof; }
    const GuaranteeKeeper& guarantee() const { return *m_guarantee; }
    const ShadowPrices& shadowPrices() const { return *m_shadow; }
    /// Scenarios that are saved in the workspace.
    ScenarioBook& book() { return *m_book; }
    /// All that was tried since the program was started.
    const TriedStates& tried() const { return *m_tried; }
    Selecting& selecting() { return m_selecting; }
    const std::shared_ptr<const Selection>& selection() const { return m_selecting.selection(); }
    void select(std::vector<std::size_t> rows, const QString& reason) {
        m_selecting.select(std::move(rows), reason);
    }
    void clearSelection() { m_selecting.clear(); }
    std::optional<std::size_t> currentRow() const { return m_selecting.currentRow(); }
    void setCurrentRow(std::optional<std::size_t> row) { m_selecting.setCurrentRow(row); }
    /// Null while everything is in memory only.
    const std::shared_ptr<Store>& store() const { return m_store; }
    /// What everything is seen against; null: nothing is pinned.
    const std::shared_ptr<const Pin>& pinned() const { return m_pin; }
    /// All pins, in the order in which they were made; pinned() is one of them.
    const std::vector<std::shared_ptr<const Pin>>& pins() const { return m_pins; }
    /// The present state in place of the one that is pinned; nothing happens while nothing is
    /// solved.
    void pin();
    /// The present state as a further pin, against which all is seen from then on.
    void pinFurther(const QString& title);
    /// @param pin one of pins()
    void choosePin(const std::shared_ptr<const Pin>& pin);
    /// Takes away the one that all is seen against; the one before takes its place.
    void unpin();
    /// Steps of one's own work, or of the guest's.
    QUndoStack* undoStack() { return m_undoGroup.activeStack(); }
    QUndoGroup* undoGroup() { return &m_undoGroup; }
    /// Empty while everything is in memory only.
    QString workspaceFile() const;
    bool onBundledData() const { return m_bundled; }
    /// Nothing is being computed: everything shown belongs to the present scenario. While somebody
    /// may be dragging, a proof that is still sought does not count (see ProofSeeker).
    bool settled() const;
    bool heavyBusy() const { return !m_heavy.idle(); }
    /// The workspace is being changed: it is read anew afterwards.
    bool isChanging() const { return heavyBusy() && m_heavyKind == Heavy::Change; }
    /// Something is being computed.
    bool busy() const;

    /// Changes the scenario as one undoable step. Changes with the same gesture (> 0) and text
    /// that follow each other are one step.
    void edit(const Scenario& next, const QString& text, int gesture = 0);
    /// The whole of a scenario as it was kept, with its guarantee, as one undoable step.
    void restore(const Scenario& kept, const QString& text);
    /// Writes to the workspace what is to be kept, a little later.
    void keepSoon();
    /// Changes what follows from what was asked for, without a step of undo.
    void adjust(const Scenario& next);
    /// Predictions that the next preparation may take over instead of making them.
    void offer(std::shared_ptr<const CrossFitted> crossed) { m_crossed = std::move(crossed); }
    void setComparedRouters(std::vector<std::string> routers);

    /// Shows a data set beside the workspace, such as a lesson's instance: from when it is prepared
    /// the session works on it with this scenario, the workspace, scenario, kept scenarios,
    /// compared routers, steps of undo, selection and pin of one's own work are set aside, and
    /// nothing is written anywhere. Another visit replaces the guest; opening a workspace or
    /// importing ends it.
    /// @return false: a workspace is being opened or changed, and nothing happens
    bool visit(std::shared_ptr<const Dataset> data, const Scenario& scenario);
    /// The same with one's own data as they are prepared: a scenario to look at that is not kept.
    /// Its preparation stays one's own.
    bool visitOwn(Scenario scenario);
    /// The same with some of one's own queries alone, under the present settings.
    /// @param part rows of the data set that are routed
    bool visitPart(std::shared_ptr<const Selection> part);
    /// Those of the selection that are routed; nothing happens where none is.
    bool restrictToSelection();
    /// The only queries that are routed; null: all.
    std::shared_ptr<const Selection> part() const {
        return m_prepared ? m_prepared->part : nullptr;
    }
    /// Of one's own data, while some of their queries may be looked at alone.
    const std::shared_ptr<const Prepared>& ownPrepared() const {
        return m_home ? m_home->prepared : m_prepared;
    }
    /// Other numbers for the guest that is visited: scenario and steps of undo stay, and what was
    /// solved until the new answer is there. @return false: none is visited, and nothing happens
    bool amendGuest(std::shared_ptr<const Dataset> data);
    /// Of one's own work, also while a guest is looked at.
    const Scenario& ownScenario() const { return m_home ? m_home->scenario : m_scenario; }
    /// Back to one's own work as it was, also while a guest is still being prepared.
    void leave();
    bool isVisiting() const { return m_home != nullptr; }

    void openBundledData(Adjust adjust = {});
    void openWorkspaceFile(const QString& file, Adjust adjust = {});
    void createWorkspaceFile(const QString& file);
    /// Of the present scenario, the saved ones and the data that they are about, or only their
    /// fingerprint. Nothing happens while something heavy runs or a guest is visited.
    void saveBundle(const QString& file, bool withData);
    /// One with data becomes a new workspace, which is opened.
    void openBundle(const QString& file, const QString& workspace);
    /// One without data: its scenarios are added and the one shown is restored, if the data here
    /// are those that it is about.
    void takeBundle(const QString& file);
    /// Into the present workspace.
    void importData(const ImportOptions& options, IfKnown ifKnown);
    /// Into a new workspace, which is opened.
    void importAnew(const QString& file, const ImportOptions& options);
    void renameData(const std::string& from, const std::string& to);
    void deleteData(const std::string& dataset);
    void setPrices(const std::string& dataset, const std::vector<ModelInfo>& models);
    /// Gives every query its split anew.
    void dealData(const std::string& dataset, const SplitRule& rule);
    /// Of the last import, where it was kept.
    std::optional<ImportReport> reportOf(const std::string& dataset) const;
    /// Of the workspace.
    std::vector<DatasetSummary> datasets() const;
    /// The price list that comes with the program; empty: it is not there.
    std::filesystem::path bundledPrices() const;
    /// Reads the data set anew, after its vectors have changed in the workspace.
    void reloadData(const std::string& dataset);
    /// Stops opening, importing, changing or fitting; what was there before stays, or, where a
    /// change was done already, what it made is shown.
    void cancelHeavy();
    /// Writes the scenario to the workspace at once, before the window closes.
    void saveNow();
    /// Whether somebody looks at curves and comparison while the hand still moves; where nobody
    /// does, they wait until it rests, and the processors are the answer's alone.
    void setFollowersSeen(bool seen) { m_followersSeen = seen; }

  signals:
    void scenarioChanged();
    void comparedRoutersChanged();
    void workspaceChanged();
    /// isVisiting() may have changed, or the guest has.
    void visitingChanged();
    void preparedChanged();
    void solvedChanged();
    void comparisonChanged();
    void sweepChanged(orl::SweepOver over);
    void heavyStarted(const QString& what);
    void heavyProgress(double share, const QString& stage);
    void heavyFinished();
    /// @param cause one of orl::work
    void failed(const orl::Error& error, const QString& cause);
    /// What had failed before has been done, or is tried again.
    void resolved(const QString& cause);
    /// staleness() or showsOtherData() may have changed.
    void stalenessChanged();
    void imported(const orl::ImportReport& report);
    /// Something that was asked for is done, in a sentence.
    void done(const QString& what);
    /// See Selecting.
    void selectionChanged();
    void currentRowChanged();
    void pinChanged();
    /// settled() turned true.
    void becameSettled();

  private:
    friend class ScenarioCommand;
    void apply(const Scenario& next);
    enum class Heavy { Open, Import, Change, Prepare, Visit, Bundle };
    void startHeavy(Heavy kind, const QString& what, Worker::Work work);
    void heavyEnded();
    /// Changes the workspace, and what must follow in the scenario.
    using DataChange = std::function<void(Workspace&, Scenario&, const Job&)>;
    /// Shows the workspace as it is then.
    void changeData(const QString& what, DataChange change);
    void revertPreparation();
    void requestOpen(const QString& what, std::function<Opened(const Job&)> open, bool bundled);
    void accept(const Opened& opened, bool bundled);
    void accept(std::shared_ptr<const Prepared> prepared);
    void accept(const Imported& result);
    void acceptGuest(std::shared_ptr<const Prepared> prepared);
    bool mayVisit() const;
    void setAside();
    void forgetHome();
    void dropPins();
    void completePins();
    /// The present settings turned to that data set.
    Scenario turnedTo(const std::string& dataset) const;
    void acceptUnfit(const Error& error, const std::vector<DatasetSummary>& datasets);
    void requestPrepare();
    void requestSolve();
    void accept(const std::shared_ptr<const SolveView>& view,
                std::shared_ptr<const Prepared> prepared);
    void solveFailed(const Error& error);
    void dropResults();
    void dropFollowers();
    void requestSweep(SweepOver over);
    void requestComparison();
    void storeScenario();
    void connectWorkers();
    void requestFollowers();
    void followSoon();
    void stopFollowers();

    struct SweepState {
        explicit SweepState(Worker::Priority priority) : worker(priority) {}
        void drop();
        SweepInputs inputs;
        std::shared_ptr<const SweepView> view;
        std::optional<Error> error;  ///< of the newest
        /// Touched by the worker's jobs alone: what the next one starts from.
        std::shared_ptr<std::shared_ptr<const SweepView>> carried =
            std::make_shared<std::shared_ptr<const SweepView>>();
        Worker worker;
    };
    SweepState& stateOf(SweepOver over);
    const SweepState& stateOf(SweepOver over) const;

    /// One's own work while a guest is looked at.
    struct Home {
        std::shared_ptr<Store> store;
        bool bundled = false;
        bool stale = false;
        Scenario scenario;
        std::map<std::string, Scenario> kept;
        std::vector<std::string> compared;
        std::shared_ptr<const Prepared> prepared;
        std::shared_ptr<const CrossFitted> crossed;
        std::optional<Error> dataError;
        std::shared_ptr<const Selection> selection;
        std::optional<std::size_t> currentRow;
        std::shared_ptr<const Pin> pin;
        std::vector<std::shared_ptr<const Pin>> pins;
        std::uint64_t pinnedData = 0;
    };

    BundledPlaces m_places;
    bool m_persist;
    bool m_bundled = false;
    Scenario m_scenario;
    std::map<std::string, Scenario> m_kept;
    std::vector<std::string> m_compared;
    Heavy m_heavyKind = Heavy::Open;
    bool m_stale = false;          ///< the workspace has other data than m_prepared
    std::unique_ptr<Home> m_home;  ///< null: nothing is set aside
    QUndoStack m_undo;
    QUndoStack m_guestUndo;
    QUndoGroup m_undoGroup;
    Selecting m_selecting{m_undoGroup};
    QTimer m_storeTimer;
    QTimer m_followTimer;  ///< runs until the hand rests, before followers that wait for it start
    bool m_followersSeen = true;

    std::shared_ptr<Store> m_store;
    std::shared_ptr<const Prepared> m_prepared;
    std::shared_ptr<const CrossFitted> m_crossed;  ///< the latest there are
    std::shared_ptr<const SolveView> m_solved;
    std::shared_ptr<const Prepared> m_solvedFrom;
    std::shared_ptr<const Prepared> m_tunedFrom;  ///< of the latest comparison on other queries
    std::optional<Error> m_dataError;
    std::optional<Error> m_solveError;
    std::optional<Error> m_comparisonError;
    std::shared_ptr<const ComparisonView> m_comparison;
    std::shared_ptr<const Pin> m_pin;
    std::vector<std::shared_ptr<const Pin>> m_pins;
    std::uint64_t m_pinnedData = 0;  ///< Prepared::queryFingerprint of them
    std::shared_ptr<SolveEngine> m_engine = std::make_shared<SolveEngine>();
    std::shared_ptr<BaselineTuner> m_tuner = std::make_shared<BaselineTuner>();

    // Last, so that they stop before anything that they use goes.
    SweepState m_alphaSweep;
    SweepState m_capacitySweep;
    SweepState m_budgetSweep;  ///< only while there is a budget
    Worker m_keeper;
    Worker m_comparer;
    Worker m_solver;
    Worker m_heavy;
    std::unique_ptr<PredictorStudy> m_study;
    std::unique_ptr<ProofSeeker> m_proof;
    std::unique_ptr<Repeating> m_repeating;
    std::unique_ptr<ShadowPrices> m_shadow;
    std::unique_ptr<GuaranteeKeeper> m_guarantee;
    std::unique_ptr<ScenarioBook> m_book;
    std::unique_ptr<TriedStates> m_tried;
};

/// The compared routers that a new user sees.
std::vector<std::string> defaultRouters();

}  // namespace orl
