#include "core/experiment/latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/support/error.h"

namespace orl {

namespace {

double speedSetting(const std::map<std::string, double>& settings, const std::string& model,
                    const char* what, bool positive) {
    const auto found = settings.find(model);
    if (found == settings.end()) return kMissing;
    const double value = found->second;
    if (!std::isfinite(value) || value < 0.0 || (positive && value == 0.0)) {
        throw Error(fmt::format("{} of {}", what, model), fmt::format("it is {}", value),
                    positive ? "Choose a finite number above 0"
                             : "Choose a finite number of seconds, 0 or more");
    }
    return value;
}

void checkSecondPrice(const PoolSettings& pool) {
    if (!(std::isfinite(pool.secondPrice) && pool.secondPrice >= 0.0)) {
        throw Error("price of a second", fmt::format("it is {}", pool.secondPrice),
                    "Choose a finite number of USD, 0 or more");
    }
    if (pool.secondPrice > 0.0 && !anySpeedKnown(pool)) {
        throw Error("price of a second", "no model's speed is known",
                    "Give models a time to the first token and tokens per second, or set the "
                    "price of a second to 0");
    }
}

bool everyQueryTimed(const Experiment& experiment) {
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        bool any = false;
        for (std::size_t j = 0; j < experiment.models.size() && !any; ++j) {
            any = experiment.problem.allowed(i, j) && !std::isnan(experiment.secondsOf(i, j));
        }
        if (!any) return false;
    }
    return true;
}

}  // namespace

bool anySpeedKnown(const PoolSettings& pool) {
    for (const auto& [model, speed] : pool.tokensPerSecond) {
        if (pool.firstTokenSeconds.contains(model)) return true;
    }
    return false;
}

Grid predictedSeconds(const Dataset& data, const std::vector<std::size_t>& rows,
                      const Predictions& predictions, const PoolSettings& pool,
                      const std::vector<std::string>& models,
                      const std::vector<std::size_t>& columns, bool recorded) {
    checkSecondPrice(pool);
    Grid seconds = Grid::Constant(static_cast<Eigen::Index>(rows.size()),
                                  static_cast<Eigen::Index>(models.size()), kMissing);
    for (std::size_t j = 0; j < models.size(); ++j) {
        const double first =
            speedSetting(pool.firstTokenSeconds, models[j], "time to the first token", false);
        const double speed =
            speedSetting(pool.tokensPerSecond, models[j], "tokens per second", true);
        if (std::isnan(first) || std::isnan(speed)) continue;
        const auto from = static_cast<Eigen::Index>(columns[j]);
        const auto to = static_cast<Eigen::Index>(j);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            double tokens = kMissing;
            if (recorded) tokens = data.outputTokens(static_cast<Eigen::Index>(rows[i]), from);
            if (std::isnan(tokens)) tokens = predictions.outputTokens(row, from);
            seconds(row, to) = first + tokens / speed;
        }
    }
    return seconds;
}

LatencyRange latencyRange(const Experiment& experiment) {
    LatencyRange range;
    if (!experiment.seconds || !everyQueryTimed(experiment)) return range;
    double fast = 0.0;
    double slow = 0.0;
    double cheap = 0.0;
    double dear = 0.0;
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        double least = std::numeric_limits<double>::infinity();
        double most = 0.0;
        double cheapest = std::numeric_limits<double>::infinity();
        double dearest = 0.0;
        for (std::size_t j = 0; j < experiment.models.size(); ++j) {
            const double seconds = experiment.secondsOf(i, j);
            if (!experiment.problem.allowed(i, j) || std::isnan(seconds)) continue;
            least = std::min(least, seconds);
            most = std::max(most, seconds);
            cheapest = std::min(cheapest, experiment.usd(i, j));
            dearest = std::max(dearest, experiment.usd(i, j));
        }
        fast += least;
        slow += most;
        cheap += cheapest;
        dear += dearest;
    }
    const auto queries = static_cast<double>(experiment.problem.queryCount());
    range.fastest = fast / queries;
    range.slowest = slow / queries;
    if (slow > fast && dear > cheap) range.scale = (dear - cheap) / (slow - fast);
    return range;
}

}  // namespace orl
