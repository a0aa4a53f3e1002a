#include "ui/pages/simulation/run_repeats.h"

#include "core/lab/load_runs.h"

namespace orl {

RunRepeats::RunRepeats(QObject* parent) : QObject(parent) {
    connect(&m_worker, &Worker::progress, this, &RunRepeats::progress);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) { m_error = error; });
    connect(&m_worker, &Worker::becameIdle, this, &RunRepeats::changed);
}

void RunRepeats::setRuns(std::shared_ptr<const LoadRuns> runs) {
    if (runs == m_runs) return;
    m_worker.discard();
    m_runs = std::move(runs);
    m_found.reset();
    m_error.reset();
    emit changed();
}

void RunRepeats::run() {
    if (!m_runs || m_runs->runs.empty() || busy()) return;
    m_error.reset();
    m_worker.submit(
        [this, runs = m_runs](const Worker::Context& context) {
            std::vector<PolicyChoice> choices;
            choices.reserve(runs->runs.size());
            for (const LoadRun& run : runs->runs) choices.push_back(run.choice);
            RepeatOptions options;
            options.repeats = kSeeds;
            auto found = std::make_shared<const std::vector<RepeatedRuns>>(
                simulateRouters(*runs->experiment, runs->plan, choices, options, context.job));
            context.show([this, runs, found] {
                if (runs == m_runs) m_found = found;
            });
        },
        Worker::Running::Stop);
    emit changed();
}

void RunRepeats::cancel() {
    m_worker.discard();
    emit changed();
}

}  // namespace orl
