// The slow half of the session: opening, importing and fitting.
#include <QFileInfo>
#include <utility>

#include "core/lab/datasets.h"
#include "core/lab/settings.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"

namespace orl {

void Session::startHeavy(Heavy kind, const QString& what, Worker::Work work) {
    m_heavyKind = kind;
    emit resolved(work::kData);
    emit heavyStarted(what);
    m_heavy.submit(std::move(work), Worker::Running::Stop);
}

void Session::heavyEnded() {
    emit heavyFinished();
    // A predictor or split chosen while something else was running.
    if (m_prepared) requestPrepare();
}

void Session::cancelHeavy() {
    const bool changing = m_heavyKind == Heavy::Change && !m_heavy.idle();
    m_stale = false;
    m_heavy.discard();
    revertPreparation();
    // It may have been done already: what is there now has to be seen.
    if (changing) changeData(tr("Reading the workspace"), [](Workspace&, Scenario&, const Job&) {});
}

/// After a failed or cancelled fit the scenario must not claim what is not shown.
void Session::revertPreparation() {
    if (!m_prepared || m_heavyKind != Heavy::Prepare) return;
    m_stale = false;  // or it would be tried for ever
    emit stalenessChanged();
    if (m_prepared->scenario.preparation == m_scenario.preparation) return;
    Scenario back = m_scenario;
    back.preparation = m_prepared->scenario.preparation;
    edit(back, tr("back to the fitted predictor"));
}

void Session::openBundledData(Adjust adjust) {
    requestOpen(
        tr("Opening the bundled data"),
        [places = m_places, adjust = std::move(adjust)](const Job& job) {
            return openBundled(places, adjust, job);
        },
        true);
}

void Session::openWorkspaceFile(const QString& file, Adjust adjust) {
    requestOpen(
        tr("Opening %1").arg(QFileInfo(file).fileName()),
        [path = std::filesystem::path(file.toStdString()), adjust = std::move(adjust)](
            const Job& job) { return openWorkspace(path, false, adjust, job); },
        false);
}

void Session::createWorkspaceFile(const QString& file) {
    requestOpen(
        tr("Creating %1").arg(QFileInfo(file).fileName()),
        [path = std::filesystem::path(file.toStdString())](const Job& job) {
            return openWorkspace(path, true, {}, job);
        },
        false);
}

void Session::requestOpen(const QString& what, std::function<Opened(const Job&)> open,
                          bool bundled) {
    startHeavy(
        Heavy::Open, what, [this, bundled, open = std::move(open)](const Worker::Context& context) {
            auto opened = open(context.job);
            context.show([this, bundled, opened = std::move(opened)] { accept(opened, bundled); });
        });
}

void Session::accept(const Opened& opened, bool bundled) {
    m_solver.discard();
    m_storeTimer.stop();
    forgetHome();
    m_store = opened.store;
    m_bundled = bundled;
    m_prepared.reset();
    m_crossed.reset();
    m_solveError.reset();
    m_dataError = opened.prepared ? std::nullopt : opened.fitError;
    dropResults();
    m_scenario = opened.scenario;
    m_kept = opened.kept;
    m_book->take(opened.work);
    m_compared = opened.routers.empty() ? defaultRouters() : opened.routers;
    m_undo.clear();
    emit workspaceChanged();
    emit scenarioChanged();
    emit comparedRoutersChanged();
    if (opened.prepared) {
        accept(opened.prepared);
    } else {
        emit preparedChanged();
    }
    emit stalenessChanged();
    if (opened.remark) emit failed(*opened.remark, work::kKeeping);
    if (opened.fitError) emit failed(*opened.fitError, work::kData);
}

void Session::accept(std::shared_ptr<const Prepared> prepared) {
    m_prepared = std::move(prepared);
    m_dataError.reset();
    m_stale = false;
    if (m_prepared->crossed) m_crossed = m_prepared->crossed;
    // Names that the data do not have were replaced by ones that they have.
    Scenario named = m_scenario;
    named.preparation.dataset = m_prepared->scenario.preparation.dataset;
    named.preparation.trainSplit = m_prepared->scenario.preparation.trainSplit;
    named.preparation.testSplit = m_prepared->scenario.preparation.testSplit;
    named.preparation.embedding = m_prepared->scenario.preparation.embedding;
    if (named != m_scenario) {
        m_scenario = std::move(named);
        emit scenarioChanged();
    }
    emit preparedChanged();
    emit stalenessChanged();
    requestSolve();
}

void Session::requestPrepare() {
    const bool right = !m_stale && m_prepared->scenario.preparation == m_scenario.preparation;
    if (!m_heavy.idle() && m_heavyKind != Heavy::Prepare) return;  // done when that has ended
    if (right) {
        if (!m_heavy.idle()) m_heavy.discard();
        return;
    }
    startHeavy(Heavy::Prepare, m_stale ? tr("Reading the data") : tr("Fitting the predictor"),
               [this, store = m_store, previous = m_stale ? nullptr : m_prepared,
                scenario = m_scenario, crossed = m_crossed](const Worker::Context& context) {
                   auto made = prepare(store, previous, scenario, context.job, crossed);
                   context.show([this, made = std::move(made)] { accept(made); });
               });
}

void Session::importData(const ImportOptions& options, IfKnown ifKnown) {
    leave();
    startHeavy(Heavy::Import, tr("Importing %1").arg(labelText(options.name)),
               [this, store = m_store, options, ifKnown,
                scenario = turnedTo(options.name)](const Worker::Context& context) {
                   auto result = orl::importInto(store, options, ifKnown, scenario, context.job);
                   context.show([this, result = std::move(result)] { accept(result); });
               });
}

void Session::importAnew(const QString& file, const ImportOptions& options) {
    startHeavy(Heavy::Open, tr("Importing %1").arg(labelText(options.name)),
               [this, path = std::filesystem::path(file.toStdString()), options,
                scenario = m_scenario](const Worker::Context& context) {
                   // Read first: a file that cannot be read leaves no empty workspace behind.
                   auto result = orl::importAnew(path, options, scenario, context.job);
                   context.show([this, result = std::move(result)] {
                       accept(result.opened, false);
                       emit imported(result.report);
                   });
               });
}

void Session::accept(const Imported& result) {
    if (result.prepared) {
        const Scenario& made = result.prepared->scenario;
        Scenario next = turnedTo(made.preparation.dataset);
        next.preparation.trainSplit = made.preparation.trainSplit;
        next.preparation.testSplit = made.preparation.testSplit;
        next.preparation.embedding = made.preparation.embedding;
        m_prepared = result.prepared;
        edit(next, tr("import"));
        accept(result.prepared);
    }
    emit imported(result.report);
    if (result.fitError) acceptUnfit(*result.fitError, result.datasets);
}

void Session::changeData(const QString& what, DataChange change) {
    if (!m_store) return;
    // Not under the old name while it is being changed.
    m_storeTimer.stop();
    m_keeper.discard();
    startHeavy(Heavy::Change, what,
               [this, store = m_store, change = std::move(change), scenario = m_scenario,
                routers = m_compared, bundled = m_bundled,
                work = m_book->work()](const Worker::Context& context) {
                   Scenario next = scenario;
                   std::optional<Error> error;
                   try {
                       const std::lock_guard lock(store->mutex);
                       if (work) keepWork(store->workspace, *work);
                       change(store->workspace, next, context.job);
                   } catch (const Error& e) {
                       error = e;
                   }
                   // Also after a failure, of which a part may have been done.
                   auto opened = reopened(store, next, routers, context.job);
                   context.show([this, bundled, opened = std::move(opened), error] {
                       accept(opened, bundled);
                       if (error) emit failed(*error, work::kData);
                   });
               });
}

void Session::renameData(const std::string& from, const std::string& to) {
    changeData(tr("Renaming %1").arg(labelText(from)),
               [from, to](Workspace& workspace, Scenario& scenario, const Job& job) {
                   keepScenario(workspace, scenario);
                   renameDataset(workspace, from, to, job);
                   if (scenario.preparation.dataset == from) scenario.preparation.dataset = to;
               });
}

void Session::deleteData(const std::string& dataset) {
    changeData(tr("Deleting %1").arg(labelText(dataset)),
               [dataset](Workspace& workspace, Scenario& scenario, const Job&) {
                   if (scenario.preparation.dataset != dataset) keepScenario(workspace, scenario);
                   deleteDataset(workspace, dataset);
               });
}

void Session::setPrices(const std::string& dataset, const std::vector<ModelInfo>& models) {
    changeData(tr("Changing the prices of %1").arg(labelText(dataset)),
               [dataset, models](Workspace& workspace, Scenario& scenario, const Job&) {
                   keepScenario(workspace, scenario);
                   workspace.savePrices(dataset, models);
               });
}

void Session::dealData(const std::string& dataset, const SplitRule& rule) {
    changeData(tr("Dealing the splits of %1").arg(labelText(dataset)),
               [dataset, rule](Workspace& workspace, Scenario& scenario, const Job& job) {
                   dealSplits(workspace, dataset, rule, job);
                   if (scenario.preparation.dataset != dataset) return;
                   scenario.preparation.trainSplit = Preparation().trainSplit;
                   scenario.preparation.testSplit = Preparation().testSplit;
                   keepScenario(workspace, scenario);
               });
}

std::optional<ImportReport> Session::reportOf(const std::string& dataset) const {
    if (!m_store) return {};
    // The window does not wait for a worker that is writing.
    const std::unique_lock lock(m_store->mutex, std::try_to_lock);
    if (!lock) return {};
    return keptReport(m_store->workspace, dataset);
}

std::vector<DatasetSummary> Session::datasets() const {
    if (m_prepared) return m_prepared->datasets;
    if (!m_store) return {};
    const std::unique_lock lock(m_store->mutex, std::try_to_lock);
    return lock ? m_store->workspace.datasets() : std::vector<DatasetSummary>();
}

std::filesystem::path Session::bundledPrices() const {
    for (const auto& folder : m_places.folders) {
        std::error_code ignored;
        if (std::filesystem::exists(folder / "prices.json", ignored)) return folder / "prices.json";
    }
    return {};
}

Scenario Session::turnedTo(const std::string& dataset) const {
    Scenario next = m_scenario;
    turnTo(next, dataset, m_kept);
    return next;
}

/// Imported data that cannot be routed as they are: what is shown stays, and the new data set is
/// among those that can be chosen, with another split or predictor.
void Session::acceptUnfit(const Error& error, const std::vector<DatasetSummary>& datasets) {
    if (m_prepared) {
        auto listed = std::make_shared<Prepared>(*m_prepared);
        listed->datasets = datasets;
        if (m_solvedFrom == m_prepared) m_solvedFrom = listed;
        m_prepared = std::move(listed);
    } else {
        m_dataError = error;
    }
    emit preparedChanged();
    emit failed(error, work::kData);
}

void Session::reloadData(const std::string& dataset) {
    if (m_home) {  // read when one is back
        if (m_home->prepared && m_home->prepared->data->name == dataset) m_home->stale = true;
        return;
    }
    // Of other data sets nothing is held.
    if (!m_prepared || !m_store || m_prepared->data->name != dataset) return;
    m_stale = true;
    emit stalenessChanged();
    requestPrepare();
}

void Session::saveNow() {
    m_heavy.discard();
    leave();
    m_storeTimer.stop();
    if (!m_persist || !m_store || !m_prepared) return;
    m_keeper.discard();
    try {
        writeScenario(*m_store, m_scenario, m_compared, m_kept, m_book->work());
    } catch (const Error&) {
        // The window is closing: there is nobody left to tell, and nothing else is lost.
    }
}

}  // namespace orl
