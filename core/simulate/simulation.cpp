#include "core/simulate/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/simulate/engine.h"
#include "core/simulate/plan_check.h"
#include "core/support/error.h"

namespace orl {
namespace {

void checkTimes(const SimulationPlan& plan) {
    const auto check = [](double value, const char* where, bool zero) {
        if (std::isnan(value) || value < 0.0 || (!zero && value == 0.0)) {
            throw Error(where, fmt::format("it is {} seconds", value),
                        zero ? "Choose 0 seconds or more" : "Choose more than 0 seconds");
        }
    };
    check(plan.deadline, "deadline", false);
    check(plan.horizon, "horizon", false);
    if (std::isfinite(plan.horizon) && plan.horizon > kLongestSeconds) {
        throw Error("horizon", fmt::format("it is {:g} seconds", plan.horizon),
                    fmt::format("Choose at most {:g} seconds, or none", kLongestSeconds));
    }
    const WindowPlan& window = plan.window;
    if (window.kind == WindowPlan::Kind::Seconds) {
        check(window.seconds, "window", false);
        if (window.seconds > kLongestAnswer) {
            throw Error("window", fmt::format("it closes after {:g} seconds", window.seconds),
                        fmt::format("Choose at most {:g} seconds", kLongestAnswer));
        }
    }
    if (window.kind == WindowPlan::Kind::Count && window.count < 1) {
        throw Error("window", fmt::format("it is of {} queries", window.count),
                    "Choose 1 query or more");
    }
}

void checkDisturbances(const Experiment& experiment, const FaultPlan& faults) {
    for (const Disturbance& each : faults.disturbances) {
        if (each.model >= experiment.models.size()) {
            throw Error("disturbance", "it names no model", "Name a model of the pool");
        }
        const std::string where = fmt::format("{} of {}", each.outage() ? "outage" : "slow-down",
                                              experiment.models[each.model]);
        if (!(each.from >= 0.0 && each.from <= kLongestSeconds && each.until > each.from)) {
            throw Error(where, fmt::format("it goes from {} to {} s", each.from, each.until),
                        fmt::format("Let it begin at 0 to {:g} s and end after it begins",
                                    kLongestSeconds));
        }
        constexpr double kSlowest = 1000.0;
        if (!(each.slowness >= 1.0 && (each.outage() || each.slowness <= kSlowest))) {
            throw Error(where, fmt::format("answers take {} times as long", each.slowness),
                        fmt::format("Choose 1 to {:g}", kSlowest));
        }
    }
}

void checkFaults(const Experiment& experiment, const FaultPlan& faults) {
    const std::size_t models = experiment.models.size();
    checkDisturbances(experiment, faults);
    if (!faults.failure.empty() && faults.failure.size() != models) {
        throw Error("failures", "they are not one a model", "Give one chance a model");
    }
    for (std::size_t j = 0; j < faults.failure.size(); ++j) {
        if (faults.failure[j] >= 0.0 && faults.failure[j] <= 1.0) continue;
        throw Error(fmt::format("failures of {}", experiment.models[j]),
                    fmt::format("their share is {}", faults.failure[j]),
                    "Choose a number from 0 to 1");
    }
    if (faults.retries < 0) {
        throw Error("retries", fmt::format("they are {}", faults.retries), "Choose 0 or more");
    }
    if (!faults.fallback.empty() && faults.fallback.size() != models) {
        throw Error("fallbacks", "they are not one list a model", "Give one list a model");
    }
    for (const auto& chain : faults.fallback) {
        for (const std::size_t next : chain) {
            if (next < models) continue;
            throw Error("fallbacks", "one names no model", "Name models of the pool");
        }
    }
}

void checkRates(const Experiment& experiment, const SimulationPlan& plan,
                const SimulationOptions& options) {
    const std::size_t models = experiment.models.size();
    if (plan.rateLimit.empty()) return;
    if (plan.rateLimit.size() != models) {
        throw Error("rate limits", "they are not one a model", "Give one a model");
    }
    for (std::size_t j = 0; j < models; ++j) {
        const RateLimit& limit = plan.rateLimit[j];
        const std::string where = fmt::format("rate limit of {}", experiment.models[j]);
        if (!(limit.requests >= 0.0 && limit.tokens >= 0.0)) {
            throw Error(where,
                        fmt::format("it is {} requests and {} tokens a minute", limit.requests,
                                    limit.tokens),
                        "Choose 0 or more");
        }
        if (std::isinf(limit.tokens) || plan.slotsOf(j) == 0) continue;
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            if (!experiment.problem.allowed(i, j)) continue;
            if (options.tokens != nullptr && !std::isnan((*options.tokens)[i * models + j])) {
                continue;
            }
            throw Error(where,
                        fmt::format("how many tokens query {} takes is unknown",
                                    experiment.rows.size() > i ? experiment.rows[i] : i),
                        "Limit requests instead, or route queries whose lengths are known");
        }
    }
}

}  // namespace

