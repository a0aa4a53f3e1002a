#include "core/experiment/latency.h"

#include <fmt/format.h>

#include <cmath>

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

}  // namespace orl
