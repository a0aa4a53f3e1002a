#include "core/predict/cross_fit.h"

#include <fmt/format.h>

#include <vector>

#include "core/support/random.h"

namespace orl {
namespace {

/// Copies rows of `from` to the places of `to` that they belong to.
void scatter(const Grid& from, std::span<const std::size_t> places, Eigen::Index rowCount,
             Grid& to) {
    if (from.size() == 0) return;
    if (to.size() == 0) to = Grid::Constant(rowCount, from.cols(), kMissing);
    for (std::size_t i = 0; i < places.size(); ++i) {
        to.row(static_cast<Eigen::Index>(places[i])) = from.row(static_cast<Eigen::Index>(i));
    }
}

}  // namespace

Predictions crossFit(const Dataset& data, std::span<const std::size_t> rows,
                     const PredictorOptions& options, int folds, const Job& job) {
    if (folds < 2 || static_cast<std::size_t>(folds) > rows.size()) {
        throw Error("cross-fitting", fmt::format("{} folds of {} queries", folds, rows.size()),
                    "Choose 2 folds or more, but no more than queries");
    }
    std::vector<std::size_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    Random random(options.seed);
    random.shuffle(std::span(order));

    Predictions result;
    const auto count = static_cast<std::size_t>(folds);
    for (std::size_t fold = 0; fold < count; ++fold) {
        Job part = job;
        if (job.progress) {
            part.progress = [&](double share, std::string_view stage) {
                job.progress((static_cast<double>(fold) + std::max(share, 0.0)) / folds, stage);
            };
        }
        std::vector<std::size_t> seen;
        std::vector<std::size_t> held;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i % count == fold) {
                places.push_back(order[i]);
                held.push_back(rows[order[i]]);
            } else {
                seen.push_back(rows[order[i]]);
            }
        }
        const Predictions of = Predictor::fit(data, seen, options, part).predict(data, held, part);
        const auto all = static_cast<Eigen::Index>(rows.size());
        scatter(of.quality, places, all, result.quality);
        scatter(of.outputTokens, places, all, result.outputTokens);
        scatter(of.cost, places, all, result.cost);
        scatter(of.uncertainty, places, all, result.uncertainty);
    }
    return result;
}

}  // namespace orl
