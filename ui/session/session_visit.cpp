// A data set beside the workspace: what is set aside for it, and how it comes back.
#include <utility>

#include "core/lab/opening.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"

namespace orl {

bool Session::mayVisit() const {
    const bool changes =
        m_heavyKind == Heavy::Open || m_heavyKind == Heavy::Import || m_heavyKind == Heavy::Change;
    return m_heavy.idle() || !changes;
}

bool Session::visitOwn(Scenario scenario) {
    const auto& own = m_home ? m_home->prepared : m_prepared;
    if (!own || !mayVisit()) return false;
    m_heavy.discard();
    auto guest = std::make_shared<Prepared>(*own);
    scenario.preparation = own->scenario.preparation;
    guest->scenario = std::move(scenario);
    acceptGuest(std::move(guest));
    return true;
}

bool Session::visitPart(std::shared_ptr<const Selection> part) {
    const auto& own = ownPrepared();
    if (!own || !mayVisit() || part->data != own->queryFingerprint) return false;
    m_heavy.discard();
    // In a part of the part that is looked at, what is tried there goes on being tried, the
    // predictor included.
    const bool inPart = m_prepared && m_prepared->part;
    const auto& from = inPart ? m_prepared : own;
    auto guest = std::make_shared<Prepared>(*from);
    guest->scenario = !m_home || inPart ? m_scenario : m_home->scenario;
    guest->scenario.preparation = from->scenario.preparation;
    guest->part = std::move(part);
    acceptGuest(std::move(guest));
    return true;
}

bool Session::restrictToSelection() {
    const auto& queries = m_selecting.queries();
    if (!m_solved || !selection() || !queries || queries->empty()) return false;
    auto part = std::make_shared<Selection>(*selection());
    part->rows = rowsOf(*m_solved->experiment, *queries);
    return visitPart(std::move(part));
}

bool Session::visit(std::shared_ptr<const Dataset> data, const Scenario& scenario) {
    if (!mayVisit()) return false;
    const QString what = tr("Preparing %1").arg(labelText(data->name));
    startHeavy(Heavy::Visit, what,
               [this, data = std::move(data), scenario](const Worker::Context& context) {
                   auto prepared = prepareGuest(data, scenario, context.job);
                   context.show([this, prepared = std::move(prepared)] { acceptGuest(prepared); });
               });
    return true;
}

bool Session::amendGuest(std::shared_ptr<const Dataset> data) {
    if (!m_home || !m_prepared || !mayVisit()) return false;
    const QString what = tr("Preparing %1").arg(labelText(data->name));
    startHeavy(
        Heavy::Visit, what,
        [this, data = std::move(data), scenario = m_scenario](const Worker::Context& context) {
            auto prepared = prepareGuest(data, scenario, context.job);
            context.show([this, prepared = std::move(prepared)] {
                if (m_home) accept(prepared);
            });
        });
    return true;
}

void Session::setAside() {
    if (m_home) return;
    // What has been changed by now belongs to the workspace.
    if (m_storeTimer.isActive()) storeScenario();
    auto home = std::make_unique<Home>();
    home->selection = m_selecting.selection();
    home->currentRow = m_selecting.currentRow();
    m_selecting.restore(nullptr, {});
    home->pin = m_pin;
    home->pins = m_pins;
    home->pinnedData = m_pinnedData;
    dropPins();
    home->store = std::move(m_store);
    home->bundled = std::exchange(m_bundled, false);
    home->stale = std::exchange(m_stale, false);
    home->scenario = m_scenario;
    home->kept = std::exchange(m_kept, {});
    home->compared = m_compared;
    home->prepared = m_prepared;
    home->crossed = m_crossed;
    home->dataError = m_dataError;
    m_home = std::move(home);
}

void Session::acceptGuest(std::shared_ptr<const Prepared> prepared) {
    m_solver.discard();
    setAside();
    m_storeTimer.stop();
    m_guestUndo.clear();
    m_undoGroup.setActiveStack(&m_guestUndo);
    m_store.reset();
    m_kept.clear();
    m_prepared.reset();
    m_crossed.reset();
    m_solveError.reset();
    m_dataError.reset();
    dropResults();
    m_scenario = prepared->scenario;
    emit workspaceChanged();
    emit scenarioChanged();
    accept(std::move(prepared));
    emit visitingChanged();
}

void Session::leave() {
    if (m_heavyKind == Heavy::Visit && !m_heavy.idle()) m_heavy.discard();
    if (!m_home) return;
    m_heavy.discard();
    m_solver.discard();
    m_storeTimer.stop();
    dropPins();
    m_selecting.restore(nullptr, {});
    dropResults();
    const std::unique_ptr<Home> home = std::move(m_home);
    m_guestUndo.clear();
    m_undoGroup.setActiveStack(&m_undo);
    m_store = home->store;
    m_bundled = home->bundled;
    m_stale = home->stale;
    m_scenario = home->scenario;
    m_kept = home->kept;
    m_compared = home->compared;
    m_prepared = home->prepared;
    m_crossed = home->crossed;
    m_dataError = home->dataError;
    m_solveError.reset();
    emit workspaceChanged();
    emit scenarioChanged();
    emit comparedRoutersChanged();
    emit preparedChanged();
    m_selecting.restore(home->selection, home->currentRow);
    m_pin = home->pin;
    m_pins = home->pins;
    m_pinnedData = home->pinnedData;
    if (m_pin) emit pinChanged();
    emit stalenessChanged();
    if (m_prepared) {
        requestPrepare();  // what was chosen and not fitted yet
        requestSolve();
    }
    emit visitingChanged();
}

/// Another workspace takes the place of what was set aside.
void Session::forgetHome() {
    if (!m_home) return;
    m_home.reset();
    m_guestUndo.clear();
    m_undoGroup.setActiveStack(&m_undo);
    emit visitingChanged();
}

}  // namespace orl
