#include "core/experiment/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/experiment/difficulty.h"
#include "core/experiment/latency.h"
#include "core/experiment/pricing.h"
#include "core/support/error.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

void checkShapes(const Dataset& data, const std::vector<std::size_t>& rows,
                 const Predictions& predictions) {
    if (rows.empty()) {
        throw Error(data.name, "there is no query to route", "Choose a split with queries");
    }
    if (data.modelCount() == 0) {
        throw Error(data.name, "there is no model to route to", "Import data with models");
    }
    const auto queries = static_cast<Eigen::Index>(rows.size());
    const auto models = static_cast<Eigen::Index>(data.modelCount());
    for (const Grid* grid : {&predictions.quality, &predictions.outputTokens, &predictions.cost}) {
        if (grid->rows() != queries || grid->cols() != models) {
            throw Error(data.name,
                        fmt::format("predictions of {} × {} for {} queries and {} models",
                                    grid->rows(), grid->cols(), queries, models),
                        "Predict the rows that are to be routed");
        }
    }
}

void checkRobustness(const Dataset& data, const Predictions& predictions, double robustness) {
    if (!(std::isfinite(robustness) && robustness >= 0.0)) {
        throw Error("robustness", fmt::format("it is {}", robustness),
                    "Choose a number of standard deviations, 0 or more");
    }
    if (robustness > 0.0 && (predictions.uncertainty.rows() != predictions.quality.rows() ||
                             predictions.uncertainty.cols() != predictions.quality.cols())) {
        throw Error(data.name, "the predictions do not say how sure they are",
                    "Predict with a fitted predictor, or choose a robustness of 0");
    }
}

/// Rows depend on no other row: of many, the processors take a share each.
template <typename Work>
void forRows(std::size_t rows, const Work& work) {
    constexpr std::size_t kBlock = 4096;
    const std::size_t blocks = (rows + kBlock - 1) / kBlock;
    forEachItem(blocks, threadCount(0, blocks), {}, [&](std::size_t block) {
        const std::size_t first = block * kBlock;
        for (std::size_t i = first; i < std::min(rows, first + kBlock); ++i) work(i);
    });
}

/// Perfect foresight shows in the numbers: every prediction is the recorded score.
bool isRecorded(const Dataset& data, const std::vector<std::size_t>& rows,
                const Predictions& predictions) {
    bool any = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (Eigen::Index j = 0; j < predictions.quality.cols(); ++j) {
            const double predicted = predictions.quality(static_cast<Eigen::Index>(i), j);
            const double recorded = data.score(static_cast<Eigen::Index>(rows[i]), j);
            if (std::isnan(predicted) != std::isnan(recorded)) return false;
            if (std::isnan(predicted)) continue;
            if (predicted != recorded) return false;
            any = true;
        }
    }
    return any;
}

/// Predicted quality and cost of every asked-for pair; NaN where the pair may not be chosen.
struct Pairs {
    Grid quality;
    Grid cost;
    Grid seconds = {};  ///< NaN: unknown; empty: of no model known
};

/// @param columns of the predictions, per model of the pool
Pairs predictedPairs(const std::vector<std::size_t>& rows, const Predictions& predictions,
                     const std::vector<std::size_t>& columns, const Pricing& pricing,
                     bool recorded) {
    const auto models = static_cast<Eigen::Index>(columns.size());
    Pairs pairs{Grid(predictions.quality.rows(), models), Grid(predictions.quality.rows(), models)};
    forRows(rows.size(), [&](std::size_t i) {
        const auto row = static_cast<Eigen::Index>(i);
        for (std::size_t j = 0; j < columns.size(); ++j) {
            const auto column = static_cast<Eigen::Index>(columns[j]);
            const auto to = static_cast<Eigen::Index>(j);
            const double quality = predictions.quality(row, column);
            pairs.quality(row, to) = std::isnan(quality) ? quality : std::clamp(quality, 0.0, 1.0);
            double cost = recorded ? pricing.realized(rows[i], j) : kMissing;
            if (std::isnan(cost)) {
                const double input = predictions.inputTokens.size() > 0
                                         ? predictions.inputTokens(row, column)
                                         : kMissing;
                cost = pricing.predicted(rows[i], j, input, predictions.outputTokens(row, column),
                                         predictions.cost(row, column));
            }
            pairs.cost(row, to) = cost;
        }
    });
    return pairs;
}

