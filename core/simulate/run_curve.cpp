#include "core/simulate/run_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace orl {
namespace {

/// What has happened so far.
struct SoFar {
    std::uint64_t settled = 0;
    std::uint64_t answered = 0;
    std::uint64_t served = 0;
    std::uint64_t unknown = 0;  ///< served without a recorded score
    double cost = 0.0;
    double quality = 0.0;
    double outcome = 0.0;

    void add(const Experiment& experiment, const QueryRecord& query);
    RunCurvePoint at(double time) const;
};

void SoFar::add(const Experiment& experiment, const QueryRecord& query) {
    ++settled;
    // Who left the queue at the deadline has not begun and costs nothing.
    const bool answer = query.outcome == QueryOutcome::Served ||
                        (query.outcome == QueryOutcome::Late && !std::isnan(query.begun));
    if (!answer) return;
    const auto model = static_cast<std::size_t>(query.model);
    const auto row = static_cast<Eigen::Index>(query.row);
    const auto column = static_cast<Eigen::Index>(query.model);
    ++answered;
    cost += experiment.usd(query.row, model);
    if (query.outcome != QueryOutcome::Served) return;
    ++served;
    quality += experiment.meanQuality.size() > 0 ? experiment.meanQuality(row, column)
                                                 : experiment.problem.quality(query.row, model);
    const bool recorded = experiment.hasOutcomes && experiment.truth.outcome.size() > 0;
    const double score = recorded ? experiment.truth.outcome(row, column) : kMissing;
    if (std::isnan(score)) {
        ++unknown;
    } else {
        outcome += score;
    }
}

RunCurvePoint SoFar::at(double time) const {
    RunCurvePoint point;
    point.time = time;
    if (answered > 0) point.costPer1000 = 1000.0 * cost / static_cast<double>(answered);
    if (settled > 0) point.predicted = quality / static_cast<double>(settled);
    if (served > unknown) point.realized = outcome / static_cast<double>(settled - unknown);
    return point;
}

}  // namespace

std::vector<RunCurvePoint> runCurve(const Experiment& experiment,
                                    const std::vector<QueryRecord>& record, std::size_t moments) {
    std::vector<std::uint32_t> order;
    order.reserve(record.size());
    for (std::size_t k = 0; k < record.size(); ++k) {
        if (record[k].outcome != QueryOutcome::Waiting) {
            order.push_back(static_cast<std::uint32_t>(k));
        }
    }
    if (order.empty()) return {};
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return record[a].ended < record[b].ended;
    });
    const double end = record[order.back()].ended;
    std::vector<RunCurvePoint> curve;
    curve.reserve(moments);
    SoFar soFar;
    std::size_t next = 0;
    for (std::size_t k = 0; k < moments; ++k) {
        // The last moment is the end itself, whatever the division rounds to.
        const double time = k + 1 == moments
                                ? end
                                : end * static_cast<double>(k) / static_cast<double>(moments - 1);
        while (next < order.size() && record[order[next]].ended <= time) {
            soFar.add(experiment, record[order[next]]);
            ++next;
        }
        curve.push_back(soFar.at(time));
    }
    return curve;
}

}  // namespace orl
