// The slow half of the session: opening, importing and fitting.
#include <QFileInfo>
#include <utility>

#include "core/lab/settings.h"
#include "ui/session/label_text.h"
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
    m_stale = false;
    m_heavy.discard();
    revertPreparation();
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
    m_store = opened.store;
    m_bundled = bundled;
    m_prepared.reset();
    m_crossed.reset();
    m_solveError.reset();
    m_dataError = opened.prepared ? std::nullopt : opened.fitError;
    dropResults();
    m_scenario = opened.scenario;
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

void Session::importData(const ImportOptions& options) {
    startHeavy(
        Heavy::Import, tr("Importing %1").arg(labelText(options.name)),
        [this, store = m_store, options, scenario = m_scenario](const Worker::Context& context) {
            auto result = importInto(store, options, scenario, context.job);
            context.show([this, result = std::move(result)] {
                if (result.prepared) {
                    const Scenario& made = result.prepared->scenario;
                    Scenario next = m_scenario;
                    turnTo(next, made.preparation.dataset);
                    next.preparation.trainSplit = made.preparation.trainSplit;
                    next.preparation.testSplit = made.preparation.testSplit;
                    next.preparation.embedding = made.preparation.embedding;
                    m_prepared = result.prepared;
                    edit(next, tr("import"));
                    accept(result.prepared);
                }
                emit imported(result.report);
                if (result.fitError) acceptUnfit(*result.fitError, result.datasets);
            });
        });
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
    // Of other data sets nothing is held.
    if (!m_prepared || !m_store || m_prepared->data->name != dataset) return;
    m_stale = true;
    emit stalenessChanged();
    requestPrepare();
}

void Session::saveNow() {
    m_heavy.discard();
    m_storeTimer.stop();
    if (!m_persist || !m_store || !m_prepared) return;
    m_keeper.discard();
    try {
        writeScenario(*m_store, m_scenario, m_compared);
    } catch (const Error&) {
        // The window is closing: there is nobody left to tell, and nothing else is lost.
    }
}

}  // namespace orl
