#include "ui/pages/simulation/headroom_finder.h"

#include <cmath>

#include "core/lab/load_runs.h"
#include "core/simulate/arrival_rate.h"
#include "ui/widgets/format.h"

namespace orl {

HeadroomFinder::HeadroomFinder(QObject* parent) : QObject(parent) {
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) { m_error = error; });
    connect(&m_worker, &Worker::becameIdle, this, &HeadroomFinder::changed);
}

void HeadroomFinder::setRuns(std::shared_ptr<const LoadRuns> runs) {
    if (runs == m_runs) return;
    m_worker.discard();
    m_runs = std::move(runs);
    m_found.reset();
    m_error.reset();
    const double rate = m_runs ? longRunRate(m_runs->plan.arrivals) : std::nan("");
    if (rate > 0.0) {
        m_worker.submit(
            [this, asked = m_runs, rate](const Worker::Context& context) {
                auto found = std::make_shared<const Headroom>(
                    headroomOf(*asked->experiment, asked->plan, rate, context.job));
                context.show([this, asked, found] {
                    if (asked == m_runs) m_found = found;
                });
            },
            Worker::Running::Stop);
    }
    emit changed();
}

QString HeadroomFinder::note() const {
    if (!m_runs) return tr("Nothing is simulated yet");
    if (m_error) return sentence(*m_error);
    if (!(longRunRate(m_runs->plan.arrivals) > 0.0)) {
        return tr("All queries come at once: there is no rate to plan for");
    }
    return m_found ? QString() : tr("Planning…");
}

}  // namespace orl
