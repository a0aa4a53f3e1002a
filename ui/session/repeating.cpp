#include "ui/session/repeating.h"

#include "core/lab/settings.h"
#include "ui/session/session.h"

namespace orl {

RepeatInputs repeatInputsOf(const Scenario& scenario, std::shared_ptr<const Dataset> data,
                            std::vector<std::string> routers, int splits, double share) {
    RepeatInputs inputs;
    inputs.data = std::move(data);
    inputs.predictor = predictorOptionsOf(scenario.preparation);
    inputs.pool = scenario.pool;
    inputs.constraints = [settings = scenario.constraints](const Experiment& experiment) {
        return constraintsOf(settings, experiment);
    };
    inputs.routers = std::move(routers);
    inputs.splits = splits;
    inputs.share = share;
    inputs.seed = scenario.preparation.seed;
    return inputs;
}

Repeating::Repeating(Session& session) : m_session(session) {
    connect(&session, &Session::preparedChanged, this, &Repeating::followData);
    connect(&m_worker, &Worker::progress, this, &Repeating::progress);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_error = error;
        emit changed();
    });
    connect(&m_worker, &Worker::becameIdle, this, &Repeating::finished);
}

/// Figures of other data would lie in the plane of these.
void Repeating::followData() {
    const auto& prepared = m_session.prepared();
    if (m_view && prepared && prepared->data == m_view->data) return;
    if (!m_view && m_worker.idle()) return;
    m_worker.discard();
    m_view.reset();
    m_error.reset();
    emit changed();
    emit finished();
}

bool Repeating::isCurrent() const {
    if (!m_view) return false;
    const Scenario& now = m_session.scenario();
    const Scenario& then = m_view->scenario;
    return now.pool == then.pool && now.constraints == then.constraints &&
           now.preparation.predictor == then.preparation.predictor &&
           now.preparation.embedding == then.preparation.embedding &&
           now.preparation.neighbours == then.preparation.neighbours &&
           now.preparation.blend == then.preparation.blend &&
           now.preparation.seed == then.preparation.seed;
}

void Repeating::run(int splits, double share) {
    const auto& prepared = m_session.prepared();
    if (!prepared) return;
    m_error.reset();
    std::vector<std::string> routers = m_session.comparedRouters();
    routers.push_back(m_session.scenario().router);
    const auto own = m_session.ownRouters();
    const auto isThere = [&](const std::string& id) {
        return own && std::ranges::any_of(*own, [&](const OwnRouter& each) {
                   return ownRouterId(each.name) == id;
               });
    };
    std::erase_if(routers, [&](const std::string& id) { return isOwnRouter(id) && !isThere(id); });
    RepeatInputs asked =
        repeatInputsOf(m_session.scenario(), prepared->data, std::move(routers), splits, share);
    if (own) asked.own = *own;
    m_worker.submit(
        [this, scenario = m_session.scenario(), data = prepared->data,
         inputs = std::move(asked)](const Worker::Context& context) {
            repeatComparison(inputs, context.job, [&](const Repeats& known) {
                auto view = std::make_shared<const View>(View{known, scenario, data});
                context.show([this, view] {
                    m_view = view;
                    emit changed();
                });
            });
        },
        Worker::Running::Stop);
    emit changed();
}

void Repeating::cancel() {
    m_worker.discard();
    emit finished();
}

}  // namespace orl
