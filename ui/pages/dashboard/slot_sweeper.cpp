#include "ui/pages/dashboard/slot_sweeper.h"

#include "ui/session/session.h"

namespace orl {

SlotSweeper::SlotSweeper(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&session, &Session::solvedChanged, this, &SlotSweeper::follow);
    connect(&session, &Session::comparisonChanged, this, &SlotSweeper::follow);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_error = error;
        emit changed();
    });
    connect(&m_worker, &Worker::becameIdle, this, &SlotSweeper::changed);
}

void SlotSweeper::setWanted(bool wanted) {
    if (wanted == m_wanted) return;
    m_wanted = wanted;
    if (wanted) {
        follow();
    } else if (busy()) {
        m_worker.discard();
        m_running.reset();
    }
}

std::optional<SlotSweepInputs> SlotSweeper::asked() const {
    const auto& solve = m_session.solved();
    if (!solve) return {};
    return slotSweepInputs(*solve, m_session.comparedRouters());
}

bool SlotSweeper::isCurrent() const {
    return m_view && m_view->complete && asked() == m_view->inputs;
}

void SlotSweeper::follow() {
    if (!m_wanted) return;
    const std::optional<SlotSweepInputs> inputs = asked();
    if (inputs == m_running) return;
    m_running = inputs;
    m_error.reset();
    if (!inputs) {
        m_worker.discard();
        m_view.reset();
        emit changed();
        return;
    }
    // Curves of other queries say nothing of these; those of another goal stay, marked as such,
    // until the new ones are whole.
    if (m_view && m_view->inputs.experiment != inputs->experiment) m_view.reset();
    const bool replaces = m_view != nullptr;
    m_worker.submit(
        [this, inputs = *inputs, replaces](const Worker::Context& context) {
            runSlotSweep(inputs, context.job, [&](std::shared_ptr<const SlotSweepView> view) {
                if (replaces && !view->complete) return;
                context.show([this, view] {
                    m_view = view;
                    emit changed();
                });
            });
        },
        Worker::Running::Stop);
    emit changed();
}

}  // namespace orl
