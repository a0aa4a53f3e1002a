#include "core/evaluate/bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

/// What one query adds to the realized figures; as evaluate() counts them.
struct Realized {
    double score = 0.0;   ///< 0 where unknown or unplaced
    double cost = 0.0;    ///< 0 where unknown or unplaced
    double scored = 0.0;  ///< 1 if it counts in the accuracy
    double costed = 0.0;  ///< 1 if its cost is known
    double placed = 0.0;
};

std::vector<Realized> realizedOf(const Experiment& experiment, const Assignment& assignment) {
    std::vector<Realized> all(assignment.size());
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        Realized& one = all[i];
        if (assignment[i] < 0) {
            one.scored = 1.0;
            continue;
        }
        one.placed = 1.0;
        const auto row = static_cast<Eigen::Index>(i);
        const double score = experiment.truth.outcome(row, assignment[i]);
        const double cost = experiment.truth.realizedCost(row, assignment[i]);
        if (!std::isnan(score)) {
            one.score = score;
            one.scored = 1.0;
        }
        if (!std::isnan(cost)) {
            one.cost = cost;
            one.costed = 1.0;
        }
    }
    return all;
}

/// The percentiles that leave equal shares outside; linear between order statistics.
Band bandOf(std::vector<double> values, double confidence) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        const double position = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(position);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return std::lerp(values[below], values[above], position - static_cast<double>(below));
    };
    const double outside = (1.0 - confidence) / 2.0;
    return {at(outside), at(1.0 - outside)};
}

/// @throws Error on what cannot be resampled
std::vector<Realized> resampled(const Experiment& experiment, const Assignment& assignment,
                                const BootstrapOptions& options) {
    if (options.resamples < 1 || !(options.confidence > 0.0 && options.confidence < 1.0)) {
        throw Error("bootstrap",
                    fmt::format("{} resamples at a confidence of {}", options.resamples,
                                options.confidence),
                    "Choose one resample or more and a confidence between 0 and 1");
    }
    if (assignment.size() != experiment.problem.queryCount() || assignment.empty()) {
        throw Error("bootstrap",
                    fmt::format("an assignment of {} for {} queries", assignment.size(),
                                experiment.problem.queryCount()),
                    "Route all queries of the experiment first");
    }
    return realizedOf(experiment, assignment);
}

void count(const Realized& drawn, Realized& sum) {
    sum.score += drawn.score;
    sum.cost += drawn.cost;
    sum.scored += drawn.scored;
    sum.costed += drawn.costed;
    sum.placed += drawn.placed;
}

/// 0 / 0, where nothing was recorded, is NaN and left out of a band.
double costOf(const Realized& sum) {
    return sum.cost / sum.costed * sum.placed;
}

}  // namespace

RealizedBands bootstrapBands(const Experiment& experiment, const Assignment& assignment,
                             const BootstrapOptions& options, const Job& job) {
    const std::vector<Realized> queries = resampled(experiment, assignment, options);
    Random random(options.seed);
    std::vector<double> accuracy;
    std::vector<double> cost;
    ProgressMeter meter(job, "resampling");
    for (int k = 0; k < options.resamples; ++k) {
        meter.update(static_cast<double>(k) / options.resamples);
        Realized sum;
        for (std::size_t i = 0; i < queries.size(); ++i) {
            count(queries[random.below(queries.size())], sum);
        }
        accuracy.push_back(sum.score / sum.scored);
        cost.push_back(costOf(sum));
    }
    return {bandOf(std::move(accuracy), options.confidence),
            bandOf(std::move(cost), options.confidence)};
}

PairedBands bootstrapPair(const Experiment& experiment, const Assignment& assignment,
                          const Assignment& other, const BootstrapOptions& options,
                          const Job& job) {
    const std::vector<Realized> ours = resampled(experiment, assignment, options);
    const std::vector<Realized> theirs = resampled(experiment, other, options);
    Random random(options.seed);
    std::vector<double> saving;
    std::vector<double> lead;
    ProgressMeter meter(job, "resampling");
    for (int k = 0; k < options.resamples; ++k) {
        meter.update(static_cast<double>(k) / options.resamples);
        Realized our;
        Realized their;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const std::size_t drawn = random.below(ours.size());
            count(ours[drawn], our);
            count(theirs[drawn], their);
        }
        if (costOf(their) > 0.0) saving.push_back(1.0 - costOf(our) / costOf(their));
        lead.push_back(our.score / our.scored - their.score / their.scored);
    }
    return {bandOf(std::move(saving), options.confidence),
            bandOf(std::move(lead), options.confidence)};
}

}  // namespace orl
