#include "ui/session/proof_seeker.h"

#include <QGuiApplication>
#include <utility>

#include "ui/session/session.h"

namespace orl {

ProofSeeker::ProofSeeker(Session& session, bool interactive)
    : m_session(session),
      m_interactive(interactive),
      m_worker(interactive ? Worker::Priority::Low : Worker::Priority::Normal) {
    constexpr int kRest = 400;  // milliseconds after which a hand is no longer on its way
    m_rest.setSingleShot(true);
    m_rest.setInterval(interactive ? kRest : 0);
    connect(&m_rest, &QTimer::timeout, this, &ProofSeeker::begin);
    connect(&session, &Session::scenarioChanged, this, &ProofSeeker::stop);
    connect(&session, &Session::solvedChanged, this, &ProofSeeker::follow);
    connect(&m_worker, &Worker::failed, this, &ProofSeeker::failed);
    connect(&m_worker, &Worker::becameIdle, this, [this] {
        m_searching = false;
        emit seekingChanged();
        emit becameIdle();
    });
}

std::shared_ptr<const SolveView> ProofSeeker::bestKnown(
    const std::shared_ptr<const SolveView>& view) const {
    const bool known = m_proven && mayBeProven(*view) && sameQuestion(*m_proven, *view);
    return known ? withRoutingOf(*view, *m_proven) : view;
}

void ProofSeeker::follow() {
    const auto& shown = m_session.solved();
    // What is known of other data need not be kept.
    if (m_proven && (!shown || shown->experiment != m_proven->experiment)) m_proven.reset();
    if (!shown || !mayBeProven(*shown)) {
        stop();
        return;
    }
    m_searching = false;
    m_worker.discard();
    m_rest.start();
    emit seekingChanged();
}

void ProofSeeker::stop() {
    if (!seeking()) return;
    m_rest.stop();
    m_searching = false;
    m_worker.discard();
    emit seekingChanged();
}

void ProofSeeker::begin() {
    const auto& shown = m_session.solved();
    if (!shown || !mayBeProven(*shown)) return;
    if (m_interactive && QGuiApplication::mouseButtons() != Qt::NoButton) {
        m_rest.start();
        return;
    }
    m_searching = true;
    m_worker.submit([this, shown](const Worker::Context& context) {
        auto proven = provenOf(*shown, context.job.stop);
        context.show([this, proven = std::move(proven)] { take(proven); });
    });
}

void ProofSeeker::take(const std::shared_ptr<const SolveView>& proven) {
    m_proven = proven;
    const auto& shown = m_session.solved();
    if (!shown) return;
    auto better = bestKnown(shown);
    if (better != shown) emit found(better);
}

}  // namespace orl