Engine::Engine(const Experiment& experiment, const SimulationPlan& plan, const PolicyChoice& choice,
               const SimulationOptions& options, const Job& job)
    : m_experiment(experiment),
      m_plan(plan),
      m_options(options),
      m_job(job),
      m_models(experiment.models.size()),
      m_perModel(plan.queue.kind == QueuePlan::Kind::EachModel &&
                 plan.window.kind == WindowPlan::Kind::None),
      m_draws(plan.seed),
      m_arrivals(experiment, plan.arrivals, plan.seed),
      m_service(experiment, plan, options.recordedSeconds),
      m_policy(makePolicy(choice, {experiment, plan, m_service, m_arrivals.total(), job.stop})),
      m_queues(m_models),
      m_room{0.0, Slots(slotsPerModel(plan, m_models)), std::vector<std::int64_t>(m_models, 0),
             std::vector<std::int64_t>(m_models, 0)},
      m_out(m_models, 0),
      m_slowness(m_models, 1.0),
      m_refillPending(m_models, false),
      m_result{choice.router,
               RunMeasures(m_models, experiment.levelNames.size()),
               {},
               {},
               {},
               kMissing,
               0,
               0.0} {
    for (std::size_t j = 0; j < m_models; ++j) {
        refreshLimit(j);
        const RateLimit limit = plan.rateLimit.empty() ? RateLimit{} : plan.rateLimit[j];
        m_anyLimits = m_anyLimits || limit.any();
        m_requests.emplace_back(limit.requests, 1.0);
        m_tokens.emplace_back(limit.tokens, 0.0);
    }
    for (std::size_t k = 0; k < plan.faults.disturbances.size(); ++k) {
        const Disturbance& each = plan.faults.disturbances[k];
        m_events.push(each.from, {What::Kind::Begin, static_cast<std::uint32_t>(k), 0});
        if (std::isfinite(each.until)) {
            m_events.push(each.until, {What::Kind::End, static_cast<std::uint32_t>(k), 0});
        }
    }
    if (plan.mode == RoutingMode::QualityUnderBudget) {
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            for (std::size_t j = 0; j < m_models; ++j) {
                if (!experiment.problem.allowed(i, j)) continue;
                m_dearest = std::max(m_dearest, experiment.usd(i, j));
            }
        }
    }
    if (options.bound) m_servedRows.assign(experiment.problem.queryCount(), 0);
    if (options.record) {
        m_result.record.reserve(m_arrivals.total());
        m_result.visits.reserve(m_arrivals.total());
    }
}

std::vector<std::int64_t> Engine::slotsPerModel(const SimulationPlan& plan, std::size_t models) {
    std::vector<std::int64_t> slots(models);
    for (std::size_t j = 0; j < models; ++j) slots[j] = plan.slotsOf(j);
    return slots;
}

SimulationResult simulate(const Experiment& experiment, const SimulationPlan& plan,
                          const PolicyChoice& choice, const SimulationOptions& options,
                          const Job& job) {
    const auto start = std::chrono::steady_clock::now();
    if (experiment.level.size() != experiment.problem.queryCount() ||
        experiment.levelNames.empty()) {
        throw Error("simulation", "the queries have no difficulty levels",
                    "Give each query one of at least one level");
    }
    checkSlots(experiment, plan);
    checkTimes(plan);
    checkGoal(plan);
    checkFaults(experiment, plan.faults);
    checkRates(experiment, plan, options);
    SimulationPlan own = plan;
    if (choice.router == kOnlineDual) own.window = {};
    Engine engine(experiment, own, choice, options, job);
    SimulationResult result = engine.run();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    result.milliseconds = taken.count();
    return result;
}

RunState stateAt(std::span<const Visit> visits, std::size_t modelCount, double time) {
    RunState state{std::vector<std::vector<std::size_t>>(modelCount),
                   std::vector<std::vector<std::size_t>>(modelCount),
                   {}};
    for (std::size_t k = 0; k < visits.size(); ++k) {
        const Visit& visit = visits[k];
        if (visit.since > time || visit.ended <= time) continue;
        if (visit.begun <= time) {
            state.serving[static_cast<std::size_t>(visit.model)].push_back(k);
        } else if (visit.queue < 0) {
            state.common.push_back(k);
        } else {
            state.queued[static_cast<std::size_t>(visit.queue)].push_back(k);
        }
    }
    return state;
}

std::span<const Visit> visitsOf(std::span<const Visit> visits, std::uint32_t query) {
    const auto first =
        std::lower_bound(visits.begin(), visits.end(), query,
                         [](const Visit& visit, std::uint32_t of) { return visit.query < of; });
    const auto last =
        std::upper_bound(first, visits.end(), query,
                         [](std::uint32_t of, const Visit& visit) { return of < visit.query; });
    return {first, last};
}

}  // namespace orl
