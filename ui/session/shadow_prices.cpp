#include "ui/session/shadow_prices.h"

#include <utility>

#include "ui/session/session.h"

namespace orl {

ShadowPrices::ShadowPrices(Session& session, Worker::Priority priority)
    : m_session(session), m_worker(priority) {
    connect(&session, &Session::solvedChanged, this, [this] {
        if (m_session.solved()) return;
        m_worker.discard();
        if (std::exchange(m_steps, nullptr)) emit changed();
    });
    connect(&m_worker, &Worker::becameIdle, this, &ShadowPrices::becameIdle);
}

void ShadowPrices::request() {
    // Those before stay until then: a line that comes and goes during a drag cannot be read.
    m_worker.submit([this, solved = m_session.solved()](const Worker::Context& context) {
        auto steps = std::make_shared<const NextSteps>(nextSteps(*solved, context.job.stop));
        context.show([this, solved, steps = std::move(steps)] {
            m_steps = solved == m_session.solved() ? steps : nullptr;
            emit changed();
        });
    });
}

}  // namespace orl
