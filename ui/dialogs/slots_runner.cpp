#include "ui/dialogs/slots_runner.h"

#include "ui/session/same_queries.h"
#include "ui/session/session.h"

namespace orl {

SlotsRunner::SlotsRunner(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&session, &Session::preparedChanged, this, &SlotsRunner::followData);
    connect(&m_worker, &Worker::progress, this, &SlotsRunner::progress);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_error = error;
        emit changed();
    });
    connect(&m_worker, &Worker::becameIdle, this, &SlotsRunner::changed);
    connect(&m_worker, &Worker::cancelled, this, &SlotsRunner::changed);
}

/// Fleets of other queries would lie under the name of these.
void SlotsRunner::followData() {
    const bool same = m_view && sameQueries(m_session.prepared().get(), m_view->prepared.get());
    if (same || (!m_view && m_worker.idle() && !m_error)) return;
    m_worker.discard();
    m_view.reset();
    m_error.reset();
    emit changed();
}

void SlotsRunner::run(const SlotsAsk& ask) {
    const auto& solve = m_session.solved();
    const auto& prepared = m_session.solvedFrom();
    if (!solve || !prepared) return;
    m_error.reset();
    auto view = std::make_shared<View>();
    view->ask = ask;
    view->scenario = solve->scenario;
    view->experiment = solve->experiment;
    view->prepared = prepared;
    m_view = view;
    m_worker.submit(
        [this, known = std::make_shared<View>(*view)](const Worker::Context& context) {
            const auto show = [&] {
                context.show([this, shown = std::make_shared<const View>(*known)] {
                    m_view = shown;
                    emit changed();
                });
            };
            const CapacityQuestion question = slotsQuestion(known->ask, *known->experiment);
            known->plan = planCapacity(*known->experiment, question, context.job,
                                       [&](const CapacityPlan& soFar) {
                                           known->plan = soFar;
                                           show();
                                       });
            known->complete = true;
            show();
        },
        Worker::Running::Stop);
    emit changed();
}

void SlotsRunner::cancel() {
    m_worker.discard();
    emit changed();
}

}  // namespace orl
