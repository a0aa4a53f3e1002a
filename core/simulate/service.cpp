#include "core/simulate/service.h"

#include <fmt/format.h>

#include <cmath>

#include "core/support/error.h"

namespace orl {
namespace {

void checkAnswer(double seconds) {
    if (seconds >= 0.0 && seconds <= kLongestAnswer) return;
    throw Error("service", fmt::format("an answer takes {:g} seconds", seconds),
                fmt::format("Choose speeds by which it takes 0 to {:g} seconds", kLongestAnswer));
}

/// Every pair that may be served needs its seconds.
void checkSpeeds(const Experiment& experiment, const SimulationPlan& plan) {
    std::string unknown;
    const std::size_t models = experiment.models.size();
    for (std::size_t j = 0; j < models; ++j) {
        if (plan.slotsOf(j) == 0) continue;
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            if (!experiment.problem.allowed(i, j)) continue;
            if (!std::isnan(experiment.secondsOf(i, j))) continue;
            unknown += (unknown.empty() ? "" : ", ") + experiment.models[j];
            break;
        }
    }
    if (unknown.empty()) return;
    throw Error("service",
                fmt::format("how long answers take is unknown of {}: it needs a time to the first "
                            "token, tokens per second and predicted lengths",
                            unknown),
                "Give the speeds (--first-token NAME=S, --tokens-per-second NAME=X; all=S for "
                "every model), another service (--service constant:SECONDS), or switch the models "
                "off (--disable NAME)");
}

}  // namespace

ServiceTimes::ServiceTimes(const Experiment& experiment, const SimulationPlan& plan,
                           const std::vector<double>* recorded)
    : m_models(experiment.models.size()), m_plan(plan.service) {
    if (!(std::isfinite(m_plan.jitter) && m_plan.jitter >= 0.0 && m_plan.jitter <= 5.0)) {
        throw Error("service", fmt::format("the jitter is {}", m_plan.jitter),
                    "Choose a number from 0 to 5");
    }
    if (m_plan.kind != ServicePlan::Kind::Pool) {
        m_mean = m_plan.seconds;
        checkAnswer(m_mean);
        return;
    }
    checkSpeeds(experiment, plan);
    if (!experiment.seconds) return;  // nothing may be served
    for (const double seconds : *experiment.seconds) {
        if (!std::isnan(seconds)) checkAnswer(seconds);
    }
    m_expected = experiment.seconds->data();
    if (recorded == nullptr) return;
    m_actual = *experiment.seconds;
    for (std::size_t k = 0; k < m_actual.size(); ++k) {
        if (std::isnan((*recorded)[k])) continue;
        checkAnswer((*recorded)[k]);
        m_actual[k] = (*recorded)[k];
    }
}

double ServiceTimes::drawn(std::size_t row, std::size_t model, const Draws& draws,
                           std::uint64_t number, std::uint32_t attempt) const {
    const std::uint64_t part = std::uint64_t{attempt} * m_models + model;
    if (m_plan.kind == ServicePlan::Kind::Exponential) {
        return m_mean * draws.exponential(Draws::Of::Service, number, part);
    }
    const double seconds =
        m_actual.empty() ? expected(row, model) : m_actual[row * m_models + model];
    const double sigma = m_plan.jitter;
    if (sigma == 0.0) return seconds;
    return seconds *
           std::exp(sigma * draws.normal(Draws::Of::Service, number, part) - 0.5 * sigma * sigma);
}

}  // namespace orl