/// Better or worse than what they are like, and what of that is out of reach.
std::vector<OddsShift> shiftHypothetical(const PoolSettings& pool, Pairs& pairs,
                                         std::vector<std::string>& warnings) {
    std::vector<OddsShift> shifts;
    shifts.reserve(pool.hypothetical.size());
    Eigen::Index column =
        pairs.quality.cols() - static_cast<Eigen::Index>(pool.hypothetical.size());
    for (const HypotheticalModel& model : pool.hypothetical) {
        const OddsShift shift = oddsShift(pairs.quality, column, model.points);
        const double factor = std::exp(shift.shift);
        for (Eigen::Index i = 0; i < pairs.quality.rows(); ++i) {
            double& quality = pairs.quality(i, column);
            if (!std::isnan(quality) && shift.shift != 0.0) {
                quality = withOdds(quality, factor);
            }
        }
        if (!shift.reached) {
            warnings.push_back(fmt::format(
                "{} cannot be {:+.1f} points better than {} on these queries: {:+.1f} is the most.",
                model.name, model.points * 100.0, model.like, shift.points * 100.0));
        }
        shifts.push_back(shift);
        ++column;
    }
    return shifts;
}

bool usable(const Pairs& pairs, Eigen::Index row, Eigen::Index column) {
    return !std::isnan(pairs.quality(row, column)) && !std::isnan(pairs.cost(row, column));
}

/// Switches off what the operator switched off and what lacks a number, and says what and how
/// much. A whole column that lacks numbers is one remark.
void forbidPairs(const std::vector<std::string>& models, const PoolSettings& pool, Pairs& pairs,
                 std::vector<std::string>& warnings) {
    const Eigen::Index queries = pairs.cost.rows();
    for (std::size_t j = 0; j < models.size(); ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        const std::string& name = models[j];
        if (std::count(pool.disabled.begin(), pool.disabled.end(), name) > 0) {
            pairs.cost.col(column).setConstant(kMissing);
            continue;
        }
        const Eigen::Index noQuality = pairs.quality.col(column).isNaN().count();
        const Eigen::Index noCost = pairs.cost.col(column).isNaN().count();
        if (noQuality == queries) {
            warnings.push_back(fmt::format(
                "{} is left out: it has no prediction, the training data never saw it.", name));
        } else if (noCost == queries) {
            warnings.push_back(fmt::format(
                "{} is left out: its cost is unknown. Give its prices or choose data with costs.",
                name));
        } else if (noQuality > 0 || noCost > 0) {
            warnings.push_back(fmt::format(
                "{} may not take some of the {} queries: {} without a predicted quality, {} "
                "without a cost.",
                name, queries, noQuality, noCost));
        }
    }
}

/// Where a second has a price, what is not known to take how many is no choice.
void forbidUnknownSeconds(const std::vector<std::string>& models, const PoolSettings& pool,
                          Pairs& pairs, std::vector<std::string>& warnings) {
    if (pool.secondPrice == 0.0) return;
    for (std::size_t j = 0; j < models.size(); ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        Eigen::Index lost = 0;
        for (Eigen::Index i = 0; i < pairs.cost.rows(); ++i) {
            if (!usable(pairs, i, column) || !std::isnan(pairs.seconds(i, column))) continue;
            pairs.cost(i, column) = kMissing;
            ++lost;
        }
        if (lost == 0) continue;
        const bool speed =
            pool.firstTokenSeconds.contains(models[j]) && pool.tokensPerSecond.contains(models[j]);
        warnings.push_back(
            speed ? fmt::format("{} may not take {} queries: a second has a price, and their "
                                "answers' length is unknown.",
                                models[j], lost)
                  : fmt::format("{} is left out: a second has a price, and its speed is unknown. "
                                "Give its time to the first token and tokens per second.",
                                models[j]));
    }
}

/// Those that are routed, row by row; null where there are none.
std::shared_ptr<const std::vector<double>> secondsOf(const Pairs& pairs,
                                                     const std::vector<std::size_t>& kept) {
    if (pairs.seconds.size() == 0) return nullptr;
    std::vector<double> seconds;
    seconds.reserve(kept.size() * static_cast<std::size_t>(pairs.seconds.cols()));
    for (const std::size_t i : kept) {
        for (Eigen::Index j = 0; j < pairs.seconds.cols(); ++j) {
            seconds.push_back(pairs.seconds(static_cast<Eigen::Index>(i), j));
        }
    }
    return std::make_shared<const std::vector<double>>(std::move(seconds));
}

