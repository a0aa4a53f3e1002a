#include "core/evaluate/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "core/support/error.h"

namespace orl {
namespace {

void checkValues(const SweepOptions& options) {
    if (options.values.empty()) {
        throw Error("sweep", "there is no value to sweep over", "Give at least one value");
    }
    for (const double value : options.values) {
        const std::string where = std::string("sweep over ") + toString(options.over);
        if (options.over == SweepOver::Budget) {
            if (value >= 0.0) continue;
            throw Error(where, fmt::format("the value {} is no budget", value),
                        "Choose budgets of USD, 0 or more");
        }
        if (!(value >= 0.0 && value <= 1.0)) {
            throw Error(where, fmt::format("the value {} is outside 0 to 1", value),
                        options.over == SweepOver::Alpha
                            ? "Choose floors between 0 and 1"
                            : "Choose shares of the batch between 0 and 1");
        }
    }
}

Constraints constraintsAt(const SweepOptions& options, double value, std::size_t queries,
                          std::size_t models) {
    Constraints constraints = options.base;
    if (options.over == SweepOver::Alpha) {
        constraints.mode = RoutingMode::CostUnderFloor;
        constraints.qualityFloor = value;
    } else if (options.over == SweepOver::Budget) {
        constraints.mode = RoutingMode::QualityUnderBudget;
        constraints.budget = value;
    } else {
        constraints.capacity.assign(models, slotsOfShare(value, queries));
    }
    return constraints;
}

/// One pass over all (router, value) pairs. A router's values stay together on one thread, so its
/// warm starts, and with them the results, do not depend on how routers are shared out.
class Sweeper {
  public:
    Sweeper(const Experiment& experiment, const SweepOptions& options, const Job& job,
            const std::function<void(const SweepPoint&)>& onPoint)
        : m_experiment(experiment),
          m_options(options),
          m_job(job),
          m_meter(job, "sweeping"),
          m_onPoint(onPoint),
          m_routers(routersOr(options.routers, experiment)),
          m_points(m_routers.size() * options.values.size()) {}

    std::vector<SweepPoint> run() {
        const auto threads = std::min<std::size_t>(
            m_routers.size(), static_cast<std::size_t>(std::max(1, m_options.threads)));
        {
            std::vector<std::jthread> helpers;
            for (std::size_t k = 1; k < threads; ++k) helpers.emplace_back([this] { work(); });
            work();
        }
        if (m_failure) std::rethrow_exception(m_failure);
        return std::move(m_points);
    }

  private:
    void work() {
        try {
            for (std::size_t r = m_next++; r < m_routers.size() && !m_failed; r = m_next++) {
                sweepRouter(r);
            }
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_failure) m_failure = std::current_exception();
            m_failed = true;
        }
    }

    void sweepRouter(std::size_t index) {
        const std::string& id = m_routers[index];
        const RoutingProblem& problem = m_experiment.problem;
        const auto router = makeRouter(id, m_experiment);
        for (std::size_t v = 0; v < m_options.values.size() && !m_failed; ++v) {
            m_job.check();
            const double value = m_options.values[v];
            const RouteRequest request{
                constraintsAt(m_options, value, problem.queryCount(), problem.modelCount()),
                std::nullopt, m_options.seed, &m_experiment.truth, m_job.stop};
            const RouteResult result = router->route(request);
            SweepPoint& point = m_points[index * m_options.values.size() + v];
            point.value = value;
            point.alpha = request.constraints.qualityFloor;
            point.evaluation = evaluate(m_experiment, id, request.constraints, result);
            publish(point);
        }
    }

    void publish(const SweepPoint& point) {
        const std::lock_guard lock(m_mutex);
        ++m_done;
        m_meter.update(static_cast<double>(m_done) / static_cast<double>(m_points.size()));
        if (m_onPoint) m_onPoint(point);
    }

    const Experiment& m_experiment;
    const SweepOptions& m_options;
    const Job& m_job;
    ProgressMeter m_meter;
    const std::function<void(const SweepPoint&)>& m_onPoint;
    std::vector<std::string> m_routers;
    std::vector<SweepPoint> m_points;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_failed{false};
    std::mutex m_mutex;  ///< guards what follows and both callbacks
    std::exception_ptr m_failure;
    std::size_t m_done = 0;
};

}  // namespace

const char* toString(SweepOver over) {
    switch (over) {
        case SweepOver::Alpha:
            return "alpha";
        case SweepOver::Capacity:
            return "capacity";
        case SweepOver::Budget:
            break;
    }
    return "budget";
}

std::vector<SweepPoint> sweep(const Experiment& experiment, const SweepOptions& options,
                              const Job& job,
                              const std::function<void(const SweepPoint&)>& onPoint) {
    checkValues(options);
    return Sweeper(experiment, options, job, onPoint).run();
}

}  // namespace orl
