#include "core/lab/simulating.h"

#include <algorithm>
#include <unordered_map>

namespace orl {
namespace {

/// Column of the data whose answers a model of the experiment has.
std::size_t columnOf(const Predicted& predicted, const Experiment& experiment,
                     const PoolSettings& pool, std::size_t model) {
    const auto own = predicted.data.modelIndex(experiment.models[model]);
    if (own >= 0) return static_cast<std::size_t>(own);
    const auto found = std::find_if(
        pool.hypothetical.begin(), pool.hypothetical.end(),
        [&](const HypotheticalModel& each) { return each.name == experiment.models[model]; });
    if (found == pool.hypothetical.end()) return predicted.data.modelCount();
    const auto like = predicted.data.modelIndex(found->like);
    return like >= 0 ? static_cast<std::size_t>(like) : predicted.data.modelCount();
}

double setting(const std::map<std::string, double>& values, const std::string& model) {
    const auto found = values.find(model);
    return found == values.end() ? kMissing : found->second;
}

}  // namespace

std::vector<double> callTokens(const Predicted& predicted, const Experiment& experiment) {
    std::unordered_map<std::size_t, std::size_t> place;
    for (std::size_t k = 0; k < predicted.rows.size(); ++k) place[predicted.rows[k]] = k;
    const std::size_t models = experiment.models.size();
    const Grid& output = predicted.predictions.outputTokens;
    const Grid& input = predicted.predictions.inputTokens;
    std::vector<double> tokens(experiment.rows.size() * models, kMissing);
    for (std::size_t j = 0; j < models; ++j) {
        const auto column = predicted.data.modelIndex(experiment.models[j]);
        if (column < 0) continue;
        for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(place.at(experiment.rows[i]));
            const double asked = input.size() > 0
                                     ? input(row, column)
                                     : predicted.data.inputTokensOf(
                                           experiment.rows[i], static_cast<std::size_t>(column));
            tokens[i * models + j] = asked + output(row, column);
        }
    }
    return tokens;
}

std::vector<double> recordedSeconds(const Predicted& predicted, const Experiment& experiment,
                                    const PoolSettings& pool) {
    const std::size_t models = experiment.models.size();
    std::vector<double> seconds(experiment.rows.size() * models, kMissing);
    for (std::size_t j = 0; j < models; ++j) {
        const std::size_t column = columnOf(predicted, experiment, pool, j);
        if (column == predicted.data.modelCount()) continue;
        const double first = setting(pool.firstTokenSeconds, experiment.models[j]);
        const double speed = setting(pool.tokensPerSecond, experiment.models[j]);
        for (std::size_t i = 0; i < experiment.rows.size(); ++i) {
            const double tokens = predicted.data.outputTokens(
                static_cast<Eigen::Index>(experiment.rows[i]), static_cast<Eigen::Index>(column));
            seconds[i * models + j] = first + tokens / speed;
        }
    }
    return seconds;
}

}  // namespace orl