/// Positions of the queries that at least one model may take.
std::vector<std::size_t> routable(const Pairs& pairs) {
    std::vector<std::size_t> kept;
    for (Eigen::Index i = 0; i < pairs.cost.rows(); ++i) {
        bool any = false;
        for (Eigen::Index j = 0; j < pairs.cost.cols() && !any; ++j) any = usable(pairs, i, j);
        if (any) kept.push_back(static_cast<std::size_t>(i));
    }
    return kept;
}

Predictions select(const Predictions& predictions, const std::vector<std::size_t>& kept) {
    Predictions result;
    const auto pick = [&](const Grid& from, Grid& to) {
        to.resize(static_cast<Eigen::Index>(kept.size()), from.cols());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            to.row(static_cast<Eigen::Index>(i)) = from.row(static_cast<Eigen::Index>(kept[i]));
        }
    };
    pick(predictions.quality, result.quality);
    pick(predictions.outputTokens, result.outputTokens);
    pick(predictions.cost, result.cost);
    return result;
}

/// What the cells of the problem and of the truth are made of.
struct Sources {
    const Dataset& data;
    const Predictions& predictions;
    const PoolSettings& pool;
    const std::vector<std::size_t>& columns;  ///< of the predictions, per model of the pool
    const Pricing& pricing;
    const Pairs& pairs;
    const std::vector<std::size_t>& kept;  ///< positions of the routed queries among the pairs
};

/// One cell of the problem, and of what is kept beside it.
void fillPair(const Sources& from, std::size_t i, std::size_t j, Experiment& experiment) {
    const auto row = static_cast<Eigen::Index>(from.kept[i]);
    const auto to = static_cast<Eigen::Index>(i);
    const auto column = static_cast<Eigen::Index>(j);
    double quality = from.pairs.quality(row, column);
    if (from.pool.caution > 0.0) {
        experiment.meanQuality(to, column) = quality;
        const double sigma =
            from.predictions.uncertainty(row, static_cast<Eigen::Index>(from.columns[j]));
        quality = std::max(0.0, quality - from.pool.caution * sigma);
    }
    const double secondPrice = from.pool.secondPrice;
    const bool timed = secondPrice > 0.0;
    const bool may = usable(from.pairs, row, column);
    if (timed) {
        experiment.dollars(to, column) =
            may ? from.pairs.cost(row, column) : RoutingProblem::kForbidden;
    }
    if (may) {
        const double waited = timed ? secondPrice * from.pairs.seconds(row, column) : 0.0;
        experiment.problem.set(i, j, from.pairs.cost(row, column) + waited, quality);
    } else {
        experiment.problem.forbid(i, j);
    }
    const bool measured = !experiment.isHypothetical(j);
    const std::size_t asked = experiment.rows[i];
    experiment.truth.outcome(to, column) =
        measured ? from.data.score(static_cast<Eigen::Index>(asked), column) : kMissing;
    experiment.truth.realizedCost(to, column) =
        measured ? from.pricing.realized(asked, j) : kMissing;
}

void fillPairs(const Sources& from, Experiment& experiment) {
    const std::size_t queries = from.kept.size();
    const std::size_t models = experiment.models.size();
    experiment.problem = RoutingProblem(queries, models);
    Grid& outcome = experiment.truth.outcome;
    outcome.resize(static_cast<Eigen::Index>(queries), static_cast<Eigen::Index>(models));
    experiment.truth.realizedCost.resizeLike(outcome);
    if (from.pool.caution > 0.0) experiment.meanQuality.resizeLike(outcome);
    if (from.pool.secondPrice > 0.0) experiment.dollars.resizeLike(outcome);
    forRows(queries, [&](std::size_t i) {
        for (std::size_t j = 0; j < models; ++j) fillPair(from, i, j, experiment);
    });
}

/// A hypothetical model that may take a query; empty: there is none.
std::string unmeasuredOf(const Experiment& experiment) {
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        if (!experiment.isHypothetical(j)) continue;
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            if (experiment.problem.allowed(i, j)) return experiment.models[j];
        }
    }
    return {};
}

}  // namespace

Experiment makeExperiment(const Dataset& data, std::vector<std::size_t> rows,
                          const Predictions& predictions, const PoolSettings& pool,
                          const Experiment* before) {
    const double robustness = pool.caution;
    checkShapes(data, rows, predictions);
    checkRobustness(data, predictions, robustness);
    const Pricing pricing(data, pool);
    Experiment experiment;
    experiment.warnings = pricing.warnings();
    experiment.qualityIsRecorded = isRecorded(data, rows, predictions);
    for (const ModelInfo& model : poolModels(data, pool)) experiment.models.push_back(model.name);
    const std::vector<std::size_t> columns = predictedBy(data, pool);

    Pairs pairs = predictedPairs(rows, predictions, columns, pricing, experiment.qualityIsRecorded);
    experiment.hypothetical = shiftHypothetical(pool, pairs, experiment.warnings);
    forbidPairs(experiment.models, pool, pairs, experiment.warnings);
    if (anySpeedKnown(pool) || pool.secondPrice != 0.0) {
        pairs.seconds = predictedSeconds(data, rows, predictions, pool, experiment.models, columns,
                                         experiment.qualityIsRecorded);
        forbidUnknownSeconds(experiment.models, pool, pairs, experiment.warnings);
    }
    const std::vector<std::size_t> kept = routable(pairs);
    if (kept.empty()) {
        throw Error(data.name,
                    fmt::format("none of the {} queries has a model that may take it", rows.size()),
                    "Switch a model on, give prices, or fit the predictor on these models");
    }
    if (kept.size() < rows.size()) {
        experiment.warnings.push_back(
            fmt::format("{} of {} queries are left out: no usable model has both a predicted "
                        "quality and a cost for them.",
                        rows.size() - kept.size(), rows.size()));
    }

    experiment.secondPrice = pool.secondPrice;
    experiment.seconds = secondsOf(pairs, kept);
    experiment.rows.reserve(kept.size());
    for (const std::size_t position : kept) experiment.rows.push_back(rows[position]);
    const bool known = before != nullptr && before->rows == experiment.rows;
    if (known) {
        experiment.task = before->task;
    } else {
        experiment.task.reserve(kept.size());
        for (const std::size_t row : experiment.rows) {
            experiment.task.push_back(data.queries[row].task);
        }
    }
    fillPairs({data, predictions, pool, columns, pricing, pairs, kept}, experiment);
    const std::string unmeasured = unmeasuredOf(experiment);
    experiment.hasOutcomes = unmeasured.empty() && !experiment.truth.outcome.isNaN().all();
    if (!unmeasured.empty()) {
        experiment.warnings.push_back(fmt::format(
            "{} is hypothetical: no answer of it is recorded, so while it is on nothing is judged "
            "by the record.",
            unmeasured));
    }
    experiment.problem.validate(experiment.models);

    if (known) {
        experiment.level = before->level;
        experiment.levelNames = before->levelNames;
        experiment.levelsPredicted = before->levelsPredicted;
        experiment.levelWarning = before->levelWarning;
        if (!experiment.levelWarning.empty())
            experiment.warnings.push_back(experiment.levelWarning);
        return experiment;
    }
    const bool all = kept.size() == rows.size();
    DifficultyLevels levels =
        all ? difficultyLevels(data, experiment.rows, predictions)
            : difficultyLevels(data, experiment.rows, select(predictions, kept));
    experiment.level = std::move(levels.level);
    experiment.levelNames = std::move(levels.names);
    experiment.levelsPredicted = levels.predicted;
    experiment.levelWarning = std::move(levels.warning);
    if (!experiment.levelWarning.empty()) experiment.warnings.push_back(experiment.levelWarning);
    return experiment;
}

double Experiment::usdOf(std::span<const std::int32_t> assignment) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] >= 0) sum += usd(i, static_cast<std::size_t>(assignment[i]));
    }
    return sum;
}

std::shared_ptr<const std::vector<double>> Experiment::secondsForCap() const {
    if (seconds) return seconds;
    return std::make_shared<const std::vector<double>>(problem.queryCount() * models.size(),
                                                       kMissing);
}

RoutingProblem withPriceFactor(const Experiment& experiment, std::size_t model, double factor) {
    RoutingProblem problem = experiment.problem;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        if (!problem.allowed(i, model)) continue;
        const double usd = experiment.usd(i, model);
        const double seconds = problem.cost(i, model) - usd;
        problem.set(i, model, std::min(usd * factor + seconds, RoutingProblem::kMostCost),
                    problem.quality(i, model));
    }
    return problem;
}

}  // namespace orl
